//! Who takes the place of a candidate who left (*pengganti*): the next rank of the same vacancy, and only by law.

use crate::domain::sanction::Sanction;
use jiff::{Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// Why a selected candidate left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawalCause {
    /// Wished to.
    OwnWish,
    /// Was moved to another place to fill an empty seat (*optimalisasi*), and declined it.
    OtherPlace,
    /// Died.
    Died,
    /// Did not complete the file in time.
    FileIncomplete,
}

impl WithdrawalCause {
    /// Every cause.
    pub const ALL: [Self; 4] = [Self::OwnWish, Self::OtherPlace, Self::Died, Self::FileIncomplete];

    /// As it is kept, and committed to.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnWish => "own_wish",
            Self::OtherPlace => "other_place",
            Self::Died => "died",
            Self::FileIncomplete => "file_incomplete",
        }
    }
}

/// The end of a candidate's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Id.
    pub id: Uuid,
    /// Vacancy whose seat it was.
    pub vacancy_id: Uuid,
    /// Application.
    pub application_id: Uuid,
    /// Vacancy applied for: another one for who had moved.
    pub applied_for: Uuid,
    /// Why.
    pub cause: WithdrawalCause,
    /// Whether the number had been recorded.
    pub after_nip: bool,
    /// What follows for the person.
    pub sanction: Option<Sanction>,
    /// When the selection began that was left.
    pub period_begin: Date,
    /// When.
    pub time: Timestamp,
}

/// Why a candidate is proposed, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explanation {
    /// Next in rank, and nobody equals them.
    NextRank,
    /// Several are equal in everything: the national committee decides, never chance.
    Tie,
    /// Nobody else was ranked.
    NobodyLeft,
}

/// Where a replacement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplacementState {
    /// Waits to be confirmed.
    Proposed,
    /// The candidate is selected.
    Confirmed,
    /// Nobody is left.
    Impossible,
}

impl fmt::Display for ReplacementState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Proposed => "PROPOSED",
            Self::Confirmed => "CONFIRMED",
            Self::Impossible => "IMPOSSIBLE",
        })
    }
}

/// A replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Id.
    pub id: Uuid,
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// Withdrawal that it follows.
    pub withdrawal_id: Uuid,
    /// Number of the participant who left.
    pub leaver: String,
    /// Where it stands.
    pub state: ReplacementState,
    /// Why this candidate.
    pub explanation: Explanation,
    /// Applications of the next rank.
    pub candidates: Vec<Uuid>,
    /// Application that takes the place.
    pub chosen: Option<Uuid>,
    /// Decision of the national committee about a tie.
    pub decision: String,
    /// When it was proposed.
    pub create_time: Timestamp,
    /// Version.
    pub version: i64,
}

/// Why a replacement is not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplacementError {
    /// Confirmed, or impossible.
    #[error("the replacement is {0}")]
    State(ReplacementState),
    /// Somebody else comes first.
    #[error("the candidate is not the next rank of the vacancy")]
    NotNext,
    /// The law does not say who.
    #[error("the tied have to be decided between by the national committee")]
    Undecided,
}

impl Replacement {
    /// Proposes the next rank: `next` are all who hold it.
    pub fn propose(withdrawal: &Withdrawal, leaver: String, next: Vec<Uuid>, now: Timestamp) -> Self {
        let (state, explanation) = proposal(&next);
        Self {
            id: Uuid::now_v7(),
            vacancy_id: withdrawal.vacancy_id,
            withdrawal_id: withdrawal.id,
            leaver,
            state,
            explanation,
            candidates: next,
            chosen: None,
            decision: String::new(),
            create_time: now,
            version: 1,
        }
    }

    /// Refuses what was confirmed, or is impossible.
    pub fn must_be_proposed(&self) -> Result<(), ReplacementError> {
        if self.state == ReplacementState::Proposed { Ok(()) } else { Err(ReplacementError::State(self.state)) }
    }

    /// Proposes again, when nobody whom it named waits any more: `next` are all who hold the next rank now.
    pub fn propose_anew(&mut self, next: Vec<Uuid>) {
        (self.state, self.explanation) = proposal(&next);
        self.candidates = next;
    }

