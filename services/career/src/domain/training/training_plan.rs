//! What a unit, a sector or the instansi learns in a year under a budget (*rencana pengembangan kompetensi*): the largest
//! priorities first, as nominations do it, and what no plan could pass.

use crate::domain::{
    course::{Course, Teaching},
    servant::Employment,
    training_rules::{OverCap, TrainingRules},
};
use jiff::{Timestamp, civil::Date};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};
use uuid::Uuid;

/// The choice in words, as it is told with every plan.
pub const CHOICE_RULE: &str = "for each gap the course that lacks the fewest levels of the standard, then the cheapest, then \
                               the one with the smallest code; gaps by largest priority, then the cheaper course, then the \
                               gap that is open longest, then the record that was made first; a gap whose course does not \
                               fit the rest of the budget is passed over, and smaller ones after it still come in";

/// An open gap that the plan decides about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Who has it.
    pub servant: Uuid,
    /// The gap.
    pub gap: Uuid,
    /// Dictionary of the competency.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Level that the post asks for.
    pub standard: u8,
    /// Level the servant has.
    pub achieved: Option<u8>,
    /// Priority in thousandths.
    pub priority: i64,
    /// When it opened.
    pub open_date: Date,
    /// Kind of employment.
    pub employment: Employment,
    /// Hours of the year that are booked or reserved.
    pub hours: i64,
}

/// An equivalent course that somebody ended not long ago, or takes part in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Who.
    pub servant: Uuid,
    /// What it teaches.
    pub teaching: Teaching,
    /// When it ended; none while it lasts.
    pub ended: Option<Date>,
}

/// Why a gap is in or out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemReason {
    /// In the plan.
    Included,
    /// No course raises the level.
    NoCourse,
    /// Ended an equivalent course not long ago.
    RecentEquivalent,
    /// Would come over the cap of hours.
    OverCap,
    /// The rest of the budget does not pay it.
    BudgetUsedUp,
    /// Takes part in an equivalent course.
    TakesPart,
}

impl ItemReason {
    /// Every reason with its name in tables.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Included, "included"),
        (Self::NoCourse, "no_course"),
        (Self::RecentEquivalent, "recent_equivalent"),
        (Self::OverCap, "over_cap"),
        (Self::BudgetUsedUp, "budget_used_up"),
        (Self::TakesPart, "takes_part"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// A gap in a plan, or out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanItem {
    /// Place in the order, from 1.
    pub number: i32,
    /// The gap.
    pub wanted: Wanted,
    /// The course; none where none teaches it.
    pub course: Option<Uuid>,
    /// What it costs for the person.
    pub rupiah: i64,
    /// Why it is in or out.
    pub reason: ItemReason,
    /// The same in one sentence.
    pub explanation: String,
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Every gap in its order.
    pub items: Vec<PlanItem>,
    /// What is in costs.
    pub rupiah: i64,
    /// Priority of what is in.
    pub value: i64,
    /// No plan is worth more.
    pub bound: i64,
}

/// A plan that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingPlan {
    /// Id.
    pub id: Uuid,
    /// Title for people.
    pub display_name: String,
    /// Calendar year.
    pub year: i32,
    /// Unit of the needs service; empty for all.
    pub unit: String,
    /// Sector of the units; empty for all.
    pub sector: String,
    /// Rupiah that may be spent.
    pub budget: i64,
    /// What is in costs.
    pub rupiah: i64,
    /// Gaps that are in.
    pub included: i32,
    /// Gaps that are out.
    pub excluded: i32,
    /// Priority of what is in.
    pub value: i64,
    /// No plan is worth more.
    pub bound: i64,
    /// Rules it was made by.
    pub ruleset: String,
    /// When it was approved.
    pub approve_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
    /// When it was made.
    pub create_time: Timestamp,
}

/// Why a plan refuses a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// Approved before.
    #[error("the plan was approved before")]
    Approved,
    /// Only what was approved is compared with what happened.
    #[error("the plan is a draft")]
    Draft,
}

impl TrainingPlan {
    /// Approves it.
    pub fn approve(&mut self, now: Timestamp) -> Result<(), PlanRefusal> {
        if self.approve_time.is_some() {
            return Err(PlanRefusal::Approved);
        }
        self.approve_time = Some(now);
        Ok(())
    }

    /// Whether it can be compared with what happened.
    pub fn must_be_approved(&self) -> Result<(), PlanRefusal> {
        if self.approve_time.is_some() { Ok(()) } else { Err(PlanRefusal::Draft) }
    }
}

/// A gap with the course that would close it, before anybody looks at money.
struct Priced<'c> {
    wanted: Wanted,
    course: Option<&'c Course>,
}

impl Priced<'_> {
    fn rupiah(&self) -> i64 {
        self.course.map_or(0, |course| course.rupiah)
    }
}

