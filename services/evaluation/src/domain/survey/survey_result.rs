//! What came out of a survey (*hasil SKM*): the index, each element, and what of it may be shown. A figure that stands for
//! too few people is left out whole, because the others and their sum would give it away.

use crate::domain::{
    questionnaire::Question,
    satisfaction::{Grade, SatisfactionError, hundredths, index_of_average},
    survey_element::Element,
    survey_rules::SurveyRules,
    survey_tally::{Respondents, Tally},
};
use jiff::civil::Date;
use num_rational::BigRational;
use uuid::Uuid;

/// A result with how it arose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyResult {
    /// Respondents.
    pub respondents: Respondents,
    /// Whether the minimum sample was reached.
    pub sample_reached: bool,
    /// Figures; none where fewer answered than a cell may show, all together or one of the elements.
    pub figures: Option<Figures>,
}

/// The figures of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Index, exact.
    pub index: BigRational,
    /// Grade of the rounded index.
    pub grade: Grade,
    /// Each element, in the order of the regulation.
    pub elements: Vec<ElementFigure>,
    /// Questions beyond the elements: how often each choice was taken; none where a choice stands for too few.
    pub questions: Vec<Option<Vec<i64>>>,
}

/// One element of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementFigure {
    /// Element.
    pub element: Element,
    /// Sum of the answers.
    pub sum: i64,
    /// Answers.
    pub answers: i64,
    /// Average answer (*NRR*), exact.
    pub average: BigRational,
    /// Average × 25, exact.
    pub index: BigRational,
    /// Grade of that, rounded.
    pub grade: Grade,
    /// Whether a plan has to name it.
    pub weak: bool,
    /// Answers 1, 2, 3 and 4; none where one of them stands for too few.
    pub counts: Option<[i64; 4]>,
}

/// The index of a published survey, for the signals of quality. `index` and those of the elements are in hundredths of the
/// scale from 25 to 100.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedIndex {
    /// Survey.
    pub survey: Uuid,
    /// Last day of its period.
    pub period_end: Date,
    /// Index.
    pub index: i64,
    /// Ruleset that made the index: those of two are never subtracted.
    pub ruleset: String,
    /// Each element's average × 25, with its answers 1, 2, 3 and 4.
    pub elements: Vec<(Element, i64, [i64; 4])>,
    /// Respondents whose answers count.
    pub respondents: i64,
    /// Whether they reached the minimum sample.
    pub sample_reached: bool,
}

/// Where the index of the period before was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A survey that was published here.
    Survey(Uuid),
    /// An index of before this system.
    Past(Uuid),
}

/// The index of the period before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousIndex {
    /// Where it was found.
    pub source: Source,
    /// Last day of its period.
    pub period_end: Date,
    /// Index in hundredths.
    pub index: i64,
    /// Its scheme.
    pub scheme: String,
}

impl PreviousIndex {
    /// This index less the one before, in hundredths; none where the schemes differ, for their scales mean other things.
    pub fn change(&self, index: i64, scheme: &str) -> Option<i64> {
        (self.scheme == scheme).then(|| index - self.index)
    }
}

impl SurveyResult {
    /// Computes what came out of a survey with this minimum sample. A survey that nobody answered has no figures.
    pub fn of(
        tally: &Tally,
        rules: &SurveyRules,
        questions: &[Question],
        minimum_sample: i64,
    ) -> Result<Self, SatisfactionError> {
        let (respondents, all) = (tally.respondents, tally.respondents.all());
        let answers = Element::ALL.into_iter().map(|element| tally.sum(element).1);
        let few = all.min(answers.min().unwrap_or_default()) < rules.smallest_cell;
        let figures = if few { None } else { Some(Figures::of(tally, rules, questions)?) };
        Ok(Self { respondents, sample_reached: all >= minimum_sample, figures })
    }
}

impl Figures {
    fn of(tally: &Tally, rules: &SurveyRules, questions: &[Question]) -> Result<Self, SatisfactionError> {
        let elements: Vec<ElementFigure> = Element::ALL
            .into_iter()
            .map(|element| ElementFigure::of(element, tally, rules))
            .collect::<Result<_, _>>()?;
        let averages: Vec<BigRational> = elements.iter().map(|one| one.average.clone()).collect();
        let index = rules.scheme.index(&averages)?;
        let grade = rules.scheme.grade(&index).ok_or(SatisfactionError::NoSuchAverage)?;
        let questions = questions.iter().map(|question| choices(question, tally, rules.smallest_cell)).collect();
        Ok(Self { index, grade, elements, questions })
    }

    /// Index in hundredths, rounded half up.
    pub fn hundredths(&self) -> i64 {
        hundredths(&self.index)
    }

    /// Elements that a plan has to name.
    pub fn weak(&self) -> impl Iterator<Item = Element> {
        self.elements.iter().filter(|one| one.weak).map(|one| one.element)
    }
}

impl ElementFigure {
    fn of(element: Element, tally: &Tally, rules: &SurveyRules) -> Result<Self, SatisfactionError> {
        let average = tally.average(element).ok_or(SatisfactionError::NotAnswered(element.place() + 1))?;
        let index = index_of_average(&average);
        let grade = rules.scheme.grade(&index).ok_or(SatisfactionError::NoSuchAverage)?;
        let ((sum, answers), counts) = (tally.sum(element), tally.of_element(element));
        let weak = hundredths(&index) < rules.weak_below;
        let counts = may_be_shown(&counts, rules.smallest_cell).then_some(counts);
        Ok(Self { element, sum, answers, average, index, grade, weak, counts })
    }

    /// Average × 25 in hundredths, rounded half up.
    pub fn hundredths(&self) -> i64 {
        hundredths(&self.index)
    }
}

fn choices(question: &Question, tally: &Tally, smallest: i64) -> Option<Vec<i64>> {
    let counts: Vec<i64> =
        question.choices.iter().zip(1..).map(|(_, choice)| tally.of_question(&question.key, choice)).collect();
    may_be_shown(&counts, smallest).then_some(counts)
}

/// Whether each of these stands for enough people. That nobody took a choice tells about no single person.
fn may_be_shown(counts: &[i64], smallest: i64) -> bool {
    counts.iter().all(|count| *count == 0 || *count >= smallest)
}

#[cfg(test)]
#[path = "survey_result_tests.rs"]
mod tests;
