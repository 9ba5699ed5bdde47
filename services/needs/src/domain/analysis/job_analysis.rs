//! Job analysis (*analisis jabatan*, *anjab*): the form of Peraturan BKN 9/2022, article 3.

use crate::domain::organisation::{fold, is_digits};
use jiff::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The parts of the form, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// *Identitas*.
    Identity,
    /// *Ikhtisar*.
    Summary,
    /// *Kualifikasi*.
    Qualification,
    /// *Tugas pokok*.
    Duty,
    /// *Hasil kerja*.
    Result,
    /// *Bahan kerja*.
    Material,
    /// *Perangkat kerja*.
    Tool,
    /// *Tanggung jawab*.
    Responsibility,
    /// *Wewenang*.
    Authority,
    /// *Korelasi jabatan*.
    Relation,
    /// *Kondisi lingkungan kerja*.
    Environment,
    /// *Risiko bahaya*.
    Hazard,
    /// *Syarat jabatan*.
    Requirement,
    /// *Prestasi kerja*.
    Performance,
    /// *Kelas jabatan*.
    Class,
}

/// Every part: its name in fields and tables, and its term in the form.
pub const PARTS: [(Part, &str, &str); 15] = [
    (Part::Identity, "identity", "identitas"),
    (Part::Summary, "summary", "ikhtisar"),
    (Part::Qualification, "qualification", "kualifikasi"),
    (Part::Duty, "duty", "tugas pokok"),
    (Part::Result, "result", "hasil kerja"),
    (Part::Material, "material", "bahan kerja"),
    (Part::Tool, "tool", "perangkat kerja"),
    (Part::Responsibility, "responsibility", "tanggung jawab"),
    (Part::Authority, "authority", "wewenang"),
    (Part::Relation, "relation", "korelasi jabatan"),
    (Part::Environment, "environment", "kondisi lingkungan kerja"),
    (Part::Hazard, "hazard", "risiko bahaya"),
    (Part::Requirement, "requirement", "syarat jabatan"),
    (Part::Performance, "performance", "prestasi kerja"),
    (Part::Class, "class", "kelas jabatan"),
];

/// Aspects of the parts that have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aspect {
    /// *Nama jabatan*.
    Name,
    /// *Kode jabatan*.
    Code,
    /// *Unit kerja*.
    Unit,
    /// *Pendidikan*.
    Education,
    /// *Pelatihan*.
    Training,
    /// *Pengalaman kerja*.
    Experience,
    /// *Keterampilan kerja*.
    Skill,
    /// *Bakat kerja*.
    Aptitude,
    /// *Temperamen kerja*.
    Temperament,
    /// *Minat kerja*.
    Interest,
    /// *Upaya fisik*.
    PhysicalEffort,
    /// *Kondisi fisik*.
    PhysicalCondition,
    /// *Fungsi pekerjaan*.
    JobFunction,
}

/// Every aspect: its part, its name in fields and tables, and its term in the form.
pub const ASPECTS: [(Aspect, Part, &str, &str); 13] = [
    (Aspect::Name, Part::Identity, "name", "nama jabatan"),
    (Aspect::Code, Part::Identity, "code", "kode jabatan"),
    (Aspect::Unit, Part::Identity, "unit", "unit kerja"),
    (Aspect::Education, Part::Qualification, "education", "pendidikan"),
    (Aspect::Training, Part::Qualification, "training", "pelatihan"),
    (Aspect::Experience, Part::Qualification, "experience", "pengalaman kerja"),
    (Aspect::Skill, Part::Requirement, "skill", "keterampilan kerja"),
    (Aspect::Aptitude, Part::Requirement, "aptitude", "bakat kerja"),
    (Aspect::Temperament, Part::Requirement, "temperament", "temperamen kerja"),
    (Aspect::Interest, Part::Requirement, "interest", "minat kerja"),
    (Aspect::PhysicalEffort, Part::Requirement, "physical_effort", "upaya fisik"),
    (Aspect::PhysicalCondition, Part::Requirement, "physical_condition", "kondisi fisik"),
    (Aspect::JobFunction, Part::Requirement, "job_function", "fungsi pekerjaan"),
];

