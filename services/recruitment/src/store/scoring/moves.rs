//! `recruitment.moves`: seats given to who applied elsewhere, and what they change in `recruitment.applications`.

use crate::domain::optimisation::OptimisationCode;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// A move, or one that waits for the national committee.
pub struct NewMove {
    /// Application.
    pub application: Uuid,
    /// Vacancy applied for.
    pub from: Uuid,
    /// Vacancy whose seat it is.
    pub to: Uuid,
    /// Code of the pass.
    pub code: OptimisationCode,
    /// Number of the pass.
    pub pass: u32,
    /// Rank among those whom the pass admitted.
    pub rank: u32,
    /// Whether it waits.
    pub contested: bool,
}

/// Adds moves, and gives the seats of those that are certain.
pub async fn insert(
    connection: &mut PgConnection,
    period: &str,
    moves: &[NewMove],
    now: Timestamp,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = moves.iter().map(|one| one.application).collect();
    let (from, to): (Vec<Uuid>, Vec<Uuid>) = moves.iter().map(|one| (one.from, one.to)).unzip();
    let codes: Vec<String> = moves.iter().map(|one| one.code.as_str().to_owned()).collect();
    let passes: Vec<i32> = moves.iter().map(|one| one.pass.cast_signed()).collect();
    let ranks: Vec<i32> = moves.iter().map(|one| one.rank.cast_signed()).collect();
    let contested: Vec<bool> = moves.iter().map(|one| one.contested).collect();
    sqlx::query!(
        "INSERT INTO recruitment.moves (application_id, period, from_vacancy_id, to_vacancy_id, code, pass, pool_rank,
                                        contested, create_time)
         SELECT application_id, $1, origin, target, code, pass, pool_rank, contested, $2
         FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::int[], $8::int[], $9::bool[])
              AS new (application_id, origin, target, code, pass, pool_rank, contested)",
        period,
        now.to_sqlx() as _,
        &ids,
        &from,
        &to,
        &codes,
        &passes,
        &ranks,
        &contested,
    )
    .execute(&mut *connection)
    .await?;
    seat(connection, &ids).await
}

