use crate::{
    domain::{
        competency::{CompetencyCode, Dictionary, JobGrade},
        competency_standard::{Content, Effective, Flaw, InForce, Scope, Standard, effective, flaws, that_concern},
    },
    error::{CompetencyError, Error},
    events, names,
    store::{
        competencies, competency_jobs, competency_revisions, competency_standards,
        steps::{self, NewStep},
    },
};
use platform::{AsRead, Failure, Violations, Work};
use uuid::Uuid;

/// A draft to be put in force.
pub struct PublishCompetencyStandard {
    /// Standard.
    pub standard: AsRead,
}

/// Puts the draft in force if every job it concerns gets a whole standard from it, and tells it.
pub async fn publish_competency_standard(
    work: &mut Work<'_>,
    input: PublishCompetencyStandard,
    dictionary: &Dictionary,
) -> Result<(Standard, Content), Error> {
    let found = competency_standards::lock(work.connection, input.standard.id).await?;
    let mut standard = found.ok_or(CompetencyError::StandardNotFound)?;
    input.standard.must_be(standard.version)?;
    standard.publish().map_err(CompetencyError::from)?;
    let revision = (standard.id, standard.published);
    let found = competency_revisions::get(work.connection, revision).await?;
    let mut content = found.ok_or(CompetencyError::StandardNotFound)?;
    let outcomes = outcomes(work, &standard, &content, dictionary).await?;
    let named: Vec<CompetencyCode> = content.lines.iter().map(|line| line.competency.clone()).collect();
    let technical = competencies::find(work.connection, &named).await?;
    let mut flaws = flaws(&content, dictionary, &technical, &outcomes);
    if outcomes.is_empty() {
        let (field, reason) = ("standard.job_title".into(), "no position has this title".into());
        flaws.push(Flaw { field, reason });
    }
    if !flaws.is_empty() {
        return Err(as_violations(flaws).into());
    }
    standard.update_time = work.now;
    content.publish_time = Some(work.now);
    competency_standards::update(work.connection, &mut standard).await?;
    competency_revisions::publish(work.connection, revision, work.now).await?;
    let published = events::standard_published(&work.tenant, &standard, &content);
    let event_id = Some(work.record(&standard, &published));
    if let Scope::Position(position) = standard.scope {
        let resource = names::COMPETENCY_STANDARD.name(&work.tenant, standard.id);
        let summary = format!("revision {}: {}", standard.published, content.regulation);
        let step = NewStep { kind: "standard.published", resource, summary, event_id, ruleset: &content.dictionary };
        steps::record(work, position, step).await?;
    }
    Ok((standard.release(), content))
}

fn as_violations(flaws: Vec<Flaw>) -> Failure {
    let mut violations = Violations::default();
    for flaw in flaws {
        violations.add(flaw.field, flaw.reason);
    }
    violations.into()
}

/// What would count for each job that the draft is about: the position, each kind among the positions with the title, or
/// the kind itself.
async fn outcomes(
    work: &mut Work<'_>,
    standard: &Standard,
    draft: &Content,
    dictionary: &Dictionary,
) -> Result<Vec<(String, Effective)>, Error> {
    let describe = |grade: Option<JobGrade>| grade.map_or("positions of no known kind".to_owned(), JobGrade::describe);
    let jobs: Vec<(String, Uuid, String, Option<JobGrade>)> = match &standard.scope {
        Scope::Position(id) => {
            let job = competency_jobs::get(work.connection, *id).await?.ok_or(Error::PositionNotFound)?;
            vec![(job.title.clone(), *id, job.title, job.grade)]
        }
        Scope::JobTitle(title) => {
            let grades = competency_jobs::grades_of(work.connection, title).await?;
            grades.into_iter().map(|grade| (describe(grade), Uuid::nil(), title.clone(), grade)).collect()
        }
        Scope::JobGrade(grade) => vec![(describe(Some(*grade)), Uuid::nil(), String::new(), Some(*grade))],
    };
    let titles: Vec<String> = jobs.iter().map(|(_, _, title, _)| title.clone()).collect();
    let positions: Vec<Uuid> = jobs.iter().map(|(_, id, ..)| *id).collect();
    let mut all = competency_revisions::in_force(work.connection, &positions, &titles).await?;
    all.retain(|(scope, _)| *scope != standard.scope);
    let draft = InForce::new(standard, standard.published, draft.clone());
    let outcome = |(label, id, title, grade): (String, Uuid, String, Option<JobGrade>)| {
        let mut tiers = that_concern(&all, id, &title, grade);
        tiers.push(draft.clone());
        (label, effective(dictionary, grade, &tiers))
    };
    Ok(jobs.into_iter().map(outcome).collect())
}
