//! Who applies with what (*lamaran*).

mod attach_document;
mod see_document;
mod submit_application;
mod sweep_documents;
mod withdraw_application;

pub use attach_document::{AttachDocument, Target, attach_document};
pub use see_document::see_document;
pub use submit_application::{SubmitApplication, submit_application};
pub use sweep_documents::{Swept, sweep_documents};
pub use withdraw_application::{WithdrawApplication, withdraw_application};
