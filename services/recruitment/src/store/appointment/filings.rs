//! `recruitment.filings` and `recruitment.nip_proposals`.

use crate::domain::filing::{FiledDocument, Filing, FilingState};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Those who have a seat of a vacancy, and no file yet; who moved here from another vacancy too, unless it is one of these
/// `unsettled` ones. Each with the vacancy applied for.
pub async fn without(
    connection: &mut PgConnection,
    vacancy: Uuid,
    unsettled: &[Uuid],
) -> sqlx::Result<Vec<(Uuid, Uuid)>> {
    let ids = sqlx::query!(
        "SELECT application_id, vacancy_id FROM recruitment.applications
         WHERE NOT appointed AND vacancy_id <> ALL ($2)
           AND ((vacancy_id = $1 AND decision = 'selected')
                OR application_id IN (SELECT moves.application_id FROM recruitment.moves
                                      WHERE to_vacancy_id = $1 AND NOT contested))
           AND NOT EXISTS (SELECT FROM recruitment.filings WHERE filings.application_id = applications.application_id)
         ORDER BY final_rank, application_id",
        vacancy,
        unsettled,
    );
    Ok(ids.fetch_all(connection).await?.into_iter().map(|row| (row.vacancy_id, row.application_id)).collect())
}

/// Adds files.
pub async fn insert(connection: &mut PgConnection, filings: &[Filing]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = filings.iter().map(|filing| filing.id).collect();
    let vacancies: Vec<Uuid> = filings.iter().map(|filing| filing.vacancy_id).collect();
    let applications: Vec<Uuid> = filings.iter().map(|filing| filing.application_id).collect();
    let states: Vec<String> = filings.iter().map(|filing| filing.state.as_str().to_owned()).collect();
    let open_times: Vec<jiff_sqlx::Timestamp> = filings.iter().map(|filing| filing.open_time.to_sqlx()).collect();
    let deadlines: Vec<jiff_sqlx::Timestamp> = filings.iter().map(|filing| filing.deadline.to_sqlx()).collect();
    let due: Vec<jiff_sqlx::Date> = filings.iter().map(|filing| filing.nip_due.to_sqlx()).collect();
    let versions: Vec<i64> = filings.iter().map(|filing| filing.version).collect();
    sqlx::query!(
        "INSERT INTO recruitment.filings (filing_id, vacancy_id, application_id, state, open_time, deadline, nip_due, version)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[],
                              $7::date[], $8::bigint[])",
        &ids,
        &vacancies,
        &applications,
        &states,
        &open_times as _,
        &deadlines as _,
        &due as _,
        &versions,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    filing_id: Uuid,
    vacancy_id: Uuid,
    application_id: Uuid,
    applied_for: Uuid,
    participant_number: String,
    state: String,
    open_time: jiff_sqlx::Timestamp,
    deadline: jiff_sqlx::Timestamp,
    complete_time: Option<jiff_sqlx::Timestamp>,
    document_kinds: Vec<String>,
    document_hashes: Vec<String>,
    proposal_id: Option<Uuid>,
    nip_due: jiff_sqlx::Date,
    nip_time: Option<jiff_sqlx::Timestamp>,
    nip_warnings: Vec<String>,
    version: i64,
}

impl TryFrom<Row> for (Filing, String) {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let documents = row.document_kinds.into_iter().zip(row.document_hashes);
        let filing = Filing {
            id: row.filing_id,
            vacancy_id: row.vacancy_id,
            application_id: row.application_id,
            applied_for: row.applied_for,
            state: state_from_text(&row.state)?,
            open_time: row.open_time.to_jiff(),
            deadline: row.deadline.to_jiff(),
            complete_time: row.complete_time.map(jiff_sqlx::Timestamp::to_jiff),
            documents: documents.map(|(kind, sha256)| FiledDocument { kind, sha256 }).collect(),
            proposal_id: row.proposal_id,
            nip_due: row.nip_due.to_jiff(),
            nip_time: row.nip_time.map(jiff_sqlx::Timestamp::to_jiff),
            nip_warnings: row.nip_warnings,
            version: row.version,
        };
        Ok((filing, row.participant_number))
    }
}