impl Part {
    /// Its name in fields and tables.
    pub fn as_str(self) -> &'static str {
        PARTS[self as usize].1
    }

    /// Its term in the form.
    pub fn term(self) -> &'static str {
        PARTS[self as usize].2
    }

    /// The part of a name.
    pub fn parse(name: &str) -> Option<Self> {
        PARTS.iter().find(|(_, known, _)| *known == name).map(|(part, ..)| *part)
    }

    fn has_aspects(self) -> bool {
        ASPECTS.iter().any(|(_, part, ..)| *part == self)
    }
}

impl Aspect {
    /// The part it belongs to.
    pub fn part(self) -> Part {
        ASPECTS[self as usize].1
    }

    /// Its name in fields and tables.
    pub fn as_str(self) -> &'static str {
        ASPECTS[self as usize].2
    }

    /// Its term in the form.
    pub fn term(self) -> &'static str {
        ASPECTS[self as usize].3
    }

    /// The aspect of a name.
    pub fn parse(name: &str) -> Option<Self> {
        ASPECTS.iter().find(|(_, _, known, _)| *known == name).map(|(aspect, ..)| *aspect)
    }
}

/// What a job analysis must hold, as far as the regulation leaves it open.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Id stored with every edition that was found complete by it.
    pub id: String,
    /// Lowest job class.
    pub lowest_class: u32,
    /// Highest job class.
    pub highest_class: u32,
    /// Aspects that must be filled in.
    pub required_aspects: Vec<Aspect>,
    /// Words of titles whose work is to be hired from outside.
    pub outsourced: Vec<String>,
}

/// One row of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Part.
    pub part: Part,
    /// Aspect, where the part has several.
    pub aspect: Option<Aspect>,
    /// What it says.
    pub text: String,
    /// Unit of the result (*satuan hasil*).
    pub result_unit: String,
    /// What a second column says.
    pub detail: String,
}

/// What is wrong with a row by itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryProblem {
    /// The part has several aspects.
    #[error("must be one of the aspects of {0}")]
    Aspect(&'static str),
    /// The part has none.
    #[error("must not be given for {0}")]
    NoAspect(&'static str),
    /// A dash, or nothing.
    #[error("must hold a letter or a digit")]
    SaysNothing,
    /// A duty counts something.
    #[error("must be given: a duty brings forth something that can be counted")]
    NoResultUnit,
    /// Only duties and results count something.
    #[error("must be given for duties and results only")]
    ResultUnit,
    /// Not a class.
    #[error("must be a job class from {0} to {1}, in digits")]
    Class(u32, u32),
}

impl Entry {
    /// Everything wrong with the row by itself, by field.
    pub fn problems(&self, rules: &Rules) -> Vec<(&'static str, EntryProblem)> {
        let mut problems = Vec::new();
        match self.aspect {
            Some(aspect) if aspect.part() == self.part => {}
            _ if self.part.has_aspects() => problems.push(("aspect", EntryProblem::Aspect(self.part.term()))),
            Some(_) => problems.push(("aspect", EntryProblem::NoAspect(self.part.term()))),
            None => {}
        }
        if !self.text.chars().any(char::is_alphanumeric) {
            problems.push(("text", EntryProblem::SaysNothing));
        } else if self.part == Part::Class && self.class(rules).is_none() {
            problems.push(("text", EntryProblem::Class(rules.lowest_class, rules.highest_class)));
        }
        let counts = self.result_unit.chars().any(char::is_alphanumeric);
        match self.part {
            Part::Duty if !counts => problems.push(("result_unit", EntryProblem::NoResultUnit)),
            Part::Duty | Part::Result => {}
            _ if !self.result_unit.is_empty() => problems.push(("result_unit", EntryProblem::ResultUnit)),
            _ => {}
        }
        problems
    }

    fn class(&self, rules: &Rules) -> Option<u32> {
        let class: Option<u32> = self.text.parse().ok().filter(|_| is_digits(&self.text));
        class.filter(|class| (rules.lowest_class..=rules.highest_class).contains(class))
    }
}

/// Something that was found in a form as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where, for example `entries.duty`.
    pub field: String,
    /// What.
    pub reason: String,
}

