//! Where the units of an import come to stand: what the rows say, laid over the tree that is there. Real trees are dirty;
//! a row that cannot stand is refused with a reason, with all rows below it, and the others are placed as if it were absent.

use crate::domain::{
    organisation::{Sector, UnitCode, UnitName, Validity, fold, is_digits},
    position::{DEEPEST, LONGEST},
    unit_tree::{Levels, levels, path_lengths},
};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use uuid::Uuid;

/// A unit that is there.
#[derive(Clone, Debug)]
pub struct Known {
    /// Id.
    pub id: Uuid,
    /// Code; none where positions brought the unit with their path.
    pub code: Option<String>,
    /// Unit above.
    pub parent: Option<Uuid>,
    /// Name.
    pub name: String,
}

/// One sound row of an import.
#[derive(Clone, Debug)]
pub struct Line {
    /// Number of the row.
    pub row: i64,
    /// Id of the unit, if it turns out to be new.
    pub id: Uuid,
    /// Code.
    pub code: UnitCode,
    /// Code of the unit above.
    pub parent: Option<UnitCode>,
    /// Name.
    pub name: UnitName,
    /// What it says about its sector.
    pub sector: Option<Sector>,
    /// The days of its existence.
    pub validity: Validity,
}

/// A row that has its place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The row; its id is that of the unit.
    pub line: Line,
    /// Unit above.
    pub parent: Option<Uuid>,
    /// Whether the unit is new.
    pub new: bool,
}

/// What becomes of an import.
#[derive(Debug, Default)]
pub struct Plan {
    /// Rows with their place.
    pub placed: Vec<Placed>,
    /// Numbers of the other rows, and why they have none.
    pub refused: Vec<(i64, Problem)>,
}

/// Why a row has no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The code is there twice.
    #[error("row {0} has the same code")]
    CodeTwice(i64),
    /// A spreadsheet dropped zeros, by the look of it.
    #[error("its siblings' codes have leading zeros, {0:?} for example: this one seems to have lost them")]
    LostZeros(String),
    /// It is above itself.
    #[error("the unit is its own parent")]
    OwnParent,
    /// Nobody has the code above.
    #[error("no unit has this code")]
    UnknownParent,
    /// Nobody has the code above, but for its zeros.
    #[error("no unit has this code; {0:?} exists: were leading zeros lost?")]
    ParentLostZeros(String),
    /// The unit above is bad itself.
    #[error("its parent was refused")]
    ParentRefused,
    /// Going up from it leads back to it.
    #[error("its parents form a circle: {0}")]
    Circle(String),
    /// The tree would be too deep.
    #[error("it, or a unit below it, would stand deeper than {DEEPEST} levels")]
    TooDeep,
    /// The database could not find the path again.
    #[error("the names from the root down to it, or to a unit below it, have more than {LONGEST} bytes")]
    TooLong,
    /// Another unit has the name.
    #[error("{0} has this name under the same parent")]
    NameTaken(String),
}

impl Problem {
    /// The column that is wrong.
    pub fn field(&self) -> &'static str {
        match self {
            Self::CodeTwice(_) | Self::LostZeros(_) => "code",
            Self::NameTaken(_) | Self::TooLong => "name",
            _ => "parent_code",
        }
    }
}

/// Finds a place for every row. `refused` holds the codes of rows that could not be read.
pub fn plan(known: &[Known], lines: Vec<Line>, refused: &HashSet<String>) -> Plan {
    let mut ground = Ground::new(known, &lines, refused);
    ground.refuse_spoiled_codes();
    // A refused row leaves its unit where it was, which may be in the way of another row: so again, until all rows fit.
    let places = loop {
        ground.refuse_below();
        let places = ground.places();
        let problems = ground.problems(&places);
        if problems.is_empty() {
            break places;
        }
        ground.refused.extend(problems);
    };
    let refused = ground.refused.iter().map(|(nth, why)| (lines[*nth].row, why.clone())).collect();
    let place = |nth: usize, line: Line| {
        let (id, parent) = places.get(&nth).copied()?;
        let new = id == line.id;
        Some(Placed { line: Line { id, ..line }, parent, new })
    };
    let placed = lines.iter().cloned().enumerate().filter_map(|(nth, line)| place(nth, line)).collect();
    Plan { placed, refused }
}

