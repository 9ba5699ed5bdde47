//! What training asks of `career.competency_gaps`: who lacks what, and who has just learned it.

use crate::{
    domain::{course::Teaching, servant::Employment, training_participant::GapThen, training_plan::Taken},
    store::unknown,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// A gap that is open, and who has it.
pub struct OpenGap {
    /// Who.
    pub servant: Uuid,
    /// The gap.
    pub gap: GapThen,
    /// Dictionary of the competency.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Priority in thousandths.
    pub priority: i64,
    /// When it opened.
    pub open_date: Date,
    /// Kind of employment.
    pub employment: Employment,
    /// Whether the servant has not left.
    pub in_service: bool,
}

/// Which gaps to look at; empty texts mean any.
#[derive(Default)]
pub struct Of<'f> {
    /// In a competency of this dictionary.
    pub dictionary: &'f str,
    /// In this competency.
    pub code: &'f str,
    /// Asked for by a position of this unit.
    pub unit: &'f str,
    /// Asked for by a position of this sector.
    pub sector: &'f str,
}

/// Every open gap, in one statement.
pub async fn open(connection: &mut PgConnection, of: &Of<'_>) -> sqlx::Result<Vec<OpenGap>> {
    let rows = sqlx::query!(
        r#"SELECT gap.servant_id AS "servant_id!", gap.gap_id AS "gap_id!", gap.standard AS "standard!",
                  gap.achieved AS "achieved?", gap.dictionary AS "dictionary!", gap.code AS "code!",
                  gap.priority AS "priority!", gap.open_date AS "open_date!: jiff_sqlx::Date",
                  servant.employment AS "employment!", servant.state <> 'left' AS "in_service!"
           FROM career.competency_gaps AS gap
           JOIN career.servants AS servant USING (servant_id)
           LEFT JOIN career.positions AS post ON post.position = gap.position
           WHERE gap.instansi = current_setting('app.instansi') AND gap.close_date IS NULL
             AND ($1 = '' OR gap.dictionary = $1) AND ($2 = '' OR gap.code = $2)
             AND ($3 = '' OR post.unit = $3) AND ($4 = '' OR post.sector = $4)"#,
        of.dictionary,
        of.code,
        of.unit,
        of.sector,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        let level = |level: i32| u8::try_from(level).map_err(|_| unknown("level", &level.to_string()));
        let (standard, achieved) = (level(row.standard)?, row.achieved.map(level).transpose()?);
        Ok(OpenGap {
            servant: row.servant_id,
            gap: GapThen { gap: row.gap_id, standard, achieved },
            dictionary: row.dictionary,
            code: row.code,
            priority: row.priority,
            open_date: row.open_date.to_jiff(),
            employment: Employment::parse(&row.employment).ok_or_else(|| unknown("employment", &row.employment))?,
            in_service: row.in_service,
        })
    })
    .collect()
}

/// Who takes part in a course that teaches a competency, or ended one after `forgotten`, here or elsewhere; an empty
/// dictionary means every competency. With `failed` also those who failed have ended it.
pub async fn taken(
    connection: &mut PgConnection,
    dictionary: &str,
    code: &str,
    forgotten: Date,
    failed: bool,
) -> sqlx::Result<Vec<Taken>> {
    let rows = sqlx::query!(
        r#"SELECT one.servant_id AS "servant!", course.dictionary AS "dictionary!", course.competency AS "code!",
                  course.level AS "level!", one.result_date AS "ended?: jiff_sqlx::Date"
           FROM career.training_participants AS one
           JOIN career.training_sessions AS session USING (session_id)
           JOIN career.courses AS course USING (course_id)
           WHERE one.instansi = current_setting('app.instansi') AND course.dictionary IS NOT NULL
             AND ($1 = '' OR (course.dictionary, course.competency) = ($1, $2))
             AND (session.state = 'open' AND one.state IN ('waiting', 'enrolled')
                  OR one.result_date > $3::date AND (one.state = 'passed' OR $4 AND one.state = 'failed'))
           UNION ALL
           SELECT servant_id, dictionary, competency, level, end_date
           FROM career.external_trainings
           WHERE instansi = current_setting('app.instansi') AND dictionary IS NOT NULL AND state = 'accepted'
             AND ($1 = '' OR (dictionary, competency) = ($1, $2)) AND end_date > $3::date"#,
        dictionary,
        code,
        forgotten.to_sqlx() as _,
        failed,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    rows.map(|row| {
        let level = Teaching::level(row.level).ok_or_else(|| unknown("level", &row.level.to_string()))?;
        Ok(Taken {
            servant: row.servant,
            teaching: Teaching { dictionary: row.dictionary, code: row.code, level },
            ended: row.ended.map(jiff_sqlx::Date::to_jiff),
        })
    })
    .collect()
}

/// Those who are in a session, or were and have a result.
pub async fn in_session(connection: &mut PgConnection, session: Uuid) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT servant_id FROM career.training_participants WHERE session_id = $1 AND state <> 'withdrawn'",
        session,
    );
    ids.fetch_all(connection).await
}

/// Holds the rows of servants until the transaction ends, in one order for everybody.
pub async fn hold(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<()> {
    let held = sqlx::query_scalar!(
        "SELECT servant_id FROM career.servants WHERE servant_id = ANY ($1) ORDER BY servant_id FOR UPDATE",
        servants,
    );
    held.fetch_all(connection).await?;
    Ok(())
}
