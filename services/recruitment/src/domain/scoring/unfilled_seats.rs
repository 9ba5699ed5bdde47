//! Filling seats that stayed empty (*optimalisasi*, KepmenPANRB 320/2024 diktum 35): the ruleset's passes, one after the
//! other, over every row with a free seat. The national system moves people; this computes the same moves again.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap, HashSet};

use crate::domain::final_ranking::TieBreakers;
use crate::domain::integration::FinalPoints;
use crate::domain::optimisation::{Move, OptimisationCode, Place, Side, Source};
use crate::domain::skd::{NeedKind, PassMark};
use crate::domain::tie_break::TieBreak;

/// A row of competition as the passes see it (*baris formasi*).
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// Title of the job; people move within one.
    pub title: &'a str,
    /// Path of the unit: the place.
    pub unit_path: &'a str,
    /// Kind of need.
    pub kind: NeedKind,
    /// Accepted education.
    pub education: &'a [String],
    /// The pass mark of the general need of this job, which everybody who moves has to meet.
    pub general_mark: &'a PassMark,
    /// Seats that nobody has.
    pub free: u32,
}

/// A participant of the field test with final points and no seat.
#[derive(Debug, Clone)]
pub struct RunnerUp<'a, Id> {
    pub id: Id,
    /// Position of the row applied for.
    pub row: usize,
    /// Own education.
    pub education: &'a str,
    /// Final points; rows may have different denominators.
    pub points: FinalPoints,
    /// What decides between equal points.
    pub tie_breakers: TieBreakers,
}

/// What the passes go by.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The passes, in this order.
    pub passes: &'a [OptimisationCode],
    /// What decides between equal points.
    pub tie_breaks: &'a [TieBreak],
}

/// Somebody who gets a seat elsewhere (*pindah formasi*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved<Id> {
    pub id: Id,
    /// Position of the row whose seat it is.
    pub row: usize,
    pub code: OptimisationCode,
    /// Number of the pass, from 1.
    pub pass: u32,
    /// Rank among those the pass admits to the row, from 1.
    pub rank: u32,
}

/// Equals at the last free seats of a row: the national committee decides, and until it has, nobody gets them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested<Id> {
    /// Who is equal, by id.
    pub ids: Vec<Id>,
    /// Position of the row.
    pub row: usize,
    pub code: OptimisationCode,
    /// Number of the pass, from 1.
    pub pass: u32,
    /// The rank they share.
    pub rank: u32,
}

/// What the passes did, in the order in which they did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling<Id> {
    pub moved: Vec<Moved<Id>>,
    pub contested: Vec<Contested<Id>>,
}

/// Fills the free seats of `rows`, in their order, pass by pass. Nobody moves twice, and nobody who is contested moves on.
///
/// Everybody is put into order once. A row then takes from the heads of the lists of its title, its educations and the
/// kinds that the pass admits, so that the work grows with rows and people, not with their product.
pub fn fill<Id: Copy + Ord>(rules: &Rules, rows: &[Row], runners_up: &[RunnerUp<Id>]) -> Filling<Id> {
    let mut field = Field::new(rules, rows, runners_up);
    let mut free: Vec<u32> = rows.iter().map(|row| row.free).collect();
    let mut filling = Filling { moved: Vec::new(), contested: Vec::new() };
    for (pass, &code) in (1..).zip(rules.passes) {
        let Some(movement) = code.pass() else { continue };
        for (row, left) in free.iter_mut().enumerate() {
            if *left == 0 || !fills(movement.seat, rows[row].kind) {
                continue;
            }
            let best = field.best(row, movement, *left as usize);
            let sure = field.sure(&best, *left as usize);
            for (rank, &place) in (1..).zip(&best[..sure]) {
                filling.moved.push(Moved { id: field.id(place), row, code, pass, rank });
            }
            *left -= sure as u32;
            if sure < best.len() {
                let mut ids: Vec<Id> = best[sure..].iter().map(|&place| field.id(place)).collect();
                ids.sort_unstable();
                filling.contested.push(Contested { ids, row, code, pass, rank: sure as u32 + 1 });
                *left = 0;
            }
            field.take(&best);
        }
    }
    filling
}

