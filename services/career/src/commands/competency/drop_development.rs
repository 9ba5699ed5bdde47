use super::agree_development::lock_item;
use crate::{
    commands::seal_text,
    domain::{development::DevelopmentItem, servant::day_of},
    error::Error,
    store::development_items,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// What is given up.
pub struct DropDevelopment {
    /// Item.
    pub item: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Gives an item of somebody else's plan up; its gap opens no other.
pub async fn drop_development(work: &mut Work<'_>, input: DropDevelopment) -> Result<DevelopmentItem, Error> {
    let mut item = lock_item(work, input.item).await?;
    item.give_up(day_of(work.now))?;
    development_items::update(work.connection, &mut item).await?;
    let reason = seal_text(work, item.id, &input.reason)?;
    development_items::save_reason(work.connection, item.id, &reason).await?;
    Ok(item)
}
