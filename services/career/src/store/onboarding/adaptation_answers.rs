//! `career.adaptation_sides` and `career.adaptation_answers`: what rater and servant said.

use crate::{
    domain::adaptation::{AspectAnswer, Side},
    store::unknown,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// What one side said, the remark sealed.
#[derive(Clone)]
pub struct SideRow {
    /// Who.
    pub side: Side,
    /// Subject of whoever answered.
    pub answered_by: String,
    /// Answers, one an aspect.
    pub answers: Vec<AspectAnswer>,
    /// Free text.
    pub remark: Sealed,
    /// When.
    pub answer_time: Timestamp,
}

/// Keeps what a side said.
pub async fn insert(connection: &mut PgConnection, follow_up: Uuid, one: &SideRow) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.adaptation_sides (follow_up_id, side, answered_by, remark_key, remark_sealed, answer_time)
         VALUES ($1, $2, $3, $4, $5, $6)",
        follow_up,
        one.side.as_str(),
        one.answered_by,
        one.remark.key,
        one.remark.data,
        one.answer_time.to_sqlx() as _,
    )
    .execute(&mut *connection)
    .await?;
    let aspects: Vec<String> = one.answers.iter().map(|answer| answer.aspect.clone()).collect();
    let levels: Vec<i32> = one.answers.iter().map(|answer| i32::from(answer.level)).collect();
    sqlx::query!(
        "INSERT INTO career.adaptation_answers (follow_up_id, side, aspect, level)
         SELECT $1::uuid, $2::text, answer.aspect, answer.level
         FROM unnest($3::text[], $4::int[]) AS answer(aspect, level)",
        follow_up,
        one.side.as_str(),
        &aspects,
        &levels,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether a side has answered.
pub async fn has(connection: &mut PgConnection, follow_up: Uuid, side: Side) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM career.adaptation_sides WHERE follow_up_id = $1 AND side = $2) AS "found!""#,
        follow_up,
        side.as_str(),
    );
    found.fetch_one(connection).await
}

/// What was said in these follow-ups, the rater first.
pub async fn of(connection: &mut PgConnection, follow_ups: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<SideRow>>> {
    let rows = sqlx::query!(
        "SELECT follow_up_id, side, aspect, level FROM career.adaptation_answers
         WHERE follow_up_id = ANY ($1) ORDER BY follow_up_id, side, aspect",
        follow_ups,
    );
    let mut answers: HashMap<(Uuid, String), Vec<AspectAnswer>> = HashMap::new();
    for row in rows.fetch_all(&mut *connection).await? {
        let level = u8::try_from(row.level).map_err(|error| sqlx::Error::Decode(error.into()))?;
        answers.entry((row.follow_up_id, row.side)).or_default().push(AspectAnswer { aspect: row.aspect, level });
    }
    let rows = sqlx::query!(
        "SELECT follow_up_id, side, answered_by, remark_key, remark_sealed, answer_time FROM career.adaptation_sides
         WHERE follow_up_id = ANY ($1) ORDER BY follow_up_id, side",
        follow_ups,
    );
    let mut sides: HashMap<Uuid, Vec<SideRow>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let side = Side::parse(&row.side).ok_or_else(|| unknown("side of a follow-up", &row.side))?;
        sides.entry(row.follow_up_id).or_default().push(SideRow {
            side,
            answered_by: row.answered_by,
            answers: answers.remove(&(row.follow_up_id, row.side)).unwrap_or_default(),
            remark: Sealed { key: row.remark_key, data: row.remark_sealed },
            answer_time: row.answer_time.to_jiff(),
        });
    }
    Ok(sides)
}
