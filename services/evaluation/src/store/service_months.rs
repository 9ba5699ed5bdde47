//! `evaluation.service_months`: how often services were used.

use crate::domain::{public_service::History, quality::ServiceMonth};
use sqlx::PgConnection;
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

/// All months of a service whose use is known, with the complaints received in them.
pub async fn history(connection: &mut PgConnection, service: Uuid) -> sqlx::Result<History> {
    let rows = sqlx::query!(
        r#"SELECT month, transactions,
                  (SELECT count(*) FROM evaluation.complaints AS complaint
                   WHERE complaint.service_id = used.service_id AND complaint.month = used.month) AS "complaints!"
           FROM evaluation.service_months AS used WHERE service_id = $1"#,
        service,
    );
    let rows = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let (complaints, transactions) = (row.complaints.unsigned_abs(), row.transactions.unsigned_abs());
        (row.month.to_jiff(), ServiceMonth { complaints, transactions })
    });
    Ok(rows.collect())
}
