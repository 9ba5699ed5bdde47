//! `needs.retirements`.

use crate::domain::{projection::YEARS, retirement::Retirement};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Lets one import at a time replace retirements of the tenant.
pub async fn lock(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtext('needs.retirements'), hashtext(current_setting('app.instansi')))"
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What is known of positions from the year `first` on, without the years in `replaced`.
pub async fn ahead_of(
    connection: &mut PgConnection,
    positions: &[Uuid],
    replaced: &[i32],
    first: i32,
) -> sqlx::Result<Vec<Retirement>> {
    let rows = sqlx::query!(
        "SELECT position_id, year, seat, people, retire_date FROM needs.retirements
         WHERE position_id = ANY ($1) AND year <> ALL ($2) AND year >= $3",
        positions,
        replaced,
        first,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let retirements = rows.map(|row| Retirement {
        position: row.position_id,
        year: row.year,
        seat: row.seat,
        people: row.people,
        date: row.retire_date.map(jiff_sqlx::Date::to_jiff),
    });
    Ok(retirements.collect())
}

/// Forgets the retirements of years, but for the positions in `kept`.
pub async fn clear(connection: &mut PgConnection, years: &[i32], kept: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM needs.retirements
         WHERE instansi = current_setting('app.instansi') AND year = ANY ($1) AND position_id <> ALL ($2)",
        years,
        kept,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds retirements, or brings those that exist up to date. A seat retires once: an earlier date of it goes.
pub async fn upsert_all(connection: &mut PgConnection, retirements: &[Retirement], now: Timestamp) -> sqlx::Result<()> {
    let positions: Vec<Uuid> = retirements.iter().map(|one| one.position).collect();
    let years: Vec<i32> = retirements.iter().map(|one| one.year).collect();
    let seats: Vec<i32> = retirements.iter().map(|one| one.seat).collect();
    let people: Vec<i32> = retirements.iter().map(|one| one.people).collect();
    let dates: Vec<Option<jiff_sqlx::Date>> = retirements.iter().map(|one| one.date.map(ToSqlx::to_sqlx)).collect();
    sqlx::query!(
        "DELETE FROM needs.retirements AS old
         USING unnest($1::uuid[], $2::int[]) AS row (position_id, seat)
         WHERE old.position_id = row.position_id AND old.seat = row.seat AND row.seat > 0",
        &positions,
        &seats,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO needs.retirements (position_id, year, seat, people, retire_date, create_time)
         SELECT position_id, year, seat, people, retire_date, $6
         FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::date[])
              AS row (position_id, year, seat, people, retire_date)
         ON CONFLICT (position_id, year, seat) DO UPDATE
         SET people = excluded.people, retire_date = excluded.retire_date, create_time = excluded.create_time",
        &positions,
        &years,
        &seats,
        &people,
        &dates as _,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets that somebody retires from a seat after `day`: the seat is free before.
pub async fn forget_seat(connection: &mut PgConnection, position: Uuid, seat: i32, day: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM needs.retirements WHERE position_id = $1 AND seat = $2 AND seat > 0 AND retire_date > $3",
        position,
        seat,
        day.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// People who retire from each position in the five years from `first` on; positions without any are missing. Who left
/// before the position's incumbents were counted is not among them, and not counted again. A count of a year and seats of it are
/// two tellings of the same people: the larger one counts.
pub async fn of_positions(
    connection: &mut PgConnection,
    positions: &[Uuid],
    first: i32,
) -> sqlx::Result<HashMap<Uuid, [u64; YEARS]>> {
    let last = first + YEARS as i32 - 1;
    let rows = sqlx::query!(
        r#"SELECT position_id, year, greatest(coalesce(sum(people) FILTER (WHERE seat = 0), 0),
                                              coalesce(sum(people) FILTER (WHERE seat > 0), 0)) AS "people!"
           FROM needs.retirements JOIN needs.positions USING (position_id)
           WHERE position_id = ANY ($1) AND year BETWEEN $2 AND $3
             AND (retire_date > incumbents_date) IS NOT FALSE
           GROUP BY position_id, year"#,
        positions,
        first,
        last,
    );
    let mut found: HashMap<Uuid, [u64; YEARS]> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let year = usize::try_from(row.year - first).unwrap_or(0);
        found.entry(row.position_id).or_default()[year] = row.people.unsigned_abs();
    }
    Ok(found)
}
