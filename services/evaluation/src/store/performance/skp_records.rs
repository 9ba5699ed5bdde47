//! `evaluation.skp_steps` and `skp_progress`: what happened with a plan.

use crate::{
    domain::{
        skp_content::Quantity,
        skp_plan::SkpStep,
        skp_stage::{SkpMove, SkpStage},
    },
    store::{
        rating_texts::{rating_to_text, ratings},
        unknown,
    },
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a step of a plan with what was said, sealed.
pub async fn add_step(
    connection: &mut PgConnection,
    plan: Uuid,
    step: &SkpStep,
    note: Option<&Sealed>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.skp_steps (step_id, appraisal_id, step, servant, stage, period, result, behaviour, note_key,
                                           note_sealed, ruleset, step_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        step.id,
        plan,
        step.step.as_str(),
        step.servant,
        step.stage.as_str(),
        step.period,
        step.ratings.map(|ratings| rating_to_text(ratings.result)),
        step.ratings.map(|ratings| rating_to_text(ratings.behaviour)),
        note.map(|note| note.key.as_slice()),
        note.map(|note| note.data.as_slice()),
        step.ruleset,
        step.time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds the last step of many ratings, each under its own ruleset, in one statement.
pub async fn add_final_steps(
    connection: &mut PgConnection,
    steps: &[(Uuid, SkpMove)],
    servant: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    let plans: Vec<Uuid> = steps.iter().map(|(plan, _)| *plan).collect();
    let names: Vec<String> = steps.iter().map(|(_, step)| step.as_str().to_owned()).collect();
    let ids: Vec<Uuid> = steps.iter().map(|_| Uuid::now_v7()).collect();
    sqlx::query!(
        "INSERT INTO evaluation.skp_steps (step_id, appraisal_id, step, servant, stage, period, ruleset, step_time)
         SELECT taken.id, taken.plan, taken.step, $4::text, rated.stage, 0, rated.ruleset, $5::timestamptz
         FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS taken (id, plan, step)
         JOIN evaluation.appraisals AS rated ON rated.appraisal_id = taken.plan",
        &ids,
        &plans,
        &names,
        servant,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Most steps of one plan that are shown.
const MOST_STEPS: i64 = 1_000;

struct StepRow {
    step_id: Uuid,
    step: String,
    servant: String,
    stage: String,
    period: i32,
    result: Option<String>,
    behaviour: Option<String>,
    note_key: Option<Vec<u8>>,
    note_sealed: Option<Vec<u8>>,
    ruleset: String,
    step_time: jiff_sqlx::Timestamp,
}

impl TryFrom<StepRow> for (SkpStep, Option<Sealed>) {
    type Error = sqlx::Error;

    fn try_from(row: StepRow) -> sqlx::Result<Self> {
        let note = row.note_key.zip(row.note_sealed).map(|(key, data)| Sealed { key, data });
        let step = SkpStep {
            id: row.step_id,
            step: SkpMove::parse(&row.step).ok_or_else(|| unknown("step", &row.step))?,
            servant: row.servant,
            stage: SkpStage::parse(&row.stage).ok_or_else(|| unknown("stage", &row.stage))?,
            period: row.period,
            ratings: ratings(row.result.as_deref(), row.behaviour.as_deref())?,
            ruleset: row.ruleset,
            time: row.step_time.to_jiff(),
        };
        Ok((step, note))
    }
}

/// The last steps of a plan with what was said, oldest first.
pub async fn steps_of(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<(SkpStep, Option<Sealed>)>> {
    let rows = sqlx::query_as!(
        StepRow,
        "SELECT step_id, step, servant, stage, period, result, behaviour, note_key, note_sealed, ruleset, step_time
         FROM evaluation.skp_steps WHERE appraisal_id = $1 ORDER BY step_id DESC LIMIT $2",
        plan,
        MOST_STEPS,
    );
    rows.fetch_all(connection).await?.into_iter().rev().map(TryFrom::try_from).collect()
}

/// The rating of each period and of the year that counts: the last one of each kind of step, oldest first.
pub async fn ratings_of(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<SkpStep>> {
    let rows = sqlx::query_as!(
        StepRow,
        r#"SELECT step_id AS "step_id!", step AS "step!", servant AS "servant!", stage AS "stage!", period AS "period!", result,
                  behaviour, NULL::bytea AS note_key, NULL::bytea AS note_sealed, ruleset AS "ruleset!",
                  step_time AS "step_time!"
           FROM (SELECT DISTINCT ON (step, period) * FROM evaluation.skp_steps
                 WHERE appraisal_id = $1 AND result IS NOT NULL ORDER BY step, period, step_id DESC) AS last
           ORDER BY step_id"#,
        plan,
    );
    let steps = rows.fetch_all(connection).await?.into_iter();
    steps.map(|row| <(SkpStep, Option<Sealed>)>::try_from(row).map(|(step, _)| step)).collect()
}

/// When the servant was last asked to write the plan: it was opened, sent back, opened again or given to another superior; or, of one
/// that was submitted, when it was last found wanting.
pub async fn asked_to_write(
    connection: &mut PgConnection,
    plan: Uuid,
    is_submitted: bool,
) -> sqlx::Result<Option<Timestamp>> {
    let time = sqlx::query_scalar!(
        r#"SELECT max(asked.step_time) AS "time: jiff_sqlx::Timestamp" FROM evaluation.skp_steps AS asked
           WHERE asked.appraisal_id = $1 AND CASE WHEN $2::boolean
               THEN asked.step = 'clarify' AND NOT EXISTS (
                    SELECT FROM evaluation.skp_steps AS later
                    WHERE later.appraisal_id = $1 AND later.step IN ('revise', 'reassign') AND later.step_id > asked.step_id)
               ELSE asked.step IN ('clarify', 'revise', 'create', 'reassign') END"#,
        plan,
        is_submitted,
    );
    Ok(time.fetch_one(connection).await?.map(jiff_sqlx::Timestamp::to_jiff))
}

/// The servant who rated the year last, by hand of the superior or of the office.
pub async fn year_rated_by(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Option<String>> {
    let servant = sqlx::query_scalar!(
        "SELECT servant FROM evaluation.skp_steps
         WHERE appraisal_id = $1 AND step IN ('rate_year', 'rate_without_plan') AND servant <> ''
         ORDER BY step_id DESC LIMIT 1",
        plan,
    );
    servant.fetch_optional(connection).await
}

/// The periods of a plan that are rated.
pub async fn periods_rated(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<i32>> {
    let periods = sqlx::query_scalar!(
        "SELECT DISTINCT period FROM evaluation.skp_steps WHERE appraisal_id = $1 AND step = 'rate_period'",
        plan,
    );
    periods.fetch_all(connection).await
}

/// What was reached of an indicator.
#[derive(Clone)]
pub struct Progress {
    /// Indicator.
    pub indicator: Uuid,
    /// Period.
    pub period: i32,
    /// In numbers.
    pub realised: Option<Quantity>,
    /// In words, sealed.
    pub text: Option<Sealed>,
    /// When it was recorded.
    pub time: Timestamp,
}

/// Records what was reached, in place of what was recorded for the same period.
pub async fn set_progress(connection: &mut PgConnection, progress: &Progress) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.skp_progress (indicator_id, period, realised, text_key, text_sealed, record_time)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (indicator_id, period) DO UPDATE
         SET realised = excluded.realised, text_key = excluded.text_key, text_sealed = excluded.text_sealed,
             record_time = excluded.record_time",
        progress.indicator,
        progress.period,
        progress.realised.map(|number| number.0),
        progress.text.as_ref().map(|text| text.key.as_slice()),
        progress.text.as_ref().map(|text| text.data.as_slice()),
        progress.time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What was reached in a plan, by indicator and period.
pub async fn progress_of(connection: &mut PgConnection, plan: Uuid) -> sqlx::Result<Vec<Progress>> {
    let rows = sqlx::query!(
        "SELECT progress.indicator_id, progress.period, progress.realised, progress.text_key, progress.text_sealed,
                progress.record_time
         FROM evaluation.skp_progress AS progress
         JOIN evaluation.skp_indicators AS indicator USING (indicator_id)
         JOIN evaluation.skp_results AS result USING (result_id)
         WHERE result.appraisal_id = $1
         ORDER BY progress.indicator_id, progress.period",
        plan,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows
        .map(|row| Progress {
            indicator: row.indicator_id,
            period: row.period,
            realised: row.realised.map(Quantity),
            text: row.text_key.zip(row.text_sealed).map(|(key, data)| Sealed { key, data }),
            time: row.record_time.to_jiff(),
        })
        .collect())
}
