use crate::commands::create_job_analysis::written;
use crate::{
    domain::job_analysis::{Entry, JobAnalysis},
    error::Error,
    store::job_analyses,
};
use platform::{AsRead, Work};

/// What a draft says from now on.
pub struct UpdateJobAnalysis {
    /// Draft.
    pub analysis: AsRead,
    /// What it says.
    pub entries: Vec<Entry>,
}

/// Replaces what a draft says, as a whole.
pub async fn update_job_analysis(work: &mut Work<'_>, input: UpdateJobAnalysis) -> Result<JobAnalysis, Error> {
    let found = job_analyses::lock(work.connection, input.analysis.id).await?;
    let mut analysis = found.ok_or(Error::JobAnalysisNotFound)?;
    input.analysis.must_be(analysis.version)?;
    analysis.must_be_draft()?;
    analysis.update_time = work.now;
    job_analyses::update(work.connection, &mut analysis).await?;
    job_analyses::clear_entries(work.connection, analysis.id).await?;
    job_analyses::insert_entries(work.connection, &written(analysis.id, input.entries)).await?;
    Ok(analysis.release())
}
