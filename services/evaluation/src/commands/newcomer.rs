//! The newly appointed: what career tells of them is noted.

mod note_newcomer_answer;

pub use note_newcomer_answer::{ToldAnswer, note_newcomer_answer};
