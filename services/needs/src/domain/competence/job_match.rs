//! Job-person match (*JPM*): what those who hold a job can do against what it asks for, and what closes the gap. Exact
//! fractions; what is unknown or too old is left out and told, never counted as zero.

use crate::domain::competency::{JobGrade, Level};
use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;
use std::collections::BTreeMap;

/// Categories, validity and advice as dated data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchRules {
    /// Id.
    pub id: String,
    /// Source.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Percent from which a person meets the standard.
    pub meets_from: BigRational,
    /// Percent from which a person still meets it.
    pub still_meets_from: BigRational,
    /// This year less the year of an assessment that counts, at most.
    pub assessment_years: i32,
    /// Levels below the standard that training closes.
    pub training_closes_levels: i32,
    /// Percent of a match that technical competencies make, by kind of job; the generic ones make the rest. In a kind of job
    /// that is not here every level counts alike.
    pub technical_weights: BTreeMap<JobGrade, BigRational>,
}

/// The rules are not in order.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("0 < still_meets_from <= meets_from, years and levels of at least 0 and weights of 0 to 100 are needed")]
pub struct BadMatchRules;

/// A match in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// *Memenuhi syarat*
    Meets,
    /// *Masih memenuhi syarat*
    StillMeets,
    /// *Kurang memenuhi syarat*
    DoesNotMeet,
}

impl MatchRules {
    /// Refuses rules that contradict themselves.
    pub fn check(&self) -> Result<(), BadMatchRules> {
        let cuts = exact::whole(0) < self.still_meets_from && self.still_meets_from <= self.meets_from;
        let weights = exact::whole(0)..=exact::whole(100);
        let weighted = self.technical_weights.values().all(|weight| weights.contains(weight));
        let sound = cuts && self.assessment_years >= 0 && self.training_closes_levels >= 0 && weighted;
        if sound { Ok(()) } else { Err(BadMatchRules) }
    }

    /// The match in words; a boundary belongs to the upper band.
    pub fn category(&self, percent: &BigRational) -> Category {
        if *percent >= self.meets_from {
            Category::Meets
        } else if *percent >= self.still_meets_from {
            Category::StillMeets
        } else {
            Category::DoesNotMeet
        }
    }

    /// Whether an assessment still counts.
    pub fn still_counts(&self, assessed: Date, today: Date) -> bool {
        i32::from(today.year()) - i32::from(assessed.year()) <= self.assessment_years
    }
}

/// `100 × Σ achieved ÷ Σ asked for` over the assessed competencies; none when nothing is assessed.
pub fn percent(pairs: impl IntoIterator<Item = (i32, Level)>) -> Option<BigRational> {
    let (mut achieved, mut asked) = (0_i64, 0_i64);
    for (level, standard) in pairs {
        achieved += i64::from(level);
        asked += i64::from(standard.number());
    }
    (asked > 0).then(|| BigRational::new(BigInt::from(achieved * 100), BigInt::from(asked)))
}

/// A match of which the technical competencies make `weight` percent. A part that nobody assessed is left out.
pub fn weighted(
    technical: Option<BigRational>,
    generic: Option<BigRational>,
    weight: &BigRational,
) -> Option<BigRational> {
    match (technical, generic) {
        (Some(technical), Some(generic)) => {
            let hundred = exact::whole(100);
            Some((technical * weight + generic * (&hundred - weight)) / hundred)
        }
        (one, other) => one.or(other),
    }
}

/// At most 100, where an axis ends there.
pub fn clamp(percent: &BigRational) -> BigRational {
    percent.clone().min(exact::whole(100))
}

/// How many of how many, in percent; none of nobody.
pub fn share(part: i32, whole: i32) -> Option<BigRational> {
    (whole > 0).then(|| BigRational::new(BigInt::from(i64::from(part) * 100), BigInt::from(whole)))
}

/// What closes a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// There is none.
    Nothing,
    /// Find out what the holders can do.
    Assess,
    /// Train the holders.
    Train,
    /// Recruit or move people.
    Recruit,
    /// Both.
    TrainAndRecruit,
}

