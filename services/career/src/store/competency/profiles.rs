//! `career.competency_profiles`, and what a profile is computed from.

use crate::{
    domain::{competency_profile::Post, holder::Holder, job::Job},
    store::held,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::Locked;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A profile as last computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRow {
    /// Whose.
    pub servant: Uuid,
    /// Position it was compared with.
    pub position: String,
    /// Competencies asked for.
    pub asked: i32,
    /// Of them those with evidence that counts.
    pub assessed: i32,
    /// The exact percent as a fraction; none where nothing is assessed.
    pub percent: Option<(i64, i64)>,
    /// Ruleset.
    pub ruleset: String,
}

/// Holds the rows of servants after `after` and up to `until`, by id, until the transaction ends: at most `most`. Who they are comes
/// from an index alone, so that no part sorts everybody who is left.
pub async fn lock_after(
    connection: &mut PgConnection,
    after: Uuid,
    until: Option<Uuid>,
    most: i64,
) -> sqlx::Result<Vec<Locked<Holder>>> {
    let rows = sqlx::query!(
        "SELECT servant_id, version FROM career.servants
         WHERE servant_id = ANY (ARRAY(
                   SELECT servant_id FROM career.servants
                   WHERE instansi = current_setting('app.instansi') AND servant_id > $1
                     AND ($2::uuid IS NULL OR servant_id <= $2)
                   ORDER BY servant_id LIMIT $3))
         ORDER BY servant_id FOR UPDATE",
        after,
        until,
        most,
    );
    let rows = rows.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| Locked::held(Holder { id: row.servant_id, version: row.version })).collect())
}

/// Holds the rows of these servants, by id, until the transaction ends.
pub async fn lock_all(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<Vec<Locked<Holder>>> {
    let rows = sqlx::query!(
        "SELECT servant_id, version FROM career.servants WHERE servant_id = ANY ($1) ORDER BY servant_id FOR UPDATE",
        servants,
    );
    let rows = rows.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| Locked::held(Holder { id: row.servant_id, version: row.version })).collect())
}

/// How many servants there are up to one, and after it up to `until`, by id.
pub async fn progress(connection: &mut PgConnection, last: Uuid, until: Option<Uuid>) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE servant_id <= $1) AS "done!",
                  count(*) FILTER (WHERE servant_id > $1 AND ($2::uuid IS NULL OR servant_id <= $2)) AS "left!"
           FROM career.servants WHERE instansi = current_setting('app.instansi')"#,
        last,
        until,
    );
    let row = row.fetch_one(connection).await?;
    Ok((row.done, row.left))
}

/// What these servants hold definitively on a day: as needs last told of the position, else as it was when the post began.
pub async fn posts(connection: &mut PgConnection, servants: &[Uuid], day: Date) -> sqlx::Result<HashMap<Uuid, Post>> {
    let held = held::posts(connection, servants, day).await?;
    let told = held::positions_of(connection, &held).await?;
    let found = held.into_iter().map(|(servant, post)| {
        let (title, kind, level) = match told.get(&post.position) {
            Some(told) => (told.title.clone(), &told.job_type, &told.job_level),
            None => (post.title, &post.job_type, &post.job_level),
        };
        (servant, Post { position: post.position, title, job: Job::parse(kind, level) })
    });
    Ok(found.collect())
}

/// Who of these servants left the service.
pub async fn left(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashSet<Uuid>> {
    let left = sqlx::query_scalar!(
        "SELECT servant_id FROM career.servants WHERE servant_id = ANY ($1) AND state = 'left'",
        servants,
    );
    Ok(left.fetch_all(connection).await?.into_iter().collect())
}

/// The profiles of these servants as last computed, and when that was.
pub async fn of_all(
    connection: &mut PgConnection,
    servants: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, (ProfileRow, Date)>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, position, asked, assessed, match_numerator, match_denominator, ruleset,
                  compute_date AS "compute_date: jiff_sqlx::Date"
           FROM career.competency_profiles WHERE servant_id = ANY ($1)"#,
        servants,
    );
    let rows = rows.fetch_all(connection).await?;
    let found = rows.into_iter().map(|row| {
        let profile = ProfileRow {
            servant: row.servant_id,
            position: row.position,
            asked: row.asked,
            assessed: row.assessed,
            percent: row.match_numerator.zip(row.match_denominator),
            ruleset: row.ruleset,
        };
        (row.servant_id, (profile, row.compute_date.to_jiff()))
    });
    Ok(found.collect())
}

/// Saves profiles in one statement.
pub async fn save(connection: &mut PgConnection, profiles: &[ProfileRow], day: Date) -> sqlx::Result<()> {
    if profiles.is_empty() {
        return Ok(());
    }
    let servants: Vec<Uuid> = profiles.iter().map(|one| one.servant).collect();
    let positions: Vec<String> = profiles.iter().map(|one| one.position.clone()).collect();
    let asked: Vec<i32> = profiles.iter().map(|one| one.asked).collect();
    let assessed: Vec<i32> = profiles.iter().map(|one| one.assessed).collect();
    let numerators: Vec<Option<i64>> = profiles.iter().map(|one| one.percent.map(|(above, _)| above)).collect();
    let denominators: Vec<Option<i64>> = profiles.iter().map(|one| one.percent.map(|(_, below)| below)).collect();
    let rulesets: Vec<String> = profiles.iter().map(|one| one.ruleset.clone()).collect();
    sqlx::query!(
        "INSERT INTO career.competency_profiles (servant_id, position, asked, assessed, match_numerator, match_denominator,
                                                 ruleset, compute_date)
         SELECT servant_id, position, asked, assessed, above, below, ruleset, $8::date
         FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::text[])
              AS one (servant_id, position, asked, assessed, above, below, ruleset)
         ON CONFLICT (servant_id) DO UPDATE
         SET position = excluded.position, asked = excluded.asked, assessed = excluded.assessed,
             match_numerator = excluded.match_numerator, match_denominator = excluded.match_denominator,
             ruleset = excluded.ruleset, compute_date = excluded.compute_date",
        &servants,
        &positions,
        &asked,
        &assessed,
        &numerators as _,
        &denominators as _,
        &rulesets,
        day.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that these profiles were computed again on a day and are as they were: a match counts for some days only.
pub async fn confirm(connection: &mut PgConnection, servants: &[Uuid], day: Date) -> sqlx::Result<()> {
    if servants.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE career.competency_profiles SET compute_date = $2 WHERE servant_id = ANY ($1)",
        servants,
        day.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
