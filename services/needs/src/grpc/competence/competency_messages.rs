//! Competencies and standards between messages and domain.

use crate::{
    commands::CreateCompetency,
    domain::{
        competency::{CompetencyCode, Dictionary, Group, JobGrade, Level, LevelText, Technical},
        competency_standard::{
            Content, Effective, Importance, Line, Origin, Requirement, RequirementKind, Scope, Standard,
        },
    },
    names,
    store::competency_jobs::Job,
};
use contracts::needs::v1 as pb;
use pb::{
    competency_origin::Tier,
    competency_standard::{Scope as WireScope, State},
    job_requirement::{Importance as WireImportance, Kind},
};
use platform::{Tenant, Violations, dates, etag};
use std::collections::BTreeSet;

/// Longest id of a dictionary.
const DICTIONARY_LENGTH: usize = 100;
/// Longest code of a competency.
const CODE_LENGTH: usize = 40;
/// Most lines, and most requirements, of a standard.
const MOST_LINES: usize = 200;

/// Reads a technical competency. The generic dictionary takes none.
pub(crate) fn parse_competency(
    check: &mut Violations,
    competency: Option<&pb::Competency>,
    generic: &Dictionary,
) -> Option<CreateCompetency> {
    let Some(message) = competency else {
        check.add("competency", "must be set");
        return None;
    };
    let dictionary = check.text("competency.dictionary", &message.dictionary, DICTIONARY_LENGTH);
    let other = dictionary.as_ref().is_none_or(|dictionary| *dictionary != generic.id);
    check.check("competency.dictionary", other, "the generic competencies are shipped and take no other");
    let code = check.text("competency.code", &message.code, CODE_LENGTH);
    let name = check.text("competency.display_name", &message.display_name, 200);
    let definition = check.text("competency.definition", &message.definition, 2000);
    let levels = parse_levels(check, &message.levels);
    let code = CompetencyCode { dictionary: dictionary?, code: code? };
    Some(CreateCompetency { code, name: name?, definition: definition?, levels })
}

fn parse_levels(check: &mut Violations, levels: &[pb::CompetencyLevel]) -> [LevelText; 5] {
    let mut found: [LevelText; 5] = Default::default();
    check.check("competency.levels", !levels.is_empty(), "must describe at least one level");
    check.check("competency.levels", levels.len() <= found.len(), "must not be more than 5");
    for (index, message) in levels.iter().enumerate().take(found.len()) {
        let at = |field: &str| format!("competency.levels[{index}].{field}");
        let level = check.take(at("level"), Level::parse(message.level));
        let description = check.text(at("description"), &message.description, 2000);
        let none = message.indicators.trim().is_empty();
        let indicators =
            if none { Some(String::new()) } else { check.text(at("indicators"), &message.indicators, 4000) };
        let (Some(level), Some(description), Some(indicators)) = (level, description, indicators) else { continue };
        let place = &mut found[level.index()];
        check.check(at("level"), place.description.is_empty(), "stands in the list twice");
        *place = LevelText { description, indicators };
    }
    found
}

/// A draft as the caller writes it.
pub(crate) struct Drafted {
    pub(crate) scope: Scope,
    pub(crate) content: Content,
}

/// Reads a draft; its forms are checked here, and whether it may be published when it is.
pub(crate) fn parse_standard(
    check: &mut Violations,
    standard: Option<&pb::CompetencyStandard>,
    tenant: Option<&Tenant>,
    generic: &str,
) -> Option<Drafted> {
    let Some(message) = standard else {
        check.add("standard", "must be set");
        return None;
    };
    let scope = match &message.scope {
        Some(WireScope::Position(name)) => {
            check.own("standard.position", name, names::POSITION, tenant).map(Scope::Position)
        }
        Some(WireScope::JobTitle(title)) => check.text("standard.job_title", title, 200).map(Scope::JobTitle),
        Some(WireScope::JobGrade(grade)) => parse_grade(check, "standard.job_grade", grade).map(Scope::JobGrade),
        None => {
            check.add("standard.scope", "must be a position, a job title or a kind of job");
            None
        }
    };
    let none = message.regulation.trim().is_empty();
    let regulation =
        if none { Some(String::new()) } else { check.text("standard.regulation", &message.regulation, 200) };
    check.check("standard.lines", message.lines.len() <= MOST_LINES, "must not be more than 200");
    check.check("standard.requirements", message.requirements.len() <= MOST_LINES, "must not be more than 200");
    let lines = parse_lines(check, &message.lines, generic);
    let requirements = parse_requirements(check, &message.requirements);
    let (scope, regulation) = (scope?, regulation?);
    if !check.is_empty() {
        return None;
    }
    let dictionary = generic.to_owned();
    Some(Drafted { scope, content: Content { dictionary, lines, requirements, regulation, publish_time: None } })
}

/// Reads a kind of job.
fn parse_grade(check: &mut Violations, field: &str, grade: &pb::JobGrade) -> Option<JobGrade> {
    check.take(field, JobGrade::parse(&grade.job_type, &grade.job_level))
}

