//! A promotion from proposal to decree (*usul*, *pertimbangan teknis*, *SK kenaikan pangkat*).

use crate::domain::{
    grade::Grade,
    promotion_facts::Obstacle,
    promotion_rules::PromotionRules,
    promotion_view::PromotionKind,
    rank::{Rank, RankHeld},
    retirement::{ServiceLength, service_length},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// Where a promotion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromotionState {
    /// Proposed (*diusulkan*).
    Proposed,
    /// Approved by the national agency (*pertek terbit*).
    Approved,
    /// Decided (*SK terbit*): the rank is written.
    Granted,
    /// Rejected, with a reason.
    Rejected,
}

impl PromotionState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Proposed, "proposed"),
        (Self::Approved, "approved"),
        (Self::Granted, "granted"),
        (Self::Rejected, "rejected"),
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

/// A paper: number and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Number.
    pub number: String,
    /// Day.
    pub date: Date,
}

/// A promotion of one servant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankPromotion {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Kind.
    pub kind: PromotionKind,
    /// Echelon of the post as proposed; empty where the kind of post is enough.
    pub echelon: String,
    /// Rank held.
    pub from: Grade,
    /// Rank above.
    pub to: Grade,
    /// Day on which it takes effect (*TMT*).
    pub effective: Date,
    /// Where it stands.
    pub state: PromotionState,
    /// Ruleset by which it was proposed.
    pub ruleset: String,
    /// What held when it was proposed, one line a condition.
    pub grounds: Vec<String>,
    /// Technical approval (*pertimbangan teknis*, pertek).
    pub approval: Option<Paper>,
    /// Decree (*SK*).
    pub decree: Option<Paper>,
    /// Version.
    pub version: i64,
    /// When it was proposed.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a promotion is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromotionRefusal {
    /// The step belongs to another state.
    #[error("the promotion is {}", .0.as_str())]
    State(PromotionState),
    /// Conditions do not hold, the weightiest first.
    #[error("{}", told(.0))]
    Obstacles(Vec<Obstacle>),
    /// The servant no longer holds the rank that the promotion begins at, or holds a later one already.
    #[error("the rank changed since the promotion was proposed")]
    RankChanged,
    /// The servant holds no functional post, or its level is not known.
    #[error("the servant holds no functional post with a level on these days")]
    NotFunctional,
    /// No rating of the year is recorded.
    #[error("no rating of {0} is recorded")]
    NoRating(i16),
    /// Nobody decides about themselves.
    #[error("nobody decides about their own promotion")]
    Own,
}

fn told(obstacles: &[Obstacle]) -> String {
    let details: Vec<&str> = obstacles.iter().map(|one| one.detail.as_str()).collect();
    details.join("; ")
}

impl RankPromotion {
    /// Notes the technical approval.
    pub fn approve(&mut self, paper: Paper, now: Timestamp) -> Result<(), PromotionRefusal> {
        if self.state != PromotionState::Proposed {
            return Err(PromotionRefusal::State(self.state));
        }
        (self.state, self.approval, self.update_time) = (PromotionState::Approved, Some(paper), now);
        Ok(())
    }

    /// Whether a decree may follow.
    pub fn must_be_approved(&self) -> Result<(), PromotionRefusal> {
        if self.state == PromotionState::Approved { Ok(()) } else { Err(PromotionRefusal::State(self.state)) }
    }

    /// Notes the decree, and returns the rank that it gives in the place of `held`, as row `id`.
    pub fn grant(
        &mut self,
        rules: &PromotionRules,
        held: &RankHeld,
        id: Uuid,
        paper: Paper,
        now: Timestamp,
    ) -> Result<RankHeld, PromotionRefusal> {
        self.must_be_approved()?;
        if held.rank.grade() != Some(self.from) || held.end.is_some() {
            return Err(PromotionRefusal::RankChanged);
        }
        let service = service_in_grade(rules, held, self.effective).ok_or(PromotionRefusal::RankChanged)?;
        let rank = RankHeld {
            id,
            servant: self.servant,
            rank: Rank::Pns(self.to),
            kind: self.kind.as_str().to_owned(),
            start: self.effective,
            end: None,
            service_years: i32::from(service.years),
            service_months: i32::from(service.months),
            decree_number: paper.number.clone(),
            decree_date: Some(paper.date),
            record_time: now,
            superseded_time: None,
        };
        (self.state, self.decree, self.update_time) = (PromotionState::Granted, Some(paper), now);
        Ok(rank)
    }

    /// Ends it without a decree.
    pub fn reject(&mut self, now: Timestamp) -> Result<(), PromotionRefusal> {
        if !matches!(self.state, PromotionState::Proposed | PromotionState::Approved) {
            return Err(PromotionRefusal::State(self.state));
        }
        (self.state, self.update_time) = (PromotionState::Rejected, now);
        Ok(())
    }
}

/// The length of service in grade (*masa kerja golongan*) on the first day of the next rank: what counted before, and the
/// time since; leaving a class of ranks costs years. None where the next rank begins before this one.
fn service_in_grade(rules: &PromotionRules, held: &RankHeld, effective: Date) -> Option<ServiceLength> {
    let since = service_length(held.start, effective).ok()?;
    let grade = held.rank.grade()?;
    let before = held.service_years * 12 + held.service_months;
    let months = before + i32::from(since.years) * 12 + i32::from(since.months) - rules.crossing_years(grade) * 12;
    let months = months.max(0);
    Some(ServiceLength { years: u16::try_from(months / 12).ok()?, months: u8::try_from(months % 12).ok()? })
}

#[cfg(test)]
#[path = "rank_promotion_tests.rs"]
mod tests;
