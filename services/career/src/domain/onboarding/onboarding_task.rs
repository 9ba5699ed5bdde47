//! Tasks of the first weeks and months (*daftar tugas orientasi*).

use crate::domain::onboarding_rules::TaskLine;
use jiff::{Timestamp, ToSpan, civil::Date};
use uuid::Uuid;

/// Who sees to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The personnel office (*bagian kepegawaian*).
    Hr,
    /// The superior (*atasan*).
    Superior,
    /// The mentor.
    Mentor,
    /// The servant.
    Servant,
}

impl Owner {
    /// Everyone with their name in tables.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Hr, "hr"), (Self::Superior, "superior"), (Self::Mentor, "mentor"), (Self::Servant, "servant")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// The beginning of somebody's first year in this instansi.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onboarding {
    /// Whose.
    pub servant: Uuid,
    /// First day on the first post.
    pub first_day: Date,
    /// Ruleset that the tasks are from.
    pub ruleset: String,
    /// When it was opened.
    pub create_time: Timestamp,
}

/// A task, without its note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnboardingTask {
    /// Id.
    pub id: Uuid,
    /// Whose first year.
    pub servant: Uuid,
    /// Code in the template.
    pub code: String,
    /// What is to be done.
    pub title: String,
    /// Who sees to it.
    pub owner: Owner,
    /// Day by which.
    pub due_date: Date,
    /// Day on which it was done.
    pub done_date: Option<Date>,
    /// Subject of whoever said so; empty before.
    pub done_by: String,
    /// Day on which it came to nothing: the servant left before it was done.
    pub lapse_date: Option<Date>,
    /// Version.
    pub version: i64,
}

/// Why a first year or a task of it refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OnboardingRefusal {
    /// Opened before.
    #[error("the onboarding of the servant is open already")]
    Open,
    /// None was opened.
    #[error("no onboarding of the servant is open")]
    NotOpen,
    /// The servant left.
    #[error("the servant left the service")]
    Left,
    /// Done before.
    #[error("the task is done already")]
    Done,
}

impl OnboardingTask {
    /// A task of the template for somebody who began on `first_day`.
    pub fn from_line(id: Uuid, servant: Uuid, line: &TaskLine, first_day: Date) -> Self {
        Self {
            id,
            servant,
            code: line.code.clone(),
            title: line.title.clone(),
            owner: line.owner,
            due_date: first_day.checked_add(line.due_days.days()).unwrap_or(Date::MAX),
            done_date: None,
            done_by: String::new(),
            lapse_date: None,
            version: 1,
        }
    }

    /// Is done on `today`, as `subject` says.
    pub fn complete(&mut self, subject: &str, today: Date) -> Result<(), OnboardingRefusal> {
        if self.done_date.is_some() {
            return Err(OnboardingRefusal::Done);
        }
        if self.lapse_date.is_some() {
            return Err(OnboardingRefusal::Left);
        }
        (self.done_date, self.done_by) = (Some(today), subject.to_owned());
        Ok(())
    }

    /// Whether it should have been done before `day`.
    pub fn is_overdue(&self, day: Date) -> bool {
        self.done_date.is_none() && self.lapse_date.is_none() && self.due_date < day
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn task() -> OnboardingTask {
        let line = TaskLine { code: "spmt".into(), title: "SPMT".into(), owner: Owner::Superior, due_days: 7 };
        OnboardingTask::from_line(Uuid::nil(), Uuid::nil(), &line, date(2025, 5, 1))
    }

    #[test]
    fn a_task_is_due_after_its_days_and_done_once() {
        let mut task = task();
        assert_eq!(task.due_date, date(2025, 5, 8));
        assert!(!task.is_overdue(date(2025, 5, 8)));
        assert!(task.is_overdue(date(2025, 5, 9)));
        assert_eq!(task.complete("hr", date(2025, 5, 20)), Ok(()));
        assert!(!task.is_overdue(date(2025, 5, 21)));
        assert_eq!(task.complete("hr", date(2025, 5, 21)), Err(OnboardingRefusal::Done));
        assert_eq!(task.done_date, Some(date(2025, 5, 20)));
    }

    #[test]
    fn a_task_of_who_left_is_neither_done_nor_overdue() {
        let mut task = OnboardingTask { lapse_date: Some(date(2025, 5, 4)), ..task() };
        assert!(!task.is_overdue(date(2025, 6, 1)));
        assert_eq!(task.complete("hr", date(2025, 5, 20)), Err(OnboardingRefusal::Left));
    }

    #[test]
    fn names_in_tables_read_back() {
        for (owner, text) in Owner::ALL {
            assert_eq!((Owner::parse(text), owner.as_str()), (Some(owner), text));
        }
    }
}
