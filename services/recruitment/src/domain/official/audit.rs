//! The comparison of an official list with what was computed (*audit hasil resmi*): every difference is named, none is mended.
//!
//! A sum is at fault on its own when it is neither what the parts of its row make nor what ours make: one wrong part is one
//! difference and not three.

use crate::domain::columns::{Column, Numbers, PrintedRow};
use crate::domain::integration::FinalPoints;
use crate::domain::printed_code;
use crate::domain::recomputation::{Sums, differs_by_rounding, half_up};
use crate::domain::thousandths::Thousandths;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a difference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A score is not the one that was imported.
    PartDiffers,
    /// A sum of whole scores is not their sum.
    ScoreSumWrong,
    /// A weighed total is not what follows from its parts.
    TotalWrong,
    /// A total is right but not rounded half up at the third decimal.
    NotHalfUp,
    CodeDiffers,
    OrderDiffers,
    SeatDiffers,
    /// The number belongs to nobody who applied for this vacancy.
    UnknownParticipant,
    /// Somebody who belongs on the list is not there.
    MissingParticipant,
    /// An alert, not a fault of the list: who ranks by the totals that do not decide, printed or exact, comes to another order.
    RoundingOrder,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::PartDiffers,
        Self::ScoreSumWrong,
        Self::TotalWrong,
        Self::NotHalfUp,
        Self::CodeDiffers,
        Self::OrderDiffers,
        Self::SeatDiffers,
        Self::UnknownParticipant,
        Self::MissingParticipant,
        Self::RoundingOrder,
    ];

    /// As the contract names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PartDiffers => "PART_DIFFERS",
            Self::ScoreSumWrong => "SCORE_SUM_WRONG",
            Self::TotalWrong => "TOTAL_WRONG",
            Self::NotHalfUp => "NOT_HALF_UP",
            Self::CodeDiffers => "CODE_DIFFERS",
            Self::OrderDiffers => "ORDER_DIFFERS",
            Self::SeatDiffers => "SEAT_DIFFERS",
            Self::UnknownParticipant => "UNKNOWN_PARTICIPANT",
            Self::MissingParticipant => "MISSING_PARTICIPANT",
            Self::RoundingOrder => "ROUNDING_ORDER",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Difference {
    /// Row of the list; 0 for who is not in it.
    pub row: i64,
    pub participant_number: String,
    pub kind: Kind,
    /// The field of the row, as the contract names it.
    pub field: &'static str,
    /// What the list prints.
    pub printed: String,
    /// What it should print.
    pub computed: String,
}

/// What was computed of a participant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Computed {
    pub participant_number: String,
    /// The imported scores, without sums.
    pub numbers: Numbers,
    /// None for who has no result here, and where nothing was decided.
    pub code: Option<String>,
    /// Whether a tie is open, so that the code is still to be decided and no printed one is wrong.
    pub undecided: bool,
    /// The first and the last rank that is right: equal participants share them. None without a rank.
    pub ranks: Option<(u32, u32)>,
    pub seat: Option<bool>,
    /// Whether a complete list has to name the participant.
    pub belongs: bool,
    /// The rank by the totals that do not decide, where it is another.
    pub printed_rank: Option<u32>,
}

/// What an audit counts. Rows are equal or differing, and who belongs on the list is found or missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub rows: i64,
    /// Rows without a difference.
    pub equal: i64,
    pub differing: i64,
    /// Participants who belong on the list.
    pub belonging: i64,
    pub found: i64,
    pub missing: i64,
    /// Differences by kind.
    pub by_kind: BTreeMap<Kind, i64>,
}

impl Counts {
    /// Whether nothing was lost on the way.
    pub fn close(&self) -> bool {
        self.rows == self.equal + self.differing && self.belonging == self.found + self.missing
    }
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// By row, then by field; who is missing at the end.
    pub differences: Vec<Difference>,
    pub counts: Counts,
}

