use crate::{
    domain::job_analysis::{JobAnalysis, Rules, State, Subject, missing},
    error::Error,
    names,
    store::{
        job_analyses,
        steps::{self, NewStep},
    },
};
use platform::{AsRead, Failure, Violations, Work};

/// Puts a draft in force; everything that is missing is told at once. The edition in force until now is superseded.
pub async fn publish_job_analysis(work: &mut Work<'_>, draft: AsRead, rules: &Rules) -> Result<JobAnalysis, Error> {
    let found = job_analyses::lock(work.connection, draft.id).await?;
    let mut analysis = found.ok_or(Error::JobAnalysisNotFound)?;
    draft.must_be(analysis.version)?;
    analysis.must_be_draft()?;
    let entries = job_analyses::entries_of(work.connection, analysis.id).await?;
    let mut violations = Violations::default();
    for finding in missing(&entries, rules) {
        violations.add(finding.field, finding.reason);
    }
    if !violations.is_empty() {
        return Err(Failure::Invalid(violations).into());
    }
    let key = JobAnalysis::subject_key(analysis.subject, &analysis.title);
    if let Some(mut before) = job_analyses::lock_in_state(work.connection, &key, State::Published).await? {
        before.supersede(work.now);
        job_analyses::update(work.connection, &mut before).await?;
    }
    analysis.publish(&rules.id, work.now)?;
    job_analyses::update(work.connection, &mut analysis).await?;
    if let Subject::Position(position) = analysis.subject {
        let step = NewStep {
            kind: "job_analysis.published",
            resource: names::JOB_ANALYSIS.name(&work.tenant, analysis.id),
            summary: format!("edition {} of the job analysis is in force", analysis.edition),
            event_id: None,
            ruleset: &rules.id,
        };
        steps::record(work, position, step).await?;
    }
    Ok(analysis.release())
}
