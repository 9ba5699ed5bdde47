use super::acting::{acting_official, must_not_be_own};
use crate::{
    domain::{
        appraisal::{Appraisal, Seen},
        rating::Predikat,
        skp_stage::SkpMove,
    },
    error::Error,
    events, names,
    store::{appraisals, servant_accounts, skp_records},
};
use jiff::civil::Date;
use platform::{AsRead, Locked, Work};
use std::collections::HashMap;
use uuid::Uuid;

/// What became of many ratings.
pub struct FinalisedMany {
    /// How many became final.
    pub finalised: usize,
    /// The others and why.
    pub refused: Vec<(Uuid, Error)>,
}

/// Makes many ratings final in as few statements as one, and tells each.
pub async fn finalise_appraisals(work: &mut Work<'_>, items: Vec<AsRead>, today: Date) -> Result<FinalisedMany, Error> {
    let official = acting_official(work).await?;
    let ids: Vec<Uuid> = items.iter().map(|item| item.id).collect();
    let locked = appraisals::lock_all(work.connection, &ids).await?;
    // After the rows are held: an account that is linked meanwhile has moved their last day to object.
    let servants: Vec<String> = locked.iter().map(|one| one.servant.clone()).collect();
    let linked = servant_accounts::linked(work.connection, &servants).await?;
    let mut locked: HashMap<Uuid, Locked<Appraisal>> = locked.into_iter().map(|one| (one.id, one)).collect();
    let (mut done, mut outcomes, mut steps, mut refused) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for item in items {
        match finalise(locked.remove(&item.id), item, official.as_deref(), (&linked, today)) {
            Ok((appraisal, predikat, step)) => {
                steps.push((appraisal.id, step));
                done.push(appraisal);
                outcomes.push(predikat);
            }
            Err(error) => refused.push((item.id, error)),
        }
    }
    appraisals::update_final(work.connection, &mut done, work.now).await?;
    skp_records::add_final_steps(work.connection, &steps, official.as_deref().unwrap_or_default(), work.now).await?;
    for (appraisal, predikat) in done.iter().zip(outcomes) {
        // The answer names no servant, and the trail tells whose ratings these were.
        if let Ok(servant) = names::SERVANT.parse(&appraisal.servant) {
            work.show(servant.id);
        }
        let finalised = events::finalised(&work.tenant, appraisal, predikat);
        work.record(appraisal, &finalised);
    }
    Ok(FinalisedMany { finalised: done.len(), refused })
}

fn finalise(
    appraisal: Option<Locked<Appraisal>>,
    read: AsRead,
    official: Option<&str>,
    (linked, today): (&HashMap<String, Option<Date>>, Date),
) -> Result<(Locked<Appraisal>, Predikat, SkpMove), Error> {
    let mut appraisal = appraisal.ok_or(Error::AppraisalNotFound)?;
    must_not_be_own(official, &appraisal.servant)?;
    read.must_be(appraisal.version)?;
    let last_service = linked.get(&appraisal.servant).copied();
    let seen = last_service.map_or(Seen::Never, |last_service| Seen::ByAccount { last_service });
    let (predikat, step) = appraisal.finalise(today, seen)?;
    Ok((appraisal, predikat, step))
}
