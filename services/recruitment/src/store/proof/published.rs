//! What of `recruitment.applications` goes into the log.

use crate::domain::final_ranking::FinalCandidate;
use crate::domain::integration::{FinalPoints, Points, SkbScores};
use crate::domain::leaf::{FinalRow, ResultLeaf, SkbEnding, SkbLeaf, SkdLeaf, read_decision};
use crate::domain::ranking::SkdOutcome;
use crate::domain::result_code::SkdCode;
use crate::domain::thousandths::Thousandths;
use crate::store::applications::score;
use jiff::civil::Date;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// Official results of the basic test of these applications, with their vacancies; salts are still to be drawn.
pub async fn skd_rows(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<Vec<(Uuid, SkdLeaf)>> {
    let rows = sqlx::query!(
        r#"SELECT vacancy_id, participant_number, skd_attendance AS "attendance!", twk, tiu, tkp
           FROM recruitment.applications WHERE application_id = ANY ($1) AND skd_attendance IS NOT NULL
           ORDER BY participant_number"#,
        applications,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let outcome = match row.attendance.as_str() {
            "present" => SkdOutcome::Scored(score(row.twk, row.tiu, row.tkp)?),
            "absent" => SkdOutcome::Absent,
            "disqualified" => SkdOutcome::Disqualified,
            other => return Err(unknown("attendance", other)),
        };
        Ok((row.vacancy_id, SkdLeaf { participant: row.participant_number, outcome, salt: String::new() }))
    });
    rows.collect()
}

/// Official results of the field test of these applications, with their vacancies; salts are still to be drawn.
pub async fn skb_rows(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<Vec<(Uuid, SkbLeaf)>> {
    let rows = sqlx::query!(
        r#"SELECT vacancy_id, participant_number, coalesce(skb_outcome, 'present') AS "outcome!",
                  coalesce(skb_thousandths, 0) AS "cat!", skb_additional
           FROM recruitment.applications
           WHERE application_id = ANY ($1) AND num_nonnulls(skb_outcome, skb_thousandths) > 0
           ORDER BY participant_number"#,
        applications,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let mark = |mark: &i32| Thousandths(mark.cast_unsigned());
        let scores = SkbScores { cat: mark(&row.cat), additional: row.skb_additional.iter().map(mark).collect() };
        let outcome = SkbEnding::parse(&row.outcome).ok_or_else(|| unknown("outcome", &row.outcome))?;
        Ok((row.vacancy_id, SkbLeaf { participant: row.participant_number, outcome, scores, salt: String::new() }))
    });
    rows.collect()
}

/// One row of a result, and what age decides by where it has to.
pub struct Published {
    /// Application.
    pub id: Uuid,
    /// The row, without the order of age.
    pub row: ResultLeaf,
    /// What the final order was made from, but for the birth date; none for who is out of it.
    pub candidate: Option<FinalCandidate<Uuid>>,
    /// Identity, which holds the birth date.
    pub identity: Sealed,
}

/// The whole result of a vacancy, in the order of participant numbers.
pub async fn results(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Published>> {
    let rows = sqlx::query!(
        r#"SELECT application_id, participant_number, verdict, skd_code, skd_rank, twk, tiu, tkp, gpa_thousandths,
                  final_points, final_denominator, final_rank, decision, identity_key, identity_sealed
           FROM recruitment.applications
           WHERE vacancy_id = $1 ORDER BY participant_number COLLATE "C""#,
        vacancy,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let last = match (row.final_points, row.final_denominator, row.final_rank, row.decision) {
            (Some(points), Some(denominator), Some(rank), Some(decision)) => Some(FinalRow {
                points: FinalPoints { points: Points(points), denominator },
                rank: rank.cast_unsigned(),
                outcome: read_decision(&decision).ok_or_else(|| unknown("decision", &decision))?,
            }),
            _ => None,
        };
        let skd = score(row.twk, row.tiu, row.tkp)?;
        let gpa = Thousandths(row.gpa_thousandths.cast_unsigned());
        let candidate = last.map(|last| FinalCandidate {
            id: row.application_id,
            points: last.points.points,
            skd,
            gpa,
            birth_date: Date::ZERO,
        });
        let code = row.skd_code.as_deref().map(SkdCode::parse).transpose();
        let row_of_result = ResultLeaf {
            participant: row.participant_number,
            eligible: row.verdict.as_deref() == Some("eligible"),
            skd_code: code.map_err(|error| sqlx::Error::Decode(error.into()))?,
            skd_rank: row.skd_rank.map(i32::cast_unsigned),
            last,
            seniority: None,
        };
        let identity = Sealed { key: row.identity_key, data: row.identity_sealed };
        Ok(Published { id: row.application_id, row: row_of_result, candidate, identity })
    });
    rows.collect()
}

/// Somebody who got a seat of a vacancy and applied for another.
pub struct Arrival {
    /// Vacancy whose seat it is.
    pub to: Uuid,
    /// Number of the participant.
    pub participant: String,
    /// Vacancy applied for.
    pub from: Uuid,
    /// Code of the pass.
    pub code: String,
}

/// Who moved to these vacancies and is not in their logs yet, in the order of the moves.
pub async fn arrivals(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<Vec<Arrival>> {
    // Either index of the leaves holds those of one kind only.
    sqlx::query_as!(
        Arrival,
        r#"WITH logged AS (
               SELECT vacancy_id, participant FROM recruitment.log_leaves
               WHERE vacancy_id = ANY ($1) AND position IS NOT NULL AND kind = 'seat'
               UNION ALL
               SELECT vacancy_id, participant FROM recruitment.log_leaves
               WHERE vacancy_id = ANY ($1) AND position IS NULL AND kind = 'seat'
           )
           SELECT to_vacancy_id AS "to", participant_number AS participant, from_vacancy_id AS "from", code
           FROM recruitment.moves JOIN recruitment.applications USING (application_id)
           WHERE to_vacancy_id = ANY ($1) AND NOT contested
             AND (to_vacancy_id, participant_number) NOT IN (SELECT vacancy_id, participant FROM logged)
           ORDER BY create_time, pass, pool_rank, application_id"#,
        vacancies,
    )
    .fetch_all(connection)
    .await
}

fn unknown(what: &str, text: &str) -> sqlx::Error {
    sqlx::Error::Decode(format!("unknown {what} `{text}`").into())
}
