//! Periodic raises (*kenaikan gaji berkala*, KGB; PP 7/1977): from one row of the pay table to the next, when the years in the
//! grade are completed and the work was good.

use crate::domain::{
    pay::{Grade, PayTable},
    rating::YearRating,
    salary::{SalaryRefusal, cell, decided_years, next_row, table_on},
    servant::{Employment, State},
    welfare_facts::{Figure, RankOn, WelfareFacts},
    welfare_rules::WelfareRules,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use thiserror::Error;
use uuid::Uuid;

/// What a raise is decided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RaiseRule {
    /// Years in grade (*masa kerja golongan*).
    YearsInGrade,
    /// Ratings of the years before.
    Rating,
    /// A running punishment.
    Punishment,
    /// Kind of employment.
    Employment,
    /// In service, in a standing with raises.
    State,
    /// A rank in the record.
    Rank,
    /// A further row in the table.
    Table,
}

impl RaiseRule {
    /// Every rule with its name in rulesets.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::YearsInGrade, "years_in_grade"),
        (Self::Rating, "rating"),
        (Self::Punishment, "punishment"),
        (Self::Employment, "employment"),
        (Self::State, "state"),
        (Self::Rank, "rank"),
        (Self::Table, "table"),
    ];

    /// Its name in rulesets.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// Why a raise is not sooner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaiseCondition {
    /// Rule.
    pub rule: RaiseRule,
    /// What was found.
    pub detail: String,
    /// First day on which it stands in the way no more; none where time alone does not end it.
    pub until: Option<Date>,
}

/// The next raise of a servant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NextRaise {
    /// Grade.
    pub grade: Option<Grade>,
    /// Years of the last decree.
    pub from_years: i32,
    /// Years of the next row; 0 where there is none.
    pub to_years: i32,
    /// Pay before.
    pub from_rupiah: Option<u64>,
    /// Pay after.
    pub to_rupiah: Option<u64>,
    /// First day.
    pub date: Option<Date>,
    /// Why not sooner.
    pub conditions: Vec<RaiseCondition>,
    /// Years whose ratings are still to come.
    pub expected_ratings: Vec<i32>,
    /// Table.
    pub table: String,
}

impl NextRaise {
    fn stands(&mut self, rule: RaiseRule, detail: impl Into<String>, until: Option<Date>) {
        self.conditions.push(RaiseCondition { rule, detail: detail.into(), until });
    }

    /// Whether nothing stands against it on a day.
    pub fn is_due(&self, day: Date) -> bool {
        let over = |one: &RaiseCondition| one.until.is_some_and(|until| until <= day);
        self.date.is_some_and(|date| date <= day)
            && self.conditions.iter().all(over)
            && self.expected_ratings.is_empty()
    }

    /// Refuses unless nothing stands against it on the day it takes effect.
    pub fn must_be_due(&self, effective: Date) -> Result<(), RaiseRefusal> {
        if self.is_due(effective) {
            return Ok(());
        }
        let mut why: Vec<String> =
            self.conditions.iter().map(|one| format!("{}: {}", one.rule.as_str(), one.detail)).collect();
        why.extend(self.expected_ratings.iter().map(|year| format!("rating: of {year}, still to come")));
        if why.is_empty() {
            why.push("years_in_grade: completed on that day".to_owned());
        }
        let only_time = self.expected_ratings.is_empty() && self.conditions.iter().all(|one| one.until.is_some());
        match self.date {
            Some(date) if only_time => Err(RaiseRefusal::TooEarly { date, why: why.join("; ") }),
            _ => Err(RaiseRefusal::Refused { why: why.join("; ") }),
        }
    }
}

/// Why a raise is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RaiseRefusal {
    /// Only time is lacking.
    #[error("the raise can take effect on {date} at the earliest: {why}")]
    TooEarly {
        /// First day.
        date: Date,
        /// Why not sooner.
        why: String,
    },
    /// More than time is lacking.
    #[error("the raise cannot be granted: {why}")]
    Refused {
        /// What stands against it.
        why: String,
    },
    /// No such raise, or it was withdrawn.
    #[error("the raise does not exist, or it was withdrawn")]
    NotFound,
    /// A raise of that day or of a later one is recorded.
    #[error("a raise that takes effect on {0} is recorded")]
    Later(Date),
}

