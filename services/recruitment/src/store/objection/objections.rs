//! `recruitment.objections`: what applicants say and what stood about them is sealed or copied when they file.

use crate::domain::objections::{Answer, Cause, Effect, Objection, Outstanding, Round, Ruling};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::{Locked, page::Page, sensitive::Sealed};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds an objection with what stands about the application at this moment. The constraint `one_objection_a_round`
/// refuses a second one.
pub async fn insert(
    connection: &mut PgConnection,
    objection: &Objection,
    grounds: &Sealed,
    reasons: &Sealed,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.objections (objection_id, vacancy_id, application_id, round, state, grounds_key,
                                             grounds_sealed, reasons_key, reasons_sealed, challenged, evidence, file_time,
                                             answers_until, version)
         SELECT $1, vacancy_id, application_id, $3, 'filed', $4, $5, $6, $7, $8, recruitment.evidence_of(applications), $9,
                $10, $11
         FROM recruitment.applications WHERE application_id = $2",
        objection.id,
        objection.application_id,
        round_to_text(objection.round),
        grounds.key,
        grounds.data,
        reasons.key,
        reasons.data,
        &objection.challenged,
        objection.file_time.to_sqlx() as _,
        objection.answers_until.to_sqlx() as _,
        objection.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What the application of an objector says, read while the vacancy is held.
pub struct Objector {
    /// Why the applicant does not meet the requirements; empty for who does.
    pub verdict_reason: String,
    /// Whether the applicant takes part in the ranking.
    pub ranked: bool,
    /// Whether the applicant has withdrawn.
    pub withdrawn: bool,
}

/// Reads what an applicant may object to.
pub async fn objector(connection: &mut PgConnection, vacancy: Uuid, id: Uuid) -> sqlx::Result<Option<Objector>> {
    let row = sqlx::query!(
        r#"SELECT verdict_reason, withdrawn_time IS NOT NULL AS "withdrawn!",
                  skd_code IS NOT NULL
                  OR EXISTS (SELECT FROM recruitment.pppk_results AS tested
                             WHERE tested.application_id = applications.application_id AND code IS NOT NULL) AS "ranked!"
           FROM recruitment.applications WHERE application_id = $1 AND vacancy_id = $2"#,
        id,
        vacancy,
    );
    let row = row.fetch_optional(connection).await?;
    Ok(row.map(|row| Objector { verdict_reason: row.verdict_reason, ranked: row.ranked, withdrawn: row.withdrawn }))
}

struct Row {
    objection_id: Uuid,
    vacancy_id: Uuid,
    application_id: Uuid,
    round: String,
    state: String,
    challenged: Vec<i32>,
    file_time: jiff_sqlx::Timestamp,
    answers_until: jiff_sqlx::Timestamp,
    cause: Option<String>,
    effect: Option<String>,
    answer_time: Option<jiff_sqlx::Timestamp>,
    announce_time: Option<jiff_sqlx::Timestamp>,
    version: i64,
}

impl TryFrom<Row> for Objection {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let answer = match (row.cause, row.effect, row.answer_time) {
            (Some(cause), Some(effect), Some(time)) => {
                let ruling = Ruling::new(row.state == "accepted", cause_from_text(&cause)?);
                let ruling = ruling.map_err(|error| sqlx::Error::Decode(error.into()))?;
                Some(Answer { ruling, effect: effect_from_text(&effect)?, time: time.to_jiff() })
            }
            _ => None,
        };
        Ok(Self {
            id: row.objection_id,
            vacancy_id: row.vacancy_id,
            application_id: row.application_id,
            round: round_from_text(&row.round)?,
            challenged: row.challenged,
            file_time: row.file_time.to_jiff(),
            answers_until: row.answers_until.to_jiff(),
            answer,
            announce_time: row.announce_time.map(jiff_sqlx::Timestamp::to_jiff),
            version: row.version,
        })
    }
}

/// Whether this machine submitted the application that an objection is of.
pub async fn is_of(connection: &mut PgConnection, id: Uuid, subject: &str) -> sqlx::Result<bool> {
    let own = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recruitment.objections JOIN recruitment.applications USING (application_id)
                          WHERE objection_id = $1 AND submitted_by = $2) AS "own!""#,
        id,
        subject,
    );
    own.fetch_one(connection).await
}

