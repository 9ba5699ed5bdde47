//! The dated rules of fairness reports; all of them decisions of this system.

use jiff::civil::Date;
use thiserror::Error;

/// The rules of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FairnessRules {
    /// Id.
    pub id: String,
    /// First day.
    pub valid_from: Date,
    /// Last day; none while nothing ends them.
    pub valid_until: Option<Date>,
    /// Mark of the adverse-impact ratio, in thousandths.
    pub mark_thousandths: i32,
    /// Standard score of each rate's interval, in ten-thousandths.
    pub score_ten_thousandths: i32,
    /// Numbers from 1 to one less than this are withheld.
    pub smallest_cell: i32,
    /// First years of the bands of age, after the youngest.
    pub age_bands: Vec<i16>,
    /// Digits of the region.
    pub region_digits: usize,
}

/// What is wrong with the rules.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("{0} is empty, out of range or out of order")]
pub struct BadFairnessRules(&'static str);

impl FairnessRules {
    /// All that is wrong.
    pub fn validate(&self) -> Vec<BadFairnessRules> {
        let rising = self.age_bands.windows(2).all(|pair| pair[0] < pair[1]);
        let ages = rising && self.age_bands.iter().all(|age| (17..=65).contains(age));
        let checks = [
            ("id", !self.id.trim().is_empty()),
            ("valid_until", self.valid_until.is_none_or(|until| self.valid_from <= until)),
            ("mark_thousandths", (1..=1_000).contains(&self.mark_thousandths)),
            ("score_ten_thousandths", (1..=60_000).contains(&self.score_ten_thousandths)),
            ("smallest_cell", (3..=100).contains(&self.smallest_cell)),
            ("age_bands", ages),
            ("region_digits", [2, 4].contains(&self.region_digits)),
        ];
        checks.into_iter().filter(|(_, holds)| !holds).map(|(name, _)| BadFairnessRules(name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn rules_that_make_no_sense_are_refused() {
        let sound = FairnessRules {
            id: "x".into(),
            valid_from: date(2024, 1, 1),
            valid_until: None,
            mark_thousandths: 800,
            score_ten_thousandths: 22_414,
            smallest_cell: 5,
            age_bands: vec![25, 30],
            region_digits: 2,
        };
        assert_eq!(sound.validate(), []);
        let bad = FairnessRules { smallest_cell: 1, age_bands: vec![30, 30], region_digits: 3, ..sound };
        let bad = FairnessRules { id: " ".into(), valid_until: Some(date(2023, 12, 31)), ..bad };
        let names: Vec<_> = bad.validate().into_iter().map(|one| one.0).collect();
        assert_eq!(names, ["id", "valid_until", "smallest_cell", "age_bands", "region_digits"]);
    }
}
