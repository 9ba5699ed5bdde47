//! `recruitment.result_corrections` and `recruitment.rerankings`: corrected results, kept apart until they are published.

use super::evidence::points;
use crate::domain::difference::Position;
use crate::domain::integration::SkbScores;
use crate::domain::pppk_ranking::PppkOutcome;
use crate::domain::ranking::SkdOutcome;
use crate::domain::reranking::Printed;
use crate::domain::result_code::SkdCode;
use crate::domain::skb_outcome::SkbOutcome;
use crate::domain::skd::SkdScore;
use crate::domain::thousandths::Thousandths;
use crate::store::finals::{decision, decision_from_text, outcome_to_text, scores_of};
use crate::store::{applications::score, pppk_corrections};
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
    Skb(SkbOutcome),
    /// Of the competency test: tier and end, kept by [`crate::store::pppk_corrections`].
    Pppk(String, PppkOutcome),
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

/// Keeps a correction; a later one of the same kind for the same objection replaces it.
pub async fn save_correction(
    connection: &mut PgConnection,
    of: &Corrected,
    correction: &Correction,
    now: Timestamp,
) -> sqlx::Result<()> {
    let (mut kind, mut attendance, mut score, mut ending, mut marks, mut reason) =
        ("verdict", None, SkdScore { twk: 0, tiu: 0, tkp: 0 }, None, None, "");
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
        Correction::Skb(outcome) => {
            (kind, ending, marks) = ("skb", Some(outcome_to_text(outcome)), scores_of(outcome));
        }
        Correction::Pppk(tier, outcome) => {
            return pppk_corrections::save(connection, of, (tier, *outcome), now).await;
        }
        Correction::Ineligible(why) => reason = why,
    }
    let additional = marks.map(|marks| &marks.additional[..]).unwrap_or_default();
    sqlx::query!(
        "INSERT INTO recruitment.result_corrections (correction_id, vacancy_id, application_id, objection_id, kind,
                                                     skd_attendance, twk, tiu, tkp, skb_outcome, skb_thousandths,
                                                     skb_additional, verdict_reason, correct_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (application_id, kind, objection_id) DO UPDATE
         SET correction_id = excluded.correction_id, skd_attendance = excluded.skd_attendance, twk = excluded.twk,
             tiu = excluded.tiu, tkp = excluded.tkp, skb_outcome = excluded.skb_outcome,
             skb_thousandths = excluded.skb_thousandths, skb_additional = excluded.skb_additional,
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
        ending,
        marks.map(|marks| marks.cat.0.cast_signed()),
        &additional.iter().map(|mark| mark.0.cast_signed()).collect::<Vec<i32>>(),
        reason,
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes back what was corrected of a participant for an objection; returns how much that was.
pub async fn take_back(connection: &mut PgConnection, of: &Corrected) -> sqlx::Result<u64> {
    let taken = sqlx::query!(
        "DELETE FROM recruitment.result_corrections WHERE application_id = $1 AND objection_id = $2",
        of.application_id,
        of.objection_id,
    );
    Ok(taken.execute(connection).await?.rows_affected())
}

/// Whether the basic test of a participant was corrected.
pub async fn is_skd_corrected(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recruitment.result_corrections WHERE application_id = $1 AND kind = 'skd')
               AS "found!""#,
        application,
    );
    found.fetch_one(connection).await
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
    /// Whether something of it was corrected, so that it is not what stood.
    pub corrected: bool,
    /// Whether that was the basic test.
    pub skd_corrected: bool,
    /// Whether the participant has a seat elsewhere, or gave one back.
    pub aside: bool,
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
    /// Identity; empty for who cannot come to the final ranking, of whom there are many.
    pub identity: Sealed,
    /// As it was published.
    pub from: Position,
}

