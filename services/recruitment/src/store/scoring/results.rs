//! Results in `recruitment.applications`, many at once: one statement for a chunk of an import or for a ranking.

use crate::domain::{
    final_ranking::{FinalOutcome, FinalPlacing},
    integration::Points,
    ranking::{SkdOutcome, SkdPlacing},
    result_code::SkdCode,
    skd::SkdScore,
    thousandths::Thousandths,
    vacancy::State,
};
use crate::store::{applications::score, vacancies::state_from_text};
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// A participant as an import meets one.
pub struct Participant {
    /// Application.
    pub id: Uuid,
    /// State of the vacancy.
    pub state: State,
    /// Ruleset of the vacancy.
    pub ruleset: String,
    /// Whether the participant meets the requirements.
    pub eligible: bool,
    /// Whether the participant goes on to the field test.
    pub goes_to_skb: bool,
}

/// Finds participants by number. No step of their vacancies can be taken until the transaction ends.
pub async fn participants(
    connection: &mut PgConnection,
    numbers: &[String],
) -> sqlx::Result<HashMap<String, Participant>> {
    let rows = sqlx::query!(
        r#"SELECT participant_number, application_id, state, ruleset, verdict, skd_code
           FROM recruitment.applications JOIN recruitment.vacancies USING (vacancy_id)
           WHERE participant_number = ANY ($1) FOR SHARE OF vacancies"#,
        numbers,
    );
    let mut found = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let participant = Participant {
            id: row.application_id,
            state: state_from_text(&row.state)?,
            ruleset: row.ruleset,
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

/// Saves results of the field test.
pub async fn save_skb(connection: &mut PgConnection, results: &[(Uuid, Thousandths)]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = results.iter().map(|(id, _)| *id).collect();
    let marks: Vec<i32> = results.iter().map(|(_, mark)| mark.0.cast_signed()).collect();
    sqlx::query!(
        "UPDATE recruitment.applications SET skb_thousandths = new.mark, version = version + 1
         FROM unnest($1::uuid[], $2::int[]) AS new (application_id, mark)
         WHERE applications.application_id = new.application_id",
        &ids,
        &marks,
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

/// A participant of the field test, with the sealed identity that knows the age.
pub struct Finalist {
    /// Application.
    pub id: Uuid,
    /// Scores of the basic test.
    pub skd: SkdScore,
    /// Mark of the field test; none where it is missing.
    pub skb: Option<Thousandths>,
    /// Grade point average.
    pub gpa: Thousandths,
    /// Identity.
    pub identity: Sealed,
}

/// Those who go on to the field test.
pub async fn finalists(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Finalist>> {
    let rows = sqlx::query!(
        "SELECT application_id, twk, tiu, tkp, skb_thousandths, gpa_thousandths, identity_key, identity_sealed
         FROM recruitment.applications WHERE vacancy_id = $1 AND skd_code = $2",
        vacancy,
        SkdCode::PassedToSkb.as_str(),
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        Ok(Finalist {
            id: row.application_id,
            skd: score(row.twk, row.tiu, row.tkp)?,
            skb: row.skb_thousandths.map(|mark| Thousandths(mark.cast_unsigned())),
            gpa: Thousandths(row.gpa_thousandths.cast_unsigned()),
            identity: Sealed { key: row.identity_key, data: row.identity_sealed },
        })
    });
    rows.collect()
}

/// Saves final points, ranks and decisions.
pub async fn save_final_ranking(
    connection: &mut PgConnection,
    denominator: i64,
    placings: &[(FinalPlacing<Uuid>, Points)],
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = placings.iter().map(|(placing, _)| placing.id).collect();
    let points: Vec<i64> = placings.iter().map(|(_, points)| points.0).collect();
    let ranks: Vec<i32> = placings.iter().map(|(placing, _)| placing.rank.cast_signed()).collect();
    let decisions: Vec<String> = placings.iter().map(|(placing, _)| decision(placing.outcome).to_owned()).collect();
    sqlx::query!(
        "UPDATE recruitment.applications
         SET final_points = new.points, final_denominator = $2, final_rank = new.rank, decision = new.decision,
             version = version + 1
         FROM unnest($1::uuid[], $3::bigint[], $4::int[], $5::text[]) AS new (application_id, points, rank, decision)
         WHERE applications.application_id = new.application_id",
        &ids,
        denominator,
        &points,
        &ranks,
        &decisions,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives every participant a place in the published list and returns how many are selected.
pub async fn publish(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<i32> {
    let selected = sqlx::query_scalar!(
        r#"WITH placed AS (
               UPDATE recruitment.applications SET place = ordered.place
               FROM (SELECT application_id, row_number() OVER (ORDER BY final_rank NULLS LAST, skd_rank NULLS LAST,
                                                                        participant_number COLLATE "C") AS place
                     FROM recruitment.applications WHERE vacancy_id = $1) AS ordered
               WHERE applications.application_id = ordered.application_id RETURNING decision
           )
           SELECT (count(*) FILTER (WHERE decision = 'selected'))::int AS "selected!" FROM placed"#,
        vacancy,
    );
    selected.fetch_one(connection).await
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

fn decision(outcome: FinalOutcome) -> &'static str {
    match outcome {
        FinalOutcome::Selected => "selected",
        FinalOutcome::NotSelected => "not_selected",
        FinalOutcome::NeedsDecision => "needs_decision",
    }
}
