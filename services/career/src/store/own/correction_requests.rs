//! `career.correction_requests`.

use crate::{
    domain::{
        correction::History,
        correction_request::{CorrectionRequest, CorrectionState},
    },
    store::unknown,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a request with what it should be and why.
pub async fn insert(
    connection: &mut PgConnection,
    one: &CorrectionRequest,
    wanted: &Sealed,
    reason: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.correction_requests (request_id, servant_id, state, field, due_time, wanted_key, wanted_sealed,
                                                 reason_key, reason_sealed, ruleset, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        one.id,
        one.servant,
        one.state.as_str(),
        one.field,
        one.due_time.to_sqlx() as _,
        wanted.key,
        wanted.data,
        reason.key,
        reason.data,
        one.ruleset,
        one.version,
        one.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    request_id: Uuid,
    servant_id: Uuid,
    state: String,
    field: String,
    due_time: jiff_sqlx::Timestamp,
    answer_time: Option<jiff_sqlx::Timestamp>,
    answered_by: String,
    mending_row: String,
    ruleset: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for CorrectionRequest {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.request_id,
            servant: row.servant_id,
            state: CorrectionState::parse(&row.state).ok_or_else(|| unknown("correction state", &row.state))?,
            field: row.field,
            due_time: row.due_time.to_jiff(),
            answer_time: row.answer_time.map(jiff_sqlx::Timestamp::to_jiff),
            answered_by: row.answered_by,
            row: row.mending_row,
            ruleset: row.ruleset,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT request_id, servant_id, state, field, due_time, answer_time, answered_by, mending_row, ruleset, version,
                    create_time
             FROM career.correction_requests " + $rest,
            $($argument),*
        )
    };
}

/// Reads a request.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<CorrectionRequest>> {
    let row = select!("WHERE request_id = $1", id);
    row.fetch_optional(connection).await?.map(CorrectionRequest::try_from).transpose()
}

/// Reads a request and holds its row until the transaction ends. Lock the servant first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<CorrectionRequest>> {
    let row = select!("WHERE request_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(CorrectionRequest::try_from).transpose()
}

