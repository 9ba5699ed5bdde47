//! `recruitment.selection_scores`: sealed until the reveal writes the plain numbers.

use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// A score as it stands in the table.
pub struct ScoreRow {
    /// Id; the sealed text belongs to it.
    pub id: Uuid,
    /// Member.
    pub member: Uuid,
    /// Candidate.
    pub candidate: Uuid,
    /// Code of the instrument.
    pub instrument: String,
    /// Score and reason.
    pub sealed: Sealed,
    /// The plain number; none before the reveal.
    pub score: Option<i32>,
}

struct Row {
    score_id: Uuid,
    member_id: Uuid,
    candidate_id: Uuid,
    instrument: String,
    score_key: Vec<u8>,
    score_sealed: Vec<u8>,
    score: Option<i32>,
}

impl From<Row> for ScoreRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.score_id,
            member: row.member_id,
            candidate: row.candidate_id,
            instrument: row.instrument,
            sealed: Sealed { key: row.score_key, data: row.score_sealed },
            score: row.score,
        }
    }
}

/// Puts a member's scores of one candidate in the place of those before.
pub async fn replace(connection: &mut PgConnection, selection: Uuid, rows: &[ScoreRow]) -> sqlx::Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    sqlx::query!(
        "DELETE FROM recruitment.selection_scores WHERE member_id = $1 AND candidate_id = $2",
        first.member,
        first.candidate,
    )
    .execute(&mut *connection)
    .await?;
    for row in rows {
        sqlx::query!(
            "INSERT INTO recruitment.selection_scores (score_id, selection_id, member_id, candidate_id, instrument,
                                                       score_key, score_sealed)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            row.id,
            selection,
            row.member,
            row.candidate,
            row.instrument,
            row.sealed.key,
            row.sealed.data,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// All scores of a selection.
pub async fn all(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<Vec<ScoreRow>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT score_id, member_id, candidate_id, instrument, score_key, score_sealed, score
         FROM recruitment.selection_scores WHERE selection_id = $1
         ORDER BY candidate_id, member_id, instrument",
        selection,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(ScoreRow::from).collect())
}

/// Lists scores: those of one member, or all that were revealed.
pub async fn list(
    connection: &mut PgConnection,
    selection: Uuid,
    own: Option<Uuid>,
    page: &Page,
) -> sqlx::Result<Vec<ScoreRow>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT score_id, member_id, candidate_id, instrument, score_key, score_sealed, score
         FROM recruitment.selection_scores
         WHERE selection_id = $1 AND score_id > $2 AND (member_id = $3 OR ($3 IS NULL AND score IS NOT NULL))
         ORDER BY score_id LIMIT $4",
        selection,
        page.after.1,
        own,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(ScoreRow::from).collect())
}

/// Which candidates each member has scored: member, candidate, and on how many instruments.
pub async fn counts(connection: &mut PgConnection, selection: Uuid) -> sqlx::Result<Vec<(Uuid, Uuid, i64)>> {
    let rows = sqlx::query!(
        r#"SELECT member_id, candidate_id, count(*) AS "count!" FROM recruitment.selection_scores
           WHERE selection_id = $1 GROUP BY member_id, candidate_id"#,
        selection,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.member_id, row.candidate_id, row.count)).collect())
}

/// Writes the plain numbers of opened scores.
pub async fn reveal(connection: &mut PgConnection, scores: &[(Uuid, i32)]) -> sqlx::Result<()> {
    let (ids, scores): (Vec<Uuid>, Vec<i32>) = scores.iter().copied().unzip();
    sqlx::query!(
        "UPDATE recruitment.selection_scores SET score = new.score
         FROM unnest($1::uuid[], $2::int[]) AS new (score_id, score)
         WHERE selection_scores.score_id = new.score_id",
        &ids,
        &scores,
    )
    .execute(connection)
    .await?;
    Ok(())
}
