use crate::commands::onboarding::lock_in_first_year;
use crate::{
    commands::{hold_to_leave, leave},
    domain::{
        competency_rules::CompetencyRules,
        exit::{Exit, ExitDecision},
        onboarding_rules::OnboardingRules,
        probation::{ProbationDecision, ProbationRefusal, is_on_probation},
        servant::Servant,
    },
    error::{Error, OnboardingError},
    events, rulesets,
    store::probation_decisions,
};
use platform::{AsRead, Failure, Violations, Work};
use uuid::Uuid;

/// The end of probation without an appointment (*pemberhentian CPNS*).
pub struct DismissOnProbation {
    /// Servant.
    pub servant: AsRead,
    /// How and when the servant leaves, and why.
    pub decision: ExitDecision,
}

/// Ends probation without an appointment, as a person decided: the servant leaves the service, and the reason is sealed with
/// the exit.
pub async fn dismiss_on_probation(
    work: &mut Work<'_>,
    input: DismissOnProbation,
    rules: &OnboardingRules,
    competency: &CompetencyRules,
) -> Result<Servant, Error> {
    hold_to_leave(work, &[input.servant.id]).await?;
    let mut servant = lock_in_first_year(work, input.servant).await?;
    if !is_on_probation(&servant) {
        return Err(OnboardingError::from(ProbationRefusal::NotOnProbation).into());
    }
    must_end_probation(&input.decision)?;
    let exit = Exit::decided(Uuid::now_v7(), servant.id, input.decision, work.now);
    let exit = leave(work, &mut servant, exit, competency).await?;
    let decision = ProbationDecision {
        servant: servant.id,
        appointed: false,
        date: exit.last_day,
        decree_number: exit.decree_number,
        decree_date: exit.decree_date,
        ruleset: rules.id.clone(),
        decided_by: work.actor.subject.to_string(),
        record_time: work.now,
    };
    probation_decisions::insert(work.connection, &decision).await?;
    let ended = events::probation_ended(&work.tenant, &servant, false, decision.date);
    work.record(&servant, &ended);
    Ok(servant.release())
}

/// Not every kind of leaving ends probation without an appointment: nobody retires or moves on by it.
fn must_end_probation(decision: &ExitDecision) -> Result<(), Error> {
    let rules = rulesets::departure::in_force(decision.last_day)?;
    let mut check = Violations::default();
    let ends = rules.exit(&decision.kind).is_some_and(|kind| kind.by_hand && kind.ends_probation);
    check.check("exit_kind", ends, "must be a kind of leaving by which probation ends");
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}
