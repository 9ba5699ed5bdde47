//! Sums by sector, over units, positions, proposals, needs, steps and retirements. A unit without a sector has that of the
//! nearest unit above with one.

use crate::domain::need::NeedKind;
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// What is there and lacking now.
pub struct Standing {
    /// Sector, empty for units that have none.
    pub sector: String,
    /// Units with positions.
    pub units: i64,
    /// Positions.
    pub positions: i64,
    /// People needed.
    pub required: i64,
    /// People there.
    pub incumbents: i64,
    /// Lacking.
    pub shortage: i64,
    /// Too many.
    pub surplus: i64,
}

/// What is there and lacking on `day` in each sector that has positions. Units that do not exist then are left out with
/// everything below them.
pub async fn standings(connection: &mut PgConnection, day: Date) -> sqlx::Result<Vec<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"WITH RECURSIVE tree AS (
               SELECT unit_id, sector FROM needs.units
               WHERE instansi = current_setting('app.instansi') AND parent_id IS NULL
                 AND $1 BETWEEN valid_from AND coalesce(valid_until, 'infinity')
               UNION ALL
               SELECT unit.unit_id, CASE unit.sector WHEN '' THEN tree.sector ELSE unit.sector END
               FROM needs.units AS unit JOIN tree ON unit.parent_id = tree.unit_id
               WHERE $1 BETWEEN valid_from AND coalesce(valid_until, 'infinity')
           )
           SELECT sector AS "sector!", count(DISTINCT unit_id) AS "units!", count(*) AS "positions!",
                  sum(required) AS "required!", sum(incumbents) AS "incumbents!",
                  sum(greatest(required - incumbents, 0)) AS "shortage!",
                  sum(greatest(incumbents - required, 0)) AS "surplus!"
           FROM needs.positions JOIN tree USING (unit_id) GROUP BY sector ORDER BY sector"#,
        day.to_sqlx() as _,
    )
    .fetch_all(connection)
    .await
}

/// What was asked, granted and filled in one year, for one kind of one sector.
pub struct Granting {
    /// Sector.
    pub sector: String,
    /// Budget year.
    pub year: i32,
    /// Kind.
    pub kind: NeedKind,
    /// Seats asked for.
    pub asked: i64,
    /// Seats determined.
    pub granted: i64,
    /// Of these, filled.
    pub filled: i64,
}

/// What was asked, granted and filled in each of the years, by sector and kind. Asked counts from being handed in.
pub async fn grantings(connection: &mut PgConnection, from: i32, to: i32) -> sqlx::Result<Vec<Granting>> {
    let rows = sqlx::query!(
        r#"WITH RECURSIVE tree AS (
               SELECT unit_id, sector FROM needs.units
               WHERE instansi = current_setting('app.instansi') AND parent_id IS NULL
               UNION ALL
               SELECT unit.unit_id, CASE unit.sector WHEN '' THEN tree.sector ELSE unit.sector END
               FROM needs.units AS unit JOIN tree ON unit.parent_id = tree.unit_id
           ), counted AS (
               SELECT position_id, year, kind, item.seats AS asked, 0 AS granted, 0 AS filled
               FROM needs.proposal_items AS item JOIN needs.proposals USING (proposal_id)
               WHERE year BETWEEN $1 AND $2 AND state NOT IN ('draft', 'not_proposing')
               UNION ALL
               SELECT position_id, year, kind, 0, seats, filled FROM needs.needs WHERE year BETWEEN $1 AND $2
           )
           SELECT sector AS "sector!", year AS "year!", kind AS "kind!", sum(asked) AS "asked!",
                  sum(granted) AS "granted!", sum(filled) AS "filled!"
           FROM counted JOIN needs.positions USING (position_id) JOIN tree USING (unit_id)
           GROUP BY sector, year, kind ORDER BY sector, year, kind"#,
        from,
        to,
    );
    let mut grantings = Vec::new();
    for row in rows.fetch_all(connection).await? {
        grantings.push(Granting {
            sector: row.sector,
            year: row.year,
            kind: crate::store::kind_from_text(&row.kind)?,
            asked: row.asked,
            granted: row.granted,
            filled: row.filled,
        });
    }
    Ok(grantings)
}

