//! `recruitment.vacancies`.

use crate::domain::{
    programme::Programme,
    skd::NeedKind,
    vacancy::{State, Vacancy},
    verdict::VerdictSource,
    window::ObjectionWindow,
    zone::Zone,
};
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a vacancy. The unique index `vacancies_need_key` refuses a second one of the same need.
pub async fn insert(connection: &mut PgConnection, vacancy: &Vacancy, caused_by: Option<Uuid>) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.vacancies (vacancy_id, state, need, position, position_title, unit_path, kind, seats,
                                            education, year, caused_by, version, create_time, update_time,
                                            decision_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14)",
        vacancy.id,
        state_to_text(vacancy.state),
        vacancy.need,
        vacancy.position,
        vacancy.position_title,
        vacancy.unit_path,
        vacancy.kind.as_str(),
        vacancy.seats,
        &vacancy.education,
        vacancy.year,
        caused_by,
        vacancy.version,
        vacancy.create_time.to_sqlx() as _,
        vacancy.decision_number,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    vacancy_id: Uuid,
    state: String,
    need: String,
    position: String,
    position_title: String,
    unit_path: String,
    kind: String,
    seats: i32,
    education: Vec<String>,
    year: i32,
    decision_number: String,
    programme: Option<String>,
    zone: String,
    period: String,
    ruleset: String,
    open_time: Option<jiff_sqlx::Timestamp>,
    close_time: Option<jiff_sqlx::Timestamp>,
    applications: i32,
    appointed: i32,
    objections_open: Option<jiff_sqlx::Timestamp>,
    objections_close: Option<jiff_sqlx::Timestamp>,
    answers_until: Option<jiff_sqlx::Timestamp>,
    verdict_source: Option<String>,
    version: i64,
    create_time: jiff_sqlx::Timestamp,
    update_time: jiff_sqlx::Timestamp,
}

impl TryFrom<Row> for Vacancy {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let objections = match (row.objections_open, row.objections_close, row.answers_until) {
            (Some(open), Some(close), Some(answers)) => {
                let [open, close, answers_until] = [open, close, answers].map(|time| time.to_jiff());
                Some(ObjectionWindow { open, close, answers_until })
            }
            _ => None,
        };
        Ok(Self {
            id: row.vacancy_id,
            state: state_from_text(&row.state)?,
            need: row.need,
            position: row.position,
            position_title: row.position_title,
            unit_path: row.unit_path,
            kind: NeedKind::parse(&row.kind).map_err(|error| sqlx::Error::Decode(error.into()))?,
            seats: row.seats,
            education: row.education,
            year: row.year,
            decision_number: row.decision_number,
            programme: row.programme.map(|text| programme_from_text(&text)).transpose()?,
            zone: zone_from_text(&row.zone)?,
            period: row.period,
            ruleset: row.ruleset,
            open_time: row.open_time.map(|time| time.to_jiff()),
            close_time: row.close_time.map(|time| time.to_jiff()),
            applications: row.applications,
            appointed: row.appointed,
            verdict_source: row.verdict_source.map(|text| source_from_text(&text)).transpose()?,
            objections,
            version: row.version,
            create_time: row.create_time.to_jiff(),
            update_time: row.update_time.to_jiff(),
        })
    }
}

/// Reads a vacancy; the applications of an open one are counted now.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Vacancy>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT vacancy_id, state, need, position, position_title, unit_path, kind, seats, education, year, period,
                  decision_number, programme, zone, ruleset, open_time, close_time, appointed, objections_open,
                  objections_close, answers_until, verdict_source, version, create_time, update_time,
                  CASE state WHEN 'open' THEN (SELECT count(*)::int FROM recruitment.applications AS taken
                                               WHERE taken.vacancy_id = vacancies.vacancy_id)
                             ELSE applications END AS "applications!"
           FROM recruitment.vacancies WHERE vacancy_id = $1"#,
        id,
    );
    row.fetch_optional(connection).await?.map(Vacancy::try_from).transpose()
}

