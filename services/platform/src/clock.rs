//! The time, passed in and never ambient.

use jiff::{Timestamp, Unit};
use std::sync::{Arc, Mutex};

/// Where `now` comes from.
#[derive(Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that a test moves.
    Fixed(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `now` until it is moved.
    pub fn fixed(now: Timestamp) -> Self {
        Self::Fixed(Arc::new(Mutex::new(now)))
    }

    /// The current instant in whole microseconds, as Postgres keeps it.
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Fixed(now) => *now.lock().unwrap_or_else(|poisoned| poisoned.into_inner()),
        };
        now.round(Unit::Microsecond).unwrap_or(now)
    }

    /// Moves a fixed clock; the system's clock stays as it is.
    pub fn set(&self, instant: Timestamp) {
        if let Self::Fixed(now) = self {
            *now.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = instant;
        }
    }
}
