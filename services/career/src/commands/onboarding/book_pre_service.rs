use crate::{
    commands::book_hours,
    domain::{
        hours::Hours,
        mentorship::fitting,
        pre_service::{PreService, PreServiceState},
        servant::Servant,
    },
    error::Error,
    names, rulesets,
    store::hours,
};
use platform::Work;

/// Books the hours of each part of a training that was passed, by the rules of the part's last day and where these count them.
/// What would come over the cap of a year is not booked: the training was passed all the same.
pub(super) async fn book_pre_service(
    work: &mut Work<'_>,
    servant: &Servant,
    training: &PreService,
) -> Result<(), Error> {
    if training.state != PreServiceState::Passed {
        return Ok(());
    }
    for part in &training.parts {
        let rules = rulesets::training::in_force(part.end)?;
        if !rules.counts_pre_service {
            continue;
        }
        let year = part.end.year().into();
        let booked = hours::of_year(work.connection, servant.id, year).await?;
        let reserved = hours::reserved(work.connection, servant.id, year).await?;
        let booking = Hours {
            servant: servant.id,
            year,
            kind: rules.pre_service_activity,
            hours: fitting(part.hours, rules.cap(servant.employment), booked.saturating_add(reserved)),
            source: names::PRE_SERVICE.name(&work.tenant, training.id),
            date: part.end,
        };
        book_hours(work, booking).await?;
    }
    Ok(())
}
