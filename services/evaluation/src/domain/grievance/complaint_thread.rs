//! What is said about a report after it came in, and who said it. The texts are sealed and never part of this.

use jiff::Timestamp;
use uuid::Uuid;

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// Whoever reported.
    Reporter,
    /// The office, to whoever reported.
    Office,
    /// The office, to itself; no reporter sees it.
    Internal,
}

const AUTHORS: [(Author, &str); 3] =
    [(Author::Reporter, "reporter"), (Author::Office, "office"), (Author::Internal, "internal")];

impl Author {
    /// Its name in data.
    pub fn as_str(self) -> &'static str {
        AUTHORS.iter().find(|(author, _)| *author == self).map_or("", |(_, name)| name)
    }

    /// Reads its name.
    pub fn parse(name: &str) -> Option<Self> {
        AUTHORS.iter().find(|(_, known)| *known == name).map(|(author, _)| *author)
    }
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Id.
    pub id: Uuid,
    /// Report it was said about.
    pub complaint: Uuid,
    /// By whom.
    pub author: Author,
    /// Whether it is the answer.
    pub is_answer: bool,
    /// Whether it is worded for everybody who reported the same, so that reporters of duplicates see it too.
    pub is_shared: bool,
    /// When.
    pub create_time: Timestamp,
}

impl Said {
    /// Something said now.
    pub fn now(complaint: Uuid, author: Author, now: Timestamp) -> Self {
        Self { id: Uuid::now_v7(), complaint, author, is_answer: false, is_shared: false, create_time: now }
    }

    /// What the office says now to whoever reported; shared where it is worded for all who reported the same.
    pub fn by_office(complaint: Uuid, is_shared: bool, now: Timestamp) -> Self {
        Self { is_shared, ..Self::now(complaint, Author::Office, now) }
    }

    /// The answer, given now.
    pub fn answer(complaint: Uuid, is_shared: bool, now: Timestamp) -> Self {
        Self { is_answer: true, ..Self::by_office(complaint, is_shared, now) }
    }
}

/// How satisfied a reporter is with the answer, 1 (not at all) to 4 (very).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Satisfaction(u8);

/// Not on the scale.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 4")]
pub struct OffTheScale;

impl Satisfaction {
    /// Takes a number of the scale.
    pub fn new(score: i32) -> Result<Self, OffTheScale> {
        u8::try_from(score).ok().filter(|score| (1..=4).contains(score)).map(Self).ok_or(OffTheScale)
    }

    /// The number.
    pub fn score(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn satisfaction_is_one_to_four() {
        for score in 1..=4 {
            assert_eq!(Satisfaction::new(score).map(|found| i32::from(found.score())), Ok(score));
        }
        for score in [i32::MIN, -1, 0, 5, 257, i32::MAX] {
            assert_eq!(Satisfaction::new(score), Err(OffTheScale), "{score}");
        }
    }

    #[test]
    fn authors_are_read_back() {
        for (author, name) in AUTHORS {
            assert_eq!((author.as_str(), Author::parse(name)), (name, Some(author)));
        }
        assert_eq!(Author::parse("nobody"), None);
    }
}