/// A raise that was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raise {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Grade.
    pub grade: Grade,
    /// Years before.
    pub from_years: i32,
    /// Years after.
    pub to_years: i32,
    /// Pay before.
    pub from_rupiah: i64,
    /// Pay after.
    pub to_rupiah: i64,
    /// Day on which it takes effect.
    pub effective: Date,
    /// First month that is paid with it.
    pub paid_from: Date,
    /// What is owed until then.
    pub back_pay: BackPay,
    /// Number of the decree.
    pub decree_number: String,
    /// Day of the decree.
    pub decree_date: Date,
    /// Table.
    pub table: String,
    /// Ruleset.
    pub ruleset: String,
    /// When the row was written.
    pub record_time: Timestamp,
    /// When it was withdrawn.
    pub withdraw_time: Option<Timestamp>,
}

impl Raise {
    /// Each figure with its source.
    pub fn figures(&self) -> Vec<Figure> {
        vec![
            Figure::new(
                "from_rupiah",
                self.from_rupiah,
                format!("{}: {} after {} years", self.table, self.grade.as_str(), self.from_years),
            ),
            Figure::new(
                "to_rupiah",
                self.to_rupiah,
                format!("{}: {} after {} years", self.table, self.grade.as_str(), self.to_years),
            ),
            Figure::new(
                "back_pay_months",
                self.back_pay.months,
                format!("months from {} to before {} in this grade", self.effective, self.paid_from),
            ),
            Figure::new("back_pay_rupiah", self.back_pay.rupiah, "difference of each month by the table of that month"),
        ]
    }
}

/// What is owed for a raise that is paid late (*rapel*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackPay {
    /// Months.
    pub months: i32,
    /// Rupiah.
    pub rupiah: i64,
}

/// The difference of each month from the day it takes effect to the month before it is paid, by the table of that month, as
/// long as the rank is held.
pub fn back_pay(
    tables: &[PayTable],
    (grade, rank_end): (Grade, Option<Date>),
    (from, to): (i32, i32),
    (effective, paid_from): (Date, Date),
) -> Result<BackPay, SalaryRefusal> {
    let mut owed = BackPay::default();
    let mut month = effective;
    while month < paid_from && rank_end.is_none_or(|end| month <= end) {
        let table = table_on(tables, month).ok_or(SalaryRefusal::NoTable(month))?;
        let rise = cell(table, grade, to)?.saturating_sub(cell(table, grade, from)?);
        owed.rupiah = owed.rupiah.saturating_add(i64::try_from(rise).unwrap_or(i64::MAX));
        owed.months += 1;
        month = month.checked_add(1.month()).map_err(|_| SalaryRefusal::NoTable(month))?;
    }
    Ok(owed)
}

/// The next raise of a servant, seen from `today`.
pub fn next_raise(rules: &WelfareRules, tables: &[PayTable], facts: &WelfareFacts, today: Date) -> NextRaise {
    let mut next = NextRaise::default();
    look_at_person(rules, facts, &mut next);
    let held = facts.rank.as_ref().and_then(|rank| Some((rank, rank.rank.grade()?)));
    let Some((rank, grade)) = held else {
        next.stands(RaiseRule::Rank, "the record has no grade of civil servants", None);
        return next;
    };
    next.grade = Some(grade);
    next.from_years = decided_years(facts, rank);
    let Some(table) = table_on(tables, today) else {
        next.stands(RaiseRule::Table, format!("no pay table in force on {today} is at hand"), None);
        return next;
    };
    next.table = table.id.clone();
    next.from_rupiah = cell(table, grade, next.from_years).ok();
    let Some(to_years) = next_row(table, grade, next.from_years) else {
        next.stands(RaiseRule::Table, format!("{} lists no more years in {}", table.id, grade.as_str()), None);
        return next;
    };
    next.to_years = to_years;
    next.to_rupiah = cell(table, grade, to_years).ok();
    if next.from_rupiah.is_none() {
        let detail = format!("{} lists no pay for {} after {} years", table.id, grade.as_str(), next.from_years);
        next.stands(RaiseRule::Table, detail, None);
    }
    let Some(reached) = reaches(rank, to_years) else { return next };
    if reached > today {
        next.stands(
            RaiseRule::YearsInGrade,
            format!("{to_years} years in {} are completed on {reached}", grade.as_str()),
            Some(reached),
        );
    }
    next.date = look_at_work(rules, facts, reached, today, &mut next);
    next
}

