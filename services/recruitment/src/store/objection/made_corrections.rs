//! The corrections of `recruitment.result_corrections` that count, as the log tells them.

use crate::domain::correction_leaf::{CorrectedPart, parse_error};
use crate::domain::objections::Cause;
use sqlx::PgConnection;
use uuid::Uuid;

/// A correction that counts.
pub struct Made {
    /// Number of the participant.
    pub participant: String,
    /// What is corrected.
    pub of: CorrectedPart,
    /// Whose error it was.
    pub error: Cause,
    /// Objection that asked for it.
    pub objection_id: Uuid,
    /// Position of the leaf that stands until then; none where nothing does.
    pub replaces: Option<u64>,
}

/// The corrections of a vacancy, in the order of participant numbers.
pub async fn list(connection: &mut PgConnection, vacancy: Uuid) -> sqlx::Result<Vec<Made>> {
    let rows = sqlx::query!(
        r#"SELECT applications.participant_number, made.kind AS "kind!", made.objection_id AS "objection_id!",
                  objections.cause AS "cause!",
                  (SELECT max(position) FROM recruitment.log_leaves
                   WHERE log_leaves.vacancy_id = $1 AND position IS NOT NULL
                     AND log_leaves.participant = applications.participant_number
                     AND (log_leaves.kind = made.kind
                          OR made.kind = 'verdict' AND log_leaves.kind IN ('result', 'pppk-result'))) AS replaces
           FROM recruitment.corrections_of($1) AS made
           JOIN recruitment.applications ON applications.application_id = made.application_id
           JOIN recruitment.objections ON objections.objection_id = made.objection_id
           ORDER BY applications.participant_number COLLATE "C", made.kind"#,
        vacancy,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let unknown = |text: &str| sqlx::Error::Decode(format!("unknown correction `{text}`").into());
        Ok(Made {
            participant: row.participant_number,
            of: CorrectedPart::parse(&row.kind).ok_or_else(|| unknown(&row.kind))?,
            error: parse_error(&row.cause).ok_or_else(|| unknown(&row.cause))?,
            objection_id: row.objection_id,
            replaces: row.replaces.map(i64::cast_unsigned),
        })
    });
    rows.collect()
}