/// Chooses under the budget, by [`CHOICE_RULE`].
pub fn choose(wanted: Vec<Wanted>, courses: &[Course], taken: &[Taken], budget: i64, rules: &TrainingRules) -> Choice {
    let catalogue = Catalogue::of(courses);
    let mut priced: Vec<Priced<'_>> = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let course = catalogue.course_for(&wanted);
        priced.push(Priced { wanted, course });
    }
    priced.sort_by_key(|one| {
        (Reverse(one.wanted.priority), one.rupiah(), one.wanted.open_date, one.wanted.servant, one.wanted.gap)
    });
    let mut taken_by: HashMap<Uuid, Vec<&Taken>> = HashMap::new();
    for one in taken {
        taken_by.entry(one.servant).or_default().push(one);
    }
    let mut planned_hours: HashMap<Uuid, i64> = HashMap::new();
    let (mut left, mut value) = (budget, 0_i64);
    let (mut items, mut affordable) = (Vec::with_capacity(priced.len()), Vec::new());
    for (one, number) in priced.into_iter().zip(1..) {
        let before = planned_hours.get(&one.wanted.servant).copied().unwrap_or_default();
        let equivalents = taken_by.get(&one.wanted.servant).map(Vec::as_slice).unwrap_or_default();
        let (reason, explanation) = match decide(&one, before, equivalents, rules) {
            Some(out) => {
                // In another order the hours might go to this course: for the bound they do.
                if out.0 == ItemReason::OverCap {
                    affordable.push((one.wanted.priority, one.rupiah()));
                }
                out
            }
            None if one.rupiah() > left => {
                affordable.push((one.wanted.priority, one.rupiah()));
                let explanation = format!("costs Rp {}, and Rp {left} of the budget are left", one.rupiah());
                (ItemReason::BudgetUsedUp, explanation)
            }
            None => {
                affordable.push((one.wanted.priority, one.rupiah()));
                left -= one.rupiah();
                value = value.saturating_add(one.wanted.priority);
                *planned_hours.entry(one.wanted.servant).or_default() += one.course.map_or(0, |course| course.hours);
                (
                    ItemReason::Included,
                    format!("costs Rp {}, and Rp {left} of the budget are left after it", one.rupiah()),
                )
            }
        };
        let (course, rupiah) = (one.course.map(|course| course.id), one.rupiah());
        items.push(PlanItem { number, wanted: one.wanted, course, rupiah, reason, explanation });
    }
    let bound = bound(affordable, budget).max(value);
    Choice { items, rupiah: budget - left, value, bound }
}

/// Why a gap is out whatever the budget, if it is.
fn decide(one: &Priced<'_>, planned: i64, taken: &[&Taken], rules: &TrainingRules) -> Option<(ItemReason, String)> {
    let Some(course) = one.course else {
        return Some((ItemReason::NoCourse, "no course of the catalogue leads above the level".to_owned()));
    };
    let teaching = course.teaching.as_ref()?;
    let equivalent = |taken: &&&Taken| {
        let other = &taken.teaching;
        (&other.dictionary, &other.code) == (&teaching.dictionary, &teaching.code) && other.level >= teaching.level
    };
    if taken.iter().filter(equivalent).any(|taken| taken.ended.is_none()) {
        return Some((ItemReason::TakesPart, "takes part in an open session of an equivalent course".to_owned()));
    }
    if let Some(day) = taken.iter().filter(equivalent).filter_map(|taken| taken.ended).max() {
        let months = rules.suppress_months;
        let explanation = format!("ended an equivalent course on {day}, less than {months} months ago");
        return Some((ItemReason::RecentEquivalent, explanation));
    }
    let hours = one.wanted.hours.saturating_add(planned);
    let over: OverCap = rules.must_fit(one.wanted.employment, hours, course.hours).err()?;
    Some((ItemReason::OverCap, over.to_string()))
}

/// Courses by what they teach.
struct Catalogue<'c> {
    by_competency: HashMap<(&'c str, &'c str), Vec<(&'c Teaching, &'c Course)>>,
}

impl<'c> Catalogue<'c> {
    fn of(courses: &'c [Course]) -> Self {
        let mut by_competency: HashMap<(&str, &str), Vec<(&Teaching, &Course)>> = HashMap::new();
        for course in courses {
            if let Some(teaching) = &course.teaching {
                let key = (teaching.dictionary.as_str(), teaching.code.as_str());
                by_competency.entry(key).or_default().push((teaching, course));
            }
        }
        Self { by_competency }
    }

    fn course_for(&self, wanted: &Wanted) -> Option<&'c Course> {
        let key = (wanted.dictionary.as_str(), wanted.code.as_str());
        let that_raise = self.by_competency.get(&key)?.iter().filter(|(teaching, _)| teaching.raises(wanted.achieved));
        let best =
            that_raise.min_by(|one, other| preference(wanted, one.0, one.1).cmp(&preference(wanted, other.0, other.1)));
        best.map(|(_, course)| *course)
    }
}

/// The smaller, the better.
fn preference<'c>(wanted: &Wanted, teaching: &Teaching, course: &'c Course) -> (u8, i64, &'c str, Uuid) {
    (wanted.standard.saturating_sub(teaching.level), course.rupiah, &course.code, course.id)
}

/// What no plan under the budget can pass: the same gaps with the last one cut where the money ends, by priority for a
/// rupiah. Rounded down, because every plan is worth a whole number.
fn bound(affordable: Vec<(i64, i64)>, budget: i64) -> i64 {
    let (free, mut paid): (Vec<_>, Vec<_>) = affordable.into_iter().partition(|(_, rupiah)| *rupiah == 0);
    let mut worth = free.iter().fold(0_i64, |sum, (priority, _)| sum.saturating_add(*priority));
    paid.sort_by(|left, right| {
        let cross = |one: &(i64, i64), other: &(i64, i64)| i128::from(one.0) * i128::from(other.1);
        cross(right, left).cmp(&cross(left, right))
    });
    let mut left = budget;
    for (priority, rupiah) in paid {
        if rupiah <= left {
            left -= rupiah;
            worth = worth.saturating_add(priority);
            continue;
        }
        let part = BigRational::new(BigInt::from(left), BigInt::from(rupiah)) * BigInt::from(priority);
        return worth.saturating_add(part.floor().to_integer().to_i64().unwrap_or(i64::MAX));
    }
    worth
}

/// The competencies that gaps ask about, each once.
pub fn competencies(wanted: &[Wanted]) -> BTreeSet<(String, String)> {
    wanted.iter().map(|one| (one.dictionary.clone(), one.code.clone())).collect()
}

#[cfg(test)]
#[path = "training_plan_tests.rs"]
mod tests;
