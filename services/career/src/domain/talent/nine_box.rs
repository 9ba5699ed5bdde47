//! The nine-box (*kotak manajemen talenta*, PermenPANRB 3/2020): where performance (*kinerja*) meets potential (*potensi*).
//! A box is only proposed where both are known; a person decides.

use crate::domain::{
    potential::show_hundredths,
    rating::YearRating,
    talent_rules::{PotentialSource, TalentRules},
};
use jiff::{ToSpan, civil::Date};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use uuid::Uuid;

/// Where a figure lies on an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// *Di bawah ekspektasi*, *rendah*.
    Low,
    /// *Sesuai ekspektasi*, *menengah*.
    Middle,
    /// *Di atas ekspektasi*, *tinggi*.
    High,
}

/// Where the bands of an axis begin; both bounds belong to the upper band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cuts {
    /// From here on high.
    pub high: BigRational,
    /// From here on middle.
    pub middle: BigRational,
}

impl Cuts {
    /// Where a figure lies.
    pub fn band(&self, figure: &BigRational) -> Band {
        if *figure >= self.high {
            Band::High
        } else if *figure >= self.middle {
            Band::Middle
        } else {
            Band::Low
        }
    }
}

/// The number of a box (PermenPANRB 3/2020).
pub fn box_of(performance: Band, potential: Band) -> i32 {
    match (performance, potential) {
        (Band::Low, Band::Low) => 1,
        (Band::Middle, Band::Low) => 2,
        (Band::Low, Band::Middle) => 3,
        (Band::High, Band::Low) => 4,
        (Band::Middle, Band::Middle) => 5,
        (Band::Low, Band::High) => 6,
        (Band::High, Band::Middle) => 7,
        (Band::Middle, Band::High) => 8,
        (Band::High, Band::High) => 9,
    }
}

/// The latest score of a part of the potential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartScore {
    /// Part of the ruleset.
    pub part: String,
    /// Hundredths.
    pub score: i64,
    /// Day of the assessment.
    pub date: Date,
}

/// The job-person match (*JPM*) as last computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchSeen {
    /// Exact percent as a fraction, raw; none where nothing is assessed.
    pub percent: Option<(i64, i64)>,
    /// Whether everything that the post asks for is assessed.
    pub complete: bool,
    /// Position that it was computed for.
    pub position: String,
    /// When it was computed.
    pub date: Date,
}

/// What a box is proposed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalentFacts {
    /// Whose.
    pub servant: Uuid,
    /// Position held today; empty without one.
    pub position: String,
    /// Unit of it in the needs service; empty where it is not known.
    pub unit: String,
    /// Latest yearly rating.
    pub rating: Option<YearRating>,
    /// Latest score of each part.
    pub scores: Vec<PartScore>,
    /// Job-person match.
    pub matched: Option<MatchSeen>,
}

/// What is proposed, and how it arose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoxProposal {
    /// Box; none where it needs review.
    pub number: Option<i32>,
    /// Points of the performance.
    pub performance: Option<i32>,
    /// Exact potential as a fraction.
    pub potential: Option<(i64, i64)>,
    /// How each figure arose.
    pub figures: Vec<String>,
    /// What is strange, and hinders nothing.
    pub flags: Vec<String>,
    /// What is unknown or has expired; empty where a box is proposed.
    pub review: Vec<String>,
}

/// A fraction as a number; none of a denominator of zero.
pub fn ratio((above, below): (i64, i64)) -> Option<BigRational> {
    (below != 0).then(|| BigRational::new(BigInt::from(above), BigInt::from(below)))
}

/// A number that fits into two columns.
fn fraction(number: &BigRational) -> Option<(i64, i64)> {
    Some((number.numer().to_i64()?, number.denom().to_i64()?))
}

impl TalentRules {
    /// Proposes a box for what is known on a day. What is unknown or has expired is told, and never counts as zero.
    pub fn propose(&self, facts: &TalentFacts, today: Date) -> BoxProposal {
        let mut found = BoxProposal::default();
        found.performance = self.performance_of(facts, today, &mut found);
        let potential = self.potential_of(facts, today, &mut found);
        found.potential = potential.as_ref().and_then(fraction);
        if potential.is_some() && found.potential.is_none() {
            found.review.push("potential: its parts have too many digits".to_owned());
        }
        if let (Some(performance), Some(potential), true) = (found.performance, potential, found.review.is_empty()) {
            let points = BigRational::from(BigInt::from(performance));
            let (vertical, horizontal) = (self.performance_cuts.band(&points), self.potential_cuts.band(&potential));
            let value = self.talent_value(&points, &potential);
            found.figures.push(format!(
                "value: {} = {} % of {performance} + {} % of {}",
                exact::render(&value, 2),
                self.performance_weight,
                100 - self.performance_weight,
                exact::render(&potential, 2)
            ));
            found.number = Some(box_of(vertical, horizontal));
        }
        found
    }

