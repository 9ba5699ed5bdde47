//! What of a PPPK vacancy goes into its log.

use crate::domain::{
    leaf::read_decision,
    pppk_leaf::{PppkFinal, PppkLeaf, PppkResultLeaf},
    pppk_ranking::{PppkOutcome, printed},
    thousandths::Thousandths,
};
use crate::store::pppk_results::{outcome_from_text, score};
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// Official results of these applications, with their vacancies; salts are still to be drawn.
pub async fn rows(connection: &mut PgConnection, applications: &[Uuid]) -> sqlx::Result<Vec<(Uuid, PppkLeaf)>> {
    let rows = sqlx::query!(
        "SELECT tested.vacancy_id, participant_number, tier, outcome, technical, certificate_thousandths, managerial,
                sociocultural, interview
         FROM recruitment.pppk_results AS tested JOIN recruitment.applications USING (application_id)
         WHERE application_id = ANY ($1) ORDER BY participant_number",
        applications,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let parts = [row.technical, row.certificate_thousandths, row.managerial, row.sociocultural, row.interview];
        let outcome = outcome_from_text(&row.outcome, score(parts)?)?;
        let (participant, tier, salt) = (row.participant_number, row.tier, String::new());
        Ok((row.vacancy_id, PppkLeaf { participant, tier, outcome, salt }))
    });
    rows.collect()
}

/// One row of a result, and what decided about it.
pub struct Published {
    /// Application.
    pub id: Uuid,
    /// The row, without the order of age.
    pub row: PppkResultLeaf,
    /// Tier and how the test ended; none for who took no part.
    pub tested: Option<(String, PppkOutcome)>,
    /// Identity, which holds the birth date.
    pub identity: Sealed,
}

/// The whole result of a vacancy, in the order of participant numbers.
pub async fn results(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Published>> {
    let rows = sqlx::query!(
        r#"SELECT application_id, participant_number, verdict, final_points, final_rank, decision, identity_key,
                  identity_sealed, code AS "code?", tier AS "tier?", outcome AS "outcome?", technical AS "technical?",
                  certificate_thousandths AS "certificate?", managerial AS "managerial?",
                  sociocultural AS "sociocultural?", interview AS "interview?"
           FROM recruitment.applications LEFT JOIN recruitment.pppk_results AS tested USING (application_id)
           WHERE applications.vacancy_id = $1 ORDER BY participant_number COLLATE "C""#,
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
        let unknown = |text: &str| sqlx::Error::Decode(format!("unknown decision `{text}`").into());
        let last = match (row.final_points, row.final_rank, row.decision) {
            (Some(total), Some(rank), Some(decision)) => Some(PppkFinal {
                total: Thousandths(u32::try_from(total).map_err(|error| sqlx::Error::Decode(error.into()))?),
                rank: rank.cast_unsigned(),
                outcome: read_decision(&decision).ok_or_else(|| unknown(&decision))?,
            }),
            _ => None,
        };
        let shown = PppkResultLeaf {
            participant: row.participant_number,
            eligible: row.verdict.as_deref() == Some("eligible"),
            code: row.code.map(|code| printed(&code, last.map(|last| last.outcome))),
            last,
            seniority: None,
        };
        let identity = Sealed { key: row.identity_key, data: row.identity_sealed };
        Ok(Published { id: row.application_id, row: shown, tested, identity })
    });
    rows.collect()
}
