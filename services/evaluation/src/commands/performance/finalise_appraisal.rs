use super::{
    acting::{acting_official, must_not_be_own},
    skp_desk::{Said, SkpDesk, note},
};
use crate::{
    domain::{
        appraisal::{Appraisal, AppraisalError, Seen},
        skp_stage::SkpMove,
    },
    error::Error,
    events,
    store::{appraisals, servant_accounts, skp_plans, skp_records},
};
use jiff::civil::Date;
use platform::{AsRead, Work, sensitive::Sensitive};
use uuid::Uuid;

/// A rating to make final.
pub struct FinaliseAppraisal {
    /// Appraisal as it was read.
    pub appraisal: AsRead,
    /// How the servant got the rating on paper, where no account shows it.
    pub delivery: Option<Delivery>,
}

/// A rating that was handed over on paper.
pub struct Delivery {
    /// Number of the receipt (*tanda terima*).
    pub document_number: String,
    /// Day on which the servant got it.
    pub date: Date,
}

/// Makes the rating final and tells it. Nobody does so with the own one.
pub async fn finalise_appraisal(
    work: &mut Work<'_>,
    input: FinaliseAppraisal,
    desk: &SkpDesk,
) -> Result<Appraisal, Error> {
    let mut appraisal = appraisals::lock(work.connection, input.appraisal.id).await?.ok_or(Error::AppraisalNotFound)?;
    let official = acting_official(work).await?;
    must_not_be_own(official.as_deref(), &appraisal.servant)?;
    input.appraisal.must_be(appraisal.version)?;
    let seen = match &input.delivery {
        Some(delivery) => on_paper(work, appraisal.id, delivery, desk).await?,
        None => by_account(work, &appraisal.servant).await?,
    };
    let (predikat, step) = appraisal.finalise(desk.day(work.now), seen)?;
    appraisal.update_time = work.now;
    appraisals::update(work.connection, &mut appraisal).await?;
    keep_step(work, appraisal.id, step, official.unwrap_or_default(), input.delivery).await?;
    let finalised = events::finalised(&work.tenant, &appraisal, predikat);
    work.record(&appraisal, &finalised);
    Ok(appraisal.release())
}

async fn by_account(work: &mut Work<'_>, servant: &str) -> Result<Seen, Error> {
    let linked = servant_accounts::linked(work.connection, &[servant.to_owned()]).await?;
    Ok(linked.get(servant).map_or(Seen::Never, |last_service| Seen::ByAccount { last_service: *last_service }))
}

/// The days to object count from the delivery, by the rules that the rating was given under.
async fn on_paper(work: &mut Work<'_>, id: Uuid, delivery: &Delivery, desk: &SkpDesk) -> Result<Seen, Error> {
    let rated = skp_plans::get(work.connection, id).await?.ok_or(AppraisalError::NotRated)?;
    Ok(Seen::OnPaper { object_until: desk.book.of(&rated.ruleset)?.object_until(delivery.date) })
}

/// Keeps the last step, with the receipt where silence rests on one.
async fn keep_step(
    work: &mut Work<'_>,
    id: Uuid,
    step: SkpMove,
    official: String,
    delivery: Option<Delivery>,
) -> Result<(), Error> {
    let Some(delivery) = delivery.filter(|_| step == SkpMove::FinaliseBySilence) else {
        return Ok(skp_records::add_final_steps(work.connection, &[(id, step)], &official, work.now).await?);
    };
    let plan = skp_plans::lock(work.connection, id).await?.ok_or(Error::AppraisalNotFound)?;
    let receipt = format!("{}, {}", delivery.document_number, delivery.date);
    note(work, &plan, step, official, Said { note: Some(Sensitive::new(receipt)), ..Said::default() }).await
}
