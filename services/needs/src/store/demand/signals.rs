//! What the sweep over the units reads: staffing, volumes, surveys; and `needs.structure_changes`.

use crate::domain::{
    signal::{Staffing, Survey, VolumePair},
    structure::StructureChange,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Lets one transaction at a time raise signals in the tenant: two would ask the same question twice.
pub async fn lock(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('needs.signals'), hashtext(current_setting('app.instansi')))")
        .execute(connection)
        .await?;
    Ok(())
}

/// Incumbents and need of every unit with a computed need, and how many left its positions since a moment.
pub async fn staffing(connection: &mut PgConnection, since: Timestamp) -> sqlx::Result<Vec<(Uuid, Staffing)>> {
    let rows = sqlx::query!(
        r#"SELECT unit_id, sum(incumbents) AS "incumbents!", sum(required) AS "required!",
                  sum((SELECT count(*) FROM needs.steps
                       WHERE steps.position_id = positions.position_id AND kind = 'position.vacated' AND time >= $1))::bigint
                  AS "exits!"
           FROM needs.positions
           WHERE instansi = current_setting('app.instansi') AND compute_time IS NOT NULL AND NOT stale
           GROUP BY unit_id HAVING sum(required) > 0 ORDER BY unit_id"#,
        since.to_sqlx() as _,
    );
    let staffing = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let (incumbents, required, exits) = (row.incumbents, row.required, row.exits);
        (row.unit_id, Staffing { incumbents, required, exits })
    });
    Ok(staffing.collect())
}

/// The last two volumes of each figure that units reported in campaigns that are over.
pub async fn volumes(connection: &mut PgConnection, now: Timestamp) -> sqlx::Result<BTreeMap<Uuid, Vec<VolumePair>>> {
    let rows = sqlx::query!(
        r#"SELECT unit_id AS "unit_id!", code AS "code!", measure AS "measure!", value AS "value!", before AS "before!"
           FROM (SELECT unit_id, code, measure, value, lag(value) OVER since AS before, row_number() OVER latest AS nth
                 FROM needs.answers JOIN needs.responses USING (response_id) JOIN needs.campaigns USING (campaign_id)
                      JOIN needs.campaign_questions AS question USING (campaign_id, n)
                 WHERE campaigns.instansi = current_setting('app.instansi') AND unit_id IS NOT NULL
                   AND question.service_volume AND (state = 'closed' OR state = 'open' AND close_time <= $1)
                 WINDOW since AS (PARTITION BY unit_id, code, measure ORDER BY close_time, campaign_id),
                        latest AS (PARTITION BY unit_id, code, measure ORDER BY close_time DESC, campaign_id DESC)) AS pair
           WHERE nth = 1 AND before IS NOT NULL ORDER BY unit_id, code, measure"#,
        now.to_sqlx() as _,
    );
    let mut found: BTreeMap<Uuid, Vec<VolumePair>> = BTreeMap::new();
    for row in rows.fetch_all(connection).await? {
        let (before, now) = (exact(&row.before)?, exact(&row.value)?);
        let pair = VolumePair { code: row.code, measure: row.measure, before, now };
        found.entry(row.unit_id).or_default().push(pair);
    }
    Ok(found)
}