fn look_at_person(rules: &WelfareRules, facts: &WelfareFacts, next: &mut NextRaise) {
    if facts.employment != Employment::Pns {
        next.stands(
            RaiseRule::Employment,
            "employees under a work agreement (PPPK) have another pay table, which is not at hand",
            None,
        );
    } else if facts.state != State::InService {
        next.stands(RaiseRule::State, format!("the servant is {}", facts.state.as_str()), None);
    }
    if !rules.raise.standings.contains(&facts.standing) {
        next.stands(RaiseRule::State, format!("legal standing {}", facts.standing), None);
    }
}

/// The first of a month on which so many years in the grade are completed.
fn reaches(rank: &RankOn, years: i32) -> Option<Date> {
    let lacking = years * 12 - (rank.years * 12 + rank.months);
    let day = rank.start.checked_add(lacking.max(0).months()).ok()?;
    first_of_month(day)
}

/// The day itself where a month begins, or else the beginning of the next month.
fn first_of_month(day: Date) -> Option<Date> {
    if day.day() == 1 { Some(day) } else { day.first_of_month().checked_add(1.month()).ok() }
}

/// Puts the raise off for low ratings and punishments; the day that is left.
fn look_at_work(
    rules: &WelfareRules,
    facts: &WelfareFacts,
    reached: Date,
    today: Date,
    next: &mut NextRaise,
) -> Option<Date> {
    let mut date = reached;
    for _ in 0..=rules.raise.most_postponements {
        match look_at_ratings(rules, &facts.ratings, date, today) {
            Found::Good => return look_at_punishment(rules, facts, date, next),
            Found::Expected(years) => {
                next.expected_ratings = years;
                return look_at_punishment(rules, facts, date, next);
            }
            Found::Missing(year) => {
                next.stands(RaiseRule::Rating, format!("the rating of {year} is not recorded"), None);
                return None;
            }
            Found::Low(one) => {
                let later = date.checked_add(rules.raise.postpone_months.months()).ok()?;
                let detail = format!("rated {} in {}: put off from {date}", one.rating.as_str(), one.year);
                next.stands(RaiseRule::Rating, detail, Some(later));
                date = later;
            }
        }
    }
    next.stands(RaiseRule::Rating, "put off as often as the ruleset looks ahead", None);
    None
}

enum Found {
    Good,
    Expected(Vec<i32>),
    Missing(i32),
    Low(YearRating),
}

/// The ratings of the years before a day. That of a year which is not over is still to come.
fn look_at_ratings(rules: &WelfareRules, ratings: &[YearRating], date: Date, today: Date) -> Found {
    let (year, this_year) = (i32::from(date.year()), i32::from(today.year()));
    let mut expected = Vec::new();
    for wanted in year - rules.raise.rating_years..year {
        match ratings.iter().find(|one| one.year == wanted) {
            Some(one) if one.rating.is_at_least(rules.raise.lowest_rating) => {}
            Some(one) => return Found::Low(*one),
            None if wanted >= this_year => expected.push(wanted),
            None => return Found::Missing(wanted),
        }
    }
    if expected.is_empty() { Found::Good } else { Found::Expected(expected) }
}

fn look_at_punishment(rules: &WelfareRules, facts: &WelfareFacts, date: Date, next: &mut NextRaise) -> Option<Date> {
    let running = facts.punishment.filter(|_| rules.raise.punishment_postpones);
    match running {
        None => Some(date),
        Some(punished) => match punished.over {
            None => {
                next.stands(RaiseRule::Punishment, "a punishment runs without an end", None);
                None
            }
            Some(over) if over <= date => Some(date),
            Some(over) => {
                let after = first_of_month(over)?;
                next.stands(RaiseRule::Punishment, format!("a punishment runs until before {over}"), Some(after));
                Some(after)
            }
        },
    }
}

#[cfg(test)]
#[path = "raise_tests.rs"]
mod tests;
