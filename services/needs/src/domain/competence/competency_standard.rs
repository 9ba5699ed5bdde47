//! Competency standards of jobs (*standar kompetensi jabatan*, PermenPANRB 38/2017): drafts, revisions, and what a position
//! inherits: from what is written for it, for its title, for its kind of job, and at last from the shipped levels.

use crate::domain::competency::{CompetencyCode, Dictionary, JobGrade, Level, Technical};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What a standard is written for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One position.
    Position(Uuid),
    /// Every position with this title.
    JobTitle(String),
    /// Every position of this kind.
    JobGrade(JobGrade),
}

/// A competency and the level asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The competency.
    pub competency: CompetencyCode,
    /// The level.
    pub level: Level,
}

/// What a requirement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RequirementKind {
    /// *Pangkat*
    Rank,
    /// *Kualifikasi pendidikan*
    Education,
    /// *Pelatihan manajerial*
    ManagerialTraining,
    /// *Pelatihan teknis*
    TechnicalTraining,
    /// *Pelatihan fungsional*
    FunctionalTraining,
    /// *Pengalaman kerja*
    Experience,
    /// *Indikator kinerja jabatan*
    PerformanceIndicator,
}

/// How much the job depends on a requirement (*tingkat pentingnya*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Importance {
    /// *Mutlak*
    Absolute,
    /// *Penting*
    Important,
    /// *Perlu*
    Useful,
}

/// What a job asks for besides competencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// What it is about.
    pub kind: RequirementKind,
    /// What is asked for.
    pub description: String,
    /// How much the job depends on it.
    pub importance: Option<Importance>,
}

/// What one revision says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Dictionary of the generic competencies it was written with.
    pub dictionary: String,
    /// Competencies.
    pub lines: Vec<Line>,
    /// Everything else.
    pub requirements: Vec<Requirement>,
    /// The act that sets it.
    pub regulation: String,
    /// When it was published.
    pub publish_time: Option<Timestamp>,
}

/// A standard without what its revisions say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standard {
    /// Id.
    pub id: Uuid,
    /// What it is written for.
    pub scope: Scope,
    /// Revision in force; 0 before the first.
    pub published: i32,
    /// Whether the revision after it is being written.
    pub drafted: bool,
    /// Version.
    pub version: i64,
    /// When it was first written.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// There is nothing to publish.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the standard holds no draft; revision {0} is in force")]
pub struct NotDrafted(pub i32);

impl Standard {
    /// Number of the draft, or of the next one.
    pub fn draft_revision(&self) -> i32 {
        self.published + 1
    }

    /// Number of the newest revision, a draft too.
    pub fn newest_revision(&self) -> i32 {
        if self.drafted { self.draft_revision() } else { self.published }
    }

    /// Puts the draft in force.
    pub fn publish(&mut self) -> Result<(), NotDrafted> {
        if !self.drafted {
            return Err(NotDrafted(self.published));
        }
        (self.published, self.drafted) = (self.draft_revision(), false);
        Ok(())
    }
}

/// Where a part of a standard comes from, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A standard for the position.
    Position(Uuid, i32),
    /// A standard for its title.
    JobTitle(Uuid, i32),
    /// A standard of the instansi for its kind of job.
    JobGrade(Uuid, i32),
    /// The shipped level of its kind of job.
    Ruleset,
}

/// What a standard in force says, and which it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its id and revision.
    pub origin: Origin,
    /// What it says.
    pub content: Content,
}

impl InForce {
    /// A standard with what its revision says.
    pub fn new(standard: &Standard, revision: i32, content: Content) -> Self {
        let origin = match standard.scope {
            Scope::Position(_) => Origin::Position(standard.id, revision),
            Scope::JobTitle(_) => Origin::JobTitle(standard.id, revision),
            Scope::JobGrade(_) => Origin::JobGrade(standard.id, revision),
        };
        Self { origin, content }
    }
}

