//! Who could fill the seats of PPPK vacancies that nobody has.

use crate::domain::{pppk_ranking::PppkOutcome, pppk_score::PppkScore};
use crate::store::pppk_results::score;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// A ranked participant without a seat, with the sealed identity that knows the age.
pub struct RunnerUp {
    /// Application.
    pub id: Uuid,
    /// Vacancy applied for.
    pub vacancy: Uuid,
    /// Own education.
    pub education: String,
    /// Tier and scores.
    pub tested: (String, PppkOutcome),
    /// Identity.
    pub identity: Sealed,
}

/// Who was not selected for these vacancies, has not moved, does not wait for a seat elsewhere, is not proposed in the place
/// of somebody who left, did not withdraw, and is still known.
pub async fn runners_up(connection: &mut PgConnection, vacancies: &[Uuid]) -> sqlx::Result<Vec<RunnerUp>> {
    let rows = sqlx::query!(
        "SELECT application_id, one.vacancy_id, education, identity_key, identity_sealed, tier, technical,
                certificate_thousandths, managerial, sociocultural, interview
         FROM recruitment.applications AS one JOIN recruitment.pppk_results USING (application_id)
         WHERE one.vacancy_id = ANY ($1) AND decision = 'not_selected' AND outcome = 'present' AND erase_time IS NULL
               AND NOT EXISTS (SELECT FROM recruitment.moves WHERE moves.application_id = one.application_id)
               AND NOT EXISTS (SELECT FROM recruitment.withdrawals WHERE withdrawals.application_id = one.application_id)
               AND NOT EXISTS (SELECT FROM recruitment.replacements
                               WHERE replacements.vacancy_id = one.vacancy_id AND state = 'proposed'
                                     AND one.application_id = ANY (candidates))",
        vacancies,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let parts = [row.technical, row.certificate_thousandths, row.managerial, row.sociocultural, row.interview];
        let score: PppkScore = score(parts)?;
        Ok(RunnerUp {
            id: row.application_id,
            vacancy: row.vacancy_id,
            education: row.education,
            tested: (row.tier, PppkOutcome::Scored(score)),
            identity: Sealed { key: row.identity_key, data: row.identity_sealed },
        })
    });
    rows.collect()
}