/// Reads an objection.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Objection>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT objection_id, vacancy_id, application_id, round, state, challenged, file_time, answers_until, cause, effect,
                answer_time, announce_time, version
         FROM recruitment.objections WHERE objection_id = $1",
        id,
    );
    row.fetch_optional(connection).await?.map(Objection::try_from).transpose()
}

/// Reads an objection and holds its row until the transaction ends. Lock the vacancy first.
pub async fn lock(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Locked<Objection>>> {
    let row = sqlx::query_as!(
        Row,
        "SELECT objection_id, vacancy_id, application_id, round, state, challenged, file_time, answers_until, cause, effect,
                answer_time, announce_time, version
         FROM recruitment.objections WHERE objection_id = $1 FOR UPDATE",
        id,
    );
    row.fetch_optional(connection).await?.map(|row| Objection::try_from(row).map(Locked::held)).transpose()
}

/// Saves an answer under the objection's next version.
pub async fn save_answer(
    connection: &mut PgConnection,
    objection: &mut Locked<Objection>,
    answer: &Answer,
    text: &Sealed,
) -> sqlx::Result<()> {
    objection.version += 1;
    sqlx::query!(
        "UPDATE recruitment.objections
         SET state = $2, cause = $3, effect = $4, answer_key = $5, answer_sealed = $6, answer_time = $7, version = $8
         WHERE objection_id = $1",
        objection.id,
        if answer.ruling.accepted() { "accepted" } else { "rejected" },
        cause_to_text(answer.ruling.cause()),
        effect_to_text(answer.effect),
        text.key,
        text.data,
        answer.time.to_sqlx() as _,
        objection.version,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Finds an applicant who was wrongly found not to meet the requirements eligible.
pub async fn make_eligible(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.applications SET verdict = 'eligible', verdict_reason = '', version = version + 1
         WHERE application_id = $1",
        application,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What stands between a vacancy and its next step. Lock the vacancy first.
pub async fn outstanding(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Outstanding> {
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE state = 'filed') AS "unanswered!",
                  count(*) FILTER (WHERE state = 'accepted' AND announce_time IS NULL) AS "unannounced!"
           FROM recruitment.objections WHERE vacancy_id = $1"#,
        vacancy,
    );
    let row = row.fetch_one(connection).await?;
    Ok(Outstanding { unanswered: row.unanswered, unannounced: row.unannounced })
}

/// Notes that the result after the objections is public; returns how many answers that concerns.
pub async fn announce(connection: &mut PgConnection, vacancy: Uuid, now: Timestamp) -> sqlx::Result<u64> {
    let announced = sqlx::query!(
        "UPDATE recruitment.objections SET announce_time = $2, version = version + 1
         WHERE vacancy_id = $1 AND announce_time IS NULL",
        vacancy,
        now.to_sqlx() as _,
    );
    Ok(announced.execute(connection).await?.rows_affected())
}

/// What a list asks for; empty means any.
pub struct Filter {
    /// Vacancy.
    pub vacancy: Option<Uuid>,
    /// `filed`, `accepted` or `rejected`.
    pub state: Option<&'static str>,
    /// Only those that should have been answered before this.
    pub overdue_at: Option<Timestamp>,
}

/// Lists objections, oldest first, with the numbers of their participants.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    page: &Page,
) -> sqlx::Result<Vec<(Objection, String)>> {
    let rows = sqlx::query!(
        "SELECT objection_id, objections.vacancy_id, objections.application_id, round, state, challenged, file_time,
                answers_until, cause, effect, answer_time, announce_time, objections.version, participant_number
         FROM recruitment.objections JOIN recruitment.applications USING (application_id)
         WHERE objections.instansi = current_setting('app.instansi') AND (file_time, objection_id) > ($1, $2)
           AND ($3::uuid IS NULL OR objections.vacancy_id = $3) AND ($4::text IS NULL OR state = $4)
           AND ($5::timestamptz IS NULL OR (state = 'filed' AND answers_until <= $5))
         ORDER BY file_time, objection_id LIMIT $6",
        page.after_time().to_sqlx() as _,
        page.after.1,
        filter.vacancy,
        filter.state,
        filter.overdue_at.map(ToSqlx::to_sqlx) as _,
        page.limit(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let found = Row {
            objection_id: row.objection_id,
            vacancy_id: row.vacancy_id,
            application_id: row.application_id,
            round: row.round,
            state: row.state,
            challenged: row.challenged,
            file_time: row.file_time,
            answers_until: row.answers_until,
            cause: row.cause,
            effect: row.effect,
            answer_time: row.answer_time,
            announce_time: row.announce_time,
            version: row.version,
        };
        Ok((Objection::try_from(found)?, row.participant_number))
    });
    rows.collect()
}

/// Objections to one announcement, counted.
pub struct Count {
    /// What was announced.
    pub round: Round,
    /// Filed.
    pub filed: i32,
    /// Of them accepted.
    pub accepted: i32,
    /// Of them rejected.
    pub rejected: i32,
    /// Of those still waiting, too late already.
    pub overdue: i32,
    /// Answered too late.
    pub answered_late: i32,
}

/// Counts the objections of a vacancy.
pub async fn count(connection: &mut PgConnection, vacancy: Uuid, now: Timestamp) -> sqlx::Result<Vec<Count>> {
    let rows = sqlx::query!(
        r#"SELECT round, count(*)::int AS "filed!", (count(*) FILTER (WHERE state = 'accepted'))::int AS "accepted!",
                  (count(*) FILTER (WHERE state = 'rejected'))::int AS "rejected!",
                  (count(*) FILTER (WHERE state = 'filed' AND answers_until <= $2))::int AS "overdue!",
                  (count(*) FILTER (WHERE answer_time >= answers_until))::int AS "answered_late!"
           FROM recruitment.objections WHERE vacancy_id = $1 GROUP BY round ORDER BY round"#,
        vacancy,
        now.to_sqlx() as _,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        Ok(Count {
            round: round_from_text(&row.round)?,
            filed: row.filed,
            accepted: row.accepted,
            rejected: row.rejected,
            overdue: row.overdue,
            answered_late: row.answered_late,
        })
    });
    rows.collect()
}

fn round_to_text(round: Round) -> &'static str {
    match round {
        Round::Administration => "administration",
        Round::Final => "final",
    }
}

