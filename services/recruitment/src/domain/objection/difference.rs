//! Who moved in a published result, from where to where, and why: by participant number, for everybody to read.

use crate::domain::final_ranking::FinalOutcome;
use crate::domain::integration::FinalPoints;
use crate::domain::result_code::SkdCode;

/// Where a participant stands in a published result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Code of the basic test; none for who is not in the list.
    pub code: Option<SkdCode>,
    /// Rank in the basic test.
    pub skd_rank: Option<u32>,
    /// Final points, exact.
    pub points: Option<FinalPoints>,
    /// Final rank.
    pub rank: Option<u32>,
    /// Whether there is a seat.
    pub outcome: Option<FinalOutcome>,
    /// Place in the list.
    pub place: Option<u32>,
}

/// Why somebody moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The participant's own result was corrected.
    Corrected,
    /// Others' corrected results passed by.
    Displaced,
    /// The candidate withdrew.
    Withdrew,
    /// The candidate did not complete the file in time.
    Lapsed,
    /// The candidate takes the seat of one who left.
    Replaced,
}

/// One participant who moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<Id> {
    /// Application.
    pub id: Id,
    /// Number of the participant.
    pub number: String,
    /// Why.
    pub reason: Reason,
    /// Numbers of those who caused it.
    pub because_of: Vec<String>,
    /// As it was.
    pub from: Position,
    /// As it is.
    pub to: Position,
}

/// A participant before and after a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved<Id> {
    /// Application.
    pub id: Id,
    /// Number of the participant.
    pub number: String,
    /// Whether the participant's own result was corrected.
    pub corrected: bool,
    /// As it was.
    pub from: Position,
    /// As it is.
    pub to: Position,
}

/// The difference between two results, best first. Whoever was displaced is told by whom: the corrected participants who
/// were behind and are ahead now, or the other way round.
pub fn difference<Id: Copy>(all: &[Moved<Id>]) -> Vec<Change<Id>> {
    let corrected: Vec<&Moved<Id>> = all.iter().filter(|one| one.corrected).collect();
    let listed = |one: &&Moved<Id>| one.from != one.to && (one.from.code.is_some() || one.to.code.is_some());
    let mut changes: Vec<Change<Id>> =
        all.iter().filter(listed).map(|one| change(one, because_of(one, &corrected))).collect();
    changes.sort_by(|left, right| left.to.place.cmp(&right.to.place).then_with(|| left.number.cmp(&right.number)));
    changes
}

fn change<Id: Copy>(one: &Moved<Id>, because_of: Vec<String>) -> Change<Id> {
    Change {
        id: one.id,
        number: one.number.clone(),
        reason: if one.corrected { Reason::Corrected } else { Reason::Displaced },
        because_of,
        from: one.from,
        to: one.to,
    }
}

fn because_of<Id>(one: &Moved<Id>, corrected: &[&Moved<Id>]) -> Vec<String> {
    if one.corrected {
        return vec![one.number.clone()];
    }
    let ahead = |left: &Position, right: &Position| left.place < right.place;
    let passed = |other: &&&Moved<Id>| ahead(&other.from, &one.from) != ahead(&other.to, &one.to);
    let mut numbers: Vec<String> = corrected.iter().filter(passed).map(|other| other.number.clone()).collect();
    if numbers.is_empty() {
        // Nobody passed: a tie arose or dissolved, or points changed without a change of order.
        numbers = corrected.iter().map(|other| other.number.clone()).collect();
    }
    numbers.sort_unstable();
    numbers
}
