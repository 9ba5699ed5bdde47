//! `recruitment.result_corrections` and `recruitment.rerankings`: corrected results, kept apart until they are published.

use super::evidence::points;
use crate::domain::difference::Position;
use crate::domain::integration::SkbScores;
use crate::domain::ranking::SkdOutcome;
use crate::domain::result_code::SkdCode;
use crate::domain::skd::SkdScore;
use crate::domain::thousandths::Thousandths;
use crate::store::{applications::score, finals::decision_from_text};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// A corrected official result.
pub enum Correction {
    /// Of the basic test.
    Skd(SkdOutcome),
    /// Of the field test.
    Skb(Thousandths),
    /// The participant does not meet the requirements after all.
    Ineligible(String),
}

/// Where a correction belongs.
pub struct Corrected {
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// Application.
    pub application_id: Uuid,
    /// Accepted objection that asks for it.
    pub objection_id: Uuid,
}

/// Keeps a correction; a later one of the same kind replaces it.
pub async fn save_correction(
    connection: &mut PgConnection,
    of: &Corrected,
    correction: &Correction,
    now: Timestamp,
) -> sqlx::Result<()> {
    let (mut kind, mut attendance, mut score, mut mark, mut reason) =
        ("verdict", None, SkdScore { twk: 0, tiu: 0, tkp: 0 }, None, "");
    match correction {
        Correction::Skd(outcome) => {
            kind = "skd";
            attendance = Some(match outcome {
                SkdOutcome::Scored(scored) => {
                    score = *scored;
                    "present"
                }
                SkdOutcome::Absent => "absent",
                SkdOutcome::Disqualified => "disqualified",
            });
        }
        Correction::Skb(corrected) => (kind, mark) = ("skb", Some(corrected.0.cast_signed())),
        Correction::Ineligible(why) => reason = why,
    }
    sqlx::query!(
        "INSERT INTO recruitment.result_corrections (correction_id, vacancy_id, application_id, objection_id, kind,
                                                     skd_attendance, twk, tiu, tkp, skb_thousandths, verdict_reason,
                                                     correct_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (application_id, kind) DO UPDATE
         SET objection_id = excluded.objection_id, skd_attendance = excluded.skd_attendance, twk = excluded.twk,
             tiu = excluded.tiu, tkp = excluded.tkp, skb_thousandths = excluded.skb_thousandths,
             verdict_reason = excluded.verdict_reason, correct_time = excluded.correct_time",
        Uuid::now_v7(),
        of.vacancy_id,
        of.application_id,
        of.objection_id,
        kind,
        attendance,
        i32::from(score.twk),
        i32::from(score.tiu),
        i32::from(score.tkp),
        mark,
        reason,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many accepted objections to the final result nothing was corrected for.
pub async fn count_missing(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<i64> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM recruitment.objections
           WHERE vacancy_id = $1 AND round = 'final' AND state = 'accepted'
             AND NOT EXISTS (SELECT FROM recruitment.result_corrections AS made
                             WHERE made.objection_id = objections.objection_id)"#,
        vacancy,
    );
    count.fetch_one(connection).await
}

/// A participant with the corrections applied, as the database knows one.
pub struct Stored {
    /// Application.
    pub id: Uuid,
    /// Number of the participant.
    pub number: String,
    /// Whether something of it was corrected.
    pub corrected: bool,
    /// Whether the participant meets the requirements.
    pub eligible: bool,
    /// How the basic test ended.
    pub skd: Option<SkdOutcome>,
    /// Marks of the field test.
    pub skb: Option<SkbScores>,
    /// Whether the participant failed the field test, or took no part in it.
    pub dropped: bool,
    /// Whether one of the two marks was corrected, so that the final points have to be computed again.
    pub marks_corrected: bool,
    /// Grade point average.
    pub gpa: Thousandths,
    /// Identity.
    pub identity: Sealed,
    /// As it was published.
    pub from: Position,
}

/// Every participant of a vacancy with the corrections applied.
pub async fn entrants(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query!(
        r#"SELECT applications.application_id, participant_number,
                  num_nonnulls(skd.kind, skb.kind, verdict.kind) > 0 AS "corrected!",
                  num_nonnulls(skd.kind, skb.kind) > 0 AS "marks_corrected!",
                  coalesce(applications.verdict, '') = 'eligible' AND verdict.kind IS NULL AS "eligible!",
                  coalesce(skd.skd_attendance, applications.skd_attendance) AS attendance,
                  coalesce(skd.twk, applications.twk) AS "twk!", coalesce(skd.tiu, applications.tiu) AS "tiu!",
                  coalesce(skd.tkp, applications.tkp) AS "tkp!",
                  coalesce(skb.skb_thousandths, applications.skb_thousandths) AS mark, skb_additional,
                  skb.kind IS NULL AND coalesce(skb_outcome, 'present') <> 'present' AS "dropped!",
                  gpa_thousandths, identity_key, identity_sealed, skd_code, skd_rank, final_points, final_denominator,
                  final_rank, decision, place
           FROM recruitment.applications
           LEFT JOIN recruitment.result_corrections AS skd
                ON skd.application_id = applications.application_id AND skd.kind = 'skd'
           LEFT JOIN recruitment.result_corrections AS skb
                ON skb.application_id = applications.application_id AND skb.kind = 'skb'
           LEFT JOIN recruitment.result_corrections AS verdict
                ON verdict.application_id = applications.application_id AND verdict.kind = 'verdict'
           WHERE applications.vacancy_id = $1 ORDER BY applications.application_id"#,
        vacancy,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let skd = match row.attendance.as_deref() {
            None => None,
            Some("absent") => Some(SkdOutcome::Absent),
            Some("disqualified") => Some(SkdOutcome::Disqualified),
            Some(_) => Some(SkdOutcome::Scored(score(row.twk, row.tiu, row.tkp)?)),
        };
        let code = row.skd_code.as_deref().map(SkdCode::parse).transpose();
        Ok(Stored {
            id: row.application_id,
            number: row.participant_number,
            corrected: row.corrected,
            eligible: row.eligible,
            skd,
            skb: row.mark.map(|cat| SkbScores {
                cat: Thousandths(cat.cast_unsigned()),
                additional: row.skb_additional.iter().map(|mark| Thousandths(mark.cast_unsigned())).collect(),
            }),
            dropped: row.dropped,
            marks_corrected: row.marks_corrected,
            gpa: Thousandths(row.gpa_thousandths.cast_unsigned()),
            identity: Sealed { key: row.identity_key, data: row.identity_sealed },
            from: Position {
                code: code.map_err(|error| sqlx::Error::Decode(error.into()))?,
                skd_rank: row.skd_rank.map(i32::cast_unsigned),
                points: points(row.final_points, row.final_denominator),
                rank: row.final_rank.map(i32::cast_unsigned),
                outcome: row.decision.as_deref().map(decision_from_text).transpose()?,
                place: row.place.map(i32::cast_unsigned),
            },
        })
    });
    rows.collect()
}

