use crate::commands::onboarding::lock_in_first_year;
use crate::{
    domain::{onboarding_rules::OnboardingRules, servant::Servant, work_agreement::WorkAgreement},
    error::{Error, OnboardingError},
    names,
    store::{servants, work_agreements},
};
use jiff::civil::Date;
use platform::{AsRead, Locked, Work};
use uuid::Uuid;

/// A work agreement.
pub struct RecordAgreement {
    /// Servant.
    pub servant: AsRead,
    /// Number.
    pub number: String,
    /// Day of the paper.
    pub signed: Date,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
}

/// Keeps a work agreement of an employee.
pub async fn record_agreement(
    work: &mut Work<'_>,
    input: RecordAgreement,
    rules: &OnboardingRules,
) -> Result<WorkAgreement, Error> {
    let mut servant = lock_in_first_year(work, input.servant).await?;
    let agreement = WorkAgreement {
        id: Uuid::now_v7(),
        servant: servant.id,
        number: input.number,
        signed: input.signed,
        start: input.start,
        end: input.end,
        extends: None,
        extended: false,
        version: 1,
        record_time: work.now,
    };
    agreement.must_fit(&servant, &rules.agreement)?;
    keep_agreement(work, &mut servant, &agreement).await?;
    Ok(agreement)
}

/// Keeps an agreement that no other one of the servant stands beside. The servant is locked, so none comes in between.
pub(super) async fn keep_agreement(
    work: &mut Work<'_>,
    servant: &mut Locked<Servant>,
    agreement: &WorkAgreement,
) -> Result<(), Error> {
    let time = (agreement.start, agreement.end);
    if let Some(other) = work_agreements::overlapping(work.connection, servant.id, time).await? {
        let agreement = names::WORK_AGREEMENT.name(&work.tenant, other.id);
        return Err(OnboardingError::AgreementOverlap { agreement }.into());
    }
    work_agreements::insert(work.connection, agreement).await?;
    servant.update_time = work.now;
    Ok(servants::update(work.connection, servant).await?)
}
