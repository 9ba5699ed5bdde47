//! Retirement ages by post, when a retirement is told ahead, and the kinds of leaving: dated data.

use crate::domain::{
    job::{Job, JobType, Level},
    retirement::{ServiceLength, retirement_date, service_length},
    servant::Employment,
};
use jiff::{ToSpan, civil::Date};

/// The retirement age of a post by its title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostAge {
    /// First words of the title, in lower case.
    pub words: Vec<String>,
    /// Levels; empty for every one.
    pub levels: Vec<Level>,
    /// Age.
    pub age: u8,
    /// Where that stands.
    pub source: String,
}

/// What becomes of the seat that somebody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedEffect {
    /// It is vacant and may be filled again.
    Replace,
    /// The post is to be abolished, and nobody is hired.
    Abolish,
}

/// Which last days a kind of leaving can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitDays {
    /// Any.
    Any,
    /// None before the retirement: the day after it is the day of retirement or a later one, where that is known.
    Retirement,
    /// None ahead: nobody knows it before.
    Past,
}

/// A kind of leaving (*jenis pemberhentian*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitKind {
    /// BKN's code.
    pub code: String,
    /// What it means.
    pub title: String,
    /// Legal standing afterwards, by BKN's code; empty where it stays as it is.
    pub standing: String,
    /// What becomes of the seat.
    pub effect: NeedEffect,
    /// Whether a decree is enough; otherwise something else of the service leads to it.
    pub by_hand: bool,
    /// Which last days it can have.
    pub days: ExitDays,
    /// Whether probation ends by it without an appointment.
    pub ends_probation: bool,
    /// The only kind of employment that it is of; none for any.
    pub employment: Option<Employment>,
}

/// What is told about the need, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectTexts {
    /// Where the seat is filled again.
    pub replace: String,
    /// Where the post is abolished.
    pub abolish: String,
    /// Where no seat was held.
    pub no_seat: String,
}

/// A ruleset of leaving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetirementRules {
    /// Id.
    pub id: String,
    /// Where it comes from.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Months before a retirement at which it is told, the largest first.
    pub notice_months: Vec<i32>,
    /// Ages by kind of post; functional posts are not among them.
    pub kinds: Vec<(JobType, u8)>,
    /// Ages by level of functional posts.
    pub levels: Vec<(Level, u8)>,
    /// Where those stand, and how sure they are.
    pub level_source: String,
    /// Ages of posts of their own.
    pub posts: Vec<PostAge>,
    /// Kinds of leaving.
    pub exits: Vec<ExitKind>,
    /// What leaving does to the need, in words.
    pub texts: EffectTexts,
}

/// A retirement age and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetirementAge {
    /// Age in years (*batas usia pensiun*).
    pub age: u8,
    /// What decided it: `post guru`, `level ahli_madya`, `kind pelaksana`.
    pub rule: String,
    /// Where that stands.
    pub source: String,
}

/// What a retirement is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetirementFacts {
    /// Birth date, where it is known.
    pub birth_date: Option<Date>,
    /// Title and kind of the post held definitively, where one is.
    pub post: Option<(String, Option<Job>)>,
    /// First day of service.
    pub appointment_date: Date,
}

/// Why no day of retirement can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Neither an identity nor a national number is recorded.
    BirthDate,
    /// No post is held.
    Post,
    /// The post's kind and level do not say an age.
    Age,
}

impl Unknown {
    /// Every one with its name in tables.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::BirthDate, "birth_date"), (Self::Post, "post"), (Self::Age, "age")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// When somebody retires, and why then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetirementOutlook {
    /// Age and rule, where the post says one.
    pub age: Option<RetirementAge>,
    /// Day on which it takes effect (*TMT pensiun*).
    pub date: Option<Date>,
    /// Length of service until then.
    pub service: Option<ServiceLength>,
    /// Why there is no day; none where there is one.
    pub unknown: Option<Unknown>,
}

/// What was told of a retirement, or is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetirementTold {
    /// Day on which it takes effect.
    pub date: Date,
    /// Position; empty without one.
    pub position: String,
    /// Seat; 0 without a position.
    pub seat: i32,
    /// Months of the notice; 0 where only something told before was put right.
    pub months: i32,
}

impl RetirementRules {
    /// The retirement age of a post. A functional post without a level has one only by its title.
    pub fn age(&self, title: &str, job: Option<Job>) -> Option<RetirementAge> {
        let functional = job.is_none_or(|job| job.kind == JobType::Fungsional);
        let level = job.and_then(|job| job.level);
        if functional && let Some(post) = self.post_age(title, level) {
            let rule = format!("post {}", post.words.join(" "));
            return Some(RetirementAge { age: post.age, rule, source: post.source.clone() });
        }
        let told = |age: u8, rule: String| RetirementAge { age, rule, source: self.regulation.clone() };
        if let Some(level) = level {
            let (_, age) = self.levels.iter().find(|(known, _)| *known == level)?;
            let rule = format!("level {}", level.as_str());
            return Some(RetirementAge { age: *age, rule, source: self.level_source.clone() });
        }
        let (kind, age) = self.kinds.iter().find(|(kind, _)| job.is_some_and(|job| job.kind == *kind))?;
        Some(told(*age, format!("kind {}", kind.as_str())))
    }

