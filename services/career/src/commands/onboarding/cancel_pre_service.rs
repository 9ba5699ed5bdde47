use crate::commands::{onboarding::lock_pre_service, seal_text};
use crate::{
    domain::pre_service::PreService,
    error::{Error, OnboardingError},
    store::pre_services,
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// A registration that does not stand.
pub struct CancelPreService {
    /// Pre-service training as it was read.
    pub training: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Cancels a registration without a result, so that another one can be made.
pub async fn cancel_pre_service(work: &mut Work<'_>, input: CancelPreService) -> Result<PreService, Error> {
    let (_, mut training) = lock_pre_service(work, input.training).await?;
    training.cancel().map_err(OnboardingError::from)?;
    pre_services::update(work.connection, &mut training).await?;
    let sealed = seal_text(work, training.id, &input.reason)?;
    pre_services::save_reason(work.connection, training.id, &sealed).await?;
    Ok(training)
}
