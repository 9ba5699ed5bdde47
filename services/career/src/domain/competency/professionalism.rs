//! The professionalism index (*indeks profesionalitas*, IP ASN; PermenPANRB 38/2018, Peraturan BKN 8/2019): qualification,
//! competency, performance and discipline. Every part is shown; a part that is not known makes the index one to review.

use crate::domain::{credit::Rating, education::EducationLevel, job::JobType};
use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;
use std::collections::{BTreeMap, BTreeSet};

/// How the sum is made whole before its band is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexRounding {
    /// Halves upwards: 90.5 is 91.
    HalfUp,
    /// Not at all: 90.5 is below 91.
    None,
}

/// A band of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexBand {
    /// *Sangat tinggi*
    VeryHigh,
    /// *Tinggi*
    High,
    /// *Sedang*
    Medium,
    /// *Rendah*
    Low,
    /// *Sangat rendah*
    VeryLow,
}

impl IndexBand {
    /// Every band with its name in rulesets, highest first.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::VeryHigh, "very_high"),
        (Self::High, "high"),
        (Self::Medium, "medium"),
        (Self::Low, "low"),
        (Self::VeryLow, "very_low"),
    ];

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// Level of a disciplinary punishment (*tingkat hukuman disiplin*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Discipline {
    /// None.
    None,
    /// *Ringan*
    Light,
    /// *Sedang*
    Medium,
    /// *Berat*
    Heavy,
}

impl Discipline {
    /// Every level with its name in rulesets.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::None, "none"), (Self::Light, "light"), (Self::Medium, "medium"), (Self::Heavy, "heavy")];

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// One of the competency parts of a kind of job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingPart {
    /// Key, for example `technical`.
    pub key: String,
    /// Kinds of development that count: BKN's `jenisDiklat`.
    pub kinds: BTreeSet<i32>,
    /// Hours (JP) that earn the points; fewer earn none.
    pub hours: i64,
    /// Calendar years that are looked at, back from the year of the index; none for all of the career.
    pub years: Option<i32>,
    /// Points.
    pub points: BigRational,
}

/// The rules of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfessionalismRules {
    /// Id.
    pub id: String,
    /// Source.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Points by level of education.
    pub qualification: BTreeMap<EducationLevel, BigRational>,
    /// Parts by kind of job.
    pub competency: BTreeMap<JobType, Vec<TrainingPart>>,
    /// Points by rating, each once.
    pub performance: Vec<(Rating, BigRational)>,
    /// Points by punishment.
    pub discipline: BTreeMap<Discipline, BigRational>,
    /// Level of a punishment by BKN's code.
    pub punishments: BTreeMap<String, Discipline>,
    /// Calendar years in which a punishment that ran counts, back from that of the index.
    pub discipline_years: i32,
    /// How the sum is made whole.
    pub rounding: IndexRounding,
    /// Lowest value of each band, highest band first.
    pub bands: Vec<(IndexBand, u32)>,
}

/// What is wrong with the rules.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadProfessionalismRules {
    /// Something is not said of everything.
    #[error("{0} does not name everything once")]
    Incomplete(&'static str),
    /// The bands do not fall from one to the next down to zero.
    #[error("the bands must fall, each below the one before, to 0")]
    Bands,
    /// A part that nothing can earn, or that looks at no year.
    #[error("the part {0:?} needs kinds and hours, and years of at least 1 and at most 50")]
    Part(String),
    /// More than 100 can be earned.
    #[error("the best parts must add up to 100, not {0}")]
    Sum(String),
}

