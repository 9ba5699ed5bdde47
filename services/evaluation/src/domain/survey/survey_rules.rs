//! How surveys are run (*pedoman pelaksanaan SKM*): periods, samples, limits and what may be shown.

use crate::domain::{
    sample::{printed_sample_size, sample_size},
    satisfaction::SatisfactionRuleset,
    survey_element::Element,
};
use jiff::{ToSpan, civil::Date};

/// How one element is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementText {
    /// Its Indonesian name.
    pub title: String,
    /// The question.
    pub text: String,
    /// The four answers, from 1 to 4.
    pub choices: [String; 4],
}

/// Figures of one way to run surveys, with the formula of its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyRules {
    /// Id.
    pub id: String,
    /// Regulation.
    pub regulation: String,
    /// Formula and bands.
    pub scheme: SatisfactionRuleset,
    /// A service is surveyed at least this often.
    pub longest_period_months: i32,
    /// Whether the printed table binds where it differs from the formula of the sample.
    pub printed_table: bool,
    /// Fewest people that a published figure stands for.
    pub smallest_cell: i64,
    /// An element whose index in hundredths lies below needs a plan.
    pub weak_below: i64,
    /// Most answers of a survey by open links in a minute.
    pub link_answers_a_minute: i32,
    /// Most answers of one open link.
    pub link_most_answers: i64,
    /// Most open links of a survey.
    pub most_links: i64,
    /// Most invitation codes of a survey.
    pub most_codes: i64,
    /// How each element is asked, in the order of [`Element::ALL`].
    pub texts: [ElementText; 9],
}

impl SurveyRules {
    /// Least respondents for a population (*sampel minimum*).
    pub fn minimum_sample(&self, population: i64) -> i64 {
        let people = population.unsigned_abs();
        let sample = if self.printed_table { printed_sample_size(people) } else { sample_size(people) };
        i64::try_from(sample).unwrap_or(i64::MAX)
    }

    /// Last day that a period may have which begins on `start`.
    pub fn longest_end(&self, start: Date) -> Date {
        start.saturating_add(self.longest_period_months.months()).saturating_sub(1.day())
    }

    /// A service whose last period ended before this day is to be surveyed.
    pub fn due_before(&self, today: Date) -> Date {
        today.saturating_sub(self.longest_period_months.months())
    }

    /// How an element is asked.
    pub fn text(&self, element: Element) -> &ElementText {
        &self.texts[element.place()]
    }

    /// Whether the figures can be used: every limit is one, and the scheme is that of the nine elements.
    pub fn is_usable(&self) -> bool {
        let limits = [self.link_most_answers, self.most_links, self.most_codes, self.smallest_cell, self.weak_below];
        let sound = limits.iter().all(|limit| *limit > 0) && self.link_answers_a_minute > 0;
        sound && (1..=60).contains(&self.longest_period_months) && self.scheme.elements == Element::ALL.len()
    }
}

/// Every way to run surveys and every scheme of an index, with the way in use now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyBook {
    current: SurveyRules,
    others: Vec<SurveyRules>,
    schemes: Vec<SatisfactionRuleset>,
}

impl SurveyBook {
    /// A book whose current rules are those called `current`; none where nothing is called so.
    pub fn new(current: &str, rules: Vec<SurveyRules>, schemes: Vec<SatisfactionRuleset>) -> Option<Self> {
        let (mut named, others): (Vec<_>, Vec<_>) = rules.into_iter().partition(|rules| rules.id == current);
        named.pop().map(|current| Self { current, others, schemes })
    }

    /// The rules new surveys are made by.
    pub fn current(&self) -> &SurveyRules {
        &self.current
    }

    /// The rules a survey was made by.
    pub fn of(&self, id: &str) -> Option<&SurveyRules> {
        std::iter::once(&self.current).chain(&self.others).find(|rules| rules.id == id)
    }

    /// A scheme of an index by its id, also one of old.
    pub fn scheme(&self, id: &str) -> Option<&SatisfactionRuleset> {
        self.schemes.iter().find(|scheme| scheme.id == id)
    }
}
