use crate::commands::{check_participant, log_skb};
use crate::{
    domain::{
        final_rules::FinalRules,
        skb_outcome::{Dropout, Mark, SkbOutcome, bad_marks},
        vacancy::State,
    },
    error::Error,
    rulesets::Rulebook,
    store::{cpns_criteria, finals, results},
};
use platform::{Violations, Work, imports::first_seen};
use std::collections::HashSet;
use uuid::Uuid;

/// One participant's official result of the field test.
pub struct SkbResult {
    /// Number of the participant.
    pub participant_number: String,
    /// How it ended.
    pub outcome: SkbOutcome,
}

/// Takes official results of the field test and returns the rows it refuses. Results that were taken before are
/// replaced as long as the final order is not known.
pub async fn import_skb_results(
    work: &mut Work<'_>,
    rulebook: &Rulebook,
    rows: Vec<(i64, SkbResult)>,
) -> Result<Vec<(i64, Violations)>, Error> {
    let numbers: Vec<String> = rows.iter().map(|(_, row)| row.participant_number.clone()).collect();
    let known = results::participants(work.connection, &numbers).await?;
    let vacancies: HashSet<Uuid> = known.values().map(|one| one.vacancy).collect();
    let criteria = cpns_criteria::of(work.connection, &Vec::from_iter(vacancies)).await?;
    let mut fresh = first_seen(work.connection, &numbers).await?;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (row, result) in rows {
        let participant = known.get(&result.participant_number);
        let first = fresh.remove(&result.participant_number);
        let mut check = check_participant(participant, State::SkdRanked, first);
        if let Some(participant) = participant {
            check.check("participant_number", participant.goes_to_skb, "does not take part in the field test");
        }
        // Only of a vacancy that takes these results now is it certain that it has such a ruleset.
        if let Some(participant) = participant.filter(|_| check.is_empty()) {
            let rules = match criteria.get(&participant.vacancy) {
                Some(committed) => FinalRules::committed(committed),
                None => FinalRules::of_ruleset(rulebook.selection(&participant.ruleset)?, &participant.post),
            };
            check_outcome(&mut check, "", &rules, &result.outcome);
        }
        match participant.filter(|_| check.is_empty()) {
            Some(participant) => taken.push((participant.id, result.outcome)),
            None => refused.push((row, check)),
        }
    }
    finals::save_skb(work.connection, &taken).await?;
    let taken: Vec<Uuid> = taken.iter().map(|(id, _)| *id).collect();
    log_skb(work, &taken).await?;
    Ok(refused)
}

/// Notes everything impossible about a result of the field test, of fields behind `prefix`.
pub(crate) fn check_outcome(check: &mut Violations, prefix: &str, rules: &FinalRules, outcome: &SkbOutcome) {
    let field = |name: &str| format!("{prefix}{name}");
    let scores = match outcome {
        SkbOutcome::Marked(scores) => Some(scores),
        SkbOutcome::Out(dropout, scores) => {
            let lawful = *dropout != Dropout::Eliminated || rules.eliminates;
            check.check(field("outcome"), lawful, "no test of the vacancy eliminates, by its criteria");
            scores.as_ref()
        }
    };
    for (mark, reason) in scores.map(|scores| bad_marks(&rules.scheme, scores)).unwrap_or_default() {
        match mark {
            Mark::Cat => check.add(field("cat_thousandths"), reason),
            Mark::Additional => check.add(field("additional_thousandths"), reason),
            Mark::AdditionalTest(position) => check.add(field(&format!("additional_thousandths[{position}]")), reason),
        }
    }
}
