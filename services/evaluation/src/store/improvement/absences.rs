//! `evaluation.absences`: working days without an excuse.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};

/// Takes days that are not there yet, by the key.
pub async fn insert_all(connection: &mut PgConnection, servants: &[String], days: &[Date]) -> sqlx::Result<()> {
    let days: Vec<jiff_sqlx::Date> = days.iter().map(|day| day.to_sqlx()).collect();
    sqlx::query!(
        "INSERT INTO evaluation.absences (servant, day)
         SELECT * FROM unnest($1::text[], $2::date[]) AS new (servant, day) ORDER BY servant, day
         ON CONFLICT (servant, day) DO NOTHING",
        servants,
        &days as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes days back, if they are there.
pub async fn delete_all(connection: &mut PgConnection, servants: &[String], days: &[Date]) -> sqlx::Result<()> {
    let days: Vec<jiff_sqlx::Date> = days.iter().map(|day| day.to_sqlx()).collect();
    sqlx::query!(
        "DELETE FROM evaluation.absences AS absence
         USING unnest($1::text[], $2::date[]) AS gone (servant, day)
         WHERE absence.servant = gone.servant AND absence.day = gone.day",
        servants,
        &days as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Servants who were absent between two days and had not left by the last, by name, after one.
pub async fn servants_between(
    connection: &mut PgConnection,
    (first, last): (Date, Date),
    after: &str,
    limit: i64,
) -> sqlx::Result<Vec<String>> {
    let servants = sqlx::query_scalar!(
        "SELECT DISTINCT servant FROM evaluation.absences AS absence
         JOIN evaluation.servants AS present USING (servant)
         WHERE absence.instansi = current_setting('app.instansi') AND day BETWEEN $1 AND $2 AND servant > $3
           AND (present.left_date IS NULL OR present.left_date >= $2)
         ORDER BY servant LIMIT $4",
        first.to_sqlx() as _,
        last.to_sqlx() as _,
        after,
        limit,
    );
    servants.fetch_all(connection).await
}

/// The days of these servants between two days.
pub async fn of_servants(
    connection: &mut PgConnection,
    servants: &[String],
    (first, last): (Date, Date),
) -> sqlx::Result<BTreeMap<String, BTreeSet<Date>>> {
    let rows = sqlx::query!(
        "SELECT servant, day FROM evaluation.absences WHERE servant = ANY ($1) AND day BETWEEN $2 AND $3",
        servants,
        first.to_sqlx() as _,
        last.to_sqlx() as _,
    );
    let mut found: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
    for row in rows.fetch_all(connection).await? {
        found.entry(row.servant).or_default().insert(row.day.to_jiff());
    }
    Ok(found)
}
