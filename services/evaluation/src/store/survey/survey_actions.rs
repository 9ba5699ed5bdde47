//! `evaluation.survey_actions`: follow-up plans.

use super::unknown_in_survey;
use crate::domain::{satisfaction_survey::FollowUp, survey_element::Element};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Puts a plan in the place of the one before.
pub async fn replace(connection: &mut PgConnection, survey: Uuid, plan: &[FollowUp]) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM evaluation.survey_actions WHERE survey_id = $1", survey)
        .execute(&mut *connection)
        .await?;
    for (action, n) in plan.iter().zip(1_i16..) {
        sqlx::query!(
            "INSERT INTO evaluation.survey_actions (survey_id, n, element, action, responsible, due_date)
             VALUES ($1, $2, $3, $4, $5, $6)",
            survey,
            n,
            action.element.as_str(),
            action.action,
            action.responsible,
            action.due_date.to_sqlx() as _,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The plan of each of these surveys that has one, in its order.
pub async fn of(connection: &mut PgConnection, surveys: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<FollowUp>>> {
    let rows = sqlx::query!(
        "SELECT survey_id, element, action, responsible, due_date FROM evaluation.survey_actions
         WHERE survey_id = ANY ($1) ORDER BY survey_id, n",
        surveys,
    );
    let mut plans: HashMap<Uuid, Vec<FollowUp>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let element = Element::parse(&row.element).ok_or_else(|| unknown_in_survey("element", &row.element))?;
        let due_date = row.due_date.to_jiff();
        let action = FollowUp { element, action: row.action, responsible: row.responsible, due_date };
        plans.entry(row.survey_id).or_default().push(action);
    }
    Ok(plans)
}

/// The plan of one survey.
pub async fn of_one(connection: &mut PgConnection, survey: Uuid) -> sqlx::Result<Vec<FollowUp>> {
    Ok(of(connection, &[survey]).await?.remove(&survey).unwrap_or_default())
}
