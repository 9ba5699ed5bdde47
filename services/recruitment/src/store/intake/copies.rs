//! Everything that is kept about the person of one application, for the copy that the person may ask for.

use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

/// What is kept beside the state of the application.
pub struct Kept {
    /// Education.
    pub education: String,
    /// Grade point average or school mark, in thousandths.
    pub gpa_thousandths: i32,
    /// Codes of what was declared.
    pub facts: Vec<String>,
    /// Months of work that were declared.
    pub experience_months: i32,
    /// What was coded for statistics: `male` or `female`.
    pub sex: Option<String>,
    /// Whether a disability counts.
    pub disability: Option<bool>,
    /// Age in years on the day of applying.
    pub age: Option<i16>,
    /// Region of origin.
    pub region: Option<String>,
    /// When the person was erased.
    pub erase_time: Option<Timestamp>,
}

/// Reads that of an application.
pub async fn kept(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<Option<Kept>> {
    let row = sqlx::query!(
        r#"SELECT education, gpa_thousandths, facts, experience_months, sex, disability, age, region,
                  erase_time AS "erase_time: jiff_sqlx::Timestamp"
           FROM recruitment.applications WHERE application_id = $1"#,
        application,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Kept {
        education: row.education,
        gpa_thousandths: row.gpa_thousandths,
        facts: row.facts,
        experience_months: row.experience_months,
        sex: row.sex,
        disability: row.disability,
        age: row.age,
        region: row.region,
        erase_time: row.erase_time.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

/// The objections of an application, oldest first.
pub async fn objections(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "SELECT objection_id FROM recruitment.objections WHERE application_id = $1 ORDER BY file_time, objection_id",
        application,
    );
    ids.fetch_all(connection).await
}

/// The file of an application after the result, if there is one.
pub async fn filing(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<Option<Uuid>> {
    let id = sqlx::query_scalar!("SELECT filing_id FROM recruitment.filings WHERE application_id = $1", application);
    id.fetch_optional(connection).await
}

/// The withdrawal of an application after the result, if there is one, and whether its sanction is in the register.
pub async fn withdrawal(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<Option<(Uuid, bool)>> {
    let row = sqlx::query!(
        r#"SELECT withdrawal_id, EXISTS (SELECT FROM recruitment.sanctions
                                         WHERE sanctions.withdrawal_id = withdrawals.withdrawal_id) AS "registered!"
           FROM recruitment.withdrawals WHERE application_id = $1"#,
        application,
    );
    Ok(row.fetch_optional(connection).await?.map(|row| (row.withdrawal_id, row.registered)))
}

/// Code of the tier that came with an official result of PPPK; none before.
pub async fn tier(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<Option<String>> {
    let tier = sqlx::query_scalar!("SELECT tier FROM recruitment.pppk_results WHERE application_id = $1", application);
    tier.fetch_optional(connection).await
}
