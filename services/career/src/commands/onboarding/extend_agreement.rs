use crate::commands::onboarding::{must_be_of_another, record_agreement::keep_agreement};
use crate::{
    domain::work_agreement::{WorkAgreement, must_be_under_agreement},
    error::{Error, OnboardingError},
    store::{servants, work_agreements},
};
use jiff::civil::Date;
use platform::{AsRead, Work};
use uuid::Uuid;

/// The extension of an agreement (*perpanjangan perjanjian kerja*).
pub struct ExtendAgreement {
    /// Agreement as it was read.
    pub agreement: AsRead,
    /// Number of the extension.
    pub number: String,
    /// Day of its paper.
    pub signed: Date,
    /// Its last day.
    pub end: Date,
}

/// Extends an agreement from the day after its last one.
pub async fn extend_agreement(work: &mut Work<'_>, input: ExtendAgreement) -> Result<WorkAgreement, Error> {
    let found = work_agreements::get(work.connection, input.agreement.id).await?;
    let found = found.ok_or(OnboardingError::AgreementNotFound)?;
    let mut servant = servants::lock(work.connection, found.servant).await?.ok_or(Error::ServantNotFound)?;
    must_be_of_another(work, &servant)?;
    let before = work_agreements::get(work.connection, input.agreement.id).await?;
    let mut before = before.ok_or(OnboardingError::AgreementNotFound)?;
    input.agreement.must_be(before.version)?;
    must_be_under_agreement(&servant)?;
    let start = before.extend(input.end)?;
    let extension = WorkAgreement {
        id: Uuid::now_v7(),
        number: input.number,
        signed: input.signed,
        start,
        end: input.end,
        extends: Some(before.id),
        extended: false,
        version: 1,
        record_time: work.now,
        ..before.clone()
    };
    work_agreements::mark_extended(work.connection, &mut before).await?;
    keep_agreement(work, &mut servant, &extension).await?;
    Ok(extension)
}
