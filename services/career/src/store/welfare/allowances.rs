//! `career.allowances`.

use crate::{
    domain::{
        allowance::{Absence, Allowance, Rounding},
        credit::Rating,
        welfare_facts::Figure,
    },
    store::unknown,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds an allowance. The constraint `one_allowance_a_month` refuses a second one.
pub async fn insert(connection: &mut PgConnection, allowance: &Allowance, now: Timestamp) -> sqlx::Result<()> {
    let codes: Vec<String> = allowance.absences.iter().map(|one| one.code.clone()).collect();
    let counts: Vec<i32> = allowance.absences.iter().map(|one| one.count).collect();
    let names: Vec<String> = allowance.figures.iter().map(|one| one.name.clone()).collect();
    let values: Vec<String> = allowance.figures.iter().map(|one| one.value.clone()).collect();
    let sources: Vec<String> = allowance.figures.iter().map(|one| one.source.clone()).collect();
    sqlx::query!(
        "INSERT INTO career.allowances (allowance_id, servant_id, month, job_class, rating, absence_codes, absence_counts,
                                        rupiah, rounding, ruleset, figure_names, figure_values, figure_sources, record_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        allowance.id,
        allowance.servant,
        allowance.month.to_sqlx() as _,
        allowance.job_class,
        allowance.rating.as_str(),
        &codes,
        &counts,
        allowance.rupiah,
        allowance.rounding.as_str(),
        allowance.ruleset,
        &names,
        &values,
        &sources,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that another row takes the place of this one, of a servant and month. Returns whether it stood until now.
pub async fn supersede(
    connection: &mut PgConnection,
    id: Uuid,
    (servant, month): (Uuid, Date),
    now: Timestamp,
) -> sqlx::Result<bool> {
    let superseded = sqlx::query!(
        "UPDATE career.allowances SET superseded_time = $4
         WHERE allowance_id = $1 AND servant_id = $2 AND month = $3 AND superseded_time IS NULL",
        id,
        servant,
        month.to_sqlx() as _,
        now.to_sqlx() as _,
    );
    Ok(superseded.execute(connection).await?.rows_affected() == 1)
}

/// The allowances of a servant, oldest row first.
pub async fn list(connection: &mut PgConnection, servant: Uuid, page: &Page) -> sqlx::Result<Vec<Allowance>> {
    let rows = sqlx::query!(
        "SELECT allowance_id, servant_id, month, job_class, rating, absence_codes, absence_counts, rupiah, rounding, ruleset,
                figure_names, figure_values, figure_sources, record_time, superseded_time
         FROM career.allowances WHERE servant_id = $1 AND allowance_id > $2 ORDER BY allowance_id LIMIT $3",
        servant,
        page.after.1,
        page.limit(),
    );
    let mut found = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let absences = row.absence_codes.into_iter().zip(row.absence_counts);
        let sources = row.figure_values.into_iter().zip(row.figure_sources);
        let figures = row.figure_names.into_iter().zip(sources);
        found.push(Allowance {
            id: row.allowance_id,
            servant: row.servant_id,
            month: row.month.to_jiff(),
            job_class: row.job_class,
            rating: Rating::parse(&row.rating).ok_or_else(|| unknown("rating", &row.rating))?,
            absences: absences.map(|(code, count)| Absence { code, count }).collect(),
            rupiah: row.rupiah,
            rounding: Rounding::parse(&row.rounding).ok_or_else(|| unknown("rounding", &row.rounding))?,
            ruleset: row.ruleset,
            figures: figures.map(|(name, (value, source))| Figure { name, value, source }).collect(),
            record_time: Some(row.record_time.to_jiff()),
            superseded_time: row.superseded_time.map(jiff_sqlx::Timestamp::to_jiff),
        });
    }
    Ok(found)
}
