//! `career.adaptation_needs`.

use crate::domain::adaptation::{AdaptationNeed, SeenCompetency};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds a need, its text sealed.
pub async fn insert(connection: &mut PgConnection, one: &AdaptationNeed, text: Option<&Sealed>) -> sqlx::Result<()> {
    let seen = one.competency.as_ref();
    let (key, data) = text.map(|text| (text.key.clone(), text.data.clone())).unwrap_or_default();
    sqlx::query!(
        "INSERT INTO career.adaptation_needs (need_id, follow_up_id, servant_id, aspect, level, dictionary, competency,
                                              seen_level, text_key, text_sealed, version, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        one.id,
        one.follow_up,
        one.servant,
        one.aspect,
        i32::from(one.level),
        seen.map(|seen| seen.dictionary.as_str()),
        seen.map(|seen| seen.code.as_str()),
        seen.map(|seen| i32::from(seen.level)),
        key,
        data,
        one.version,
        one.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    need_id: Uuid,
    follow_up_id: Uuid,
    servant_id: Uuid,
    aspect: String,
    level: i32,
    dictionary: Option<String>,
    competency: Option<String>,
    seen_level: Option<i32>,
    resolve_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for AdaptationNeed {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let competency = match (row.dictionary, row.competency, row.seen_level) {
            (Some(dictionary), Some(code), Some(level)) => {
                Some(SeenCompetency { dictionary, code, level: small(level)? })
            }
            _ => None,
        };
        Ok(Self {
            id: row.need_id,
            follow_up: row.follow_up_id,
            servant: row.servant_id,
            aspect: row.aspect,
            level: small(row.level)?,
            competency,
            resolve_time: row.resolve_time.map(jiff_sqlx::Timestamp::to_jiff),
            version: row.version,
            create_time: row.create_time.to_jiff(),
        })
    }
}

fn small(level: i32) -> sqlx::Result<u8> {
    u8::try_from(level).map_err(|error| sqlx::Error::Decode(error.into()))
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "SELECT need_id, follow_up_id, servant_id, aspect, level, dictionary, competency, seen_level, resolve_time,
                    version, create_time
             FROM career.adaptation_needs " + $rest,
            $($argument),*
        )
    };
}

/// Whose need it is, if there is one of that id.
pub async fn servant_of(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!("SELECT servant_id FROM career.adaptation_needs WHERE need_id = $1", id)
        .fetch_optional(connection)
        .await
}

/// Reads a need and holds its row until the transaction ends; the servant's is held before.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<AdaptationNeed>> {
    let row = select!("WHERE need_id = $1 FOR UPDATE", id);
    row.fetch_optional(connection).await?.map(AdaptationNeed::try_from).transpose()
}

/// Lists needs, first found first; no servant means any.
pub async fn list(
    connection: &mut PgConnection,
    servant: Option<Uuid>,
    open: bool,
    page: &Page,
) -> sqlx::Result<Vec<AdaptationNeed>> {
    let rows = select!(
        "WHERE instansi = current_setting('app.instansi') AND (create_time, need_id) > ($1, $2)
           AND ($3::uuid IS NULL OR servant_id = $3) AND (NOT $4 OR resolve_time IS NULL)
         ORDER BY create_time, need_id LIMIT $5",
        page.after_time().to_sqlx() as _,
        page.after.1,
        servant,
        open,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(AdaptationNeed::try_from).collect()
}

/// Saves a need that was resolved under its next version, with what came of it.
pub async fn update(connection: &mut PgConnection, one: &mut AdaptationNeed, outcome: &Sealed) -> sqlx::Result<()> {
    one.version += 1;
    sqlx::query!(
        "UPDATE career.adaptation_needs
         SET resolve_time = $2, outcome_key = $3, outcome_sealed = $4, version = $5 WHERE need_id = $1",
        one.id,
        one.resolve_time.map(ToSqlx::to_sqlx) as _,
        outcome.key,
        outcome.data,
        one.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What would help and what came of it, sealed; none where nothing was said.
#[derive(Clone, Default)]
pub struct NeedTexts {
    /// What would help.
    pub text: Option<Sealed>,
    /// What came of it.
    pub outcome: Option<Sealed>,
}

/// The sealed texts of these needs.
pub async fn texts(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, NeedTexts>> {
    let rows = sqlx::query!(
        "SELECT need_id, text_key, text_sealed, outcome_key, outcome_sealed FROM career.adaptation_needs
         WHERE need_id = ANY ($1)",
        ids,
    );
    let sealed = |key: Vec<u8>, data: Vec<u8>| if key.is_empty() { None } else { Some(Sealed { key, data }) };
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let text = sealed(row.text_key, row.text_sealed);
        (row.need_id, NeedTexts { text, outcome: sealed(row.outcome_key, row.outcome_sealed) })
    });
    Ok(rows.collect())
}
