//! What servants hold: post and rank, for one servant or for thousands at once. One statement a table, each by sorted ids alone, so
//! that the index is read in one go; a join would look every servant up again, and find posts and ranks by the slow indexes of
//! the constraints over time.

use crate::{domain::rank::Rank, store::unknown};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A post held definitively, as it was when it began.
#[derive(Clone, Debug)]
pub struct HeldPost {
    /// Position in the needs service; empty for a post that is none of this instansi's positions.
    pub position: String,
    /// Title; empty where it is not recorded.
    pub title: String,
    /// Kind of job by its name in tables; empty where it is not known.
    pub job_type: String,
    /// Level of it.
    pub job_level: String,
    /// Since when (*TMT jabatan*).
    pub since: Date,
}

/// A position as needs last told of it.
#[derive(Clone, Debug)]
pub struct ToldPosition {
    /// Title.
    pub title: String,
    /// Unit in the needs service.
    pub unit: String,
    /// Kind of job by its name in tables; empty where it is not known.
    pub job_type: String,
    /// Level of it.
    pub job_level: String,
}

/// The posts that these servants hold definitively on a day.
pub async fn posts(
    connection: &mut PgConnection,
    servants: &[Uuid],
    day: Date,
) -> sqlx::Result<HashMap<Uuid, HeldPost>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, position, title, job_type, job_level, lower(valid) AS "since!: jiff_sqlx::Date"
           FROM career.placements
           WHERE servant_id = ANY ($1) AND valid @> $2::date AND superseded_time IS NULL AND assignment = 'definitive'"#,
        servants,
        day.to_sqlx() as _,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let found = rows.map(|row| {
        let (title, job_type, job_level) = (row.title, row.job_type, row.job_level);
        (row.servant_id, HeldPost { position: row.position, title, job_type, job_level, since: row.since.to_jiff() })
    });
    Ok(found.collect())
}

/// The positions of these posts, where needs told of them. A position has several seats, so each is read once.
pub async fn positions_of(
    connection: &mut PgConnection,
    posts: &HashMap<Uuid, HeldPost>,
) -> sqlx::Result<HashMap<String, ToldPosition>> {
    let names: BTreeSet<&str> = posts.values().map(|post| post.position.as_str()).collect();
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let rows = sqlx::query!(
        "SELECT position, title, unit, job_type, job_level FROM career.positions WHERE position = ANY ($1)",
        &names,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let found = rows.map(|row| {
        let (title, unit, job_type, job_level) = (row.title, row.unit, row.job_type, row.job_level);
        (row.position, ToldPosition { title, unit, job_type, job_level })
    });
    Ok(found.collect())
}

/// The last ranks of these servants and since when, also where one begins later.
pub async fn last_ranks(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, (Rank, Date)>> {
    let rows = sqlx::query!(
        r#"SELECT servant_id, rank, lower(valid) AS "since!: jiff_sqlx::Date" FROM career.ranks
           WHERE servant_id = ANY ($1) AND upper_inf(valid) AND superseded_time IS NULL"#,
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    let found = rows.map(|row| {
        let rank = Rank::parse(&row.rank).map_err(|_| unknown("rank", &row.rank))?;
        Ok((row.servant_id, (rank, row.since.to_jiff())))
    });
    found.collect()
}
