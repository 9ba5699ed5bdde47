use crate::commands::onboarding::must_be_of_another;
use crate::{
    domain::{
        onboarding_rules::OnboardingRules,
        onboarding_task::OnboardingRefusal,
        pre_service::{PreService, PreServiceRefusal, PreServiceState},
        probation::{ProbationRefusal, is_on_probation},
        servant::{Employment, Servant, State},
    },
    error::{Error, OnboardingError},
    store::{pre_services, servants},
};
use jiff::civil::Date;
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// The registration of a servant for the pre-service training of the employment.
pub struct RegisterPreService {
    /// Servant.
    pub servant: Uuid,
    /// Who holds it.
    pub provider: String,
    /// Batch; may be empty.
    pub batch: String,
    /// First day.
    pub start: Date,
}

/// Registers a servant, once a career.
pub async fn register_pre_service(
    work: &mut Work<'_>,
    input: RegisterPreService,
    rules: &OnboardingRules,
) -> Result<PreService, Error> {
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    must_be_of_another(work, &servant)?;
    must_take(&servant)?;
    if pre_services::of(work.connection, servant.id).await?.is_some() {
        return Err(OnboardingError::from(PreServiceRefusal::Taken).into());
    }
    let mut check = Violations::default();
    check.check("start_date", input.start >= servant.appointment_date, "must not lie before the first day of service");
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    let template = rules.pre_service(servant.employment);
    let template = template.ok_or_else(|| Error::internal("the ruleset has no training of this employment"))?;
    let training = PreService {
        id: Uuid::now_v7(),
        servant: servant.id,
        kind: template.kind,
        state: PreServiceState::Registered,
        provider: input.provider,
        batch: input.batch,
        start: input.start,
        expected_hours: template.hours,
        ruleset: rules.id.clone(),
        parts: Vec::new(),
        certificate: String::new(),
        result_date: None,
        result_by: String::new(),
        version: 1,
        create_time: work.now,
    };
    pre_services::insert(work.connection, &training).await.map_err(OnboardingError::of)?;
    Ok(training)
}

/// Civil servants take it on probation, employees under an agreement while they are in service.
fn must_take(servant: &Servant) -> Result<(), OnboardingError> {
    if servant.state == State::Left {
        return Err(OnboardingRefusal::Left.into());
    }
    if servant.employment == Employment::Pns && !is_on_probation(servant) {
        return Err(ProbationRefusal::NotOnProbation.into());
    }
    Ok(())
}