    /// The talent value (*nilai talenta*): a weighted mean of the two axes.
    pub fn talent_value(&self, performance: &BigRational, potential: &BigRational) -> BigRational {
        let weight = BigRational::from(BigInt::from(self.performance_weight));
        let hundred = BigRational::from(BigInt::from(100));
        (performance * &weight + potential * (&hundred - &weight)) / &hundred
    }

    fn performance_of(&self, facts: &TalentFacts, today: Date, found: &mut BoxProposal) -> Option<i32> {
        let Some(rating) = facts.rating else {
            found.review.push("performance: no rating is recorded".to_owned());
            return None;
        };
        if i32::from(today.year()) - rating.year > self.rating_years {
            found.review.push(format!("performance: the last rating is of {}, which is too old", rating.year));
            return None;
        }
        let points = self.performance.iter().find(|(of, _)| *of == rating.rating).map(|(_, points)| *points);
        match points {
            Some(points) => {
                let text =
                    format!("performance: {points} from the rating {} of {}", rating.rating.as_str(), rating.year);
                found.figures.push(text);
            }
            None => found.review.push(format!("performance: no points for {}", rating.rating.as_str())),
        }
        points
    }

    /// The weighted mean of the parts; none where one of them is unknown.
    fn potential_of(&self, facts: &TalentFacts, today: Date, found: &mut BoxProposal) -> Option<BigRational> {
        let mut sum = BigRational::from(BigInt::from(0));
        let mut whole = true;
        for part in &self.potential {
            let figure = match part.source {
                PotentialSource::Assessment => self.assessed(&part.key, part.years, facts, today, found),
                PotentialSource::Match => self.matched(&part.key, facts, today, found),
            };
            match figure {
                Some(figure) => sum += figure * BigRational::from(BigInt::from(part.weight)),
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        let potential = sum / BigRational::from(BigInt::from(100));
        let weights: Vec<String> =
            self.potential.iter().map(|part| format!("{} % {}", part.weight, part.key)).collect();
        found.figures.push(format!("potential: {} = {}", exact::render(&potential, 2), weights.join(" + ")));
        Some(potential)
    }

    fn assessed(
        &self,
        key: &str,
        years: i32,
        facts: &TalentFacts,
        today: Date,
        found: &mut BoxProposal,
    ) -> Option<BigRational> {
        let Some(score) = facts.scores.iter().find(|score| score.part == key) else {
            found.review.push(format!("{key}: nothing is recorded"));
            return None;
        };
        if i32::from(today.year()) - i32::from(score.date.year()) > years {
            found.review.push(format!("{key}: the assessment of {} has expired", score.date));
            return None;
        }
        found.figures.push(format!("{key}: {} of {}", show_hundredths(score.score), score.date));
        ratio((score.score, 100))
    }

    fn matched(&self, key: &str, facts: &TalentFacts, today: Date, found: &mut BoxProposal) -> Option<BigRational> {
        let review = match &facts.matched {
            None => "no match was computed".to_owned(),
            Some(seen) if !seen.complete => "something that the post asks for is unknown or has expired".to_owned(),
            Some(seen) if seen.position != facts.position => "the match is of another post".to_owned(),
            Some(seen) if self.is_old(seen.date, today) => format!("the match was computed on {}", seen.date),
            Some(seen) => match seen.percent.and_then(ratio) {
                Some(percent) => return Some(clamped(key, percent, seen.date, found)),
                None => "nothing is assessed".to_owned(),
            },
        };
        found.review.push(format!("{key}: {review}"));
        None
    }

    fn is_old(&self, computed: Date, today: Date) -> bool {
        computed.checked_add(self.match_days.days()).is_ok_and(|last| last < today)
    }
}

/// A match may lie above 100: the axis ends there, and somebody is told.
fn clamped(key: &str, percent: BigRational, date: Date, found: &mut BoxProposal) -> BigRational {
    let hundred = BigRational::from(BigInt::from(100));
    let shown = exact::render(&percent, 2);
    if percent > hundred {
        found.flags.push(format!("{key}: {shown} counts as 100"));
        found.figures.push(format!("{key}: 100 of {shown} computed on {date}"));
        return hundred;
    }
    found.figures.push(format!("{key}: {shown} computed on {date}"));
    percent
}

#[cfg(test)]
#[path = "nine_box_tests.rs"]
mod tests;