/// One competency of a position: what is asked for against what its holders can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Level asked for.
    pub standard: Level,
    /// Levels of the holders, highest first.
    pub levels: Vec<i32>,
    /// `Σ min(0, achieved − standard)`
    pub gap: i32,
    /// Holders who meet it.
    pub meeting: i32,
    /// Holders below it whom training brings up.
    pub trainable: i32,
    /// Holders below it by more.
    pub beyond_training: i32,
    /// Assessments too old to count.
    pub expired: i32,
    /// What closes the gap.
    pub advice: Advice,
    /// Why, in one sentence.
    pub reason: String,
}

impl Gap {
    /// Compares a standard with the levels that count. `vacant` seats and `incumbents` are the position's.
    pub fn measure(
        standard: Level,
        mut levels: Vec<i32>,
        expired: i32,
        (incumbents, vacant): (i32, i32),
        rules: &MatchRules,
    ) -> Self {
        levels.sort_unstable_by(|one, other| other.cmp(one));
        let below = levels.iter().map(|level| level - standard.number()).filter(|gap| *gap < 0);
        let gaps: Vec<i32> = below.collect();
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        let trainable = count(gaps.iter().filter(|gap| -**gap <= rules.training_closes_levels).count());
        let beyond_training = count(gaps.len()) - trainable;
        let meeting = count(levels.len()) - count(gaps.len());
        // Who is not assessed may lack anything: that is unknown, not met.
        let unknown = count(levels.len()) < incumbents || (levels.is_empty() && expired > 0);
        let advice = match (trainable > 0, beyond_training > 0 || vacant > 0) {
            (true, true) => Advice::TrainAndRecruit,
            (true, false) => Advice::Train,
            (false, true) => Advice::Recruit,
            (false, false) if unknown => Advice::Assess,
            (false, false) => Advice::Nothing,
        };
        let gap = gaps.iter().sum();
        let mut found =
            Self { standard, levels, gap, meeting, trainable, beyond_training, expired, advice, reason: String::new() };
        found.reason = found.explain(incumbents, vacant, rules.training_closes_levels);
        found
    }

    /// Holders with an assessment that counts.
    pub fn assessed(&self) -> i32 {
        i32::try_from(self.levels.len()).unwrap_or(i32::MAX)
    }

