//! `career.competency_profiles`, and what a profile is computed from.

use crate::domain::{competency_profile::Post, holder::Holder, job::Job};
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

/// Holds the rows of servants after `after` and up to `until`, by id, until the transaction ends: at most `most`.
pub async fn lock_after(
    connection: &mut PgConnection,
    after: Uuid,
    until: Option<Uuid>,
    most: i64,
) -> sqlx::Result<Vec<Locked<Holder>>> {
    let rows = sqlx::query!(
        "SELECT servant_id, version FROM career.servants
         WHERE instansi = current_setting('app.instansi') AND servant_id > $1 AND ($2::uuid IS NULL OR servant_id <= $2)
         ORDER BY servant_id LIMIT $3 FOR UPDATE",
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
    let rows = sqlx::query!(
        r#"SELECT held.servant_id AS "servant_id!", held.position AS "position!",
                  coalesce(known.title, held.title) AS "title!", coalesce(known.job_type, held.job_type) AS "job_type!",
                  coalesce(known.job_level, held.job_level) AS "job_level!"
           FROM career.placements AS held LEFT JOIN career.positions AS known ON known.position = held.position
           WHERE held.servant_id = ANY ($1) AND held.valid @> $2::date AND held.superseded_time IS NULL
             AND held.assignment = 'definitive'"#,
        servants,
        day.to_sqlx() as _,
    );
    let rows = rows.fetch_all(connection).await?;
    let found = rows.into_iter().map(|row| {
        let job = Job::parse(&row.job_type, &row.job_level);
        (row.servant_id, Post { position: row.position, title: row.title, job })
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

/// The profiles of these servants as last computed.
pub async fn of_all(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, ProfileRow>> {
    let rows = sqlx::query!(
        "SELECT servant_id, position, asked, assessed, match_numerator, match_denominator, ruleset
         FROM career.competency_profiles WHERE servant_id = ANY ($1)",
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
        (row.servant_id, profile)
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
