use crate::commands::check_participant;
use crate::{
    domain::{thousandths::Thousandths, vacancy::State},
    error::Error,
    rulesets::Rulebook,
    store::results,
};
use platform::{Violations, Work};
use std::collections::HashSet;
use uuid::Uuid;

/// One participant's official result of the field test.
pub struct SkbResult {
    /// Number of the participant.
    pub participant_number: String,
    /// Mark of the computer test.
    pub mark: Thousandths,
}

/// Takes official results of the field test and returns the rows it refuses. `seen` are the participants of the import so
/// far. Results that were taken before are replaced as long as the final order is not known.
pub async fn import_skb_results(
    work: &mut Work<'_>,
    rulebook: &Rulebook,
    seen: &mut HashSet<Uuid>,
    rows: Vec<(i64, SkbResult)>,
) -> Result<Vec<(i64, Violations)>, Error> {
    let numbers: Vec<String> = rows.iter().map(|(_, row)| row.participant_number.clone()).collect();
    let known = results::participants(work.connection, &numbers).await?;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (row, result) in rows {
        let participant = known.get(&result.participant_number);
        let mut check = check_participant(participant, State::SkdRanked, seen);
        if let Some(participant) = participant {
            check.check("participant_number", participant.goes_to_skb, "does not take part in the field test");
            let max = rulebook.selection(&participant.ruleset)?.skb_cat_max;
            let sound = u64::from(result.mark.0) <= u64::from(max) * 1_000;
            check.check("cat_thousandths", sound, format_args!("is above the maximum of {max}"));
        }
        match participant.filter(|_| check.is_empty()) {
            Some(participant) => taken.push((participant.id, result.mark)),
            None => refused.push((row, check)),
        }
    }
    results::save_skb(work.connection, &taken).await?;
    Ok(refused)
}
