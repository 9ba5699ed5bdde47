//! Allowances (*tambahan penghasilan pegawai*, TPP; PP 12/2019 article 58): the published formula of the instansi, each factor
//! shown, exact until it is rounded once.

use crate::domain::{credit::Rating, welfare_facts::Figure};
use exact::whole;
use jiff::{Timestamp, civil::Date};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use thiserror::Error;
use uuid::Uuid;

/// How the sum is rounded to whole rupiah.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest, halves up.
    HalfUp,
    /// Down.
    Down,
}

impl Rounding {
    /// Its name in rulesets and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HalfUp => "half_up",
            Self::Down => "down",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::HalfUp, Self::Down].into_iter().find(|one| one.as_str() == text)
    }
}

/// A criterion that adds to the basic allowance for posts of a title or below a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Code: `scarcity`, `place_of_duty` …
    pub code: String,
    /// Percent of the basic allowance.
    pub percent: BigRational,
    /// Title of the post; empty for any.
    pub title: String,
    /// Path that the post's unit is, or lies below; empty for any.
    pub unit_path: String,
}

impl Criterion {
    fn is_of(&self, title: &str, unit_path: &str) -> bool {
        let below = |path: &str| path == self.unit_path || path.starts_with(&format!("{} | ", self.unit_path));
        (self.title.is_empty() || self.title == title) && (self.unit_path.is_empty() || below(unit_path))
    }
}

/// The formula of an instansi from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowanceRules {
    /// Id.
    pub id: String,
    /// Where it is from.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Codes of the instansi it is of; empty for those without one of their own.
    pub instansi: Vec<String>,
    /// Fiscal capacity (*kapasitas fiskal*).
    pub fiscal_index: BigRational,
    /// Construction cost (*indeks kemahalan konstruksi*).
    pub construction_index: BigRational,
    /// Performance of the regional government (*indeks penyelenggaraan pemerintahan daerah*).
    pub government_index: BigRational,
    /// Percent that productivity decides; discipline decides the rest.
    pub productivity_percent: u64,
    /// Percent of the allowance in probation.
    pub probation_percent: u64,
    /// Rounding.
    pub rounding: Rounding,
    /// BKN's codes of punishments that cut the allowance.
    pub punishment_codes: Vec<String>,
    /// By so many percent.
    pub punishment_percent: u64,
    /// Rupiah of a job class.
    pub classes: Vec<(i32, u64)>,
    /// Years before the month that the last rating may be of.
    pub rating_years: i32,
    /// Percent of the part for productivity.
    pub ratings: Vec<(Rating, u64)>,
    /// What cuts the part for discipline, in percent of it.
    pub absences: Vec<(String, BigRational)>,
    /// What adds to the basic allowance.
    pub criteria: Vec<Criterion>,
}

impl AllowanceRules {
    /// What is impossible about them.
    pub fn violations(&self) -> Vec<&'static str> {
        let mut wrong = Vec::new();
        let mut check = |holds: bool, what: &'static str| {
            if !holds {
                wrong.push(what);
            }
        };
        let none = whole(0);
        let indices = [&self.fiscal_index, &self.construction_index, &self.government_index];
        check(indices.iter().all(|index| **index > none), "an index is not above 0");
        check(self.productivity_percent <= 100, "productivity_percent is above 100");
        check((1..=100).contains(&self.probation_percent), "probation_percent is not 1 to 100");
        check((1..=10).contains(&self.rating_years), "rating_years is not 1 to 10");
        check(self.punishment_percent <= 100, "punishment_percent is above 100");
        let once = |class: i32| self.classes.iter().filter(|(one, _)| *one == class).count() == 1;
        check((1..=17).all(once) && self.classes.len() == 17, "not every class 1 to 17 is there once");
        check(self.classes.iter().all(|(_, rupiah)| *rupiah < 1_000_000_000), "a class pays a milliard or more");
        let rated = |rating: Rating| self.ratings.iter().filter(|(one, _)| *one == rating).count() == 1;
        check(Rating::ALL.into_iter().all(rated), "not every rating is there once");
        check(self.ratings.iter().all(|(_, percent)| *percent <= 200), "a rating is above 200 percent");
        let hundred = whole(100);
        let sound = |percent: &BigRational| *percent >= none && *percent <= hundred;
        check(
            self.absences.iter().all(|(code, percent)| !code.is_empty() && sound(percent)),
            "an absence is not sound",
        );
        check(self.criteria.iter().all(|one| !one.code.is_empty() && sound(&one.percent)), "a criterion is not sound");
        wrong
    }

    fn percent_of(&self, rating: Rating) -> Option<u64> {
        self.ratings.iter().find(|(one, _)| *one == rating).map(|(_, percent)| *percent)
    }

    /// The percentage of one absence.
    pub fn absence(&self, code: &str) -> Option<&BigRational> {
        self.absences.iter().find(|(one, _)| one == code).map(|(_, percent)| percent)
    }
}

