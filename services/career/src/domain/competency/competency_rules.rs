//! How long evidence counts, what a match is called, how urgent a gap is, and what a plan begins with: dated data.

use crate::domain::{
    evidence::{CompetencyCode, Evidence, EvidenceKind, HIGHEST_LEVEL},
    job::Job,
};
use jiff::{ToSpan, civil::Date};
use num_rational::BigRational;
use std::collections::{BTreeMap, BTreeSet};

/// What a competency belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CompetencyGroup {
    /// *Teknis*: everything that is not of the generic dictionary.
    Technical,
    /// *Manajerial*
    Managerial,
    /// *Sosial kultural*
    SocioCultural,
}

impl CompetencyGroup {
    /// Every group with its name in rulesets.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Technical, "technical"), (Self::Managerial, "managerial"), (Self::SocioCultural, "socio_cultural")];

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// A competency that every job asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenericCompetency {
    /// Code.
    pub code: String,
    /// What it belongs to.
    pub group: CompetencyGroup,
    /// Indonesian name.
    pub name: String,
    /// English name.
    pub english: String,
}

/// The generic competencies (PermenPANRB 38/2017).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenericDictionary {
    /// Id, the same as in the needs service.
    pub id: String,
    /// The competencies, in the regulation's order.
    pub competencies: Vec<GenericCompetency>,
    /// Level that each kind of job asks for where no standard says otherwise.
    pub required: BTreeMap<Job, u8>,
}

/// How a term of years ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermEnd {
    /// With the calendar year: the year of the day less the year of the evidence is at most the years of the term.
    CalendarYear,
    /// The day before the anniversary.
    Anniversary,
}

/// What a plan begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRules {
    /// Months from the day a gap is found to the day its item is due.
    pub due_months: i32,
    /// Months after a training in the same competency in which no other one is proposed.
    pub suppress_months: i32,
    /// Kind of development that is proposed, by group: BKN's `jenisDiklat`.
    pub kinds: BTreeMap<CompetencyGroup, i32>,
}

/// The rules of competency profiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompetencyRules {
    /// Id.
    pub id: String,
    /// Source.
    pub regulation: String,
    /// First day.
    pub valid_from: Date,
    /// Years for which evidence counts, by kind.
    pub years: BTreeMap<EvidenceKind, i32>,
    /// How those years end.
    pub term_end: TermEnd,
    /// Percent from which a person meets the standard.
    pub meets_from: BigRational,
    /// Percent from which a person still meets it.
    pub still_meets_from: BigRational,
    /// Percent of a match that technical competencies make, by kind of job; the generic ones make the rest. In a kind of job
    /// that is not here every level counts alike.
    pub technical_weights: BTreeMap<Job, u32>,
    /// Weight of a gap by group, in tenths.
    pub weight_tenths: BTreeMap<CompetencyGroup, u32>,
    /// Criticality of a kind of job, in hundredths; 100 where it is not here.
    pub criticality_hundredths: BTreeMap<Job, u32>,
    /// What a plan begins with.
    pub plan: PlanRules,
    /// The generic competencies.
    pub dictionary: GenericDictionary,
}

/// Criticality of a kind of job of which the rules say nothing.
const USUAL_CRITICALITY: u32 = 100;

/// What is wrong with the rules.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCompetencyRules {
    /// The cuts of the categories.
    #[error("0 < still_meets_from <= meets_from is needed")]
    Cuts,
    /// A number outside what makes sense.
    #[error("{0} is out of range")]
    OutOfRange(&'static str),
    /// Something is said of one kind or group, and not of another.
    #[error("{0} does not name everything once")]
    Incomplete(&'static str),
    /// A code is empty, or stands twice.
    #[error("the code {0:?} is empty or stands twice")]
    Code(String),
}

/// A match in words (*kategori hasil uji kompetensi*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchCategory {
    /// *Memenuhi syarat* (MS)
    Meets,
    /// *Masih memenuhi syarat* (MMS)
    StillMeets,
    /// *Kurang memenuhi syarat* (KMS)
    DoesNotMeet,
}

