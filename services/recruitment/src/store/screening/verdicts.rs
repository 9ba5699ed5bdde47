//! Verdicts on `recruitment.applications`, and `recruitment.imported_reasons`.

use crate::domain::{
    document::DocumentKind,
    verdict::{Verdict, VerdictSource},
};
use crate::store::documents::kind_from_text;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use std::collections::HashSet;
use uuid::Uuid;

/// Why an application was found insufficient elsewhere, about one kind of document or about none.
pub struct ImportedReason {
    /// The application.
    pub application: Uuid,
    /// The kind; none where nobody said about which.
    pub kind: Option<DocumentKind>,
    /// The words, which are about a person; none where no document was there.
    pub words: Option<Sealed>,
}

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

/// Takes back what was found about applications elsewhere, as if nothing had come.
pub async fn take_back(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.applications SET verdict = NULL, verdict_reason = '', version = version + 1
         WHERE application_id = ANY ($1)",
        applications,
    )
    .execute(&mut *connection)
    .await?;
    save_reasons(connection, applications, &[]).await
}

/// Saves why applications were found insufficient elsewhere, in place of what was saved before.
pub async fn save_reasons(
    connection: &mut PgConnection,
    applications: &[Uuid],
    reasons: &[ImportedReason],
) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM recruitment.imported_reasons WHERE application_id = ANY ($1)", applications)
        .execute(&mut *connection)
        .await?;
    let ids: Vec<Uuid> = reasons.iter().map(|reason| reason.application).collect();
    let kind = |reason: &ImportedReason| reason.kind.map_or(String::new(), |kind| kind.as_str().to_owned());
    let kinds: Vec<String> = reasons.iter().map(kind).collect();
    let part = |part: fn(&Sealed) -> &Vec<u8>| -> Vec<Option<Vec<u8>>> {
        reasons.iter().map(|reason| reason.words.as_ref().map(|words| part(words).clone())).collect()
    };
    sqlx::query!(
        "INSERT INTO recruitment.imported_reasons (application_id, kind, reason_key, reason_sealed)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[])",
        &ids,
        &kinds,
        &part(|sealed| &sealed.key) as _,
        &part(|sealed| &sealed.data) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Why an application was found insufficient elsewhere.
pub async fn reasons(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<Vec<ImportedReason>> {
    let rows = sqlx::query!(
        "SELECT kind, reason_key, reason_sealed FROM recruitment.imported_reasons WHERE application_id = $1 ORDER BY kind",
        application,
    );
    let mut reasons = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let words = row.reason_key.zip(row.reason_sealed).map(|(key, data)| Sealed { key, data });
        let kind = Some(row.kind).filter(|kind| !kind.is_empty());
        let kind = kind.as_deref().map(kind_from_text).transpose()?;
        reasons.push(ImportedReason { application, kind, words });
    }
    Ok(reasons)
}

/// By which way the verdicts of a vacancy come: looks of its verifiers, once those were assigned, or else an import. None
/// before either, and where everybody withdrew. Lock the vacancy first.
pub async fn source(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Option<VerdictSource>> {
    let row = sqlx::query!(
        r#"SELECT EXISTS (SELECT FROM recruitment.verification_rounds WHERE vacancy_id = $1) AS "verified!",
                  EXISTS (SELECT FROM recruitment.applications
                          WHERE vacancy_id = $1 AND verdict IS NOT NULL AND withdrawn_time IS NULL) AS "imported!""#,
        vacancy,
    );
    let row = row.fetch_one(connection).await?;
    let imported = row.imported.then_some(VerdictSource::Imported);
    Ok(if row.verified { Some(VerdictSource::Verified) } else { imported })
}

/// Which of these applications take no verdict from elsewhere: those that were withdrawn, and those of vacancies that are
/// verified here.
pub async fn closed(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<HashSet<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT application_id FROM recruitment.applications
         WHERE application_id = ANY ($1)
           AND (withdrawn_time IS NOT NULL
                OR EXISTS (SELECT FROM recruitment.verification_rounds
                           WHERE verification_rounds.vacancy_id = applications.vacancy_id))",
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
