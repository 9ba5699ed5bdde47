use super::{
    acting::{acting_official, must_not_be_own},
    skp_desk::SkpDesk,
};
use crate::{
    domain::{
        appraisal::{Appraisal, State},
        skp_plan::SkpRefusal,
    },
    error::Error,
    store::{appraisals, servants},
};
use platform::Work;
use uuid::Uuid;

/// The appraisal of a servant and year.
pub struct CreateAppraisal {
    /// Servant in the career service.
    pub servant: String,
    /// Calendar year.
    pub year: i32,
}

/// Sets the appraisal of a servant and year, in which the servant serves and which has come.
pub async fn create_appraisal(work: &mut Work<'_>, input: CreateAppraisal, desk: &SkpDesk) -> Result<Appraisal, Error> {
    let official = acting_official(work).await?;
    let service = servants::service_of(work.connection, &input.servant).await?.ok_or(Error::ServantNotFound)?;
    must_not_be_own(official.as_deref(), &input.servant)?;
    service.must_cover_year(input.year)?;
    if input.year > i32::from(desk.day(work.now).year()) {
        return Err(SkpRefusal::OutsideCycle("the year has not begun").into());
    }
    let appraisal = Appraisal {
        id: Uuid::now_v7(),
        state: State::Planned,
        cycle: None,
        servant: input.servant,
        year: input.year,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    let appraisal = appraisals::insert(work.connection, appraisal).await.map_err(Error::of_appraisal)?;
    Ok(appraisal.release())
}
