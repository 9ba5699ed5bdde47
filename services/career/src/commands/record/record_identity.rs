use crate::commands::record::{keep_former, lock_as_read, nik_index, refused, touch};
use crate::{
    domain::{
        former_identity::Why,
        identity::{FullName, Identity, disagreements},
        nip::nik::Nik,
        record_rules::RecordRules,
        servant::Servant,
    },
    error::{Error, RecordError},
    store::identities,
};
use platform::{AsRead, Work};

/// Who a servant is.
pub struct RecordIdentity {
    /// Servant.
    pub servant: AsRead,
    /// Name and titles, which stay plain.
    pub name: FullName,
    /// Citizen number.
    pub nik: Nik,
    /// What is sealed.
    pub identity: Identity,
    /// Why it takes the place of what was known; the reason is empty for the first.
    pub why: Why,
}

/// Keeps who a servant is, sealed. What was known stays, and why it is corrected; tells what does not agree.
pub async fn record_identity(
    work: &mut Work<'_>,
    input: RecordIdentity,
    rules: &RecordRules,
) -> Result<(Servant, Vec<&'static str>), Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    let birth_date = input.identity.birth_date;
    if !rules.old_enough(birth_date, servant.appointment_date) {
        let reason = format!("tells an age at appointment below {}", rules.least_age);
        return Err(refused("identity.birth_date", reason));
    }
    if !servant.name.name.is_empty() || identities::open(work, servant.id).await?.is_some() {
        if input.why.reason.is_empty() {
            return Err(refused("reason", "must be set: who the servant is was recorded before"));
        }
        keep_former(work, &servant, input.why).await?;
    }
    let nip = identities::open_nip(work, servant.id).await?;
    let warnings = disagreements(birth_date, &input.nik, nip.as_ref(), servant.sex);
    servant.name = input.name;
    servant.sex = servant.sex.or(Some(input.nik.sex()));
    let sealed = work.vault.seal(servant.id.as_bytes(), input.identity.to_record().as_bytes())?;
    let index = nik_index(work, &input.nik);
    identities::save(work.connection, servant.id, &index, &sealed).await.map_err(RecordError::of)?;
    touch(work, &mut servant).await?;
    Ok((servant.release(), warnings))
}
