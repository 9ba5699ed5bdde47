//! Ties that were decided by letter (*keputusan Panselnas*), across a correction: while the same people are equal for as many
//! seats, nobody decides otherwise.

use crate::domain::final_ranking::FinalOutcome;
use crate::domain::leaf::decision;
use crate::domain::recount::Finding;

/// Somebody whom the law leaves equal with others at the last seat, after a correction.
pub(crate) struct Equal<'l> {
    /// Number of the participant.
    pub number: &'l str,
    /// Where the row is.
    pub position: u64,
    /// What it says.
    pub claimed: Option<FinalOutcome>,
    /// Rank and outcome before the correction; none for whose points it changed, or who was not ranked.
    pub stood: Option<(u32, FinalOutcome)>,
    /// Whether a leaf about seats says what became of the seat since.
    pub settled: bool,
}

/// Says whose decided tie was decided otherwise. The equals have `free` seats between them.
pub(crate) fn decided_otherwise(equals: &[Equal<'_>], free: usize) -> Vec<Finding> {
    let decided = |one: &Equal<'_>| {
        one.stood.filter(|(_, outcome)| matches!(outcome, FinalOutcome::Selected | FinalOutcome::NotSelected))
    };
    let stood: Option<Vec<(u32, FinalOutcome)>> = equals.iter().map(decided).collect();
    let Some(stood) = stood else { return Vec::new() };
    let winners = stood.iter().filter(|(_, outcome)| *outcome == FinalOutcome::Selected).count();
    // Equals had one rank before, or others decided between them.
    if winners != free || stood.iter().any(|(rank, _)| *rank != stood[0].0) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (one, (_, before)) in equals.iter().zip(stood) {
        let Some(claimed) = one.claimed.filter(|_| !one.settled) else { continue };
        let went = claimed == FinalOutcome::Moved && before == FinalOutcome::NotSelected;
        if claimed != before && !went {
            let (number, before, now) = (one.number, decision(before), decision(claimed));
            let what =
                format!("{number} was {before} by letter and is {now}, and nothing between the equals was corrected");
            found.push(Finding::at(one.position, what));
        }
    }
    found
}

/// A row that waited for a decision which the scores do not leave open, whatever the next one says.
pub(crate) fn needless_wait(number: &str, undecided: Option<u64>, right: FinalOutcome) -> Option<Finding> {
    let needless = undecided.filter(|_| right != FinalOutcome::NeedsDecision);
    needless.map(|at| Finding::at(at, format!("{number} waits for a decision that the scores do not leave open")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use FinalOutcome::{Moved, NeedsDecision, NotSelected, Selected};

    fn equal(number: &str, stood: Option<(u32, FinalOutcome)>, claimed: FinalOutcome) -> Equal<'_> {
        Equal { number, position: 9, claimed: Some(claimed), stood, settled: false }
    }

    fn found(free: usize, equals: &[Equal<'_>]) -> usize {
        decided_otherwise(equals, free).len()
    }

    #[test]
    fn a_decided_tie_stays_decided_while_the_same_are_equal() {
        let pair = |one, other| [equal("A", Some((1, Selected)), one), equal("B", Some((1, NotSelected)), other)];
        assert_eq!(found(1, &pair(Selected, NotSelected)), 0);
        assert_eq!(found(1, &pair(Selected, Moved)), 0);
        assert_eq!(found(1, &pair(NotSelected, Selected)), 2);
        assert_eq!(found(1, &pair(NeedsDecision, NeedsDecision)), 2);
        // Another number of seats, other points, other ranks: it is another tie.
        assert_eq!(found(2, &pair(NeedsDecision, NeedsDecision)), 0);
        assert_eq!(found(1, &[equal("A", None, NotSelected), equal("B", Some((1, Selected)), NotSelected)]), 0);
        assert_eq!(
            found(1, &[equal("A", Some((1, Selected)), NotSelected), equal("B", Some((2, NotSelected)), Selected)]),
            0
        );
        let mut left = pair(NotSelected, Selected);
        left.iter_mut().for_each(|one| one.settled = true);
        assert_eq!(found(1, &left), 0);
    }
}
