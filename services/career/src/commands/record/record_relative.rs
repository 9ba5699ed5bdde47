use crate::commands::record::{Correcting, correct, lock_as_read, touch};
use crate::{
    domain::{correction::History, relative::Relative},
    error::Error,
    store::relatives,
};
use platform::{AsRead, Work};

/// A member of a servant's family.
pub struct RecordRelative {
    /// Servant.
    pub servant: AsRead,
    /// The row.
    pub relative: Relative,
    /// What it corrects.
    pub correction: Option<Correcting>,
}

/// Adds a member of the family to the record, sealed.
pub async fn record_relative(work: &mut Work<'_>, input: RecordRelative) -> Result<Relative, Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    let relative = Relative { record_time: work.now, ..input.relative };
    if let Some(correcting) = input.correction {
        correct(work, servant.id, History::Relatives, correcting, Some(relative.id)).await?;
    }
    let sealed = work.vault.seal(relative.id.as_bytes(), relative.detail.to_record().as_bytes())?;
    relatives::insert(work.connection, &relative, &sealed).await?;
    touch(work, &mut servant).await?;
    Ok(relative)
}
