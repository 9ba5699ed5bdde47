//! `recruitment.selection_notes`: reasons about people, sealed.

use crate::domain::selection_note::{Note, NoteKind};
use crate::store::selections::unknown;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a note with its sealed text.
pub async fn insert(connection: &mut PgConnection, note: &Note, text: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.selection_notes (note_id, selection_id, kind, member_id, candidate_id, text_key,
                                                  text_sealed, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        note.id,
        note.selection,
        note.kind.as_str(),
        note.member,
        note.candidate,
        text.key,
        text.data,
        note.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists notes with their sealed texts, oldest first.
pub async fn list(connection: &mut PgConnection, selection: Uuid, page: &Page) -> sqlx::Result<Vec<(Note, Sealed)>> {
    let rows = sqlx::query!(
        r#"SELECT note_id, kind, member_id, candidate_id, text_key, text_sealed,
                  create_time AS "create_time: jiff_sqlx::Timestamp"
           FROM recruitment.selection_notes
           WHERE selection_id = $1 AND (create_time, note_id) > ($2, $3)
           ORDER BY create_time, note_id LIMIT $4"#,
        selection,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let mut notes = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let kind = NoteKind::parse(&row.kind).ok_or_else(|| unknown("kind", &row.kind))?;
        let (member, candidate, create_time) = (row.member_id, row.candidate_id, row.create_time.to_jiff());
        let note = Note { id: row.note_id, selection, kind, member, candidate, create_time };
        notes.push((note, Sealed { key: row.text_key, data: row.text_sealed }));
    }
    Ok(notes)
}
