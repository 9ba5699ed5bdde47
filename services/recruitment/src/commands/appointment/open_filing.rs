use super::filing_rules;
use crate::{
    commands::{lock, must_be_settled},
    domain::{
        filing::{self, Filing},
        vacancy::State,
    },
    error::Error,
    rulesets::Rulebook,
    store::{filings, moves},
};
use jiff::Timestamp;
use platform::{AsRead, Work};

/// What was opened.
pub struct Opened {
    /// How many files.
    pub files: i32,
    /// The first instant the papers are too late.
    pub deadline: Timestamp,
}

/// Opens a file for every selected candidate who has none; again for those who are selected later, and for those who moved here
/// from a vacancy whose own result was not certain yet.
pub async fn open_filing(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<Opened, Error> {
    let vacancy = lock(work, input).await?;
    vacancy.must_be(State::Published)?;
    let rules = filing_rules(rulebook, &vacancy)?;
    must_be_settled(work, &vacancy).await?;
    let unsettled = moves::unsettled_origins(work.connection, input.id, work.now).await?;
    let candidates = filings::without(work.connection, input.id, &unsettled).await?.into_iter();
    let opened: Vec<Filing> = candidates.map(|candidate| Filing::open(&vacancy, candidate, rules, work.now)).collect();
    filings::insert(work.connection, &opened).await?;
    let files = i32::try_from(opened.len()).map_err(Error::internal)?;
    Ok(Opened { files, deadline: filing::deadline(rules, work.now) })
}