impl ProfessionalismRules {
    /// Refuses rules that leave something out or whose best is not 100.
    pub fn check(&self) -> Result<(), BadProfessionalismRules> {
        let rated = |rating: Rating| self.performance.iter().filter(|(one, _)| *one == rating).count() == 1;
        let whole = [
            ("qualification", self.qualification.len() == EducationLevel::ALL.len()),
            ("competency", self.competency.len() == JobType::ALL.len()),
            ("performance", Rating::ALL.into_iter().all(rated)),
            ("discipline", self.discipline.len() == Discipline::ALL.len()),
            ("bands", self.bands.iter().map(|(band, _)| *band).eq(IndexBand::ALL.map(|(band, _)| band))),
        ];
        if let Some((name, _)) = whole.into_iter().find(|(_, sound)| !sound) {
            return Err(BadProfessionalismRules::Incomplete(name));
        }
        if !(1..=50).contains(&self.discipline_years) {
            return Err(BadProfessionalismRules::Part("discipline".into()));
        }
        let falls = self.bands.windows(2).all(|pair| pair[0].1 > pair[1].1);
        if !falls || self.bands.last().is_none_or(|(_, from)| *from != 0) {
            return Err(BadProfessionalismRules::Bands);
        }
        for parts in self.competency.values() {
            let bad = |part: &&TrainingPart| {
                part.kinds.is_empty() || part.hours < 1 || part.years.is_some_and(|years| !(1..=50).contains(&years))
            };
            if let Some(part) = parts.iter().find(bad) {
                return Err(BadProfessionalismRules::Part(part.key.clone()));
            }
            let best = self.best(parts);
            if best != exact::whole(100) {
                return Err(BadProfessionalismRules::Sum(exact::render(&best, 2)));
            }
        }
        Ok(())
    }

    fn best(&self, parts: &[TrainingPart]) -> BigRational {
        let highest = |points: Vec<&BigRational>| points.into_iter().max().cloned().unwrap_or_else(|| exact::whole(0));
        let competency = parts.iter().fold(exact::whole(0), |sum, part| sum + &part.points);
        highest(self.qualification.values().collect())
            + competency
            + highest(self.performance.iter().map(|(_, points)| points).collect())
            + highest(self.discipline.values().collect())
    }

    /// The worst of punishments by their codes; none where the level of one is not known.
    pub fn worst<'c>(&self, codes: impl IntoIterator<Item = &'c str>) -> Option<Discipline> {
        let mut worst = Discipline::None;
        for code in codes {
            worst = worst.max(*self.punishments.get(code)?);
        }
        Some(worst)
    }

    /// The days on which a punishment that runs counts for the index of a year; none where they are no days.
    pub fn discipline_days(&self, year: i32) -> Option<(Date, Date)> {
        let first = i16::try_from(year - self.discipline_years + 1).ok()?;
        let last = i16::try_from(year).ok()?;
        Some((Date::new(first, 1, 1).ok()?, Date::new(last, 12, 31).ok()?))
    }

    /// The value that decides the band.
    pub fn rounded(&self, total: &BigRational) -> BigRational {
        match self.rounding {
            IndexRounding::HalfUp => BigRational::from(exact::round_half_up(total)),
            IndexRounding::None => total.clone(),
        }
    }

    /// The band of a sum.
    pub fn band(&self, total: &BigRational) -> IndexBand {
        let value = self.rounded(total);
        let found = self.bands.iter().find(|(_, from)| value >= BigRational::from(BigInt::from(*from)));
        found.map_or(IndexBand::VeryLow, |(band, _)| *band)
    }
}

/// Hours of development of one kind in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearHours {
    /// Calendar year.
    pub year: i32,
    /// Kind: BKN's `jenisDiklat`.
    pub kind: i32,
    /// Hours (JP).
    pub hours: i64,
}

/// What is known of a servant for the index of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFacts {
    /// Calendar year.
    pub year: i32,
    /// Kind of job held.
    pub job: Option<JobType>,
    /// Highest education that counts.
    pub education: Option<EducationLevel>,
    /// Hours of development up to that year.
    pub hours: Vec<YearHours>,
    /// Rating of that year.
    pub rating: Option<Rating>,
    /// Worst punishment that ran; none where its level is not known.
    pub discipline: Option<Discipline>,
}

/// One of the four dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// *Kualifikasi*
    Qualification,
    /// *Kompetensi*
    Competency,
    /// *Kinerja*
    Performance,
    /// *Disiplin*
    Discipline,
}

