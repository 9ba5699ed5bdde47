use crate::commands::{lock, save};
use crate::{
    domain::{
        notice::{Change, Notice},
        vacancy::{State, Vacancy},
    },
    error::Error,
    store::notices,
};
use platform::{AsRead, Work};
use uuid::Uuid;

/// Other evidence in place of a kind of document.
pub struct AcceptAlternativeEvidence {
    /// Vacancy as it was read.
    pub vacancy: AsRead,
    /// Kind of document that may be replaced.
    pub document: String,
    /// What may take its place.
    pub evidence: String,
    /// Why.
    pub reason: String,
}

/// Announces that other evidence may take the place of a kind of document; only while everybody can still use that.
pub async fn accept_alternative_evidence(
    work: &mut Work<'_>,
    input: AcceptAlternativeEvidence,
) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input.vacancy).await?;
    vacancy.must_be(State::Open)?;
    vacancy.must_accept(work.now)?;
    let notice = Notice {
        id: Uuid::now_v7(),
        vacancy_id: vacancy.id,
        change: Change::Evidence { document: input.document, evidence: input.evidence },
        reason: input.reason,
        create_time: work.now,
    };
    notices::insert(work.connection, &notice).await?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}
