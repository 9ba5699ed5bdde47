//! Kinds of jobs and their levels (UU 20/2023), and the day for which people in them are counted.

use jiff::civil::{Date, date};

/// Kind of job (*jenis jabatan*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobType {
    /// *Jabatan pimpinan tinggi utama*.
    JptUtama,
    /// *Jabatan pimpinan tinggi madya*.
    JptMadya,
    /// *Jabatan pimpinan tinggi pratama*.
    JptPratama,
    /// *Administrator*.
    Administrator,
    /// *Pengawas*.
    Pengawas,
    /// *Pelaksana*.
    Pelaksana,
    /// *Jabatan fungsional*, by level.
    Fungsional,
}

/// Level of a functional job (*jenjang*): four of the skilled category, four of the expert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobLevel {
    /// *Pemula*.
    Pemula,
    /// *Terampil*.
    Terampil,
    /// *Mahir*.
    Mahir,
    /// *Penyelia*.
    Penyelia,
    /// *Ahli pertama*.
    AhliPertama,
    /// *Ahli muda*.
    AhliMuda,
    /// *Ahli madya*.
    AhliMadya,
    /// *Ahli utama*.
    AhliUtama,
}

/// Every kind with its name in tables.
pub const TYPES: [(JobType, &str); 7] = [
    (JobType::JptUtama, "jpt_utama"),
    (JobType::JptMadya, "jpt_madya"),
    (JobType::JptPratama, "jpt_pratama"),
    (JobType::Administrator, "administrator"),
    (JobType::Pengawas, "pengawas"),
    (JobType::Pelaksana, "pelaksana"),
    (JobType::Fungsional, "fungsional"),
];

/// Every level with its name in tables.
pub const LEVELS: [(JobLevel, &str); 8] = [
    (JobLevel::Pemula, "pemula"),
    (JobLevel::Terampil, "terampil"),
    (JobLevel::Mahir, "mahir"),
    (JobLevel::Penyelia, "penyelia"),
    (JobLevel::AhliPertama, "ahli_pertama"),
    (JobLevel::AhliMuda, "ahli_muda"),
    (JobLevel::AhliMadya, "ahli_madya"),
    (JobLevel::AhliUtama, "ahli_utama"),
];

/// A kind of job, with its level where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Kind.
    pub kind: JobType,
    /// Level of a functional job.
    pub level: Option<JobLevel>,
}

/// Kind and level do not belong together.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLevel {
    /// A functional job is always of some level.
    #[error("must be given for a functional job")]
    Missing,
    /// No other job has levels.
    #[error("must be given for a functional job only")]
    Unwanted,
}

impl Job {
    /// Puts kind and level together; none where nothing is said about the kind.
    pub fn new(kind: Option<JobType>, level: Option<JobLevel>) -> Result<Option<Self>, BadLevel> {
        match (kind, level) {
            (Some(JobType::Fungsional), None) => Err(BadLevel::Missing),
            (Some(JobType::Fungsional), Some(_)) | (Some(_), None) => Ok(kind.map(|kind| Self { kind, level })),
            (_, Some(_)) => Err(BadLevel::Unwanted),
            (None, None) => Ok(None),
        }
    }
}

/// The day for which incumbents are counted when nothing else is said: 31 December of the year before `today`.
pub fn reference_date(today: Date) -> Date {
    date(today.year() - 1, 12, 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_functional_jobs_have_levels_and_all_of_them_do() {
        for (kind, _) in TYPES {
            for (level, _) in LEVELS {
                let functional = kind == JobType::Fungsional;
                assert_eq!(Job::new(Some(kind), Some(level)).is_ok(), functional, "{kind:?} {level:?}");
                assert_eq!(Job::new(Some(kind), None).is_ok(), !functional, "{kind:?}");
            }
        }
        assert_eq!(Job::new(None, None), Ok(None));
        assert_eq!(Job::new(None, Some(JobLevel::Mahir)), Err(BadLevel::Unwanted));
    }

    #[test]
    fn people_are_counted_at_the_end_of_the_year_before() {
        assert_eq!(reference_date(date(2024, 3, 4)), date(2023, 12, 31));
        assert_eq!(reference_date(date(2024, 12, 31)), date(2023, 12, 31));
        assert_eq!(reference_date(date(2025, 1, 1)), date(2024, 12, 31));
    }
}
