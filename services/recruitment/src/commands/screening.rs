//! Whether an application meets the requirements (*seleksi administrasi*).

mod announce_administration;
mod answer_confirmation;
mod assign_verification;
mod import_verdicts;
mod record_verification;
mod register_institution;
mod request_confirmation;
mod see_applicant;

pub use announce_administration::announce_administration;
pub use answer_confirmation::{AnswerConfirmation, answer_confirmation};
pub use assign_verification::{AssignVerification, assign_verification};
pub use import_verdicts::{VerdictLine, WrongKind, import_verdicts};
pub use record_verification::{FoundDocument, RecordVerification, record_verification};
pub use register_institution::{RegisterInstitution, register_institution};
pub use request_confirmation::{RequestConfirmation, request_confirmation};
pub use see_applicant::see_applicant;

use crate::{
    domain::{
        confirmation::{Answer, Confirmation, Question},
        requirement::Requirement,
    },
    error::Error,
    rulesets::Rulebook,
    store::{confirmations::SealedQuestion, requirements},
};
use aws_lc_rs::digest;
use platform::sensitive::{Sealed, Vault};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// What applications for these vacancies have to bring, by vacancy.
pub(crate) async fn requirements_of(
    connection: &mut PgConnection,
    rulebook: &Rulebook,
    vacancies: &[Uuid],
) -> Result<HashMap<Uuid, Requirement>, Error> {
    let mut found = HashMap::new();
    for asked in requirements::of(connection, vacancies).await? {
        let (papers, own) = match asked.criteria {
            Some(criteria) => (criteria.admission.papers, criteria.documents),
            None => (rulebook.general(&asked.ruleset)?.intake.required(asked.kind), Vec::new()),
        };
        found.insert(asked.vacancy, Requirement::of(&papers, &own, asked.alternatives));
    }
    Ok(found)
}

/// What an application for one vacancy has to bring.
pub(crate) async fn requirement_of(
    connection: &mut PgConnection,
    rulebook: &Rulebook,
    vacancy: Uuid,
) -> Result<Requirement, Error> {
    requirements_of(connection, rulebook, &[vacancy]).await?.remove(&vacancy).ok_or(Error::VacancyNotFound)
}

/// The lot of an application: nobody without the seed can tell it, and nobody with the seed can change it.
fn lot(seed: &[u8], application: Uuid) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(seed);
    context.update(application.as_bytes());
    let mut lot = [0; 32];
    lot.copy_from_slice(context.finish().as_ref());
    lot
}

/// Opens what a question says of a person.
pub(crate) fn opened(vault: &Vault, sealed: &SealedQuestion) -> Result<Confirmation, Error> {
    let text = |part: &Sealed| -> Result<String, Error> {
        String::from_utf8(vault.open(sealed.id.as_bytes(), part)?).map_err(Error::internal)
    };
    let question = Question::of_record(&text(&sealed.question)?);
    let answer = match &sealed.answer {
        None => None,
        Some((true, _, time)) => Some((Answer::Confirmed, *time)),
        Some((false, note, time)) => {
            let note = note.as_ref().map(text).transpose()?;
            Some((Answer::Denied(note.unwrap_or_default()), *time))
        }
    };
    Ok(Confirmation {
        id: sealed.id,
        institution: sealed.institution,
        document: sealed.document,
        kind: sealed.kind,
        question: question.ok_or_else(|| Error::internal("a sealed question is malformed"))?,
        holder: sealed.holder.clone(),
        request_time: sealed.request_time,
        answer,
        version: sealed.version,
    })
}
