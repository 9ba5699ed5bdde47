//! `career.training_participants`.

use crate::{
    domain::training_participant::{GapThen, Participant, ParticipantState, Score},
    store::unknown,
};
use jiff_sqlx::ToSqlx;
use platform::{page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Adds participants. The index `one_seat_a_participant` refuses somebody twice.
pub async fn insert(connection: &mut PgConnection, session: Uuid, all: &[Participant]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = all.iter().map(|one| one.id).collect();
    let servants: Vec<Uuid> = all.iter().map(|one| one.servant).collect();
    let states: Vec<String> = all.iter().map(|one| one.state.as_str().to_owned()).collect();
    let places: Vec<i32> = all.iter().map(|one| one.place).collect();
    let gaps: Vec<Option<Uuid>> = all.iter().map(|one| one.gap.map(|gap| gap.gap)).collect();
    let standards: Vec<Option<i32>> = all.iter().map(|one| one.gap.map(|gap| gap.standard.into())).collect();
    let achieved: Vec<Option<i32>> =
        all.iter().map(|one| one.gap.and_then(|gap| gap.achieved).map(i32::from)).collect();
    sqlx::query!(
        "INSERT INTO career.training_participants (participant_id, session_id, servant_id, state, place, gap_id, standard,
                                                   achieved, version)
         SELECT participant_id, $1, servant_id, state, place, gap_id, standard, achieved, 1
         FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::uuid[], $7::int[], $8::int[])
              AS one (participant_id, servant_id, state, place, gap_id, standard, achieved)",
        session,
        &ids,
        &servants,
        &states,
        &places,
        &gaps as &[Option<Uuid>],
        &standards as &[Option<i32>],
        &achieved as &[Option<i32>],
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Row {
    participant_id: Uuid,
    session_id: Uuid,
    servant_id: Uuid,
    state: String,
    place: i32,
    gap_id: Option<Uuid>,
    standard: Option<i32>,
    achieved: Option<i32>,
    score: Option<i64>,
    certificate_number: String,
    result_date: Option<jiff_sqlx::Date>,
    hours: i64,
    days_present: i64,
    version: i64,
}

impl TryFrom<Row> for Participant {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let state = ParticipantState::parse(&row.state).ok_or_else(|| unknown("participant state", &row.state))?;
        Ok(Self {
            id: row.participant_id,
            session: row.session_id,
            servant: row.servant_id,
            state,
            place: row.place,
            gap: gap_then(row.gap_id, row.standard, row.achieved),
            score: row.score.and_then(Score::of_thousandths),
            certificate: row.certificate_number,
            result_date: row.result_date.map(jiff_sqlx::Date::to_jiff),
            hours: row.hours,
            days_present: row.days_present,
            version: row.version,
        })
    }
}

/// A gap as it was, where one is told.
fn gap_then(gap: Option<Uuid>, standard: Option<i32>, achieved: Option<i32>) -> Option<GapThen> {
    let level = |level: i32| u8::try_from(level).ok();
    Some(GapThen { gap: gap?, standard: level(standard?)?, achieved: achieved.and_then(level) })
}

macro_rules! select {
    ($rest:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT participant_id, session_id, servant_id, state, place, gap_id, standard, achieved, score,
                      certificate_number, result_date, hours, version,
                      (SELECT count(*) FROM career.training_attendance AS day
                       WHERE day.participant_id = training_participants.participant_id AND day.present) AS "days_present!"
               FROM career.training_participants "# + $rest,
            $($argument),*
        )
    };
}

/// Reads a participant.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Participant>> {
    let row = select!("WHERE participant_id = $1", id);
    row.fetch_optional(connection).await?.map(Participant::try_from).transpose()
}

/// Those of a session with these ids. The session's row has to be locked: that holds them, too.
pub async fn of(connection: &mut PgConnection, session: Uuid, ids: &[Uuid]) -> sqlx::Result<Vec<Participant>> {
    let rows = select!("WHERE session_id = $1 AND participant_id = ANY ($2) ORDER BY servant_id", session, ids);
    rows.fetch_all(connection).await?.into_iter().map(Participant::try_from).collect()
}

/// The waiting list of a session in its order. The session's row has to be locked.
pub async fn waiting(connection: &mut PgConnection, session: Uuid) -> sqlx::Result<Vec<Participant>> {
    let rows = select!("WHERE session_id = $1 AND state = 'waiting' ORDER BY place", session);
    rows.fetch_all(connection).await?.into_iter().map(Participant::try_from).collect()
}

/// Lists the participants of a session in the order in which they came in.
pub async fn list(connection: &mut PgConnection, session: Uuid, page: &Page) -> sqlx::Result<Vec<Participant>> {
    let rows = select!(
        "WHERE session_id = $1 AND (place::bigint, participant_id) > ($2, $3) ORDER BY place, participant_id LIMIT $4",
        session,
        page.after.0,
        page.after.1,
        page.limit(),
    );
    rows.fetch_all(connection).await?.into_iter().map(Participant::try_from).collect()
}

/// The place of the next who comes in. The session's row has to be locked.
pub async fn next_place(connection: &mut PgConnection, session: Uuid) -> sqlx::Result<i32> {
    let place = sqlx::query_scalar!(
        r#"SELECT coalesce(max(place), 0) + 1 AS "place!" FROM career.training_participants WHERE session_id = $1"#,
        session,
    );
    place.fetch_one(connection).await
}

/// Saves a participant under its next version. The index `one_certificate_a_session` refuses a certificate twice.
pub async fn update(connection: &mut PgConnection, one: &mut Participant) -> sqlx::Result<()> {
    one.version += 1;
    sqlx::query!(
        "UPDATE career.training_participants
         SET state = $2, score = $3, certificate_number = $4, result_date = $5, hours = $6, version = $7
         WHERE participant_id = $1",
        one.id,
        one.state.as_str(),
        one.score.map(Score::thousandths),
        one.certificate,
        one.result_date.map(ToSqlx::to_sqlx) as _,
        one.hours,
        one.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Withdraws everybody of a session who waits, and with `enrolled` everybody who takes part.
pub async fn withdraw_all(connection: &mut PgConnection, session: Uuid, enrolled: bool) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.training_participants SET state = 'withdrawn', version = version + 1
         WHERE session_id = $1 AND (state = 'waiting' OR $2 AND state = 'enrolled')",
        session,
        enrolled,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps why somebody came in or left.
pub async fn save_remark(connection: &mut PgConnection, id: Uuid, remark: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE career.training_participants SET remark_key = $2, remark_sealed = $3 WHERE participant_id = $1",
        id,
        remark.key,
        remark.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Why these came in or left, where somebody said so.
pub async fn remarks(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<HashMap<Uuid, Sealed>> {
    let rows = sqlx::query!(
        "SELECT participant_id, remark_key, remark_sealed FROM career.training_participants
         WHERE participant_id = ANY ($1) AND remark_key <> ''",
        ids,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.participant_id, Sealed { key: row.remark_key, data: row.remark_sealed })).collect())
}

/// How many of a session take part without a result, and how many have one.
pub async fn results(connection: &mut PgConnection, session: Uuid) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE state = 'enrolled') AS "missing!",
                  count(*) FILTER (WHERE state IN ('passed', 'failed')) AS "there!"
           FROM career.training_participants WHERE session_id = $1"#,
        session,
    );
    let row = row.fetch_one(connection).await?;
    Ok((row.missing, row.there))
}