/// Forgets the ties for seats elsewhere in which somebody has got another seat since, of all who were in them: the passes
/// look at them anew.
pub async fn forget_stale_ties(connection: &mut PgConnection, period: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM recruitment.moves
         WHERE contested AND to_vacancy_id IN (
             SELECT to_vacancy_id FROM recruitment.moves JOIN recruitment.applications USING (application_id)
             WHERE moves.instansi = current_setting('app.instansi') AND moves.period = $1 AND contested
                   AND decision IS DISTINCT FROM 'not_selected')",
        period,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes on the applications that their moves are certain.
pub async fn seat(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.applications
         SET decision = 'moved', moved_to = to_vacancy_id, move_code = code, version = version + 1
         FROM recruitment.moves
         WHERE moves.application_id = ANY ($1) AND NOT contested
               AND applications.application_id = moves.application_id",
        applications,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives those who moved into published vacancies their place in the lists, after all who applied there.
pub async fn place(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.moves SET place = last.place + ordered.nth
         FROM (SELECT application_id, to_vacancy_id,
                      row_number() OVER (PARTITION BY to_vacancy_id ORDER BY create_time, pass, pool_rank, application_id)
                          AS nth
               FROM recruitment.moves
               WHERE to_vacancy_id = ANY ($1) AND NOT contested AND place IS NULL) AS ordered
              JOIN (SELECT vacancy_id,
                           greatest(applications,
                                    (SELECT max(place) FROM recruitment.moves WHERE to_vacancy_id = vacancy_id)) AS place
                    FROM recruitment.vacancies WHERE vacancy_id = ANY ($1)) AS last ON vacancy_id = ordered.to_vacancy_id
         WHERE moves.application_id = ordered.application_id",
        vacancies,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves vacancies whose list changed under their next version.
pub async fn touch(connection: &mut PgConnection, vacancies: &[Uuid], now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.vacancies SET version = version + 1, update_time = $2 WHERE vacancy_id = ANY ($1)",
        vacancies,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The vacancy whose seat an application has: its own, or the one it moved to.
pub async fn seat_of(connection: &mut PgConnection, vacancy: Uuid, application: Uuid) -> sqlx::Result<Uuid> {
    let moved = sqlx::query_scalar!(
        "SELECT moved_to FROM recruitment.applications WHERE application_id = $1 AND vacancy_id = $2",
        application,
        vacancy,
    );
    Ok(moved.fetch_optional(connection).await?.flatten().unwrap_or(vacancy))
}

/// The vacancies applied for by those who moved into this one, whose own result is not certain yet: not public, or still to be
/// objected to, or with objections that wait for an answer or for what they change. What is certain stays so.
pub async fn unsettled_origins(
    connection: &mut PgConnection,
    vacancy: Uuid,
    now: Timestamp,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT vacancy_id FROM recruitment.vacancies
         WHERE vacancy_id IN (SELECT from_vacancy_id FROM recruitment.moves WHERE to_vacancy_id = $1 AND NOT contested)
           AND (state <> 'published' OR objections_close > $2
                OR EXISTS (SELECT FROM recruitment.objections AS raised
                           WHERE raised.vacancy_id = vacancies.vacancy_id
                                 AND (raised.state = 'filed' OR (raised.state = 'accepted' AND announce_time IS NULL))))",
        vacancy,
        now.to_sqlx() as _,
    )
    .fetch_all(connection)
    .await
}

/// The vacancies applied for by those who wait in a tie for seats of this one.
pub async fn tied_origins(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "SELECT DISTINCT from_vacancy_id FROM recruitment.moves WHERE to_vacancy_id = $1 AND contested",
        vacancy,
    )
    .fetch_all(connection)
    .await
}

/// A move as it is listed.
pub struct Listed {
    /// Number of the participant.
    pub participant_number: String,
    /// The move.
    pub moved: NewMove,
    /// When it was computed.
    pub create_time: Timestamp,
}

/// What the logs say last about these applications, with their vacancies; nothing of those whose result is not public.
pub async fn logged_results(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (participant) log_leaves.vacancy_id, data
           FROM recruitment.applications
                JOIN recruitment.log_leaves ON participant = participant_number
                                               AND kind IN ('result', 'pppk-result')
                                               AND log_leaves.vacancy_id = applications.vacancy_id
           WHERE application_id = ANY ($1)
           ORDER BY participant, position DESC NULLS FIRST, leaf_id DESC"#,
        applications,
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(|row| (row.vacancy_id, row.data)).collect())
}

/// Lists moves, oldest first; no vacancy means all of the period.
pub async fn list(
    connection: &mut PgConnection,
    period: &str,
    vacancy: Option<Uuid>,
    page: &Page,
) -> sqlx::Result<Vec<Listed>> {
    let rows = sqlx::query!(
        r#"SELECT application_id, participant_number, from_vacancy_id, to_vacancy_id, code, pass, pool_rank, contested,
                  create_time AS "create_time: jiff_sqlx::Timestamp"
           FROM recruitment.moves JOIN recruitment.applications USING (application_id)
           WHERE moves.instansi = current_setting('app.instansi') AND moves.period = $1
                 AND (create_time, application_id) > ($2, $3)
                 AND ($4::uuid IS NULL OR $4 IN (from_vacancy_id, to_vacancy_id))
           ORDER BY create_time, application_id LIMIT $5"#,
        period,
        page.after_time().to_sqlx() as _,
        page.after.1,
        vacancy,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let moved = NewMove {
            application: row.application_id,
            from: row.from_vacancy_id,
            to: row.to_vacancy_id,
            code: code_from_text(&row.code)?,
            pass: row.pass.cast_unsigned(),
            rank: row.pool_rank.cast_unsigned(),
            contested: row.contested,
        };
        let create_time = row.create_time.to_jiff();
        Ok(Listed { participant_number: row.participant_number, moved, create_time })
    });
    rows.collect()
}

pub(crate) fn code_from_text(text: &str) -> sqlx::Result<OptimisationCode> {
    OptimisationCode::parse(text).map_err(|error| sqlx::Error::Decode(error.into()))
}
