//! A servant's box in a year: proposed by the rules, decided by a person.

use crate::domain::nine_box::{BoxProposal, TalentFacts};
use jiff::Timestamp;
use uuid::Uuid;

/// Where a box stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxState {
    /// Computed from what is known; nobody decided yet.
    Proposed,
    /// Something is unknown or has expired: no box is proposed.
    NeedsReview,
    /// A person decided.
    Decided,
}

impl BoxState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Proposed, "proposed"), (Self::NeedsReview, "needs_review"), (Self::Decided, "decided")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// A box of one servant in one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalentBox {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Year of the talent map.
    pub year: i32,
    /// Unit in the needs service on the day of the proposal.
    pub unit: String,
    /// Where it stands.
    pub state: BoxState,
    /// What was computed, and how it arose.
    pub proposal: BoxProposal,
    /// Box that a person decided.
    pub decided: Option<i32>,
    /// Ruleset of the proposal.
    pub ruleset: String,
    /// Version.
    pub version: i64,
    /// When it was first proposed.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// What a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxChoice {
    /// The proposed box.
    Accept,
    /// Another one, for a reason.
    Change(i32),
}

/// A decision that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxDecision {
    /// Id.
    pub id: Uuid,
    /// Which box.
    pub talent_box: Uuid,
    /// What was proposed then.
    pub proposed: Option<i32>,
    /// What was decided before.
    pub before: Option<i32>,
    /// What was decided.
    pub after: i32,
    /// Subject of whoever decided.
    pub by: String,
    /// When.
    pub time: Timestamp,
    /// Ruleset of what was proposed.
    pub ruleset: String,
}

/// Why a decision is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoxRefusal {
    /// There is no proposal to accept.
    #[error("something is unknown or has expired, so that no box is proposed: name one, with the reason")]
    NeedsReview,
    /// Nobody decides about themselves.
    #[error("nobody decides about themselves")]
    Own,
}

impl TalentBox {
    /// The box that counts: none before somebody decided.
    pub fn effective(&self) -> Option<i32> {
        self.decided
    }

    /// Whether a person decided about it.
    pub fn is_decided(&self) -> bool {
        self.state == BoxState::Decided
    }

    /// Whether this is what is proposed already.
    pub fn proposes(&self, facts: &TalentFacts, found: &BoxProposal, ruleset: &str) -> bool {
        self.unit == facts.unit && self.proposal == *found && self.ruleset == ruleset
    }

    /// Decides, as `by`; the decision gets this id.
    pub fn decide(&mut self, choice: BoxChoice, id: Uuid, by: &str, now: Timestamp) -> Result<BoxDecision, BoxRefusal> {
        let after = match choice {
            BoxChoice::Accept => self.proposal.number.ok_or(BoxRefusal::NeedsReview)?,
            BoxChoice::Change(number) => number,
        };
        let before = self.decided;
        (self.state, self.decided, self.update_time) = (BoxState::Decided, Some(after), now);
        Ok(BoxDecision {
            id,
            talent_box: self.id,
            proposed: self.proposal.number,
            before,
            after,
            by: by.to_owned(),
            time: now,
            ruleset: self.ruleset.clone(),
        })
    }
}

#[cfg(test)]
#[path = "talent_box_tests.rs"]
mod tests;