/// Row (by its place in the list) to unit and unit above.
type Places = HashMap<usize, (Uuid, Option<Uuid>)>;

enum Above {
    None,
    Line(usize),
    Unit(Uuid),
    Nobody(Problem),
}

struct Ground<'a> {
    known: &'a [Known],
    lines: &'a [Line],
    by_code: HashMap<&'a str, &'a Known>,
    by_place: HashMap<(Option<Uuid>, &'a str), &'a Known>,
    line_of: HashMap<&'a str, usize>,
    unread: &'a HashSet<String>,
    without_zeros: HashMap<&'a str, &'a str>,
    refused: BTreeMap<usize, Problem>,
}

impl<'a> Ground<'a> {
    fn new(known: &'a [Known], lines: &'a [Line], unread: &'a HashSet<String>) -> Self {
        let codes = || known.iter().filter_map(|unit| Some((unit.code.as_deref()?, unit)));
        let mut line_of = HashMap::new();
        let mut refused = BTreeMap::new();
        for (nth, line) in lines.iter().enumerate() {
            let first = *line_of.entry(line.code.as_str()).or_insert(nth);
            if first != nth {
                refused.insert(nth, Problem::CodeTwice(lines[first].row));
            }
        }
        let all = codes().map(|(code, _)| code).chain(lines.iter().map(|line| line.code.as_str()));
        Self {
            known,
            lines,
            by_code: codes().collect(),
            by_place: known.iter().map(|unit| ((unit.parent, unit.name.as_str()), unit)).collect(),
            without_zeros: all.map(|code| (code.trim_start_matches('0'), code)).collect(),
            line_of,
            unread,
            refused,
        }
    }