/// Reads a vacancy for everybody: a draft is nobody's business yet, and whoever tries names learns nothing of it.
pub async fn get_public(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Vacancy>> {
    Ok(get(connection, id).await?.filter(|vacancy| vacancy.state != State::Draft))
}

/// Reads a vacancy and holds its row until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Vacancy>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT vacancy_id, state, need, position, position_title, unit_path, kind, seats, education, year, period,
                decision_number, programme, zone, ruleset, open_time, close_time, applications, appointed,
                objections_open, objections_close, answers_until, verdict_source, version, create_time, update_time
         FROM recruitment.vacancies WHERE vacancy_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Vacancy::try_from(row).map(Locked::held)).transpose()
}

/// The same with many, by id.
pub async fn lock_all(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Locked<Vacancy>>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT vacancy_id, state, need, position, position_title, unit_path, kind, seats, education, year, period,
                decision_number, programme, zone, ruleset, open_time, close_time, applications, appointed,
                objections_open, objections_close, answers_until, verdict_source, version, create_time, update_time
         FROM recruitment.vacancies WHERE vacancy_id = ANY ($1) ORDER BY vacancy_id FOR UPDATE",
        ids,
    );
    let rows = rows.fetch_all(connection).await?;
    rows.into_iter().map(|row| Vacancy::try_from(row).map(Locked::held)).collect()
}

/// Reads a vacancy for somebody who applies, and holds it open: [`count_at_close`] waits for the transaction to end, other
/// applicants do not, and the row is not written.
pub async fn hold_open(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Vacancy>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT vacancy_id, state, need, position, position_title, unit_path, kind, seats, education, year, period,
                decision_number, programme, zone, ruleset, open_time, close_time, applications, appointed,
                objections_open, objections_close, answers_until, verdict_source, version, create_time, update_time
         FROM recruitment.vacancies
         WHERE vacancy_id = $1 AND pg_advisory_xact_lock_shared(hashtextextended(vacancy_id::text, 0)) IS NOT NULL",
        id,
    );
    row.fetch_optional(connection).await?.map(Vacancy::try_from).transpose()
}

/// The same, but read after the wait for whoever closes the vacancy now; [`hold_open`] may return what was before, which
/// is enough for those who insert only while the vacancy is open.
pub async fn hold_as_it_is(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Vacancy>> {
    sqlx::query!("SELECT pg_advisory_xact_lock_shared(hashtextextended($1::uuid::text, 0))", id)
        .execute(&mut *connection)
        .await?;
    hold_open(connection, id).await
}

/// Waits for all who are applying now, keeps others out until the transaction ends, and counts the applications.
pub async fn count_at_close(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<i32> {
    // A statement of its own: the count must see what those waited for have committed.
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))", id)
        .execute(&mut *connection)
        .await?;
    let count = sqlx::query_scalar!(
        r#"SELECT count(*)::int AS "count!" FROM recruitment.applications WHERE vacancy_id = $1"#,
        id
    );
    count.fetch_one(connection).await
}