fn fills(seat: Side, kind: NeedKind) -> bool {
    (seat == Side::General) == kind.is_general()
}

/// Whether somebody who applied for `from` may fill a seat of `kind`.
fn admits(source: Source, kind: NeedKind, from: NeedKind) -> bool {
    match source {
        Source::General => from.is_general(),
        Source::Special => !from.is_general(),
        Source::SameSpecial => from == kind,
        Source::Other => from != kind,
        Source::GeneralOrSpecial => true,
        Source::IndigenousPapuan => from == NeedKind::OrangAsliPapua,
    }
}

/// Those whom nothing but age may tell apart, by position: only their birth dates have to be known before the passes. Nobody
/// where age does not count.
pub fn only_age_decides<Id>(tie_breaks: &[TieBreak], people: &[RunnerUp<Id>]) -> Vec<usize> {
    let Some(age) = tie_breaks.iter().position(|step| *step == TieBreak::Older) else { return Vec::new() };
    let by_all_before = |left: &usize, right: &usize| compare(&people[*left], &people[*right], &tie_breaks[..age]);
    let mut ordered: Vec<usize> = (0..people.len()).collect();
    ordered.sort_unstable_by(by_all_before);
    let groups = ordered.chunk_by(|left, right| by_all_before(left, right).is_eq());
    groups.filter(|group| group.len() > 1).flatten().copied().collect()
}

