//! Sums over `career.competency_gaps` and `career.competency_profiles`.

use sqlx::PgConnection;

/// What sums are made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SumBy {
    /// Unit of the position.
    Unit,
    /// Sector of the unit.
    Sector,
    /// Competency.
    Competency,
}

impl SumBy {
    fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Sector => "sector",
            Self::Competency => "competency",
        }
    }
}

/// Which gaps are summed up; an empty text means any.
#[derive(Clone, Debug, Default)]
pub struct SumFilter {
    /// Unit in the needs service.
    pub unit: String,
    /// Sector of the unit.
    pub sector: String,
    /// Dictionary of the competency.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
}

/// One sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapSum {
    /// Unit or sector, or the competency's dictionary; empty where needs told of none.
    pub key: String,
    /// Code of the competency.
    pub code: String,
    /// Servants with an open gap.
    pub servants: i64,
    /// Open gaps.
    pub gaps: i64,
    /// Of them those whose evidence has expired since.
    pub unknown: i64,
    /// Levels lacking, over the gaps whose level is known.
    pub levels: i64,
    /// Sum of priorities, in thousandths.
    pub priority: i64,
}

/// The open gaps, summed up, those of the highest priority first: as many as there are units, sectors or competencies.
pub async fn sums(connection: &mut PgConnection, by: SumBy, filter: &SumFilter) -> sqlx::Result<Vec<GapSum>> {
    let rows = sqlx::query!(
        r#"WITH placed AS (
               SELECT gap.servant_id, gap.dictionary, gap.code, gap.standard, gap.achieved, gap.priority,
                      coalesce(known.unit, '') AS unit, coalesce(known.sector, '') AS sector
               FROM career.competency_gaps AS gap LEFT JOIN career.positions AS known ON known.position = gap.position
               WHERE gap.instansi = current_setting('app.instansi') AND gap.close_date IS NULL
                 AND ($2 = '' OR known.unit = $2) AND ($3 = '' OR known.sector = $3)
                 AND ($4 = '' OR gap.dictionary = $4) AND ($5 = '' OR gap.code = $5)
           ), keyed AS (
               SELECT CASE $1::text WHEN 'unit' THEN unit WHEN 'sector' THEN sector ELSE dictionary END AS key,
                      CASE $1::text WHEN 'competency' THEN code ELSE '' END AS key_code,
                      servant_id, standard, achieved, priority
               FROM placed
           )
           SELECT key AS "key!", key_code AS "code!", count(DISTINCT servant_id) AS "servants!", count(*) AS "gaps!",
                  count(*) FILTER (WHERE achieved IS NULL) AS "unknown!",
                  coalesce(sum(standard - achieved), 0)::bigint AS "levels!", sum(priority)::bigint AS "priority!"
           FROM keyed GROUP BY key, key_code ORDER BY sum(priority) DESC, key, key_code"#,
        by.as_str(),
        filter.unit,
        filter.sector,
        filter.dictionary,
        filter.code,
    );
    let rows = rows.fetch_all(connection).await?;
    let sums = rows.into_iter().map(|row| GapSum {
        key: row.key,
        code: row.code,
        servants: row.servants,
        gaps: row.gaps,
        unknown: row.unknown,
        levels: row.levels,
        priority: row.priority,
    });
    Ok(sums.collect())
}

/// How far profiles are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProfileSum {
    /// Servants with a profile.
    pub profiles: i64,
    /// Of them those of whom every level that is asked for is known.
    pub complete: i64,
    /// Levels that are asked for and unknown, over all of them.
    pub unknown: i64,
}

/// Of how many servants the profile is known: of a unit, a sector, or all.
pub async fn profiles(connection: &mut PgConnection, filter: &SumFilter) -> sqlx::Result<ProfileSum> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "profiles!", count(*) FILTER (WHERE asked > 0 AND assessed = asked) AS "complete!",
                  coalesce(sum(asked - assessed), 0)::bigint AS "unknown!"
           FROM career.competency_profiles AS profile LEFT JOIN career.positions AS known ON known.position = profile.position
           WHERE profile.instansi = current_setting('app.instansi')
             AND ($1 = '' OR known.unit = $1) AND ($2 = '' OR known.sector = $2)"#,
        filter.unit,
        filter.sector,
    );
    let row = row.fetch_one(connection).await?;
    Ok(ProfileSum { profiles: row.profiles, complete: row.complete, unknown: row.unknown })
}
