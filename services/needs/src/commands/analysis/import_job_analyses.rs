use crate::commands::create_job_analysis::draft;
use crate::{
    domain::job_analysis::{Entry, JobAnalysis, State, Subject},
    error::Error,
    store::{
        job_analyses::{self, Written},
        positions,
    },
};
use platform::{Work, imports::Report};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// One sound row of a form.
pub struct FormLine {
    /// Number of the row in the import.
    pub row: i64,
    /// Title of the job.
    pub title: String,
    /// Unit path, when it is about one position.
    pub unit_path: Option<String>,
    /// Number within part and aspect.
    pub n: i32,
    /// The row.
    pub entry: Entry,
}

/// Adds rows to the drafts of the jobs they name. A job that is met for the first time gets a draft, or its draft is
/// emptied; `drafts` remembers them by the key of their subject.
pub async fn import_job_analyses(
    work: &mut Work<'_>,
    lines: Vec<FormLine>,
    drafts: &mut HashMap<String, Uuid>,
    report: &mut Report,
) -> Result<(), Error> {
    job_analyses::lock_drafting(work.connection).await?;
    let positions = positions_of(work, &lines).await?;
    let mut rows = Vec::new();
    for line in lines {
        let subject = match &line.unit_path {
            None => Subject::Title,
            Some(path) => match positions.get(&(path.clone(), line.title.clone())) {
                Some(id) => Subject::Position(*id),
                None => {
                    report.reject_field(line.row, "title", "no such position in this unit; import positions first");
                    continue;
                }
            },
        };
        let key = JobAnalysis::subject_key(subject, &line.title);
        let analysis = match drafts.get(&key) {
            Some(draft) => *draft,
            None => empty_draft(work, subject, &key, line.title).await?,
        };
        drafts.insert(key, analysis);
        rows.push(Written { analysis, n: line.n, entry: line.entry });
    }
    Ok(job_analyses::insert_entries(work.connection, &rows).await?)
}

async fn positions_of(work: &mut Work<'_>, lines: &[FormLine]) -> Result<HashMap<(String, String), Uuid>, Error> {
    let named = lines.iter().filter_map(|line| Some((line.unit_path.clone()?, line.title.clone())));
    let (paths, titles): (Vec<String>, Vec<String>) = named.collect::<BTreeSet<_>>().into_iter().unzip();
    Ok(positions::ids_of(work.connection, &paths, &titles).await?)
}

async fn empty_draft(work: &mut Work<'_>, subject: Subject, key: &str, title: String) -> Result<Uuid, Error> {
    let Some(mut known) = job_analyses::lock_in_state(work.connection, key, State::Draft).await? else {
        return Ok(draft(work, subject, title).await?.id);
    };
    known.update_time = work.now;
    job_analyses::update(work.connection, &mut known).await?;
    job_analyses::clear_entries(work.connection, known.id).await?;
    Ok(known.id)
}
