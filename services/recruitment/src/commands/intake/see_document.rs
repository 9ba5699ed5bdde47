use crate::{
    error::{Error, IntakeError},
    store::documents::{self, Content},
};
use platform::Work;
use uuid::Uuid;

/// Finds the content of a document for somebody who verifies its application. It changes nothing, but who saw what is part
/// of the audit trail, so it is a unit of work.
pub async fn see_document(work: &mut Work<'_>, document: Uuid) -> Result<Content, Error> {
    let found = documents::of_verifier(work.connection, document, &work.actor.subject).await?;
    Ok(found.ok_or(IntakeError::DocumentNotFound)?)
}
