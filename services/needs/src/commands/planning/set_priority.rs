use crate::{
    domain::priority::{Priority, Target},
    error::{ConsultationError, Error},
    names,
    store::{consultations, contributions, priorities},
};
use platform::{Failure, Work};
use uuid::Uuid;

/// A weight to be set.
pub struct SetPriority {
    /// What is weighed.
    pub target: Target,
    /// In hundredths.
    pub weight: i32,
    /// Why.
    pub reason: String,
    /// Consultation and contribution that led to it.
    pub contribution: Option<(Uuid, Uuid)>,
    /// Version that was read; 0 for none.
    pub version: i64,
}

/// Sets how much a unit or a sector weighs; a contribution that led to it must not have been declined.
pub async fn set_priority(work: &mut Work<'_>, input: SetPriority) -> Result<Priority, Error> {
    if let Target::Unit(unit) = input.target
        && consultations::known_units(work.connection, &[unit]).await?.is_empty()
    {
        return Err(Error::UnitNotFound);
    }
    let mut contribution = String::new();
    if let Some((consultation, id)) = input.contribution {
        let found = contributions::lock(work.connection, id).await?.filter(|found| found.consultation == consultation);
        let found = found.ok_or(ConsultationError::ContributionNotFound)?;
        found.may_change_something().map_err(ConsultationError::from)?;
        contribution = names::contribution(&work.tenant, consultation, id);
    }
    let before = priorities::lock(work.connection, input.target).await?;
    let fresh = || Priority::neutral(Uuid::now_v7(), input.target, work.now);
    let mut priority = before.unwrap_or_else(fresh);
    if priority.version != input.version {
        return Err(Failure::EtagMismatch.into());
    }
    priority.weigh(input.weight, input.reason, contribution, work.now);
    priorities::save(work.connection, &priority).await?;
    Ok(priority)
}
