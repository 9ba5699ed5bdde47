//! Changes of the organisation by regulation (*perubahan SOTK*): the sheets below the unit must be made anew.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

/// A change of one unit and all units below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructureChange {
    /// Id.
    pub id: Uuid,
    /// The unit.
    pub unit: Uuid,
    /// First day of the new structure.
    pub effective_date: Date,
    /// Number of the regulation.
    pub regulation_number: String,
    /// What changes.
    pub reason: String,
    /// When the sheets became invalid.
    pub apply_time: Option<Timestamp>,
    /// When it was noted.
    pub create_time: Timestamp,
}

impl StructureChange {
    /// Whether its day has come and the sheets still count.
    pub fn is_due(&self, today: Date) -> bool {
        self.apply_time.is_none() && self.effective_date <= today
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_change_is_due_from_its_first_day_and_once() {
        let change = |apply_time| StructureChange {
            id: Uuid::nil(),
            unit: Uuid::nil(),
            effective_date: date(2026, 1, 1),
            regulation_number: String::new(),
            reason: String::new(),
            apply_time,
            create_time: Timestamp::UNIX_EPOCH,
        };
        assert!(!change(None).is_due(date(2025, 12, 31)) && change(None).is_due(date(2026, 1, 1)));
        assert!(!change(Some(Timestamp::UNIX_EPOCH)).is_due(date(2026, 1, 1)));
    }
}
