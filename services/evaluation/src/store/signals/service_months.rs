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

/// All months of these services whose use and complaints are known, with the complaints received in them: those that were not rejected, and
/// those of one matter once. What was filed here counts when somebody has looked at it: anybody may file.
/// A month before the first or after the last of the service's coverage, or where nobody said it of the reports of the instansi, is
/// not known to have none.
pub async fn histories(connection: &mut PgConnection, services: &[Uuid]) -> sqlx::Result<HashMap<Uuid, History>> {
    let rows = sqlx::query!(
        r#"WITH known AS (
               SELECT min(month) AS first, max(month) AS last FROM evaluation.complaints
               WHERE instansi = current_setting('app.instansi')
           )
           SELECT used.service_id AS "service_id!", used.month AS "month!", used.transactions AS "transactions!",
                  coalesce(received.complaints, 0) AS "complaints!"
           FROM evaluation.service_months AS used
           JOIN evaluation.public_services AS service ON service.service_id = used.service_id
           CROSS JOIN known
           LEFT JOIN (
               SELECT service_id, month, count(*) AS complaints FROM evaluation.complaints
               WHERE service_id = ANY ($1) AND kind = 'complaint' AND state <> 'rejected' AND merged_into IS NULL
                 AND NOT (state = 'received' AND is_handled_here AND due_date IS NOT NULL)
               GROUP BY service_id, month
           ) AS received ON received.service_id = used.service_id AND received.month = used.month
           WHERE used.service_id = ANY ($1)
             AND used.month BETWEEN coalesce(service.complaints_first, known.first)
                                AND coalesce(service.complaints_last, known.last)"#,
        services,
    );
    let mut histories: HashMap<Uuid, History> = HashMap::new();
    for row in rows.fetch_all(connection).await? {
        let (complaints, transactions) = (row.complaints.unsigned_abs(), row.transactions.unsigned_abs());
        let month = ServiceMonth { complaints, transactions };
        histories.entry(row.service_id).or_default().note(row.month.to_jiff(), month);
    }
    Ok(histories)
}
