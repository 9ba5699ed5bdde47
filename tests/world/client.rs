//! The client's own ledger: every write it asked for and what it was told. The system has to agree with it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tonic::{Code, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

/// What the client knows about a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Ok,
    /// It was refused.
    Fail(Code),
    /// Nobody knows: the answer never came.
    Unknown,
}

/// A write whose effect can be counted by its resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// An application was taken.
    Application(String),
    /// A candidate was appointed.
    Appointment(String),
}

/// One write.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Service that was asked.
    pub service: &'static str,
    /// What is known.
    pub outcome: Outcome,
    /// Times it was asked.
    pub tries: u32,
    /// Effect of a write that was done.
    pub effect: Option<Effect>,
}

/// All writes of one test, by request id. Clones share them.
#[derive(Clone, Default)]
pub struct Client(Arc<Mutex<BTreeMap<Uuid, Entry>>>);

impl Client {
    fn entries(&self) -> MutexGuard<'_, BTreeMap<Uuid, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything asked so far.
    pub fn all(&self) -> BTreeMap<Uuid, Entry> {
        self.entries().clone()
    }

    /// Asks: until an answer comes, nobody knows.
    pub fn ask(&self, request_id: Uuid, service: &'static str) {
        let new = Entry { service, outcome: Outcome::Unknown, tries: 0, effect: None };
        self.entries().entry(request_id).or_insert(new).tries += 1;
    }

    /// Notes the answer. One that tells nothing leaves the outcome unknown, and `None` asks for another try.
    pub fn hear<R>(&self, request_id: Uuid, answer: Result<R, Status>) -> Option<Result<R, Status>> {
        let outcome = match &answer {
            Ok(_) => Outcome::Ok,
            Err(status) if tells_nothing(status) => return None,
            Err(status) => Outcome::Fail(status.code()),
        };
        if let Some(entry) = self.entries().get_mut(&request_id) {
            entry.outcome = outcome;
        }
        Some(answer)
    }

    /// Notes what a write that was done has done.
    pub fn did(&self, request_id: Uuid, effect: Effect) {
        if let Some(entry) = self.entries().get_mut(&request_id) {
            entry.effect = Some(effect);
        }
    }

    /// Writes that had to be asked more than once.
    pub fn repeated(&self) -> usize {
        self.entries().values().filter(|entry| entry.tries > 1).count()
    }
}

/// The connection broke, or the service says that it could not know. Our services give a reason with every refusal.
fn tells_nothing(status: &Status) -> bool {
    let reason = status.get_details_error_info().map(|info| info.reason);
    match status.code() {
        Code::Unavailable | Code::Unknown | Code::Cancelled | Code::DeadlineExceeded => true,
        Code::Internal => reason.is_none(),
        Code::Aborted => reason.as_deref() == Some("CONFLICT"),
        _ => false,
    }
}
