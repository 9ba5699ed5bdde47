use crate::{
    error::Error,
    rulesets::Selterbook,
    store::selection_erasures::{self, Kept},
};
use platform::Work;

/// Most selections of one call.
const MOST: i64 = 100;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SweptSelections {
    /// Selections that tell of nobody any more.
    pub erased: i64,
    /// Those that another call has to erase.
    pub remaining: i64,
}

/// Erases who took part in selections that ended so long ago as their ruleset says. The log is not touched, for candidates
/// are codes and members numbers in it.
pub async fn sweep_selections(work: &mut Work<'_>, book: &Selterbook) -> Result<SweptSelections, Error> {
    let (rulesets, days) = book.all().map(|rules| (rules.id.clone(), i32::from(rules.retention_days))).unzip();
    let kept = Kept { rulesets, days };
    let due = selection_erasures::lock_due(work.connection, &kept, work.now, MOST).await?;
    selection_erasures::candidates(work.connection, &due).await?;
    selection_erasures::texts(work.connection, &due).await?;
    selection_erasures::done(work.connection, &due, work.now).await?;
    let erased = i64::try_from(due.len()).map_err(Error::internal)?;
    let remaining = selection_erasures::count_due(work.connection, &kept, work.now).await?;
    Ok(SweptSelections { erased, remaining })
}
