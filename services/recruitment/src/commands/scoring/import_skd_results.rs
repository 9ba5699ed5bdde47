use crate::commands::{check_participant, log_skd};
use crate::{
    domain::{
        ranking::SkdOutcome,
        skd::{SkdLimits, SkdScore},
        vacancy::State,
    },
    error::Error,
    rulesets::Rulebook,
    store::{cpns_criteria, results},
};
use platform::{Violations, Work, imports::first_seen};
use std::collections::HashSet;
use uuid::Uuid;

/// One participant's official result of the basic test.
pub struct SkdResult {
    /// Number of the participant.
    pub participant_number: String,
    /// How the test ended.
    pub outcome: SkdOutcome,
    /// How many items of TKP were answered, where that is known.
    pub tkp_answered: Option<u16>,
}

/// What became of results of the basic test.
pub struct SkdTaken {
    /// Rows that were refused.
    pub refused: Vec<(i64, Violations)>,
    /// Rows that were taken, and that somebody should look at.
    pub warned: Vec<(i64, Violations)>,
}

/// Takes official results of the basic test, by what the vacancies opened with. Results that were taken before are replaced as
/// long as the vacancy is not ranked.
pub async fn import_skd_results(
    work: &mut Work<'_>,
    rulebook: &Rulebook,
    rows: Vec<(i64, SkdResult)>,
) -> Result<SkdTaken, Error> {
    let numbers: Vec<String> = rows.iter().map(|(_, row)| row.participant_number.clone()).collect();
    let known = results::participants(work.connection, &numbers).await?;
    let vacancies: HashSet<Uuid> = known.values().map(|one| one.vacancy).collect();
    let criteria = cpns_criteria::of(work.connection, &Vec::from_iter(vacancies)).await?;
    let mut fresh = first_seen(work.connection, &numbers).await?;
    let (mut taken, mut refused, mut warned) = (Vec::new(), Vec::new(), Vec::new());
    for (row, result) in rows {
        let participant = known.get(&result.participant_number);
        let first = fresh.remove(&result.participant_number);
        let mut blanks = Violations::default();
        let mut check = check_participant(participant, State::AdministrationAnnounced, first);
        if let Some(participant) = participant {
            check.check("participant_number", participant.eligible, "does not meet the requirements");
            let committed = criteria.get(&participant.vacancy).map(|criteria| criteria.skd);
            // A vacancy that opened before criteria were committed follows its ruleset.
            let limits = committed.or_else(|| rulebook.selection(&participant.ruleset).ok().map(|ruleset| ruleset.skd));
            match (limits, result.outcome) {
                (Some(limits), SkdOutcome::Scored(score)) => {
                    check_score(&mut check, limits, score, result.tkp_answered);
                    if result.tkp_answered.is_none() && limits.is_of_blanks(score.tkp) {
                        blanks = warning();
                    }
                }
                (Some(_), _) => {}
                (None, _) => check.add("participant_number", "does not belong to a CPNS selection"),
            }
        }
        match participant.filter(|_| check.is_empty()) {
            Some(participant) => {
                taken.push((participant.id, result.outcome));
                if !blanks.is_empty() {
                    warned.push((row, blanks));
                }
            }
            None => refused.push((row, check)),
        }
    }
    results::save_skd(work.connection, &taken).await?;
    let taken: Vec<Uuid> = taken.iter().map(|(id, _)| *id).collect();
    log_skd(work, &taken).await?;
    Ok(SkdTaken { refused, warned })
}

/// Notes everything impossible about a score.
fn check_score(check: &mut Violations, limits: SkdLimits, score: SkdScore, tkp_answered: Option<u16>) {
    for violation in limits.violations(&score) {
        check.add(violation.part().to_lowercase(), violation);
    }
    if let Some(answered) = tkp_answered {
        check.take("tkp_answered", limits.of_answers(score.tkp, answered));
    }
}

/// What cannot be told from the score alone.
fn warning() -> Violations {
    let mut warning = Violations::default();
    warning.add("tkp", "is only possible where items were left blank; the row does not say how many were answered");
    warning
}
