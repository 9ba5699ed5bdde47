use super::filing_rules;
use crate::{
    domain::filing::{FiledDocument, Filing},
    error::{AppointmentError, Error},
    rulesets::Rulebook,
    store::{filings, vacancies},
};
use platform::{AsRead, Violations, Work};

/// All papers of a candidate.
pub struct CompleteFiling {
    /// File as it was read.
    pub filing: AsRead,
    /// The papers.
    pub documents: Vec<FiledDocument>,
}

/// Takes all papers of a candidate at once, in time. Every kind that the ruleset asks for has to be there.
pub async fn complete_filing(
    work: &mut Work<'_>,
    input: CompleteFiling,
    rulebook: &Rulebook,
) -> Result<(Filing, String), Error> {
    let found = filings::get(work.connection, input.filing.id).await?;
    let (found, _) = found.ok_or(AppointmentError::FilingNotFound)?;
    let vacancy = vacancies::lock(work.connection, found.vacancy_id).await?.ok_or(Error::VacancyNotFound)?;
    let filing = filings::lock(work.connection, input.filing.id).await?;
    let (mut filing, number) = filing.ok_or(AppointmentError::FilingNotFound)?;
    input.filing.must_be(filing.version)?;
    let mut check = Violations::default();
    let wanted = &filing_rules(rulebook, &vacancy)?.documents;
    for kind in wanted {
        let given = input.documents.iter().filter(|document| document.kind == *kind).count();
        check.check("documents", given == 1, format_args!("must hold `{kind}` once"));
    }
    for (place, document) in input.documents.iter().enumerate() {
        let known = wanted.contains(&document.kind);
        check.check(format!("documents[{place}].kind"), known, "is not a paper that the ruleset asks for");
    }
    if !check.is_empty() {
        return Err(Error::Failure(check.into()));
    }
    filing.complete(input.documents, work.now).map_err(AppointmentError::from)?;
    filings::update(work.connection, &mut filing).await?;
    Ok((filing.release(), number))
}
