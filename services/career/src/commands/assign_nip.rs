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
    let mut servant = servants::lock(work.connection, input.servant.id).await?.ok_or(Error::ServantNotFound)?;
    input.servant.must_be(servant.version)?;
    servant.assign_nip(&input.nip)?;
    servant.update_time = work.now;
    let number = input.nip.expose();
    let sealed = work.vault.seal(input.servant.id.as_bytes(), number.as_bytes())?;
    let kept = servants::seal_nip(work.connection, input.servant.id, &work.vault.blind_index(number), &sealed).await;
    kept.map_err(Error::of_nip)?;
    servants::update(work.connection, &mut servant).await?;
    Ok(servant.release())
}
