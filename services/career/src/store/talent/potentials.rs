//! `career.potentials`: recorded potential.

use crate::domain::potential::Potential;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a score.
pub async fn insert(connection: &mut PgConnection, potential: &Potential) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.potentials (potential_id, servant_id, part, score, assessed_date, assessor, reference, recorded_by,
                                        record_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        potential.id,
        potential.servant,
        potential.part,
        potential.score,
        potential.date.to_sqlx() as _,
        potential.assessor,
        potential.reference,
        potential.recorded_by,
        potential.record_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Every score of a servant, oldest row first; with `superseded` also those that another row took the place of.
pub async fn list(
    connection: &mut PgConnection,
    servant: Uuid,
    superseded: bool,
    page: &Page,
) -> sqlx::Result<Vec<Potential>> {
    let rows = sqlx::query!(
        r#"SELECT potential_id, servant_id, part, score, assessed_date AS "assessed_date: jiff_sqlx::Date", assessor,
                  reference, recorded_by, record_time AS "record_time: jiff_sqlx::Timestamp",
                  superseded_time AS "superseded_time: jiff_sqlx::Timestamp"
           FROM career.potentials
           WHERE servant_id = $1 AND ($2 OR superseded_time IS NULL) AND potential_id > $3
           ORDER BY potential_id LIMIT $4"#,
        servant,
        superseded,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let read = rows.map(|row| Potential {
        id: row.potential_id,
        servant: row.servant_id,
        part: row.part,
        score: row.score,
        date: row.assessed_date.to_jiff(),
        assessor: row.assessor,
        reference: row.reference,
        recorded_by: row.recorded_by,
        record_time: row.record_time.to_jiff(),
        superseded_time: row.superseded_time.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(read.collect())
}

/// Notes that another row takes the place of one of a servant's. Returns whether it stood until now.
pub async fn supersede(connection: &mut PgConnection, servant: Uuid, id: Uuid, now: Timestamp) -> sqlx::Result<bool> {
    let superseded = sqlx::query!(
        "UPDATE career.potentials SET superseded_time = $3
         WHERE potential_id = $2 AND servant_id = $1 AND superseded_time IS NULL",
        servant,
        id,
        now.to_sqlx() as _,
    );
    Ok(superseded.execute(connection).await?.rows_affected() == 1)
}