/// Every participant of a vacancy with the corrections applied.
pub async fn entrants(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query!(
        r#"WITH made AS (SELECT * FROM recruitment.corrections_of($1))
           SELECT applications.application_id, participant_number,
                  skd.kind IS NOT NULL
                  AND (skd.skd_attendance, skd.twk, skd.tiu, skd.tkp)
                      IS DISTINCT FROM (applications.skd_attendance, applications.twk, applications.tiu, applications.tkp)
                      AS "skd_corrected!",
                  skb.kind IS NOT NULL
                  AND (skb.skb_outcome, skb.skb_thousandths, skb.skb_additional)
                      IS DISTINCT FROM (applications.skb_outcome, applications.skb_thousandths, applications.skb_additional)
                      AS "skb_corrected!",
                  decision = 'moved'
                  OR EXISTS (SELECT FROM recruitment.withdrawals
                             WHERE withdrawals.application_id = applications.application_id) AS aside,
                  coalesce(applications.verdict, '') = 'eligible' AS "was_eligible!", verdict.kind IS NULL AS "stays!",
                  coalesce(skd.skd_attendance, applications.skd_attendance) AS attendance,
                  coalesce(skd.twk, applications.twk) AS "twk!", coalesce(skd.tiu, applications.tiu) AS "tiu!",
                  coalesce(skd.tkp, applications.tkp) AS "tkp!",
                  CASE WHEN skb.kind IS NULL THEN applications.skb_thousandths ELSE skb.skb_thousandths END AS mark,
                  coalesce(skb.skb_additional, applications.skb_additional) AS "skb_additional!",
                  coalesce(skb.skb_outcome, applications.skb_outcome, 'present') <> 'present' AS "dropped!",
                  gpa_thousandths, CASE WHEN skd_code = 'P/L' OR skd.kind IS NOT NULL OR skb.kind IS NOT NULL
                                       THEN identity_key ELSE '' END AS "key!",
                  CASE WHEN skd_code = 'P/L' OR skd.kind IS NOT NULL OR skb.kind IS NOT NULL
                       THEN identity_sealed ELSE '' END AS "sealed!", skd_code, skd_rank, final_points, final_denominator,
                  final_rank, decision, place
           FROM recruitment.applications
           LEFT JOIN made AS skd ON skd.application_id = applications.application_id AND skd.kind = 'skd'
           LEFT JOIN made AS skb ON skb.application_id = applications.application_id AND skb.kind = 'skb'
           LEFT JOIN made AS verdict ON verdict.application_id = applications.application_id AND verdict.kind = 'verdict'
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
            corrected: row.skd_corrected || row.skb_corrected || (row.was_eligible && !row.stays),
            skd_corrected: row.skd_corrected,
            aside: row.aside.unwrap_or_default(),
            eligible: row.was_eligible && row.stays,
            skd,
            skb: row.mark.map(|cat| SkbScores {
                cat: Thousandths(cat.cast_unsigned()),
                additional: row.skb_additional.iter().map(|mark| Thousandths(mark.cast_unsigned())).collect(),
            }),
            dropped: row.dropped,
            marks_corrected: row.skd_corrected || row.skb_corrected,
            gpa: Thousandths(row.gpa_thousandths.cast_unsigned()),
            identity: Sealed { key: row.key, data: row.sealed },
            from: Position {
                code: code.map_err(|error| sqlx::Error::Decode(error.into()))?,
                skd_rank: row.skd_rank.map(i32::cast_unsigned),
                pppk_code: None,
                points: points(row.final_points, row.final_denominator),
                rank: row.final_rank.map(i32::cast_unsigned),
                outcome: row.decision.as_deref().map(decision_from_text).transpose()?,
                place: row.place.map(i32::cast_unsigned),
            },
        })
    });
    rows.collect()
}

/// How many seats of a vacancy candidates of other vacancies have.
pub async fn moved_in(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<i32> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*)::int AS "count!" FROM recruitment.moves WHERE to_vacancy_id = $1 AND NOT contested"#,
        vacancy,
    );
    count.fetch_one(connection).await
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
        "WITH made AS (SELECT * FROM recruitment.corrections_of($1))
         UPDATE recruitment.applications
         SET skd_attendance = coalesce(new.skd_attendance, applications.skd_attendance),
             twk = coalesce(new.twk, applications.twk), tiu = coalesce(new.tiu, applications.tiu),
             tkp = coalesce(new.tkp, applications.tkp),
             skb_outcome = coalesce(new.skb_outcome, applications.skb_outcome),
             skb_thousandths =
                 CASE WHEN new.skb_outcome IS NULL THEN applications.skb_thousandths ELSE new.skb_thousandths END,
             skb_additional = coalesce(new.skb_additional, applications.skb_additional),
             verdict = CASE WHEN new.verdict_reason IS NULL THEN applications.verdict ELSE 'ineligible' END,
             verdict_reason = coalesce(new.verdict_reason, applications.verdict_reason),
             version = version + 1
         FROM (SELECT application_id, skd.skd_attendance, skd.twk, skd.tiu, skd.tkp, skb.skb_outcome, skb.skb_thousandths,
                      skb.skb_additional, verdict.verdict_reason
               FROM (SELECT DISTINCT application_id FROM made) AS corrected
               LEFT JOIN (SELECT * FROM made WHERE kind = 'skd') AS skd USING (application_id)
               LEFT JOIN (SELECT * FROM made WHERE kind = 'skb') AS skb USING (application_id)
               LEFT JOIN (SELECT * FROM made WHERE kind = 'verdict') AS verdict USING (application_id)) AS new
         WHERE applications.application_id = new.application_id",
        vacancy,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Saves the order by printed points of a published vacancy; who has no final points any more has no place in it either.
pub async fn save_printed(connection: &mut PgConnection, vacancy: Uuid, printed: &[Printed<Uuid>]) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = printed.iter().map(|one| one.id).collect();
    let ranks: Vec<i32> = printed.iter().map(|one| one.rank.cast_signed()).collect();
    let decisions: Vec<String> = printed.iter().map(|one| decision(one.outcome).to_owned()).collect();
    let alerts: Vec<bool> = printed.iter().map(|one| one.alert).collect();
    sqlx::query!(
        "UPDATE recruitment.applications
         SET rounded_rank = new.rank, rounded_decision = new.decision, rounding_alert = coalesce(new.alert, false),
             version = version + 1
         FROM (SELECT application_id, rank, printed.decision, alert
               FROM recruitment.applications
               LEFT JOIN unnest($2::uuid[], $3::int[], $4::text[], $5::bool[])
                         AS printed (application_id, rank, decision, alert) USING (application_id)
               WHERE vacancy_id = $1) AS new
         WHERE applications.application_id = new.application_id
           AND (rounded_rank, rounded_decision, rounding_alert)
               IS DISTINCT FROM (new.rank, new.decision, coalesce(new.alert, false))",
        vacancy,
        &ids,
        &ranks,
        &decisions,
        &alerts,
    )
    .execute(connection)
    .await?;
    Ok(())
}
