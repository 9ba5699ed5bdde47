//! `recruitment.replacements`.

use crate::domain::replacement::{Explanation, Replacement, ReplacementState};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use uuid::Uuid;

/// Everybody of the next rank: ranked, without a seat, never left, and still known. Each proposal that waits is about one who
/// ranks before, except the one that is made anew.
pub async fn next_rank(connection: &mut PgConnection, vacancy: Uuid, renewed: Option<Uuid>) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "WITH waiting AS (
             SELECT application_id, final_rank FROM recruitment.applications
             WHERE vacancy_id = $1 AND decision IN ('not_selected', 'needs_decision') AND final_rank IS NOT NULL
               AND verdict = 'eligible' AND coalesce(skd_code, 'P/L') LIKE 'P/L%' AND erase_time IS NULL
               AND NOT EXISTS (SELECT FROM recruitment.withdrawals
                               WHERE withdrawals.application_id = applications.application_id)
         )
         SELECT application_id FROM waiting
         WHERE final_rank = (SELECT final_rank FROM waiting ORDER BY final_rank LIMIT 1
                             OFFSET (SELECT count(*) FROM recruitment.replacements
                                     WHERE vacancy_id = $1 AND state = 'proposed'
                                           AND replacement_id IS DISTINCT FROM $2))
         ORDER BY application_id",
        vacancy,
        renewed,
    );
    ids.fetch_all(connection).await
}

/// Who of these still waits for a seat of the vacancy, as [`next_rank`] knows it: one may have got another meanwhile.
pub async fn still_waiting(
    connection: &mut PgConnection,
    vacancy: Uuid,
    candidates: &[Uuid],
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT application_id FROM recruitment.applications
         WHERE vacancy_id = $1 AND application_id = ANY ($2)
           AND decision IN ('not_selected', 'needs_decision') AND final_rank IS NOT NULL
           AND verdict = 'eligible' AND coalesce(skd_code, 'P/L') LIKE 'P/L%' AND erase_time IS NULL
           AND NOT EXISTS (SELECT FROM recruitment.withdrawals
                           WHERE withdrawals.application_id = applications.application_id)
         ORDER BY application_id FOR UPDATE",
        vacancy,
        candidates,
    )
    .fetch_all(connection)
    .await
}

/// How many proposals wait that name one of these.
pub async fn proposals_on(connection: &mut PgConnection, vacancy: Uuid, candidates: &[Uuid]) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM recruitment.replacements
           WHERE vacancy_id = $1 AND state = 'proposed' AND candidates && $2"#,
        vacancy,
        candidates,
    )
    .fetch_one(connection)
    .await
}

/// Seats of a vacancy that wait for a replacement to be confirmed.
pub async fn waiting(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"SELECT count(*)::int AS "count!" FROM recruitment.replacements WHERE vacancy_id = $1 AND state = 'proposed'"#,
        vacancy,
    )
    .fetch_one(connection)
    .await
}

/// Adds a replacement.
pub async fn insert(connection: &mut PgConnection, replacement: &Replacement) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.replacements (replacement_id, vacancy_id, withdrawal_id, leaver, state, explanation,
                                               candidates, create_time, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        replacement.id,
        replacement.vacancy_id,
        replacement.withdrawal_id,
        replacement.leaver,
        state_to_text(replacement.state),
        explanation_to_text(replacement.explanation),
        &replacement.candidates,
        replacement.create_time.to_sqlx() as _,
        replacement.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    replacement_id: Uuid,
    vacancy_id: Uuid,
    withdrawal_id: Uuid,
    leaver: String,
    state: String,
    explanation: String,
    candidates: Vec<Uuid>,
    chosen: Option<Uuid>,
    decision: String,
    create_time: jiff_sqlx::Timestamp,
    version: i64,
}

impl TryFrom<Row> for Replacement {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.replacement_id,
            vacancy_id: row.vacancy_id,
            withdrawal_id: row.withdrawal_id,
            leaver: row.leaver,
            state: state_from_text(&row.state)?,
            explanation: explanation_from_text(&row.explanation)?,
            candidates: row.candidates,
            chosen: row.chosen,
            decision: row.decision,
            create_time: row.create_time.to_jiff(),
            version: row.version,
        })
    }
}

/// The vacancy of a replacement, to be locked first.
pub async fn vacancy_of(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("SELECT vacancy_id FROM recruitment.replacements WHERE replacement_id = $1", id)
        .fetch_optional(connection)
        .await
}

/// Reads a replacement and holds its row until the transaction ends. Lock the vacancy first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Replacement>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT replacement_id, vacancy_id, withdrawal_id, leaver, state, explanation, candidates, chosen, decision,
                create_time, version
         FROM recruitment.replacements WHERE replacement_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Replacement::try_from(row).map(Locked::held)).transpose()
}

/// Saves a replacement that was confirmed or proposed anew under its next version.
pub async fn update(connection: &mut PgConnection, replacement: &mut Locked<Replacement>) -> sqlx::Result<()> {
    replacement.version += 1;
    sqlx::query!(
        "UPDATE recruitment.replacements SET state = $2, chosen = $3, decision = $4, version = $5, explanation = $6,
                                             candidates = $7
         WHERE replacement_id = $1",
        replacement.id,
        state_to_text(replacement.state),
        replacement.chosen,
        replacement.decision,
        replacement.version,
        explanation_to_text(replacement.explanation),
        &replacement.candidates,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives a candidate the seat of one who left.
pub async fn select(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.applications SET decision = 'selected', version = version + 1 WHERE application_id = $1",
        application,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists replacements, oldest first; without a vacancy those of all.
pub async fn list(connection: &mut PgConnection, vacancy: Option<Uuid>, page: &Page) -> sqlx::Result<Vec<Replacement>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT replacement_id, vacancy_id, withdrawal_id, leaver, state, explanation, candidates, chosen, decision,
                create_time, version
         FROM recruitment.replacements
         WHERE instansi = current_setting('app.instansi') AND (create_time, replacement_id) > ($1, $2)
           AND ($3::uuid IS NULL OR vacancy_id = $3)
         ORDER BY create_time, replacement_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        vacancy,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Replacement::try_from).collect()
}

fn state_to_text(state: ReplacementState) -> &'static str {
    match state {
        ReplacementState::Proposed => "proposed",
        ReplacementState::Confirmed => "confirmed",
        ReplacementState::Impossible => "impossible",
    }
}

fn state_from_text(text: &str) -> sqlx::Result<ReplacementState> {
    match text {
        "proposed" => Ok(ReplacementState::Proposed),
        "confirmed" => Ok(ReplacementState::Confirmed),
        "impossible" => Ok(ReplacementState::Impossible),
        other => Err(sqlx::Error::Decode(format!("unknown state `{other}` of a replacement").into())),
    }
}

fn explanation_to_text(explanation: Explanation) -> &'static str {
    match explanation {
        Explanation::NextRank => "next_rank",
        Explanation::Tie => "tie",
        Explanation::NobodyLeft => "nobody_left",
    }
}

fn explanation_from_text(text: &str) -> sqlx::Result<Explanation> {
    match text {
        "next_rank" => Ok(Explanation::NextRank),
        "tie" => Ok(Explanation::Tie),
        "nobody_left" => Ok(Explanation::NobodyLeft),
        other => Err(sqlx::Error::Decode(format!("unknown explanation `{other}`").into())),
    }
}