/// Reads a file with its participant's number.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<(Filing, String)>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT filing_id, filings.vacancy_id, filings.application_id, applications.vacancy_id AS applied_for,
                  participant_number, filings.state, open_time, deadline, complete_time, document_kinds, document_hashes, proposal_id,
                  nip_due AS "nip_due: jiff_sqlx::Date", nip_time, nip_warnings, filings.version
           FROM recruitment.filings JOIN recruitment.applications USING (application_id) WHERE filing_id = $1"#,
        id,
    );
    row.fetch_optional(connection).await?.map(TryInto::try_into).transpose()
}

/// Reads the file of an application.
pub async fn of_application(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<Option<Locked<Filing>>> {
    let id = sqlx::query_scalar!(
        "SELECT filing_id FROM recruitment.filings WHERE application_id = $1 FOR UPDATE",
        application
    );
    match id.fetch_optional(&mut *connection).await? {
        Some(id) => Ok(get(connection, id).await?.map(|(filing, _)| Locked::held(filing))),
        None => Ok(None),
    }
}

/// Reads a file and holds its row until the transaction ends. Lock vacancy and application first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<(Locked<Filing>, String)>> {
    sqlx::query!("SELECT FROM recruitment.filings WHERE filing_id = $1 FOR UPDATE", id)
        .execute(&mut *connection)
        .await?;
    Ok(get(connection, id).await?.map(|(filing, number)| (Locked::held(filing), number)))
}

/// Saves a file under its next version.
pub async fn update(connection: &mut PgConnection, filing: &mut Locked<Filing>) -> sqlx::Result<()> {
    filing.version += 1;
    let (kinds, hashes): (Vec<String>, Vec<String>) =
        filing.documents.iter().map(|one| (one.kind.clone(), one.sha256.clone())).unzip();
    sqlx::query!(
        "UPDATE recruitment.filings
         SET state = $2, complete_time = $3, document_kinds = $4, document_hashes = $5, nip_time = $6, nip_warnings = $7,
             version = $8
         WHERE filing_id = $1",
        filing.id,
        filing.state.as_str(),
        filing.complete_time.map(ToSqlx::to_sqlx) as _,
        &kinds,
        &hashes,
        filing.nip_time.map(ToSqlx::to_sqlx) as _,
        &filing.nip_warnings,
        filing.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps the blind index of a number. The constraint `one_nip_a_person` refuses one that somebody else has.
pub async fn keep_nip(connection: &mut PgConnection, filing: Uuid, index: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("UPDATE recruitment.filings SET nip_index = $2 WHERE filing_id = $1", filing, index)
        .execute(connection)
        .await?;
    Ok(())
}

/// Up to 500 whose papers for a vacancy did not come in time, each with the vacancy applied for. Who moved from one of these
/// `unsettled` ones waits for its result.
pub async fn lapsing(
    connection: &mut PgConnection,
    vacancy: Uuid,
    unsettled: &[Uuid],
    now: Timestamp,
) -> sqlx::Result<Vec<(Uuid, Uuid)>> {
    let rows = sqlx::query!(
        "SELECT application_id, applications.vacancy_id AS applied_for
         FROM recruitment.filings JOIN recruitment.applications USING (application_id)
         WHERE filings.vacancy_id = $1 AND filings.state = 'open' AND deadline <= $2
           AND applications.vacancy_id <> ALL ($3)
         ORDER BY filings.open_time, filing_id LIMIT 500",
        vacancy,
        now.to_sqlx() as _,
        unsettled,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.applied_for, row.application_id)).collect())
}

/// What a list asks for; empty means any.
pub struct Filter {
    /// Vacancy.
    pub vacancy: Option<Uuid>,
    /// State.
    pub state: Option<FilingState>,
    /// Only those whose number was due before this day and is missing.
    pub nip_due_before: Option<jiff::civil::Date>,
}

/// Lists files, oldest first.
pub async fn list(connection: &mut PgConnection, filter: &Filter, page: &Page) -> sqlx::Result<Vec<(Filing, String)>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT filing_id, filings.vacancy_id, filings.application_id, applications.vacancy_id AS applied_for,
                  participant_number, filings.state, open_time, deadline, complete_time, document_kinds, document_hashes, proposal_id,
                  nip_due AS "nip_due: jiff_sqlx::Date", nip_time, nip_warnings, filings.version
           FROM recruitment.filings JOIN recruitment.applications USING (application_id)
           WHERE filings.instansi = current_setting('app.instansi') AND (open_time, filing_id) > ($1, $2)
             AND ($3::uuid IS NULL OR filings.vacancy_id = $3) AND ($4::text IS NULL OR filings.state = $4)
             AND ($5::date IS NULL OR (nip_due < $5 AND nip_time IS NULL AND filings.state NOT IN ('lapsed', 'withdrawn')))
           ORDER BY open_time, filing_id LIMIT $6"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        filter.vacancy,
        filter.state.map(FilingState::as_str),
        filter.nip_due_before.map(ToSqlx::to_sqlx) as _,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(TryInto::try_into).collect()
}

