use super::log_pppk::log_pppk;
use crate::commands::check_participant;
use crate::{
    domain::{competency_test::Scheme, pppk_ranking::PppkOutcome, pppk_score::PppkAnswered, vacancy::State},
    error::Error,
    store::{
        pppk_criteria,
        pppk_results::{self, NewResult},
        results,
    },
};
use platform::{Violations, Work, imports::first_seen};
use std::collections::HashSet;
use uuid::Uuid;

/// One participant's official result of the competency test.
pub struct PppkLine {
    /// Number of the participant.
    pub participant_number: String,
    /// Code of the tier.
    pub tier: String,
    /// How the test ended.
    pub outcome: PppkOutcome,
    /// How many items were answered, where that is known.
    pub answered: PppkAnswered,
}

/// Takes official results of the competency test and returns the rows it refuses. Results that were taken before
/// are replaced as long as the vacancy is not ranked.
pub async fn import_pppk_results(
    work: &mut Work<'_>,
    rows: Vec<(i64, PppkLine)>,
) -> Result<Vec<(i64, Violations)>, Error> {
    let numbers: Vec<String> = rows.iter().map(|(_, row)| row.participant_number.clone()).collect();
    let known = results::participants(work.connection, &numbers).await?;
    let vacancies: HashSet<Uuid> = known.values().map(|one| one.vacancy).collect();
    let schemes = pppk_criteria::of(work.connection, &Vec::from_iter(vacancies)).await?;
    let mut fresh = first_seen(work.connection, &numbers).await?;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (row, line) in rows {
        let participant = known.get(&line.participant_number);
        let first = fresh.remove(&line.participant_number);
        let mut check = check_participant(participant, State::AdministrationAnnounced, first);
        if let Some(participant) = participant {
            check.check("participant_number", participant.eligible, "does not meet the requirements");
            match schemes.get(&participant.vacancy) {
                Some(scheme) => {
                    check_tested(&mut check, "", scheme, (&line.tier, line.outcome));
                    check_answered(&mut check, scheme, &line);
                }
                None => check.add("participant_number", "does not belong to a PPPK selection"),
            }
        }
        match participant.filter(|_| check.is_empty()) {
            Some(participant) => taken.push(NewResult {
                id: participant.id,
                vacancy: participant.vacancy,
                tier: line.tier,
                outcome: line.outcome,
            }),
            None => refused.push((row, check)),
        }
    }
    pppk_results::save(work.connection, &taken).await?;
    let taken: Vec<Uuid> = taken.iter().map(|one| one.id).collect();
    log_pppk(work, &taken).await?;
    Ok(refused)
}

/// What cannot come from so many answers.
fn check_answered(check: &mut Violations, scheme: &Scheme, line: &PppkLine) {
    let PppkOutcome::Scored(score) = line.outcome else { return };
    for violation in scheme.items.violations(&scheme.limits, &score, &line.answered) {
        check.add(violation.part, violation);
    }
}

/// What is impossible about a tier and the end of a test; violations name the fields behind `prefix`.
pub(crate) fn check_tested(
    check: &mut Violations,
    prefix: &str,
    scheme: &Scheme,
    (tier, outcome): (&str, PppkOutcome),
) {
    if scheme.step(tier).is_none() {
        match scheme.codes().join(", ") {
            none if none.is_empty() => {
                check.add(format!("{prefix}tier"), "must be empty: the selection knows no tiers");
            }
            codes => check.add(format!("{prefix}tier"), format_args!("must be one of {codes}")),
        }
    }
    if let PppkOutcome::Scored(score) = outcome {
        for violation in scheme.limits.violations(&score) {
            check.add(format!("{prefix}{}", violation.part), violation);
        }
    }
}