fn exact(text: &str) -> sqlx::Result<num_rational::BigRational> {
    exact::parse(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// Adds a survey, or corrects the one of the same day.
pub async fn save_survey(
    connection: &mut PgConnection,
    unit: Uuid,
    service: &str,
    survey: &Survey,
) -> sqlx::Result<()> {
    let elements: Vec<String> = survey.elements.iter().map(ToString::to_string).collect();
    sqlx::query!(
        "INSERT INTO needs.surveys (unit_id, service, period, overall, elements) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (unit_id, service, period)
         DO UPDATE SET overall = excluded.overall, elements = excluded.elements",
        unit,
        service,
        survey.period.to_sqlx() as _,
        survey.overall.to_string(),
        &elements,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The last surveys of a service up to a day, oldest first.
pub async fn surveys(
    connection: &mut PgConnection,
    unit: Uuid,
    service: &str,
    until: Date,
    most: i64,
) -> sqlx::Result<Vec<Survey>> {
    let rows = sqlx::query!(
        "SELECT period, overall, elements FROM needs.surveys
         WHERE unit_id = $1 AND service = $2 AND period <= $3 ORDER BY period DESC LIMIT $4",
        unit,
        service,
        until.to_sqlx() as _,
        most,
    );
    let mut found = Vec::new();
    for row in rows.fetch_all(connection).await?.into_iter().rev() {
        let fraction = |text: &String| text.parse().map_err(|_| crate::store::unknown("fraction", text));
        found.push(Survey {
            period: row.period.to_jiff(),
            overall: fraction(&row.overall)?,
            elements: row.elements.iter().map(fraction).collect::<sqlx::Result<_>>()?,
        });
    }
    Ok(found)
}

/// Notes a change; false when the regulation was noted for this unit before.
pub async fn insert_change(connection: &mut PgConnection, change: &StructureChange) -> sqlx::Result<bool> {
    let inserted = sqlx::query!(
        "INSERT INTO needs.structure_changes (change_id, unit_id, effective_date, regulation_number, reason, create_time)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT structure_changes_once DO NOTHING",
        change.id,
        change.unit,
        change.effective_date.to_sqlx() as _,
        change.regulation_number,
        change.reason,
        change.create_time.to_sqlx() as _,
    );
    Ok(inserted.execute(connection).await?.rows_affected() == 1)
}

/// Notes that the sheets became invalid.
pub async fn save_applied(connection: &mut PgConnection, change: Uuid, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!("UPDATE needs.structure_changes SET apply_time = $2 WHERE change_id = $1", change, now.to_sqlx() as _)
        .execute(connection)
        .await?;
    Ok(())
}

/// Changes whose day has come and whose sheets still count, earliest first.
pub async fn due_changes(connection: &mut PgConnection, today: Date) -> sqlx::Result<Vec<StructureChange>> {
    let rows = sqlx::query_as!(
        ChangeRow,
        "SELECT change_id, unit_id, effective_date, regulation_number, reason, apply_time, create_time
         FROM needs.structure_changes
         WHERE instansi = current_setting('app.instansi') AND apply_time IS NULL AND effective_date <= $1
         ORDER BY effective_date, change_id FOR UPDATE",
        today.to_sqlx() as _,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(StructureChange::from).collect())
}

/// Lists changes, first noted first.
pub async fn list_changes(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<StructureChange>> {
    let rows = sqlx::query_as!(
        ChangeRow,
        "SELECT change_id, unit_id, effective_date, regulation_number, reason, apply_time, create_time
         FROM needs.structure_changes
         WHERE instansi = current_setting('app.instansi') AND (create_time, change_id) > ($1, $2)
         ORDER BY create_time, change_id LIMIT $3",
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(StructureChange::from).collect())
}

struct ChangeRow {
    change_id: Uuid,
    unit_id: Uuid,
    effective_date: jiff_sqlx::Date,
    regulation_number: String,
    reason: String,
    apply_time: Option<jiff_sqlx::Timestamp>,
    create_time: jiff_sqlx::Timestamp,
}

impl From<ChangeRow> for StructureChange {
    fn from(row: ChangeRow) -> Self {
        Self {
            id: row.change_id,
            unit: row.unit_id,
            effective_date: row.effective_date.to_jiff(),
            regulation_number: row.regulation_number,
            reason: row.reason,
            apply_time: row.apply_time.map(jiff_sqlx::Timestamp::to_jiff),
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Makes the sheets of a unit and of all units below invalid. Returns the positions.
pub async fn mark_stale(connection: &mut PgConnection, unit: Uuid, now: Timestamp) -> sqlx::Result<Vec<Uuid>> {
    let marked = sqlx::query_scalar!(
        r#"WITH RECURSIVE below AS (
               SELECT unit_id FROM needs.units WHERE unit_id = $1
               UNION SELECT units.unit_id FROM needs.units JOIN below ON units.parent_id = below.unit_id
           ), held AS MATERIALIZED (
               -- In the order in which everybody holds positions.
               SELECT position_id FROM needs.positions JOIN below USING (unit_id)
               WHERE compute_time IS NOT NULL AND NOT stale ORDER BY position_id FOR NO KEY UPDATE OF positions
           )
           UPDATE needs.positions SET stale = true, version = version + 1, update_time = $2
           FROM held WHERE positions.position_id = held.position_id
           RETURNING positions.position_id"#,
        unit,
        now.to_sqlx() as _,
    );
    marked.fetch_all(connection).await
}