    fn alive(&self) -> impl Iterator<Item = (usize, &'a Line)> + '_ {
        self.lines.iter().enumerate().filter(|(nth, _)| !self.refused.contains_key(nth))
    }

    /// Codes are compared with those of their siblings, here and in the tree: all of them have leading zeros, or none.
    fn refuse_spoiled_codes(&mut self) {
        let code_of: HashMap<Uuid, &str> =
            self.known.iter().filter_map(|unit| Some((unit.id, unit.code.as_deref()?))).collect();
        let rows =
            self.lines.iter().map(|line| (line.parent.as_ref().map_or("", UnitCode::as_str), line.code.as_str()));
        let there = self.known.iter().filter_map(|unit| {
            let parent = unit.parent.map_or(Some(""), |parent| code_of.get(&parent).copied());
            Some((parent?, unit.code.as_deref()?))
        });
        let mut zeros: HashMap<(&str, usize), &str> = HashMap::new();
        for (parent, code) in rows.chain(there) {
            if last_number(code).is_some_and(|number| number.len() > 1 && number.starts_with('0')) {
                let longest = zeros.entry((parent, code.split('.').count())).or_insert(code);
                if last_number(code).map(str::len) > last_number(longest).map(str::len) {
                    *longest = code;
                }
            }
        }
        for (nth, line) in self.lines.iter().enumerate() {
            let (parent, code) = (line.parent.as_ref().map_or("", UnitCode::as_str), line.code.as_str());
            let Some(sibling) = zeros.get(&(parent, code.split('.').count())) else { continue };
            let lost =
                |number: &str| !number.starts_with('0') && Some(number.len()) < last_number(sibling).map(str::len);
            if last_number(code).is_some_and(lost) {
                self.refused.entry(nth).or_insert_with(|| Problem::LostZeros((*sibling).to_owned()));
            }
        }
    }

    fn above(&self, line: &Line) -> Above {
        let Some(parent) = &line.parent else { return Above::None };
        let code = parent.as_str();
        if *parent == line.code {
            return Above::Nobody(Problem::OwnParent);
        }
        match self.line_of.get(code) {
            Some(nth) if self.refused.contains_key(nth) => return Above::Nobody(Problem::ParentRefused),
            Some(nth) => return Above::Line(*nth),
            None if self.unread.contains(code) => return Above::Nobody(Problem::ParentRefused),
            None => {}
        }
        if let Some(unit) = self.by_code.get(code) {
            return Above::Unit(unit.id);
        }
        let alike = self.without_zeros.get(code.trim_start_matches('0')).filter(|_| is_digits(code));
        Above::Nobody(alike.map_or(Problem::UnknownParent, |alike| Problem::ParentLostZeros((*alike).to_owned())))
    }

    /// Refuses rows without a parent that can stand, and everything below them.
    fn refuse_below(&mut self) {
        let mut below: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut fallen = VecDeque::new();
        let mut found = Vec::new();
        for (nth, line) in self.alive() {
            match self.above(line) {
                Above::Nobody(why) => found.push((nth, why)),
                Above::Line(parent) => below.entry(parent).or_default().push(nth),
                Above::None | Above::Unit(_) => {}
            }
        }
        for (nth, why) in found {
            self.refused.insert(nth, why);
            fallen.push_back(nth);
        }
        while let Some(nth) = fallen.pop_front() {
            for child in below.remove(&nth).unwrap_or_default() {
                self.refused.insert(child, Problem::ParentRefused);
                fallen.push_back(child);
            }
        }
    }

    /// Which unit each row means and which is above it, parents first. Rows in a circle come last, under their own ids.
    fn places(&self) -> Places {
        let mut below: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut next = VecDeque::new();
        for (nth, line) in self.alive() {
            match self.above(line) {
                Above::Line(parent) => below.entry(parent).or_default().push(nth),
                Above::Unit(parent) => next.push_back((nth, Some(parent))),
                Above::None | Above::Nobody(_) => next.push_back((nth, None)),
            }
        }
        let mut places = Places::new();
        let mut adopted = HashSet::new();
        while let Some((nth, parent)) = next.pop_front() {
            let id = self.unit_of(nth, parent, &mut adopted);
            places.insert(nth, (id, parent));
            next.extend(below.remove(&nth).unwrap_or_default().into_iter().map(|child| (child, Some(id))));
        }
        let own =
            |nth: usize| self.by_code.get(self.lines[nth].code.as_str()).map_or(self.lines[nth].id, |unit| unit.id);
        for (parent, children) in &below {
            for child in children {
                places.insert(*child, (own(*child), Some(own(*parent))));
            }
        }
        places
    }

    /// The unit with the row's code, or one without a code that stands where the row says, or a new one.
    fn unit_of(&self, nth: usize, parent: Option<Uuid>, adopted: &mut HashSet<Uuid>) -> Uuid {
        let line = &self.lines[nth];
        if let Some(unit) = self.by_code.get(line.code.as_str()) {
            return unit.id;
        }
        let here = self.by_place.get(&(parent, line.name.as_str())).filter(|unit| unit.code.is_none());
        here.filter(|unit| adopted.insert(unit.id)).map_or(line.id, |unit| unit.id)
    }

    fn problems(&self, places: &Places) -> Vec<(usize, Problem)> {
        let row_of: HashMap<Uuid, usize> = places.iter().map(|(nth, (id, _))| (*id, *nth)).collect();
        let mut parents: HashMap<Uuid, Option<Uuid>> = self.known.iter().map(|unit| (unit.id, unit.parent)).collect();
        parents.extend(places.values().copied());
        let Levels { levels, circles } = levels(&parents);
        let mut problems = BTreeMap::new();
        for circle in circles {
            let rows: Vec<usize> = circle.iter().filter_map(|id| row_of.get(id).copied()).collect();
            let told = self.tell(&rows);
            problems.extend(rows.into_iter().map(|nth| (nth, Problem::Circle(told.clone()))));
        }
        let deep = levels.iter().filter(|(_, level)| **level > DEEPEST).map(|(id, _)| (*id, Problem::TooDeep));
        let mut names: HashMap<Uuid, &str> = self.known.iter().map(|unit| (unit.id, unit.name.as_str())).collect();
        names.extend(places.iter().map(|(nth, (id, _))| (*id, self.lines[*nth].name.as_str())));
        let lengths = path_lengths(&names, &parents, &levels);
        let long = lengths.iter().filter(|(_, length)| **length > LONGEST).map(|(id, _)| (*id, Problem::TooLong));
        for (id, why) in deep.chain(long) {
            let mut at = Some(id);
            while let Some(unit) = at.filter(|unit| !row_of.contains_key(unit)) {
                at = parents.get(&unit).copied().flatten();
            }
            if let Some(nth) = at.and_then(|unit| row_of.get(&unit)) {
                problems.entry(*nth).or_insert(why);
            }
        }
        for (nth, why) in self.taken_names(places, &row_of) {
            problems.entry(nth).or_insert(why);
        }
        problems.into_iter().collect()
    }

    fn tell(&self, rows: &[usize]) -> String {
        let first = rows.iter().min().copied();
        let start = rows.iter().position(|nth| Some(*nth) == first).unwrap_or(0);
        let turned = rows[start..].iter().chain(&rows[..start]).take(DEEPEST);
        let codes: Vec<&str> = turned.chain(&rows[start..=start]).map(|nth| self.lines[*nth].code.as_str()).collect();
        codes.join(" → ")
    }

    /// Rows whose name another unit has under the same parent. Units that stay where they are come before those that come.
    fn taken_names(&self, places: &Places, row_of: &HashMap<Uuid, usize>) -> Vec<(usize, Problem)> {
        let old: HashMap<Uuid, &Known> = self.known.iter().map(|unit| (unit.id, unit)).collect();
        let mut slots: HashMap<(Option<Uuid>, String), Vec<usize>> = HashMap::new();
        for (nth, (_, parent)) in places {
            slots.entry((*parent, fold(self.lines[*nth].name.as_str()))).or_default().push(*nth);
        }
        let stands = |nth: usize| {
            let (id, parent) = places[&nth];
            old.get(&id).is_some_and(|unit| unit.parent == parent && unit.name == self.lines[nth].name.as_str())
        };
        let untouched = self.known.iter().filter(|unit| !row_of.contains_key(&unit.id));
        let held: HashMap<(Option<Uuid>, String), &Known> =
            untouched.map(|unit| ((unit.parent, fold(&unit.name)), unit)).collect();
        let mut taken: Vec<(usize, Problem)> = Vec::new();
        for (slot, rows) in &mut slots {
            rows.sort_by_key(|nth| (!stands(*nth), *nth));
            let (holder, others) = match held.get(slot) {
                Some(unit) => (called(unit), &rows[..]),
                None => (format!("row {}", self.lines[rows[0]].row), &rows[1..]),
            };
            // A unit may go on to stand beside another whose name differs in writing only, if it stood there before.
            let refused = others.iter().filter(|nth| !stands(**nth));
            taken.extend(refused.map(|nth| (*nth, Problem::NameTaken(holder.clone()))));
        }
        // A refused row leaves its unit where it was, in the way of the next row: where a column slipped they are a long chain.
        let mut refused: HashSet<usize> = taken.iter().map(|(nth, _)| *nth).collect();
        let mut told = 0;
        while let Some((nth, _)) = taken.get(told) {
            told += 1;
            let Some(unit) = old.get(&places[nth].0) else { continue };
            for other in slots.get(&(unit.parent, fold(&unit.name))).into_iter().flatten() {
                if !stands(*other) && refused.insert(*other) {
                    taken.push((*other, Problem::NameTaken(called(unit))));
                }
            }
        }
        taken
    }
}

/// A unit in the words of a refusal.
fn called(unit: &Known) -> String {
    unit.code.as_ref().map_or("a unit without a code".into(), |code| format!("unit {code:?}"))
}

fn last_number(code: &str) -> Option<&str> {
    code.rsplit('.').next().filter(|number| is_digits(number))
}

#[cfg(test)]
#[path = "unit_plan_tests.rs"]
mod tests;
