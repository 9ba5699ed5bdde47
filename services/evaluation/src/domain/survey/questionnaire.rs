//! What a survey asks and what one person answers (*kuesioner*): nine elements, each answered from 1 to 4, and closed
//! questions of the unit's own that change no index.

use crate::domain::{satisfaction::BEST_ANSWER, survey_element::Element};
use std::collections::BTreeSet;

/// Most questions beyond the elements.
pub const MOST_QUESTIONS: usize = 20;
/// Most choices of such a question; two are the least.
pub const MOST_CHOICES: usize = 10;

/// A question beyond the elements (*pertanyaan tambahan*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Short key.
    pub key: String,
    /// The question.
    pub text: String,
    /// Answers to choose from.
    pub choices: Vec<String>,
}

impl Question {
    /// Whether a text can be a key: an element's name would be counted as its answer.
    pub fn is_key(text: &str) -> bool {
        let sound = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'_';
        (1..=30).contains(&text.len()) && text.bytes().all(sound) && Element::parse(text).is_none()
    }
}

/// One answer as it came in, read but not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Elements, none where the caller named no known one, with what was answered.
    pub elements: Vec<(Option<Element>, i32)>,
    /// Keys of questions with the number of the choice.
    pub questions: Vec<(String, i32)>,
}

/// A sound answer of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// 1 to 4, in the order of [`Element::ALL`]; none where a form on paper is blank.
    elements: [Option<u8>; 9],
    /// Place of the question and number of the choice, from 1.
    questions: Vec<(usize, i16)>,
}

/// Where an answer is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// The elements as a whole.
    Elements,
    /// Name of one element answered.
    Element(usize),
    /// Answer to it.
    Value(usize),
    /// Key of one question answered.
    Question(usize),
    /// Choice taken.
    Choice(usize),
}

/// Why an answer is not counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswer {
    /// Not one of the nine.
    #[error("must be one of the nine elements")]
    UnknownElement,
    /// Answered before.
    #[error("is answered twice")]
    Twice,
    /// Outside the scale.
    #[error("must be from 1 to {BEST_ANSWER}")]
    OutOfScale,
    /// Elements that nobody answered.
    #[error("must answer {}", .0.iter().map(|element| element.as_str()).collect::<Vec<_>>().join(", "))]
    Missing(Vec<Element>),
    /// Not a question of the survey.
    #[error("must be the key of a question of this survey")]
    UnknownQuestion,
    /// Not a choice of the question.
    #[error("must be from 1 to {0}")]
    UnknownChoice(usize),
}

impl Answer {
    /// Checks a whole answer against the questions of its survey and tells everything that is wrong.
    pub fn check(given: &Given, questions: &[Question]) -> Result<Self, Vec<(Spot, BadAnswer)>> {
        Self::read(given, questions, false)
    }

    /// The same of a form on paper, on which all elements but one may be blank: nobody can be asked again, and an element's
    /// average is that of those who filled it in.
    pub fn check_paper(given: &Given, questions: &[Question]) -> Result<Self, Vec<(Spot, BadAnswer)>> {
        Self::read(given, questions, true)
    }

    fn read(given: &Given, questions: &[Question], blanks: bool) -> Result<Self, Vec<(Spot, BadAnswer)>> {
        let mut wrong = Vec::new();
        let elements = check_elements(&given.elements, blanks, &mut wrong);
        let questions = check_questions(&given.questions, questions, &mut wrong);
        if wrong.is_empty() { Ok(Self { elements, questions }) } else { Err(wrong) }
    }

    /// The answer to an element, from 1 to 4; none where it was left blank.
    pub fn of(&self, element: Element) -> Option<u8> {
        self.elements[element.place()]
    }

    /// Questions that were answered: place and number of the choice, from 1.
    pub fn questions(&self) -> &[(usize, i16)] {
        &self.questions
    }
}

fn check_elements(
    given: &[(Option<Element>, i32)],
    blanks: bool,
    wrong: &mut Vec<(Spot, BadAnswer)>,
) -> [Option<u8>; 9] {
    let mut elements = [None; 9];
    let mut seen = BTreeSet::new();
    for (n, (element, answer)) in given.iter().enumerate() {
        match element {
            None => wrong.push((Spot::Element(n), BadAnswer::UnknownElement)),
            Some(element) if !seen.insert(*element) => wrong.push((Spot::Element(n), BadAnswer::Twice)),
            Some(_) => {}
        }
        let value = u8::try_from(*answer).ok().filter(|answer| (1..=BEST_ANSWER).contains(answer));
        match (value, element) {
            (Some(value), Some(element)) => elements[element.place()] = Some(value),
            (None, _) => wrong.push((Spot::Value(n), BadAnswer::OutOfScale)),
            (Some(_), None) => {}
        }
    }
    let missing: Vec<Element> = Element::ALL.into_iter().filter(|element| !seen.contains(element)).collect();
    let enough = missing.is_empty() || (blanks && missing.len() < Element::ALL.len());
    if !enough {
        wrong.push((Spot::Elements, BadAnswer::Missing(missing)));
    }
    elements
}

fn check_questions(
    given: &[(String, i32)],
    questions: &[Question],
    wrong: &mut Vec<(Spot, BadAnswer)>,
) -> Vec<(usize, i16)> {
    let mut sound = Vec::new();
    let mut seen = BTreeSet::new();
    for (n, (key, choice)) in given.iter().enumerate() {
        let Some(place) = questions.iter().position(|question| question.key == *key) else {
            wrong.push((Spot::Question(n), BadAnswer::UnknownQuestion));
            continue;
        };
        if !seen.insert(place) {
            wrong.push((Spot::Question(n), BadAnswer::Twice));
        }
        let most = questions[place].choices.len();
        let number = i16::try_from(*choice).ok();
        match number.filter(|number| usize::try_from(*number).is_ok_and(|number| (1..=most).contains(&number))) {
            Some(number) => sound.push((place, number)),
            None => wrong.push((Spot::Choice(n), BadAnswer::UnknownChoice(most))),
        }
    }
    sound
}

#[cfg(test)]
#[path = "questionnaire_tests.rs"]
mod tests;
