//! `recruitment.log_leaves`: they are added without a position and read with one.

use crate::domain::{leaf::Leaf, selection_leaf::SelectionLeaf};
use crate::store::logs::hash_of;
use ::proof::{Hash, leaf_hash};
use platform::page::Page;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// A leaf to be added.
pub struct NewLeaf {
    /// Id.
    pub id: Uuid,
    /// Vacancy or open selection whose log it is of.
    pub vacancy_id: Uuid,
    /// Kind.
    pub kind: &'static str,
    /// Number of the participant; empty for the criteria.
    pub participant: String,
    /// What is hashed.
    pub data: String,
    /// Its hash.
    pub hash: Hash,
}

impl NewLeaf {
    /// Makes a leaf ready to be added.
    pub fn new(id: Uuid, vacancy_id: Uuid, leaf: &Leaf) -> Self {
        let data = leaf.to_text();
        let hash = leaf_hash(data.as_bytes());
        Self { id, vacancy_id, kind: leaf.kind(), participant: leaf.participant().to_owned(), data, hash }
    }

    /// The same for the log of an open selection, which is known by its id as that of a vacancy is.
    pub fn of_selection(id: Uuid, selection: Uuid, leaf: &SelectionLeaf) -> Self {
        let data = leaf.to_text();
        let hash = leaf_hash(data.as_bytes());
        Self { id, vacancy_id: selection, kind: leaf.kind(), participant: leaf.candidate().to_owned(), data, hash }
    }
}

/// Adds leaves; they wait for their positions.
pub async fn insert(connection: &mut PgConnection, leaves: &[NewLeaf]) -> sqlx::Result<()> {
    if leaves.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = leaves.iter().map(|leaf| leaf.id).collect();
    let vacancies: Vec<Uuid> = leaves.iter().map(|leaf| leaf.vacancy_id).collect();
    let kinds: Vec<String> = leaves.iter().map(|leaf| leaf.kind.to_owned()).collect();
    let participants: Vec<String> = leaves.iter().map(|leaf| leaf.participant.clone()).collect();
    let data: Vec<String> = leaves.iter().map(|leaf| leaf.data.clone()).collect();
    let hashes: Vec<Vec<u8>> = leaves.iter().map(|leaf| leaf.hash.to_vec()).collect();
    sqlx::query!(
        "INSERT INTO recruitment.log_leaves (leaf_id, vacancy_id, kind, participant, data, hash)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[])",
        &ids,
        &vacancies,
        &kinds,
        &participants,
        &data,
        &hashes,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds one leaf: the cheapest way, for whoever applies.
pub async fn insert_one(connection: &mut PgConnection, leaf: &NewLeaf) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.log_leaves (leaf_id, vacancy_id, kind, participant, data, hash)
         VALUES ($1, $2, $3, $4, $5, $6)",
        leaf.id,
        leaf.vacancy_id,
        leaf.kind,
        leaf.participant,
        leaf.data,
        leaf.hash.as_slice(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives every waiting leaf of a log its position from `size` on, and returns their hashes in that order. Lock the log first.
pub async fn number_pending(connection: &mut PgConnection, vacancy: Uuid, size: i64) -> sqlx::Result<Vec<Hash>> {
    let hashes = sqlx::query_scalar!(
        r#"WITH numbered AS (
               UPDATE recruitment.log_leaves SET position = $2 + pending.nth - 1
               FROM (SELECT leaf_id, row_number() OVER (ORDER BY leaf_id) AS nth FROM recruitment.log_leaves
                     WHERE vacancy_id = $1 AND position IS NULL) AS pending
               WHERE log_leaves.leaf_id = pending.leaf_id RETURNING position, hash
           )
           SELECT hash AS "hash!" FROM numbered ORDER BY position"#,
        vacancy,
        size,
    );
    hashes.fetch_all(connection).await?.iter().map(|hash| hash_of(hash)).collect()
}

/// The hashes of the first `size` leaves of a log.
pub async fn hashes(connection: &mut PgConnection, vacancy: Uuid, size: i64) -> sqlx::Result<Vec<Hash>> {
    let hashes = sqlx::query_scalar!(
        "SELECT hash FROM recruitment.log_leaves WHERE vacancy_id = $1 AND position < $2 ORDER BY position",
        vacancy,
        size,
    );
    hashes.fetch_all(connection).await?.iter().map(|hash| hash_of(hash)).collect()
}

/// A leaf of a log as it is listed.
pub struct LoggedLeaf {
    /// Position, from 0.
    pub position: i64,
    /// Kind.
    pub kind: String,
    /// Its hash.
    pub hash: Vec<u8>,
    /// What is hashed.
    pub data: String,
}

/// Lists the first `size` leaves of a log.
pub async fn list(
    connection: &mut PgConnection,
    vacancy: Uuid,
    size: i64,
    page: &Page,
) -> sqlx::Result<Vec<LoggedLeaf>> {
    sqlx::query_as!(
        LoggedLeaf,
        r#"SELECT position AS "position!", kind, hash, data FROM recruitment.log_leaves
           WHERE vacancy_id = $1 AND position > $2 AND position < $3 ORDER BY position LIMIT $4"#,
        vacancy,
        page.after.0,
        size,
        page.limit(),
    )
    .fetch_all(connection)
    .await
}

/// What the log holds about an application, and where; `None` before it was logged.
pub async fn of_application(
    connection: &mut PgConnection,
    vacancy: Uuid,
    application: Uuid,
) -> sqlx::Result<Option<(String, Option<i64>)>> {
    let row = sqlx::query!(
        "SELECT data, position FROM recruitment.log_leaves
         WHERE leaf_id = $2 AND vacancy_id = $1 AND kind = 'receipt'",
        vacancy,
        application,
    );
    Ok(row.fetch_optional(connection).await?.map(|row| (row.data, row.position)))
}

/// The latest leaf of a kind of each participant in a log, by number; those that wait are the latest.
pub async fn latest(connection: &mut PgConnection, vacancy: Uuid, kind: &str) -> sqlx::Result<HashMap<String, String>> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (participant) participant AS "participant!", data AS "data!"
           FROM (SELECT * FROM recruitment.log_leaves WHERE vacancy_id = $1 AND position IS NOT NULL AND kind = $2
                 UNION ALL
                 SELECT * FROM recruitment.log_leaves WHERE vacancy_id = $1 AND position IS NULL AND kind = $2) AS leaves
           ORDER BY participant, position DESC NULLS FIRST, leaf_id DESC"#,
        vacancy,
        kind,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.participant, row.data)).collect())
}

/// Logs with leaves that wait, and whose they are. Sees all tenants as `-` does. Where more wait than one round takes, each
/// has the same chance: in a fixed order the first, which always have new leaves, would keep the last waiting.
pub async fn waiting(connection: &mut PgConnection) -> sqlx::Result<Vec<(String, Uuid)>> {
    let rows = sqlx::query!(
        r#"SELECT instansi AS "instansi!", vacancy_id AS "vacancy_id!"
           FROM (SELECT DISTINCT instansi, vacancy_id FROM recruitment.log_leaves WHERE position IS NULL) AS waiting
           ORDER BY random() LIMIT 500"#,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.instansi, row.vacancy_id)).collect())
}
