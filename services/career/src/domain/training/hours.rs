//! Lesson hours (*jam pelajaran*, JP) of a servant in a year.

use crate::domain::{servant::Employment, training_rules::TrainingRules};
use jiff::civil::Date;
use uuid::Uuid;

/// Kinds of activity (*jenis diklat*), by BKN's ids.
pub const ACTIVITIES: [(i32, &str); 25] = [
    (1, "struktural"),
    (2, "fungsional"),
    (3, "teknis"),
    (4, "workshop"),
    (5, "pelatihan manajerial"),
    (6, "sosial kultural"),
    (7, "sosialisasi"),
    (8, "bimtek"),
    (9, "seminar"),
    (10, "magang"),
    (11, "kursus"),
    (12, "penataran"),
    (13, "klasikal lain"),
    (14, "coaching"),
    (15, "mentoring"),
    (16, "e-learning"),
    (17, "jarak jauh"),
    (18, "detasering"),
    (19, "outbound"),
    (20, "benchmarking"),
    (21, "pertukaran dengan swasta/BUMN/BUMD"),
    (22, "belajar mandiri"),
    (23, "komunitas belajar"),
    (24, "bimbingan di tempat kerja"),
    (25, "nonklasikal lain"),
];

/// What BKN calls a kind of activity.
pub fn activity_title(activity: i32) -> Option<&'static str> {
    ACTIVITIES.iter().find(|(id, _)| *id == activity).map(|(_, title)| *title)
}

/// Hours booked, or to be booked, for one servant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Whose.
    pub servant: Uuid,
    /// Calendar year that they count in.
    pub year: i32,
    /// Kind of activity: an id of [`ACTIVITIES`].
    pub kind: i32,
    /// How many.
    pub hours: i64,
    /// What for: the name of a resource.
    pub source: String,
    /// Day on which they were earned.
    pub date: Date,
}

/// Where a servant stands in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Hours booked.
    pub hours: i64,
    /// Hours owed; 0 for those who owe none.
    pub required: i64,
    /// Hours missing.
    pub missing: i64,
    /// Most hours; none without a cap.
    pub cap: Option<i64>,
    /// Whether pre-service training counts.
    pub pre_service: bool,
}

impl Standing {
    /// Where somebody with so many hours stands.
    pub fn of(hours: i64, employment: Employment, rules: &TrainingRules) -> Self {
        let required = rules.required(employment);
        let missing = required.saturating_sub(hours).max(0);
        Self { hours, required, missing, cap: rules.cap(employment), pre_service: rules.counts_pre_service }
    }

    /// Whether the duty is met; it is where there is none.
    pub fn met(&self) -> bool {
        self.missing == 0
    }

    /// The same in one sentence.
    pub fn explanation(&self) -> String {
        let Self { hours, required, missing, cap, pre_service } = self;
        let stands = match cap {
            Some(cap) => format!("{hours} hours of at most {cap} in the year; training is a right and nothing is owed"),
            None if self.met() => format!("{hours} hours, and {required} are owed in the year: met"),
            None => format!("{hours} hours, and {required} are owed in the year: {missing} are missing"),
        };
        let counted = if *pre_service { "counts" } else { "does not count" };
        format!("{stands}; pre-service training (Latsar, orientation) {counted}")
    }
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
