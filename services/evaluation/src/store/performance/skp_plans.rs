//! Plans: the part of `evaluation.appraisals` before a rating is final. Row and version are those of the appraisal.

use crate::{
    domain::{
        skp_plan::{SkpApproach, SkpPlan},
        skp_stage::SkpStage,
    },
    store::{
        rating_texts::{rating_to_text, ratings},
        unknown,
    },
};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use uuid::Uuid;

/// Opens a plan, in place of an appraisal of the same servant and year that is not rated. None where there is another.
pub async fn insert(connection: &mut PgConnection, mut plan: SkpPlan) -> sqlx::Result<Option<Locked<SkpPlan>>> {
    let row = sqlx::query!(
        "INSERT INTO evaluation.appraisals AS present (appraisal_id, state, servant, year, stage, superior, appeal_to, unit,
                                                       approach, ruleset, version, create_time, update_time)
         VALUES ($1, 'planned', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
         ON CONFLICT (servant, year) DO UPDATE
         SET stage = excluded.stage, superior = excluded.superior, appeal_to = excluded.appeal_to, unit = excluded.unit,
             approach = excluded.approach, ruleset = excluded.ruleset, version = present.version + 1,
             update_time = excluded.update_time
         WHERE present.stage = '' AND present.state = 'planned'
         RETURNING appraisal_id, version, create_time",
        plan.id,
        plan.servant,
        plan.year,
        plan.stage.as_str(),
        plan.superior,
        plan.appeal_to,
        plan.unit,
        plan.approach.map_or("", SkpApproach::as_str),
        plan.ruleset,
        plan.version,
        plan.create_time.to_sqlx() as _,
    );
    let Some(row) = row.fetch_optional(connection).await? else { return Ok(None) };
    (plan.id, plan.version, plan.create_time) = (row.appraisal_id, row.version, row.create_time.to_jiff());
    Ok(Some(Locked::held(plan)))
}

struct Row {
    appraisal_id: Uuid,
    stage: String,
    servant: String,
    year: i32,
    superior: String,
    appeal_to: String,
    unit: String,
    approach: String,
    result: Option<String>,
    behaviour: Option<String>,
    object_until: Option<jiff_sqlx::Date>,
    silence_accepts: bool,
    ruleset: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for SkpPlan {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.appraisal_id,
            stage: SkpStage::parse(&row.stage).ok_or_else(|| unknown("stage", &row.stage))?,
            servant: row.servant,
            year: row.year,
            superior: row.superior,
            appeal_to: row.appeal_to,
            unit: row.unit,
            approach: match row.approach.as_str() {
                "" => None,
                text => Some(SkpApproach::parse(text).ok_or_else(|| unknown("approach", text))?),
            },
            ratings: ratings(row.result.as_deref(), row.behaviour.as_deref())?,
            object_until: row.object_until.map(jiff_sqlx::Date::to_jiff),
            silence_accepts: row.silence_accepts,
            ruleset: row.ruleset,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT appraisal_id, stage, servant, year, superior, appeal_to, unit, approach, result, behaviour, object_until,
                    silence_accepts, ruleset, version, create_time, update_time
             FROM evaluation.appraisals " + $rest,
            $($argument),*
        )
    };
}

/// Reads a plan.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<SkpPlan>> {
    let row = select!("WHERE appraisal_id = $1 AND stage <> ''", id);
    row.fetch_optional(connection).await?.map(SkpPlan::try_from).transpose()
}

/// Reads a plan and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<SkpPlan>>> {
    let row = select!("WHERE appraisal_id = $1 AND stage <> '' FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(|row| SkpPlan::try_from(row).map(Locked::held)).transpose()
}

/// The plan of a servant and year.
pub async fn of_year(connection: &mut PgConnection, servant: &str, year: i32) -> sqlx::Result<Option<SkpPlan>> {
    let row = select!("WHERE servant = $1 AND year = $2 AND stage <> ''", servant, year);
    row.fetch_optional(connection).await?.map(SkpPlan::try_from).transpose()
}

/// Saves a plan under its next version.
pub async fn update(connection: &mut PgConnection, plan: &mut Locked<SkpPlan>) -> sqlx::Result<()> {
    plan.version += 1;
    let rated = plan.ratings.is_some();
    sqlx::query!(
        "UPDATE evaluation.appraisals
         SET stage = $2, superior = $3, appeal_to = $4, state = $5, result = $6, behaviour = $7, object_until = $8,
             silence_accepts = $9, version = $10, update_time = $11
         WHERE appraisal_id = $1",
        plan.id,
        plan.stage.as_str(),
        plan.superior,
        plan.appeal_to,
        if rated { "rated" } else { "planned" },
        plan.ratings.map(|ratings| rating_to_text(ratings.result)),
        plan.ratings.map(|ratings| rating_to_text(ratings.behaviour)),
        plan.object_until.map(ToSqlx::to_sqlx) as _,
        plan.silence_accepts,
        plan.version,
        plan.update_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Which plans are wanted; empty, zero or none means any.
#[derive(Clone, Debug, Default)]
pub struct WantedPlans {
    /// Of a servant.
    pub servant: String,
    /// Under a superior.
    pub superior: String,
    /// Under a superior who is somebody, or with objections that this one decides.
    pub concerns: String,
    /// Of a year.
    pub year: i32,
    /// At a stage.
    pub stage: Option<SkpStage>,
}

/// Lists plans, oldest first.
pub async fn list(connection: &mut PgConnection, wanted: &WantedPlans, page: &Page) -> sqlx::Result<Vec<SkpPlan>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND stage <> '' AND (create_time, appraisal_id) > ($1, $2)
           AND ($3 = '' OR servant = $3) AND ($4 = '' OR superior = $4) AND ($5::int = 0 OR year = $5)
           AND ($6::text IS NULL OR stage = $6) AND ($7 = '' OR superior = $7 OR appeal_to = $7)
         ORDER BY create_time, appraisal_id LIMIT $8",
        page.after_time().to_sqlx() as _,
        page.after.1,
        wanted.servant,
        wanted.superior,
        wanted.year,
        wanted.stage.map(SkpStage::as_str),
        wanted.concerns,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(SkpPlan::try_from).collect()
}
