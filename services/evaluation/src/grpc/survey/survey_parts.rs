//! Elements, grades, answers and figures of surveys between messages and domain.

use crate::{
    commands::violations_of,
    domain::{
        questionnaire::{Answer, BadAnswer, Given, Question, Spot},
        satisfaction::Grade,
        survey_element::Element,
    },
};
use contracts::evaluation::v1 as pb;
use num_bigint::BigInt;
use num_rational::BigRational;
use platform::Violations;

/// Most answers that a list is read to: a whole questionnaire has fewer.
const MOST_ANSWERS: usize = 50;

pub(crate) fn parse_element(number: i32) -> Option<Element> {
    use pb::SurveyElement as Wire;
    Some(match Wire::try_from(number).ok()? {
        Wire::Unspecified => return None,
        Wire::Requirements => Element::Requirements,
        Wire::Procedures => Element::Procedures,
        Wire::Time => Element::Time,
        Wire::Cost => Element::Cost,
        Wire::Product => Element::Product,
        Wire::Competence => Element::Competence,
        Wire::Conduct => Element::Conduct,
        Wire::ComplaintHandling => Element::ComplaintHandling,
        Wire::Facilities => Element::Facilities,
    })
}

pub(crate) fn render_element(element: Element) -> i32 {
    use pb::SurveyElement as Wire;
    let wire = match element {
        Element::Requirements => Wire::Requirements,
        Element::Procedures => Wire::Procedures,
        Element::Time => Wire::Time,
        Element::Cost => Wire::Cost,
        Element::Product => Wire::Product,
        Element::Competence => Wire::Competence,
        Element::Conduct => Wire::Conduct,
        Element::ComplaintHandling => Wire::ComplaintHandling,
        Element::Facilities => Wire::Facilities,
    };
    wire.into()
}

pub(crate) fn render_grade(grade: Grade) -> i32 {
    let wire = match grade {
        Grade::A => pb::SurveyGrade::A,
        Grade::B => pb::SurveyGrade::B,
        Grade::C => pb::SurveyGrade::C,
        Grade::D => pb::SurveyGrade::D,
    };
    wire.into()
}

/// Hundredths as `91.48` or `-3.20`.
pub(crate) fn render_hundredths(hundredths: i64) -> String {
    exact::render(&BigRational::new(hundredths.into(), BigInt::from(100)), 2)
}

/// Reads answers as they came in. What is wrong with the elements is noted here; questions are known to the survey only.
pub(crate) fn parse_answers(
    check: &mut Violations,
    answers: &[pb::ElementAnswer],
    questions: Vec<pb::QuestionAnswer>,
) -> Option<Given> {
    parse_given(check, answers, questions, Answer::check)
}

/// The same of a form on paper, which may be blank in places.
pub(crate) fn parse_paper(
    check: &mut Violations,
    answers: &[pb::ElementAnswer],
    questions: Vec<pb::QuestionAnswer>,
) -> Option<Given> {
    parse_given(check, answers, questions, Answer::check_paper)
}

/// What makes an answer of what was given, or says what is wrong and where.
type Reading = fn(&Given, &[Question]) -> Result<Answer, Vec<(Spot, BadAnswer)>>;

fn parse_given(
    check: &mut Violations,
    answers: &[pb::ElementAnswer],
    questions: Vec<pb::QuestionAnswer>,
    sound: Reading,
) -> Option<Given> {
    let few = answers.len() <= MOST_ANSWERS && questions.len() <= MOST_ANSWERS;
    check.check("answers", answers.len() <= MOST_ANSWERS, format!("must be at most {MOST_ANSWERS}"));
    check.check("question_answers", questions.len() <= MOST_ANSWERS, format!("must be at most {MOST_ANSWERS}"));
    if !few {
        return None;
    }
    let elements: Vec<(Option<Element>, i32)> =
        answers.iter().map(|one| (parse_element(one.element), one.answer)).collect();
    let alone = Given { elements, questions: Vec::new() };
    if let Err(wrong) = sound(&alone, &[]) {
        check.0.extend(violations_of(wrong).0);
        return None;
    }
    let questions = questions.into_iter().map(|one| (one.question, one.choice)).collect();
    Some(Given { elements: alone.elements, questions })
}
