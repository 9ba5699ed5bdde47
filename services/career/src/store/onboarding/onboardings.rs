//! `career.onboardings`.

use crate::domain::onboarding_task::Onboarding;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Opens one. Returns whether the servant had none.
pub async fn insert(connection: &mut PgConnection, one: &Onboarding) -> sqlx::Result<bool> {
    let inserted = sqlx::query!(
        "INSERT INTO career.onboardings (servant_id, first_day, ruleset, create_time) VALUES ($1, $2, $3, $4)
         ON CONFLICT (servant_id) DO NOTHING",
        one.servant,
        one.first_day.to_sqlx() as _,
        one.ruleset,
        one.create_time.to_sqlx() as _,
    );
    Ok(inserted.execute(connection).await?.rows_affected() == 1)
}

/// The first year of a servant, if one was opened.
pub async fn get(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<Onboarding>> {
    let row = sqlx::query!(
        "SELECT servant_id, first_day, ruleset, create_time FROM career.onboardings WHERE servant_id = $1",
        servant,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Onboarding {
        servant: row.servant_id,
        first_day: row.first_day.to_jiff(),
        ruleset: row.ruleset,
        create_time: row.create_time.to_jiff(),
    }))
}

/// The first day of a servant on a seat of this instansi; none before there is one.
pub async fn first_day_seated(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Option<Date>> {
    let first = sqlx::query_scalar!(
        r#"SELECT min(lower(valid)) AS "first: jiff_sqlx::Date" FROM career.placements
           WHERE servant_id = $1 AND seat > 0 AND superseded_time IS NULL"#,
        servant,
    );
    Ok(first.fetch_one(connection).await?.map(jiff_sqlx::Date::to_jiff))
}
