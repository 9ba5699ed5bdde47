//! Who has the seats of many vacancies, and who could fill those that nobody has.

use crate::domain::{
    integration::{FinalPoints, Points},
    skd::{NeedKind, SkdScore},
    thousandths::Thousandths,
};
use crate::store::applications::score;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A vacancy with a final order, as the passes for unfilled seats see it.
pub struct Ranked {
    /// Vacancy.
    pub id: Uuid,
    /// Whether its result is public.
    pub published: bool,
    /// Title of the job.
    pub title: String,
    /// Path of the unit.
    pub unit_path: String,
    /// Kind of need.
    pub kind: NeedKind,
    /// Seats.
    pub seats: i32,
    /// Accepted education.
    pub education: Vec<String>,
    /// Whether it opened with passes over unfilled seats; none of a vacancy that opened before criteria were committed.
    pub moves: Option<bool>,
}

/// Every vacancy of a period and ruleset with a final order, by id; their rows are held until the transaction ends.
pub async fn lock_ranked(connection: &mut PgConnection, period: &str, ruleset: &str) -> sqlx::Result<Vec<Ranked>> {
    let rows = sqlx::query!(
        r#"SELECT vacancy_id, state, position_title, unit_path, kind, seats, education,
                  (SELECT strpos(canonical, E'\npasses\t') > 0 FROM recruitment.criteria
                   WHERE criteria.vacancy_id = vacancies.vacancy_id) AS "moves?"
           FROM recruitment.vacancies
           WHERE instansi = current_setting('app.instansi') AND period = $1 AND ruleset = $2
                 AND state IN ('final_ranked', 'published')
           ORDER BY vacancy_id FOR UPDATE"#,
        period,
        ruleset,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        Ok(Ranked {
            id: row.vacancy_id,
            published: row.state == "published",
            title: row.position_title,
            unit_path: row.unit_path,
            kind: NeedKind::parse(&row.kind).map_err(|error| sqlx::Error::Decode(error.into()))?,
            seats: row.seats,
            education: row.education,
            moves: row.moves,
        })
    });
    rows.collect()
}

/// What is known of a vacancy's seats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Seats that somebody has.
    pub seats: i32,
    /// Whether somebody waits for a decision about the others: equals, or a replacement.
    pub held: bool,
}

/// Who has the seats of vacancies. A vacancy none of whose seats anybody has or waits for is left out.
pub async fn taken(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Taken>> {
    let rows = sqlx::query!(
        r#"SELECT vacancy_id AS "vacancy_id!", sum(taken)::int AS "taken!", bool_or(held) AS "held!"
           FROM (SELECT vacancy_id, (decision = 'selected')::int AS taken, decision = 'needs_decision' AS held
                 FROM recruitment.applications
                 WHERE vacancy_id = ANY ($1) AND decision IN ('selected', 'needs_decision')
                 UNION ALL
                 SELECT to_vacancy_id, (NOT contested)::int, contested FROM recruitment.moves
                 WHERE to_vacancy_id = ANY ($1)
                 UNION ALL
                 SELECT vacancy_id, 0, true FROM recruitment.replacements
                 WHERE vacancy_id = ANY ($1) AND state = 'proposed') AS seats
           GROUP BY vacancy_id"#,
        vacancies,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.vacancy_id, Taken { seats: row.taken, held: row.held })).collect())
}

/// The jobs that have a vacancy whose runners-up are not certain yet: without a final order, or with one that has to be public
/// and past objection first, by its criteria or else by `after_objections`, or with a result that can still be objected to, or
/// whose objections wait for an answer or for what they change.
pub async fn unsettled_jobs(
    connection: &mut PgConnection,
    (period, ruleset): (&str, &str),
    after_objections: bool,
    now: Timestamp,
) -> sqlx::Result<HashSet<String>> {
    let titles = sqlx::query_scalar!(
        r"SELECT DISTINCT position_title FROM recruitment.vacancies
         WHERE instansi = current_setting('app.instansi') AND period = $1 AND ruleset = $2
               AND (state NOT IN ('final_ranked', 'published')
                    OR state = 'final_ranked'
                       AND coalesce((SELECT strpos(canonical, E'\nfill\tafter_objections\nobjections\t') > 0
                                     FROM recruitment.criteria WHERE criteria.vacancy_id = vacancies.vacancy_id), $4)
                    OR state = 'published'
                       AND (objections_close > $3
                            OR EXISTS (SELECT FROM recruitment.objections AS raised
                                       WHERE raised.vacancy_id = vacancies.vacancy_id
                                             AND (raised.state = 'filed'
                                                  OR raised.state = 'accepted' AND announce_time IS NULL))))",
        period,
        ruleset,
        now.to_sqlx() as _,
        after_objections,
    );
    Ok(titles.fetch_all(connection).await?.into_iter().collect())
}

/// A participant with final points and no seat.
pub struct Candidate {
    /// Application.
    pub id: Uuid,
    /// Vacancy applied for.
    pub vacancy: Uuid,
    /// Own education.
    pub education: String,
    /// Final points.
    pub points: FinalPoints,
    /// Scores of the basic test.
    pub skd: SkdScore,
    /// Grade point average.
    pub gpa: Thousandths,
}

/// Who was not selected for these vacancies, has not moved, does not wait for a seat elsewhere, is not proposed in the place
/// of somebody who left, did not withdraw, and is still known.
pub async fn runners_up(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<Vec<Candidate>> {
    let rows = sqlx::query!(
        r#"SELECT application_id, vacancy_id, education, final_points AS "points!", final_denominator AS "denominator!",
                  twk, tiu, tkp, gpa_thousandths
           FROM recruitment.applications AS one
           WHERE vacancy_id = ANY ($1) AND decision = 'not_selected' AND erase_time IS NULL
                 AND NOT EXISTS (SELECT FROM recruitment.moves WHERE moves.application_id = one.application_id)
                 AND NOT EXISTS (SELECT FROM recruitment.withdrawals WHERE withdrawals.application_id = one.application_id)
                 AND NOT EXISTS (SELECT FROM recruitment.replacements
                                 WHERE replacements.vacancy_id = one.vacancy_id AND state = 'proposed'
                                       AND one.application_id = ANY (candidates))"#,
        vacancies,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        Ok(Candidate {
            id: row.application_id,
            vacancy: row.vacancy_id,
            education: row.education,
            points: FinalPoints { points: Points(row.points), denominator: row.denominator },
            skd: score(row.twk, row.tiu, row.tkp)?,
            gpa: Thousandths(row.gpa_thousandths.cast_unsigned()),
        })
    });
    rows.collect()
}

/// The sealed identities of applications, which know the ages.
pub async fn identities(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT application_id, identity_key, identity_sealed FROM recruitment.applications
         WHERE application_id = ANY ($1)",
        applications,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.application_id, Sealed { key: row.identity_key, data: row.identity_sealed })).collect())
}
