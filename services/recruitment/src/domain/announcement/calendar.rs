//! The calendar of a period (*jadwal pengadaan*): which stage takes place when, as far as it was published.

use jiff::civil::Date;
use thiserror::Error;

/// A stage of a selection (*tahapan seleksi*), in the order in which they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The vacancies are announced.
    Announcement,
    /// Applications are taken.
    Registration,
    /// Who meets the requirements is found out.
    Administration,
    /// That is announced.
    AdministrationResult,
    /// Applicants choose whether last year's basic test counts.
    ScoreReuse,
    /// Objections to it are taken.
    Objection,
    /// And answered.
    ObjectionAnswer,
    /// And what came of them is announced.
    AdministrationFinal,
    /// The basic test.
    Skd,
    /// Its result is announced.
    SkdResult,
    /// The field test.
    Skb,
    /// Both are integrated.
    Integration,
    /// The final result is announced.
    Result,
    /// Objections to it are taken.
    FinalObjection,
    /// And answered.
    FinalAnswer,
    /// And what came of them is announced.
    FinalResult,
    /// Candidates complete their files.
    Filing,
    /// Their numbers are proposed.
    NumberProposal,
    /// And set.
    Number,
    /// They are appointed.
    Decree,
    /// And begin to serve.
    Service,
}

/// Every stage and its Indonesian name, in order.
const STAGES: [(Stage, &str); 21] = [
    (Stage::Announcement, "PENGUMUMAN"),
    (Stage::Registration, "PENDAFTARAN"),
    (Stage::Administration, "SELEKSI_ADMINISTRASI"),
    (Stage::AdministrationResult, "PENGUMUMAN_ADM"),
    (Stage::ScoreReuse, "PEMILIHAN_NILAI_SKD"),
    (Stage::Objection, "MASA_SANGGAH"),
    (Stage::ObjectionAnswer, "JAWAB_SANGGAH"),
    (Stage::AdministrationFinal, "PENGUMUMAN_PASCA_SANGGAH"),
    (Stage::Skd, "SKD"),
    (Stage::SkdResult, "PENGUMUMAN_SKD"),
    (Stage::Skb, "SKB"),
    (Stage::Integration, "INTEGRASI"),
    (Stage::Result, "PENGUMUMAN_AKHIR"),
    (Stage::FinalObjection, "SANGGAH_AKHIR"),
    (Stage::FinalAnswer, "JAWAB"),
    (Stage::FinalResult, "PENGUMUMAN_PASCA_SANGGAH_AKHIR"),
    (Stage::Filing, "PEMBERKASAN"),
    (Stage::NumberProposal, "USUL_NIP"),
    (Stage::Number, "PENETAPAN_NIP"),
    (Stage::Decree, "SK_CPNS"),
    (Stage::Service, "SPMT"),
];

impl Stage {
    /// Reads a stage by its Indonesian name.
    pub fn parse(text: &str) -> Option<Self> {
        STAGES.iter().find(|(_, name)| *name == text).map(|(stage, _)| *stage)
    }

    /// Its Indonesian name, as rulesets write it.
    pub fn as_str(self) -> &'static str {
        STAGES.iter().find(|(stage, _)| *stage == self).map_or("", |(_, name)| name)
    }
}

/// The days of a stage, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarRow {
    pub stage: Stage,
    pub from: Date,
    pub until: Date,
}

/// What is wrong with a calendar (*jadwal tidak sah*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CalendarViolation {
    #[error("{} ends before it begins", .0.as_str())]
    EndsBeforeItBegins(Stage),
    #[error("{} comes twice", .0.as_str())]
    Twice(Stage),
    #[error("{} begins before {}, which comes first", .0.as_str(), .1.as_str())]
    OutOfOrder(Stage, Stage),
}

/// Lists everything wrong with the rows of a calendar. Stages may overlap and may be missing, but each begins no earlier
/// than those before it.
pub fn calendar_violations(rows: &[CalendarRow]) -> Vec<CalendarViolation> {
    let mut violations = Vec::new();
    let backwards = rows.iter().filter(|row| row.until < row.from);
    violations.extend(backwards.map(|row| CalendarViolation::EndsBeforeItBegins(row.stage)));
    let mut ordered: Vec<_> = rows.iter().collect();
    ordered.sort_by_key(|row| row.stage);
    for pair in ordered.windows(2) {
        let (earlier, later) = (pair[0], pair[1]);
        if earlier.stage == later.stage {
            violations.push(CalendarViolation::Twice(later.stage));
        } else if later.from < earlier.from {
            violations.push(CalendarViolation::OutOfOrder(later.stage, earlier.stage));
        }
    }
    violations
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn row(stage: Stage, from: Date, until: Date) -> CalendarRow {
        CalendarRow { stage, from, until }
    }

    #[test]
    fn stages_have_the_names_of_the_law() {
        for (stage, name) in STAGES {
            assert_eq!((Stage::parse(name).unwrap(), stage.as_str()), (stage, name));
        }
        assert!(STAGES.is_sorted());
        assert_eq!(Stage::parse("skd"), None);
    }

    #[test]
    fn stages_may_overlap_but_keep_their_order() {
        let registration = row(Stage::Registration, date(2024, 8, 20), date(2024, 9, 10));
        let administration = row(Stage::Administration, date(2024, 8, 20), date(2024, 9, 13));
        assert!(calendar_violations(&[administration, registration]).is_empty());
        let early = row(Stage::Skd, date(2024, 8, 19), date(2024, 8, 18));
        let expected = [
            CalendarViolation::EndsBeforeItBegins(Stage::Skd),
            CalendarViolation::OutOfOrder(Stage::Skd, Stage::Registration),
        ];
        assert_eq!(calendar_violations(&[early, registration]), expected);
        assert_eq!(calendar_violations(&[early, early])[2..], [CalendarViolation::Twice(Stage::Skd)]);
    }
}