/// Everything that keeps a form of sound rows from being published.
pub fn missing(entries: &[Entry], rules: &Rules) -> Vec<Finding> {
    let parts: BTreeSet<Part> = entries.iter().map(|entry| entry.part).collect();
    let aspects: BTreeSet<Aspect> = entries.iter().filter_map(|entry| entry.aspect).collect();
    let mut found = Vec::new();
    for (part, name, term) in PARTS {
        let field = format!("entries.{name}");
        if !parts.contains(&part) {
            found.push(Finding { field, reason: format!("{term} is missing") });
            continue;
        }
        let wanted = rules.required_aspects.iter().filter(|aspect| aspect.part() == part);
        found.extend(wanted.filter(|aspect| !aspects.contains(aspect)).map(|aspect| Finding {
            field: format!("{field}.{}", aspect.as_str()),
            reason: format!("{} is missing in {term}", aspect.term()),
        }));
    }
    if entries.iter().filter(|entry| entry.part == Part::Class).count() > 1 {
        found.push(Finding { field: "entries.class".into(), reason: "kelas jabatan is given more than once".into() });
    }
    found
}

/// What a person should look at: work that is to be hired from outside, and a class that the job map does not have. A
/// `map_class` of 0 is not known.
pub fn warnings(title: &str, map_class: i32, entries: &[Entry], rules: &Rules) -> Vec<Finding> {
    let mut found = Vec::new();
    let letters = |character: char| if character.is_alphanumeric() { character } else { ' ' };
    let words = format!(" {} ", fold(&title.chars().map(letters).collect::<String>()));
    if let Some(word) = rules.outsourced.iter().find(|word| words.contains(&format!(" {word} "))) {
        let reason = format!("{word:?} is work to be hired from outside, not a job to be proposed for civil servants");
        found.push(Finding { field: "title".into(), reason });
    }
    let class = entries.iter().find(|entry| entry.part == Part::Class).and_then(|entry| entry.class(rules));
    if let Some(class) = class.filter(|class| map_class > 0 && i64::from(*class) != i64::from(map_class)) {
        let reason = format!("class {class} is not the class {map_class} of the job map");
        found.push(Finding { field: "entries.class".into(), reason });
    }
    found
}

/// What an analysis is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// One position.
    Position(Uuid),
    /// All positions of the title.
    Title,
}

/// Where an edition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// May be changed.
    Draft,
    /// In force; never changes.
    Published,
    /// A later edition took its place.
    Superseded,
}

/// One edition of a job analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobAnalysis {
    /// Id.
    pub id: Uuid,
    /// What it is about.
    pub subject: Subject,
    /// Title of the job.
    pub title: String,
    /// Number of the edition, from 1.
    pub edition: i32,
    /// Where it stands.
    pub state: State,
    /// Ruleset by which it was found complete.
    pub ruleset: String,
    /// When it was published.
    pub publish_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
    /// When it was drafted.
    pub create_time: Timestamp,
    /// When it last changed.
    pub update_time: Timestamp,
}

/// Why an analysis refuses a step.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobAnalysisError {
    /// Only drafts change.
    #[error("the job analysis is {0:?} and no draft")]
    NoDraft(State),
    /// One draft at a time.
    #[error("edition {0} of the job analysis is a draft already")]
    DraftExists(i32),
}

impl JobAnalysis {
    /// What editions of the same analysis share, however the title is written.
    pub fn subject_key(subject: Subject, title: &str) -> String {
        match subject {
            Subject::Position(id) => format!("position/{id}"),
            Subject::Title => format!("title/{}", fold(title)),
        }
    }

    /// Refuses to change what is in force, or was.
    pub fn must_be_draft(&self) -> Result<(), JobAnalysisError> {
        if self.state == State::Draft { Ok(()) } else { Err(JobAnalysisError::NoDraft(self.state)) }
    }

    /// Puts a draft in force.
    pub fn publish(&mut self, ruleset: &str, now: Timestamp) -> Result<(), JobAnalysisError> {
        self.must_be_draft()?;
        self.state = State::Published;
        self.ruleset = ruleset.to_owned();
        (self.publish_time, self.update_time) = (Some(now), now);
        Ok(())
    }

    /// A later edition takes its place.
    pub fn supersede(&mut self, now: Timestamp) {
        self.state = State::Superseded;
        self.update_time = now;
    }
}

#[cfg(test)]
#[path = "job_analysis_tests.rs"]
mod tests;