/// Reads dictionary and code; an empty dictionary is the generic one.
pub(crate) fn parse_code(
    check: &mut Violations,
    at: impl Fn(&str) -> String,
    (dictionary, code): (&str, &str),
    generic: &str,
) -> Option<CompetencyCode> {
    let dictionary = match dictionary {
        "" => Some(generic.to_owned()),
        given => check.text(at("dictionary"), given, DICTIONARY_LENGTH),
    };
    let code = check.text(at("code"), code, CODE_LENGTH);
    Some(CompetencyCode { dictionary: dictionary?, code: code? })
}

fn parse_lines(check: &mut Violations, lines: &[pb::CompetencyStandardLine], generic: &str) -> Vec<Line> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for (index, line) in lines.iter().enumerate().take(MOST_LINES) {
        let at = |field: &str| format!("standard.lines[{index}].{field}");
        let competency = parse_code(check, at, (&line.dictionary, &line.code), generic);
        let level = check.take(at("level"), Level::parse(line.level));
        let (Some(competency), Some(level)) = (competency, level) else { continue };
        check.check(at("code"), seen.insert(competency.clone()), "stands in the standard twice");
        found.push(Line { competency, level });
    }
    found
}

fn parse_requirements(check: &mut Violations, requirements: &[pb::JobRequirement]) -> Vec<Requirement> {
    let mut found = Vec::new();
    for (index, message) in requirements.iter().enumerate().take(MOST_LINES) {
        let at = |field: &str| format!("standard.requirements[{index}].{field}");
        let kind = KINDS.iter().find(|(_, wire)| *wire == message.kind()).map(|(kind, _)| *kind);
        let kind = check.take(at("kind"), kind.ok_or("must be a known kind"));
        let description = check.text(at("description"), &message.description, 500);
        let importance = WireImportance::try_from(message.importance).map_err(|_| "must be a known importance");
        let importance = check.take(at("importance"), importance);
        let (Some(kind), Some(description), Some(importance)) = (kind, description, importance) else { continue };
        let importance = IMPORTANCE.iter().find(|(_, wire)| *wire == importance).map(|(known, _)| *known);
        let twice = found.iter().any(|one: &Requirement| (one.kind, &one.description) == (kind, &description));
        check.check(at("description"), !twice, "stands in the standard twice");
        found.push(Requirement { kind, description, importance });
    }
    found
}

const KINDS: [(RequirementKind, Kind); 7] = [
    (RequirementKind::Rank, Kind::Rank),
    (RequirementKind::Education, Kind::Education),
    (RequirementKind::ManagerialTraining, Kind::ManagerialTraining),
    (RequirementKind::TechnicalTraining, Kind::TechnicalTraining),
    (RequirementKind::FunctionalTraining, Kind::FunctionalTraining),
    (RequirementKind::Experience, Kind::Experience),
    (RequirementKind::PerformanceIndicator, Kind::PerformanceIndicator),
];

const IMPORTANCE: [(Importance, WireImportance); 3] = [
    (Importance::Absolute, WireImportance::Absolute),
    (Importance::Important, WireImportance::Important),
    (Importance::Useful, WireImportance::Useful),
];

/// A technical competency as the caller sees it.
pub(crate) fn render_competency(tenant: &Tenant, competency: Technical) -> pb::Competency {
    let described = Level::ALL.into_iter().zip(competency.levels).filter(|(_, text)| !text.description.is_empty());
    let level = |(level, text): (Level, LevelText)| pb::CompetencyLevel {
        level: level.number(),
        description: text.description,
        indicators: text.indicators,
    };
    pb::Competency {
        name: names::COMPETENCY.name(tenant, competency.id),
        dictionary: competency.code.dictionary,
        code: competency.code.code,
        display_name: competency.name,
        definition: competency.definition,
        levels: described.map(level).collect(),
        create_time: Some(dates::render_time(competency.create_time)),
    }
}

/// The generic competencies as the caller sees them.
pub(crate) fn render_dictionary(dictionary: &Dictionary) -> pb::CompetencyDictionary {
    let generic = |one: &crate::domain::competency::Generic| pb::GenericCompetency {
        code: one.code.clone(),
        group: match one.group {
            Group::Managerial => pb::generic_competency::Group::Managerial,
            Group::SocioCultural => pb::generic_competency::Group::SocioCultural,
        }
        .into(),
        display_name: one.name.clone(),
        english_name: one.english.clone(),
    };
    let level = |named: &crate::domain::competency::LevelName| pb::CompetencyLevelName {
        level: named.level.number(),
        display_name: named.name.clone(),
        english_name: named.english.clone(),
    };
    let required = |(grade, level): (&JobGrade, &Level)| pb::RequiredCompetencyLevel {
        grade: Some(render_grade(*grade)),
        level: level.number(),
    };
    pb::CompetencyDictionary {
        dictionary: dictionary.id.clone(),
        regulation: dictionary.regulation.clone(),
        valid_from: Some(dates::render(dictionary.valid_from)),
        competencies: dictionary.competencies.iter().map(generic).collect(),
        level_names: dictionary.levels.iter().map(level).collect(),
        required_levels: dictionary.required.iter().map(required).collect(),
        required_levels_source: dictionary.required_source.clone(),
    }
}