/// How often something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Code of the ruleset.
    pub code: String,
    /// How often.
    pub count: i32,
}

/// What one allowance is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowanceInput {
    /// Job class.
    pub job_class: i32,
    /// Where that is from.
    pub class_source: String,
    /// Title of the post.
    pub title: String,
    /// Path of its unit.
    pub unit_path: String,
    /// Rating.
    pub rating: Rating,
    /// Where that is from.
    pub rating_source: String,
    /// Whether in probation.
    pub probation: bool,
    /// Absences of the month.
    pub absences: Vec<Absence>,
    /// Codes of punishments that run in the month.
    pub punishments: Vec<String>,
}

/// Why an allowance cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AllowanceRefusal {
    /// No post, or no class of it.
    #[error("the job class is not known on {0}")]
    NoClass(Date),
    /// No rating.
    #[error("no rating from {first} to {last} is recorded")]
    NoRating {
        /// First year that counts.
        first: i32,
        /// Last year that counts.
        last: i32,
    },
    /// No rules of the day.
    #[error("no ruleset of allowances in force on {0} is at hand")]
    NoRules(Date),
    /// The ruleset lacks a figure.
    #[error("the ruleset states nothing for {0}")]
    NotStated(String),
    /// No such allowance of the servant and month stands.
    #[error("no allowance of that name stands for this servant and month")]
    NotFound,
    /// A month that was recorded.
    #[error("an allowance of this month is recorded")]
    Recorded,
}

/// A computed allowance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// Whole rupiah.
    pub rupiah: i64,
    /// Each factor in the order of the formula.
    pub figures: Vec<Figure>,
}

/// An allowance of a servant for a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Id; nil while it is only computed.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// First day of the month.
    pub month: Date,
    /// Job class.
    pub job_class: i32,
    /// Rating.
    pub rating: Rating,
    /// Absences.
    pub absences: Vec<Absence>,
    /// Whole rupiah.
    pub rupiah: i64,
    /// How it was rounded.
    pub rounding: Rounding,
    /// Ruleset.
    pub ruleset: String,
    /// Each factor.
    pub figures: Vec<Figure>,
    /// When it was recorded; none while it is only computed.
    pub record_time: Option<Timestamp>,
    /// When another row took its place.
    pub superseded_time: Option<Timestamp>,
}

/// The rules of an instansi on a day: its own, or else those that are configured for everybody.
pub fn rules_on<'a>(
    all: &'a [AllowanceRules],
    instansi: &str,
    configured: &str,
    day: Date,
) -> Option<&'a AllowanceRules> {
    let latest = |own: bool| {
        let fits = |one: &&AllowanceRules| {
            if own { one.instansi.iter().any(|code| code == instansi) } else { one.id == configured }
        };
        all.iter().filter(fits).filter(|one| one.valid_from <= day).max_by_key(|one| one.valid_from)
    };
    latest(true).or_else(|| latest(false))
}

