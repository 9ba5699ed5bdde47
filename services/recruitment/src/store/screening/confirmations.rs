//! `recruitment.institutions` and `recruitment.confirmations`.

use crate::domain::{confirmation::Institution, document::DocumentKind};
use crate::store::documents::kind_from_text;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// A question as it is stored: what it says of a person is sealed.
pub struct SealedQuestion {
    /// Id.
    pub id: Uuid,
    /// Who is asked.
    pub institution: Uuid,
    /// Document asked about.
    pub document: Uuid,
    /// What kind it is.
    pub kind: DocumentKind,
    /// What is asked.
    pub question: Sealed,
    /// Hash of number and holder.
    pub holder: Vec<u8>,
    /// When it was asked.
    pub request_time: Timestamp,
    /// Whether it is confirmed, why not, and when that was said.
    pub answer: Option<(bool, Option<Sealed>, Timestamp)>,
    /// Version.
    pub version: i64,
}

/// Registers an institution. The constraint `one_institution_a_code` refuses a second one of a code.
pub async fn insert_institution(connection: &mut PgConnection, institution: &Institution) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.institutions (institution_id, code, title, subject, create_time)
         VALUES ($1, $2, $3, $4, $5)",
        institution.id,
        institution.code,
        institution.title,
        institution.subject,
        institution.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether an institution is registered in this tenant.
pub async fn has_institution(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<bool> {
    let known = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recruitment.institutions WHERE institution_id = $1) AS "known!""#,
        id,
    );
    known.fetch_one(connection).await
}

/// Lists institutions, oldest first.
pub async fn list_institutions(connection: &mut PgConnection, page: &Page) -> sqlx::Result<Vec<Institution>> {
    let rows = sqlx::query!(
        r#"SELECT institution_id, code, title, subject, create_time AS "create_time: jiff_sqlx::Timestamp"
           FROM recruitment.institutions
           WHERE instansi = current_setting('app.instansi') AND (create_time, institution_id) > ($1, $2)
           ORDER BY create_time, institution_id LIMIT $3"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows
        .map(|row| Institution {
            id: row.institution_id,
            code: row.code,
            title: row.title,
            subject: row.subject,
            create_time: row.create_time.to_jiff(),
        })
        .collect())
}

/// Adds a question. The constraint `one_question_a_document` refuses a second one to the same institution.
pub async fn insert(connection: &mut PgConnection, asked: &SealedQuestion, subject: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.confirmations (confirmation_id, institution_id, document_id, question_key,
                                                question_sealed, holder_sha256, requested_by, request_time, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        asked.id,
        asked.institution,
        asked.document,
        asked.question.key,
        asked.question.data,
        asked.holder,
        subject,
        asked.request_time.to_sqlx() as _,
        asked.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    confirmation_id: Uuid,
    institution_id: Uuid,
    document_id: Uuid,
    kind: String,
    question_key: Vec<u8>,
    question_sealed: Vec<u8>,
    holder_sha256: Vec<u8>,
    request_time: jiff_sqlx::Timestamp,
    confirmed: Option<bool>,
    note_key: Option<Vec<u8>>,
    note_sealed: Option<Vec<u8>>,
    answer_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
}

impl TryFrom<Row> for SealedQuestion {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let note = row.note_key.zip(row.note_sealed).map(|(key, data)| Sealed { key, data });
        let answer = row.confirmed.zip(row.answer_time).map(|(confirmed, time)| (confirmed, note, time.to_jiff()));
        Ok(Self {
            id: row.confirmation_id,
            institution: row.institution_id,
            document: row.document_id,
            kind: kind_from_text(&row.kind)?,
            question: Sealed { key: row.question_key, data: row.question_sealed },
            holder: row.holder_sha256,
            request_time: row.request_time.to_jiff(),
            answer,
            version: row.version,
        })
    }
}

/// Reads a question to an institution that this caller speaks for, and holds its row; nobody else's is found.
pub async fn lock_own(connection: &mut PgConnection, id: Uuid, subject: &str) -> sqlx::Result<Option<SealedQuestion>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT confirmation_id, institution_id, document_id, kind, question_key, question_sealed, holder_sha256,
                request_time, confirmed, note_key, note_sealed, answer_time, version
         FROM recruitment.confirmations JOIN recruitment.institutions USING (institution_id)
              JOIN recruitment.documents USING (document_id)
         WHERE confirmation_id = $1 AND subject = $2 FOR UPDATE OF confirmations",
        id,
        subject,
    );
    row.fetch_optional(connection).await?.map(SealedQuestion::try_from).transpose()
}

/// Lists the questions to institutions that this caller speaks for, oldest first.
pub async fn list_own(
    connection: &mut PgConnection,
    subject: &str,
    only_open: bool,
    page: &Page,
) -> sqlx::Result<Vec<SealedQuestion>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT confirmation_id, institution_id, document_id, kind, question_key, question_sealed, holder_sha256,
                request_time, confirmed, note_key, note_sealed, answer_time, version
         FROM recruitment.confirmations JOIN recruitment.institutions USING (institution_id)
              JOIN recruitment.documents USING (document_id)
         WHERE confirmations.instansi = current_setting('app.instansi') AND subject = $1
           AND (request_time, confirmation_id) > ($2, $3) AND (NOT $4 OR confirmed IS NULL)
         ORDER BY request_time, confirmation_id LIMIT $5",
        subject,
        page.after_time().to_sqlx() as _,
        page.after.1,
        only_open,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(SealedQuestion::try_from).collect()
}

/// The questions about documents.
pub async fn of_documents(connection: &mut PgConnection, documents: &[Uuid]) -> sqlx::Result<Vec<SealedQuestion>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT confirmation_id, institution_id, document_id, kind, question_key, question_sealed, holder_sha256,
                request_time, confirmed, note_key, note_sealed, answer_time, version
         FROM recruitment.confirmations JOIN recruitment.documents USING (document_id)
         WHERE document_id = ANY ($1) ORDER BY request_time, confirmation_id",
        documents,
    );
    rows.fetch_all(connection).await?.into_iter().map(SealedQuestion::try_from).collect()
}

/// Saves the answer to a question, under its next version.
pub async fn answer(connection: &mut PgConnection, asked: &mut SealedQuestion) -> sqlx::Result<()> {
    asked.version += 1;
    let (confirmed, note, time) = match &asked.answer {
        Some((confirmed, note, time)) => (Some(*confirmed), note.as_ref(), Some(*time)),
        None => (None, None, None),
    };
    sqlx::query!(
        "UPDATE recruitment.confirmations
         SET confirmed = $2, note_key = $3, note_sealed = $4, answer_time = $5, version = $6 WHERE confirmation_id = $1",
        asked.id,
        confirmed,
        note.map(|note| note.key.as_slice()),
        note.map(|note| note.data.as_slice()),
        time.map(ToSqlx::to_sqlx) as _,
        asked.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}
