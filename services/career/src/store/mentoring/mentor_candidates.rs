//! Who looks for a mentor, and who could be one.

use crate::{
    domain::{
        evidence::{CompetencyCode, ShownByOne, deciding, of_code},
        mentor_matching::{GapToClose, Mentee, Mentor},
    },
    store::{evidence, small},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Whose gaps are looked at; an empty text means any.
#[derive(Clone, Debug, Default)]
pub struct WantedGaps {
    /// Unit of the people.
    pub unit: String,
    /// Dictionary of the competency.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
}

/// People who did not leave and have an open gap, who have no mentor and are to have none: the most urgent `most` of them, with all their
/// gaps that are wanted; and whether there are more.
pub async fn mentees(
    connection: &mut PgConnection,
    wanted: &WantedGaps,
    day: Date,
    most: i64,
) -> sqlx::Result<(Vec<Mentee>, bool)> {
    let rows = sqlx::query!(
        r#"WITH wanted AS (
               SELECT gap.gap_id, gap.servant_id, gap.dictionary, gap.code, gap.standard, gap.achieved, gap.priority,
                      coalesce(post.unit, '') AS unit
               FROM career.competency_gaps AS gap
               JOIN career.servants AS servant ON servant.servant_id = gap.servant_id
               LEFT JOIN career.placements AS held
                      ON held.servant_id = gap.servant_id AND held.valid @> $1::date AND held.superseded_time IS NULL
                     AND held.assignment = 'definitive'
               LEFT JOIN career.positions AS post ON post.position = held.position
               WHERE gap.instansi = current_setting('app.instansi') AND gap.close_date IS NULL
                 AND servant.state <> 'left' AND ($2 = '' OR post.unit = $2)
                 AND ($3 = '' OR gap.dictionary = $3) AND ($4 = '' OR gap.code = $4)
                 AND NOT EXISTS (SELECT FROM career.mentorships AS pair
                                 WHERE pair.mentee_id = gap.servant_id AND pair.state IN ('proposed', 'active'))
           ), first AS (
               SELECT servant_id, max(priority) AS priority FROM wanted GROUP BY servant_id
               ORDER BY max(priority) DESC, servant_id LIMIT $5
           )
           SELECT wanted.servant_id AS "servant_id!", wanted.gap_id AS "gap_id!", wanted.dictionary AS "dictionary!",
                  wanted.code AS "code!", wanted.standard AS "standard!", wanted.achieved AS "achieved?",
                  wanted.priority AS "priority!", wanted.unit AS "unit!"
           FROM first JOIN wanted ON wanted.servant_id = first.servant_id
           ORDER BY first.priority DESC, wanted.servant_id, wanted.gap_id"#,
        day.to_sqlx() as _,
        wanted.unit,
        wanted.dictionary,
        wanted.code,
        most + 1,
    );
    let mut found: Vec<Mentee> = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let gap = GapToClose {
            gap: row.gap_id,
            code: CompetencyCode { dictionary: row.dictionary, code: row.code },
            standard: small(row.standard)?,
            achieved: row.achieved.map(small).transpose()?,
            priority: row.priority,
        };
        match found.last_mut() {
            Some(last) if last.servant == row.servant_id => last.gaps.push(gap),
            _ => found.push(Mentee { servant: row.servant_id, unit: row.unit, gaps: vec![gap] }),
        }
    }
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    Ok((found, more))
}

/// People in service who show one of these competencies at its level or above on a day, of a unit where one is named: at most
/// `most`, by the order of their records.
pub async fn mentors(
    connection: &mut PgConnection,
    lowest: &BTreeMap<CompetencyCode, u8>,
    unit: &str,
    day: Date,
    most: i64,
) -> sqlx::Result<Vec<Mentor>> {
    let dictionaries: Vec<String> = lowest.keys().map(|code| code.dictionary.clone()).collect();
    let codes: Vec<String> = lowest.keys().map(|code| code.code.clone()).collect();
    let levels: Vec<i32> = lowest.values().map(|level| i32::from(*level)).collect();
    let rows = sqlx::query!(
        r#"SELECT servant.servant_id AS "servant_id!", coalesce(post.unit, '') AS "unit!",
                  (SELECT count(*) FROM career.mentorships AS pair
                   WHERE pair.mentor_id = servant.servant_id AND pair.state IN ('proposed', 'active')) AS "load!"
           FROM career.servants AS servant
           LEFT JOIN career.placements AS held
                  ON held.servant_id = servant.servant_id AND held.valid @> $4::date AND held.superseded_time IS NULL
                 AND held.assignment = 'definitive'
           LEFT JOIN career.positions AS post ON post.position = held.position
           WHERE servant.instansi = current_setting('app.instansi') AND servant.state = 'in_service'
             AND ($5 = '' OR post.unit = $5)
             AND servant.servant_id IN (
                 SELECT shown.servant_id
                 FROM unnest($1::text[], $2::text[], $3::int[]) AS asked (dictionary, code, level)
                 JOIN career.competency_evidence AS shown
                   ON shown.dictionary = asked.dictionary AND shown.code = asked.code AND shown.level >= asked.level
                 WHERE shown.instansi = current_setting('app.instansi') AND shown.withdrawn_time IS NULL
                   AND shown.shown_date <= $4 AND shown.last_day >= $4)
           ORDER BY servant.servant_id LIMIT $6"#,
        &dictionaries,
        &codes,
        &levels,
        day.to_sqlx() as _,
        unit,
        most,
    );
    let rows = rows.fetch_all(&mut *connection).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.servant_id).collect();
    let mut shown = levels_of(connection, &ids, day).await?;
    let mentor = rows.into_iter().map(|row| Mentor {
        servant: row.servant_id,
        unit: row.unit,
        load: row.load,
        levels: shown.remove(&row.servant_id).unwrap_or_default(),
    });
    Ok(mentor.collect())
}

/// What servants show on a day, competency by competency: a later assessment may be lower than what somebody showed before.
pub async fn levels_of(
    connection: &mut PgConnection,
    servants: &[Uuid],
    day: Date,
) -> sqlx::Result<HashMap<Uuid, BTreeMap<CompetencyCode, u8>>> {
    let shown = evidence::shown_by(connection, servants, day).await?;
    let levels = |shown: &ShownByOne| {
        let codes: BTreeSet<&CompetencyCode> = shown.iter().map(|(code, _)| &**code).collect();
        let level = |code: &CompetencyCode| Some((code.clone(), deciding(of_code(shown, code), day)?.level));
        codes.into_iter().filter_map(level).collect()
    };
    Ok(shown.iter().map(|(servant, shown)| (*servant, levels(shown))).collect())
}

/// How many mentees a mentor has, proposed ones included. Whoever decides by it holds the mentor's row.
pub async fn load(connection: &mut PgConnection, mentor: Uuid) -> sqlx::Result<i64> {
    let load = sqlx::query_scalar!(
        r#"SELECT count(*) AS "load!" FROM career.mentorships
           WHERE mentor_id = $1 AND state IN ('proposed', 'active')"#,
        mentor,
    );
    load.fetch_one(connection).await
}

/// Lets those take turns who look how many mentees mentors have. Taken before any other lock.
pub async fn take_turn(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('mentors of ' || current_setting('app.instansi'), 0))")
        .execute(connection)
        .await?;
    Ok(())
}
