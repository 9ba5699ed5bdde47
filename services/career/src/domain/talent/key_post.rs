//! Key posts (*jabatan kunci*) and the successors (*calon pengganti*) that people name for them.

use jiff::Timestamp;
use uuid::Uuid;

/// A position for which successors are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPost {
    /// Id.
    pub id: Uuid,
    /// Position in the needs service.
    pub position: String,
    /// Why it is one.
    pub reason: String,
    /// Whether it still is.
    pub active: bool,
    /// When its pool was drawn last.
    pub draw_time: Option<Timestamp>,
    /// Ruleset of that; empty before.
    pub draw_ruleset: String,
    /// Version.
    pub version: i64,
    /// When it was marked.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Somebody whom a person named as a successor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Id.
    pub id: Uuid,
    /// For which key post.
    pub key_post: Uuid,
    /// Who.
    pub servant: Uuid,
    /// Whether it stands.
    pub nominated: bool,
    /// Match score that the pool showed.
    pub score: String,
    /// Place in the pool.
    pub place: i64,
    /// What the record did not show and the reason tells, by the names of the conditions.
    pub cleared: Vec<String>,
    /// Ruleset of the pool.
    pub ruleset: String,
    /// Subject of whoever named them.
    pub nominated_by: String,
    /// Subject of whoever took it back.
    pub withdrawn_by: String,
    /// Version.
    pub version: i64,
    /// When.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why a step on key posts is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyPostRefusal {
    /// It is none any more.
    #[error("the position is no key post any more")]
    Unmarked,
    /// Who is named has to be in the pool as drawn last.
    #[error("the servant is not in the pool as drawn last, or more has to be looked at than what was done elsewhere")]
    NotInPool,
    /// Nobody names themselves.
    #[error("nobody names themselves")]
    Own,
    /// It was taken back before.
    #[error("the nomination was taken back before")]
    Withdrawn,
}

impl KeyPost {
    /// Refuses a key post that is none any more.
    pub fn must_be_active(&self) -> Result<(), KeyPostRefusal> {
        if self.active { Ok(()) } else { Err(KeyPostRefusal::Unmarked) }
    }

    /// Ends it.
    pub fn unmark(&mut self, now: Timestamp) -> Result<(), KeyPostRefusal> {
        self.must_be_active()?;
        (self.active, self.update_time) = (false, now);
        Ok(())
    }

    /// Notes that its pool was drawn.
    pub fn drawn(&mut self, ruleset: &str, now: Timestamp) {
        (self.draw_time, self.draw_ruleset, self.update_time) = (Some(now), ruleset.to_owned(), now);
    }
}

impl Successor {
    /// Takes the nomination back.
    pub fn withdraw(&mut self, by: &str, now: Timestamp) -> Result<(), KeyPostRefusal> {
        if !self.nominated {
            return Err(KeyPostRefusal::Withdrawn);
        }
        (self.nominated, self.withdrawn_by, self.update_time) = (false, by.to_owned(), now);
        Ok(())
    }
}
