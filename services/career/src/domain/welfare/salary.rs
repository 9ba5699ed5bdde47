//! What a servant is paid a month (*gaji pokok*): looked up in the table of the day, never derived and never guessed.

use crate::domain::{
    pay::{Grade, PayTable},
    retirement::service_length,
    servant::{Employment, State},
    welfare_facts::{Figure, RankOn, WelfareFacts},
    welfare_rules::WelfareRules,
};
use jiff::{ToSpan, civil::Date};
use thiserror::Error;

/// Why no pay can be told.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SalaryRefusal {
    /// Not in service on the day.
    #[error("the servant was not in service on {0}")]
    NotInService(Date),
    /// No rule for the standing.
    #[error("the ruleset states no pay for the legal standing {0}")]
    Standing(String),
    /// Employees with a work agreement.
    #[error("no pay table of employees under a work agreement (PPPK) is at hand")]
    NoContractTable,
    /// No table for the day.
    #[error("no pay table in force on {0} is at hand")]
    NoTable(Date),
    /// No rank on the day.
    #[error("the record has no rank on {0}")]
    NoRank(Date),
    /// The table has no such cell.
    #[error("{table} lists no pay for {grade} after {years} years")]
    UnknownCell {
        /// Table.
        table: String,
        /// Grade.
        grade: &'static str,
        /// Years in it.
        years: i32,
    },
}

/// What is paid a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salary {
    /// Grade.
    pub grade: Grade,
    /// Years that the last decree names.
    pub decided_years: i32,
    /// Completed years on the day.
    pub completed_years: i32,
    /// What the table lists.
    pub listed: u64,
    /// Percent of it that is paid.
    pub percent: i32,
    /// What is paid.
    pub rupiah: i64,
    /// Table.
    pub table: String,
    /// Each figure with its source.
    pub figures: Vec<Figure>,
    /// What somebody should look at.
    pub notes: Vec<String>,
}

/// The table in force on a day.
pub fn table_on(tables: &[PayTable], day: Date) -> Option<&PayTable> {
    tables.iter().filter(|table| table.valid_from <= day).max_by_key(|table| table.valid_from)
}

/// Looks a cell up.
pub fn cell(table: &PayTable, grade: Grade, years: i32) -> Result<u64, SalaryRefusal> {
    let listed = u8::try_from(years).ok().and_then(|years| table.pay(grade, years));
    listed.ok_or_else(|| SalaryRefusal::UnknownCell { table: table.id.clone(), grade: grade.as_str(), years })
}

/// Completed years in grade on a day, whatever was decreed; the years of the rank before its first day.
pub fn completed_years(rank: &RankOn, day: Date) -> i32 {
    let months = service_length(rank.start, day).map_or(0, |held| i32::from(held.years) * 12 + i32::from(held.months));
    (rank.years * 12 + rank.months + months) / 12
}

/// Years that the last decree names: a raise, or else the rank.
pub fn decided_years(facts: &WelfareFacts, rank: &RankOn) -> i32 {
    facts.raise.as_ref().map_or(rank.years, |raise| raise.years)
}

/// What a servant is paid on a day.
pub fn salary(
    rules: &WelfareRules,
    tables: &[PayTable],
    facts: &WelfareFacts,
    day: Date,
) -> Result<Salary, SalaryRefusal> {
    must_be_paid(rules, facts, day)?;
    let rank = facts.rank.as_ref().ok_or(SalaryRefusal::NoRank(day))?;
    let grade = rank.rank.grade().ok_or(SalaryRefusal::NoContractTable)?;
    let table = table_on(tables, day).ok_or(SalaryRefusal::NoTable(day))?;
    let (decided, completed) = (decided_years(facts, rank), completed_years(rank, day));
    let listed = cell(table, grade, decided)?;
    let in_probation = in_probation(rules, facts, day);
    let percent = if in_probation { rules.salary.probation_percent } else { 100 };
    let rupiah = share(listed, percent);
    let decree = match &facts.raise {
        Some(raise) => format!("raise of {}, decree {}", raise.effective, raise.decree_number),
        None => format!("rank since {}, decree {}", rank.start, rank.decree_number),
    };
    let mut figures = vec![
        Figure::new("rank", grade.as_str(), format!("rank since {}, decree {}", rank.start, rank.decree_number)),
        Figure::new("decided_years", decided, decree),
        Figure::new("pay_table_cell", listed, format!("{} ({})", table.id, table.regulation)),
    ];
    if in_probation {
        figures.push(Figure::new("probation_percent", percent, format!("{} ({})", rules.id, rules.regulation)));
    }
    figures.push(Figure::new("rupiah", rupiah, "pay_table_cell × percent, half a rupiah up"));
    let notes = notes(table, grade, decided, completed);
    Ok(Salary {
        grade,
        decided_years: decided,
        completed_years: completed,
        listed,
        percent,
        rupiah,
        table: table.id.clone(),
        figures,
        notes,
    })
}

fn must_be_paid(rules: &WelfareRules, facts: &WelfareFacts, day: Date) -> Result<(), SalaryRefusal> {
    if day < facts.appointment || facts.last_day.is_some_and(|last| last < day) {
        return Err(SalaryRefusal::NotInService(day));
    }
    if facts.employment != Employment::Pns {
        return Err(SalaryRefusal::NoContractTable);
    }
    if !rules.salary.full_pay_standings.contains(&facts.standing) {
        return Err(SalaryRefusal::Standing(facts.standing.clone()));
    }
    Ok(())
}

/// Whether a day is in probation (*CPNS*): the record says so now, or the day lies in the first months.
pub fn in_probation(rules: &WelfareRules, facts: &WelfareFacts, day: Date) -> bool {
    let now = matches!(facts.state, State::AwaitingNip | State::Probation);
    let end = facts.appointment.checked_add(rules.salary.probation_months.months());
    facts.employment == Employment::Pns && (now || end.is_ok_and(|end| day < end))
}

/// A percentage in whole rupiah, half a rupiah up.
fn share(rupiah: u64, percent: i32) -> i64 {
    let percent = u64::try_from(percent).unwrap_or_default();
    i64::try_from((rupiah * percent + 50) / 100).unwrap_or(i64::MAX)
}

fn notes(table: &PayTable, grade: Grade, decided: i32, completed: i32) -> Vec<String> {
    let row = next_row(table, grade, decided).filter(|row| *row <= completed);
    let told = row.map(|row| format!("{completed} years are completed, and no raise to {row} years is recorded"));
    told.into_iter().collect()
}

/// The next row that the table lists for a grade.
pub fn next_row(table: &PayTable, grade: Grade, years: i32) -> Option<i32> {
    let rows = table.rows.get(&grade)?;
    rows.keys().map(|listed| i32::from(*listed)).find(|listed| *listed > years)
}

#[cfg(test)]
#[path = "salary_tests.rs"]
pub(crate) mod tests;
