use crate::{
    domain::job_analysis::{Entry, JobAnalysis, JobAnalysisError, State, Subject},
    error::Error,
    store::{
        job_analyses::{self, Written},
        positions,
    },
};
use platform::{Locked, Work};
use std::collections::HashMap;
use uuid::Uuid;

/// What the next edition is about.
#[derive(Clone, Debug)]
pub enum About {
    /// One position.
    Position(Uuid),
    /// All positions of a title.
    Title(String),
}

/// The next edition.
pub struct CreateJobAnalysis {
    /// What it is about.
    pub about: About,
    /// What it says.
    pub entries: Vec<Entry>,
}

/// Drafts the next edition of a job analysis. There is one draft at a time.
pub async fn create_job_analysis(work: &mut Work<'_>, input: CreateJobAnalysis) -> Result<JobAnalysis, Error> {
    job_analyses::lock_drafting(work.connection).await?;
    let (subject, title) = match input.about {
        About::Title(title) => (Subject::Title, title),
        About::Position(id) => {
            let position = positions::get(work.connection, id).await?.ok_or(Error::PositionNotFound)?;
            (Subject::Position(id), position.title)
        }
    };
    let key = JobAnalysis::subject_key(subject, &title);
    if let Some(draft) = job_analyses::lock_in_state(work.connection, &key, State::Draft).await? {
        return Err(JobAnalysisError::DraftExists(draft.edition).into());
    }
    let draft = draft(work, subject, title).await?;
    job_analyses::insert_entries(work.connection, &written(draft.id, input.entries)).await?;
    Ok(draft.release())
}

/// Adds the next edition of a subject that has no draft; the caller holds the lock of drafting.
pub(crate) async fn draft(work: &mut Work<'_>, subject: Subject, title: String) -> Result<Locked<JobAnalysis>, Error> {
    let key = JobAnalysis::subject_key(subject, &title);
    let analysis = JobAnalysis {
        id: Uuid::now_v7(),
        subject,
        title,
        edition: job_analyses::latest_edition(work.connection, &key).await? + 1,
        state: State::Draft,
        ruleset: String::new(),
        publish_time: None,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    Ok(job_analyses::insert(work.connection, analysis).await?)
}

/// Rows numbered within part and aspect, in the order in which they were given.
pub(crate) fn written(analysis: Uuid, entries: Vec<Entry>) -> Vec<Written> {
    let mut numbers = HashMap::new();
    let number = |entry: Entry| {
        let n = numbers.entry((entry.part, entry.aspect)).and_modify(|n| *n += 1).or_insert(1);
        Written { analysis, n: *n, entry }
    };
    entries.into_iter().map(number).collect()
}
