use super::reranked::{Reranked, reranked};
use crate::{
    commands::{lock, save},
    domain::{
        difference::Change,
        vacancy::{State, Vacancy},
    },
    error::{Error, ObjectionError},
    rulesets::Rulebook,
    store::{rerankings, result_changes},
};
use platform::{AsRead, Work};
use uuid::Uuid;

/// What a new ranking found.
pub struct RankedAgain {
    /// The vacancy.
    pub vacancy: Vacancy,
    /// Who would move.
    pub changes: Vec<Change<Uuid>>,
    /// How many would be selected.
    pub selected: i32,
}

/// Ranks a published vacancy again with the corrected results. Nothing of it is public before it is published.
pub async fn rank_again(work: &mut Work<'_>, input: AsRead, rulebook: &Rulebook) -> Result<RankedAgain, Error> {
    let mut vacancy = lock(work, input).await?;
    vacancy.must_be(State::Published)?;
    if super::must_be_answered(work, &vacancy).await? == 0 {
        return Err(ObjectionError::NothingToAnnounce.into());
    }
    match rerankings::count_missing(work.connection, input.id).await? {
        0 => {}
        missing => return Err(ObjectionError::CorrectionsMissing(missing).into()),
    }
    let Reranked { changes, selected, .. } = reranked(work, &vacancy, rulebook).await?;
    rerankings::save(work.connection, input.id, selected, work.now).await?;
    result_changes::discard(work.connection, input.id).await?;
    result_changes::insert(work.connection, input.id, &changes, None).await?;
    save(work, &mut vacancy).await?;
    Ok(RankedAgain { vacancy: vacancy.release(), changes, selected })
}
