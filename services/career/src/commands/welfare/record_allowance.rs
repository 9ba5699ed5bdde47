use super::{ComputeAllowance, WelfareBook, compute_allowance};
use crate::{
    domain::{
        allowance::{Allowance, AllowanceRefusal},
        servant::day_of,
    },
    error::{Error, WelfareError},
    store::{allowances, servants},
};
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// Computes an allowance of a month that began, and keeps it with each factor, if need be in the place of another row.
pub async fn record_allowance(
    work: &mut Work<'_>,
    (input, replaces): (ComputeAllowance, Option<Uuid>),
    book: &WelfareBook,
) -> Result<Allowance, Error> {
    servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    let mut check = Violations::default();
    check.check("month", input.month <= day_of(work.now), "must not lie ahead");
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    if let Some(old) = replaces
        && !allowances::supersede(work.connection, old, (input.servant, input.month), work.now).await?
    {
        return Err(AllowanceRefusal::NotFound.into());
    }
    let computed = compute_allowance(work, input, book).await?;
    let allowance = Allowance { id: Uuid::now_v7(), record_time: Some(work.now), ..computed };
    allowances::insert(work.connection, &allowance, work.now).await.map_err(WelfareError::of)?;
    Ok(allowance)
}
