use crate::commands::onboarding::{lock_in_first_year, probation_facts};
use crate::{
    domain::{
        onboarding_rules::OnboardingRules,
        probation::{ProbationDecision, ProbationRefusal},
        servant::{Servant, State, day_of},
    },
    error::{Error, OnboardingError},
    events,
    store::{probation_decisions, servants},
};
use jiff::civil::Date;
use platform::{AsRead, Failure, Violations, Work};

/// The appointment of somebody on probation as a civil servant (*pengangkatan PNS*).
pub struct AppointPermanent {
    /// Servant.
    pub servant: AsRead,
    /// First day as a civil servant (*TMT PNS*).
    pub date: Date,
    /// Number of the decree.
    pub decree_number: String,
    /// Day of the decree.
    pub decree_date: Date,
}

/// Appoints a servant whose probation is passed. Everything that is not met is told at once.
pub async fn appoint_permanent(
    work: &mut Work<'_>,
    input: AppointPermanent,
    rules: &OnboardingRules,
) -> Result<Servant, Error> {
    let mut servant = lock_in_first_year(work, input.servant).await?;
    if servant.state != State::Probation {
        return Err(OnboardingError::from(ProbationRefusal::NotOnProbation).into());
    }
    must_not_lie_ahead(&input, day_of(work.now))?;
    let facts = probation_facts(work, &servant, input.date).await?;
    rules.must_allow_appointment(&facts, input.date).map_err(OnboardingError::from)?;
    servant.state = State::InService;
    servant.update_time = work.now;
    servants::update(work.connection, &mut servant).await?;
    let decision = ProbationDecision {
        servant: servant.id,
        appointed: true,
        date: input.date,
        decree_number: input.decree_number,
        decree_date: input.decree_date,
        ruleset: rules.id.clone(),
        decided_by: work.actor.subject.to_string(),
        record_time: work.now,
    };
    probation_decisions::insert(work.connection, &decision).await?;
    let ended = events::probation_ended(&work.tenant, &servant, true, input.date);
    work.record(&servant, &ended);
    Ok(servant.release())
}

/// The state changes at once, so no day of it may lie ahead.
fn must_not_lie_ahead(input: &AppointPermanent, today: Date) -> Result<(), Failure> {
    let mut check = Violations::default();
    check.check("appointment_date", input.date <= today, "must not lie ahead");
    check.check("decree_date", input.decree_date <= today, "must not lie ahead");
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}
