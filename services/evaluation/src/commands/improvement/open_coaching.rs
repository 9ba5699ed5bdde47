use super::improvement_desk::{ImprovementDesk, keep, lock_as_coach, made, save};
use crate::{
    domain::improvement_case::ImprovementCase,
    error::Error,
    rulesets::RulesetError,
    store::improvement_words::{self, CasePart},
};
use jiff::civil::Date;
use platform::{AsRead, Failure, Violations, Work, sensitive::Sensitive};

/// A plan of coaching.
pub struct OpenCoaching {
    /// Case as it was read.
    pub case: AsRead,
    /// What is to be reached, and by when.
    pub goals: Vec<(Sensitive<String>, Date)>,
    /// Why this plan.
    pub reason: Sensitive<String>,
}

/// The coach begins coaching with its plan.
pub async fn open_coaching(
    work: &mut Work<'_>,
    input: OpenCoaching,
    desk: &ImprovementDesk,
) -> Result<ImprovementCase, Error> {
    let mut case = lock_as_coach(work, input.case).await?;
    let rules = desk.book.of(&case.ruleset)?;
    let track = rules.track(&case.track).ok_or_else(|| RulesetError::Unknown(case.track.clone()))?;
    let (before, decision) = (case.stage, made(work, desk.day(work.now), "", ""));
    let words = (decision.id, CasePart::Reason);
    case.open_coaching(track, decision, rules)?;
    goals_in_time(&case, &input.goals)?;
    let case = save(work, case, before, rules).await?;
    keep(work, case.id, words, &input.reason).await?;
    let mut goals = Vec::with_capacity(input.goals.len());
    for (text, due_date) in &input.goals {
        goals.push((*due_date, work.vault.seal(case.id.as_bytes(), text.reveal().as_bytes())?));
    }
    improvement_words::set_goals(work.connection, case.id, &goals).await?;
    Ok(case.release())
}

/// Goals are to be reached while the servant is coached.
fn goals_in_time(case: &ImprovementCase, goals: &[(Sensitive<String>, Date)]) -> Result<(), Failure> {
    let Some(coaching) = case.coaching else { return Ok(()) };
    let days = coaching.first_day..=coaching.last_day;
    let mut check = Violations::default();
    for (nth, (_, due_date)) in goals.iter().enumerate() {
        let (first, last) = (coaching.first_day, coaching.last_day);
        check.check(
            format!("goals[{nth}].due_date"),
            days.contains(due_date),
            format!("must be from {first} to {last}"),
        );
    }
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}
