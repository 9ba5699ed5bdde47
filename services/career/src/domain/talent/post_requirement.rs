//! What posts ask of those who come from another kind of post (PP 11/2017, PermenPANRB 15/2019), and what a record shows of it.

use crate::domain::{
    education::EducationLevel,
    job::{Job, JobType},
    servant::{Employment, State},
    talent_condition::Condition,
};
use jiff::{ToSpan, civil::Date};
use uuid::Uuid;

/// What a kind of post asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostRequirement {
    /// Kind of post.
    pub job: JobType,
    /// Least education.
    pub education: EducationLevel,
    /// One of these was held, is held, or several of them; empty where no years are asked for, …
    pub held: Vec<Job>,
    /// … for so many years in all.
    pub held_years: i32,
    /// Years of experience in the field; 0 where none are asked for.
    pub related_years: i32,
    /// Oldest age on the first day; none where none is set.
    pub most_age: Option<i32>,
    /// Least points of integrity.
    pub least_integrity: i32,
    /// Legal standings in which people are appointed.
    pub standings: Vec<String>,
}

impl PostRequirement {
    /// Whether the figures are possible.
    pub fn is_sound(&self) -> bool {
        let years = |years: i32| (0..=50).contains(&years);
        (self.held_years == 0 || !self.held.is_empty())
            && years(self.held_years)
            && years(self.related_years)
            && self.most_age.is_none_or(|age| (18..=80).contains(&age))
            && (0..=100).contains(&self.least_integrity)
            && !self.standings.is_empty()
    }
}

/// A post that was held definitively.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostSeen {
    /// Position; empty for a post elsewhere.
    pub position: String,
    /// Kind and level; none where they are not known.
    pub job: Option<Job>,
    /// Sector of the unit as needs told it; empty where it is not known.
    pub sector: String,
    /// First day.
    pub start: Date,
    /// Last day; none while it lasts.
    pub end: Option<Date>,
}

/// A punishment, as much as the integrity asks about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PunishmentSeen {
    /// BKN's code.
    pub code: String,
    /// First day.
    pub start: Date,
    /// Last day; none without an end.
    pub end: Option<Date>,
}

/// What is known of somebody who may come to hold a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateFacts {
    /// Who.
    pub servant: Uuid,
    /// Kind of employment.
    pub employment: Employment,
    /// Where the career stands.
    pub state: State,
    /// Legal standing by BKN's code.
    pub standing: String,
    /// Highest education that counts.
    pub education: Option<EducationLevel>,
    /// Definitive posts.
    pub posts: Vec<PostSeen>,
    /// Birth date; none before the identity is recorded.
    pub birth_date: Option<Date>,
    /// Punishments.
    pub punishments: Vec<PunishmentSeen>,
}

/// Completed months from a day to another; 0 where they are in the wrong order.
pub fn months_between(from: Date, to: Date) -> i32 {
    let months = (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month());
    (months - i32::from(to.day() < from.day())).max(0)
}

/// Months in posts before a day.
fn months_in(posts: &[PostSeen], day: Date, counts: impl Fn(&PostSeen) -> bool) -> i32 {
    let until = |post: &PostSeen| match post.end {
        Some(end) => end.tomorrow().unwrap_or(end).min(day),
        None => day,
    };
    posts.iter().filter(|post| counts(post)).map(|post| months_between(post.start, until(post))).sum()
}

impl PostRequirement {
    /// What somebody fulfils on the first day, with so many points of integrity, where they are known.
    pub fn look(&self, facts: &CandidateFacts, sector: &str, integrity: Option<i32>, day: Date) -> Vec<Condition> {
        vec![
            self.look_at_state(facts),
            self.look_at_education(facts),
            self.look_at_posts(facts, day),
            self.look_at_field(facts, sector, day),
            self.look_at_age(facts, day),
            match integrity {
                Some(points) => {
                    let detail = format!("{points} points, at least {}", self.least_integrity);
                    Condition::when(points >= self.least_integrity, "integrity", detail)
                }
                None => Condition::unknown("integrity", "the level of a punishment is not known"),
            },
        ]
    }

    fn look_at_state(&self, facts: &CandidateFacts) -> Condition {
        let serves = facts.employment == Employment::Pns && facts.state == State::InService;
        let stands = self.standings.contains(&facts.standing);
        let detail = format!("{}, {}, standing {}", facts.employment.as_str(), facts.state.as_str(), facts.standing);
        Condition::when(serves && stands, "in_service", detail)
    }

    fn look_at_education(&self, facts: &CandidateFacts) -> Condition {
        let Some(education) = facts.education else {
            return Condition::unknown("education", "none that counts is recorded");
        };
        let detail = format!("{}, at least {}", education.as_str(), self.education.as_str());
        Condition::when(education >= self.education, "education", detail)
    }

    /// A post of an unknown kind may be one that counts, so that too few months are not known to be too few.
    fn look_at_posts(&self, facts: &CandidateFacts, day: Date) -> Condition {
        let months = months_in(&facts.posts, day, |post| post.job.is_some_and(|job| self.held.contains(&job)));
        let detail = format!("{months} months in posts that count, at least {} years", self.held_years);
        if months >= self.held_years * 12 {
            return Condition::holds("held", detail);
        }
        let more = months_in(&facts.posts, day, |post| {
            post.job
                .is_none_or(|job| self.held.contains(&job) || (job.kind == JobType::Fungsional && job.level.is_none()))
        });
        if more >= self.held_years * 12 {
            return Condition::unknown("held", format!("{detail}; the kind of other posts is not known"));
        }
        Condition::lacks("held", detail)
    }

    /// What a record does not show of experience may have been elsewhere.
    fn look_at_field(&self, facts: &CandidateFacts, sector: &str, day: Date) -> Condition {
        if self.related_years == 0 {
            return Condition::holds("related", "no years in the field are asked for");
        }
        if sector.is_empty() {
            return Condition::unknown("related", "the sector of the post is not known");
        }
        let months = months_in(&facts.posts, day, |post| post.sector == sector);
        let detail = format!("{months} months in the sector {sector}, at least {} years", self.related_years);
        if months >= self.related_years * 12 {
            return Condition::holds("related", detail);
        }
        Condition::unknown("related", format!("{detail}; what was elsewhere has to be shown"))
    }

    fn look_at_age(&self, facts: &CandidateFacts, day: Date) -> Condition {
        let Some(most) = self.most_age else {
            return Condition::holds("age", "no age is set");
        };
        let Some(birth_date) = facts.birth_date else {
            return Condition::unknown("age", "the birth date is not recorded");
        };
        // The age itself would tell a birth date.
        let young = birth_date.checked_add(most.years()).is_ok_and(|last| day <= last);
        Condition::when(young, "age", format!("at most {most} on the first day"))
    }
}

#[cfg(test)]
#[path = "post_requirement_tests.rs"]
mod tests;
