//! `needs.job_analyses` and what they say.

use crate::domain::job_analysis::{Aspect, Entry, JobAnalysis, Part, State, Subject};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use uuid::Uuid;

/// Lets one transaction at a time draft analyses of the tenant: two drafts of one subject would collide.
pub async fn lock_drafting(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtext('needs.job_analyses'), hashtext(current_setting('app.instansi')))"
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds an edition.
pub async fn insert(connection: &mut PgConnection, analysis: JobAnalysis) -> sqlx::Result<Locked<JobAnalysis>> {
    sqlx::query!(
        "INSERT INTO needs.job_analyses (analysis_id, subject, position_id, title, edition, state, version, create_time,
                                         update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        analysis.id,
        JobAnalysis::subject_key(analysis.subject, &analysis.title),
        position_of(analysis.subject),
        analysis.title,
        analysis.edition,
        state_to_text(analysis.state),
        analysis.version,
        analysis.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(Locked::held(analysis))
}

struct Row {
    analysis_id: Uuid,
    position_id: Option<Uuid>,
    title: String,
    edition: i32,
    state: String,
    ruleset: String,
    publish_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for JobAnalysis {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.analysis_id,
            subject: row.position_id.map_or(Subject::Title, Subject::Position),
            title: row.title,
            edition: row.edition,
            state: state_from_text(&row.state)?,
            ruleset: row.ruleset,
            publish_time: row.publish_time.map(jiff_sqlx::Timestamp::to_jiff),
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads an edition.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<JobAnalysis>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT analysis_id, position_id, title, edition, state, ruleset, publish_time, version, create_time, update_time
         FROM needs.job_analyses WHERE analysis_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(JobAnalysis::try_from).transpose()
}

/// Reads an edition and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<JobAnalysis>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT analysis_id, position_id, title, edition, state, ruleset, publish_time, version, create_time, update_time
         FROM needs.job_analyses WHERE analysis_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| JobAnalysis::try_from(row).map(Locked::held)).transpose()
}

/// The edition of a subject that is in a state, its row held until the transaction ends. Of superseded ones any.
pub async fn lock_in_state(
    connection: &mut PgConnection,
    subject: &str,
    state: State,
) -> sqlx::Result<Option<Locked<JobAnalysis>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT analysis_id, position_id, title, edition, state, ruleset, publish_time, version, create_time, update_time
         FROM needs.job_analyses
         WHERE instansi = current_setting('app.instansi') AND subject = $1 AND state = $2 LIMIT 1 FOR UPDATE",
        subject,
        state_to_text(state),
    );
    row.fetch_optional(connection).await?.map(|row| JobAnalysis::try_from(row).map(Locked::held)).transpose()
}

/// Number of the latest edition of a subject; 0 when there is none.
pub async fn latest_edition(connection: &mut PgConnection, subject: &str) -> sqlx::Result<i32> {
    let latest = sqlx::query_scalar!(
        r#"SELECT coalesce(max(edition), 0) AS "latest!" FROM needs.job_analyses
           WHERE instansi = current_setting('app.instansi') AND subject = $1"#,
        subject,
    );
    latest.fetch_one(connection).await
}

/// Saves an edition under its next version.
pub async fn update(connection: &mut PgConnection, analysis: &mut Locked<JobAnalysis>) -> sqlx::Result<()> {
    analysis.version += 1;
    sqlx::query!(
        "UPDATE needs.job_analyses SET state = $2, ruleset = $3, publish_time = $4, version = $5, update_time = $6
         WHERE analysis_id = $1",
        analysis.id,
        state_to_text(analysis.state),
        analysis.ruleset,
        analysis.publish_time.map(ToSqlx::to_sqlx) as _,
        analysis.version,
        analysis.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only about this position.
    pub position: Option<Uuid>,
    /// Only titles that contain this text.
    pub title_contains: String,
    /// Only in this state.
    pub state: Option<State>,
}

/// Lists editions, oldest first.
pub async fn list(connection: &mut PgConnection, filter: &Filter, page: &Page) -> sqlx::Result<Vec<JobAnalysis>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT analysis_id, position_id, title, edition, state, ruleset, publish_time, version, create_time, update_time
         FROM needs.job_analyses
         WHERE instansi = current_setting('app.instansi') AND (create_time, analysis_id) > ($1, $2)
           AND ($3::uuid IS NULL OR position_id = $3) AND strpos(lower(title), lower($4)) > 0
           AND ($5 = '' OR state = $5)
         ORDER BY create_time, analysis_id LIMIT $6",
        page.after_time().to_sqlx() as _,
        page.after.1,
        filter.position,
        filter.title_contains,
        filter.state.map_or("", state_to_text),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(JobAnalysis::try_from).collect()
}

/// A row of a form with its place: the edition, and its number within part and aspect.
pub struct Written {
    /// Edition.
    pub analysis: Uuid,
    /// Number within part and aspect.
    pub n: i32,
    /// Row.
    pub entry: Entry,
}

/// Adds rows.
pub async fn insert_entries(connection: &mut PgConnection, rows: &[Written]) -> sqlx::Result<()> {
    let analyses: Vec<Uuid> = rows.iter().map(|row| row.analysis).collect();
    let numbers: Vec<i32> = rows.iter().map(|row| row.n).collect();
    let text = |field: fn(&Entry) -> &str| rows.iter().map(|row| field(&row.entry).to_owned()).collect::<Vec<String>>();
    sqlx::query!(
        "INSERT INTO needs.job_analysis_parts (analysis_id, n, part, aspect, text, result_unit, detail)
         SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])",
        &analyses,
        &numbers,
        &text(|entry| entry.part.as_str()),
        &text(|entry| entry.aspect.map_or("", Aspect::as_str)),
        &text(|entry| &entry.text),
        &text(|entry| &entry.result_unit),
        &text(|entry| &entry.detail),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes all rows of an edition away.
pub async fn clear_entries(connection: &mut PgConnection, analysis: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM needs.job_analysis_parts WHERE analysis_id = $1", analysis).execute(connection).await?;
    Ok(())
}

/// The rows of an edition in the order of the form.
pub async fn entries_of(connection: &mut PgConnection, analysis: Uuid) -> sqlx::Result<Vec<Entry>> {
    let rows = sqlx::query!(
        "SELECT part, aspect, text, result_unit, detail FROM needs.job_analysis_parts
         WHERE analysis_id = $1 ORDER BY n",
        analysis,
    );
    let mut entries = Vec::new();
    for row in rows.fetch_all(connection).await? {
        entries.push(Entry {
            part: Part::parse(&row.part).ok_or_else(|| crate::store::unknown("part", &row.part))?,
            aspect: match row.aspect.as_str() {
                "" => None,
                name => Some(Aspect::parse(name).ok_or_else(|| crate::store::unknown("aspect", name))?),
            },
            text: row.text,
            result_unit: row.result_unit,
            detail: row.detail,
        });
    }
    entries.sort_by_key(|entry| (entry.part, entry.aspect));
    Ok(entries)
}

fn position_of(subject: Subject) -> Option<Uuid> {
    match subject {
        Subject::Position(id) => Some(id),
        Subject::Title => None,
    }
}

const STATES: [(State, &str); 3] =
    [(State::Draft, "draft"), (State::Published, "published"), (State::Superseded, "superseded")];

fn state_to_text(state: State) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or("draft", |(_, text)| text)
}

fn state_from_text(text: &str) -> sqlx::Result<State> {
    let found = STATES.iter().find(|(_, known)| *known == text).map(|(state, _)| *state);
    found.ok_or_else(|| crate::store::unknown("job analysis state", text))
}
