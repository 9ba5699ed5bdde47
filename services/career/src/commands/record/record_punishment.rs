use crate::commands::record::{Correcting, correct, lock_as_read, touch};
use crate::{
    domain::{correction::History, punishment::Punishment},
    error::Error,
    store::punishments,
};
use platform::{AsRead, Work};

/// A punishment of a servant.
pub struct RecordPunishment {
    /// Servant.
    pub servant: AsRead,
    /// The row.
    pub punishment: Punishment,
    /// What it corrects.
    pub correction: Option<Correcting>,
}

/// Adds a punishment to the record: what and why sealed, when in plain.
pub async fn record_punishment(work: &mut Work<'_>, input: RecordPunishment) -> Result<Punishment, Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    let punishment = Punishment { record_time: work.now, ..input.punishment };
    if let Some(correcting) = input.correction {
        correct(work, servant.id, History::Punishments, correcting, Some(punishment.id)).await?;
    }
    let sealed = work.vault.seal(punishment.id.as_bytes(), punishment.detail.to_record().as_bytes())?;
    punishments::insert(work.connection, &punishment, &sealed).await?;
    touch(work, &mut servant).await?;
    Ok(punishment)
}
