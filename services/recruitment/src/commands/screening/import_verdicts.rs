use crate::{
    commands::check_participant,
    domain::{vacancy::State, verdict::Verdict},
    error::Error,
    store::{results, verdicts},
};
use platform::{Violations, Work};
use std::collections::HashSet;
use uuid::Uuid;

/// One participant's verdict.
pub struct VerdictLine {
    /// Number of the participant.
    pub participant_number: String,
    /// What was found.
    pub verdict: Verdict,
}

/// Takes verdicts and returns the rows it refuses. `seen` are the participants of the import so far. A verdict that was
/// taken before is replaced as long as the vacancy's are not announced.
pub async fn import_verdicts(
    work: &mut Work<'_>,
    seen: &mut HashSet<Uuid>,
    rows: Vec<(i64, VerdictLine)>,
) -> Result<Vec<(i64, Violations)>, Error> {
    let numbers: Vec<String> = rows.iter().map(|(_, row)| row.participant_number.clone()).collect();
    let known = results::participants(work.connection, &numbers).await?;
    let ids: Vec<Uuid> = known.values().map(|participant| participant.id).collect();
    let closed = verdicts::closed(work.connection, &ids).await?;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for (row, line) in rows {
        let participant = known.get(&line.participant_number);
        let mut check = check_participant(participant, State::Closed, seen);
        let open = participant.is_none_or(|participant| !closed.contains(&participant.id));
        check.check("participant_number", open, "has withdrawn, or is verified here");
        match participant.filter(|_| check.is_empty()) {
            Some(participant) => taken.push((participant.id, line.verdict)),
            None => refused.push((row, check)),
        }
    }
    verdicts::save(work.connection, &taken).await?;
    Ok(refused)
}
