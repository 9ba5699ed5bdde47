//! The breakdown of determined totals (*rincian*), and what is published of it: all that is wrong with the rows, at once.

use crate::domain::{need::NeedKind, proposal_rules::ProposalRules};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Seats of one kind and education at one job of one unit, by their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Number in the file, from 1.
    pub number: i64,
    /// Path of the unit.
    pub unit_path: String,
    /// Title of the job.
    pub title: String,
    /// Kind.
    pub kind: NeedKind,
    /// Seats.
    pub seats: i32,
    /// Accepted education.
    pub education: Vec<String>,
}

/// Where the position map puts a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// No such unit.
    NoUnit,
    /// The unit does not exist any more.
    ClosedUnit,
    /// The unit has no such job.
    NoJob,
    /// A position.
    At {
        /// Position.
        position: Uuid,
        /// Seats that may be asked for there.
        proposable: i32,
    },
}

impl Placement {
    /// The position, if there is one.
    pub fn position(self) -> Option<Uuid> {
        if let Self::At { position, .. } = self { Some(position) } else { None }
    }
}

/// Where a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Unit.
    UnitPath,
    /// Job.
    Title,
    /// Kind.
    Kind,
    /// Seats.
    Seats,
    /// Education.
    Education,
    /// The sum of a kind.
    Total(NeedKind),
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Row, from 1; 0 is the file as a whole.
    pub row: i64,
    /// Field.
    pub field: Field,
    /// What is wrong.
    pub reason: String,
}

impl Fault {
    fn new(row: i64, field: Field, reason: impl Into<String>) -> Self {
        Self { row, field, reason: reason.into() }
    }
}

/// A row is about this job: its unit counts only where the rules say so.
type Job<'r> = (Option<&'r str>, &'r str, BTreeSet<&'r str>);

impl Row {
    fn education_set(&self) -> BTreeSet<&str> {
        self.education.iter().map(String::as_str).collect()
    }

    fn place(&self) -> (&str, &str, NeedKind) {
        (&self.unit_path, &self.title, self.kind)
    }

    fn job(&self, with_unit: bool) -> Job<'_> {
        (with_unit.then_some(self.unit_path.as_str()), &self.title, self.education_set())
    }
}

/// What is wrong with each row by itself and beside the others; rows and placements go together.
pub fn row_faults(rows: &[Row], placements: &[Placement], rules: &ProposalRules) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut asked: HashMap<Uuid, i64> = HashMap::new();
    let mut seen = HashMap::new();
    let twins: BTreeSet<Job<'_>> = rows
        .iter()
        .filter(|row| rules.twin_of.contains(&row.kind))
        .map(|row| row.job(rules.twin_in_same_unit))
        .collect();
    for (row, placement) in rows.iter().zip(placements) {
        let before = placement.position().and_then(|position| asked.get(&position)).copied().unwrap_or_default();
        faults.extend(own_faults(row, *placement, before, rules));
        if let Some(position) = placement.position() {
            asked.insert(position, before + i64::from(row.seats.max(0)));
        }
        let mut fault = |field, reason: String| faults.push(Fault::new(row.number, field, reason));
        if let Some(first) = seen.insert((row.kind, row.job(true)), row.number) {
            fault(Field::Title, format!("row {first} is the same: job, unit, kind and education"));
        }
        if rules.twin_kinds.contains(&row.kind) && !twins.contains(&row.job(rules.twin_in_same_unit)) {
            fault(Field::Kind, "needs a row for everybody (umum) with the same job and education".into());
        }
    }
    faults
}

/// What is wrong with a row by itself, where the rows before it ask for `before` seats at the same position.
pub fn own_faults(row: &Row, placement: Placement, before: i64, rules: &ProposalRules) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |field, reason: String| faults.push(Fault::new(row.number, field, reason));
    match placement {
        Placement::NoUnit => fault(Field::UnitPath, "no such unit in this instansi".into()),
        Placement::ClosedUnit => fault(Field::UnitPath, "the unit does not exist any more".into()),
        Placement::NoJob => fault(Field::Title, "no such job in the position map of the unit".into()),
        Placement::At { proposable, .. } => {
            let asked = before + i64::from(row.seats.max(0));
            if asked > i64::from(proposable) {
                let asked = format!("with the rows before it {asked} seats are asked for");
                fault(Field::Seats, format!("{asked}, the position lacks {proposable}"));
            }
        }
    }
    if !(1..=rules.most_seats).contains(&row.seats) {
        fault(Field::Seats, format!("must be 1 to {}", rules.most_seats));
    }
    if row.education.is_empty() {
        fault(Field::Education, "must name at least one".into());
    }
    faults
}

/// Where the sums differ from what the minister determined.
pub fn total_faults(rows: &[Row], totals: &BTreeMap<NeedKind, i64>, rules: &ProposalRules) -> Vec<Fault> {
    let mut sums: BTreeMap<NeedKind, i64> = totals.keys().map(|kind| (*kind, 0)).collect();
    for row in rows {
        *sums.entry(row.kind).or_default() += i64::from(row.seats.max(0));
    }
    let mut faults = Vec::new();
    for (kind, sum) in &sums {
        let determined = totals.get(kind).copied().unwrap_or_default();
        if *sum != determined {
            let reason = format!("the rows hold {sum} seats, {determined} are determined");
            faults.push(Fault::new(0, Field::Total(*kind), reason));
        }
    }
    let total: i64 = totals.values().sum();
    let (least, given) = (rules.least_for_disability(total), sums.get(&NeedKind::Disability).copied().unwrap_or(0));
    if given < least {
        let reason = format!("{given} of {total} seats are for people with disabilities, at least {least} have to be");
        faults.push(Fault::new(0, Field::Total(NeedKind::Disability), reason));
    }
    faults
}

/// Where the published rows differ from the determined ones. Rows with the same unit, job, kind and education are one.
pub fn differences(published: &[Row], determined: &[Row]) -> Vec<Fault> {
    // Seats that are determined and not published yet, by job and kind and then by education.
    let mut open: HashMap<(&str, &str, NeedKind), HashMap<BTreeSet<&str>, i64>> = HashMap::new();
    for row in determined {
        *open.entry(row.place()).or_default().entry(row.education_set()).or_default() += i64::from(row.seats);
    }
    let mut faults = Vec::new();
    for row in published {
        let Some(kinds) = open.get_mut(&row.place()) else {
            faults.push(Fault::new(row.number, Field::Title, "was not determined for this unit, job and kind"));
            continue;
        };
        let Some(left) = kinds.get_mut(&row.education_set()) else {
            faults.push(Fault::new(row.number, Field::Education, "differs from what was determined"));
            continue;
        };
        if row.seats < 1 {
            faults.push(Fault::new(row.number, Field::Seats, "must be at least 1"));
            continue;
        }
        *left -= i64::from(row.seats);
        if *left < 0 {
            let over = format!("{} seats, {} more than are determined and not published yet", row.seats, -*left);
            faults.push(Fault::new(row.number, Field::Seats, over));
        }
    }
    for row in determined {
        let left = open.get_mut(&row.place()).and_then(|kinds| kinds.remove(&row.education_set()));
        if let Some(seats) = left.filter(|seats| *seats > 0) {
            let reason = format!("{seats} determined seats of {} at {} are not published", row.title, row.unit_path);
            faults.push(Fault::new(0, Field::Title, reason));
        }
    }
    faults
}

#[cfg(test)]
#[path = "breakdown_tests.rs"]
mod tests;
