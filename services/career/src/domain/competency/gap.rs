//! Gaps (*kesenjangan kompetensi*): a competency shown below what the post asks for, from the day it was found to the day it
//! was closed. Who is not assessed has no gap but an unknown level; a gap whose evidence expires stays, its level unknown.

use crate::domain::{
    competency_profile::Profile, competency_rules::CompetencyRules, evidence::CompetencyCode, job::Job,
};
use jiff::civil::Date;
use uuid::Uuid;

/// One gap of one servant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// Id of the competency's dictionary.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Level the post asks for.
    pub standard: u8,
    /// Level shown; none where the evidence has expired since.
    pub achieved: Option<u8>,
    /// Levels lacking × weight of the competency × criticality of the job, in thousandths (*prioritas*).
    pub priority: i64,
    /// Day it was found.
    pub open_date: Date,
    /// Day it was closed.
    pub close_date: Option<Date>,
    /// Version.
    pub version: i64,
}

impl Gap {
    /// Its place in a list by priority, the most urgent first.
    pub fn page_key(&self) -> (i64, Uuid) {
        (-self.priority, self.id)
    }

    fn is_of(&self, code: &CompetencyCode) -> bool {
        self.dictionary == code.dictionary && self.code == code.code
    }
}

/// Why a gap was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The level asked for is shown.
    Met,
    /// The post does not ask for it any more, or the servant holds another one or none.
    NotAsked,
    /// The evidence that showed it was withdrawn, and there is no other.
    Withdrawn,
}

impl CloseReason {
    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotAsked => "not_asked",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Met, Self::NotAsked, Self::Withdrawn].into_iter().find(|one| one.as_str() == text)
    }
}

/// A gap to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGap {
    /// Competency.
    pub code: CompetencyCode,
    /// Level the post asks for.
    pub standard: u8,
    /// Level shown.
    pub achieved: u8,
    /// Priority, in thousandths.
    pub priority: i64,
}

/// What becomes of the gaps of one servant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GapChanges {
    /// Found now.
    pub opened: Vec<NewGap>,
    /// Still open, with another level, standard or priority than before.
    pub changed: Vec<Gap>,
    /// Closed now.
    pub closed: Vec<(Gap, CloseReason)>,
}

impl GapChanges {
    /// Whether nothing happens.
    pub fn is_empty(&self) -> bool {
        self.opened.is_empty() && self.changed.is_empty() && self.closed.is_empty()
    }
}

/// Compares a profile with the gaps that are open.
pub fn changes(
    profile: &Profile<'_>,
    job: Option<Job>,
    open: &[Gap],
    rules: &CompetencyRules,
    day: Date,
) -> GapChanges {
    let mut changes = GapChanges::default();
    for line in &profile.lines {
        let code = &line.asked.code;
        let before = open.iter().find(|gap| gap.is_of(code));
        let (standard, achieved) = (line.asked.level, line.achieved());
        match (before, achieved) {
            (None, Some(achieved)) if achieved < standard => {
                let priority = rules.priority(code, job, standard - achieved);
                changes.opened.push(NewGap { code: code.clone(), standard, achieved, priority });
            }
            (None, _) => {}
            (Some(gap), Some(achieved)) if achieved >= standard => {
                changes.closed.push((closed(gap, Some(achieved), day), CloseReason::Met));
            }
            (Some(gap), None) if !line.expired => {
                changes.closed.push((closed(gap, None, day), CloseReason::Withdrawn));
            }
            (Some(gap), achieved) => {
                // What is not known any more is as urgent as it was when it was.
                let priority = achieved.map_or(gap.priority, |level| rules.priority(code, job, standard - level));
                let now = Gap { standard, achieved, priority, ..gap.clone() };
                if now != *gap {
                    changes.changed.push(Gap { version: gap.version + 1, ..now });
                }
            }
        }
    }
    let is_asked = |gap: &&Gap| profile.lines.iter().any(|line| gap.is_of(&line.asked.code));
    for gap in open.iter().filter(|gap| !is_asked(gap)) {
        changes.closed.push((closed(gap, gap.achieved, day), CloseReason::NotAsked));
    }
    changes
}

fn closed(gap: &Gap, achieved: Option<u8>, day: Date) -> Gap {
    Gap { achieved, close_date: Some(day), version: gap.version + 1, ..gap.clone() }
}

#[cfg(test)]
#[path = "gap_tests.rs"]
mod tests;
