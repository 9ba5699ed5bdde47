use crate::{
    domain::appraisal::{Appraisal, State},
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

/// Sets the appraisal of a servant and year.
pub async fn create_appraisal(work: &mut Work<'_>, input: CreateAppraisal) -> Result<Appraisal, Error> {
    if !servants::is_known(work.connection, &input.servant).await? {
        return Err(Error::ServantNotFound);
    }
    let appraisal = Appraisal {
        id: Uuid::now_v7(),
        state: State::Planned,
        servant: input.servant,
        year: input.year,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    let appraisal = appraisals::insert(work.connection, appraisal).await.map_err(Error::of_appraisal)?;
    Ok(appraisal.release())
}
