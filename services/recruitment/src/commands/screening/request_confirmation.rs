use super::opened;
use crate::{
    domain::{
        confirmation::{Confirmation, Question, holder},
        identity::full_name_of,
    },
    error::{Error, IntakeError, ScreeningError},
    store::{
        applications,
        confirmations::{self, SealedQuestion},
        documents, verifications,
    },
};
use aws_lc_rs::digest;
use platform::Work;
use uuid::Uuid;

/// A question to the issuer of a document.
pub struct RequestConfirmation {
    /// The caller's look.
    pub verification: Uuid,
    /// The document.
    pub document: Uuid,
    /// Its issuer.
    pub institution: Uuid,
    /// What is asked.
    pub question: Question,
}

/// Asks an institution whether it issued a document. It is told the document's number and programme, and of the person
/// only a hash of the name under that number: who issued the document can compare it, and the name itself is not told.
pub async fn request_confirmation(work: &mut Work<'_>, input: RequestConfirmation) -> Result<Confirmation, Error> {
    let RequestConfirmation { verification, document, institution, question } = input;
    let item = verifications::hold_own(work.connection, verification, &work.actor.subject).await?;
    let item = item.ok_or(ScreeningError::VerificationNotFound)?;
    item.look.must_be_open().map_err(ScreeningError::from)?;
    let documents = documents::of_applications(work.connection, &[item.application]).await?;
    let document = documents.into_iter().find(|(_, one)| one.id == document).ok_or(IntakeError::DocumentNotFound)?.1;
    if !confirmations::has_institution(work.connection, institution).await? {
        return Err(ScreeningError::InstitutionNotFound.into());
    }
    let identity =
        applications::identity(work.connection, item.application).await?.ok_or(Error::ApplicationNotFound)?;
    let identity =
        String::from_utf8(work.vault.open(item.application.as_bytes(), &identity)?).map_err(Error::internal)?;
    let name = full_name_of(&identity).ok_or_else(|| Error::internal("a sealed identity is malformed"))?;
    let id = Uuid::now_v7();
    let asked = SealedQuestion {
        id,
        institution,
        document: document.id,
        kind: document.kind,
        question: work.vault.seal(id.as_bytes(), question.to_record().as_bytes())?,
        holder: digest::digest(&digest::SHA256, holder(&question.number, name).as_bytes()).as_ref().to_vec(),
        request_time: work.now,
        answer: None,
        version: 1,
    };
    confirmations::insert(work.connection, &asked, &work.actor.subject).await.map_err(ScreeningError::of)?;
    opened(&work.vault, &asked)
}
