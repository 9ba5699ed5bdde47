//! Courses of the catalogue (*katalog pengembangan kompetensi*) and what they teach.

use crate::domain::evidence::{CompetencyCode, HIGHEST_LEVEL};
use jiff::Timestamp;
use uuid::Uuid;

/// What a course is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CourseKind {
    /// *Teknis*.
    Technical,
    /// *Manajerial*.
    Managerial,
    /// *Sosial kultural*.
    SocioCultural,
    /// *Soft skills*.
    SoftSkills,
    /// *Teknologi informasi*.
    InformationTechnology,
}

impl CourseKind {
    /// Every kind with its name in tables.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Technical, "technical"),
        (Self::Managerial, "managerial"),
        (Self::SocioCultural, "socio_cultural"),
        (Self::SoftSkills, "soft_skills"),
        (Self::InformationTechnology, "information_technology"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// How a course is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// *Klasikal*: in a room.
    Classical,
    /// *E-learning*: everybody at their own time.
    ELearning,
    /// *Jarak jauh*: at a distance, together.
    Distance,
    /// *Blended*: some of it in a room.
    Blended,
}

impl Mode {
    /// Every mode with its name in tables.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Classical, "classical"),
        (Self::ELearning, "e_learning"),
        (Self::Distance, "distance"),
        (Self::Blended, "blended"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }

    /// Whether people come together on its days, so that somebody notes who was there.
    pub fn has_days(self) -> bool {
        self != Self::ELearning
    }
}

/// A competency and the level that a course leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Teaching {
    /// Dictionary of the competency.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Level reached, 1 to 5.
    pub level: u8,
}

impl Teaching {
    /// The competency.
    pub fn competency(&self) -> CompetencyCode {
        CompetencyCode::new(&self.dictionary, &self.code)
    }

    /// Reads a level.
    pub fn level(level: i32) -> Option<u8> {
        u8::try_from(level).ok().filter(|level| (1..=HIGHEST_LEVEL).contains(level))
    }

    /// Whether somebody with this level learns something.
    pub fn raises(&self, achieved: Option<u8>) -> bool {
        achieved.unwrap_or_default() < self.level
    }
}

/// A course of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Id.
    pub id: Uuid,
    /// Code for people.
    pub code: String,
    /// Title.
    pub title: String,
    /// What it is about.
    pub kind: CourseKind,
    /// Kind of activity by BKN's id.
    pub activity: i32,
    /// What it teaches; none for one that closes no gap.
    pub teaching: Option<Teaching>,
    /// Lesson hours.
    pub hours: i64,
    /// Rupiah a person.
    pub rupiah: i64,
    /// Who gives it.
    pub provider: String,
    /// How it is held.
    pub mode: Mode,
    /// When it was taken out of the catalogue.
    pub retire_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
    /// When it was added.
    pub create_time: Timestamp,
}

/// The course is not offered any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the course was taken out of the catalogue")]
pub struct Retired;

impl Course {
    /// Takes it out of the catalogue.
    pub fn retire(&mut self, now: Timestamp) -> Result<(), Retired> {
        self.must_be_offered()?;
        self.retire_time = Some(now);
        Ok(())
    }

    /// Whether sessions of it can be planned.
    pub fn must_be_offered(&self) -> Result<(), Retired> {
        if self.retire_time.is_none() { Ok(()) } else { Err(Retired) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn course() -> Course {
        Course {
            id: Uuid::nil(),
            code: "K-1".into(),
            title: "Komunikasi".into(),
            kind: CourseKind::Managerial,
            activity: 5,
            teaching: Some(Teaching { dictionary: "d".into(), code: "M3".into(), level: 3 }),
            hours: 8,
            rupiah: 1_500_000,
            provider: "BPSDM".into(),
            mode: Mode::Classical,
            retire_time: None,
            version: 1,
            create_time: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_course_is_taken_out_once() {
        let mut course = course();
        assert_eq!(course.must_be_offered(), Ok(()));
        assert_eq!(course.retire(Timestamp::UNIX_EPOCH), Ok(()));
        assert_eq!((course.retire(Timestamp::UNIX_EPOCH), course.must_be_offered()), (Err(Retired), Err(Retired)));
    }

    #[test]
    fn a_course_raises_those_below_its_level() {
        let teaching = Teaching { dictionary: "d".into(), code: "M3".into(), level: 3 };
        for (achieved, raises) in [(None, true), (Some(0), true), (Some(2), true), (Some(3), false), (Some(5), false)] {
            assert_eq!(teaching.raises(achieved), raises, "{achieved:?}");
        }
        assert_eq!([0, 1, 5, 6, -1, 257].map(Teaching::level), [None, Some(1), Some(5), None, None, None]);
    }

    #[test]
    fn names_in_tables_read_back() {
        for (kind, text) in CourseKind::ALL {
            assert_eq!((CourseKind::parse(text), kind.as_str()), (Some(kind), text));
        }
        for (mode, text) in Mode::ALL {
            assert_eq!((Mode::parse(text), mode.as_str()), (Some(mode), text));
        }
    }
}
