//! `recruitment.verifications` and `recruitment.findings`.

use crate::domain::{declaration::Fact, document::DocumentKind, look::Look};
use crate::store::documents::kind_from_text;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// A look with what its verifier has to know of the application.
pub struct Item {
    /// The look.
    pub look: Look,
    /// The application.
    pub application: Uuid,
    /// The vacancy.
    pub vacancy: Uuid,
    /// Number of the participant.
    pub participant_number: String,
    /// Education that is stated.
    pub education: String,
    /// Mark that is stated.
    pub gpa_thousandths: i32,
    /// What is declared.
    pub facts: Vec<Fact>,
}

/// What was found about a document, its reason sealed.
pub struct SealedFinding {
    /// The look.
    pub look: Uuid,
    /// The document.
    pub document: Uuid,
    /// Why it is refused; none if it is not.
    pub reason: Option<Sealed>,
    /// The kind in whose place it is accepted.
    pub in_place_of: Option<DocumentKind>,
}

struct Row {
    verification_id: Uuid,
    look: i16,
    verifier: String,
    eligible: Option<bool>,
    version: i64,
    application_id: Uuid,
    vacancy_id: Uuid,
    participant_number: String,
    education: String,
    gpa_thousandths: i32,
    facts: Vec<String>,
}

impl From<Row> for Item {
    fn from(row: Row) -> Self {
        Self {
            look: Look {
                id: row.verification_id,
                number: row.look,
                verifier: row.verifier,
                eligible: row.eligible,
                version: row.version,
            },
            application: row.application_id,
            vacancy: row.vacancy_id,
            participant_number: row.participant_number,
            education: row.education,
            gpa_thousandths: row.gpa_thousandths,
            facts: row.facts.iter().filter_map(|text| Fact::parse(text)).collect(),
        }
    }
}

/// Reads a look of this verifier's; nobody else's is found. Until the transaction ends, the vacancy takes no step.
pub async fn hold_own(connection: &mut PgConnection, id: Uuid, subject: &str) -> sqlx::Result<Option<Item>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT verification_id, look, verifier, eligible, verifications.version, application_id,
                verifications.vacancy_id, participant_number, applications.education, gpa_thousandths, facts
         FROM recruitment.verifications JOIN recruitment.applications USING (application_id)
              JOIN recruitment.vacancies ON vacancies.vacancy_id = verifications.vacancy_id
         WHERE verification_id = $1 AND verifier = $2 FOR SHARE OF vacancies",
        id,
        subject,
    );
    Ok(row.fetch_optional(connection).await?.map(Item::from))
}

/// Lists the looks of this verifier's, by their ids, which tell nothing.
pub async fn list_own(
    connection: &mut PgConnection,
    subject: &str,
    only_open: bool,
    page: &Page,
) -> sqlx::Result<Vec<Item>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT verification_id, look, verifier, eligible, verifications.version, application_id,
                verifications.vacancy_id, participant_number, applications.education, gpa_thousandths, facts
         FROM recruitment.verifications JOIN recruitment.applications USING (application_id)
         WHERE verifications.instansi = current_setting('app.instansi') AND verifier = $1 AND verification_id > $2
           AND (NOT $3 OR eligible IS NULL)
         ORDER BY verification_id LIMIT $4",
        subject,
        page.after.1,
        only_open,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(Item::from).collect())
}

/// All looks at an application, first to third. Lock the application first.
pub async fn looks(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<Vec<Look>> {
    let looks = sqlx::query_as!(
        Look,
        "SELECT verification_id AS id, look AS number, verifier, eligible, version
         FROM recruitment.verifications WHERE application_id = $1 ORDER BY look",
        application,
    );
    looks.fetch_all(connection).await
}

/// Adds the look that decides.
pub async fn insert_third(
    connection: &mut PgConnection,
    vacancy: Uuid,
    application: Uuid,
    verifier: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.verifications (verification_id, vacancy_id, application_id, look, verifier, version)
         VALUES ($1, $2, $3, 3, $4, 1)",
        Uuid::new_v4(),
        vacancy,
        application,
        verifier,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves a look that was taken, under its next version, and what it found.
pub async fn save(
    connection: &mut PgConnection,
    look: &mut Look,
    findings: &[SealedFinding],
    now: Timestamp,
) -> sqlx::Result<()> {
    look.version += 1;
    sqlx::query!(
        "UPDATE recruitment.verifications SET eligible = $2, record_time = $3, version = $4 WHERE verification_id = $1",
        look.id,
        look.eligible,
        now.to_sqlx() as _,
        look.version,
    )
    .execute(&mut *connection)
    .await?;
    let documents: Vec<Uuid> = findings.iter().map(|finding| finding.document).collect();
    let accepted: Vec<bool> = findings.iter().map(|finding| finding.reason.is_none()).collect();
    let part = |part: fn(&Sealed) -> &Vec<u8>| -> Vec<Option<Vec<u8>>> {
        findings.iter().map(|finding| finding.reason.as_ref().map(|reason| part(reason).clone())).collect()
    };
    let in_place_of: Vec<Option<String>> =
        findings.iter().map(|finding| finding.in_place_of.map(|kind| kind.as_str().to_owned())).collect();
    sqlx::query!(
        "INSERT INTO recruitment.findings (verification_id, document_id, accepted, reason_key, reason_sealed, in_place_of)
         SELECT $1, document_id, accepted, reason_key, reason_sealed, in_place_of
         FROM unnest($2::uuid[], $3::boolean[], $4::bytea[], $5::bytea[], $6::text[])
              AS found (document_id, accepted, reason_key, reason_sealed, in_place_of)",
        look.id,
        &documents,
        &accepted,
        &part(|sealed| &sealed.key) as _,
        &part(|sealed| &sealed.data) as _,
        &in_place_of as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What was found in looks.
pub async fn findings(connection: &mut PgConnection, looks: &[Uuid]) -> sqlx::Result<Vec<SealedFinding>> {
    let rows = sqlx::query!(
        "SELECT verification_id, document_id, reason_key, reason_sealed, in_place_of FROM recruitment.findings
         WHERE verification_id = ANY ($1) ORDER BY verification_id, document_id",
        looks,
    );
    let mut findings = Vec::new();
    for row in rows.fetch_all(connection).await? {
        findings.push(SealedFinding {
            look: row.verification_id,
            document: row.document_id,
            reason: row.reason_key.zip(row.reason_sealed).map(|(key, data)| Sealed { key, data }),
            in_place_of: row.in_place_of.as_deref().map(kind_from_text).transpose()?,
        });
    }
    Ok(findings)
}

/// Every reason that the looks at an application refused a document for.
pub async fn refusals(
    connection: &mut PgConnection,
    application: Uuid,
) -> sqlx::Result<Vec<(SealedFinding, DocumentKind)>> {
    let rows = sqlx::query!(
        r#"SELECT verification_id, document_id, kind, reason_key AS "reason_key!", reason_sealed AS "reason_sealed!"
           FROM recruitment.findings JOIN recruitment.verifications USING (verification_id)
                JOIN recruitment.documents USING (document_id)
           WHERE verifications.application_id = $1 AND NOT accepted AND NOT eligible ORDER BY look, kind, document_id"#,
        application,
    );
    let mut refusals = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let reason = Some(Sealed { key: row.reason_key, data: row.reason_sealed });
        let (look, document) = (row.verification_id, row.document_id);
        let finding = SealedFinding { look, document, reason, in_place_of: None };
        refusals.push((finding, kind_from_text(&row.kind)?));
    }
    Ok(refusals)
}