/// Saves the answer of a request under its next version.
pub async fn answer(connection: &mut PgConnection, one: &mut CorrectionRequest, answer: &Sealed) -> sqlx::Result<()> {
    one.version += 1;
    sqlx::query!(
        "UPDATE career.correction_requests
         SET state = $2, answer_time = $3, answered_by = $4, mending_row = $5, answer_key = $6, answer_sealed = $7,
             version = $8
         WHERE request_id = $1",
        one.id,
        one.state.as_str(),
        one.answer_time.map(ToSqlx::to_sqlx) as _,
        one.answered_by,
        one.row,
        answer.key,
        answer.data,
        one.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many requests of a servant wait. Whoever decides by it holds the servant's row.
pub async fn open_of(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<i64> {
    let open = sqlx::query_scalar!(
        r#"SELECT count(*) AS "open!" FROM career.correction_requests WHERE servant_id = $1 AND state = 'open'"#,
        servant,
    );
    open.fetch_one(connection).await
}

/// Which requests are wanted; none means any.
#[derive(Clone, Debug, Default)]
pub struct WantedCorrections {
    /// Of a servant.
    pub servant: Option<Uuid>,
    /// In a state.
    pub state: Option<CorrectionState>,
    /// Still open, and due before this instant.
    pub due_before: Option<Timestamp>,
}

/// Lists requests, oldest first.
pub async fn list(
    connection: &mut PgConnection,
    wanted: &WantedCorrections,
    page: &Page,
) -> sqlx::Result<Vec<CorrectionRequest>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, request_id) > ($1, $2)
           AND ($3::uuid IS NULL OR servant_id = $3) AND ($4::text IS NULL OR state = $4)
           AND ($5::timestamptz IS NULL OR (state = 'open' AND due_time < $5))
         ORDER BY create_time, request_id LIMIT $6",
        page.after_time().to_sqlx() as _,
        page.after.1,
        wanted.servant,
        wanted.state.map(CorrectionState::as_str),
        wanted.due_before.map(ToSqlx::to_sqlx) as _,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(CorrectionRequest::try_from).collect()
}

/// What is sealed of a request.
pub struct SealedTexts {
    /// What it should be.
    pub wanted: Sealed,
    /// Why.
    pub reason: Sealed,
    /// The answer; none before there is one.
    pub answer: Option<Sealed>,
}

/// What is sealed of these requests.
pub async fn texts(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, SealedTexts>> {
    let rows = sqlx::query!(
        "SELECT request_id, wanted_key, wanted_sealed, reason_key, reason_sealed, answer_key, answer_sealed
         FROM career.correction_requests WHERE request_id = ANY ($1)",
        ids,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows
        .map(|row| {
            let answered = !row.answer_key.is_empty();
            let texts = SealedTexts {
                wanted: Sealed { key: row.wanted_key, data: row.wanted_sealed },
                reason: Sealed { key: row.reason_key, data: row.reason_sealed },
                answer: answered.then_some(Sealed { key: row.answer_key, data: row.answer_sealed }),
            };
            (row.request_id, texts)
        })
        .collect())
}

/// Whether a servant has this row of a history, recorded or taken out at an instant or later.
pub async fn has_row(
    connection: &mut PgConnection,
    servant: Uuid,
    history: History,
    row: Uuid,
    since: Timestamp,
) -> sqlx::Result<bool> {
    let known = sqlx::query_scalar!(
        r#"WITH known AS (
               SELECT record_time FROM career.educations
               WHERE $1::text = 'educations' AND education_id = $2 AND servant_id = $3
               UNION ALL SELECT record_time FROM career.ranks
               WHERE $1 = 'ranks' AND rank_id = $2 AND servant_id = $3
               UNION ALL SELECT record_time FROM career.placements
               WHERE $1 = 'posts' AND placement_id = $2 AND servant_id = $3
               UNION ALL SELECT record_time FROM career.standings
               WHERE $1 = 'standings' AND standing_id = $2 AND servant_id = $3
               UNION ALL SELECT record_time FROM career.relatives
               WHERE $1 = 'relatives' AND relative_id = $2 AND servant_id = $3
               UNION ALL SELECT record_time FROM career.punishments
               WHERE $1 = 'punishments' AND punishment_id = $2 AND servant_id = $3
           )
           SELECT EXISTS (SELECT FROM known
                          WHERE known.record_time >= $4
                             OR EXISTS (SELECT FROM career.corrections AS taken
                                        WHERE taken.superseded_id = $2 AND taken.record_time >= $4)) AS "known!""#,
        history.as_str(),
        row,
        servant,
        since.to_sqlx() as _,
    );
    known.fetch_one(connection).await
}

/// Whether a servant has this resource, which stands in a collection of this name.
pub async fn has_resource(
    connection: &mut PgConnection,
    servant: Uuid,
    collection: &str,
    id: Uuid,
) -> sqlx::Result<bool> {
    let known = sqlx::query_scalar!(
        r#"SELECT EXISTS (
               SELECT FROM career.competency_evidence
               WHERE $1::text = 'competencyEvidence' AND evidence_id = $2 AND servant_id = $3
               UNION ALL SELECT FROM career.development_items
               WHERE $1 = 'developmentItems' AND item_id = $2 AND servant_id = $3
               UNION ALL SELECT FROM career.credits WHERE $1 = 'credits' AND credit_id = $2 AND servant_id = $3
               UNION ALL SELECT FROM career.allowances WHERE $1 = 'allowances' AND allowance_id = $2 AND servant_id = $3
               UNION ALL SELECT FROM career.external_trainings
               WHERE $1 = 'externalTrainings' AND training_id = $2 AND servant_id = $3
               UNION ALL SELECT FROM career.training_participants
               WHERE $1 = 'trainingParticipants' AND participant_id = $2 AND servant_id = $3) AS "known!""#,
        collection,
        id,
        servant,
    );
    known.fetch_one(connection).await
}
