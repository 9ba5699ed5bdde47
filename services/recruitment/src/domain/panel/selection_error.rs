//! Why an open selection refuses.

use crate::domain::{open_selection::State, panel_member::PanelFlaw, selection_candidate::Unmet};
use jiff::Timestamp;
use std::fmt;

/// Why a selection refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// The step belongs to another state.
    #[error("the selection is {state}, and the step wants it {wanted}")]
    State {
        /// State it is in.
        state: State,
        /// State the step begins in.
        wanted: State,
    },
    /// It takes no candidate, or nothing the public says, at this moment.
    #[error("the selection takes nothing of this kind now")]
    NotAccepting,
    /// The time of registration is not over.
    #[error("the selection takes candidates until {0}")]
    StillOpen(Timestamp),
    /// The panel breaks rules.
    #[error("the panel breaks rules: {}", list(.0))]
    PanelUnfit(Vec<PanelFlaw>),
    /// It is over, or its ruleset does not allow it any more.
    #[error("a selection that is {0} is not cancelled")]
    NotCancellable(State),
    /// Enough candidates came.
    #[error("{found} candidates are enough: {wanted} are wanted")]
    CandidatesEnough {
        /// Taken.
        found: usize,
        /// Wanted.
        wanted: u16,
    },
    /// Extended as often as it may be.
    #[error("the selection was extended {0} times, and no more is allowed")]
    ExtensionsSpent(u8),
    /// Requirements are not met.
    #[error("requirements of the post are not met: {}", list(.0))]
    NotEligible(Vec<Unmet>),
    /// Too few candidates.
    #[error("{found} candidates are fewer than {wanted}")]
    CandidatesMissing {
        /// Taken.
        found: usize,
        /// Wanted.
        wanted: u16,
    },
    /// The committee has not said of everybody whether the requirements are met.
    #[error("{0} candidates wait to be told whether they meet the requirements")]
    Unscreened(usize),
    /// Everybody knows who the candidates are.
    #[error("the candidates are announced, and who they are is fixed")]
    CandidatesFixed,
    /// The candidate has withdrawn.
    #[error("the candidate has withdrawn")]
    Withdrawn,
    /// Members have not declared.
    #[error("{0} members have not declared conflicts of interest")]
    DeclarationsMissing(usize),
    /// Scores are missing.
    #[error("{0} scores are missing")]
    ScoresMissing(usize),
    /// What the public said waits for an answer.
    #[error("{0} inputs of the public are not answered")]
    InputsUnanswered(i64),
    /// The public may still say something.
    #[error("the public is heard until {0}")]
    InputsOpen(Timestamp),
    /// A tie at the last place.
    #[error("{places} of {tied} equal candidates have to be named with a reason")]
    TieUndecided {
        /// How many are equal.
        tied: usize,
        /// How many of them can go.
        places: usize,
    },
    /// The member has time, or has scored.
    #[error("the member has time to score until {0}, or has scored")]
    NotLate(Timestamp),
    /// Scores were read, and nothing was found about the member.
    #[error("no finding names the member")]
    MemberNotNamed,
    /// Not among the names.
    #[error("the candidate is not among the names submitted")]
    NotSubmitted,
    /// Conflict of interest.
    #[error("the member has a conflict of interest about this candidate")]
    ConflictDeclared,
    /// Nobody reads scores before the reveal.
    #[error("the scores are sealed until they are revealed")]
    ScoresSealed,
    /// Opened scores are not those that were sealed.
    #[error("the opened scores are not those that were sealed")]
    ScoresChanged,
    /// Instruments are not those that were fixed.
    #[error("the instruments are not those that were fixed at the opening")]
    DesignChanged,
}

/// Flaws as callers and their programs read them.
pub fn list(items: &[impl fmt::Display]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
