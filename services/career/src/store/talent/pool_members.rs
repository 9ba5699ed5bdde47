//! `career.pool_members`: the pool of a key post as drawn last.

use crate::{
    domain::succession::{PoolMember, Verdict},
    store::{joined, split, unknown},
};
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// A member as it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnMember {
    /// Who.
    pub servant: Uuid,
    /// Place, from 1.
    pub place: i64,
    /// In, out, or to be looked at.
    pub verdict: Verdict,
    /// Box.
    pub number: i32,
    /// Match score as shown; empty where a part is unknown.
    pub score: String,
    /// What holds, and how the score arose.
    pub figures: Vec<String>,
    /// What keeps them out or has to be looked at.
    pub reasons: Vec<String>,
}

/// Removes the pool that was drawn before.
pub async fn clear(connection: &mut PgConnection, key_post: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM career.pool_members WHERE key_post_id = $1", key_post).execute(connection).await?;
    Ok(())
}

/// Keeps members in their order, from this place on.
pub async fn insert(
    connection: &mut PgConnection,
    key_post: Uuid,
    members: &[PoolMember],
    first_place: i64,
) -> sqlx::Result<()> {
    let servants: Vec<Uuid> = members.iter().map(|one| one.servant).collect();
    let verdicts: Vec<String> = members.iter().map(|one| one.verdict.as_str().to_owned()).collect();
    let numbers: Vec<i32> = members.iter().map(|one| one.number).collect();
    let shown = |one: &PoolMember| one.score.as_ref().map_or(String::new(), |score| exact::render(score, 2));
    let scores: Vec<String> = members.iter().map(shown).collect();
    let figures: Vec<String> = members.iter().map(|one| joined(&one.figures)).collect();
    let reasons: Vec<String> = members.iter().map(|one| joined(&one.reasons)).collect();
    let places: Vec<i64> = (first_place..).take(members.len()).collect();
    sqlx::query!(
        "INSERT INTO career.pool_members (key_post_id, servant_id, place, verdict, box, score, figures, reasons)
         SELECT $1::uuid, servant_id, place, verdict, number, score, figures, reasons
         FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[])
              AS new (servant_id, place, verdict, number, score, figures, reasons)",
        key_post,
        &servants,
        &places,
        &verdicts,
        &numbers,
        &scores,
        &figures,
        &reasons,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    servant_id: Uuid,
    place: i64,
    verdict: String,
    number: i32,
    score: String,
    figures: String,
    reasons: String,
}

impl TryFrom<Row> for DrawnMember {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            servant: row.servant_id,
            place: row.place,
            verdict: Verdict::parse(&row.verdict).ok_or_else(|| unknown("verdict", &row.verdict))?,
            number: row.number,
            score: row.score,
            figures: split(&row.figures),
            reasons: split(&row.reasons),
        })
    }
}

/// One member of a pool.
pub async fn get(connection: &mut PgConnection, key_post: Uuid, servant: Uuid) -> sqlx::Result<Option<DrawnMember>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT servant_id, place, verdict, box AS number, score, figures, reasons FROM career.pool_members
         WHERE key_post_id = $1 AND servant_id = $2",
        key_post,
        servant,
    );
    row.fetch_optional(connection).await?.map(DrawnMember::try_from).transpose()
}

/// Lists a pool in its order; an empty verdict means any.
pub async fn list(
    connection: &mut PgConnection,
    key_post: Uuid,
    verdict: Option<Verdict>,
    page: &Page,
) -> sqlx::Result<Vec<DrawnMember>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT servant_id, place, verdict, box AS number, score, figures, reasons FROM career.pool_members
         WHERE key_post_id = $1 AND place > $2 AND ($3 = '' OR verdict = $3) ORDER BY place LIMIT $4",
        key_post,
        page.after.0,
        verdict.map_or("", Verdict::as_str),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(DrawnMember::try_from).collect()
}
