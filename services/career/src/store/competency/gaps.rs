//! `career.competency_gaps`.

use crate::{
    domain::gap::{CloseReason, Gap},
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

struct Row {
    gap_id: Uuid,
    servant_id: Uuid,
    dictionary: String,
    code: String,
    standard: i32,
    achieved: Option<i32>,
    priority: i64,
    open_date: jiff_sqlx::Date,
    close_date: Option<jiff_sqlx::Date>,
    version: i64,
}

impl TryFrom<Row> for Gap {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.gap_id,
            servant: row.servant_id,
            dictionary: row.dictionary,
            code: row.code,
            standard: super::small(row.standard)?,
            achieved: row.achieved.map(super::small).transpose()?,
            priority: row.priority,
            open_date: row.open_date.to_jiff(),
            close_date: row.close_date.map(jiff_sqlx::Date::to_jiff),
            version: row.version,
        })
    }
}

/// The open gaps of a servant, the most urgent first.
pub async fn open_of(connection: &mut PgConnection, servant: Uuid) -> sqlx::Result<Vec<Gap>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT gap_id, servant_id, dictionary, code, standard, achieved, priority, open_date, close_date, version
         FROM career.competency_gaps WHERE servant_id = $1 AND close_date IS NULL ORDER BY -priority, gap_id",
        servant,
    );
    rows.fetch_all(connection).await?.into_iter().map(Gap::try_from).collect()
}

/// The open gaps of these servants, by servant, each with the post it was last found for.
pub async fn open_of_all(
    connection: &mut PgConnection,
    servants: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Vec<(Gap, String)>>> {
    let rows = sqlx::query!(
        "SELECT gap_id, servant_id, dictionary, code, standard, achieved, priority, position, open_date, version
         FROM career.competency_gaps WHERE servant_id = ANY ($1) AND close_date IS NULL",
        servants,
    );
    let mut found: HashMap<Uuid, Vec<(Gap, String)>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let gap = Gap {
            id: row.gap_id,
            servant: row.servant_id,
            dictionary: row.dictionary,
            code: row.code,
            standard: super::small(row.standard)?,
            achieved: row.achieved.map(super::small).transpose()?,
            priority: row.priority,
            open_date: row.open_date.to_jiff(),
            close_date: None,
            version: row.version,
        };
        found.entry(row.servant_id).or_default().push((gap, row.position));
    }
    Ok(found)
}

/// Which gaps a list shows; an empty text means any.
#[derive(Clone, Debug, Default)]
pub struct GapFilter {
    /// Unit in the needs service, whose posts ask for it.
    pub unit: String,
    /// Sector of such units.
    pub sector: String,
    /// Competency: dictionary and code, each of which may be empty.
    pub dictionary: String,
    /// Code in the dictionary.
    pub code: String,
    /// Whose.
    pub servant: Option<Uuid>,
    /// Closed ones instead of open ones.
    pub closed: bool,
}

/// A gap with the post that asks for it.
#[derive(Clone, Debug)]
pub struct ListedGap {
    /// The gap.
    pub gap: Gap,
    /// Position in the needs service; empty for a post that is none of this instansi's.
    pub position: String,
    /// Unit of the position, as needs told of it.
    pub unit: String,
    /// Sector of the unit.
    pub sector: String,
    /// Ruleset it was last computed with.
    pub ruleset: String,
    /// Why it was closed.
    pub close_reason: Option<CloseReason>,
}

/// Gaps that a filter lets through, the most urgent first. The page's key is [`Gap::page_key`].
pub async fn list(connection: &mut PgConnection, filter: &GapFilter, page: &Page) -> sqlx::Result<Vec<ListedGap>> {
    let rows = sqlx::query!(
        r#"SELECT gap_id AS "gap_id!", servant_id AS "servant_id!", dictionary AS "dictionary!", code AS "code!",
                  standard AS "standard!", achieved AS "achieved?", priority AS "priority!",
                  gap.position AS "position!", open_date AS "open_date!: jiff_sqlx::Date",
                  close_date AS "close_date?: jiff_sqlx::Date", close_reason AS "close_reason!", ruleset AS "ruleset!",
                  gap.version AS "version!", coalesce(known.unit, '') AS "unit!", coalesce(known.sector, '') AS "sector!"
           FROM career.competency_gaps AS gap LEFT JOIN career.positions AS known ON known.position = gap.position
           WHERE gap.instansi = current_setting('app.instansi') AND (-priority, gap_id) > ($1, $2)
             AND (close_date IS NOT NULL) = $3 AND ($4 = '' OR known.unit = $4) AND ($5 = '' OR known.sector = $5)
             AND ($6 = '' OR dictionary = $6) AND ($7 = '' OR code = $7) AND ($8::uuid IS NULL OR servant_id = $8)
           ORDER BY -priority, gap_id LIMIT $9"#,
        page.after.0,
        page.after.1,
        filter.closed,
        filter.unit,
        filter.sector,
        filter.dictionary,
        filter.code,
        filter.servant,
        page.limit(),
    );
    let mut found = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let close_reason = match row.close_reason.as_str() {
            "" => None,
            text => Some(CloseReason::parse(text).ok_or_else(|| unknown("reason to close a gap", text))?),
        };
        let gap = Gap {
            id: row.gap_id,
            servant: row.servant_id,
            dictionary: row.dictionary,
            code: row.code,
            standard: super::small(row.standard)?,
            achieved: row.achieved.map(super::small).transpose()?,
            priority: row.priority,
            open_date: row.open_date.to_jiff(),
            close_date: row.close_date.map(jiff_sqlx::Date::to_jiff),
            version: row.version,
        };
        let (position, unit, sector, ruleset) = (row.position, row.unit, row.sector, row.ruleset);
        found.push(ListedGap { gap, position, unit, sector, ruleset, close_reason });
    }
    Ok(found)
}

