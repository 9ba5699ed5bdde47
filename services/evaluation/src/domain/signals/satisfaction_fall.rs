//! Whether published surveys (*SKM*) say that the quality of a service fell: an element bad several times in a row, or the whole
//! index down by so many points since the survey before. Indices are whole hundredths.
//!
//! Few answers scatter: both are told only where the answers themselves exclude that it was chance, by Student's t, and of surveys
//! that enough people answered. Only surveys of one ruleset are held against each other: their indices mean the same.

use crate::domain::{
    signal::{Figure, Finding, Signal},
    statistics::Quantiles,
};
use jiff::civil::Date;
use num_rational::BigRational;

/// An element of a published survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementPoint {
    /// Its name.
    pub name: String,
    /// Its index, in hundredths.
    pub index: i64,
    /// The squared standard error of the index, in points.
    pub squared_error: BigRational,
}

/// One published survey of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyPoint {
    /// Last day of its period.
    pub period_end: Date,
    /// Ruleset that made the index.
    pub ruleset: String,
    /// The whole index, in hundredths.
    pub index: i64,
    /// At most its squared standard error, in points.
    pub squared_error: BigRational,
    /// Its elements.
    pub elements: Vec<ElementPoint>,
    /// Who answered.
    pub respondents: i64,
}

impl SurveyPoint {
    fn element(&self, name: &str) -> Option<&ElementPoint> {
        self.elements.iter().find(|element| element.name == name)
    }
}

/// The figures of the test (*aturan sinyal SKM*), in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SatisfactionTest {
    /// An element below this is bad.
    pub least_element: i64,
    /// So many surveys in a row.
    pub run: usize,
    /// Least fall of the whole index.
    pub drop: i64,
    /// The fewest respondents of a survey that proves anything.
    pub least_respondents: i64,
    /// Quantiles of Student's t that exclude chance.
    pub quantiles: Quantiles,
}

/// What is wrong with the last of some surveys.
#[derive(Default)]
struct Faults {
    /// Elements that are bad in each survey of the run, with their indices.
    bad: Vec<(String, Vec<i64>)>,
    /// The index of the survey before, where the whole fell.
    before: Option<i64>,
}

impl SatisfactionTest {
    /// Whether the figures can be used (*aturan sah*).
    pub fn is_usable(&self) -> bool {
        let known = self.quantiles.at(&self.least_respondents.saturating_sub(1).into()).is_some();
        self.least_element > 0 && self.run > 0 && self.drop > 0 && known
    }

    /// What proves that the quality fell with the last of these surveys, given oldest first. Surveys up to `settled` count only
    /// as what was before.
    pub fn fall(&self, surveys: &[SurveyPoint], settled: Option<Date>) -> Option<Finding> {
        let surveys = &self.comparable(surveys)[..];
        let last = surveys.last().filter(|last| settled.is_none_or(|settled| last.period_end > settled))?;
        let faults = self.faults(surveys, settled);
        if faults.bad.is_empty() && faults.before.is_none() {
            return None;
        }
        let mut told = Vec::new();
        let mut figures = vec![Figure::new("respondents", last.respondents), Figure::new("ruleset", &last.ruleset)];
        for (element, indices) in &faults.bad {
            let indices: Vec<String> = indices.iter().map(|index| points(*index)).collect();
            told.push(format!("element {element} is at {}", indices.join(", ")));
            figures.push(Figure::new(&format!("element_{element}"), indices.join(", ")));
        }
        if let Some(before) = faults.before {
            told.push(format!("the index fell from {} to {}", points(before), points(last.index)));
            figures.push(Figure::new("index_before", points(before)));
        }
        figures.push(Figure::new("least_element", points(self.least_element)));
        figures.push(Figure::new("drop", points(self.drop)));
        let run = if faults.bad.is_empty() { 1 } else { self.run };
        let reason = format!("satisfaction up to {}: {}", last.period_end, told.join("; "));
        let bound = faults.before.map_or(self.least_element, |before| before - self.drop);
        // Bad elements alone: the worst of them against what is least.
        let worst = faults.bad.iter().filter_map(|(_, indices)| indices.last().copied()).min();
        let statistic = if faults.before.is_some() { last.index } else { worst.unwrap_or(last.index) };
        Some(finding(&surveys[surveys.len() - run..], (statistic, bound), reason, figures))
    }

