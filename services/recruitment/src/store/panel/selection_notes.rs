//! `recruitment.selection_notes`: reasons about people, sealed.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// Whom and what a note is about.
pub struct NewNote {
    /// Id; the sealed text belongs to it.
    pub id: Uuid,
    /// Selection.
    pub selection: Uuid,
    /// What was decided.
    pub kind: &'static str,
    /// Member, if it is about one.
    pub member: Option<Uuid>,
    /// Candidate, if it is about one.
    pub candidate: Option<Uuid>,
}

/// Adds a note.
pub async fn insert(connection: &mut PgConnection, note: &NewNote, text: &Sealed, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.selection_notes (note_id, selection_id, kind, member_id, candidate_id, text_key,
                                                  text_sealed, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        note.id,
        note.selection,
        note.kind,
        note.member,
        note.candidate,
        text.key,
        text.data,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
