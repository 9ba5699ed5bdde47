//! `recruitment.official_lists`.

use crate::domain::{
    audit::Counts,
    official_list::{ListState, OfficialList, Stage},
};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Adds a list without rows.
pub async fn insert(connection: &mut PgConnection, list: &OfficialList) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.official_lists (list_id, vacancy_id, stage, state, source, list_date, source_sha256,
                                                 version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        list.id,
        list.vacancy_id,
        stage_to_text(list.stage),
        state_to_text(list.state),
        list.source,
        list.list_date.to_sqlx() as _,
        list.source_sha256,
        list.version,
        list.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    list_id: Uuid,
    vacancy_id: Uuid,
    stage: String,
    state: String,
    source: String,
    list_date: jiff_sqlx::Date,
    source_sha256: String,
    rows: i64,
    refused_rows: i64,
    rows_sha256: String,
    audit_time: Option<jiff_sqlx::Timestamp>,
    equal: Option<i64>,
    differing: Option<i64>,
    belonging: Option<i64>,
    found: Option<i64>,
    missing: Option<i64>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for OfficialList {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let counts = match (row.equal, row.differing, row.belonging, row.found, row.missing) {
            (Some(equal), Some(differing), Some(belonging), Some(found), Some(missing)) => {
                let by_kind = BTreeMap::new();
                Some(Counts { rows: row.rows, equal, differing, belonging, found, missing, by_kind })
            }
            _ => None,
        };
        Ok(Self {
            id: row.list_id,
            vacancy_id: row.vacancy_id,
            stage: stage_from_text(&row.stage)?,
            state: state_from_text(&row.state)?,
            source: row.source,
            list_date: row.list_date.to_jiff(),
            source_sha256: row.source_sha256,
            rows: row.rows,
            refused_rows: row.refused_rows,
            rows_sha256: row.rows_sha256,
            counts,
            audit_time: row.audit_time.map(|time| time.to_jiff()),
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

/// Reads a list; how often each kind of difference was found is counted by [`crate::store::differences::count`].
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<OfficialList>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT list_id, vacancy_id, stage, state, source, list_date AS "list_date: jiff_sqlx::Date", source_sha256, rows,
                  refused_rows, rows_sha256, audit_time AS "audit_time: jiff_sqlx::Timestamp", equal, differing, belonging,
                  found, missing, version, create_time AS "create_time: jiff_sqlx::Timestamp"
           FROM recruitment.official_lists WHERE list_id = $1"#,
        id,
    );
    row.fetch_optional(connection).await?.map(OfficialList::try_from).transpose()
}

/// Reads a list and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<OfficialList>>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT list_id, vacancy_id, stage, state, source, list_date AS "list_date: jiff_sqlx::Date", source_sha256, rows,
                  refused_rows, rows_sha256, audit_time AS "audit_time: jiff_sqlx::Timestamp", equal, differing, belonging,
                  found, missing, version, create_time AS "create_time: jiff_sqlx::Timestamp"
           FROM recruitment.official_lists WHERE list_id = $1 FOR UPDATE"#,
        id,
    );
    row.fetch_optional(connection).await?.map(|row| OfficialList::try_from(row).map(Locked::held)).transpose()
}

/// Saves a list under its next version.
pub async fn update(connection: &mut PgConnection, list: &mut Locked<OfficialList>) -> sqlx::Result<()> {
    list.version += 1;
    let counts = list.counts.as_ref();
    sqlx::query!(
        "UPDATE recruitment.official_lists
         SET state = $2, rows = $3, refused_rows = $4, rows_sha256 = $5, audit_time = $6, equal = $7, differing = $8,
             belonging = $9, found = $10, missing = $11, version = $12
         WHERE list_id = $1",
        list.id,
        state_to_text(list.state),
        list.rows,
        list.refused_rows,
        list.rows_sha256,
        list.audit_time.map(ToSqlx::to_sqlx) as _,
        counts.map(|counts| counts.equal),
        counts.map(|counts| counts.differing),
        counts.map(|counts| counts.belonging),
        counts.map(|counts| counts.found),
        counts.map(|counts| counts.missing),
        list.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Lists official lists, of one vacancy or of all, oldest first.
pub async fn list(
    connection: &mut PgConnection,
    vacancy: Option<Uuid>,
    page: &Page,
) -> sqlx::Result<Vec<OfficialList>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT list_id, vacancy_id, stage, state, source, list_date AS "list_date: jiff_sqlx::Date", source_sha256, rows,
                  refused_rows, rows_sha256, audit_time AS "audit_time: jiff_sqlx::Timestamp", equal, differing, belonging,
                  found, missing, version, create_time AS "create_time: jiff_sqlx::Timestamp"
           FROM recruitment.official_lists
           WHERE instansi = current_setting('app.instansi') AND (create_time, list_id) > ($1, $2)
             AND ($3::uuid IS NULL OR vacancy_id = $3)
           ORDER BY create_time, list_id LIMIT $4"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        vacancy,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(OfficialList::try_from).collect()
}

fn stage_to_text(stage: Stage) -> &'static str {
    match stage {
        Stage::Skd => "skd",
        Stage::Final => "final",
    }
}

fn stage_from_text(text: &str) -> sqlx::Result<Stage> {
    match text {
        "skd" => Ok(Stage::Skd),
        "final" => Ok(Stage::Final),
        other => Err(sqlx::Error::Decode(format!("unknown stage `{other}`").into())),
    }
}

fn state_to_text(state: ListState) -> &'static str {
    match state {
        ListState::Empty => "empty",
        ListState::Imported => "imported",
        ListState::Audited => "audited",
    }
}

fn state_from_text(text: &str) -> sqlx::Result<ListState> {
    match text {
        "empty" => Ok(ListState::Empty),
        "imported" => Ok(ListState::Imported),
        "audited" => Ok(ListState::Audited),
        other => Err(sqlx::Error::Decode(format!("unknown state of a list `{other}`").into())),
    }
}
