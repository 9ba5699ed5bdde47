//! Corrected results of the competency test, kept in `recruitment.result_corrections` until they are published.

use crate::domain::{
    difference::Position,
    integration::{FinalPoints, Points},
    pppk_ranking::PppkOutcome,
};
use crate::store::{
    finals::decision_from_text,
    pppk_results::{outcome_from_text, score},
    rerankings::Corrected,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// Whether somebody has a result of the test, which may be corrected.
pub async fn has_result(connection: &mut PgConnection, application: Uuid) -> sqlx::Result<bool> {
    let has = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM recruitment.pppk_results WHERE application_id = $1) AS "has!""#,
        application,
    );
    has.fetch_one(connection).await
}

/// Keeps a correction; a later one for the same objection replaces it.
pub async fn save(
    connection: &mut PgConnection,
    of: &Corrected,
    (tier, outcome): (&str, PppkOutcome),
    now: Timestamp,
) -> sqlx::Result<()> {
    let score = outcome.score();
    sqlx::query!(
        "INSERT INTO recruitment.result_corrections (correction_id, vacancy_id, application_id, objection_id, kind,
                                                     pppk_outcome, tier, technical, certificate_thousandths, managerial,
                                                     sociocultural, interview, correct_time)
         VALUES ($1, $2, $3, $4, 'pppk', $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (application_id, kind, objection_id) DO UPDATE
         SET correction_id = excluded.correction_id, pppk_outcome = excluded.pppk_outcome, tier = excluded.tier,
             technical = excluded.technical, certificate_thousandths = excluded.certificate_thousandths,
             managerial = excluded.managerial, sociocultural = excluded.sociocultural, interview = excluded.interview,
             correct_time = excluded.correct_time",
        Uuid::now_v7(),
        of.vacancy_id,
        of.application_id,
        of.objection_id,
        outcome.as_str(),
        tier,
        i32::from(score.technical),
        score.certificate.0.cast_signed(),
        i32::from(score.managerial),
        i32::from(score.sociocultural),
        i32::from(score.interview),
        now.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A participant with the corrections applied, as the database knows one.
pub struct Stored {
    /// Application.
    pub id: Uuid,
    /// Number of the participant.
    pub number: String,
    /// Whether something of it was corrected, so that it is not what stood.
    pub corrected: bool,
    /// Whether the participant has a seat elsewhere, or gave one back.
    pub aside: bool,
    /// Tier and how the test ended; none for who took no part.
    pub tested: Option<(String, PppkOutcome)>,
    /// Identity.
    pub identity: Sealed,
    /// As it was published.
    pub from: Position,
}

/// Every participant of a vacancy with the corrections applied. Who was found not to meet the requirements after all has
/// the test's own end for that (*TMS*).
pub async fn entrants(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query!(
        r#"WITH made AS (SELECT * FROM recruitment.corrections_of($1))
           SELECT applications.application_id, participant_number, identity_key, identity_sealed,
                  verdict.kind IS NOT NULL AND tested.outcome <> 'ineligible'
                  OR test.kind IS NOT NULL
                     AND (test.pppk_outcome, test.tier, test.technical, test.certificate_thousandths, test.managerial,
                          test.sociocultural, test.interview)
                         IS DISTINCT FROM (tested.outcome, tested.tier, tested.technical, tested.certificate_thousandths,
                                           tested.managerial, tested.sociocultural, tested.interview) AS corrected,
                  decision = 'moved'
                  OR EXISTS (SELECT FROM recruitment.withdrawals
                             WHERE withdrawals.application_id = applications.application_id) AS aside,
                  CASE WHEN verdict.kind IS NOT NULL AND tested.outcome IS NOT NULL THEN 'ineligible'
                       ELSE coalesce(test.pppk_outcome, tested.outcome) END AS outcome,
                  coalesce(test.tier, tested.tier) AS tier,
                  CASE WHEN test.kind IS NULL THEN tested.technical ELSE test.technical END AS technical,
                  CASE WHEN test.kind IS NULL THEN tested.certificate_thousandths
                       ELSE test.certificate_thousandths END AS certificate,
                  CASE WHEN test.kind IS NULL THEN tested.managerial ELSE test.managerial END AS managerial,
                  CASE WHEN test.kind IS NULL THEN tested.sociocultural ELSE test.sociocultural END AS sociocultural,
                  CASE WHEN test.kind IS NULL THEN tested.interview ELSE test.interview END AS interview,
                  code AS "code?", final_points, final_denominator, final_rank, decision, place
           FROM recruitment.applications
           LEFT JOIN recruitment.pppk_results AS tested ON tested.application_id = applications.application_id
           LEFT JOIN made AS test ON test.application_id = applications.application_id AND test.kind = 'pppk'
           LEFT JOIN made AS verdict ON verdict.application_id = applications.application_id AND verdict.kind = 'verdict'
           WHERE applications.vacancy_id = $1 ORDER BY applications.application_id"#,
        vacancy,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let parts = [row.technical, row.certificate, row.managerial, row.sociocultural, row.interview];
        let tested = match (row.tier, row.outcome) {
            (Some(tier), Some(outcome)) => {
                Some((tier, outcome_from_text(&outcome, score(parts.map(Option::unwrap_or_default))?)?))
            }
            _ => None,
        };
        let points = row.final_points.zip(row.final_denominator);
        Ok(Stored {
            id: row.application_id,
            number: row.participant_number,
            corrected: row.corrected.unwrap_or_default(),
            aside: row.aside.unwrap_or_default(),
            tested,
            identity: Sealed { key: row.identity_key, data: row.identity_sealed },
            from: Position {
                pppk_code: row.code,
                points: points.map(|(points, denominator)| FinalPoints { points: Points(points), denominator }),
                rank: row.final_rank.map(i32::cast_unsigned),
                outcome: row.decision.as_deref().map(decision_from_text).transpose()?,
                place: row.place.map(i32::cast_unsigned),
                ..Position::default()
            },
        })
    });
    rows.collect()
}

/// Writes the corrected results where the published ones stood, with the codes that the published changes tell.
pub async fn apply(connection: &mut PgConnection, vacancy: Uuid, publish_time: Timestamp) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE recruitment.pppk_results AS tested
         SET outcome = new.pppk_outcome, tier = new.tier, technical = new.technical,
             certificate_thousandths = new.certificate_thousandths, managerial = new.managerial,
             sociocultural = new.sociocultural, interview = new.interview
         FROM recruitment.corrections_of($1) AS new
         WHERE new.kind = 'pppk' AND tested.application_id = new.application_id",
        vacancy,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE recruitment.pppk_results AS tested
         SET outcome = 'ineligible', technical = 0, certificate_thousandths = 0, managerial = 0, sociocultural = 0,
             interview = 0
         FROM recruitment.corrections_of($1) AS new
         WHERE new.kind = 'verdict' AND tested.application_id = new.application_id",
        vacancy,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE recruitment.pppk_results AS tested SET code = to_pppk_code
         FROM recruitment.result_changes AS change
         WHERE change.vacancy_id = $1 AND publish_time = $2 AND to_pppk_code IS NOT NULL
           AND tested.application_id = change.application_id",
        vacancy,
        publish_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
