//! What retirements are computed from, for thousands at once: birth dates are opened in parts, and only the day is kept.
//! Whoever calls sees to it that the reading is audited.

use crate::{
    domain::{job::Job, retirement_rules::RetirementFacts},
    store::identities,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Vault;
use sqlx::PgConnection;
use uuid::Uuid;

/// A servant, and what a retirement is computed from.
#[derive(Clone, Debug)]
pub struct Retiring {
    /// Who.
    pub servant: Uuid,
    /// Version of the record.
    pub version: i64,
    /// The facts.
    pub facts: RetirementFacts,
}

/// Servants of the tenant after this one who have not left, by id; with `changed` only those whose record is another than
/// their retirement was computed from, or whose retirement is not known.
pub async fn ids_after(
    connection: &mut PgConnection,
    after: Uuid,
    most: i64,
    changed: bool,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT servant_id FROM career.servants AS who
         WHERE instansi = current_setting('app.instansi') AND state <> 'left' AND servant_id > $1
           AND (NOT $3 OR NOT EXISTS (SELECT FROM career.retirements AS known
                                      WHERE known.servant_id = who.servant_id AND known.servant_version = who.version
                                        AND known.retirement_date IS NOT NULL))
         ORDER BY servant_id LIMIT $2",
        after,
        most,
        changed,
    )
    .fetch_all(connection)
    .await
}

/// The facts of these servants on a day, by id. Who does not exist is missing.
pub async fn of_all(
    connection: &mut PgConnection,
    vault: &Vault,
    servants: &[Uuid],
    day: Date,
) -> sqlx::Result<Vec<Retiring>> {
    let rows = sqlx::query!(
        r#"SELECT who.servant_id, who.version, who.appointment_date AS "appointment_date: jiff_sqlx::Date",
                  post.title AS "title?", post.job_type AS "job_type?", post.job_level AS "job_level?"
           FROM career.servants AS who
           LEFT JOIN career.placements AS post ON post.servant_id = who.servant_id AND post.valid @> $2::date
               AND post.superseded_time IS NULL AND post.assignment = 'definitive'
           WHERE who.servant_id = ANY ($1) ORDER BY who.servant_id"#,
        servants,
        day.to_sqlx() as _,
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    // Read after the versions: a birth date that changes in between belongs to a later one, and is computed again.
    let births = identities::birth_dates(connection, vault, servants).await?;
    let retiring = rows.into_iter().map(|row| {
        let job = Job::parse(&row.job_type.unwrap_or_default(), &row.job_level.unwrap_or_default());
        let facts = RetirementFacts {
            birth_date: births.get(&row.servant_id).copied(),
            post: row.title.map(|title| (title, job)),
            appointment_date: row.appointment_date.to_jiff(),
        };
        Retiring { servant: row.servant_id, version: row.version, facts }
    });
    Ok(retiring.collect())
}
