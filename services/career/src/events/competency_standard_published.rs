use crate::{
    commands::keep_published_standard,
    domain::{
        competency_profile::{PublishedStandard, StandardLine, StandardScope},
        evidence::{CompetencyCode, HIGHEST_LEVEL},
        job::Job,
    },
    names,
};
use contracts::needs::events::v1::CompetencyStandardPublished;
use platform::{BoxError, Work};

/// A competency standard came into force: what it asks for is kept for the posts it is written for.
pub async fn apply(work: &mut Work<'_>, message: CompetencyStandardPublished) -> Result<(), BoxError> {
    names::COMPETENCY_STANDARD.parse_of(&message.standard, &work.tenant)?;
    let scope = if !message.position.is_empty() {
        names::POSITION.parse_of(&message.position, &work.tenant)?;
        StandardScope::Position(message.position)
    } else if !message.job_title.is_empty() {
        StandardScope::JobTitle(message.job_title)
    } else {
        let job = Job::parse(&message.job_type, &message.job_level);
        StandardScope::JobKind(job.ok_or("the standard is written for no position, title or known kind of job")?)
    };
    let mut lines = Vec::new();
    for line in message.lines {
        let level = u8::try_from(line.level).ok().filter(|level| (1..=HIGHEST_LEVEL).contains(level));
        let level = level.ok_or("a competency has a level from 1 to 5")?;
        lines.push(StandardLine { code: CompetencyCode { dictionary: line.dictionary, code: line.code }, level });
    }
    let standard = PublishedStandard {
        name: message.standard,
        version: message.version,
        revision: message.revision,
        scope,
        lines,
        regulation: message.regulation,
    };
    Ok(keep_published_standard(work, &standard).await?)
}
