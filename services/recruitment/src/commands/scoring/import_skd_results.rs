use crate::commands::{check_participant, log_skd};
use crate::{
    domain::{ranking::SkdOutcome, vacancy::State},
    error::Error,
    rulesets::Rulebook,
    store::results,
};
use platform::{Violations, Work};
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

/// Takes official results of the basic test and returns the rows it refuses. `seen` are the participants of the import so
/// far. Results that were taken before are replaced as long as the vacancy is not ranked.
pub async fn import_skd_results(
    work: &mut Work<'_>,
    rulebook: &Rulebook,
    seen: &mut HashSet<Uuid>,
    rows: Vec<(i64, SkdResult)>,
) -> Result<Vec<(i64, Violations)>, Error> {
    let numbers: Vec<String> = rows.iter().map(|(_, row)| row.participant_number.clone()).collect();
    let known = results::participants(work.connection, &numbers).await?;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (row, result) in rows {
        let participant = known.get(&result.participant_number);
        let mut check = check_participant(participant, State::AdministrationAnnounced, seen);
        if let Some(participant) = participant {
            check.check("participant_number", participant.eligible, "does not meet the requirements");
            match (rulebook.selection(&participant.ruleset), result.outcome) {
                (Ok(ruleset), SkdOutcome::Scored(score)) => {
                    for violation in ruleset.skd.violations(&score) {
                        check.add(violation.part().to_lowercase(), violation);
                    }
                    if let Some(answered) = result.tkp_answered {
                        check.take("tkp_answered", ruleset.skd.of_answers(score.tkp, answered));
                    }
                }
                (Ok(_), _) => {}
                (Err(_), _) => check.add("participant_number", "does not belong to a CPNS selection"),
            }
        }
        match participant.filter(|_| check.is_empty()) {
            Some(participant) => taken.push((participant.id, result.outcome)),
            None => refused.push((row, check)),
        }
    }
    results::save_skd(work.connection, &taken).await?;
    let taken: Vec<Uuid> = taken.iter().map(|(id, _)| *id).collect();
    log_skd(work, &taken).await?;
    Ok(refused)
}