/// Gaps to write, with the post that asks for each and why those that are closed are.
#[derive(Default)]
pub struct GapRows {
    /// The gaps.
    pub gaps: Vec<Gap>,
    /// Position of each.
    pub positions: Vec<String>,
    /// Why each was closed; empty for an open one.
    pub close_reasons: Vec<&'static str>,
}

impl GapRows {
    /// Adds one.
    pub fn push(&mut self, gap: Gap, position: &str, close_reason: Option<CloseReason>) {
        self.gaps.push(gap);
        self.positions.push(position.to_owned());
        self.close_reasons.push(close_reason.map_or("", CloseReason::as_str));
    }
}

/// Adds gaps in one statement.
pub async fn insert(connection: &mut PgConnection, rows: &GapRows, ruleset: &str) -> sqlx::Result<()> {
    if rows.gaps.is_empty() {
        return Ok(());
    }
    let gaps = &rows.gaps;
    let ids: Vec<Uuid> = gaps.iter().map(|gap| gap.id).collect();
    let servants: Vec<Uuid> = gaps.iter().map(|gap| gap.servant).collect();
    let dictionaries: Vec<String> = gaps.iter().map(|gap| gap.dictionary.clone()).collect();
    let codes: Vec<String> = gaps.iter().map(|gap| gap.code.clone()).collect();
    let standards: Vec<i32> = gaps.iter().map(|gap| gap.standard.into()).collect();
    let achieved: Vec<Option<i32>> = gaps.iter().map(|gap| gap.achieved.map(i32::from)).collect();
    let priorities: Vec<i64> = gaps.iter().map(|gap| gap.priority).collect();
    let dates: Vec<jiff_sqlx::Date> = gaps.iter().map(|gap| gap.open_date.to_sqlx()).collect();
    sqlx::query!(
        "INSERT INTO career.competency_gaps (gap_id, servant_id, dictionary, code, standard, achieved, priority, position,
                                             ruleset, open_date, version)
         SELECT gap_id, servant_id, dictionary, code, standard, achieved, priority, position, $9::text, open_date, 1
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[], $7::bigint[], $8::text[],
                     $10::date[])
              AS gap (gap_id, servant_id, dictionary, code, standard, achieved, priority, position, open_date)",
        &ids,
        &servants,
        &dictionaries,
        &codes,
        &standards,
        &achieved as _,
        &priorities,
        &rows.positions,
        ruleset,
        &dates as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves gaps that changed or were closed, in one statement; each carries its next version.
pub async fn update(connection: &mut PgConnection, rows: &GapRows, ruleset: &str) -> sqlx::Result<()> {
    if rows.gaps.is_empty() {
        return Ok(());
    }
    let gaps = &rows.gaps;
    let ids: Vec<Uuid> = gaps.iter().map(|gap| gap.id).collect();
    let standards: Vec<i32> = gaps.iter().map(|gap| gap.standard.into()).collect();
    let achieved: Vec<Option<i32>> = gaps.iter().map(|gap| gap.achieved.map(i32::from)).collect();
    let priorities: Vec<i64> = gaps.iter().map(|gap| gap.priority).collect();
    let dates: Vec<Option<jiff_sqlx::Date>> = gaps.iter().map(|gap| gap.close_date.map(ToSqlx::to_sqlx)).collect();
    let versions: Vec<i64> = gaps.iter().map(|gap| gap.version).collect();
    let reasons: Vec<String> = rows.close_reasons.iter().map(|reason| (*reason).to_owned()).collect();
    sqlx::query!(
        "UPDATE career.competency_gaps AS gap
         SET standard = now.standard, achieved = now.achieved, priority = now.priority, position = now.position,
             close_date = now.close_date, close_reason = now.close_reason, version = now.version, ruleset = $9
         FROM unnest($1::uuid[], $2::int[], $3::int[], $4::bigint[], $5::text[], $6::date[], $7::text[], $8::bigint[])
              AS now (gap_id, standard, achieved, priority, position, close_date, close_reason, version)
         WHERE gap.gap_id = now.gap_id",
        &ids,
        &standards,
        &achieved as _,
        &priorities,
        &rows.positions,
        &dates as _,
        &reasons,
        &versions,
        ruleset,
    )
    .execute(connection)
    .await?;
    Ok(())
}