impl CompetencyRules {
    /// Refuses rules that contradict themselves.
    pub fn check(&self) -> Result<(), BadCompetencyRules> {
        if self.still_meets_from <= exact::whole(0) || self.meets_from < self.still_meets_from {
            return Err(BadCompetencyRules::Cuts);
        }
        let numbers = [
            ("years", self.years.values().all(|years| (0..=50).contains(years))),
            ("technical_weights", self.technical_weights.values().all(|weight| *weight <= 100)),
            ("weights", self.weight_tenths.values().all(|weight| *weight <= 10_000)),
            ("criticality", self.criticality_hundredths.values().all(|factor| *factor <= 10_000)),
            ("due_months", (1..=60).contains(&self.plan.due_months)),
            ("suppress_months", (0..=60).contains(&self.plan.suppress_months)),
            ("plan.kinds", self.plan.kinds.values().all(|kind| (1..=25).contains(kind))),
            ("required", self.dictionary.required.values().all(|level| (1..=HIGHEST_LEVEL).contains(level))),
        ];
        if let Some((name, _)) = numbers.into_iter().find(|(_, sound)| !sound) {
            return Err(BadCompetencyRules::OutOfRange(name));
        }
        let (kinds, groups) = (EvidenceKind::ALL.len(), CompetencyGroup::ALL.len());
        let whole = [
            ("years", self.years.len() == kinds),
            ("weights", self.weight_tenths.len() == groups),
            ("plan.kinds", self.plan.kinds.len() == groups),
        ];
        if let Some((name, _)) = whole.into_iter().find(|(_, sound)| !sound) {
            return Err(BadCompetencyRules::Incomplete(name));
        }
        let mut seen = BTreeSet::new();
        let mut codes = self.dictionary.competencies.iter().map(|one| &one.code);
        match codes.find(|code| code.is_empty() || !seen.insert(*code)) {
            Some(code) => Err(BadCompetencyRules::Code(code.clone())),
            None => Ok(()),
        }
    }

    /// The last day on which evidence counts: the ruleset's term, or the day that its paper tells where that is earlier.
    pub fn last_day(&self, evidence: &Evidence) -> Date {
        let years = self.years.get(&evidence.kind).copied().unwrap_or_default();
        let term = match self.term_end {
            TermEnd::CalendarYear => evidence.date.saturating_add(years.years()).last_of_year(),
            TermEnd::Anniversary => evidence.date.saturating_add(years.years()).saturating_sub(1.day()),
        };
        evidence.expiry.map_or(term, |told| told.min(term))
    }

    /// What a competency belongs to.
    pub fn group_of(&self, code: &CompetencyCode) -> CompetencyGroup {
        self.generic(code).map_or(CompetencyGroup::Technical, |generic| generic.group)
    }

    /// A competency of the generic dictionary; none where the code is of another one.
    pub fn generic(&self, wanted: &CompetencyCode) -> Option<&GenericCompetency> {
        let own = wanted.dictionary == self.dictionary.id;
        self.dictionary.competencies.iter().find(|generic| own && generic.code == wanted.code)
    }

    /// The match in words; a boundary belongs to the upper band.
    pub fn category(&self, percent: &BigRational) -> MatchCategory {
        if *percent >= self.meets_from {
            MatchCategory::Meets
        } else if *percent >= self.still_meets_from {
            MatchCategory::StillMeets
        } else {
            MatchCategory::DoesNotMeet
        }
    }

    /// How urgent a gap is, in thousandths: levels lacking × weight of the competency × criticality of the job. Tenths times
    /// hundredths are thousandths, so nothing is rounded.
    pub fn priority(&self, code: &CompetencyCode, job: Option<Job>, lacking: u8) -> i64 {
        let weight = self.weight_tenths.get(&self.group_of(code)).copied().unwrap_or_default();
        let criticality = job.and_then(|job| self.criticality_hundredths.get(&job).copied());
        i64::from(lacking) * i64::from(weight) * i64::from(criticality.unwrap_or(USUAL_CRITICALITY))
    }

    /// The day on which an item that is opened on `day` is due.
    pub fn due_date(&self, day: Date) -> Date {
        day.saturating_add(self.plan.due_months.months())
    }

    /// The last day on which the end of an equivalent training does not count any more on `day`.
    pub fn forgotten_until(&self, day: Date) -> Date {
        day.saturating_sub(self.plan.suppress_months.months())
    }
}

#[cfg(test)]
#[path = "competency_rules_tests.rs"]
pub(crate) mod tests;
