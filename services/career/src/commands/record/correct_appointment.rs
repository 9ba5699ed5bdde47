use crate::commands::record::{keep_former, lock_as_read, seal_nip, touch};
use crate::{
    domain::{
        former_identity::Why,
        identity::{Sex, disagreements},
        nip::{Nip, nik::Nik},
        record_rules::RecordRules,
        servant::{Employment, Servant, State, day_of},
    },
    error::Error,
    events,
    store::{identities, placements, ranks},
};
use jiff::civil::Date;
use platform::{AsRead, Failure, Violations, Work};

/// What was recorded wrongly of a servant's appointment; none stays as it is.
pub struct CorrectAppointment {
    /// Servant.
    pub servant: AsRead,
    /// National number.
    pub nip: Option<Nip>,
    /// Sex.
    pub sex: Option<Sex>,
    /// First day of service.
    pub appointment_date: Option<Date>,
    /// Kind of employment.
    pub employment: Option<Employment>,
    /// Why.
    pub why: Why,
}

/// Corrects number, sex, first day or kind of employment. What was known stays, sealed; tells what does not agree.
pub async fn correct_appointment(
    work: &mut Work<'_>,
    input: CorrectAppointment,
    rules: &RecordRules,
) -> Result<(Servant, Vec<&'static str>), Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    let told = servant.appointment_date;
    keep_former(work, &servant, input.why).await?;
    servant.sex = input.sex.or(servant.sex);
    servant.appointment_date = input.appointment_date.unwrap_or(servant.appointment_date);
    if let Some(employment) = input.employment {
        servant.become_employed(employment, day_of(work.now));
    }
    let nip = input.nip.clone().or(identities::open_nip(work, servant.id).await?);
    must_fit(work, &servant, nip.as_ref(), rules).await?;
    if let Some(nip) = &input.nip {
        seal_nip(work, servant.id, nip).await?;
    }
    let warnings = what_disagrees(work, &servant, nip.as_ref()).await?;
    touch(work, &mut servant).await?;
    if servant.appointment_date != told {
        let corrected = events::appointment_corrected(&work.tenant, &servant);
        work.record(&servant, &corrected);
    }
    Ok((servant.release(), warnings))
}

/// Refuses what cannot be together with the rest of the record.
async fn must_fit(work: &mut Work<'_>, servant: &Servant, nip: Option<&Nip>, rules: &RecordRules) -> Result<(), Error> {
    let (first, mut check) = (servant.appointment_date, Violations::default());
    check.check("nip", nip.is_none() || servant.state != State::AwaitingNip, "must be assigned first");
    let of_kind = nip.is_none_or(|nip| servant.employment.has_kind_of(nip));
    check.check("nip", of_kind, "is of another kind of employment");
    let ranks = ranks::of_servants(work.connection, &[servant.id]).await?;
    let posts = placements::of_servants(work.connection, &[servant.id]).await?;
    let of_kind = ranks.iter().all(|held| held.rank.is_of(servant.employment));
    check.check("employment", of_kind, "differs from a rank of the record: take that out first");
    check.check("appointment_date", first <= day_of(work.now), "must not lie ahead");
    let starts = ranks.iter().map(|held| held.start).chain(posts.iter().map(|post| post.start));
    let before = starts.min().is_none_or(|earliest| first <= earliest);
    check.check("appointment_date", before, "must not lie after the first day of a rank or post");
    let births = identities::birth_dates(work.connection, &work.vault, &[servant.id]).await?;
    let old_enough = births.get(&servant.id).is_none_or(|birth| rules.old_enough(*birth, first));
    let reason = format!("tells an age at appointment below {}", rules.least_age);
    check.check("appointment_date", old_enough, reason);
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}

async fn what_disagrees(work: &mut Work<'_>, servant: &Servant, nip: Option<&Nip>) -> Result<Vec<&'static str>, Error> {
    let mut told = Vec::new();
    if let Some(identity) = identities::open(work, servant.id).await?
        && let Ok(nik) = Nik::parse(&identity.nik, day_of(work.now))
    {
        told = disagreements(identity.birth_date, &nik, nip, servant.sex);
    }
    if nip.is_some_and(|nip| !servant.employment.agrees_with(nip, servant.appointment_date)) {
        told.push("the NIP tells another beginning of service");
    }
    Ok(told)
}
