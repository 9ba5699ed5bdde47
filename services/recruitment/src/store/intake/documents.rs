//! `recruitment.documents` and `recruitment.document_contents`.

use crate::domain::document::{Document, DocumentKind, HandedIn};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashSet;
use uuid::Uuid;

/// Where a document belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An upload that waits for its application.
    Upload(Uuid),
    /// An application.
    Application(Uuid),
}

impl Place {
    fn ids(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Upload(id) => (Some(id), None),
            Self::Application(id) => (None, Some(id)),
        }
    }
}

/// A content that lies sealed in the document store.
pub struct Content {
    /// SHA-256.
    pub sha256: Vec<u8>,
    /// Bytes.
    pub size: i32,
    /// What it is.
    pub media_type: String,
    /// Where it lies.
    pub path: String,
    /// Wrapped key that opens it.
    pub key: Vec<u8>,
}

/// Keeps a content, once an instansi; returns where it lies, which is elsewhere if it was there before. Its row is held, so
/// that no sweep removes it before its document is named.
pub async fn keep(connection: &mut PgConnection, content: &Content, now: Timestamp) -> sqlx::Result<String> {
    let path = sqlx::query_scalar!(
        "INSERT INTO recruitment.document_contents (sha256, size_bytes, media_type, path, content_key, upload_time)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (instansi, sha256) DO UPDATE SET upload_time = EXCLUDED.upload_time
         RETURNING path",
        content.sha256,
        content.size,
        content.media_type,
        content.path,
        content.key,
        now.to_sqlx() as _,
    );
    path.fetch_one(connection).await
}

/// Lets one at a time add to an upload, so that what is there is counted once.
pub async fn hold_upload(connection: &mut PgConnection, upload: Uuid) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('upload ' || $1::uuid::text, 0))", upload)
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds a document to a place that is held: the same content is not there as the same kind.
pub async fn insert(
    connection: &mut PgConnection,
    place: Place,
    document: &Document,
    subject: &str,
) -> sqlx::Result<()> {
    let (upload, application) = place.ids();
    sqlx::query!(
        "INSERT INTO recruitment.documents (document_id, upload_id, application_id, kind, sha256, uploaded_by, upload_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        document.id,
        upload,
        application,
        document.kind.as_str(),
        document.sha256,
        subject,
        document.upload_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    document_id: Uuid,
    application_id: Option<Uuid>,
    kind: String,
    sha256: Vec<u8>,
    size_bytes: i32,
    media_type: String,
    upload_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Document {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.document_id,
            kind: kind_from_text(&row.kind)?,
            sha256: row.sha256,
            size: row.size_bytes,
            media_type: row.media_type,
            upload_time: row.upload_time.to_jiff(),
        })
    }
}

pub(crate) fn kind_from_text(text: &str) -> sqlx::Result<DocumentKind> {
    DocumentKind::parse(text).ok_or_else(|| sqlx::Error::Decode(format!("unknown kind of document `{text}`").into()))
}

/// The documents of an upload of this caller's, or of an application.
pub async fn of_place(connection: &mut PgConnection, place: Place, subject: &str) -> sqlx::Result<Vec<Document>> {
    let (upload, application) = place.ids();
    let rows = sqlx::query_as!(
        Row,
        "SELECT document_id, application_id, kind, sha256, size_bytes, media_type, documents.upload_time
         FROM recruitment.documents JOIN recruitment.document_contents USING (instansi, sha256)
         WHERE application_id = $1 OR (upload_id = $2 AND uploaded_by = $3)
         ORDER BY documents.upload_time, document_id",
        application,
        upload,
        subject,
    );
    rows.fetch_all(connection).await?.into_iter().map(Document::try_from).collect()
}

/// The documents of applications, with the application of each.
pub async fn of_applications(
    connection: &mut PgConnection,
    applications: &[Uuid],
) -> sqlx::Result<Vec<(Uuid, Document)>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT document_id, application_id, kind, sha256, size_bytes, media_type, documents.upload_time
         FROM recruitment.documents JOIN recruitment.document_contents USING (instansi, sha256)
         WHERE application_id = ANY ($1) ORDER BY documents.upload_time, document_id",
        applications,
    );
    let with_application = |row: Row| Ok((row.application_id.unwrap_or_default(), Document::try_from(row)?));
    rows.fetch_all(connection).await?.into_iter().map(with_application).collect()
}

/// Gives the documents of an upload of this caller's to an application; returns which they are.
pub async fn take(
    connection: &mut PgConnection,
    upload: Uuid,
    subject: &str,
    application: Uuid,
) -> sqlx::Result<Vec<HandedIn>> {
    let taken = sqlx::query!(
        "UPDATE recruitment.documents SET application_id = $3, upload_id = NULL
         WHERE upload_id = $1 AND uploaded_by = $2
         RETURNING kind, sha256",
        upload,
        subject,
        application,
    );
    let mut documents = Vec::new();
    for row in taken.fetch_all(connection).await? {
        documents.push(HandedIn { kind: kind_from_text(&row.kind)?, sha256: row.sha256 });
    }
    Ok(documents)
}

/// The content of a document that this caller verifies; nobody else's is found.
pub async fn of_verifier(
    connection: &mut PgConnection,
    document: Uuid,
    subject: &str,
) -> sqlx::Result<Option<Content>> {
    let row = sqlx::query!(
        "SELECT sha256, size_bytes, media_type, path, content_key
         FROM recruitment.documents JOIN recruitment.document_contents USING (instansi, sha256)
         WHERE document_id = $1 AND EXISTS (SELECT FROM recruitment.verifications
                                            WHERE verifications.application_id = documents.application_id
                                              AND verifier = $2)",
        document,
        subject,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Content {
        sha256: row.sha256,
        size: row.size_bytes,
        media_type: row.media_type,
        path: row.path,
        key: row.content_key,
    }))
}

/// Removes uploads that nobody applied with; returns how many documents. An upload goes as a whole: nobody applies with
/// the half of one.
pub async fn delete_unused(connection: &mut PgConnection, before: Timestamp) -> sqlx::Result<u64> {
    let deleted = sqlx::query!(
        "DELETE FROM recruitment.documents AS old
         WHERE upload_id IS NOT NULL AND upload_time < $1 AND instansi = current_setting('app.instansi')
           AND NOT EXISTS (SELECT FROM recruitment.documents AS newer
                           WHERE newer.upload_id = old.upload_id AND newer.uploaded_by = old.uploaded_by
                             AND newer.upload_time >= $1)",
        before.to_sqlx() as _,
    );
    Ok(deleted.execute(connection).await?.rows_affected())
}

/// Removes contents that no document names; returns where they lie.
pub async fn delete_unnamed(connection: &mut PgConnection, before: Timestamp) -> sqlx::Result<Vec<String>> {
    let deleted = sqlx::query_scalar!(
        "DELETE FROM recruitment.document_contents
         WHERE upload_time < $1 AND instansi = current_setting('app.instansi')
           AND NOT EXISTS (SELECT FROM recruitment.documents
                           WHERE documents.instansi = document_contents.instansi
                             AND documents.sha256 = document_contents.sha256)
         RETURNING path",
        before.to_sqlx() as _,
    );
    deleted.fetch_all(connection).await
}

/// Which of these places a content lies at.
pub async fn known(connection: &mut PgConnection, places: &[String]) -> sqlx::Result<HashSet<String>> {
    let known = sqlx::query_scalar!("SELECT path FROM recruitment.document_contents WHERE path = ANY ($1)", places);
    Ok(known.fetch_all(connection).await?.into_iter().collect())
}
