//! What welfare looks at of a servant, as it was on a day.

use crate::domain::{
    nip::Sex,
    rank::Rank,
    rating::YearRating,
    servant::{Employment, State},
};
use jiff::civil::Date;
use uuid::Uuid;

/// A figure that an answer is made of, and where it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// The figure, exact.
    pub value: String,
    /// Ruleset, decree or row of the record behind it.
    pub source: String,
}

impl Figure {
    /// A figure with its source.
    pub fn new(name: &str, value: impl ToString, source: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: value.to_string(), source: source.into() }
    }
}

/// The rank held on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankOn {
    /// Which.
    pub rank: Rank,
    /// First day (*TMT golongan*).
    pub start: Date,
    /// Last day; none while it lasts.
    pub end: Option<Date>,
    /// Completed years in grade on the first day (*masa kerja golongan*, MKG).
    pub years: i32,
    /// Months beyond them.
    pub months: i32,
    /// Number of the decree.
    pub decree_number: String,
}

/// The last raise in this rank by the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaiseOn {
    /// Years that the pay is for.
    pub years: i32,
    /// Since when.
    pub effective: Date,
    /// Number of the decree.
    pub decree_number: String,
}

/// The definitive post on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostOn {
    /// Title.
    pub title: String,
    /// Path of the unit.
    pub unit_path: String,
    /// Unit in the needs service; empty where it is not known.
    pub unit: String,
    /// Job class 1 to 17; 0 when not known.
    pub job_class: i32,
    /// First day.
    pub since: Date,
}

/// A punishment that runs on the day or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PunishedOn {
    /// First day after it; none while no end is known.
    pub over: Option<Date>,
}

/// The facts of one servant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WelfareFacts {
    /// Whose.
    pub servant: Uuid,
    /// Kind of employment.
    pub employment: Employment,
    /// Where the career stands now.
    pub state: State,
    /// Sex; none where it is not known.
    pub sex: Option<Sex>,
    /// Legal standing on the day by BKN's code.
    pub standing: String,
    /// First day of service.
    pub appointment: Date,
    /// Last day of those who left.
    pub last_day: Option<Date>,
    /// Rank.
    pub rank: Option<RankOn>,
    /// Last raise.
    pub raise: Option<RaiseOn>,
    /// Post.
    pub post: Option<PostOn>,
    /// Yearly ratings, oldest first.
    pub ratings: Vec<YearRating>,
    /// The last punishment that is not over.
    pub punishment: Option<PunishedOn>,
}

impl WelfareFacts {
    /// Unit of the post; empty where it is not known.
    pub fn unit(&self) -> &str {
        self.post.as_ref().map_or("", |post| post.unit.as_str())
    }
}
