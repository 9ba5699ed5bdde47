//! `needs.competency_profiles`: what those who hold a position can do, each under a number that means nothing elsewhere.

use crate::domain::{competency::CompetencyCode, competency_map::Holding};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// One assessed competency of one holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Row of the import.
    pub n: i64,
    /// Position.
    pub position: Uuid,
    /// Who can do what.
    pub holding: Holding,
}

/// Adds assessments that do not count until [`replace_by_fresh`].
pub async fn insert_fresh(connection: &mut PgConnection, assessments: &[Assessment]) -> sqlx::Result<()> {
    let positions: Vec<Uuid> = assessments.iter().map(|one| one.position).collect();
    let holders: Vec<i32> = assessments.iter().map(|one| one.holding.holder).collect();
    let dictionaries: Vec<String> = assessments.iter().map(|one| one.holding.competency.dictionary.clone()).collect();
    let codes: Vec<String> = assessments.iter().map(|one| one.holding.competency.code.clone()).collect();
    let numbers: Vec<i64> = assessments.iter().map(|one| one.n).collect();
    let levels: Vec<i32> = assessments.iter().map(|one| one.holding.level).collect();
    let dates: Vec<jiff_sqlx::Date> = assessments.iter().map(|one| one.holding.date.to_sqlx()).collect();
    sqlx::query!(
        "INSERT INTO needs.competency_profiles (position_id, holder, dictionary, code, fresh, n, level, assess_date)
         SELECT position_id, holder, dictionary, code, true, n, level, assess_date
         FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::date[])
              AS one (position_id, holder, dictionary, code, n, level, assess_date)",
        &positions,
        &holders,
        &dictionaries,
        &codes,
        &numbers,
        &levels,
        &dates as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes the fresh assessments of positions away and returns their rows.
pub async fn drop_fresh(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<Vec<i64>> {
    let dropped = sqlx::query_scalar!(
        "DELETE FROM needs.competency_profiles WHERE position_id = ANY ($1) AND fresh RETURNING n",
        positions,
    );
    dropped.fetch_all(connection).await
}

/// Lets the fresh assessments of positions count instead of the old ones.
pub async fn replace_by_fresh(connection: &mut PgConnection, positions: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM needs.competency_profiles WHERE position_id = ANY ($1) AND NOT fresh", positions)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("UPDATE needs.competency_profiles SET fresh = false WHERE position_id = ANY ($1)", positions)
        .execute(connection)
        .await?;
    Ok(())
}

/// The assessments of positions, by holder.
pub async fn of_positions(
    connection: &mut PgConnection,
    positions: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Vec<Holding>>> {
    let rows = sqlx::query!(
        "SELECT position_id, holder, dictionary, code, level, assess_date
         FROM needs.competency_profiles WHERE position_id = ANY ($1) AND NOT fresh
         ORDER BY position_id, holder, dictionary, code",
        positions,
    );
    let mut found: HashMap<Uuid, Vec<Holding>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        found.entry(row.position_id).or_default().push(Holding {
            holder: row.holder,
            competency: CompetencyCode { dictionary: row.dictionary, code: row.code },
            level: row.level,
            date: row.assess_date.to_jiff(),
        });
    }
    Ok(found)
}

/// Codes of all technical competencies of the tenant.
pub async fn technical_codes(connection: &mut PgConnection) -> sqlx::Result<BTreeSet<CompetencyCode>> {
    let rows = sqlx::query!(
        "SELECT dictionary, code FROM needs.competencies WHERE instansi = current_setting('app.instansi')"
    );
    let rows = rows.fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| CompetencyCode { dictionary: row.dictionary, code: row.code }).collect())
}
