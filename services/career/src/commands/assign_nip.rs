use crate::{
    domain::{nip::Nip, servant::Servant},
    error::Error,
    store::servants,
};
use platform::{Failure, Work};
use uuid::Uuid;

/// The national number of a servant.
pub struct AssignNip {
    /// Servant.
    pub id: Uuid,
    /// Version that was read.
    pub version: i64,
    /// The number.
    pub nip: Nip,
}

/// Takes the national number (*NIP*) into the record, sealed.
pub async fn assign_nip(work: &mut Work<'_>, input: AssignNip) -> Result<Servant, Error> {
    let mut servant = servants::lock(work.connection, input.id)
        .await?
        .ok_or(Error::ServantNotFound)?;
    if servant.version != input.version {
        return Err(Failure::EtagMismatch.into());
    }
    servant.assign_nip(&input.nip)?;
    servant.update_time = work.now;
    let number = input.nip.expose();
    let sealed = work.vault.seal(input.id.as_bytes(), number.as_bytes())?;
    let kept = servants::seal_nip(work.connection, input.id, &work.vault.blind_index(number), &sealed).await;
    kept.map_err(Error::of_nip)?;
    servants::update(work.connection, &mut servant).await?;
    Ok(servant.release())
}
