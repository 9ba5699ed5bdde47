use crate::commands::{lock, requirement_of, save};
use crate::{
    domain::{
        document::DocumentKind,
        notice::{Change, Notice},
        vacancy::{State, Vacancy},
    },
    error::Error,
    rulesets::Rulebook,
    store::notices,
};
use platform::{AsRead, Failure, Violations, Work};
use uuid::Uuid;

/// Other evidence in place of a kind of document.
pub struct AcceptAlternativeEvidence {
    /// Vacancy as it was read.
    pub vacancy: AsRead,
    /// Kind of document that may be replaced.
    pub document: DocumentKind,
    /// What may take its place.
    pub evidence: String,
    /// Why.
    pub reason: String,
}

/// Announces that other evidence may take the place of a kind of document that the vacancy asks for; only while everybody can
/// still use that. Verifiers take it in its place.
pub async fn accept_alternative_evidence(
    work: &mut Work<'_>,
    input: AcceptAlternativeEvidence,
    rulebook: &Rulebook,
) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input.vacancy).await?;
    vacancy.must_be(State::Open)?;
    vacancy.must_accept(work.now)?;
    let asked = requirement_of(work.connection, rulebook, vacancy.id).await?;
    if !asked.required.contains(&input.document) {
        let mut check = Violations::default();
        check.add("document", "is not asked for by this vacancy");
        return Err(Failure::from(check).into());
    }
    let notice = Notice {
        id: Uuid::now_v7(),
        vacancy_id: vacancy.id,
        change: Change::Evidence { document: input.document.as_str().to_owned(), evidence: input.evidence },
        reason: input.reason,
        create_time: work.now,
    };
    notices::insert(work.connection, &notice).await?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}
