//! The first year: tasks, probation (*masa percobaan*), orientation, and how the new servant settles in.

mod answer_follow_up;
mod appoint_permanent;
mod book_pre_service;
mod cancel_pre_service;
mod complete_onboarding_task;
mod correct_pre_service_result;
mod dismiss_on_probation;
mod extend_agreement;
mod open_onboarding;
mod record_agreement;
mod record_health_statement;
mod record_pre_service_part;
mod record_pre_service_result;
mod register_pre_service;
mod resolve_adaptation_need;
mod sweep_onboarding_warnings;

pub use answer_follow_up::{AnswerFollowUp, answer_follow_up};
pub use appoint_permanent::{AppointPermanent, appoint_permanent};
pub use cancel_pre_service::{CancelPreService, cancel_pre_service};
pub use complete_onboarding_task::{CompleteOnboardingTask, complete_onboarding_task};
pub use correct_pre_service_result::{CorrectPreServiceResult, correct_pre_service_result};
pub use dismiss_on_probation::{DismissOnProbation, dismiss_on_probation};
pub use extend_agreement::{ExtendAgreement, extend_agreement};
pub use open_onboarding::{begin_onboarding, open_onboarding};
pub use record_agreement::{RecordAgreement, record_agreement};
pub use record_health_statement::{RecordHealthStatement, record_health_statement};
pub use record_pre_service_part::{RecordPreServicePart, record_pre_service_part};
pub use record_pre_service_result::{RecordPreServiceResult, record_pre_service_result};
pub use register_pre_service::{RegisterPreService, register_pre_service};
pub use resolve_adaptation_need::{ResolveAdaptationNeed, resolve_adaptation_need};
pub use sweep_onboarding_warnings::{SweptWarnings, sweep_onboarding_warnings};

use crate::{
    domain::{
        onboarding_rules::{OnboardingRules, PreServiceTemplate},
        pre_service::PreService,
        probation::{ProbationFacts, ProbationRefusal},
        servant::Servant,
    },
    error::{Error, OnboardingError},
    rulesets::onboarding,
    store::{health_statements, pre_services, ratings, servants},
};
use jiff::civil::Date;
use platform::{AsRead, Locked, Work};

/// Locks a servant, who is not the caller, in the version that was read.
async fn lock_in_first_year(work: &mut Work<'_>, read: AsRead) -> Result<Locked<Servant>, Error> {
    let servant = servants::lock(work.connection, read.id).await?.ok_or(Error::ServantNotFound)?;
    read.must_be(servant.version)?;
    must_be_of_another(work, &servant)?;
    Ok(servant)
}

/// Nobody decides about themselves or records the own result.
fn must_be_of_another(work: &Work<'_>, servant: &Servant) -> Result<(), OnboardingError> {
    if super::is_actor(work, servant) { Err(ProbationRefusal::Own.into()) } else { Ok(()) }
}

/// Locks the servant and then a pre-service training of that servant that nobody has changed since it was read.
async fn lock_pre_service(work: &mut Work<'_>, read: AsRead) -> Result<(Locked<Servant>, PreService), Error> {
    let found = pre_services::get(work.connection, read.id).await?.ok_or(OnboardingError::PreServiceNotFound)?;
    let servant = servants::lock(work.connection, found.servant).await?.ok_or(Error::ServantNotFound)?;
    // Everything that changes one holds the servant, so this reading is the last word.
    let training = pre_services::get(work.connection, read.id).await?.ok_or(OnboardingError::PreServiceNotFound)?;
    read.must_be(training.version)?;
    must_be_of_another(work, &servant)?;
    Ok((servant, training))
}

/// The parts of a servant's pre-service training by the rules it was registered by.
fn template_of(servant: &Servant, ruleset: &str) -> Result<PreServiceTemplate, Error> {
    let rules: OnboardingRules = onboarding::find(ruleset)?;
    let found = rules.pre_service(servant.employment).cloned();
    found.ok_or_else(|| Error::internal("the ruleset has no pre-service training of this employment"))
}

/// What is known of somebody on probation for a decision of `day`. Whoever calls sees to it that the reading is audited.
pub(crate) async fn probation_facts(
    work: &mut Work<'_>,
    servant: &Servant,
    day: Date,
) -> Result<ProbationFacts, Error> {
    let training = pre_services::of(work.connection, servant.id).await?;
    let health = health_statements::open_latest(work, servant.id, day).await?;
    Ok(ProbationFacts {
        appointment: servant.appointment_date,
        pre_service: training.map(|training| (training.state, training.result_date)),
        health: health.map(|statement| (statement.date, statement.detail.healthy)),
        ratings: ratings::of(work.connection, servant.id).await?,
    })
}