/// Compares a list with what was computed. Rows have distinct participant numbers.
pub fn audit(sums: &Sums, rows: &[PrintedRow], ours: &[Computed]) -> Report {
    let by_number: HashMap<&str, &Computed> = ours.iter().map(|one| (one.participant_number.as_str(), one)).collect();
    let listed: HashMap<&str, i64> = rows.iter().map(|row| (row.participant_number.as_str(), row.row)).collect();
    let mut differences = Vec::new();
    for row in rows {
        differences.extend(compare(sums, row, by_number.get(row.participant_number.as_str()).copied()));
    }
    let differing: HashSet<i64> = differences.iter().map(|difference: &Difference| difference.row).collect();

    let missing = ours.iter().filter(|one| one.belongs && !listed.contains_key(one.participant_number.as_str()));
    let mut missing: Vec<_> = missing.map(missing_participant).collect();
    missing.sort();
    let absent = as_count(missing.len());
    differences.extend(missing);
    for one in ours {
        let row = listed.get(one.participant_number.as_str()).copied().unwrap_or_default();
        differences.extend(rounding_alert(row, one));
    }
    differences.sort_by_key(|difference| (difference.row == 0, difference.row));

    let belonging = as_count(ours.iter().filter(|one| one.belongs).count());
    let mut by_kind = BTreeMap::new();
    for difference in &differences {
        *by_kind.entry(difference.kind).or_default() += 1;
    }
    let counts = Counts {
        rows: as_count(rows.len()),
        equal: as_count(rows.len() - differing.len()),
        differing: as_count(differing.len()),
        belonging,
        found: belonging - absent,
        missing: absent,
        by_kind,
    };
    Report { differences, counts }
}

fn as_count(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn missing_participant(one: &Computed) -> Difference {
    Difference {
        row: 0,
        participant_number: one.participant_number.clone(),
        kind: Kind::MissingParticipant,
        field: "participant_number",
        printed: String::new(),
        computed: one.participant_number.clone(),
    }
}

fn rounding_alert(row: i64, one: &Computed) -> Option<Difference> {
    let ((exact, _), printed) = one.ranks.zip(one.printed_rank)?;
    Some(Difference {
        row,
        participant_number: one.participant_number.clone(),
        kind: Kind::RoundingOrder,
        field: "rank",
        printed: printed.to_string(),
        computed: exact.to_string(),
    })
}

/// Everything that differs in a row. Of an unknown participant only the sums can be checked.
fn compare(sums: &Sums, row: &PrintedRow, ours: Option<&Computed>) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |kind, field, printed: String, computed: String| {
        let participant_number = row.participant_number.clone();
        found.push(Difference { row: row.row, participant_number, kind, field, printed, computed });
    };
    if ours.is_none() {
        add(Kind::UnknownParticipant, "participant_number", row.participant_number.clone(), String::new());
    }
    let own = ours.map(|ours| ours.numbers).unwrap_or_default();
    for &column in sums.columns() {
        let Some(printed) = row.numbers.get(column) else { continue };
        if column.is_sum() {
            // Who dropped out has no total of ours; lists print a zero.
            if ours.is_some() && printed == Thousandths(0) && sums.exact(column, &own).is_none() {
                continue;
            }
            if let Some((kind, exact)) = faulty_sum(sums, column, printed, &row.numbers, &own) {
                add(kind, column.as_str(), printed.to_string(), half_up(exact).to_string());
            }
        } else if ours.is_some() && own.get(column).unwrap_or_default() != printed {
            // A part that was not taken is printed as a zero.
            let computed = own.get(column).map(|number| number.to_string()).unwrap_or_default();
            add(Kind::PartDiffers, column.as_str(), printed.to_string(), computed);
        }
    }
    let Some(ours) = ours else { return found };
    if let Some(printed) = &row.code
        && !ours.undecided
        && !ours.code.as_ref().is_some_and(|computed| printed_code::says(printed, computed))
    {
        add(Kind::CodeDiffers, "code", printed.clone(), ours.code.clone().unwrap_or_default());
    }
    if let Some(printed) = row.rank
        && !ours.ranks.is_some_and(|(first, last)| (first..=last).contains(&printed))
    {
        let computed = ours.ranks.map(|(first, _)| first.to_string()).unwrap_or_default();
        add(Kind::OrderDiffers, "rank", printed.to_string(), computed);
    }
    if let (Some(printed), Some(computed)) = (row.seat, ours.seat)
        && printed != computed
    {
        add(Kind::SeatDiffers, "seat", printed.to_string(), computed.to_string());
    }
    found
}

/// What is wrong with a printed sum, if anything, and what it should be.
fn faulty_sum(
    sums: &Sums,
    column: Column,
    printed: Thousandths,
    row: &Numbers,
    own: &Numbers,
) -> Option<(Kind, FinalPoints)> {
    // Where a part is not printed, ours stands in for it.
    let of_row = sums.exact(column, &row.or(own));
    let of_ours = sums.exact(column, own);
    if [of_row, of_ours].into_iter().flatten().any(|exact| half_up(exact) == printed) {
        return None;
    }
    let exact = of_row.or(of_ours)?;
    let kind = if sums.only_adds(column) {
        Kind::ScoreSumWrong
    } else if differs_by_rounding(printed, exact) {
        Kind::NotHalfUp
    } else {
        Kind::TotalWrong
    };
    Some((kind, exact))
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "published_tests.rs"]
mod published_tests;
