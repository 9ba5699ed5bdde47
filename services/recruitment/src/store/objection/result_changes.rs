//! `recruitment.result_changes`: who moved in a published result, and why.

use super::evidence::points;
use crate::domain::difference::{Change, Position, Reason};
use crate::domain::final_ranking::FinalOutcome;
use crate::domain::result_code::SkdCode;
use crate::store::finals::{decision, decision_from_text};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds changes; without a time they wait to be published. Called before the applications change: what stood is read there.
pub async fn insert(
    connection: &mut PgConnection,
    vacancy: Uuid,
    changes: &[Change<Uuid>],
    publish_time: Option<Timestamp>,
) -> sqlx::Result<()> {
    fn each<T>(changes: &[Change<Uuid>], column: impl Fn(&Change<Uuid>) -> T) -> Vec<T> {
        changes.iter().map(column).collect()
    }
    sqlx::query!(
        "INSERT INTO recruitment.result_changes (change_id, vacancy_id, application_id, participant_number, reason,
                                                 because_of, from_code, from_skd_rank, from_points, from_denominator,
                                                 from_rank, from_decision, from_place, to_code, to_skd_rank, to_points,
                                                 to_denominator, to_rank, to_decision, to_place, publish_time,
                                                 from_pppk_code, to_pppk_code)
         SELECT change_id, applications.vacancy_id, application_id, participant_number, reason, string_to_array(because_of, ' '),
                skd_code, skd_rank, final_points, final_denominator, final_rank, decision, place,
                to_code, to_skd_rank, to_points, to_denominator, to_rank, to_decision, to_place, $13,
                code, coalesce(to_pppk_code, code)
         FROM recruitment.applications
         JOIN unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::bigint[], $9::bigint[],
                     $10::int[], $11::text[], $12::int[], $14::text[])
              AS new (change_id, application_id, reason, because_of, to_code, to_skd_rank, to_points, to_denominator,
                      to_rank, to_decision, to_place, to_pppk_code) USING (application_id)
         LEFT JOIN recruitment.pppk_results USING (application_id)
         WHERE applications.vacancy_id = $1",
        vacancy,
        &each(changes, |_| Uuid::now_v7()),
        &each(changes, |one| one.id),
        &each(changes, |one| reason_to_text(one.reason).to_owned()),
        &each(changes, |one| one.because_of.join(" ")),
        &each(changes, |one| one.to.code.map(|code| code.as_str().to_owned())) as _,
        &each(changes, |one| one.to.skd_rank.map(u32::cast_signed)) as _,
        &each(changes, |one| one.to.points.map(|points| points.points.0)) as _,
        &each(changes, |one| one.to.points.map(|points| points.denominator)) as _,
        &each(changes, |one| one.to.rank.map(u32::cast_signed)) as _,
        &each(changes, |one| one.to.outcome.map(|outcome| decision(outcome).to_owned())) as _,
        &each(changes, |one| one.to.place.map(u32::cast_signed)) as _,
        publish_time.map(ToSqlx::to_sqlx) as _,
        &each(changes, |one| one.to.pppk_code.clone()) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets changes that were not published.
pub async fn discard(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM recruitment.result_changes WHERE vacancy_id = $1 AND publish_time IS NULL", vacancy)
        .execute(connection)
        .await?;
    Ok(())
}

