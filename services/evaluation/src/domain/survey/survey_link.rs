//! An open link to a questionnaire (*tautan terbuka*). It cannot tell persons apart, so it has limits.

use jiff::Timestamp;
use uuid::Uuid;

/// A link, without its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyLink {
    /// Id.
    pub id: Uuid,
    /// Survey it leads to.
    pub survey: Uuid,
    /// What it is for.
    pub title: String,
    /// Most answers it takes.
    pub most_answers: i64,
    /// Answers taken.
    pub answers: i64,
    /// It takes none from then on.
    pub expire_time: Timestamp,
    /// Whether somebody has shut it.
    pub closed: bool,
    /// Version.
    pub version: i64,
    /// When it was made.
    pub create_time: Timestamp,
}

/// The link takes no more answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the link takes no more answers")]
pub struct Exhausted;

impl SurveyLink {
    /// Whether it takes an answer now.
    pub fn must_take(&self, now: Timestamp) -> Result<(), Exhausted> {
        let open = !self.closed && now < self.expire_time && self.answers < self.most_answers;
        if open { Ok(()) } else { Err(Exhausted) }
    }

    /// Shuts it, once.
    pub fn close(&mut self) -> Result<(), Exhausted> {
        if self.closed {
            return Err(Exhausted);
        }
        self.closed = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(answers: i64) -> SurveyLink {
        SurveyLink {
            id: Uuid::nil(),
            survey: Uuid::nil(),
            title: "Poster loket".into(),
            most_answers: 2,
            answers,
            expire_time: Timestamp::UNIX_EPOCH,
            closed: false,
            version: 1,
            create_time: Timestamp::MIN,
        }
    }

    #[test]
    fn a_link_takes_answers_until_its_number_its_time_or_its_end() {
        let before = Timestamp::MIN;
        assert_eq!(link(1).must_take(before), Ok(()));
        assert_eq!(link(2).must_take(before), Err(Exhausted));
        assert_eq!(link(1).must_take(Timestamp::UNIX_EPOCH), Err(Exhausted));
        let mut shut = link(0);
        assert_eq!((shut.close(), shut.must_take(before), shut.close()), (Ok(()), Err(Exhausted), Err(Exhausted)));
    }
}