/// Everybody who may move, best first; a place is a position in that order.
struct Field<'a, Id> {
    rows: &'a [Row<'a>],
    ordered: Vec<&'a RunnerUp<'a, Id>>,
    /// The same number for all who are equal in everything.
    class: Vec<u32>,
    taken: Vec<bool>,
    lists: Vec<List>,
    /// Where the rows of a unit begin to look for people of other units, by list.
    elsewhere: HashMap<(usize, &'a str), usize>,
    anywhere: HashMap<(&'a str, &'a str, NeedKind), usize>,
    in_unit: HashMap<(&'a str, &'a str, NeedKind, &'a str), usize>,
}

/// Places in order, of which the first few are taken.
#[derive(Default)]
struct List {
    places: Vec<u32>,
    first: usize,
}

impl<'a, Id: Copy + Ord> Field<'a, Id> {
    fn new(rules: &Rules, rows: &'a [Row<'a>], runners_up: &'a [RunnerUp<'a, Id>]) -> Self {
        let able = runners_up.iter().filter(|one| rows[one.row].general_mark.admits(&one.tie_breakers.skd));
        let mut ordered: Vec<_> = able.collect();
        ordered.sort_unstable_by(|left, right| {
            compare(left, right, rules.tie_breaks).then_with(|| left.id.cmp(&right.id))
        });
        let mut field = Self {
            rows,
            class: classes(&ordered, rules.tie_breaks),
            taken: vec![false; ordered.len()],
            ordered,
            lists: Vec::new(),
            elsewhere: HashMap::new(),
            anywhere: HashMap::new(),
            in_unit: HashMap::new(),
        };
        for place in 0..field.ordered.len() {
            let one = field.ordered[place];
            let row = &rows[one.row];
            let lists = [
                *field.anywhere.entry((row.title, one.education, row.kind)).or_insert_with(|| add(&mut field.lists)),
                *field
                    .in_unit
                    .entry((row.title, one.education, row.kind, row.unit_path))
                    .or_insert_with(|| add(&mut field.lists)),
            ];
            for list in lists {
                field.lists[list].places.push(place as u32);
            }
        }
        field
    }

    fn id(&self, place: u32) -> Id {
        self.ordered[place as usize].id
    }

    /// The best `seats` of those the pass admits to the row, and all who equal the last of them.
    fn best(&mut self, row: usize, movement: Move, seats: usize) -> Vec<u32> {
        let mut heads = BinaryHeap::new();
        for list in self.lists_for(row, movement) {
            let from = self.begin(list, row, movement.place);
            self.push_next(&mut heads, list, from, row, movement.place);
        }
        let mut best: Vec<u32> = Vec::new();
        while let Some(Reverse((place, list, at))) = heads.pop() {
            let equal = best.last().is_some_and(|&last| self.class[last as usize] == self.class[place as usize]);
            if best.len() >= seats && !equal {
                break;
            }
            best.push(place);
            self.push_next(&mut heads, list, at + 1, row, movement.place);
        }
        best
    }

    /// How many of the best get a seat for certain: all, or those before the equals that do not fit.
    fn sure(&self, best: &[u32], seats: usize) -> usize {
        if best.len() <= seats {
            return best.len();
        }
        let last = best.last().map(|&place| self.class[place as usize]);
        best.iter().take_while(|&&place| Some(self.class[place as usize]) != last).count()
    }

    fn take(&mut self, best: &[u32]) {
        for &place in best {
            self.taken[place as usize] = true;
        }
    }

    fn lists_for(&self, row: usize, movement: Move) -> Vec<usize> {
        let wanted = &self.rows[row];
        let kinds = NeedKind::ALL.into_iter().filter(|kind| admits(movement.source, wanted.kind, *kind));
        let kinds: Vec<_> = kinds.collect();
        // A degree that the row names twice is one degree.
        let degrees: HashSet<&str> = wanted.education.iter().map(String::as_str).collect();
        let mut lists = Vec::new();
        for degree in degrees {
            lists.extend(kinds.iter().filter_map(|kind| match movement.place {
                Place::Same => self.in_unit.get(&(wanted.title, degree, *kind, wanted.unit_path)),
                Place::Different => self.anywhere.get(&(wanted.title, degree, *kind)),
            }));
        }
        lists
    }

    /// Where a row begins to look in a list: behind those who are taken and, where people of elsewhere are wanted, behind
    /// those of its own unit. Neither ever becomes fewer, so that nobody is passed twice for the same unit.
    fn begin(&mut self, list: usize, row: usize, place: Place) -> usize {
        let Self { rows, ordered, taken, lists, elsewhere, .. } = self;
        let List { places, first } = &mut lists[list];
        let is_taken = |place: u32| taken[place as usize];
        while places.get(*first).is_some_and(|&place| is_taken(place)) {
            *first += 1;
        }
        if place == Place::Same {
            return *first;
        }
        let unit = rows[row].unit_path;
        let is_own = |place: u32| rows[ordered[place as usize].row].unit_path == unit;
        let begin = elsewhere.entry((list, unit)).or_default();
        *begin = (*begin).max(*first);
        while places.get(*begin).is_some_and(|&place| is_taken(place) || is_own(place)) {
            *begin += 1;
        }
        *begin
    }

    fn push_next(&self, heads: &mut Heads, list: usize, from: usize, row: usize, place: Place) {
        let (wanted, places) = (&self.rows[row], &self.lists[list].places);
        let fits = |&at: &usize| {
            let one = self.ordered[places[at] as usize];
            let elsewhere = self.rows[one.row].unit_path != wanted.unit_path;
            !self.taken[places[at] as usize] && one.row != row && elsewhere == (place == Place::Different)
        };
        if let Some(at) = (from..places.len()).find(fits) {
            heads.push(Reverse((places[at], list, at)));
        }
    }
}

/// The next of each list: place, list, and where in it.
type Heads = BinaryHeap<Reverse<(u32, usize, usize)>>;

fn add(lists: &mut Vec<List>) -> usize {
    lists.push(List::default());
    lists.len() - 1
}

/// The better first (*PermenPANRB 6/2024 art. 45*).
fn compare<Id>(left: &RunnerUp<Id>, right: &RunnerUp<Id>, tie_breaks: &[TieBreak]) -> Ordering {
    let by_points = right.points.compare(&left.points);
    by_points.then_with(|| left.tie_breakers.compare(&right.tie_breakers, tie_breaks))
}

fn classes<Id>(ordered: &[&RunnerUp<Id>], tie_breaks: &[TieBreak]) -> Vec<u32> {
    let mut classes = Vec::with_capacity(ordered.len());
    let groups = ordered.chunk_by(|left, right| compare(left, right, tie_breaks).is_eq());
    for (class, group) in (0..).zip(groups) {
        classes.extend(group.iter().map(|_| class));
    }
    classes
}

#[cfg(test)]
#[path = "unfilled_seats_tests.rs"]
mod tests;
