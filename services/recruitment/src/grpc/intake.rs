//! Who applies with what (*lamaran*).

pub(crate) mod application_copy;
pub(crate) mod application_status;
pub mod applications;
pub(crate) mod declarations;
pub(crate) mod document_messages;
pub mod documents;
pub mod retention;
