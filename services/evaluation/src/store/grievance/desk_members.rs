//! `evaluation.desk_members`: whose account answers for which unit.

use crate::domain::desk_member::DeskMember;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a member. The constraint `one_place_at_a_desk` refuses a second of the same unit and account.
pub async fn insert(connection: &mut PgConnection, member: &DeskMember) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.desk_members (member_id, unit_id, subject, version, create_time) VALUES ($1, $2, $3, $4, $5)",
        member.id,
        member.unit,
        member.account,
        member.version,
        member.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    member_id: Uuid,
    unit_id: Uuid,
    subject: String,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for DeskMember {
    fn from(row: Row) -> Self {
        Self {
            id: row.member_id,
            unit: row.unit_id,
            account: row.subject,
            version: row.version,
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Reads a member and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<DeskMember>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT member_id, unit_id, subject, version, create_time FROM evaluation.desk_members
         WHERE member_id = $1 FOR UPDATE",
        id,
    );
    Ok(row.fetch_optional(connection).await?.map(DeskMember::from))
}

/// Takes a member away.
pub async fn delete(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM evaluation.desk_members WHERE member_id = $1", id).execute(connection).await?;
    Ok(())
}

/// Lists members, oldest first; no unit means any.
pub async fn list(connection: &mut PgConnection, unit: Option<Uuid>, page: &Page) -> sqlx::Result<Vec<DeskMember>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT member_id, unit_id, subject, version, create_time FROM evaluation.desk_members
         WHERE instansi = current_setting('app.instansi') AND (create_time, member_id) > ($1, $2)
           AND ($3::uuid IS NULL OR unit_id = $3)
         ORDER BY create_time, member_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        unit,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(DeskMember::from).collect())
}

/// The units that an account answers for.
pub async fn units_of(connection: &mut PgConnection, account: &str) -> sqlx::Result<Vec<Uuid>> {
    let units = sqlx::query_scalar!(
        "SELECT unit_id FROM evaluation.desk_members
         WHERE instansi = current_setting('app.instansi') AND subject = $1 ORDER BY unit_id",
        account,
    );
    units.fetch_all(connection).await
}