fn round_from_text(text: &str) -> sqlx::Result<Round> {
    match text {
        "administration" => Ok(Round::Administration),
        "final" => Ok(Round::Final),
        other => Err(sqlx::Error::Decode(format!("unknown round `{other}`").into())),
    }
}

const CAUSES: [(Cause, &str); 6] = [
    (Cause::Verifier, "verifier"),
    (Cause::System, "system"),
    (Cause::Scoring, "scoring"),
    (Cause::Requirement, "requirement"),
    (Cause::ApplicantsOwn, "applicants_own"),
    (Cause::NoError, "no_error"),
];

fn cause_to_text(cause: Cause) -> &'static str {
    CAUSES.iter().find(|(one, _)| *one == cause).map_or("no_error", |(_, text)| text)
}

fn cause_from_text(text: &str) -> sqlx::Result<Cause> {
    let found = CAUSES.iter().find(|(_, known)| *known == text).map(|(cause, _)| *cause);
    found.ok_or_else(|| sqlx::Error::Decode(format!("unknown cause `{text}`").into()))
}

fn effect_to_text(effect: Effect) -> &'static str {
    match effect {
        Effect::None => "none",
        Effect::Eligible => "eligible",
        Effect::StaysIneligible => "stays_ineligible",
        Effect::Correction => "correction",
    }
}

fn effect_from_text(text: &str) -> sqlx::Result<Effect> {
    match text {
        "none" => Ok(Effect::None),
        "eligible" => Ok(Effect::Eligible),
        "stays_ineligible" => Ok(Effect::StaysIneligible),
        "correction" => Ok(Effect::Correction),
        other => Err(sqlx::Error::Decode(format!("unknown effect `{other}`").into())),
    }
}