/// Computes an allowance. Nothing is rounded before the end.
pub fn compute(rules: &AllowanceRules, input: &AllowanceInput) -> Result<Computed, AllowanceRefusal> {
    let mut figures = Vec::new();
    let total = entitlement(rules, input, &mut figures)?;
    let source = format!("{} ({})", rules.id, rules.regulation);
    let rating = rules.percent_of(input.rating);
    let rating = rating.ok_or_else(|| AllowanceRefusal::NotStated(format!("rating {}", input.rating.as_str())))?;
    figures.push(Figure::new("rating", input.rating.as_str(), input.rating_source.as_str()));
    figures.push(Figure::new("rating_percent", rating, source.as_str()));
    figures.push(Figure::new("productivity_percent", rules.productivity_percent, source.as_str()));
    let productivity = &total * percent(&whole(rules.productivity_percent)) * percent(&whole(rating));
    figures.push(Figure::new("productivity", &productivity, "entitlement × productivity_percent × rating_percent"));
    let mut kept = whole(100);
    for absence in &input.absences {
        let cut = rules.absence(&absence.code);
        let cut = cut.ok_or_else(|| AllowanceRefusal::NotStated(format!("absence {}", absence.code)))?;
        let count = BigRational::from(BigInt::from(absence.count));
        figures.push(Figure::new(&absence.code, format!("{} × {cut} %", absence.count), source.as_str()));
        kept -= cut * count;
    }
    let kept = kept.max(whole(0));
    figures.push(Figure::new("discipline_kept_percent", &kept, "100 less each absence, not below 0"));
    let discipline = &total * percent(&whole(100 - rules.productivity_percent)) * percent(&kept);
    figures.push(Figure::new("discipline", &discipline, "entitlement × rest of 100 × discipline_kept_percent"));
    let mut sum = productivity + discipline;
    if input.punishments.iter().any(|code| rules.punishment_codes.contains(code)) {
        figures.push(Figure::new("punishment_percent", rules.punishment_percent, source.as_str()));
        sum *= percent(&whole(100 - rules.punishment_percent));
    }
    let rounded = match rules.rounding {
        Rounding::HalfUp => exact::round_half_up(&sum),
        Rounding::Down => sum.floor().to_integer(),
    };
    figures.push(Figure::new("exact", &sum, "productivity + discipline, less punishment_percent where one runs"));
    let rupiah = rounded.to_i64().ok_or_else(|| AllowanceRefusal::NotStated("a sum of this size".to_owned()))?;
    figures.push(Figure::new("rupiah", rupiah, format!("exact, rounded {} once", rules.rounding.as_str())));
    Ok(Computed { rupiah, figures })
}

/// What the post is worth in a month, before work and discipline are looked at.
fn entitlement(
    rules: &AllowanceRules,
    input: &AllowanceInput,
    figures: &mut Vec<Figure>,
) -> Result<BigRational, AllowanceRefusal> {
    let source = format!("{} ({})", rules.id, rules.regulation);
    let class = rules.classes.iter().find(|(class, _)| *class == input.job_class).map(|(_, rupiah)| *rupiah);
    let class = class.ok_or_else(|| AllowanceRefusal::NotStated(format!("class {}", input.job_class)))?;
    figures.push(Figure::new("job_class", input.job_class, input.class_source.as_str()));
    figures.push(Figure::new("class_allowance", class, source.as_str()));
    let indices = [
        ("fiscal_index", &rules.fiscal_index),
        ("construction_index", &rules.construction_index),
        ("government_index", &rules.government_index),
    ];
    let mut basic = whole(class);
    for (name, index) in indices {
        figures.push(Figure::new(name, index, source.as_str()));
        basic *= index;
    }
    figures.push(Figure::new("basic", &basic, "class_allowance × the three indices"));
    let mut total = basic.clone();
    for criterion in rules.criteria.iter().filter(|one| one.is_of(&input.title, &input.unit_path)) {
        figures.push(Figure::new(&format!("{}_percent", criterion.code), &criterion.percent, source.as_str()));
        total += &basic * percent(&criterion.percent);
    }
    if input.probation {
        figures.push(Figure::new("probation_percent", rules.probation_percent, source.as_str()));
        total *= percent(&whole(rules.probation_percent));
    }
    figures.push(Figure::new("entitlement", &total, "basic and its criteria, less what probation keeps back"));
    Ok(total)
}

/// A percentage as a factor.
fn percent(number: &BigRational) -> BigRational {
    number / whole(100)
}

#[cfg(test)]
#[path = "allowance_tests.rs"]
mod tests;
