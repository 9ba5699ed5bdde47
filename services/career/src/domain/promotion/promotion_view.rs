//! What is asked about a promotion, and what is answered.

use crate::domain::{
    grade::Grade,
    job::{Job, JobType},
    promotion_facts::{Ends, Findings, Ground, Obstacle, Rule},
};
use jiff::civil::Date;

/// Kind of promotion (*jenis kenaikan pangkat*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PromotionKind {
    /// *Reguler*: of operational staff.
    Regular,
    /// *Pilihan struktural*: in the band of a structural post.
    Structural,
    /// *Pilihan fungsional*: by credit points.
    Functional,
    /// *Penyesuaian ijazah*: to the rank where a new diploma begins.
    DiplomaAdjustment,
}

impl PromotionKind {
    /// Every kind with BKN's code.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Regular, "101"),
        (Self::Structural, "201"),
        (Self::Functional, "202"),
        (Self::DiplomaAdjustment, "203"),
    ];

    /// BKN's code.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, code)| code)
    }

    /// Reads such a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, one)| *one == code).map(|(one, _)| one)
    }

    /// The kind that goes with a job.
    pub fn of_job(job: Job) -> Self {
        match job.kind {
            JobType::Pelaksana => Self::Regular,
            JobType::Fungsional => Self::Functional,
            JobType::JptUtama
            | JobType::JptMadya
            | JobType::JptPratama
            | JobType::Administrator
            | JobType::Pengawas => Self::Structural,
        }
    }
}

/// What is asked for beyond what follows from the post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PromotionWish {
    /// Another kind than the post's.
    pub kind: Option<PromotionKind>,
    /// BKN's code of the post's echelon; empty where the kind of post is enough.
    pub echelon: String,
}

/// A promotion on one day, looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PromotionView {
    /// Kind; none where the post is not known.
    pub kind: Option<PromotionKind>,
    /// Rank held.
    pub from: Option<Grade>,
    /// Rank above.
    pub to: Option<Grade>,
    /// What holds and what does not.
    pub findings: Findings,
    /// Years whose ratings are still to come, and have to be good enough.
    pub expected_ratings: Vec<i32>,
}

/// The next promotion of a servant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextPromotion {
    /// Kind; none where the post is not known.
    pub kind: Option<PromotionKind>,
    /// Rank held.
    pub from: Option<Grade>,
    /// Rank above.
    pub to: Option<Grade>,
    /// First period on which time alone allows it; none where no time does.
    pub date: Option<Date>,
    /// Each reason why it is not sooner, or not at all.
    pub obstacles: Vec<Obstacle>,
    /// What holds already on that day.
    pub grounds: Vec<Ground>,
    /// Years whose ratings are still to come, and have to be good enough.
    pub expected_ratings: Vec<i32>,
}

impl NextPromotion {
    /// Rules that something has to be done about; time does not help.
    pub fn open_rules(&self) -> Vec<Rule> {
        let open = self.obstacles.iter().filter(|one| !matches!(one.ends, Ends::On(_)));
        open.map(|one| one.rule).collect()
    }
}
