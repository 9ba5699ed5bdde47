//! Participants whom the points that do not decide would rank otherwise: printed ones where exact ones decide, or exact ones.

use crate::domain::{
    final_ranking::FinalOutcome,
    integration::{FinalPoints, Points},
};
use crate::store::finals::decision_from_text;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// One of them.
pub struct Alert {
    /// Application.
    pub id: Uuid,
    /// Vacancy applied for.
    pub vacancy: Uuid,
    /// Number of the participant.
    pub participant_number: String,
    /// When the application was taken.
    pub submit_time: Timestamp,
    /// Final points.
    pub points: FinalPoints,
    /// Rank by the points that decide, and the outcome at this moment.
    pub exact: (i32, FinalOutcome),
    /// Rank and outcome by the others.
    pub rounded: (i32, FinalOutcome),
}

/// Lists alerts in the order of their applications; no vacancy means all. Who lost the final rank by a correction is in none.
pub async fn list(connection: &mut PgConnection, vacancy: Option<Uuid>, page: &Page) -> sqlx::Result<Vec<Alert>> {
    let rows = sqlx::query!(
        r#"SELECT application_id, vacancy_id, participant_number, submit_time AS "submit_time: jiff_sqlx::Timestamp",
                  final_points AS "points!", final_denominator AS "denominator!", final_rank AS "final_rank!",
                  decision AS "decision!", rounded_rank AS "rounded_rank!", rounded_decision AS "rounded_decision!"
           FROM recruitment.applications
           WHERE instansi = current_setting('app.instansi') AND rounding_alert
                 AND final_rank IS NOT NULL AND decision IS NOT NULL AND (submit_time, application_id) > ($1, $2) AND ($3::uuid IS NULL OR vacancy_id = $3)
           ORDER BY submit_time, application_id LIMIT $4"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        vacancy,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        Ok(Alert {
            id: row.application_id,
            vacancy: row.vacancy_id,
            participant_number: row.participant_number,
            submit_time: row.submit_time.to_jiff(),
            points: FinalPoints { points: Points(row.points), denominator: row.denominator },
            exact: (row.final_rank, decision_from_text(&row.decision)?),
            rounded: (row.rounded_rank, decision_from_text(&row.rounded_decision)?),
        })
    });
    rows.collect()
}
