//! What is known of people who may come to hold a post, for one or for thousands at once: one statement a table. Birth dates
//! and punishments are opened, so whoever calls sees to it that the reading is audited.

use crate::{
    domain::{
        education::EducationLevel,
        job::Job,
        post_requirement::{CandidateFacts, PostSeen, PunishmentSeen},
        punishment::PunishmentDetail,
        servant::{Employment, State},
        standing::ACTIVE,
    },
    store::{identities, last_day, unknown, unsealed},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::sensitive::{Sealed, Vault};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// The facts of these servants on a day, by servant; with `ages` their birth dates, too.
pub async fn of_all(
    connection: &mut PgConnection,
    vault: &Vault,
    servants: &[Uuid],
    day: Date,
    ages: bool,
) -> sqlx::Result<HashMap<Uuid, CandidateFacts>> {
    let mut standings = standings(connection, servants, day).await?;
    let mut educations = educations(connection, servants).await?;
    let mut posts = posts(connection, servants).await?;
    let mut punishments = punishments(connection, vault, servants).await?;
    let births = match ages {
        true => identities::birth_dates(&mut *connection, vault, servants).await?,
        false => HashMap::new(),
    };
    let rows = sqlx::query!(
        "SELECT servant_id, employment, state FROM career.servants WHERE servant_id = ANY ($1)",
        servants,
    );
    let mut found = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let servant = row.servant_id;
        let (employment, state) = (&row.employment, &row.state);
        let facts = CandidateFacts {
            servant,
            employment: Employment::parse(employment).ok_or_else(|| unknown("employment", employment))?,
            state: State::parse(state).ok_or_else(|| unknown("servant state", state))?,
            standing: standings.remove(&servant).unwrap_or_else(|| ACTIVE.to_owned()),
            education: educations.remove(&servant),
            posts: posts.remove(&servant).unwrap_or_default(),
            birth_date: births.get(&servant).copied(),
            punishments: punishments.remove(&servant).unwrap_or_default(),
        };
        found.insert(servant, facts);
    }
    Ok(found)
}

async fn standings(connection: &mut PgConnection, servants: &[Uuid], day: Date) -> sqlx::Result<HashMap<Uuid, String>> {
    let rows = sqlx::query!(
        "SELECT servant_id, code FROM career.standings
         WHERE servant_id = ANY ($1) AND valid @> $2::date AND superseded_time IS NULL",
        servants,
        day.to_sqlx() as _,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.servant_id, row.code)).collect())
}

/// The highest education that counts.
async fn educations(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, EducationLevel>> {
    let rows = sqlx::query!(
        "SELECT servant_id, level FROM career.educations
         WHERE servant_id = ANY ($1) AND recognised AND superseded_time IS NULL",
        servants,
    );
    let mut found: HashMap<Uuid, EducationLevel> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let level = EducationLevel::parse(&row.level).ok_or_else(|| unknown("education", &row.level))?;
        found.entry(row.servant_id).and_modify(|highest| *highest = level.max(*highest)).or_insert(level);
    }
    Ok(found)
}

/// Definitive posts, oldest first.
async fn posts(connection: &mut PgConnection, servants: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Vec<PostSeen>>> {
    let rows = sqlx::query!(
        r#"SELECT held.servant_id AS "servant_id!", held.position AS "position!", held.job_type AS "job_type!",
                  held.job_level AS "job_level!", told.sector AS "sector?",
                  lower(held.valid) AS "start!: jiff_sqlx::Date", upper(held.valid) AS "after: jiff_sqlx::Date"
           FROM career.placements AS held LEFT JOIN career.positions AS told ON told.position = held.position
           WHERE held.servant_id = ANY ($1) AND held.superseded_time IS NULL AND held.assignment = 'definitive'
           ORDER BY held.servant_id, lower(held.valid)"#,
        servants,
    );
    let mut found: HashMap<Uuid, Vec<PostSeen>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let post = PostSeen {
            position: row.position,
            job: Job::parse(&row.job_type, &row.job_level),
            sector: row.sector.unwrap_or_default(),
            start: row.start.to_jiff(),
            end: last_day(row.after)?,
        };
        found.entry(row.servant_id).or_default().push(post);
    }
    Ok(found)
}

async fn punishments(
    connection: &mut PgConnection,
    vault: &Vault,
    servants: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Vec<PunishmentSeen>>> {
    let rows = sqlx::query!(
        r#"SELECT punishment_id, servant_id, lower(valid) AS "start!: jiff_sqlx::Date",
                  upper(valid) AS "after: jiff_sqlx::Date", detail_key, detail_sealed
           FROM career.punishments WHERE servant_id = ANY ($1) AND superseded_time IS NULL"#,
        servants,
    );
    let mut found: HashMap<Uuid, Vec<PunishmentSeen>> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let sealed = Sealed { key: row.detail_key, data: row.detail_sealed };
        let detail = unsealed(vault, row.punishment_id, &sealed, PunishmentDetail::from_record)?;
        let (start, end) = (row.start.to_jiff(), last_day(row.after)?);
        found.entry(row.servant_id).or_default().push(PunishmentSeen { code: detail.code, start, end });
    }
    Ok(found)
}