/// Of the standards in force those that concern a job: its own, its title's and its kind's.
pub fn that_concern(all: &[(Scope, InForce)], position: Uuid, title: &str, grade: Option<JobGrade>) -> Vec<InForce> {
    let concerns = |scope: &Scope| match scope {
        Scope::Position(id) => *id == position,
        Scope::JobTitle(known) => known == title,
        Scope::JobGrade(known) => Some(*known) == grade,
    };
    all.iter().filter(|(scope, _)| concerns(scope)).map(|(_, one)| one.clone()).collect()
}

/// What counts for a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effective {
    /// Generic competencies in the dictionary's order, then the others by code.
    pub lines: Vec<(Line, Origin)>,
    /// Everything else, by kind.
    pub requirements: Vec<(Requirement, Origin)>,
    /// Codes of generic competencies that nothing sets a level for.
    pub missing: Vec<String>,
}

/// Puts together what counts for a job of `grade`. Line by line, and kind by kind of requirement, the nearest standard that
/// says something wins; the shipped level fills in for generic competencies.
pub fn effective(dictionary: &Dictionary, grade: Option<JobGrade>, standards: &[InForce]) -> Effective {
    let mut nearest: Vec<&InForce> = standards.iter().collect();
    nearest.sort_by_key(|one| one.origin);
    let mut lines: BTreeMap<&CompetencyCode, (Level, Origin)> = BTreeMap::new();
    let mut kinds: BTreeMap<RequirementKind, (Origin, Vec<&Requirement>)> = BTreeMap::new();
    for one in nearest {
        for line in &one.content.lines {
            lines.entry(&line.competency).or_insert((line.level, one.origin));
        }
        for requirement in &one.content.requirements {
            let (origin, found) = kinds.entry(requirement.kind).or_insert((one.origin, Vec::new()));
            if *origin == one.origin {
                found.push(requirement);
            }
        }
    }
    let seed = grade.and_then(|grade| dictionary.required.get(&grade).copied());
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for generic in &dictionary.competencies {
        let competency = dictionary.code(&generic.code);
        match lines.remove(&competency).or(seed.map(|level| (level, Origin::Ruleset))) {
            Some((level, origin)) => found.push((Line { competency, level }, origin)),
            None => missing.push(generic.code.clone()),
        }
    }
    for (competency, (level, origin)) in lines {
        found.push((Line { competency: competency.clone(), level }, origin));
    }
    let requirements = kinds
        .into_values()
        .flat_map(|(origin, found)| found.into_iter().map(move |requirement| (requirement.clone(), origin)));
    Effective { lines: found, requirements: requirements.collect(), missing }
}

/// Something that keeps a draft from being published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Field of the standard.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Everything that keeps a draft from being published. `outcomes` is what would count for each job it is about, with the
/// kind of that job; `technical` holds the technical competencies it names, as far as they exist.
pub fn flaws(
    draft: &Content,
    dictionary: &Dictionary,
    technical: &[Technical],
    outcomes: &[(String, Effective)],
) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut flaw = |field: String, reason: String| flaws.push(Flaw { field, reason });
    if draft.regulation.is_empty() {
        flaw("standard.regulation".into(), "must name the act that sets the standard".into());
    }
    if draft.lines.is_empty() && draft.requirements.is_empty() {
        flaw("standard.lines".into(), "the draft says nothing".into());
    }
    for (index, line) in draft.lines.iter().enumerate() {
        if dictionary.find(&line.competency).is_some() {
            continue;
        }
        let CompetencyCode { dictionary, code } = &line.competency;
        match technical.iter().find(|known| known.code == line.competency) {
            None => {
                let reason = format!("the dictionary {dictionary} holds no competency {code}");
                flaw(format!("standard.lines[{index}].code"), reason);
            }
            Some(known) if !known.describes(line.level) => {
                let reason = format!("{code} of {dictionary} does not describe level {}", line.level.number());
                flaw(format!("standard.lines[{index}].level"), reason);
            }
            Some(_) => {}
        }
    }
    let mut told = BTreeSet::new();
    for (job, outcome) in outcomes {
        for code in outcome.missing.iter().filter(|code| told.insert((*code, job))) {
            flaw("standard.lines".into(), format!("{code} has no level for {job}, here or inherited"));
        }
    }
    flaws
}

#[cfg(test)]
#[path = "competency_standard_tests.rs"]
mod tests;
