//! What e-Formasi asks for, read from the position map, the retirements and the proposals.

use crate::domain::{e_formasi::YEARS, need::NeedKind};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// One position of the file.
pub struct Line {
    /// Position.
    pub position: Uuid,
    /// When it was first imported, in microseconds: pages follow it.
    pub create_micros: i64,
    /// Path of the unit.
    pub unit_path: String,
    /// Title.
    pub title: String,
    /// Type of job, or empty.
    pub job_type: String,
    /// Level, or empty.
    pub job_level: String,
    /// Class, or 0.
    pub job_class: i32,
    /// People needed.
    pub required: i32,
    /// People there.
    pub incumbents: i32,
    /// Known retirements, a year each.
    pub retirements: [i32; YEARS],
    /// Seats proposed for the first year.
    pub proposed: BTreeMap<NeedKind, i64>,
}

/// Makes all that the transaction reads from here on what is true now.
pub async fn hold_still(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").execute(connection).await?;
    Ok(())
}

/// A page of the file: positions of units that exist `today` or later.
pub async fn list(connection: &mut PgConnection, year: i32, today: Date, page: &Page) -> sqlx::Result<Vec<Line>> {
    let rows = sqlx::query!(
        "SELECT position_id, path, title, job_type, job_level, job_class, required, incumbents, positions.create_time
         FROM needs.positions JOIN needs.units USING (unit_id)
         WHERE positions.instansi = current_setting('app.instansi')
           AND (positions.create_time, position_id) > ($1, $2)
           AND (valid_until IS NULL OR valid_until >= $4)
         ORDER BY positions.create_time, position_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
        today.to_sqlx() as _,
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.position_id).collect();
    let mut retirements = retirements(&mut *connection, &ids, year).await?;
    let mut proposed = proposed(connection, &ids, year).await?;
    let mut lines = Vec::new();
    for row in rows {
        lines.push(Line {
            retirements: retirements.remove(&row.position_id).unwrap_or_default(),
            proposed: proposed.remove(&row.position_id).unwrap_or_default(),
            position: row.position_id,
            create_micros: row.create_time.to_jiff().as_microsecond(),
            unit_path: row.path,
            title: row.title,
            job_type: row.job_type,
            job_level: row.job_level,
            job_class: row.job_class,
            required: row.required,
            incumbents: row.incumbents,
        });
    }
    Ok(lines)
}

async fn retirements(
    connection: &mut PgConnection,
    ids: &[Uuid],
    year: i32,
) -> sqlx::Result<HashMap<Uuid, [i32; YEARS]>> {
    let rows = sqlx::query!(
        r#"SELECT position_id, year, sum(people) AS "people!" FROM needs.retirements
           WHERE position_id = ANY ($1) AND year BETWEEN $2 AND $2 + 4 GROUP BY position_id, year"#,
        ids,
        year,
    );
    let mut found: HashMap<Uuid, [i32; YEARS]> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let nth = usize::try_from(row.year - year).unwrap_or_default();
        if let Some(people) = found.entry(row.position_id).or_default().get_mut(nth) {
            *people = i32::try_from(row.people).unwrap_or(i32::MAX);
        }
    }
    Ok(found)
}

async fn proposed(
    connection: &mut PgConnection,
    ids: &[Uuid],
    year: i32,
) -> sqlx::Result<HashMap<Uuid, BTreeMap<NeedKind, i64>>> {
    let rows = sqlx::query!(
        r#"SELECT position_id, kind, sum(item.seats) AS "seats!"
           FROM needs.proposal_items AS item JOIN needs.proposals USING (proposal_id)
           WHERE position_id = ANY ($1) AND year = $2 AND state NOT IN ('not_proposing', 'rejected')
           GROUP BY position_id, kind"#,
        ids,
        year,
    );
    let mut found: HashMap<Uuid, BTreeMap<NeedKind, i64>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        found.entry(row.position_id).or_default().insert(crate::store::kind_from_text(&row.kind)?, row.seats);
    }
    Ok(found)
}
