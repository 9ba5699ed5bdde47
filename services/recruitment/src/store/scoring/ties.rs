//! Equals at the last seats of a vacancy, and `recruitment.tie_decisions`.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Somebody in a tie.
pub struct Tied {
    /// Application.
    pub id: Uuid,
    /// Number of the participant.
    pub participant_number: String,
    /// Whether the seat is one of another vacancy than the one applied for.
    pub moves: bool,
    /// Whether the participant still has no seat.
    pub waits: bool,
}

/// Who is in the tie of a vacancy, by number: its own participants, or those whom a pass would move there. Their rows are
/// held until the transaction ends; lock the vacancy first.
pub async fn tied(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Tied>> {
    let own = sqlx::query_as!(
        Tied,
        r#"SELECT application_id AS id, participant_number, false AS "moves!", true AS "waits!"
           FROM recruitment.applications WHERE vacancy_id = $1 AND decision = 'needs_decision'
           ORDER BY participant_number FOR UPDATE"#,
        vacancy,
    );
    let own = own.fetch_all(&mut *connection).await?;
    if !own.is_empty() {
        return Ok(own);
    }
    sqlx::query_as!(
        Tied,
        r#"SELECT application_id AS id, participant_number, true AS "moves!",
                  coalesce(decision = 'not_selected', false) AS "waits!"
           FROM recruitment.moves JOIN recruitment.applications USING (application_id)
           WHERE to_vacancy_id = $1 AND contested
           ORDER BY participant_number FOR UPDATE OF applications"#,
        vacancy,
    )
    .fetch_all(connection)
    .await
}

/// Selects the winners of a vacancy's own tie, and the others not.
pub async fn decide_own(connection: &mut PgConnection, winners: &[Uuid], losers: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.applications
         SET decision = CASE WHEN application_id = ANY ($1::uuid[]) THEN 'selected' ELSE 'not_selected' END, version = version + 1
         WHERE application_id = ANY ($1::uuid[] || $2::uuid[])",
        winners,
        losers,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes the moves of the winners certain and those of the others undone: a later pass may move them elsewhere.
pub async fn decide_moves(connection: &mut PgConnection, winners: &[Uuid], losers: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM recruitment.moves WHERE application_id = ANY ($1) AND contested", losers)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("UPDATE recruitment.moves SET contested = false WHERE application_id = ANY ($1)", winners)
        .execute(&mut *connection)
        .await?;
    super::moves::seat(connection, winners).await
}

/// A decision of the national committee, its reason sealed.
pub struct Decision {
    /// Id.
    pub id: Uuid,
    /// Participant numbers of those who get the seats.
    pub winners: Vec<String>,
    /// Of those who do not.
    pub losers: Vec<String>,
    /// Number of the committee's letter.
    pub letter_number: String,
    /// Reason.
    pub reason: Sealed,
    /// When it was recorded.
    pub decide_time: Timestamp,
}

/// Adds a decision.
pub async fn insert(connection: &mut PgConnection, vacancy: Uuid, decision: &Decision) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.tie_decisions (decision_id, vacancy_id, winners, losers, letter_number, reason_key,
                                                reason_sealed, decide_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        decision.id,
        vacancy,
        &decision.winners,
        &decision.losers,
        decision.letter_number,
        decision.reason.key,
        decision.reason.data,
        decision.decide_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists the decisions about a vacancy, oldest first.
pub async fn list(connection: &mut PgConnection, vacancy: Uuid, page: &Page) -> sqlx::Result<Vec<Decision>> {
    let rows = sqlx::query!(
        r#"SELECT decision_id, winners, losers, letter_number, reason_key, reason_sealed,
                  decide_time AS "decide_time: jiff_sqlx::Timestamp"
           FROM recruitment.tie_decisions
           WHERE vacancy_id = $1 AND (decide_time, decision_id) > ($2, $3)
           ORDER BY decide_time, decision_id LIMIT $4"#,
        vacancy,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| Decision {
        id: row.decision_id,
        winners: row.winners,
        losers: row.losers,
        letter_number: row.letter_number,
        reason: Sealed { key: row.reason_key, data: row.reason_sealed },
        decide_time: row.decide_time.to_jiff(),
    });
    Ok(rows.collect())
}
