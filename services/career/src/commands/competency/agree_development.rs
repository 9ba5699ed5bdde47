use crate::{
    commands::is_actor,
    domain::{
        development::{Agreement, DevelopmentItem, DevelopmentRefusal},
        servant::day_of,
    },
    error::{CompetencyError, Error},
    store::{development_items, servants},
};
use platform::{AsRead, Work};

/// What is agreed on an item.
pub struct AgreeDevelopment {
    /// Item.
    pub item: AsRead,
    /// Target, day and kind.
    pub what: Agreement,
}

/// Locks the servant and then an item of the plan that nobody has changed since it was read. Nobody decides about the own plan.
pub(super) async fn lock_item(work: &mut Work<'_>, read: AsRead) -> Result<DevelopmentItem, Error> {
    let found = development_items::get(work.connection, read.id).await?.ok_or(CompetencyError::ItemNotFound)?;
    let servant = servants::lock(work.connection, found.servant).await?.ok_or(Error::ServantNotFound)?;
    if is_actor(work, &servant) {
        return Err(DevelopmentRefusal::Own.into());
    }
    let item = development_items::lock(work.connection, found.id).await?.ok_or(CompetencyError::ItemNotFound)?;
    read.must_be(item.version)?;
    Ok(item)
}

/// Agrees on an item of somebody else's plan, with the servant.
pub async fn agree_development(work: &mut Work<'_>, input: AgreeDevelopment) -> Result<DevelopmentItem, Error> {
    let mut item = lock_item(work, input.item).await?;
    let subject = work.actor.subject.clone();
    item.agree(input.what, &subject, work.now, day_of(work.now))?;
    development_items::update(work.connection, &mut item).await?;
    Ok(item)
}