/// Saves a vacancy under its next version.
pub async fn update(connection: &mut PgConnection, vacancy: &mut Locked<Vacancy>) -> sqlx::Result<()> {
    vacancy.version += 1;
    sqlx::query!(
        "UPDATE recruitment.vacancies
         SET state = $2, period = $3, ruleset = $4, open_time = $5, close_time = $6, applications = $7, appointed = $8,
             version = $9, update_time = $10, objections_open = $11, objections_close = $12, answers_until = $13,
             programme = $14, zone = $15, verdict_source = $16
         WHERE vacancy_id = $1",
        vacancy.id,
        state_to_text(vacancy.state),
        vacancy.period,
        vacancy.ruleset,
        vacancy.open_time.map(ToSqlx::to_sqlx) as _,
        vacancy.close_time.map(ToSqlx::to_sqlx) as _,
        vacancy.applications,
        vacancy.appointed,
        vacancy.version,
        vacancy.update_time.to_sqlx() as _,
        vacancy.objections.map(|window| window.open.to_sqlx()) as _,
        vacancy.objections.map(|window| window.close.to_sqlx()) as _,
        vacancy.objections.map(|window| window.answers_until.to_sqlx()) as _,
        vacancy.programme.map(Programme::as_str),
        vacancy.zone.as_str(),
        vacancy.verdict_source.map(VerdictSource::as_str),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What a list asks for; empty asks for nothing. Texts are in lower case, except the need.
pub struct Search {
    /// State.
    pub state: Option<State>,
    /// Need it was drafted from.
    pub need: String,
    /// What the path of the unit holds.
    pub place: String,
    /// What the name of the office holds.
    pub sector: String,
    /// Education it accepts.
    pub education: String,
    /// Kind of need.
    pub kind: Option<NeedKind>,
    /// What the title holds.
    pub title: String,
    /// Programme.
    pub programme: Option<Programme>,
}

/// Lists what is public, oldest first. The partial index `vacancies_public` leads; the texts are compared in what it
/// finds, because row-level security lets no index of theirs help.
pub async fn list(connection: &mut PgConnection, search: &Search, page: &Page) -> sqlx::Result<Vec<Vacancy>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT vacancy_id, state, need, position, position_title, unit_path, kind, seats, education, year, period,
                  decision_number, programme, zone, ruleset, open_time, close_time, appointed, objections_open,
                  objections_close, answers_until, verdict_source, version, create_time, update_time,
                  CASE state WHEN 'open' THEN (SELECT count(*)::int FROM recruitment.applications AS taken
                                               WHERE taken.vacancy_id = vacancies.vacancy_id)
                             ELSE applications END AS "applications!"
           FROM recruitment.vacancies
           WHERE instansi = current_setting('app.instansi') AND (create_time, vacancy_id) > ($1, $2)
             AND state <> 'draft' AND ($3::text IS NULL OR state = $3) AND ($4 = '' OR need = $4)
             AND ($5 = '' OR strpos(lower(unit_path), $5) > 0)
             AND ($6 = '' OR strpos(lower(split_part(unit_path, ' | ', 1)), $6) > 0)
             AND ($7 = '' OR EXISTS (SELECT FROM unnest(education) AS accepted WHERE lower(accepted) = $7))
             AND ($8::text IS NULL OR kind = $8) AND ($9 = '' OR strpos(lower(position_title), $9) > 0)
             AND ($10::text IS NULL OR programme = $10)
           ORDER BY create_time, vacancy_id LIMIT $11"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        search.state.map(state_to_text),
        search.need,
        search.place,
        search.sector,
        search.education,
        search.kind.map(NeedKind::as_str),
        search.title,
        search.programme.map(Programme::as_str),
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Vacancy::try_from).collect()
}

/// Lists drafts, oldest first; an empty need means any.
pub async fn drafts(connection: &mut PgConnection, need: &str, page: &Page) -> sqlx::Result<Vec<Vacancy>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT vacancy_id, state, need, position, position_title, unit_path, kind, seats, education, year, period,
                decision_number, programme, zone, ruleset, open_time, close_time, applications, appointed,
                objections_open, objections_close, answers_until, verdict_source, version, create_time, update_time
         FROM recruitment.vacancies
         WHERE instansi = current_setting('app.instansi') AND (create_time, vacancy_id) > ($1, $2)
           AND state = 'draft' AND ($3 = '' OR need = $3)
         ORDER BY create_time, vacancy_id LIMIT $4",
        page.after_time().to_sqlx() as _,
        page.after.1,
        need,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Vacancy::try_from).collect()
}

fn programme_from_text(text: &str) -> sqlx::Result<Programme> {
    Programme::parse(text).ok_or_else(|| sqlx::Error::Decode(format!("unknown programme `{text}`").into()))
}

fn source_from_text(text: &str) -> sqlx::Result<VerdictSource> {
    VerdictSource::parse(text).ok_or_else(|| sqlx::Error::Decode(format!("unknown source `{text}`").into()))
}

fn zone_from_text(text: &str) -> sqlx::Result<Zone> {
    Zone::parse(text).ok_or_else(|| sqlx::Error::Decode(format!("unknown zone `{text}`").into()))
}

fn state_to_text(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Open => "open",
        State::Closed => "closed",
        State::AdministrationAnnounced => "administration_announced",
        State::SkdRanked => "skd_ranked",
        State::FinalRanked => "final_ranked",
        State::Published => "published",
    }
}

pub(crate) fn state_from_text(text: &str) -> sqlx::Result<State> {
    match text {
        "draft" => Ok(State::Draft),
        "open" => Ok(State::Open),
        "closed" => Ok(State::Closed),
        "administration_announced" => Ok(State::AdministrationAnnounced),
        "skd_ranked" => Ok(State::SkdRanked),
        "final_ranked" => Ok(State::FinalRanked),
        "published" => Ok(State::Published),
        other => Err(sqlx::Error::Decode(format!("unknown vacancy state `{other}`").into())),
    }
}
