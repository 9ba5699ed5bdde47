//! Results of the basic test in `recruitment.applications`, many at once: one statement for a chunk of an import or for a
//! ranking. Those of the field test are in [`crate::store::finals`].

use crate::domain::{
    ranking::{SkdOutcome, SkdPlacing},
    result_code::SkdCode,
    skd::SkdScore,
    vacancy::State,
};
use crate::store::{applications::score, vacancies::state_from_text};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// A participant as an import meets one.
pub struct Participant {
    /// Application.
    pub id: Uuid,
    /// Vacancy applied for.
    pub vacancy: Uuid,
    /// State of the vacancy.
    pub state: State,
    /// Ruleset of the vacancy.
    pub ruleset: String,
    /// Title of its job.
    pub post: String,
    /// Whether the participant meets the requirements.
    pub eligible: bool,
    /// Whether the participant goes on to the field test.
    pub goes_to_skb: bool,
}

/// Finds participants by number. No step of their vacancies, which are held in one order, can be
/// taken until the transaction ends.
pub async fn participants(
    connection: &mut PgConnection,
    numbers: &[String],
) -> sqlx::Result<HashMap<String, Participant>> {
    let rows = sqlx::query!(
        r#"SELECT participant_number, application_id, vacancy_id, state, ruleset, position_title, verdict, skd_code
           FROM recruitment.applications JOIN recruitment.vacancies USING (vacancy_id)
           WHERE participant_number = ANY ($1) ORDER BY vacancy_id FOR SHARE OF vacancies"#,
        numbers,
    );
    let mut found = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let participant = Participant {
            id: row.application_id,
            vacancy: row.vacancy_id,
            state: state_from_text(&row.state)?,
            ruleset: row.ruleset,
            post: row.position_title,
            eligible: row.verdict.as_deref() == Some("eligible"),
            goes_to_skb: row.skd_code.as_deref() == Some(SkdCode::PassedToSkb.as_str()),
        };
        found.insert(row.participant_number, participant);
    }
    Ok(found)
}

/// Saves results of the basic test.
pub async fn save_skd(connection: &mut PgConnection, results: &[(Uuid, SkdOutcome)]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = results.iter().map(|(id, _)| *id).collect();
    let attendances: Vec<String> = results.iter().map(|(_, outcome)| attendance(*outcome).to_owned()).collect();
    let scores: Vec<SkdScore> = results.iter().map(|(_, outcome)| score_of(*outcome)).collect();
    let part = |part: fn(&SkdScore) -> u16| -> Vec<i32> { scores.iter().map(|score| part(score).into()).collect() };
    sqlx::query!(
        "UPDATE recruitment.applications
         SET skd_attendance = new.attendance, twk = new.twk, tiu = new.tiu, tkp = new.tkp, version = version + 1
         FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::int[])
              AS new (application_id, attendance, twk, tiu, tkp)
         WHERE applications.application_id = new.application_id",
        &ids,
        &attendances,
        &part(|score| score.twk),
        &part(|score| score.tiu),
        &part(|score| score.tkp),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How the basic test ended for everybody who meets the requirements; `None` where the result is missing.
pub async fn skd_of(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<(Uuid, Option<SkdOutcome>)>> {
    let rows = sqlx::query!(
        "SELECT application_id, skd_attendance, twk, tiu, tkp FROM recruitment.applications
         WHERE vacancy_id = $1 AND verdict = 'eligible'",
        vacancy,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let outcome = match row.skd_attendance.as_deref() {
            None => None,
            Some("present") => Some(SkdOutcome::Scored(score(row.twk, row.tiu, row.tkp)?)),
            Some("absent") => Some(SkdOutcome::Absent),
            Some("disqualified") => Some(SkdOutcome::Disqualified),
            Some(other) => return Err(sqlx::Error::Decode(format!("unknown attendance `{other}`").into())),
        };
        Ok((row.application_id, outcome))
    });
    rows.collect()
}

/// Saves codes and ranks of the basic test.
pub async fn save_skd_ranking(connection: &mut PgConnection, placings: &[SkdPlacing<Uuid>]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = placings.iter().map(|(id, ..)| *id).collect();
    let codes: Vec<String> = placings.iter().map(|(_, code, _)| code.as_str().to_owned()).collect();
    let ranks: Vec<Option<i32>> = placings.iter().map(|(.., rank)| rank.map(u32::cast_signed)).collect();
    sqlx::query!(
        "UPDATE recruitment.applications SET skd_code = new.code, skd_rank = new.rank, version = version + 1
         FROM unnest($1::uuid[], $2::text[], $3::int[]) AS new (application_id, code, rank)
         WHERE applications.application_id = new.application_id",
        &ids,
        &codes,
        &ranks as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn attendance(outcome: SkdOutcome) -> &'static str {
    match outcome {
        SkdOutcome::Scored(_) => "present",
        SkdOutcome::Absent => "absent",
        SkdOutcome::Disqualified => "disqualified",
    }
}

/// What stands in the list for who has no score (*TH* and *DIS*).
fn score_of(outcome: SkdOutcome) -> SkdScore {
    match outcome {
        SkdOutcome::Scored(score) => score,
        SkdOutcome::Absent | SkdOutcome::Disqualified => SkdScore { twk: 0, tiu: 0, tkp: 0 },
    }
}
