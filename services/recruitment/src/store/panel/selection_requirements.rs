//! `recruitment.selection_requirements`: what the committee found in the papers of candidates, the reasons sealed.

use crate::domain::{candidacy::RequirementFound, selection_candidate::Unmet};
use crate::store::selections::unknown;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use platform::sensitive::Sealed;
use sqlx::PgConnection;
use uuid::Uuid;

/// What was found about a requirement, with the sealed reason; none where it is met.
pub struct Kept {
    /// Id; the sealed reason belongs to it.
    pub id: Uuid,
    /// What was found.
    pub found: RequirementFound,
    /// Why.
    pub reason: Option<Sealed>,
}

/// Puts what was found about a candidate in the place of what was before.
pub async fn replace(
    connection: &mut PgConnection,
    candidate: Uuid,
    new: &[Kept],
    (screener, now): (&str, Timestamp),
) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM recruitment.selection_requirements WHERE candidate_id = $1", candidate)
        .execute(&mut *connection)
        .await?;
    for one in new {
        sqlx::query!(
            "INSERT INTO recruitment.selection_requirements (finding_id, candidate_id, requirement, met, reason_key,
                                                             reason_sealed, screener, screen_time)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            one.id,
            candidate,
            one.found.requirement.as_str(),
            one.found.met,
            one.reason.as_ref().map(|reason| reason.key.clone()).unwrap_or_default(),
            one.reason.as_ref().map(|reason| reason.data.clone()).unwrap_or_default(),
            screener,
            now.to_sqlx() as _,
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// What was found about a candidate, in the order of the requirements' names.
pub async fn of_candidate(connection: &mut PgConnection, candidate: Uuid) -> sqlx::Result<Vec<Kept>> {
    let rows = sqlx::query!(
        "SELECT finding_id, requirement, met, reason_key, reason_sealed FROM recruitment.selection_requirements
         WHERE candidate_id = $1 ORDER BY requirement",
        candidate,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let requirement = Unmet::parse(&row.requirement).ok_or_else(|| unknown("requirement", &row.requirement))?;
        let found = RequirementFound { requirement, met: row.met };
        let reason = (!row.met).then_some(Sealed { key: row.reason_key, data: row.reason_sealed });
        Ok(Kept { id: row.finding_id, found, reason })
    });
    rows.collect()
}
