//! Surveys (*SKM*): what is asked, who may answer, and the sums that are kept of answers.

pub mod past_indexes;
pub mod previous_indexes;
pub mod survey_actions;
pub mod survey_codes;
pub mod survey_links;
pub mod survey_marks;
pub mod survey_questions;
pub mod survey_results;
pub mod survey_sums;
pub mod surveys;

/// A text in a table that no version of the service wrote.
fn unknown_in_survey(what: &str, text: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("unknown {what} `{text}`").into())
}
