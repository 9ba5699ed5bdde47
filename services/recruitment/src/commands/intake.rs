//! Who applies with what (*lamaran*).

mod attach_document;
mod export_my_application;
mod see_document;
mod submit_application;
mod sweep_applications;
mod sweep_documents;
mod withdraw_application;

pub use attach_document::{AttachDocument, Target, attach_document};
pub use export_my_application::{MyApplication, Person, export_my_application};
pub use see_document::see_document;
pub use submit_application::{SubmitApplication, submit_application};
pub use sweep_applications::{SweptApplications, sweep_applications};
pub use sweep_documents::{Swept, sweep_documents};
pub use withdraw_application::{WithdrawApplication, withdraw_application};
