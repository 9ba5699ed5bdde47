//! Surveys at the edge: the office's service, everybody's service, and paper forms row by row.

pub mod answer_rows;
pub mod past_index_messages;
pub mod questionnaires;
pub mod survey_messages;
pub mod survey_parts;
pub mod survey_views;
pub mod surveys;