    /// The post with the longest title that the title begins with.
    fn post_age(&self, title: &str, level: Option<Level>) -> Option<&PostAge> {
        let title = title.to_lowercase();
        let words: Vec<&str> = title.split_whitespace().collect();
        let begins = |post: &&PostAge| {
            words.len() >= post.words.len() && post.words.iter().zip(&words).all(|(wanted, word)| wanted == word)
        };
        let of_level =
            |post: &&PostAge| post.levels.is_empty() || level.is_some_and(|level| post.levels.contains(&level));
        let longest = self.posts.iter().filter(begins).map(|post| post.words.len()).max()?;
        self.posts.iter().filter(begins).filter(|post| post.words.len() == longest).find(of_level)
    }

    /// When somebody retires, and why then; where that cannot be told, why not.
    pub fn outlook(&self, facts: &RetirementFacts) -> RetirementOutlook {
        let age = facts.post.as_ref().and_then(|(title, job)| self.age(title, *job));
        let years = age.as_ref().map(|age| age.age);
        let date = facts.birth_date.zip(years).and_then(|(birth, years)| retirement_date(birth, years).ok());
        let unknown = match (&facts.post, &age, date) {
            (None, ..) => Some(Unknown::Post),
            (Some(_), None, _) => Some(Unknown::Age),
            (Some(_), Some(_), None) => Some(Unknown::BirthDate),
            (Some(_), Some(_), Some(_)) => None,
        };
        // Whoever was appointed after that day has no service until it.
        let service = date.and_then(|date| service_length(facts.appointment_date, date).ok());
        RetirementOutlook { age, date, service, unknown }
    }

    /// The smallest notice that is due on a day; none while the retirement is further ahead than the first, or is over.
    fn step(&self, date: Date, today: Date) -> Option<i32> {
        let is_due = |months: &i32| date.checked_sub(months.months()).is_ok_and(|from| from <= today);
        self.notice_months.iter().copied().filter(|_| today < date).filter(is_due).min()
    }

    /// The notice that is to be given on a day after the last one: each step once, and what was told of another day or seat is
    /// put right at once, however far ahead it is.
    pub fn notice(
        &self,
        last: Option<&RetirementTold>,
        (date, position, seat): (Date, &str, i32),
        today: Date,
    ) -> Option<RetirementTold> {
        let step = self.step(date, today);
        let months = match last {
            None => step?,
            Some(last) if (last.date, last.position.as_str(), last.seat) == (date, position, seat) => {
                step.filter(|months| last.months == 0 || *months < last.months)?
            }
            Some(_) => step.unwrap_or(0),
        };
        Some(RetirementTold { date, position: position.to_owned(), seat, months })
    }

    /// The last day of retirement whose first notice is due on a day.
    pub fn horizon(&self, today: Date) -> Date {
        let months = self.notice_months.iter().copied().max().unwrap_or(0);
        today.checked_add(months.months()).unwrap_or(Date::MAX)
    }

    /// A kind of leaving by its code.
    pub fn exit(&self, code: &str) -> Option<&ExitKind> {
        self.exits.iter().find(|kind| kind.code == code)
    }

    /// What leaving does to the need, in words.
    pub fn effect_text(&self, effect: NeedEffect, holds_seat: bool) -> &str {
        match (holds_seat, effect) {
            (false, _) => &self.texts.no_seat,
            (true, NeedEffect::Replace) => &self.texts.replace,
            (true, NeedEffect::Abolish) => &self.texts.abolish,
        }
    }

    /// What is wrong with the rules, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        let ages = self.kinds.iter().map(|(_, age)| *age).chain(self.levels.iter().map(|(_, age)| *age));
        if !ages.chain(self.posts.iter().map(|post| post.age)).all(|age| (50..=80).contains(&age)) {
            return Some("has an age below 50 or above 80");
        }
        let mut kinds = JobType::ALL.iter().filter(|(kind, _)| *kind != JobType::Fungsional);
        if !kinds.all(|(kind, _)| self.kinds.iter().filter(|(known, _)| known == kind).count() == 1) {
            return Some("does not have every kind of post once");
        }
        if !Level::ALL.iter().all(|level| self.levels.iter().filter(|(known, _)| known == level).count() == 1) {
            return Some("does not have every level once");
        }
        let falling = self.notice_months.is_sorted_by(|one, next| one > next);
        if self.notice_months.is_empty() || !falling || !self.notice_months.iter().all(|one| (1..=120).contains(one)) {
            return Some("has notices that do not fall, or lie out of 1 to 120 months");
        }
        if self.level_source.is_empty() {
            return Some("does not say where the ages of levels stand");
        }
        if self.posts.iter().any(|post| post.words.is_empty()) {
            return Some("has a post without a title");
        }
        let codes = |code: &str| self.exits.iter().filter(|kind| kind.code == code).count();
        if self.exits.is_empty() || !self.exits.iter().all(|kind| codes(&kind.code) == 1) {
            return Some("does not have every kind of leaving once");
        }
        None
    }
}

#[cfg(test)]
#[path = "retirement_rules_tests.rs"]
mod tests;
