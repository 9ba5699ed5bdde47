//! `career.retirements`: when each servant retires, as computed last.

use crate::domain::retirement_rules::{RetirementOutlook, Unknown};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// What was computed for one servant, in one version of the record.
pub struct Computed {
    /// Whose.
    pub servant: Uuid,
    /// Version of the record.
    pub version: i64,
    /// What came of it.
    pub outlook: RetirementOutlook,
}

/// Keeps what was computed for many servants. What was computed at a later time stays.
pub async fn save_all(
    connection: &mut PgConnection,
    computed: &[Computed],
    ruleset: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    let servants: Vec<Uuid> = computed.iter().map(|one| one.servant).collect();
    let versions: Vec<i64> = computed.iter().map(|one| one.version).collect();
    let dates: Vec<Option<jiff_sqlx::Date>> =
        computed.iter().map(|one| one.outlook.date.map(ToSqlx::to_sqlx)).collect();
    let unknown = |one: &Computed| one.outlook.unknown.map_or("", Unknown::as_str).to_owned();
    let unknown: Vec<String> = computed.iter().map(unknown).collect();
    sqlx::query!(
        "INSERT INTO career.retirements AS known (servant_id, retirement_date, unknown, servant_version, ruleset, compute_time)
         SELECT servant_id, retirement_date, unknown, version, $5, $6
         FROM unnest($1::uuid[], $2::date[], $3::text[], $4::bigint[])
              AS new (servant_id, retirement_date, unknown, version)
         ON CONFLICT (servant_id) DO UPDATE
         SET retirement_date = excluded.retirement_date, unknown = excluded.unknown,
             servant_version = excluded.servant_version, ruleset = excluded.ruleset, compute_time = excluded.compute_time
         WHERE known.compute_time <= excluded.compute_time",
        &servants,
        &dates as _,
        &unknown,
        &versions,
        ruleset,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Holds what was computed for these servants until the transaction ends, before the facts are read: who has it looked at again
/// meanwhile waits, and marks what comes of it.
pub async fn hold(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "SELECT FROM career.retirements WHERE servant_id = ANY ($1) ORDER BY servant_id FOR UPDATE",
        servants,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Has the retirements of these servants looked at again: what needs told of their post changed, and their rows did not.
pub async fn mark_stale(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH held AS (
             SELECT servant_id FROM career.retirements WHERE servant_id = ANY ($1) ORDER BY servant_id FOR UPDATE
         )
         UPDATE career.retirements SET servant_version = 0 WHERE servant_id IN (SELECT servant_id FROM held)",
        servants,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Versions of the records that the retirements of these servants were computed from; without those whose post had no age, for
/// needs may have told of it since.
pub async fn versions_of(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, i64>> {
    let rows = sqlx::query!(
        "SELECT servant_id, servant_version FROM career.retirements WHERE servant_id = ANY ($1) AND unknown <> 'age'",
        servants,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.servant_id, row.servant_version)).collect())
}

/// Somebody who retires.
#[derive(Clone, Debug)]
pub struct Retiree {
    /// Who.
    pub servant: Uuid,
    /// Day on which it takes effect.
    pub date: Date,
    /// The same as a number that a page goes on after.
    pub day: i64,
    /// Position held; empty without one.
    pub position: String,
    /// Seat; 0 without a position.
    pub seat: i32,
    /// Title of the post.
    pub title: String,
    /// Unit in the needs service; empty where it is not known.
    pub unit: String,
    /// Ruleset.
    pub ruleset: String,
    /// When it was computed.
    pub compute_time: Timestamp,
}

/// Who retires from `from` to `to`, by day; an empty unit means any. Who left since it was computed is not among them.
pub async fn list(
    connection: &mut PgConnection,
    (from, to): (Date, Date),
    unit: &str,
    today: Date,
    page: &Page,
) -> sqlx::Result<Vec<Retiree>> {
    let rows = sqlx::query!(
        r#"SELECT known.servant_id, known.retirement_date AS "date!: jiff_sqlx::Date",
                  (known.retirement_date - date '2000-01-01')::bigint AS "day!", coalesce(post.position, '') AS "position!",
                  coalesce(post.seat, 0) AS "seat!", coalesce(post.title, '') AS "title!",
                  coalesce(told.unit, '') AS "unit!", known.ruleset,
                  known.compute_time AS "compute_time: jiff_sqlx::Timestamp"
           FROM career.retirements AS known
           JOIN career.servants AS who ON who.servant_id = known.servant_id AND who.state <> 'left'
           LEFT JOIN career.placements AS post ON post.servant_id = known.servant_id AND post.valid @> $4::date
               AND post.superseded_time IS NULL AND post.assignment = 'definitive'
           LEFT JOIN career.positions AS told ON told.position = post.position
           WHERE known.instansi = current_setting('app.instansi') AND known.retirement_date BETWEEN $1 AND $2
             AND ($3 = '' OR told.unit = $3)
             AND ((known.retirement_date - date '2000-01-01')::bigint, known.servant_id) > ($5, $6)
           ORDER BY known.retirement_date, known.servant_id LIMIT $7"#,
        from.to_sqlx() as _,
        to.to_sqlx() as _,
        unit,
        today.to_sqlx() as _,
        page.after.0,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let found = rows.map(|row| Retiree {
        servant: row.servant_id,
        date: row.date.to_jiff(),
        day: row.day,
        position: row.position,
        seat: row.seat,
        title: row.title,
        unit: row.unit,
        ruleset: row.ruleset,
        compute_time: row.compute_time.to_jiff(),
    });
    Ok(found.collect())
}
