//! Who applies with what (*lamaran*).

mod submit_application;

pub use submit_application::{SubmitApplication, submit_application};
