//! Competencies: the generic ones of every civil servant, the technical ones of a dictionary, their levels, and the kinds of
//! jobs that ask for them (PermenPANRB 38/2017). A code means nothing without its dictionary.

use jiff::{Timestamp, civil::Date};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Which competency: a code in a dictionary (*kamus kompetensi*).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CompetencyCode {
    /// Id of the dictionary and its edition.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
}

/// A level of mastery, 1 (*paham*) to 5 (*ahli*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Level(i32);

/// The number is not a level.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 5")]
pub struct NotALevel;

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];

    /// Reads a level.
    pub fn parse(number: i32) -> Result<Self, NotALevel> {
        if (1..=5).contains(&number) { Ok(Self(number)) } else { Err(NotALevel) }
    }

    /// The level as a number.
    pub fn number(self) -> i32 {
        self.0
    }

    /// Its place in a list of all levels.
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|level| *level == self).unwrap_or_default()
    }
}

/// A kind of job: a structural or general type (*jenis jabatan*), or the level (*jenjang*) of a functional one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JobGrade {
    /// *JPT utama*
    TopLeader,
    /// *JPT madya*
    SeniorLeader,
    /// *JPT pratama*
    JuniorLeader,
    /// *Administrator*
    Administrator,
    /// *Pengawas*
    Supervisor,
    /// *Pelaksana*
    Executor,
    /// *Pemula*
    Beginner,
    /// *Terampil*
    Skilled,
    /// *Mahir*
    Proficient,
    /// *Penyelia*
    Overseer,
    /// *Ahli pertama*
    FirstExpert,
    /// *Ahli muda*
    YoungExpert,
    /// *Ahli madya*
    MiddleExpert,
    /// *Ahli utama*
    ChiefExpert,
}

/// The texts are not a kind of job.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a known job_type, with a job_level where it is `fungsional` and only there")]
pub struct NotAGrade;

const FUNCTIONAL: &str = "fungsional";

const GRADES: [(JobGrade, &str, &str); 14] = [
    (JobGrade::TopLeader, "jpt_utama", ""),
    (JobGrade::SeniorLeader, "jpt_madya", ""),
    (JobGrade::JuniorLeader, "jpt_pratama", ""),
    (JobGrade::Administrator, "administrator", ""),
    (JobGrade::Supervisor, "pengawas", ""),
    (JobGrade::Executor, "pelaksana", ""),
    (JobGrade::Beginner, FUNCTIONAL, "pemula"),
    (JobGrade::Skilled, FUNCTIONAL, "terampil"),
    (JobGrade::Proficient, FUNCTIONAL, "mahir"),
    (JobGrade::Overseer, FUNCTIONAL, "penyelia"),
    (JobGrade::FirstExpert, FUNCTIONAL, "ahli_pertama"),
    (JobGrade::YoungExpert, FUNCTIONAL, "ahli_muda"),
    (JobGrade::MiddleExpert, FUNCTIONAL, "ahli_madya"),
    (JobGrade::ChiefExpert, FUNCTIONAL, "ahli_utama"),
];

impl JobGrade {
    /// Reads a job type and level.
    pub fn parse(job_type: &str, job_level: &str) -> Result<Self, NotAGrade> {
        let found = GRADES.iter().find(|(_, known, level)| (*known, *level) == (job_type, job_level));
        found.map(|(grade, ..)| *grade).ok_or(NotAGrade)
    }

    /// Job type and level as texts.
    pub fn texts(self) -> (&'static str, &'static str) {
        let found = GRADES.iter().find(|(grade, ..)| *grade == self);
        found.map_or(("", ""), |(_, job_type, level)| (*job_type, *level))
    }

    /// Both in one text, for people.
    pub fn describe(self) -> String {
        let (job_type, level) = self.texts();
        format!("{job_type} {level}").trim_end().replace('_', " ")
    }
}

/// What a generic competency belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// *Manajerial*
    Managerial,
    /// *Sosial kultural*
    SocioCultural,
}

