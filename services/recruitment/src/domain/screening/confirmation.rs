//! What issuers of diplomas and licences are asked (*konfirmasi ijazah*), and what they answer.

use crate::domain::document::DocumentKind;
use jiff::Timestamp;
use uuid::Uuid;

/// A university or professional body (*perguruan tinggi*, *organisasi profesi*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    /// Id.
    pub id: Uuid,
    /// Code in the national register.
    pub code: String,
    /// Title.
    pub title: String,
    /// Subject of the tokens that speak for it.
    pub subject: String,
    /// When it was registered.
    pub create_time: Timestamp,
}

/// What an institution needs to look a document up.
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    /// Number on the document.
    pub number: String,
    /// Study programme or profession.
    pub programme: String,
}

/// A question to an institution about one document.
#[derive(Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// Id.
    pub id: Uuid,
    /// Who is asked.
    pub institution: Uuid,
    /// Document asked about.
    pub document: Uuid,
    /// What kind it is.
    pub kind: DocumentKind,
    /// What is asked; it is about a person.
    pub question: Question,
    /// SHA-256 of [`holder`].
    pub holder: Vec<u8>,
    /// When it was asked.
    pub request_time: Timestamp,
    /// What was answered, and when.
    pub answer: Option<(Answer, Timestamp)>,
    /// Version.
    pub version: i64,
}

/// What an institution answers.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// It issued this document to this person.
    Confirmed,
    /// It did not, or not so, and why.
    Denied(String),
}

/// The question has been answered.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the confirmation has been answered")]
pub struct Answered;

impl Confirmation {
    /// Takes the answer.
    pub fn answer(&mut self, answer: Answer, now: Timestamp) -> Result<(), Answered> {
        if self.answer.is_some() {
            return Err(Answered);
        }
        self.answer = Some((answer, now));
        Ok(())
    }

    /// Whether the issuer says that it did not issue the document.
    pub fn is_denied(&self) -> bool {
        matches!(self.answer, Some((Answer::Denied(_), _)))
    }
}

impl Question {
    /// The text to be sealed, a line each; the number has none of its own.
    pub fn to_record(&self) -> String {
        format!("{}\n{}", self.number.replace('\n', " "), self.programme)
    }

    /// Reads an opened record.
    pub fn of_record(record: &str) -> Option<Self> {
        let (number, programme) = record.split_once('\n')?;
        Some(Self { number: number.to_owned(), programme: programme.to_owned() })
    }
}

/// What is hashed to tell the holder to somebody who knows the name already, and to nobody else: the document's number and
/// the capital letters of the name. The number makes equal names differ.
pub fn holder(number: &str, full_name: &str) -> String {
    let letters: String = full_name.chars().filter(|sign| sign.is_alphabetic()).flat_map(char::to_uppercase).collect();
    format!("{number}|{letters}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_is_the_same_however_the_name_is_written() {
        assert_eq!(holder("DN-01/123", "Siti  Nur'aini, S.Kep."), "DN-01/123|SITINURAINISKEP");
        assert_eq!(holder("1", "siti nur aini"), holder("1", "SITI NURAINI"));
        assert_ne!(holder("1", "Siti"), holder("2", "Siti"));
    }

    #[test]
    fn a_question_is_read_back_and_answered_once() {
        let question = Question { number: "DN-01\n123".into(), programme: "Keperawatan\nD-III".into() };
        let read = Question::of_record(&question.to_record());
        assert!(read.is_some_and(|read| read.number == "DN-01 123" && read.programme == question.programme));
        let mut asked = Confirmation {
            id: Uuid::nil(),
            institution: Uuid::nil(),
            document: Uuid::nil(),
            kind: DocumentKind::Diploma,
            question,
            holder: Vec::new(),
            request_time: Timestamp::UNIX_EPOCH,
            answer: None,
            version: 1,
        };
        assert!(asked.answer(Answer::Denied("nomor lain".into()), Timestamp::UNIX_EPOCH).is_ok() && asked.is_denied());
        assert_eq!(asked.answer(Answer::Confirmed, Timestamp::UNIX_EPOCH), Err(Answered));
    }
}
