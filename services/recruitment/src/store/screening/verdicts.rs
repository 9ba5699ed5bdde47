//! Verdicts on `recruitment.applications`.

use crate::domain::verdict::Verdict;
use sqlx::PgConnection;
use std::collections::HashSet;
use uuid::Uuid;

/// Saves what was found about applications.
pub async fn save(connection: &mut PgConnection, verdicts: &[(Uuid, Verdict)]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = verdicts.iter().map(|(id, _)| *id).collect();
    let (found, reasons): (Vec<_>, Vec<_>) = verdicts.iter().map(|(_, verdict)| to_text(verdict)).unzip();
    sqlx::query!(
        "UPDATE recruitment.applications
         SET verdict = new.verdict, verdict_reason = new.reason, version = version + 1
         FROM unnest($1::uuid[], $2::text[], $3::text[]) AS new (application_id, verdict, reason)
         WHERE applications.application_id = new.application_id",
        &ids,
        &found,
        &reasons,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Which of these applications take no verdict from elsewhere: those that were withdrawn, and those that are verified here.
pub async fn closed(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<HashSet<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT application_id FROM recruitment.applications
         WHERE application_id = ANY ($1)
           AND (withdrawn_time IS NOT NULL
                OR EXISTS (SELECT FROM recruitment.verifications
                           WHERE verifications.application_id = applications.application_id))",
        applications,
    );
    Ok(ids.fetch_all(connection).await?.into_iter().collect())
}

/// The verdict on an application, if there is one.
pub async fn get(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<Option<Verdict>> {
    let row = sqlx::query!(
        "SELECT verdict, verdict_reason FROM recruitment.applications WHERE application_id = $1",
        application,
    );
    let row = row.fetch_one(connection).await?;
    Ok(row.verdict.map(|verdict| match verdict.as_str() {
        "eligible" => Verdict::Eligible,
        _ => Verdict::Ineligible { reason: row.verdict_reason },
    }))
}

/// How many applications of a vacancy nobody has found anything about.
pub async fn count_missing(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM recruitment.applications WHERE vacancy_id = $1 AND verdict IS NULL"#,
        vacancy,
    );
    count.fetch_one(connection).await
}

fn to_text(verdict: &Verdict) -> (String, String) {
    match verdict {
        Verdict::Eligible => ("eligible".to_owned(), String::new()),
        Verdict::Ineligible { reason } => ("ineligible".to_owned(), reason.clone()),
    }
}
