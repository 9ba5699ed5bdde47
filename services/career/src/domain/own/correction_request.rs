//! A servant's request to correct the own record, and the office's answer.

use crate::domain::correction::History;
use jiff::{Span, Timestamp, civil::Date};
use std::fmt;
use uuid::Uuid;

/// The rules of such requests: dated data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionRules {
    /// Id.
    pub id: String,
    /// First day they hold.
    pub valid_from: Date,
    /// Hours until an answer is due.
    pub answer_hours: i64,
    /// Requests of one person that wait at a time.
    pub most_open: i64,
    /// What a request can be about.
    pub fields: Vec<String>,
}

impl CorrectionRules {
    /// What is wrong with them, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        if !(1..=8_760).contains(&self.answer_hours) {
            return Some("wants an answer at once or after more than a year");
        }
        if !(1..=1_000).contains(&self.most_open) {
            return Some("takes no request or too many");
        }
        let histories = History::ALL.into_iter().all(|(_, name)| self.fields.iter().any(|field| field == name));
        if !histories { Some("leaves a history out") } else { None }
    }

    /// By when an answer is due.
    pub fn due(&self, now: Timestamp) -> Timestamp {
        let wait = Span::new().try_hours(self.answer_hours);
        wait.and_then(|wait| now.checked_add(wait)).unwrap_or(Timestamp::MAX)
    }
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectionState {
    /// Waits for an answer.
    Open,
    /// Corrected.
    Accepted,
    /// Left as it is, with a reason.
    Refused,
}

impl CorrectionState {
    /// Every state with its name in tables.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Open, "open"), (Self::Accepted, "accepted"), (Self::Refused, "refused")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

impl fmt::Display for CorrectionState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.as_str().to_uppercase())
    }
}

/// One request, without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionRequest {
    /// Id.
    pub id: Uuid,
    /// Whose record.
    pub servant: Uuid,
    /// Where it stands.
    pub state: CorrectionState,
    /// What it is about: one of the ruleset's fields.
    pub field: String,
    /// By when an answer is due.
    pub due_time: Timestamp,
    /// When it was answered.
    pub answer_time: Option<Timestamp>,
    /// Subject of whoever answered; empty before.
    pub answered_by: String,
    /// Name of the row that mends the record; empty unless accepted.
    pub row: String,
    /// Ruleset.
    pub ruleset: String,
    /// Version.
    pub version: i64,
    /// When it was asked.
    pub create_time: Timestamp,
}

/// What the office says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Corrected by this row.
    Accepted(String),
    /// Left as it is.
    Refused,
}

/// Why a request refuses a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionRefusal {
    /// Somebody answered.
    #[error("the request is {0}")]
    State(CorrectionState),
    /// Four eyes.
    #[error("nobody answers their own request")]
    Own,
    /// As many as may wait.
    #[error("{0} requests wait for an answer, and no more may")]
    TooMany(i64),
}

impl CorrectionRequest {
    /// The history whose row has to mend it; none for what has no rows.
    pub fn history(&self) -> Option<History> {
        History::ALL.into_iter().find(|(_, name)| *name == self.field).map(|(history, _)| history)
    }

    /// Answers it, once.
    pub fn answer(&mut self, verdict: Verdict, by: &str, now: Timestamp) -> Result<(), CorrectionRefusal> {
        if self.state != CorrectionState::Open {
            return Err(CorrectionRefusal::State(self.state));
        }
        (self.state, self.row) = match verdict {
            Verdict::Accepted(row) => (CorrectionState::Accepted, row),
            Verdict::Refused => (CorrectionState::Refused, String::new()),
        };
        (self.answered_by, self.answer_time) = (by.to_owned(), Some(now));
        Ok(())
    }

    /// Whether an answer came, or still has to come, after it was due.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.answer_time.unwrap_or(now) > self.due_time
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn rules() -> CorrectionRules {
        let fields = History::ALL.into_iter().map(|(_, name)| name.to_owned()).collect();
        let (id, valid_from) = ("r".into(), date(2022, 10, 17));
        CorrectionRules { id, valid_from, answer_hours: 72, most_open: 20, fields }
    }

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn request(field: &str) -> CorrectionRequest {
        let now = time("2025-05-02T08:00:00Z");
        CorrectionRequest {
            id: Uuid::nil(),
            servant: Uuid::nil(),
            state: CorrectionState::Open,
            field: field.into(),
            due_time: rules().due(now),
            answer_time: None,
            answered_by: String::new(),
            row: String::new(),
            ruleset: "r".into(),
            version: 1,
            create_time: now,
        }
    }

    #[test]
    fn an_answer_is_due_after_three_times_24_hours() {
        let mut one = request("ranks");
        assert_eq!(one.due_time, time("2025-05-05T08:00:00Z"));
        assert!(!one.is_late(time("2025-05-05T08:00:00Z")));
        assert!(one.is_late(time("2025-05-05T08:00:01Z")));
        one.answer(Verdict::Refused, "hr", time("2025-05-04T08:00:00Z")).unwrap();
        assert!(!one.is_late(time("2026-01-01T00:00:00Z")), "it was answered in time");
    }

    #[test]
    fn it_is_answered_once() {
        let (mut one, now) = (request("ranks"), time("2025-05-03T08:00:00Z"));
        assert_eq!(one.answer(Verdict::Accepted("row".into()), "hr", now), Ok(()));
        assert_eq!((one.state, one.row.as_str(), one.answered_by.as_str()), (CorrectionState::Accepted, "row", "hr"));
        let refused = Err(CorrectionRefusal::State(CorrectionState::Accepted));
        assert_eq!(one.answer(Verdict::Refused, "hr", now), refused);
    }

    #[test]
    fn a_history_is_mended_by_its_rows() {
        assert_eq!(request("ranks").history(), Some(History::Ranks));
        assert_eq!(request("identity.birth_date").history(), None);
    }

    #[test]
    fn faults_are_told_and_names_read_back() {
        assert_eq!(rules().fault(), None);
        assert!(CorrectionRules { answer_hours: 0, ..rules() }.fault().is_some());
        assert!(CorrectionRules { most_open: 0, ..rules() }.fault().is_some());
        assert!(CorrectionRules { fields: Vec::new(), ..rules() }.fault().is_some());
        for (state, text) in CorrectionState::ALL {
            assert_eq!((CorrectionState::parse(text), state.to_string()), (Some(state), text.to_uppercase()));
        }
    }
}
