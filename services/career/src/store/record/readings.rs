//! Who read or changed a servant's record: what `career.audit` says about it.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{page::Page, work::EVERYBODY};
use sqlx::PgConnection;
use uuid::Uuid;

/// One row of the audit trail.
pub struct Reading {
    /// Its number.
    pub id: i64,
    /// When.
    pub time: Timestamp,
    /// Subject of the token.
    pub subject: String,
    /// Method that was called.
    pub method: String,
    /// Permission that allowed it.
    pub permission: String,
}

/// Lists who called something that names the servant or a row of the record, or that showed or opened what is about the
/// servant, or about everybody since there is one; oldest first.
pub async fn list(
    connection: &mut PgConnection,
    (servant, name): (Uuid, &str),
    since: Timestamp,
    page: &Page,
) -> sqlx::Result<Vec<Reading>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", at AS "at!: jiff_sqlx::Timestamp", subject AS "subject!", action AS "action!",
                  permission AS "permission!"
           FROM (
               SELECT id, at, subject, action, permission FROM career.audit
               WHERE target LIKE 'instansi/%/servants/%' AND target = $1 AND id > $4
               UNION
               SELECT id, at, subject, action, permission FROM career.audit
               WHERE target LIKE 'instansi/%/servants/%' AND target ~>=~ ($1 || '/') AND target ~<~ ($1 || '0')
                 AND id > $4
               UNION
               SELECT id, at, subject, action, permission FROM career.audit
               WHERE shown <> '{}' AND shown @> ARRAY[$2::uuid] AND instansi = current_setting('app.instansi')
                 AND id > $4
               UNION
               SELECT id, at, subject, action, permission FROM career.audit
               WHERE shown <> '{}' AND shown @> ARRAY[$6::uuid] AND instansi = current_setting('app.instansi')
                 AND at >= $3 AND id > $4
           ) AS named
           ORDER BY id LIMIT $5"#,
        name,
        servant,
        since.to_sqlx() as _,
        page.after.0,
        page.limit(),
        EVERYBODY,
    );
    let found = rows.fetch_all(connection).await?.into_iter().map(|row| Reading {
        id: row.id,
        time: row.at.to_jiff(),
        subject: row.subject,
        method: row.action.trim_start_matches('/').to_owned(),
        permission: row.permission,
    });
    Ok(found.collect())
}