/// Who left, and who will retire, in one year of one sector.
pub struct Leaving {
    /// Sector.
    pub sector: String,
    /// Calendar year.
    pub year: i32,
    /// People who left positions.
    pub left: i64,
    /// Retirements that are known.
    pub retiring: i64,
}

/// Who left in the time from `from` on, by the steps of positions, and who retires, each by the year where the instansi is.
pub async fn leavings(
    connection: &mut PgConnection,
    (from, to): (i32, i32),
    (begin, end): (Timestamp, Timestamp),
    zone: &str,
) -> sqlx::Result<Vec<Leaving>> {
    sqlx::query_as!(
        Leaving,
        r#"WITH RECURSIVE tree AS (
               SELECT unit_id, sector FROM needs.units
               WHERE instansi = current_setting('app.instansi') AND parent_id IS NULL
               UNION ALL
               SELECT unit.unit_id, CASE unit.sector WHEN '' THEN tree.sector ELSE unit.sector END
               FROM needs.units AS unit JOIN tree ON unit.parent_id = tree.unit_id
           ), counted AS (
               SELECT position_id, extract(year FROM time AT TIME ZONE $5)::int AS year, 1 AS gone, 0 AS retiring
               FROM needs.steps WHERE kind = 'position.vacated' AND time >= $3 AND time < $4
               UNION ALL
               SELECT position_id, year, 0, greatest(sum(people) FILTER (WHERE seat = 0), sum(people) FILTER (WHERE seat > 0))::int
               FROM needs.retirements WHERE year BETWEEN $1 AND $2 GROUP BY position_id, year
           )
           SELECT sector AS "sector!", year AS "year!", sum(gone) AS "left!", sum(retiring) AS "retiring!"
           FROM counted JOIN needs.positions USING (position_id) JOIN tree USING (unit_id)
           GROUP BY sector, year ORDER BY sector, year"#,
        from,
        to,
        begin.to_sqlx() as _,
        end.to_sqlx() as _,
        zone,
    )
    .fetch_all(connection)
    .await
}

/// A unit with what is there and lacking, without the units below it.
pub struct UnitStanding {
    /// Unit.
    pub unit: Uuid,
    /// Path.
    pub path: String,
    /// Positions.
    pub positions: i64,
    /// People needed.
    pub required: i64,
    /// People there.
    pub incumbents: i64,
    /// Lacking.
    pub shortage: i64,
    /// Too many.
    pub surplus: i64,
}

/// The units of a sector that have positions and exist on `day`, the greatest shortage first. A page goes on after a negative
/// shortage.
pub async fn units(
    connection: &mut PgConnection,
    sector: &str,
    day: Date,
    page: &Page,
) -> sqlx::Result<Vec<UnitStanding>> {
    sqlx::query_as!(
        UnitStanding,
        r#"WITH RECURSIVE tree AS (
               SELECT unit_id, path, sector FROM needs.units
               WHERE instansi = current_setting('app.instansi') AND parent_id IS NULL
                 AND $5 BETWEEN valid_from AND coalesce(valid_until, 'infinity')
               UNION ALL
               SELECT unit.unit_id, unit.path, CASE unit.sector WHEN '' THEN tree.sector ELSE unit.sector END
               FROM needs.units AS unit JOIN tree ON unit.parent_id = tree.unit_id
               WHERE $5 BETWEEN valid_from AND coalesce(valid_until, 'infinity')
           ), summed AS (
               SELECT unit_id, path, count(*) AS positions, sum(required) AS required, sum(incumbents) AS incumbents,
                      sum(greatest(required - incumbents, 0)) AS shortage,
                      sum(greatest(incumbents - required, 0)) AS surplus
               FROM needs.positions JOIN tree USING (unit_id) WHERE sector = $1 GROUP BY unit_id, path
           )
           SELECT unit_id AS "unit!", path AS "path!", positions AS "positions!", required AS "required!",
                  incumbents AS "incumbents!", shortage AS "shortage!", surplus AS "surplus!"
           FROM summed WHERE (-shortage, unit_id) > ($2, $3) ORDER BY -shortage, unit_id LIMIT $4"#,
        sector,
        page.after.0,
        page.after.1,
        page.limit(),
        day.to_sqlx() as _,
    )
    .fetch_all(connection)
    .await
}
