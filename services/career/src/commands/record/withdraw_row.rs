use crate::commands::record::{Correcting, correct, lock_as_read, record_standing::show_standing, touch};
use crate::{
    commands::refresh_profile,
    domain::{competency_rules::CompetencyRules, correction::History, servant::Servant},
    error::{Error, RecordError},
    store::placements,
};
use platform::{AsRead, Work};

/// A row that should never have been in a record.
pub struct WithdrawRow {
    /// Servant.
    pub servant: AsRead,
    /// Which history.
    pub history: History,
    /// Row and why.
    pub correction: Correcting,
}

/// Takes a row out of the record; it stays, superseded. A row that holds a seat is ended instead.
pub async fn withdraw_row(
    work: &mut Work<'_>,
    input: WithdrawRow,
    competency: &CompetencyRules,
) -> Result<Servant, Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    if input.history == History::Posts {
        let post = placements::get(work.connection, input.correction.row).await?;
        if post.is_some_and(|post| post.servant == servant.id && post.seat > 0) {
            return Err(RecordError::RowHoldsSeat.into());
        }
    }
    correct(work, servant.id, input.history, input.correction, None).await?;
    if input.history == History::Standings {
        show_standing(work, &mut servant).await?;
    }
    touch(work, &mut servant).await?;
    if input.history == History::Posts {
        refresh_profile(work, servant.id, competency).await?;
    }
    Ok(servant.release())
}
