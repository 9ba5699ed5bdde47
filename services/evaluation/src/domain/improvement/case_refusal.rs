//! Why a case of improvement refuses a step.

use crate::domain::improvement_stage::CaseStage;
use jiff::civil::Date;
use thiserror::Error;

/// Why a case refuses.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CaseRefusal {
    /// Not at this stage.
    #[error("the step is not allowed at the stage {}", .0.as_str())]
    Stage(CaseStage),
    /// An objection waits for its answer.
    #[error("an objection is not decided yet")]
    Objected,
    /// A dismissal waits for the days of objections before it.
    #[error("a decision before it can still be objected to")]
    Objectionable,
    /// A dismissal rests on the silence of who has no account to object by.
    #[error("no account is linked with the servant, who could object to nothing before")]
    Unseen,
    /// Somebody else's step.
    #[error("the step is somebody else's: {0}")]
    NotYourPart(&'static str),
    /// Not before a day.
    #[error("not before {0}")]
    TooEarly(Date),
    /// The month of a note is long over.
    #[error("a note of this month was accepted until {0}")]
    NoteTooLate(Date),
    /// Months of coaching without a note.
    #[error("{0} months of coaching have no note")]
    NotesMissing(i32),
    /// Not what the test says.
    #[error("the test of competency does not say so")]
    Unsuited,
    /// No such decision in the case.
    #[error("the decision does not exist")]
    NoDecision,
    /// Not burdening, void, or objected to before; or nothing to decide.
    #[error("the decision cannot be objected to, or has no objection that waits")]
    NotObjectionable,
    /// Too late.
    #[error("the last day to object was {0}")]
    ObjectionClosed(Date),
    /// Nobody judges the own decision.
    #[error("who decided does not decide the objection")]
    DecidedByYou,
}