/// A competency that every job asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generic {
    /// Code.
    pub code: String,
    /// What it belongs to.
    pub group: Group,
    /// Indonesian name.
    pub name: String,
    /// English name.
    pub english: String,
}

/// What a level is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelName {
    /// The level.
    pub level: Level,
    /// Indonesian name.
    pub name: String,
    /// English name.
    pub english: String,
}

/// The generic competencies as dated data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dictionary {
    /// Id.
    pub id: String,
    /// Regulation.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// The competencies, in the regulation's order.
    pub competencies: Vec<Generic>,
    /// Names of the levels.
    pub levels: Vec<LevelName>,
    /// Level that each kind of job asks for until an instansi decides otherwise.
    pub required: BTreeMap<JobGrade, Level>,
    /// Where those levels come from.
    pub required_source: String,
}

/// Why a dictionary cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// A code is empty, or stands in it twice.
    #[error("the code {0:?} is empty or stands twice")]
    Code(String),
    /// It must name every level once, in order.
    #[error("levels 1 to 5 must each be named, in this order")]
    Levels,
    /// It must say what every kind of job asks for.
    #[error("no level is required of {0}")]
    Grade(String),
}

impl Dictionary {
    /// Refuses a dictionary with doubled codes, or without a level or a kind of job.
    pub fn check(&self) -> Result<(), DictionaryError> {
        let mut seen = BTreeSet::new();
        if let Some(bad) = self.competencies.iter().find(|one| one.code.is_empty() || !seen.insert(&one.code)) {
            return Err(DictionaryError::Code(bad.code.clone()));
        }
        if !self.levels.iter().map(|named| named.level).eq(Level::ALL) {
            return Err(DictionaryError::Levels);
        }
        match GRADES.iter().find(|(grade, ..)| !self.required.contains_key(grade)) {
            Some((grade, ..)) => Err(DictionaryError::Grade(grade.describe())),
            None => Ok(()),
        }
    }

    /// Code of one of its competencies.
    pub fn code(&self, code: &str) -> CompetencyCode {
        CompetencyCode { dictionary: self.id.clone(), code: code.to_owned() }
    }

    /// Its competency with this code; none where the code is of another dictionary.
    pub fn find(&self, wanted: &CompetencyCode) -> Option<&Generic> {
        let own = wanted.dictionary == self.id;
        self.competencies.iter().find(|generic| own && generic.code == wanted.code)
    }
}

/// A technical competency (*kompetensi teknis*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Technical {
    /// Id.
    pub id: Uuid,
    /// Dictionary and code.
    pub code: CompetencyCode,
    /// Name.
    pub name: String,
    /// What it is.
    pub definition: String,
    /// Its levels, lowest first: empty texts where the dictionary describes none.
    pub levels: [LevelText; 5],
    /// When it was taken into the dictionary.
    pub create_time: Timestamp,
}

/// What somebody can do at a level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelText {
    /// What it means; empty when the dictionary does not describe the level.
    pub description: String,
    /// How it shows.
    pub indicators: String,
}

impl Technical {
    /// Whether the dictionary describes a level: nobody can be measured at one that it does not.
    pub fn describes(&self, level: Level) -> bool {
        !self.levels[level.index()].description.is_empty()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_one_to_five_are_levels() {
        let read: Vec<i32> = (-1..=7).filter_map(|number| Level::parse(number).ok()).map(Level::number).collect();
        assert_eq!(read, [1, 2, 3, 4, 5]);
        assert_eq!(Level::parse(5).unwrap().index(), 4);
    }

    #[test]
    fn a_functional_job_has_a_level_and_no_other_has() {
        for (grade, job_type, level) in GRADES {
            assert_eq!((JobGrade::parse(job_type, level), grade.texts()), (Ok(grade), (job_type, level)));
        }
        for (job_type, level) in [("", ""), ("fungsional", ""), ("pelaksana", "mahir"), ("eselon", "")] {
            assert_eq!(JobGrade::parse(job_type, level), Err(NotAGrade), "{job_type} {level}");
        }
        assert_eq!(JobGrade::FirstExpert.describe(), "fungsional ahli pertama");
    }
}
