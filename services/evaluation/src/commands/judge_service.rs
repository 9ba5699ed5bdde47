use crate::{
    domain::{
        public_service::{Change, PublicService, Quality},
        quality::SignalRuleset,
    },
    error::Error,
    events, rulesets,
    store::{public_services, service_months},
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// How often qualities changed.
#[derive(Default)]
pub struct Tally {
    /// Falls.
    pub fell: i64,
    /// Recoveries.
    pub recovered: i64,
}

/// Tests a service's quality after each of its months from `first` on, in order, and tells every change.
pub async fn judge_service(
    work: &mut Work<'_>,
    id: Uuid,
    first: Date,
    current: &SignalRuleset,
    tally: &mut Tally,
) -> Result<(), Error> {
    let mut service = public_services::lock(work.connection, id).await?.ok_or(Error::PublicServiceNotFound)?;
    let history = service_months::history(work.connection, id).await?;
    for month in history.months_from(first) {
        let rules = rules_for(&service, current)?;
        let Some(change) = service.judge(&rules, &history, month) else {
            continue;
        };
        service.update_time = work.now;
        public_services::update(work.connection, &mut service).await?;
        match change {
            Change::Fell(run) => {
                tally.fell += 1;
                let fell = events::fell(&work.tenant, &service, &rules, month, &run);
                work.record(&service, &fell);
            }
            Change::Recovered => {
                tally.recovered += 1;
                let recovered = events::recovered(&work.tenant, &service, &rules, month);
                work.record(&service, &recovered);
            }
        }
    }
    Ok(())
}

/// A recovery is measured by the rules that told the fall, also after others came into force.
fn rules_for(service: &PublicService, current: &SignalRuleset) -> Result<SignalRuleset, Error> {
    match &service.quality {
        Quality::Fell { ruleset, .. } if *ruleset != current.id => Ok(rulesets::signal_ruleset(ruleset)?),
        Quality::Fell { .. } | Quality::Steady { .. } => Ok(current.clone()),
    }
}