/// Keeps the new ranking in the place of an earlier one that was not published.
pub async fn save(connection: &mut PgConnection, vacancy: Uuid, selected: i32, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO recruitment.rerankings (vacancy_id, selected, rank_time) VALUES ($1, $2, $3)
         ON CONFLICT (vacancy_id) DO UPDATE SET selected = excluded.selected, rank_time = excluded.rank_time",
        vacancy,
        selected,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets a ranking that was not published: a result was corrected since.
pub async fn discard(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM recruitment.rerankings WHERE vacancy_id = $1 AND publish_time IS NULL", vacancy)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that the new ranking is public and returns how many it selects; none where there is nothing to publish.
pub async fn publish(connection: &mut PgConnection, vacancy: Uuid, now: Timestamp) -> sqlx::Result<Option<i32>> {
    let selected = sqlx::query_scalar!(
        "UPDATE recruitment.rerankings SET publish_time = $2
         WHERE vacancy_id = $1 AND publish_time IS NULL RETURNING selected",
        vacancy,
        now.to_sqlx() as _,
    );
    selected.fetch_optional(connection).await
}

/// Writes the corrected results where the published ones stood.
pub async fn apply_corrections(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.applications
         SET skd_attendance = coalesce(new.skd_attendance, applications.skd_attendance),
             twk = CASE WHEN new.skd_attendance IS NULL THEN applications.twk ELSE new.twk END,
             tiu = CASE WHEN new.skd_attendance IS NULL THEN applications.tiu ELSE new.tiu END,
             tkp = CASE WHEN new.skd_attendance IS NULL THEN applications.tkp ELSE new.tkp END,
             skb_thousandths = coalesce(new.mark, applications.skb_thousandths),
             skb_outcome = CASE WHEN new.mark IS NULL THEN applications.skb_outcome ELSE 'present' END,
             verdict = CASE WHEN new.reason = '' THEN applications.verdict ELSE 'ineligible' END,
             verdict_reason = CASE WHEN new.reason = '' THEN applications.verdict_reason ELSE new.reason END,
             version = version + 1
         FROM (SELECT application_id, max(skd_attendance) AS skd_attendance, max(twk) AS twk, max(tiu) AS tiu,
                      max(tkp) AS tkp, max(skb_thousandths) AS mark, max(verdict_reason) AS reason
               FROM recruitment.result_corrections WHERE vacancy_id = $1 GROUP BY application_id) AS new
         WHERE applications.application_id = new.application_id",
        vacancy,
    )
    .execute(connection)
    .await?;
    Ok(())
}