    /// What proves that the last of these surveys is as before the fall that `signal` told: none of its elements is bad, and
    /// the index has not stayed down.
    pub fn recovery(&self, surveys: &[SurveyPoint], signal: &Signal) -> Option<Finding> {
        let surveys = &self.comparable(surveys)[..];
        let (fell, last) = (signal.fell.last, surveys.last()?);
        let at = surveys.iter().position(|survey| survey.period_end == fell)?;
        if last.period_end <= fell {
            return None;
        }
        // What a dismissal before it settled is not known here; more elements than were told can only be asked to be good.
        let faults = self.faults(&surveys[..=at], None);
        let good = |name: &str| last.element(name).is_none_or(|element| element.index >= self.least_element);
        let bound = faults.before.map_or(0, |before| before - self.drop);
        if !faults.bad.iter().all(|(element, _)| good(element)) || (faults.before.is_some() && last.index <= bound) {
            return None;
        }
        let figures = vec![
            Figure::new("respondents", last.respondents),
            Figure::new("least_element", points(self.least_element)),
            Figure::new("drop", points(self.drop)),
        ];
        let reason = format!("satisfaction up to {} is as before: {}", last.period_end, points(last.index));
        Some(finding(&surveys[surveys.len() - 1..], (last.index, bound), reason, figures))
    }

    /// Those of the surveys that the last of them can be held against, with it; none where too few people answered it.
    fn comparable(&self, surveys: &[SurveyPoint]) -> Vec<SurveyPoint> {
        let Some(last) = surveys.last().filter(|last| self.is_enough(last)) else { return Vec::new() };
        let comparable = surveys.iter().filter(|survey| survey.ruleset == last.ruleset && self.is_enough(survey));
        comparable.cloned().collect()
    }

    fn is_enough(&self, survey: &SurveyPoint) -> bool {
        survey.respondents >= self.least_respondents
    }

    fn faults(&self, surveys: &[SurveyPoint], settled: Option<Date>) -> Faults {
        let Some(last) = surveys.last() else { return Faults::default() };
        let mut faults = Faults::default();
        if let Some(start) = surveys.len().checked_sub(self.run) {
            let run = &surveys[start..];
            let new = run.iter().all(|survey| settled.is_none_or(|settled| survey.period_end > settled));
            let names = last.elements.iter().map(|element| &element.name).filter(|_| new);
            faults.bad = names.filter_map(|name| Some((name.clone(), self.bad_in_all(run, name)?))).collect();
        }
        if let [.., before, _] = surveys {
            let drop = before.index - last.index;
            let error = &before.squared_error + &last.squared_error;
            let fell = drop >= self.drop && self.excludes(drop, &error, before.respondents.min(last.respondents));
            faults.before = fell.then_some(before.index);
        }
        faults
    }

    fn bad_in_all(&self, run: &[SurveyPoint], name: &str) -> Option<Vec<i64>> {
        let bad = |survey: &SurveyPoint| {
            let element = survey.element(name)?;
            let below = self.least_element - element.index;
            let is_bad = below > 0 && self.excludes(below, &element.squared_error, survey.respondents);
            is_bad.then_some(element.index)
        };
        run.iter().map(bad).collect()
    }

    /// Whether a difference in hundredths is larger than chance makes it: than its standard error times Student's t.
    fn excludes(&self, difference: i64, squared_error: &BigRational, respondents: i64) -> bool {
        let points = BigRational::new(difference.into(), 100.into());
        let quantile = self.quantiles.at(&respondents.saturating_sub(1).into());
        quantile.is_some_and(|quantile| &points * &points > quantile * quantile * squared_error)
    }
}

fn finding(run: &[SurveyPoint], (statistic, threshold): (i64, i64), reason: String, figures: Vec<Figure>) -> Finding {
    let day = |survey: Option<&SurveyPoint>| survey.map_or(Date::ZERO, |survey| survey.period_end);
    Finding {
        first: day(run.first()),
        last: day(run.last()),
        periods: run.iter().map(|survey| survey.period_end.to_string()).collect(),
        complaints: Vec::new(),
        transactions: Vec::new(),
        statistic: points(statistic),
        threshold: points(threshold),
        reason,
        figures,
        usual: None,
    }
}

/// Hundredths as points, `76.61`.
fn points(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100)
}

#[cfg(test)]
#[path = "satisfaction_fall_tests.rs"]
mod tests;
