use crate::{
    domain::competency_standard::{Content, RequirementKind, Scope, Standard},
    names,
};
use contracts::needs::events::v1::{CompetencyStandardPublished, competency_standard_published::Line};
use platform::Tenant;

/// What a standard says itself, as it comes into force.
pub fn standard_published(tenant: &Tenant, standard: &Standard, content: &Content) -> CompetencyStandardPublished {
    let (mut position, mut job_title, mut job_type, mut job_level) = Default::default();
    match &standard.scope {
        Scope::Position(id) => position = names::POSITION.name(tenant, *id),
        Scope::JobTitle(title) => job_title = title.clone(),
        Scope::JobGrade(grade) => {
            let (kind, level) = grade.texts();
            (job_type, job_level) = (kind.to_owned(), level.to_owned());
        }
    }
    let line = |line: &crate::domain::competency_standard::Line| Line {
        dictionary: line.competency.dictionary.clone(),
        code: line.competency.code.clone(),
        level: line.level.number(),
    };
    let education = content.requirements.iter().filter(|one| one.kind == RequirementKind::Education);
    CompetencyStandardPublished {
        standard: names::COMPETENCY_STANDARD.name(tenant, standard.id),
        version: standard.version,
        revision: standard.published,
        position,
        job_title,
        job_type,
        job_level,
        dictionary: content.dictionary.clone(),
        lines: content.lines.iter().map(line).collect(),
        education: education.map(|one| one.description.clone()).collect(),
        regulation: content.regulation.clone(),
    }
}