/// A part of the index and how it arose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexPart {
    /// Dimension.
    pub dimension: Dimension,
    /// Key of the part inside the dimension; empty where the dimension has one.
    pub key: String,
    /// Points; none where they are not known.
    pub points: Option<BigRational>,
    /// How they arose, or what is not known.
    pub reason: String,
}

/// The index of a servant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfessionalismIndex {
    /// Every part.
    pub parts: Vec<IndexPart>,
    /// Sum of the parts that are known, exact.
    pub total: BigRational,
    /// Band; none while a part is not known, which is to be reviewed.
    pub band: Option<IndexBand>,
}

/// Computes the index of a servant.
pub fn index(facts: &IndexFacts, rules: &ProfessionalismRules) -> ProfessionalismIndex {
    let mut parts = vec![qualification(facts, rules)];
    parts.extend(competency(facts, rules));
    parts.push(performance(facts, rules));
    parts.push(discipline(facts, rules));
    let total = parts.iter().filter_map(|part| part.points.as_ref()).fold(exact::whole(0), |sum, points| sum + points);
    let known = parts.iter().all(|part| part.points.is_some());
    ProfessionalismIndex { parts, band: known.then(|| rules.band(&total)), total }
}

fn qualification(facts: &IndexFacts, rules: &ProfessionalismRules) -> IndexPart {
    let points = facts.education.and_then(|level| rules.qualification.get(&level).cloned());
    let reason = match facts.education {
        Some(level) => format!("highest education that counts: {}", level.as_str()),
        None => "no education that counts is in the record".to_owned(),
    };
    IndexPart { dimension: Dimension::Qualification, key: String::new(), points, reason }
}

fn competency(facts: &IndexFacts, rules: &ProfessionalismRules) -> Vec<IndexPart> {
    let dimension = Dimension::Competency;
    let Some(parts) = facts.job.and_then(|job| rules.competency.get(&job)) else {
        let reason = "the kind of job held is not known".to_owned();
        return vec![IndexPart { dimension, key: String::new(), points: None, reason }];
    };
    let of_part = |part: &TrainingPart| {
        let first = part.years.map_or(i32::MIN, |years| facts.year - years + 1);
        let counts = |one: &&YearHours| part.kinds.contains(&one.kind) && (first..=facts.year).contains(&one.year);
        let hours: i64 = facts.hours.iter().filter(counts).map(|one| one.hours).sum();
        let points = if hours >= part.hours { part.points.clone() } else { exact::whole(0) };
        let reason = match part.years {
            Some(_) => format!("{hours} of {} JP from {first} to {}", part.hours, facts.year),
            None => format!("{hours} of {} JP until {}", part.hours, facts.year),
        };
        IndexPart { dimension, key: part.key.clone(), points: Some(points), reason }
    };
    parts.iter().map(of_part).collect()
}

fn performance(facts: &IndexFacts, rules: &ProfessionalismRules) -> IndexPart {
    let of =
        |rating: Rating| rules.performance.iter().find(|(one, _)| *one == rating).map(|(_, points)| points.clone());
    let reason = match facts.rating {
        Some(rating) => format!("rating of {}: {}", facts.year, rating.as_str()),
        None => format!("no final rating of {} is in the record", facts.year),
    };
    IndexPart { dimension: Dimension::Performance, key: String::new(), points: facts.rating.and_then(of), reason }
}

fn discipline(facts: &IndexFacts, rules: &ProfessionalismRules) -> IndexPart {
    let points = facts.discipline.and_then(|level| rules.discipline.get(&level).cloned());
    let reason = match facts.discipline {
        Some(Discipline::None) => "no punishment ran",
        Some(Discipline::Light) => "a light punishment ran",
        Some(Discipline::Medium) => "a medium punishment ran",
        Some(Discipline::Heavy) => "a heavy punishment ran",
        None => "a punishment ran whose level the ruleset does not know",
    };
    IndexPart { dimension: Dimension::Discipline, key: String::new(), points, reason: reason.to_owned() }
}

#[cfg(test)]
#[path = "professionalism_tests.rs"]
mod tests;
