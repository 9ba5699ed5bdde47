use crate::commands::record::lock_as_read;
use crate::{
    domain::servant::Servant,
    error::{Error, RecordError},
    store::servants,
};
use platform::{AsRead, Work};

/// The subject of a servant's own tokens.
pub struct LinkAccount {
    /// Servant.
    pub servant: AsRead,
    /// Subject; empty takes the link away.
    pub account: String,
}

/// Links a servant with the account that sees the own record. Nobody links or parts their own account: whoever has no own
/// record is kept from deciding about nobody.
pub async fn link_account(work: &mut Work<'_>, input: LinkAccount) -> Result<Servant, Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    if input.account == *work.actor.subject {
        return Err(RecordError::OwnRecord.into());
    }
    servant.account = input.account;
    servant.update_time = work.now;
    servants::update(work.connection, &mut servant).await.map_err(RecordError::of)?;
    Ok(servant.release())
}
