use super::{sequence_log, signer};
use crate::{
    domain::{criteria::Criteria, leaf::Leaf},
    error::Error,
    names,
    store::leaves::{self, NewLeaf},
};
use platform::Work;
use uuid::Uuid;

/// Begins the log of a vacancy with what it will be decided by, and signs that before anybody can apply.
pub async fn log_criteria(work: &mut Work<'_>, criteria: Criteria) -> Result<(), Error> {
    let signer = signer(work)?;
    let vacancy = criteria.vacancy;
    let leaf = NewLeaf::new(Uuid::now_v7(), vacancy, &Leaf::Criteria(Box::new(criteria)));
    leaves::insert_one(work.connection, &leaf).await?;
    let log = names::VACANCY.name(&work.tenant, vacancy);
    sequence_log(work.connection, vacancy, log, work.now, &signer).await
}
