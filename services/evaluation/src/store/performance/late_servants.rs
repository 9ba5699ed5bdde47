//! Of whom a step of a year is late: `evaluation.servants` against `evaluation.appraisals`.

use crate::{domain::skp_stage::SkpStage, store::unknown};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

/// Somebody of whom a step is late.
#[derive(Clone, Debug)]
pub struct LateServant {
    /// Servant in the career service.
    pub servant: String,
    /// Plan and where it stands; none where there is no plan.
    pub plan: Option<(Uuid, SkpStage)>,
    /// Last day of the step.
    pub due: Date,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct WantedLate {
    /// Year of the plans.
    pub year: i32,
    /// First and last day of it.
    pub days: (Date, Date),
    /// Last day of the step.
    pub due: Date,
    /// Days that somebody appointed in the year has, where that counts for the step.
    pub newcomer_days: Option<i32>,
    /// Stages at which the step is done.
    pub done: Vec<SkpStage>,
    /// Whether a rating without a plan does, once it is in one of these states.
    pub done_states: Vec<String>,
}

/// Lists who is late on a day, by servant, after a servant.
pub async fn list(
    connection: &mut PgConnection,
    wanted: &WantedLate,
    today: Date,
    after: &str,
    limit: i64,
) -> sqlx::Result<Vec<LateServant>> {
    let done: Vec<String> = wanted.done.iter().map(|stage| stage.as_str().to_owned()).collect();
    let rows = sqlx::query!(
        r#"SELECT servant.servant AS "servant!", plan.appraisal_id AS "appraisal_id?", plan.stage AS "stage?", late.due AS "due!"
           FROM evaluation.servants AS servant
           LEFT JOIN evaluation.appraisals AS plan ON plan.servant = servant.servant AND plan.year = $1
           CROSS JOIN LATERAL (
               SELECT CASE WHEN $5::int IS NULL OR servant.appointment_date < $2::date THEN $4::date
                           ELSE GREATEST($4::date, servant.appointment_date + $5::int) END AS due) AS late
           WHERE servant.instansi = current_setting('app.instansi') AND servant.servant > $8
             AND servant.appointment_date <= $3::date AND late.due < $9::date
             AND (servant.left_date IS NULL OR servant.left_date >= late.due)
             AND NOT COALESCE(plan.stage = ANY ($6) OR (plan.stage = '' AND plan.state = ANY ($7)), false)
           ORDER BY servant.servant LIMIT $10"#,
        wanted.year,
        wanted.days.0.to_sqlx() as _,
        wanted.days.1.to_sqlx() as _,
        wanted.due.to_sqlx() as _,
        wanted.newcomer_days,
        &done,
        &wanted.done_states,
        after,
        today.to_sqlx() as _,
        limit,
    );
    let mut late = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let plan = match row.appraisal_id.zip(row.stage.filter(|stage| !stage.is_empty())) {
            None => None,
            Some((id, stage)) => Some((id, SkpStage::parse(&stage).ok_or_else(|| unknown("stage", &stage))?)),
        };
        late.push(LateServant { servant: row.servant, plan, due: row.due.to_jiff() });
    }
    Ok(late)
}
