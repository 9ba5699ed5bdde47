//! The competency map (*peta kompetensi*): what the jobs of a unit ask for against what those who hold them can do.

use crate::domain::{
    competency::{CompetencyCode, Dictionary, JobGrade},
    competency_standard::{Effective, Line, Origin},
    job_match::{Gap, MatchRules, percent, weighted},
};
use jiff::civil::Date;
use num_rational::BigRational;
use std::collections::{BTreeMap, BTreeSet};

/// What a holder, known by a number only, can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Number inside the position.
    pub holder: i32,
    /// Competency.
    pub competency: CompetencyCode,
    /// Level achieved, 0 for none.
    pub level: i32,
    /// Day of the assessment.
    pub date: Date,
}

/// The seats of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    /// Kind of job, where it is known.
    pub grade: Option<JobGrade>,
    /// People in it.
    pub incumbents: i32,
    /// Empty ones.
    pub vacant: i32,
}

/// What a map is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Measure<'r> {
    /// Rules of job-person match.
    pub rules: &'r MatchRules,
    /// The generic competencies; all others are technical.
    pub dictionary: &'r Dictionary,
    /// The day for which assessments count.
    pub today: Date,
}

/// The match of one holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolderMatch {
    /// Number inside the position.
    pub holder: i32,
    /// Exact percent; none without an assessment that counts.
    pub percent: Option<BigRational>,
    /// Competencies of the standard with one.
    pub assessed: i32,
}

/// The map of one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobMap {
    /// Each competency that is asked for.
    pub gaps: Vec<(Line, Origin, Gap)>,
    /// Each holder.
    pub holders: Vec<HolderMatch>,
    /// Exact percent of all holders together.
    pub percent: Option<BigRational>,
    /// Codes of generic competencies that nothing sets a level for.
    pub missing: Vec<String>,
}

/// Compares what is asked for with what the holders can do. Assessments that are too old are told and left out.
pub fn map(standard: Effective, holdings: &[Holding], seats: Seats, by: Measure<'_>) -> JobMap {
    let rules = by.rules;
    let counts = |holding: &Holding| rules.still_counts(holding.date, by.today);
    let mut gaps = Vec::new();
    for (line, origin) in standard.lines {
        let of_line = || holdings.iter().filter(|holding| holding.competency == line.competency);
        let levels: Vec<i32> = of_line().filter(|holding| counts(holding)).map(|holding| holding.level).collect();
        let expired = i32::try_from(of_line().count() - levels.len()).unwrap_or(i32::MAX);
        let gap = Gap::measure(line.level, levels, expired, (seats.incumbents, seats.vacant), rules);
        gaps.push((line, origin, gap));
    }
    let asked: BTreeMap<&CompetencyCode, _> = gaps.iter().map(|(line, ..)| (&line.competency, line.level)).collect();
    let weight = seats.grade.and_then(|grade| rules.technical_weights.get(&grade));
    let match_of = |wanted: Option<i32>| {
        let (mut technical, mut generic) = (Vec::new(), Vec::new());
        for one in holdings.iter().filter(|one| counts(one) && wanted.is_none_or(|holder| one.holder == holder)) {
            let Some(level) = asked.get(&one.competency) else { continue };
            let part = if by.dictionary.find(&one.competency).is_some() { &mut generic } else { &mut technical };
            part.push((one.level, *level));
        }
        let assessed = i32::try_from(technical.len() + generic.len()).unwrap_or(i32::MAX);
        let found = match weight {
            Some(weight) => weighted(percent(technical), percent(generic), weight),
            None => percent(technical.into_iter().chain(generic)),
        };
        (found, assessed)
    };
    let numbers: BTreeSet<i32> = holdings.iter().map(|holding| holding.holder).collect();
    let of_holder = |holder: i32| {
        let (percent, assessed) = match_of(Some(holder));
        HolderMatch { holder, percent, assessed }
    };
    let holders = numbers.into_iter().map(of_holder).collect();
    let (together, _) = match_of(None);
    JobMap { gaps, holders, percent: together, missing: standard.missing }
}

/// One competency over the positions of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitGap {
    /// Positions that ask for it.
    pub positions: i32,
    /// Assessments that count.
    pub assessed: i32,
    /// Of them, how many meet their standard.
    pub meeting: i32,
    /// Sum of what is lacking, never positive.
    pub gap: i32,
    /// Gaps that training closes.
    pub trainable: i32,
    /// Gaps that it does not.
    pub beyond_training: i32,
    /// Empty seats that ask for it.
    pub vacant: i32,
}

