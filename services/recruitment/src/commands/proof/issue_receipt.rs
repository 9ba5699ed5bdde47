use super::signer;
use crate::{
    domain::{
        application::{Applicant, Application},
        document::{HandedIn, handed_in_text},
        leaf::{Leaf, ReceiptLeaf, application_text},
        programme::Programme,
    },
    error::Error,
    names,
    store::leaves::{self, NewLeaf},
};
use ::proof::{Receipt, Salt, commitment, to_hex};
use platform::Work;

/// What an applicant gets for an application.
pub struct IssuedReceipt {
    /// What is signed.
    pub receipt: Receipt,
    /// The signature.
    pub signature: Vec<u8>,
    /// What the log holds about the application.
    pub leaf: String,
    /// What it was handed in with.
    pub documents: Vec<HandedIn>,
    /// What opens the commitments of the leaf. It is given to the applicant and kept nowhere but in the sealed answer of a
    /// request with an id, for its days: whoever reads the log, or even the database, cannot tell from the leaf who applied.
    pub salt: Salt,
}

/// Adds the leaf of an application to the log of its vacancy and signs that it was taken. It writes a row of its own and
/// waits for nobody; its position follows. What no rule of the programme uses is not made public.
pub async fn issue_receipt(
    work: &mut Work<'_>,
    programme: Option<Programme>,
    application: &Application,
    applicant: &Applicant,
    documents: Vec<HandedIn>,
) -> Result<IssuedReceipt, Error> {
    let signer = signer(work)?;
    let salt = Salt::random().map_err(|_| Error::internal("no random numbers"))?;
    let birth_date = applicant.identity.birth_date.to_string();
    let content = application_text(&application.participant_number, applicant);
    let leaf = Leaf::Receipt(ReceiptLeaf {
        participant: application.participant_number.clone(),
        time: application.submit_time,
        gpa: (programme != Some(Programme::Pppk)).then_some(applicant.gpa),
        application: to_hex(&commitment("application", &salt.of("application"), content.as_bytes())),
        birth_date: to_hex(&commitment("birth-date", &salt.of("birth-date"), birth_date.as_bytes())),
        documents: to_hex(&commitment("documents", &salt.of("documents"), handed_in_text(&documents).as_bytes())),
    });
    let leaf = NewLeaf::new(application.id, application.vacancy_id, &leaf);
    leaves::insert_one(work.connection, &leaf).await?;
    let receipt = Receipt {
        application: names::application(&work.tenant, application.vacancy_id, application.id),
        participant_number: application.participant_number.clone(),
        time: application.submit_time,
        leaf: leaf.hash,
        key_id: signer.key_id().to_owned(),
    };
    Ok(IssuedReceipt { signature: signer.sign(&receipt.text()), receipt, leaf: leaf.data, documents, salt })
}
