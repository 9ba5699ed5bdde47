use crate::{
    commands::keep_standard,
    domain::standard::{RequiredCompetency, Standard, StandardScope},
    names,
};
use contracts::needs::events::v1::CompetencyStandardPublished;
use platform::{BoxError, Work};

/// A competency standard came into force: it is kept for the vacancies it is for. A vacancy knows its position and its title,
/// not its kind of job, so that a standard of a kind is for none.
pub async fn apply(work: &mut Work<'_>, message: CompetencyStandardPublished) -> Result<(), BoxError> {
    names::COMPETENCY_STANDARD.parse_of(&message.standard, &work.tenant)?;
    let scope = if !message.position.is_empty() {
        names::POSITION.parse_of(&message.position, &work.tenant)?;
        StandardScope::Position(message.position)
    } else if !message.job_title.is_empty() {
        StandardScope::Title(message.job_title)
    } else {
        return Ok(());
    };
    if message.lines.iter().any(|line| !(1..=5).contains(&line.level)) {
        return Err("a competency has a level from 1 to 5".into());
    }
    let lines = message.lines.into_iter();
    let competencies =
        lines.map(|line| RequiredCompetency { dictionary: line.dictionary, code: line.code, level: line.level });
    let standard = Standard {
        standard: message.standard,
        version: message.version,
        revision: message.revision,
        scope,
        competencies: competencies.collect(),
        regulation: message.regulation,
    };
    Ok(keep_standard(work, &standard).await?)
}