    fn explain(&self, incumbents: i32, vacant: i32, closes: i32) -> String {
        let mut parts = vec![format!(
            "level {} is asked for and {} of {} assessed holders meet it",
            self.standard.number(),
            self.meeting,
            self.levels.len()
        )];
        let mut note = |number: i32, text: String| {
            if number > 0 {
                parts.push(text);
            }
        };
        note(self.trainable, format!("{} within {closes} of it: training closes that", self.trainable));
        let beyond = self.beyond_training;
        note(beyond, format!("{beyond} further below: wider than training closes, so recruit or move people"));
        note(vacant, format!("{vacant} empty seats: recruit"));
        note(self.expired, format!("{} assessments are too old to count", self.expired));
        let unassessed = incumbents - self.assessed();
        note(unassessed, format!("{unassessed} holders have no assessment that counts"));
        parts.join("; ")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

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

    fn four() -> Level {
        Level::parse(4).unwrap()
    }

    /// Nine levels that add up to `sum`.
    fn nine(sum: i32) -> Vec<i32> {
        (0..9).map(|index| sum / 9 + i32::from(index < sum % 9)).collect()
    }

    #[test]
    fn published_matches_of_nine_competencies_at_level_four() {
        let table = [
            (32, "88.89", Category::Meets),
            (29, "80.56", Category::Meets),
            (28, "77.78", Category::StillMeets),
            (25, "69.44", Category::StillMeets),
            (24, "66.67", Category::DoesNotMeet),
            (40, "111.11", Category::Meets),
        ];
        for (sum, expected, category) in table {
            let levels = nine(sum);
            assert_eq!(levels.iter().sum::<i32>(), sum);
            let found = percent(levels.into_iter().map(|level| (level, four()))).unwrap();
            assert_eq!((exact::render(&found, 2).as_str(), rules().category(&found)), (expected, category));
            let clamped = exact::render(&clamp(&found), 2);
            assert_eq!(clamped, if sum == 40 { "100.00" } else { expected });
        }
        assert_eq!(percent([]), None);
    }

    #[test]
    fn technical_and_generic_competencies_are_weighted_where_a_regulation_says_so() {
        // Ahli madya 40/60: 78 and 70 make 73.2, which still meets.
        let part = |text| Some(exact::parse(text).unwrap());
        let found = weighted(part("78"), part("70"), &exact::whole(40)).unwrap();
        assert_eq!((exact::render(&found, 2).as_str(), rules().category(&found)), ("73.20", Category::StillMeets));
        assert_eq!(weighted(part("78"), None, &exact::whole(40)), part("78"));
        assert_eq!(weighted(None, part("70"), &exact::whole(40)), part("70"));
        assert_eq!(weighted(None, None, &exact::whole(40)), None);
    }

    #[test]
    fn a_boundary_belongs_to_the_upper_band() {
        let category = |text| rules().category(&exact::parse(text).unwrap());
        let found = ["80", "79.9999", "68", "67.9999"].map(category);
        assert_eq!(found, [Category::Meets, Category::StillMeets, Category::StillMeets, Category::DoesNotMeet]);
    }

    #[test]
    fn an_assessment_counts_for_three_calendar_years() {
        let counts = |year| rules().still_counts(date(year, 1, 1), date(2024, 12, 31));
        assert_eq!([2024, 2021, 2020].map(counts), [true, true, false]);
    }

    #[test]
    fn a_gap_is_closed_by_training_where_it_is_narrow_and_by_recruitment_where_it_is_not() {
        // (levels, expired, incumbents, vacant) → (gap, meeting, trainable, beyond, advice)
        let table = [
            (vec![4, 5], 0, 2, 0, (0, 2, 0, 0, Advice::Nothing)),
            (vec![3, 4], 0, 2, 0, (-1, 1, 1, 0, Advice::Train)),
            (vec![2], 0, 1, 0, (-2, 0, 0, 1, Advice::Recruit)),
            (vec![0, 3, 5], 0, 3, 0, (-5, 1, 1, 1, Advice::TrainAndRecruit)),
            (vec![4], 0, 2, 0, (0, 1, 0, 0, Advice::Assess)),
            (vec![4], 0, 1, 2, (0, 1, 0, 0, Advice::Recruit)),
            (vec![3], 0, 1, 1, (-1, 0, 1, 0, Advice::TrainAndRecruit)),
            (vec![], 0, 0, 1, (0, 0, 0, 0, Advice::Recruit)),
            (vec![], 1, 1, 0, (0, 0, 0, 0, Advice::Assess)),
            (vec![], 0, 0, 0, (0, 0, 0, 0, Advice::Nothing)),
        ];
        for (levels, expired, incumbents, vacant, expected) in table {
            let found = Gap::measure(four(), levels.clone(), expired, (incumbents, vacant), &rules());
            let counted = (found.gap, found.meeting, found.trainable, found.beyond_training, found.advice);
            assert_eq!(counted, expected, "{levels:?}");
        }
        let told = Gap::measure(four(), vec![3, 1], 1, (4, 2), &rules()).reason;
        let expected = "level 4 is asked for and 0 of 2 assessed holders meet it; 1 within 1 of it: training closes that; \
                        1 further below: wider than training closes, so recruit or move people; 2 empty seats: recruit; \
                        1 assessments are too old to count; 2 holders have no assessment that counts";
        assert_eq!(told, expected);
    }

    #[test]
    fn rules_that_contradict_themselves_are_refused() {
        assert_eq!(rules().check(), Ok(()));
        assert_eq!(MatchRules { meets_from: exact::whole(60), ..rules() }.check(), Err(BadMatchRules));
        assert_eq!(MatchRules { training_closes_levels: -1, ..rules() }.check(), Err(BadMatchRules));
        let technical_weights = [(JobGrade::MiddleExpert, exact::whole(101))].into();
        assert_eq!(MatchRules { technical_weights, ..rules() }.check(), Err(BadMatchRules));
    }
}
