use crate::commands::record::{lock_as_read, seal_nip};
use crate::{
    domain::{nip::Nip, servant::Servant},
    error::Error,
    store::servants,
};
use platform::{AsRead, Work};

/// The national number of a servant.
pub struct AssignNip {
    /// Servant.
    pub servant: AsRead,
    /// The number.
    pub nip: Nip,
}

/// Takes the national number (*NIP*) into the record, sealed.
pub async fn assign_nip(work: &mut Work<'_>, input: AssignNip) -> Result<Servant, Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    servant.assign_nip(&input.nip)?;
    servant.update_time = work.now;
    seal_nip(work, servant.id, &input.nip).await?;
    servants::update(work.connection, &mut servant).await?;
    Ok(servant.release())
}