/// Makes the waiting changes public and writes them where the published result stands.
pub async fn publish(connection: &mut PgConnection, vacancy: Uuid, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH published AS (
             UPDATE recruitment.result_changes SET publish_time = $2
             WHERE vacancy_id = $1 AND publish_time IS NULL RETURNING *
         )
         UPDATE recruitment.applications
         SET skd_code = to_code, skd_rank = to_skd_rank, final_points = to_points, final_denominator = to_denominator,
             final_rank = to_rank, decision = to_decision, place = to_place, version = version + 1
         FROM published WHERE applications.application_id = published.application_id",
        vacancy,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A change with its key in the list and the time of its publication.
pub struct Listed {
    /// Id.
    pub id: Uuid,
    /// The change.
    pub change: Change<Uuid>,
    /// When it was published.
    pub publish_time: Timestamp,
}

struct Row {
    change_id: Uuid,
    application_id: Uuid,
    participant_number: String,
    reason: String,
    because_of: Vec<String>,
    from_code: Option<String>,
    from_skd_rank: Option<i32>,
    from_points: Option<i64>,
    from_denominator: Option<i64>,
    from_rank: Option<i32>,
    from_decision: Option<String>,
    from_place: Option<i32>,
    to_code: Option<String>,
    to_skd_rank: Option<i32>,
    to_points: Option<i64>,
    to_denominator: Option<i64>,
    to_rank: Option<i32>,
    to_decision: Option<String>,
    to_place: Option<i32>,
    from_pppk_code: Option<String>,
    to_pppk_code: Option<String>,
    publish_time: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<Row> for Change<Uuid> {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let from = position(
            (row.from_code, row.from_skd_rank, row.from_pppk_code),
            (row.from_points, row.from_denominator),
            (row.from_rank, row.from_decision, row.from_place),
        );
        let to = position(
            (row.to_code, row.to_skd_rank, row.to_pppk_code),
            (row.to_points, row.to_denominator),
            (row.to_rank, row.to_decision, row.to_place),
        );
        Ok(Self {
            id: row.application_id,
            number: row.participant_number,
            reason: reason_from_text(&row.reason)?,
            because_of: row.because_of,
            from: from?,
            to: to?,
        })
    }
}

/// The changes that wait to be published, as they were shown.
pub async fn waiting(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Change<Uuid>>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT change_id, application_id, participant_number, reason, because_of, from_code, from_skd_rank, from_points,
                from_denominator, from_rank, from_decision, from_place, to_code, to_skd_rank, to_points, to_denominator,
                to_rank, to_decision, to_place, from_pppk_code, to_pppk_code, publish_time
         FROM recruitment.result_changes WHERE vacancy_id = $1 AND publish_time IS NULL ORDER BY change_id",
        vacancy,
    );
    rows.fetch_all(connection).await?.into_iter().map(Change::try_from).collect()
}

/// Lists the public changes of a vacancy, oldest first.
pub async fn list(connection: &mut PgConnection, vacancy: Uuid, page: &Page) -> sqlx::Result<Vec<Listed>> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT change_id, application_id, participant_number, reason, because_of, from_code, from_skd_rank, from_points,
                from_denominator, from_rank, from_decision, from_place, to_code, to_skd_rank, to_points, to_denominator,
                to_rank, to_decision, to_place, from_pppk_code, to_pppk_code, publish_time
         FROM recruitment.result_changes
         WHERE vacancy_id = $1 AND publish_time IS NOT NULL AND (publish_time, change_id) > ($2, $3)
         ORDER BY publish_time, change_id LIMIT $4",
        vacancy,
        page.after_time().to_sqlx() as _,
        page.after.1,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let (id, publish_time) =
            (row.change_id, row.publish_time.map_or(Timestamp::MIN, jiff_sqlx::Timestamp::to_jiff));
        Ok(Listed { id, change: Change::try_from(row)?, publish_time })
    });
    rows.collect()
}

fn position(
    (code, skd_rank, pppk_code): (Option<String>, Option<i32>, Option<String>),
    (numerator, denominator): (Option<i64>, Option<i64>),
    (rank, outcome, place): (Option<i32>, Option<String>, Option<i32>),
) -> sqlx::Result<Position> {
    let code = code.as_deref().map(SkdCode::parse).transpose();
    let outcome: Option<FinalOutcome> = outcome.as_deref().map(decision_from_text).transpose()?;
    Ok(Position {
        code: code.map_err(|error| sqlx::Error::Decode(error.into()))?,
        skd_rank: skd_rank.map(i32::cast_unsigned),
        pppk_code,
        points: points(numerator, denominator),
        rank: rank.map(i32::cast_unsigned),
        outcome,
        place: place.map(i32::cast_unsigned),
    })
}

fn reason_to_text(reason: Reason) -> &'static str {
    match reason {
        Reason::Corrected => "corrected",
        Reason::Displaced => "displaced",
        Reason::Withdrew => "withdrew",
        Reason::Lapsed => "lapsed",
        Reason::Replaced => "replaced",
        Reason::Decided => "decided",
    }
}

fn reason_from_text(text: &str) -> sqlx::Result<Reason> {
    match text {
        "corrected" => Ok(Reason::Corrected),
        "displaced" => Ok(Reason::Displaced),
        "withdrew" => Ok(Reason::Withdrew),
        "lapsed" => Ok(Reason::Lapsed),
        "replaced" => Ok(Reason::Replaced),
        "decided" => Ok(Reason::Decided),
        other => Err(sqlx::Error::Decode(format!("unknown reason `{other}`").into())),
    }
}
