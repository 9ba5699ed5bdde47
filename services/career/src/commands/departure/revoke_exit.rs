use crate::{
    domain::{exit::Exit, servant::day_of},
    error::{DepartureError, Error},
    store::{exits, servants},
};
use platform::{AsRead, Work};

/// A decision that takes an exit back.
pub struct RevokeExit {
    /// Exit.
    pub exit: AsRead,
    /// Number of the decree.
    pub decree_number: String,
}

/// Takes an exit back before its last day has come.
pub async fn revoke_exit(work: &mut Work<'_>, input: RevokeExit) -> Result<Exit, Error> {
    let vault = work.vault.clone();
    let known = exits::get(work.connection, &vault, input.exit.id).await?.ok_or(DepartureError::ExitNotFound)?;
    servants::lock(work.connection, known.servant).await?.ok_or(Error::ServantNotFound)?;
    let found = exits::lock(work.connection, &vault, input.exit.id).await?;
    let mut exit = found.ok_or(DepartureError::ExitNotFound)?;
    input.exit.must_be(exit.version)?;
    exit.revoke(input.decree_number, day_of(work.now)).map_err(DepartureError::from)?;
    exits::update(work.connection, &mut exit, work.now).await?;
    Ok(exit)
}
