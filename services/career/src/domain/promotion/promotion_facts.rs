//! What a promotion is decided by: facts of the record, and what the rules find in them.

use crate::domain::{
    education::EducationLevel,
    exam::ExamKind,
    grade::Grade,
    job::Job,
    rank::Rank,
    rating::YearRating,
    servant::{Employment, State},
};
use jiff::civil::Date;
use uuid::Uuid;

/// The last rank: held today, or decided and to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankFact {
    /// Which.
    pub rank: Rank,
    /// Since when (*TMT golongan*).
    pub since: Date,
}

/// A post held definitively today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostFact {
    /// Kind and level; none where needs does not know them.
    pub job: Option<Job>,
    /// Since when (*TMT jabatan*).
    pub since: Date,
    /// Title; empty where it is not recorded.
    pub title: String,
    /// Unit in the needs service; empty where it is not known.
    pub unit: String,
}

/// A punishment that runs today or later (*hukuman disiplin*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PunishmentFact {
    /// First day after it; none while no end is known.
    pub over: Option<Date>,
}

/// The facts of one servant that promotions are decided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromotionFacts {
    /// Whose.
    pub servant: Uuid,
    /// Kind of employment.
    pub employment: Employment,
    /// Where the career stands.
    pub state: State,
    /// Legal standing by BKN's code.
    pub standing: String,
    /// Last rank.
    pub rank: Option<RankFact>,
    /// Post held today.
    pub post: Option<PostFact>,
    /// Yearly ratings of the last years.
    pub ratings: Vec<YearRating>,
    /// Diplomas that count.
    pub educations: Vec<EducationLevel>,
    /// A punishment that runs.
    pub punishment: Option<PunishmentFact>,
    /// Examinations passed.
    pub exams: Vec<ExamKind>,
    /// Credit points of the present level, in parts.
    pub parts: i64,
}

/// A rule that was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Civil servants only.
    Employment,
    /// In service: appointed for good and not gone.
    State,
    /// In a legal standing that allows it.
    Standing,
    /// A rank is recorded, and there is one above it.
    Rank,
    /// The post is known, and the kind of promotion is of such posts.
    Post,
    /// Years in the present rank.
    YearsInRank,
    /// Years in the present post.
    YearsInPost,
    /// A diploma that counts is recorded.
    Education,
    /// Not above what the diploma allows.
    Ceiling,
    /// Ratings of the last years.
    Rating,
    /// No punishment runs.
    Punishment,
    /// Examinations.
    Exam,
    /// Days on which promotions take effect.
    Period,
    /// Rank band of the structural post.
    Band,
    /// Credit points.
    Points,
    /// Ranks of the functional level.
    Level,
    /// Competency test for the next level.
    Test,
    /// An open place of the next level.
    Formation,
}

impl Rule {
    /// Every rule with its name in rulesets, tables and answers.
    pub const ALL: [(Self, &'static str); 18] = [
        (Self::Employment, "employment"),
        (Self::State, "state"),
        (Self::Standing, "standing"),
        (Self::Rank, "rank"),
        (Self::Post, "post"),
        (Self::YearsInRank, "years_in_rank"),
        (Self::YearsInPost, "years_in_post"),
        (Self::Education, "education"),
        (Self::Ceiling, "ceiling"),
        (Self::Rating, "rating"),
        (Self::Punishment, "punishment"),
        (Self::Exam, "exam"),
        (Self::Period, "period"),
        (Self::Band, "band"),
        (Self::Points, "points"),
        (Self::Level, "level"),
        (Self::Test, "test"),
        (Self::Formation, "formation"),
    ];

    /// Its name in rulesets, tables and answers.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// What ends an obstacle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Time alone: this is the first day without it.
    On(Date),
    /// Something that has to be done or recorded.
    WhenDone,
    /// Neither, as long as employment, post, level and diploma stay what they are.
    Never,
}

/// A condition that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// By which rule.
    pub rule: Rule,
    /// What is lacking.
    pub detail: String,
    /// What ends it.
    pub ends: Ends,
}

/// A condition that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// By which rule.
    pub rule: Rule,
    /// What was found.
    pub detail: String,
}

/// What the rules find in the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// What stands against it.
    pub obstacles: Vec<Obstacle>,
    /// What speaks for it.
    pub grounds: Vec<Ground>,
}

impl Findings {
    /// Notes a condition that holds.
    pub fn hold(&mut self, rule: Rule, detail: impl Into<String>) {
        self.grounds.push(Ground { rule, detail: detail.into() });
    }

    /// Notes a condition that does not.
    pub fn lack(&mut self, rule: Rule, ends: Ends, detail: impl Into<String>) {
        self.obstacles.push(Obstacle { rule, detail: detail.into(), ends });
    }

    /// Notes one or the other: time is over on `day` where it has reached `since`.
    pub fn wait(&mut self, rule: Rule, day: Date, until: Option<Date>, detail: String) {
        match until {
            Some(until) if day >= until => self.hold(rule, detail),
            Some(until) => self.lack(rule, Ends::On(until), detail),
            None => self.lack(rule, Ends::Never, detail),
        }
    }
}

impl PromotionFacts {
    /// The grade of a civil servant of the last rank, and since when.
    pub fn grade(&self) -> Option<(Grade, Date)> {
        let held = self.rank?;
        held.rank.grade().map(|grade| (grade, held.since))
    }

    /// The job of the post held today, if it is known.
    pub fn job(&self) -> Option<Job> {
        self.post.as_ref().and_then(|post| post.job)
    }
}
