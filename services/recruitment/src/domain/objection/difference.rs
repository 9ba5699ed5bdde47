//! Who moved in a published result, from where to where, and why: by participant number, for everybody to read.

use crate::domain::final_ranking::FinalOutcome;
use crate::domain::integration::FinalPoints;
use crate::domain::result_code::SkdCode;
use std::cmp::Ordering;

/// Where a participant stands in a published result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Code of the basic test; none for who is not in the list.
    pub code: Option<SkdCode>,
    /// Rank in the basic test.
    pub skd_rank: Option<u32>,
    /// Code of the competency test without what a seat adds to it; none in a CPNS selection.
    pub pppk_code: Option<String>,
    /// Final points, exact.
    pub points: Option<FinalPoints>,
    /// Final rank.
    pub rank: Option<u32>,
    /// Whether there is a seat.
    pub outcome: Option<FinalOutcome>,
    /// Place in the list.
    pub place: Option<u32>,
}

impl Position {
    /// Whether more differs than the place in the list.
    fn differs(&self, other: &Self) -> bool {
        let place = self.place;
        *self != Self { place, ..other.clone() }
    }

    /// Behind, level or ahead in the basic test and in the end; who has no rank is behind all who have one.
    fn against(&self, other: &Self) -> (Ordering, Ordering) {
        let compare = |own: Option<u32>, other: Option<u32>| own.unwrap_or(u32::MAX).cmp(&other.unwrap_or(u32::MAX));
        (compare(self.skd_rank, other.skd_rank), compare(self.rank, other.rank))
    }

    fn is_listed(&self) -> bool {
        self.code.is_some() || self.pppk_code.is_some()
    }
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
    /// The national committee decided between equals.
    Decided,
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
/// were behind in either test and are ahead or level now, or the other way round. A place alone is no difference: among
/// those without a rank it only follows the numbers of the others.
pub fn difference<Id: Copy>(all: &[Moved<Id>]) -> Vec<Change<Id>> {
    let corrected: Vec<&Moved<Id>> = all.iter().filter(|one| one.corrected).collect();
    let listed = |one: &&Moved<Id>| one.from.differs(&one.to) && (one.from.is_listed() || one.to.is_listed());
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
        from: one.from.clone(),
        to: one.to.clone(),
    }
}

fn because_of<Id>(one: &Moved<Id>, corrected: &[&Moved<Id>]) -> Vec<String> {
    if one.corrected {
        return vec![one.number.clone()];
    }
    let passed = |other: &&&Moved<Id>| other.from.against(&one.from) != other.to.against(&one.to);
    let mut numbers: Vec<String> = corrected.iter().filter(passed).map(|other| other.number.clone()).collect();
    if numbers.is_empty() {
        // Nobody passed: the seats of others changed hands.
        numbers = corrected.iter().map(|other| other.number.clone()).collect();
    }
    numbers.sort_unstable();
    numbers
}
