//! How much a unit or a sector weighs when posts are shared out. It never touches what the workload needs.

use crate::domain::organisation::Sector;
use jiff::Timestamp;
use uuid::Uuid;

/// What counts where nothing is set: neutral.
pub const NEUTRAL: i32 = 100;
/// Heaviest weight, a hundred times the neutral one; more is a mistake.
pub const HEAVIEST: i32 = 10_000;

/// What is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A unit.
    Unit(Uuid),
    /// A sector.
    Sector(Sector),
}

/// The weight of a unit or a sector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priority {
    /// Id.
    pub id: Uuid,
    /// What is weighed.
    pub target: Target,
    /// In hundredths.
    pub weight: i32,
    /// What it was before.
    pub previous: i32,
    /// Why.
    pub reason: String,
    /// Name of the contribution that led to it, or empty.
    pub contribution: String,
    /// Version.
    pub version: i64,
    /// When it was first set.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

impl Priority {
    /// A unit or sector that nobody has weighed yet.
    pub fn neutral(id: Uuid, target: Target, now: Timestamp) -> Self {
        Self {
            id,
            target,
            weight: NEUTRAL,
            previous: NEUTRAL,
            reason: String::new(),
            contribution: String::new(),
            version: 0,
            create_time: now,
            update_time: now,
        }
    }

    /// Weighs it anew.
    pub fn weigh(&mut self, weight: i32, reason: String, contribution: String, now: Timestamp) {
        (self.previous, self.weight) = (self.weight, weight);
        (self.reason, self.contribution, self.update_time) = (reason, contribution, now);
        self.version += 1;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_new_weight_remembers_the_one_before() {
        let mut priority = Priority::neutral(Uuid::nil(), Target::Sector(Sector::Health), Timestamp::UNIX_EPOCH);
        priority.weigh(250, "antrean".into(), String::new(), Timestamp::UNIX_EPOCH);
        assert_eq!((priority.previous, priority.weight, priority.version), (100, 250, 1));
        priority.weigh(150, "membaik".into(), String::new(), Timestamp::UNIX_EPOCH);
        assert_eq!((priority.previous, priority.weight, priority.version), (250, 150, 2));
    }
}
