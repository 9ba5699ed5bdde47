//! `evaluation.service_months`: how often services were used.

use crate::domain::{quality::ServiceMonth, service_history::History};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Uses of services, column by column; no service and month twice.
#[derive(Default)]
pub struct Columns {
    /// Services.
    pub services: Vec<Uuid>,
    /// Months.
    pub months: Vec<jiff_sqlx::Date>,
    /// How often each was used.
    pub transactions: Vec<i64>,
}

/// Keeps how often services were used; a later figure of the same month replaces the earlier. In order of the key, so
/// that two imports at once wait for each other and do not lock each other out.
pub async fn import(connection: &mut PgConnection, new: &Columns) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.service_months (service_id, month, transactions)
         SELECT * FROM unnest($1::uuid[], $2::date[], $3::bigint[]) AS new (service_id, month, transactions)
         ORDER BY service_id, month
         ON CONFLICT (service_id, month) DO UPDATE SET transactions = excluded.transactions",
        &new.services,
        &new.months as _,
        &new.transactions,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// All months of these services whose use and complaints are known, with the complaints received in them: those that were not
/// rejected, and those of one matter once. What was filed here counts for a fall when somebody has looked at it, for a recovery at
/// once.
///
/// Known are the months of the service's coverage. Where nobody said it, they are those from the first to the last of its own
/// complaints that somebody has looked at: a report about another service, an old row, or one that anybody filed, says nothing of
/// whether all complaints about this one are here.
pub async fn histories(connection: &mut PgConnection, services: &[Uuid]) -> sqlx::Result<HashMap<Uuid, History>> {
    let rows = sqlx::query!(
        r#"WITH received AS (
               SELECT service_id, month, count(*) AS complaints,
                      count(*) FILTER (WHERE NOT (state = 'received' AND is_handled_here AND due_date IS NOT NULL)) AS looked_at
               FROM evaluation.complaints
               WHERE service_id = ANY ($1) AND kind = 'complaint' AND state <> 'rejected' AND merged_into IS NULL
               GROUP BY service_id, month
           ), known AS (
               SELECT service_id, min(month) AS first, max(month) AS last FROM received
               WHERE looked_at > 0 GROUP BY service_id
           )
           SELECT used.service_id AS "service_id!", used.month AS "month!", used.transactions AS "transactions!",
                  coalesce(received.looked_at, 0) AS "looked_at!", coalesce(received.complaints, 0) AS "received!"
           FROM evaluation.service_months AS used
           JOIN evaluation.public_services AS service ON service.service_id = used.service_id
           LEFT JOIN known ON known.service_id = used.service_id
           LEFT JOIN received ON received.service_id = used.service_id AND received.month = used.month
           WHERE used.service_id = ANY ($1)
             AND used.month BETWEEN coalesce(service.complaints_first, known.first)
                                AND coalesce(service.complaints_last, known.last)"#,
        services,
    );
    let mut histories: HashMap<Uuid, History> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let (looked_at, transactions) = (row.looked_at.unsigned_abs(), row.transactions.unsigned_abs());
        let month = ServiceMonth { complaints: looked_at, transactions };
        histories.entry(row.service_id).or_default().note(row.month.to_jiff(), month, row.received.unsigned_abs());
    }
    Ok(histories)
}
