//! `needs.breakdown_rows`, and what a breakdown is held against: the position map and the determined needs.

use crate::domain::breakdown::{Placement, Row};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Where the position map puts jobs, by unit path and title. `today` tells which units still exist.
pub async fn placements(
    connection: &mut PgConnection,
    jobs: &[(&str, &str)],
    today: Date,
) -> sqlx::Result<Vec<Placement>> {
    let (paths, titles): (Vec<String>, Vec<String>) =
        jobs.iter().map(|(path, title)| ((*path).to_owned(), (*title).to_owned())).unzip();
    let open = units_open(connection, &paths, today).await?;
    let rows = sqlx::query!(
        r#"SELECT path, title, position_id, required, incumbents,
                  (SELECT coalesce(sum(seats - filled - lapsed), 0) FROM needs.needs
                   WHERE needs.position_id = positions.position_id) AS "pending!"
           FROM needs.positions JOIN needs.units USING (unit_id)
                JOIN (SELECT DISTINCT path, title FROM unnest($1::text[], $2::text[]) AS job (path, title)) AS wanted
                USING (path, title)
           WHERE units.instansi = current_setting('app.instansi')"#,
        &paths,
        &titles,
    );
    let mut found = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let lacking = i64::from(row.required) - i64::from(row.incumbents) - row.pending;
        let proposable = i32::try_from(lacking.max(0)).unwrap_or(i32::MAX);
        found.insert((row.path, row.title), Placement::At { position: row.position_id, proposable });
    }
    let place = |(path, title): (String, String)| match open.get(&path) {
        None => Placement::NoUnit,
        Some(false) => Placement::ClosedUnit,
        Some(true) => found.get(&(path, title)).copied().unwrap_or(Placement::NoJob),
    };
    Ok(paths.into_iter().zip(titles).map(place).collect())
}

/// The units with these paths, and whether each still exists.
async fn units_open(
    connection: &mut PgConnection,
    paths: &[String],
    today: Date,
) -> sqlx::Result<HashMap<String, bool>> {
    let distinct: HashSet<&String> = paths.iter().collect();
    let distinct: Vec<String> = distinct.into_iter().cloned().collect();
    let rows = sqlx::query!(
        r#"SELECT path, coalesce(valid_until >= $2, true) AS "open!" FROM needs.units
           WHERE instansi = current_setting('app.instansi') AND path = ANY ($1)"#,
        &distinct,
        today.to_sqlx() as _,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.path, row.open)).collect())
}

/// Those of the positions whose unit does not exist any more.
pub async fn in_closed_units(
    connection: &mut PgConnection,
    positions: &[Uuid],
    today: Date,
) -> sqlx::Result<HashSet<Uuid>> {
    let found = sqlx::query_scalar!(
        "SELECT position_id FROM needs.positions JOIN needs.units USING (unit_id)
         WHERE position_id = ANY ($1) AND valid_until < $2",
        positions,
        today.to_sqlx() as _,
    );
    Ok(found.fetch_all(connection).await?.into_iter().collect())
}

/// Puts rows in the place of the breakdown that was proposed before.
pub async fn replace(
    connection: &mut PgConnection,
    proposal: Uuid,
    rows: &[Row],
    positions: &[Uuid],
) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM needs.breakdown_rows WHERE proposal_id = $1", proposal).execute(&mut *connection).await?;
    let kinds: Vec<String> = rows.iter().map(|row| crate::store::kind_to_text(row.kind).to_owned()).collect();
    let seats: Vec<i32> = rows.iter().map(|row| row.seats).collect();
    let education: Vec<String> = rows.iter().map(|row| crate::store::join(&row.education)).collect();
    sqlx::query!(
        "INSERT INTO needs.breakdown_rows (proposal_id, n, position_id, kind, seats, education)
         SELECT $1, nth - 1, position_id, kind, seats, education
         FROM unnest($2::uuid[], $3::text[], $4::int[], $5::text[])
              WITH ORDINALITY AS row (position_id, kind, seats, education, nth)",
        proposal,
        positions,
        &kinds,
        &seats,
        &education,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A row of a breakdown and its position.
pub struct Placed {
    /// Position.
    pub position: Uuid,
    /// The row; its number is its place, from 1.
    pub row: Row,
}

/// The rows of a breakdown behind place `after`, in order.
pub async fn list(connection: &mut PgConnection, proposal: Uuid, after: i32, limit: i64) -> sqlx::Result<Vec<Placed>> {
    let rows = sqlx::query!(
        "SELECT n, position_id, kind, seats, education, path, title
         FROM needs.breakdown_rows JOIN needs.positions USING (position_id) JOIN needs.units USING (unit_id)
         WHERE proposal_id = $1 AND n > $2 ORDER BY n LIMIT $3",
        proposal,
        after,
        limit,
    );
    let mut placed = Vec::new();
    for found in rows.fetch_all(connection).await? {
        let row = Row {
            number: i64::from(found.n) + 1,
            unit_path: found.path,
            title: found.title,
            kind: crate::store::kind_from_text(&found.kind)?,
            seats: found.seats,
            education: crate::store::split(&found.education),
        };
        placed.push(Placed { position: found.position_id, row });
    }
    Ok(placed)
}

/// The needs of a proposal, as rows that can be held against what is published.
pub async fn determined(connection: &mut PgConnection, proposal: Uuid) -> sqlx::Result<Vec<Row>> {
    let rows = sqlx::query!(
        "SELECT kind, seats, education, path, title
         FROM needs.needs JOIN needs.positions USING (position_id) JOIN needs.units USING (unit_id)
         WHERE proposal_id = $1 ORDER BY need_id",
        proposal,
    );
    let mut determined = Vec::new();
    for (number, row) in (1..).zip(rows.fetch_all(connection).await?) {
        determined.push(Row {
            number,
            unit_path: row.path,
            title: row.title,
            kind: crate::store::kind_from_text(&row.kind)?,
            seats: row.seats,
            education: crate::store::split(&row.education),
        });
    }
    Ok(determined)
}
