//! What the public says about candidates (*masukan masyarakat*): recorded and answered evidence. Nothing here is a number,
//! and nothing that scores or ranks knows of it.

use jiff::Timestamp;
use uuid::Uuid;

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Checked and confirmed.
    Confirmed,
    /// Checked and not confirmed.
    NotConfirmed,
    /// Not about the candidate's fitness.
    NotRelevant,
}

/// What somebody said, without its sealed text and answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicInput {
    /// Id.
    pub id: Uuid,
    /// Selection.
    pub selection: Uuid,
    /// Code of the candidate it is about.
    pub code: String,
    /// What became of it.
    pub verdict: Option<Verdict>,
    /// Version.
    pub version: i64,
    /// When it came in.
    pub create_time: Timestamp,
    /// When it was answered.
    pub answer_time: Option<Timestamp>,
}

/// It has its answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the input has its answer")]
pub struct Answered;

impl PublicInput {
    /// Notes the answer, once.
    pub fn answer(&mut self, verdict: Verdict, now: Timestamp) -> Result<(), Answered> {
        if self.verdict.is_some() {
            return Err(Answered);
        }
        (self.verdict, self.answer_time) = (Some(verdict), Some(now));
        Ok(())
    }
}
