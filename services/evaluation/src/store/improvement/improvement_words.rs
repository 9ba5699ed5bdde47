//! What people say in cases of improvement, sealed: `evaluation.improvement_texts`, `_goals` and `_notes`.

use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// Which text of a decision it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CasePart {
    /// Why it was decided.
    Reason,
    /// What the servant says against it.
    Objection,
    /// Why the objection ended so.
    Answer,
}

impl CasePart {
    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Objection => "objection",
            Self::Answer => "answer",
        }
    }
}

/// Keeps a text of a decision.
pub async fn add_text(
    connection: &mut PgConnection,
    decision: Uuid,
    part: CasePart,
    text: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.improvement_texts (decision_id, part, text_key, text_sealed) VALUES ($1, $2, $3, $4)",
        decision,
        part.as_str(),
        text.key.as_slice(),
        text.data.as_slice(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The texts of a case: decision, part, text.
pub async fn texts_of(connection: &mut PgConnection, case: Uuid) -> sqlx::Result<Vec<(Uuid, String, Sealed)>> {
    let rows = sqlx::query!(
        "SELECT text.decision_id, text.part, text.text_key, text.text_sealed
         FROM evaluation.improvement_texts AS text
         JOIN evaluation.improvement_decisions AS decision ON decision.decision_id = text.decision_id
         WHERE decision.case_id = $1",
        case,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.decision_id, row.part, Sealed { key: row.text_key, data: row.text_sealed })).collect())
}

/// Keeps the goals of coaching, in place of those before.
pub async fn set_goals(connection: &mut PgConnection, case: Uuid, goals: &[(Date, Sealed)]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM evaluation.improvement_goals WHERE case_id = $1", case).execute(&mut *connection).await?;
    for (place, (due_date, text)) in (1_i32..).zip(goals) {
        sqlx::query!(
            "INSERT INTO evaluation.improvement_goals (case_id, place, due_date, text_key, text_sealed)
             VALUES ($1, $2, $3, $4, $5)",
            case,
            place,
            due_date.to_sqlx() as _,
            text.key.as_slice(),
            text.data.as_slice(),
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The goals of coaching.
pub async fn goals_of(connection: &mut PgConnection, case: Uuid) -> sqlx::Result<Vec<(Date, Sealed)>> {
    let rows = sqlx::query!(
        "SELECT due_date, text_key, text_sealed FROM evaluation.improvement_goals WHERE case_id = $1 ORDER BY place",
        case,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.due_date.to_jiff(), Sealed { key: row.text_key, data: row.text_sealed })).collect())
}

/// The note of a month.
#[derive(Clone)]
pub struct MonthNote {
    /// Id.
    pub id: Uuid,
    /// Month of coaching, from 1.
    pub month: i32,
    /// Account that wrote it.
    pub noted_by: String,
    /// What it says.
    pub text: Sealed,
    /// When.
    pub time: Timestamp,
}

/// Keeps a note of a month of the coaching that a decision of a case began.
pub async fn add_note(
    connection: &mut PgConnection,
    (case, coached_by): (Uuid, Uuid),
    note: &MonthNote,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.improvement_notes (note_id, case_id, decision_id, month, noted_by, text_key, text_sealed,
                                                   note_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        note.id,
        case,
        coached_by,
        note.month,
        note.noted_by,
        note.text.key.as_slice(),
        note.text.data.as_slice(),
        note.time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The notes of a case, by month, oldest first.
pub async fn notes_of(connection: &mut PgConnection, case: Uuid) -> sqlx::Result<Vec<MonthNote>> {
    let rows = sqlx::query!(
        "SELECT note_id, month, noted_by, text_key, text_sealed, note_time FROM evaluation.improvement_notes
         WHERE case_id = $1 ORDER BY month, note_time, note_id",
        case,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows
        .map(|row| MonthNote {
            id: row.note_id,
            month: row.month,
            noted_by: row.noted_by,
            text: Sealed { key: row.text_key, data: row.text_sealed },
            time: row.note_time.to_jiff(),
        })
        .collect())
}

/// How many months of the coaching that a decision of a case began have a note.
pub async fn months_noted(connection: &mut PgConnection, case: Uuid, coached_by: Option<Uuid>) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(DISTINCT month) AS "count!" FROM evaluation.improvement_notes
           WHERE case_id = $1 AND decision_id = $2"#,
        case,
        coached_by,
    );
    count.fetch_one(connection).await
}