impl UnitGap {
    /// Adds a position.
    pub fn add(&mut self, gap: &Gap, vacant: i32) {
        self.positions += 1;
        self.assessed += gap.assessed();
        self.meeting += gap.meeting;
        self.gap += gap.gap;
        self.trainable += gap.trainable;
        self.beyond_training += gap.beyond_training;
        self.vacant = self.vacant.saturating_add(vacant);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::{
        competency::{Generic, Group, Level},
        job_match::Advice,
    };
    use jiff::civil::date;

    fn code(code: &str) -> CompetencyCode {
        CompetencyCode { dictionary: "generic".into(), code: code.into() }
    }

    fn holding(holder: i32, competency: &str, level: i32, year: i16) -> Holding {
        Holding { holder, competency: code(competency), level, date: date(year, 5, 1) }
    }

    fn asks(levels: &[(&str, i32)]) -> Effective {
        let line = |(competency, level): &(&str, i32)| {
            (Line { competency: code(competency), level: Level::parse(*level).unwrap() }, Origin::Ruleset)
        };
        Effective { lines: levels.iter().map(line).collect(), requirements: Vec::new(), missing: vec!["M9".into()] }
    }

    fn rules() -> MatchRules {
        MatchRules {
            id: "test".into(),
            regulation: "test".into(),
            valid_from: date(2020, 1, 1),
            meets_from: exact::whole(80),
            still_meets_from: exact::whole(68),
            assessment_years: 3,
            training_closes_levels: 1,
            technical_weights: BTreeMap::new(),
        }
    }

    fn dictionary() -> Dictionary {
        let generic = |code: &str| Generic {
            code: code.into(),
            group: Group::Managerial,
            name: String::new(),
            english: String::new(),
        };
        Dictionary {
            id: "generic".into(),
            regulation: String::new(),
            valid_from: date(2017, 1, 1),
            competencies: ["M1", "M2"].map(generic).into(),
            levels: Vec::new(),
            required: BTreeMap::new(),
            required_source: String::new(),
        }
    }

    #[test]
    fn holders_are_matched_each_and_together_and_old_or_unasked_assessments_left_out() {
        let holdings = [
            holding(1, "M1", 4, 2024),
            holding(1, "M2", 2, 2024),
            holding(2, "M1", 1, 2019),
            holding(2, "M2", 3, 2022),
            holding(2, "T9", 5, 2024),
            holding(3, "M1", 3, 2019),
        ];
        let seats = Seats { grade: None, incumbents: 3, vacant: 1 };
        let (rules, dictionary) = (rules(), dictionary());
        let by = Measure { rules: &rules, dictionary: &dictionary, today: date(2024, 6, 1) };
        let found = map(asks(&[("M1", 3), ("M2", 3)]), &holdings, seats, by);
        let fraction = |text: &str| Some(text.parse::<BigRational>().unwrap());
        let expected = [
            HolderMatch { holder: 1, percent: fraction("100"), assessed: 2 },
            HolderMatch { holder: 2, percent: fraction("100"), assessed: 1 },
            HolderMatch { holder: 3, percent: None, assessed: 0 },
        ];
        assert_eq!((found.holders.as_slice(), found.percent), (&expected[..], fraction("100")));
        let told: Vec<_> = found.gaps.iter().map(|(_, _, gap)| (gap.levels.clone(), gap.gap, gap.expired)).collect();
        assert_eq!(told, [(vec![4], 0, 2), (vec![3, 2], -1, 0)]);
        assert_eq!(found.gaps[1].2.advice, Advice::TrainAndRecruit);
        assert_eq!(found.missing, ["M9"]);
        let mut unit = UnitGap::default();
        for _ in 0..2 {
            unit.add(&found.gaps[1].2, 1);
        }
        let expected =
            UnitGap { positions: 2, assessed: 4, meeting: 2, gap: -2, trainable: 2, beyond_training: 0, vacant: 2 };
        assert_eq!(unit, expected);
    }

    #[test]
    fn a_kind_of_job_with_weights_is_matched_by_them() {
        let holdings = [holding(1, "M1", 2, 2024), holding(1, "M2", 4, 2024), holding(1, "T1", 1, 2024)];
        let technical_weights = [(JobGrade::MiddleExpert, exact::whole(40))].into();
        let (rules, dictionary) = (MatchRules { technical_weights, ..rules() }, dictionary());
        let by = Measure { rules: &rules, dictionary: &dictionary, today: date(2024, 6, 1) };
        let percent_of = |grade| {
            let seats = Seats { grade: Some(grade), incumbents: 1, vacant: 0 };
            map(asks(&[("M1", 4), ("M2", 4), ("T1", 4)]), &holdings, seats, by).holders.remove(0).percent.unwrap()
        };
        // Technical 25, generic 75: 40 percent of the one and 60 of the other. Elsewhere 7 of 12 levels.
        assert_eq!(percent_of(JobGrade::MiddleExpert), exact::whole(55));
        assert_eq!(percent_of(JobGrade::YoungExpert).to_string(), "175/3");
    }
}
