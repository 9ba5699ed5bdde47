//! `career.talent_box_decisions`: who decided what, and why.

use crate::{domain::talent_box::BoxDecision, store::unsealed};
use jiff_sqlx::ToSqlx;
use platform::sensitive::{Sealed, Sensitive, Vault};
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a decision, its reason sealed.
pub async fn insert(connection: &mut PgConnection, decision: &BoxDecision, reason: &Sealed) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO career.talent_box_decisions (decision_id, box_id, proposed_box, before_box, after_box, decided_by,
                                                  decide_time, ruleset, reason_key, reason_sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        decision.id,
        decision.talent_box,
        decision.proposed,
        decision.before,
        decision.after,
        decision.by,
        decision.time.to_sqlx() as _,
        decision.ruleset,
        reason.key,
        reason.data,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Every decision about a box with its reason opened, oldest first. Whoever calls sees to it that the reading is audited.
pub async fn of(
    connection: &mut PgConnection,
    vault: &Vault,
    talent_box: Uuid,
) -> sqlx::Result<Vec<(BoxDecision, Sensitive<String>)>> {
    let rows = sqlx::query!(
        r#"SELECT decision_id, box_id, proposed_box, before_box, after_box, decided_by,
                  decide_time AS "decide_time: jiff_sqlx::Timestamp", ruleset, reason_key, reason_sealed
           FROM career.talent_box_decisions WHERE box_id = $1 ORDER BY decision_id"#,
        talent_box,
    );
    let mut found = Vec::new();
    for row in rows.fetch_all(connection).await? {
        let sealed = Sealed { key: row.reason_key, data: row.reason_sealed };
        let reason = unsealed(vault, row.decision_id, &sealed, |text| Some(text.to_owned()))?;
        let decision = BoxDecision {
            id: row.decision_id,
            talent_box: row.box_id,
            proposed: row.proposed_box,
            before: row.before_box,
            after: row.after_box,
            by: row.decided_by,
            time: row.decide_time.to_jiff(),
            ruleset: row.ruleset,
        };
        found.push((decision, Sensitive::new(reason)));
    }
    Ok(found)
}
