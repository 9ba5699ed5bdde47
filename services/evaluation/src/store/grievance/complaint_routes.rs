//! `evaluation.complaint_routes`: who answers for which sector. `evaluation.complaint_assignments`: who was given what.

use crate::domain::routing::Route;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a route. The constraint `one_route_a_sector_and_region` refuses a second of the same two.
pub async fn insert(connection: &mut PgConnection, route: &Route) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.complaint_routes (route_id, sector, region, service_id, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6)",
        route.id,
        route.sector,
        route.region,
        route.service,
        route.version,
        route.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The unit is that of the service now: its name ends with the id.
struct Row {
    route_id: Uuid,
    sector: String,
    region: String,
    service_id: Uuid,
    unit_id: Uuid,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for Route {
    fn from(row: Row) -> Self {
        Self {
            id: row.route_id,
            sector: row.sector,
            region: row.region,
            service: row.service_id,
            unit: row.unit_id,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Reads a route and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Route>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT route_id, sector, region, route.service_id, right(service.unit, 36)::uuid AS "unit_id!", route.version,
                  route.create_time
           FROM evaluation.complaint_routes AS route
           JOIN evaluation.public_services AS service ON service.service_id = route.service_id
           WHERE route_id = $1 FOR UPDATE OF route"#,
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(Route::from))
}

/// Takes a route away.
pub async fn delete(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM evaluation.complaint_routes WHERE route_id = $1", id).execute(connection).await?;
    Ok(())
}

/// Lists routes, oldest first.
pub async fn list(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Route>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT route_id, sector, region, route.service_id, right(service.unit, 36)::uuid AS "unit_id!", route.version,
                  route.create_time
           FROM evaluation.complaint_routes AS route
           JOIN evaluation.public_services AS service ON service.service_id = route.service_id
           WHERE route.instansi = current_setting('app.instansi') AND (route.create_time, route_id) > ($1, $2)
           ORDER BY route.create_time, route_id LIMIT $3"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Route::from).collect())
}

/// The routes of some sectors.
pub async fn of_sectors(connection: &mut PgConnection, sectors: &[String]) -> sqlx::Result<Vec<Route>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT route_id, sector, region, route.service_id, right(service.unit, 36)::uuid AS "unit_id!", route.version,
                  route.create_time
           FROM evaluation.complaint_routes AS route
           JOIN evaluation.public_services AS service ON service.service_id = route.service_id
           WHERE route.instansi = current_setting('app.instansi') AND sector = ANY($1) ORDER BY route_id"#,
        sectors,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Route::from).collect())
}

/// Who was given a complaint.
pub struct Assignment<'a> {
    /// Complaint.
    pub complaint: Uuid,
    /// Unit.
    pub unit: Uuid,
    /// Sector; empty where it was left open.
    pub sector: &'a str,
    /// At which place the rules had put the unit, from 1; 0 where they had not named it.
    pub place: i16,
    /// Ruleset of routing.
    pub ruleset: &'a str,
    /// Opaque subject of who decided.
    pub by: &'a str,
    /// When.
    pub time: Timestamp,
}

/// Whether a complaint was given to a unit.
pub async fn was_given(connection: &mut PgConnection, complaint: Uuid, unit: Uuid) -> sqlx::Result<bool> {
    let given = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM evaluation.complaint_assignments
                          WHERE complaint_id = $1 AND unit_id = $2) AS "given!""#,
        complaint,
        unit,
    );
    given.fetch_one(connection).await
}

/// Whether a unit offers a service or has a desk: nobody else's answers.
pub async fn is_known_unit(connection: &mut PgConnection, unit: Uuid) -> sqlx::Result<bool> {
    let known = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM evaluation.desk_members
                          WHERE instansi = current_setting('app.instansi') AND unit_id = $1)
               OR EXISTS (SELECT FROM evaluation.public_services
                          WHERE instansi = current_setting('app.instansi') AND right(unit, 36) = $1::uuid::text) AS "known!""#,
        unit,
    );
    known.fetch_one(connection).await
}

/// Notes who was given a complaint.
pub async fn assign(connection: &mut PgConnection, assignment: &Assignment<'_>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.complaint_assignments (assignment_id, complaint_id, unit_id, sector, place, ruleset, assigned_by,
                                                       assign_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        Uuid::now_v7(),
        assignment.complaint,
        assignment.unit,
        assignment.sector,
        assignment.place,
        assignment.ruleset,
        assignment.by,
        assignment.time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
