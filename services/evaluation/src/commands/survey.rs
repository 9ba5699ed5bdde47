//! Surveys: planned, answered by anybody, counted, published with what follows.

mod close_survey;
mod close_survey_link;
mod create_survey;
mod create_survey_link;
mod discard_survey;
mod import_answers;
mod issue_survey_codes;
mod open_survey;
mod plan_follow_up;
mod publish_survey;
mod record_past_index;
mod submit_answers;

pub use close_survey::close_survey;
pub use close_survey_link::close_survey_link;
pub use create_survey::{CreateSurvey, create_survey};
pub use create_survey_link::{CreateSurveyLink, create_survey_link};
pub use discard_survey::{DiscardSurvey, discard_survey};
pub use import_answers::{PaperForm, hold_for_paper, import_answers};
pub use issue_survey_codes::{IssueSurveyCodes, issue_survey_codes};
pub use open_survey::open_survey;
pub use plan_follow_up::{PlanFollowUp, plan_follow_up};
pub use publish_survey::{PublishSurvey, publish_survey};
pub use record_past_index::{RecordPastIndex, record_past_index};
pub use submit_answers::{Opened, SubmitAnswers, code_index, open_questionnaire, submit_answers};

use crate::{
    domain::{
        questionnaire::{BadAnswer, Spot},
        survey_rules::{SurveyBook, SurveyRules},
    },
    error::Error,
    rulesets::RulesetError,
};
use platform::Violations;

/// The rules a survey was made by.
pub fn survey_rules<'b>(book: &'b SurveyBook, ruleset: &str) -> Result<&'b SurveyRules, Error> {
    Ok(book.of(ruleset).ok_or_else(|| RulesetError::Unknown(ruleset.to_owned()))?)
}

/// What is wrong with an answer, by the fields of a request or a row.
pub fn violations_of(wrong: Vec<(Spot, BadAnswer)>) -> Violations {
    let mut violations = Violations::default();
    for (spot, why) in wrong {
        let field = match spot {
            Spot::Elements => "answers".to_owned(),
            Spot::Element(n) => format!("answers[{n}].element"),
            Spot::Value(n) => format!("answers[{n}].answer"),
            Spot::Question(n) => format!("question_answers[{n}].question"),
            Spot::Choice(n) => format!("question_answers[{n}].choice"),
        };
        violations.add(field, why);
    }
    violations
}