    /// Confirms one of the candidates who still wait, `waiting`; which of several has to be somebody's decision, unless as many
    /// `seats` are proposed to them and each gets one.
    pub fn confirm(
        &mut self,
        (waiting, seats): (&[Uuid], usize),
        chosen: Option<Uuid>,
        decision: String,
    ) -> Result<Uuid, ReplacementError> {
        self.must_be_proposed()?;
        let open = waiting.len() > seats;
        let only = if open { None } else { waiting.first().copied() };
        let chosen = chosen.or(only).ok_or(ReplacementError::Undecided)?;
        if !waiting.contains(&chosen) {
            return Err(ReplacementError::NotNext);
        }
        let unasked = self.explanation == Explanation::NextRank && !decision.is_empty();
        if unasked || (open && decision.is_empty()) {
            return Err(ReplacementError::Undecided);
        }
        (self.state, self.chosen, self.decision) = (ReplacementState::Confirmed, Some(chosen), decision);
        Ok(chosen)
    }
}

/// What it is to propose these.
fn proposal(next: &[Uuid]) -> (ReplacementState, Explanation) {
    match next.len() {
        0 => (ReplacementState::Impossible, Explanation::NobodyLeft),
        1 => (ReplacementState::Proposed, Explanation::NextRank),
        _ => (ReplacementState::Proposed, Explanation::Tie),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn withdrawal() -> Withdrawal {
        Withdrawal {
            id: Uuid::nil(),
            vacancy_id: Uuid::nil(),
            application_id: Uuid::nil(),
            applied_for: Uuid::nil(),
            cause: WithdrawalCause::OwnWish,
            after_nip: false,
            sanction: None,
            period_begin: Date::constant(2024, 8, 20),
            time: Timestamp::UNIX_EPOCH,
        }
    }

    fn proposed(next: &[u128]) -> Replacement {
        let next = next.iter().map(|id| Uuid::from_u128(*id)).collect();
        Replacement::propose(&withdrawal(), "1".into(), next, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn the_only_one_of_the_next_rank_is_confirmed_once() {
        let mut replacement = proposed(&[1]);
        let one = replacement.candidates.clone();
        let other = Some(Uuid::from_u128(2));
        assert_eq!(replacement.confirm((&one, 1), other, String::new()), Err(ReplacementError::NotNext));
        assert_eq!(replacement.confirm((&one, 1), None, "S-12/2025".into()), Err(ReplacementError::Undecided));
        assert_eq!(replacement.confirm((&one, 1), None, String::new()), Ok(Uuid::from_u128(1)));
        let again = replacement.confirm((&one, 1), None, String::new());
        assert_eq!(again, Err(ReplacementError::State(ReplacementState::Confirmed)));
    }

    #[test]
    fn a_tie_waits_for_the_national_committee() {
        let mut replacement = proposed(&[1, 2]);
        assert_eq!(replacement.explanation, Explanation::Tie);
        let both = replacement.candidates.clone();
        assert_eq!(replacement.confirm((&both, 1), None, "S-12/2025".into()), Err(ReplacementError::Undecided));
        let chosen = Some(Uuid::from_u128(2));
        assert_eq!(replacement.confirm((&both, 1), chosen, String::new()), Err(ReplacementError::Undecided));
        assert_eq!(replacement.confirm((&both, 1), chosen, "S-12/2025".into()), Ok(Uuid::from_u128(2)));
    }

    #[test]
    fn no_letter_is_asked_for_where_nothing_is_left_to_decide() {
        let both = proposed(&[1, 2]).candidates;
        let two_seats = proposed(&[1, 2]).confirm((&both, 2), None, String::new());
        assert_eq!(two_seats, Ok(Uuid::from_u128(1)), "each of them gets one");
        let other_got_another = proposed(&[1, 2]).confirm((&both[1..], 1), None, String::new());
        assert_eq!(other_got_another, Ok(Uuid::from_u128(2)));
        let gone = proposed(&[1, 2]).confirm((&both[1..], 1), Some(Uuid::from_u128(1)), "S-12/2025".into());
        assert_eq!(gone, Err(ReplacementError::NotNext));
    }

    #[test]
    fn whom_nobody_waits_for_is_proposed_anew() {
        let mut replacement = proposed(&[1]);
        replacement.propose_anew(vec![Uuid::from_u128(2), Uuid::from_u128(3)]);
        let tie = (ReplacementState::Proposed, Explanation::Tie);
        assert_eq!((replacement.state, replacement.explanation), tie);
        replacement.propose_anew(Vec::new());
        assert_eq!(replacement.must_be_proposed(), Err(ReplacementError::State(ReplacementState::Impossible)));
    }

    #[test]
    fn nobody_left_is_nobody() {
        let mut replacement = proposed(&[]);
        assert_eq!(
            (replacement.state, replacement.explanation),
            (ReplacementState::Impossible, Explanation::NobodyLeft)
        );
        assert!(replacement.confirm((&[], 1), None, String::new()).is_err());
    }
}