fn render_grade(grade: JobGrade) -> pb::JobGrade {
    let (job_type, job_level) = grade.texts();
    pb::JobGrade { job_type: job_type.to_owned(), job_level: job_level.to_owned() }
}

/// A revision of a standard as the caller sees it; in lists without what it says.
pub(crate) fn render_standard(
    tenant: &Tenant,
    standard: Standard,
    revision: i32,
    content: Option<Content>,
) -> pb::CompetencyStandard {
    let state = match revision.cmp(&standard.published) {
        std::cmp::Ordering::Greater => State::Draft,
        std::cmp::Ordering::Equal => State::Published,
        std::cmp::Ordering::Less => State::Superseded,
    };
    let scope = match standard.scope {
        Scope::Position(id) => WireScope::Position(names::POSITION.name(tenant, id)),
        Scope::JobTitle(title) => WireScope::JobTitle(title),
        Scope::JobGrade(grade) => WireScope::JobGrade(render_grade(grade)),
    };
    let mut message = pb::CompetencyStandard {
        name: names::COMPETENCY_STANDARD.name(tenant, standard.id),
        scope: Some(scope),
        state: state.into(),
        revision,
        published_revision: standard.published,
        etag: etag::render(standard.version),
        create_time: Some(dates::render_time(standard.create_time)),
        update_time: Some(dates::render_time(standard.update_time)),
        ..Default::default()
    };
    if let Some(content) = content {
        let line = |line: Line| pb::CompetencyStandardLine {
            dictionary: line.competency.dictionary,
            code: line.competency.code,
            level: line.level.number(),
        };
        message.lines = content.lines.into_iter().map(line).collect();
        message.requirements = content.requirements.into_iter().map(render_requirement).collect();
        message.regulation = content.regulation;
        message.publish_time = content.publish_time.map(dates::render_time);
    }
    message
}

fn render_requirement(requirement: Requirement) -> pb::JobRequirement {
    let kind = KINDS.iter().find(|(known, _)| *known == requirement.kind).map(|(_, wire)| *wire);
    let importance = IMPORTANCE.iter().find(|(known, _)| Some(*known) == requirement.importance).map(|(_, wire)| *wire);
    pb::JobRequirement {
        kind: kind.unwrap_or_default().into(),
        description: requirement.description,
        importance: importance.unwrap_or_default().into(),
    }
}

/// Where a part of a standard comes from.
pub(crate) fn render_origin(tenant: &Tenant, origin: Origin, ruleset: &str) -> pb::CompetencyOrigin {
    let (tier, found) = match origin {
        Origin::Position(id, revision) => (Tier::Position, Some((id, revision))),
        Origin::JobTitle(id, revision) => (Tier::JobTitle, Some((id, revision))),
        Origin::JobGrade(id, revision) => (Tier::JobGrade, Some((id, revision))),
        Origin::Ruleset => (Tier::Ruleset, None),
    };
    pb::CompetencyOrigin {
        tier: tier.into(),
        standard: found.map(|(id, _)| names::COMPETENCY_STANDARD.name(tenant, id)).unwrap_or_default(),
        revision: found.map(|(_, revision)| revision).unwrap_or_default(),
        ruleset: if found.is_none() { ruleset.to_owned() } else { String::new() },
    }
}

/// The Indonesian name of a competency; empty when no dictionary holds it any more.
pub(crate) fn name_of(code: &CompetencyCode, dictionary: &Dictionary, technical: &[Technical]) -> String {
    match dictionary.find(code) {
        Some(generic) => generic.name.clone(),
        None => technical.iter().find(|known| known.code == *code).map(|known| known.name.clone()).unwrap_or_default(),
    }
}

/// What counts for a position as the caller sees it.
pub(crate) fn render_effective(
    tenant: &Tenant,
    job: &Job,
    standard: Effective,
    dictionary: &Dictionary,
    technical: &[Technical],
) -> pb::EffectiveCompetencyStandard {
    let line = |(line, origin): (Line, Origin)| pb::EffectiveCompetencyLine {
        display_name: name_of(&line.competency, dictionary, technical),
        dictionary: line.competency.dictionary,
        code: line.competency.code,
        level: line.level.number(),
        origin: Some(render_origin(tenant, origin, &dictionary.id)),
    };
    let requirement = |(requirement, origin): (Requirement, Origin)| pb::EffectiveJobRequirement {
        requirement: Some(render_requirement(requirement)),
        origin: Some(render_origin(tenant, origin, &dictionary.id)),
    };
    pb::EffectiveCompetencyStandard {
        position: names::POSITION.name(tenant, job.id),
        title: job.title.clone(),
        job_grade: job.grade.map(render_grade),
        lines: standard.lines.into_iter().map(line).collect(),
        requirements: standard.requirements.into_iter().map(requirement).collect(),
        missing: standard.missing,
        dictionary: dictionary.id.clone(),
    }
}
