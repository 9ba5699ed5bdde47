//! `recruitment.notices`: written once; a trigger refuses everything else.

use crate::domain::notice::{Change, Notice};
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Announces something about a vacancy.
pub async fn insert(connection: &mut PgConnection, notice: &Notice) -> sqlx::Result<()> {
    let (kind, times, [document, evidence]) = match &notice.change {
        Change::Extension { from, to } => ("extension", Some((*from, *to)), ["", ""]),
        Change::Evidence { document, evidence } => ("evidence", None, [document.as_str(), evidence.as_str()]),
    };
    sqlx::query!(
        "INSERT INTO recruitment.notices (notice_id, vacancy_id, kind, close_from, close_to, document, evidence, reason,
                                          create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        notice.id,
        notice.vacancy_id,
        kind,
        times.map(|(from, _)| from.to_sqlx()) as _,
        times.map(|(_, to)| to.to_sqlx()) as _,
        document,
        evidence,
        notice.reason,
        notice.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    notice_id: Uuid,
    vacancy_id: Uuid,
    close_from: Option<jiff_sqlx::Timestamp>,
    close_to: Option<jiff_sqlx::Timestamp>,
    document: String,
    evidence: String,
    reason: String,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Notice {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let change = match (row.close_from, row.close_to) {
            (Some(from), Some(to)) => Change::Extension { from: from.to_jiff(), to: to.to_jiff() },
            _ => Change::Evidence { document: row.document, evidence: row.evidence },
        };
        Ok(Self {
            id: row.notice_id,
            vacancy_id: row.vacancy_id,
            change,
            reason: row.reason,
            create_time: row.create_time.to_jiff(),
        })
    }
}

/// Lists what was announced about a vacancy, oldest first.
pub async fn list(connection: &mut PgConnection, vacancy: Uuid, page: &Page) -> sqlx::Result<Vec<Notice>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT notice_id, vacancy_id, close_from, close_to, document, evidence, reason, create_time
         FROM recruitment.notices
         WHERE vacancy_id = $1 AND (create_time, notice_id) > ($2, $3)
         ORDER BY create_time, notice_id LIMIT $4",
        vacancy,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Notice::try_from).collect()
}