/// Puts up to 1,000 complete files of a vacancy into a batch and returns how many.
pub async fn propose(connection: &mut PgConnection, id: Uuid, vacancy: Uuid, now: Timestamp) -> sqlx::Result<i32> {
    let count = sqlx::query_scalar!(
        r#"WITH chosen AS (
               SELECT filing_id FROM recruitment.filings WHERE vacancy_id = $2 AND state = 'complete'
               ORDER BY complete_time, filing_id LIMIT 1000 FOR UPDATE
           ), batch AS (
               INSERT INTO recruitment.nip_proposals (proposal_id, vacancy_id, candidates, create_time)
               SELECT $1, $2, count(*), $3 FROM chosen HAVING count(*) > 0 RETURNING candidates
           )
           SELECT coalesce((SELECT candidates FROM batch), 0) AS "candidates!""#,
        id,
        vacancy,
        now.to_sqlx() as _,
    );
    let candidates = count.fetch_one(&mut *connection).await?;
    // A statement of its own: the batch has to be there when the files name it.
    sqlx::query!(
        "UPDATE recruitment.filings SET state = 'proposed', proposal_id = $1, version = version + 1
         WHERE filing_id IN (SELECT filing_id FROM recruitment.filings WHERE vacancy_id = $2 AND state = 'complete'
                             ORDER BY complete_time, filing_id LIMIT $3)",
        id,
        vacancy,
        i64::from(candidates),
    )
    .execute(connection)
    .await?;
    Ok(candidates)
}

/// A candidate of a batch, identity sealed.
pub struct Proposed {
    /// Filing.
    pub filing_id: Uuid,
    /// Application, for which the identity was sealed.
    pub application_id: Uuid,
    /// Number of the participant.
    pub participant_number: String,
    /// Identity.
    pub identity: Sealed,
    /// Title of the job.
    pub position_title: String,
    /// Path of the unit.
    pub unit_path: String,
}

/// The candidates of a batch who still want a number, by rank; none where the batch does not exist.
pub async fn proposed(connection: &mut PgConnection, proposal: Uuid) -> sqlx::Result<Option<Vec<Proposed>>> {
    let exists = sqlx::query_scalar!("SELECT true FROM recruitment.nip_proposals WHERE proposal_id = $1", proposal);
    if exists.fetch_optional(&mut *connection).await?.is_none() {
        return Ok(None);
    }
    let rows = sqlx::query!(
        "SELECT filing_id, applications.application_id, participant_number, identity_key, identity_sealed, position_title,
                unit_path
         FROM recruitment.filings JOIN recruitment.applications USING (application_id)
         JOIN recruitment.vacancies ON vacancies.vacancy_id = filings.vacancy_id
         WHERE proposal_id = $1 AND filings.state = 'proposed' ORDER BY final_rank, participant_number",
        proposal,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| Proposed {
        filing_id: row.filing_id,
        application_id: row.application_id,
        participant_number: row.participant_number,
        identity: Sealed { key: row.identity_key, data: row.identity_sealed },
        position_title: row.position_title,
        unit_path: row.unit_path,
    });
    Ok(Some(rows.collect()))
}

/// The sealed identity of an application.
pub async fn identity(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<Sealed> {
    let row = sqlx::query!(
        "SELECT identity_key, identity_sealed FROM recruitment.applications WHERE application_id = $1",
        application,
    );
    let row = row.fetch_one(connection).await?;
    Ok(Sealed { key: row.identity_key, data: row.identity_sealed })
}

fn state_from_text(text: &str) -> sqlx::Result<FilingState> {
    let found = FilingState::ALL.into_iter().find(|state| state.as_str() == text);
    found.ok_or_else(|| sqlx::Error::Decode(format!("unknown state `{text}` of a file").into()))
}
