//! Kinds of jobs and their levels (UU 20/2023).

pub use crate::domain::credit::Level;

/// Kind of job (*jenis jabatan*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobType {
    /// *Jabatan pimpinan tinggi utama*: in central government only.
    JptUtama,
    /// *Jabatan pimpinan tinggi madya*.
    JptMadya,
    /// *Jabatan pimpinan tinggi pratama*: heads of departments.
    JptPratama,
    /// *Administrator*: heads of divisions and districts.
    Administrator,
    /// *Pengawas*: heads of sections and wards.
    Pengawas,
    /// *Pelaksana*: operational staff.
    Pelaksana,
    /// *Jabatan fungsional*: specialists, by level.
    Fungsional,
}

impl JobType {
    /// Every kind with its name in tables and events.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::JptUtama, "jpt_utama"),
        (Self::JptMadya, "jpt_madya"),
        (Self::JptPratama, "jpt_pratama"),
        (Self::Administrator, "administrator"),
        (Self::Pengawas, "pengawas"),
        (Self::Pelaksana, "pelaksana"),
        (Self::Fungsional, "fungsional"),
    ];

    /// Its name in tables and events.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// A kind of job with its level, which functional jobs have and no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Job {
    /// Kind.
    pub kind: JobType,
    /// Level of a functional job.
    pub level: Option<Level>,
}

impl Job {
    /// Reads kind and level; none where the kind is not known or the two do not go together.
    pub fn parse(kind: &str, level: &str) -> Option<Self> {
        let kind = JobType::parse(kind)?;
        let level = if level.is_empty() { None } else { Some(Level::parse(level)?) };
        (level.is_none() || kind == JobType::Fungsional).then_some(Self { kind, level })
    }

    /// Kind and level as tables and events have them.
    pub fn texts(self) -> (&'static str, &'static str) {
        (self.kind.as_str(), self.level.map_or("", Level::as_str))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back() {
        for (kind, text) in JobType::ALL {
            assert_eq!(Job::parse(text, "").unwrap().texts(), (kind.as_str(), ""));
        }
    }

    #[test]
    fn only_functional_jobs_have_a_level() {
        assert_eq!(Job::parse("fungsional", "ahli_muda").unwrap().texts(), ("fungsional", "ahli_muda"));
        assert_eq!(Job::parse("pelaksana", "ahli_muda"), None);
        assert_eq!(Job::parse("fungsional", "besar"), None);
    }
}
