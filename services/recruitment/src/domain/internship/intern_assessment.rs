//! The mentor's assessment (*penilaian pembimbing lapangan*): whole numbers by stated criteria, each with its reason. It is
//! for the student, the university and, with consent, the office that develops careers; no selection ever uses it.

use crate::domain::internship_rules::InternshipRules;

/// A mark for one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Key of the criterion.
    pub criterion: String,
    /// Points.
    pub points: i32,
    /// Most points.
    pub maximum: i32,
}

/// A mark as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenMark {
    /// Key of the criterion.
    pub criterion: String,
    /// Points.
    pub points: i32,
    /// Why; free text about a person, to be sealed.
    pub reason: String,
}

/// Marks with their reasons.
pub type Reasoned = Vec<(Mark, String)>;

/// The marks in the order of the criteria with their reasons, or what is wrong, by the index of the given mark.
pub fn assess(given: Vec<GivenMark>, rules: &InternshipRules) -> Result<Reasoned, Vec<(usize, String)>> {
    let mut wrong = Vec::new();
    let mut marks: Vec<Option<(Mark, String)>> = rules.criteria.iter().map(|_| None).collect();
    let count = given.len();
    for (index, one) in given.into_iter().enumerate() {
        let found = rules.criteria.iter().zip(&mut marks).find(|(criterion, _)| criterion.key == one.criterion);
        let Some((criterion, mark)) = found else {
            wrong.push((index, "is of no criterion of the ruleset".to_owned()));
            continue;
        };
        if mark.is_some() {
            wrong.push((index, "is of a criterion that stands in the list twice".to_owned()));
        } else if !(0..=criterion.maximum).contains(&one.points) {
            wrong.push((index, format!("must be 0 to {} points", criterion.maximum)));
        }
        let whole = Mark { criterion: one.criterion, points: one.points, maximum: criterion.maximum };
        *mark = Some((whole, one.reason));
    }
    let missing = rules.criteria.iter().zip(&marks).filter(|(_, mark)| mark.is_none());
    wrong.extend(missing.map(|(criterion, _)| (count, format!("lacks the criterion `{}`", criterion.key))));
    if wrong.is_empty() { Ok(marks.into_iter().flatten().collect()) } else { Err(wrong) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::internship_rules::Criterion;
    use jiff::civil::date;

    fn rules() -> InternshipRules {
        let one = |key: &str, maximum| Criterion { key: key.into(), title: key.into(), maximum };
        InternshipRules {
            id: String::new(),
            valid_from: date(2024, 1, 1),
            valid_until: None,
            credits_maximum: 20,
            logbook_percent: 80,
            assess_days_before_end: 14,
            retention_days: 365,
            criteria: vec![one("discipline", 40), one("work", 60)],
        }
    }

    fn given(criterion: &str, points: i32) -> GivenMark {
        GivenMark { criterion: criterion.into(), points, reason: "x".into() }
    }

    #[test]
    fn every_criterion_has_one_mark_in_its_range() {
        let marks = assess(vec![given("work", 60), given("discipline", 0)], &rules()).unwrap();
        let points: Vec<_> = marks.iter().map(|(mark, _)| (mark.criterion.as_str(), mark.points)).collect();
        assert_eq!(points, [("discipline", 0), ("work", 60)]);
    }

    #[test]
    fn everything_else_is_refused_at_once() {
        let wrong = |given| {
            let wrong = assess(given, &rules()).unwrap_err();
            wrong.into_iter().map(|(index, _)| index).collect::<Vec<_>>()
        };
        assert_eq!(wrong(vec![given("work", 61), given("charm", 5)]), [0, 1, 2]);
        assert_eq!(wrong(vec![given("work", 1), given("work", 2), given("discipline", -1)]), [1, 2]);
        assert_eq!(wrong(Vec::new()), [0, 0]);
    }
}
