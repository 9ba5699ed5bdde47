//! What users of a public service say of it (*survei kepuasan masyarakat*, SKM).

pub mod past_index;
pub mod questionnaire;
pub mod sample;
pub mod satisfaction;
pub mod satisfaction_survey;
pub mod survey_element;
pub mod survey_link;
pub mod survey_result;
pub mod survey_rules;
pub mod survey_tally;
