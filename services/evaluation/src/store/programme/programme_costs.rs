//! `evaluation.programme_costs`.

use crate::domain::cost_per_post::ProgrammeCost;
use jiff_sqlx::ToSqlx;
use platform::page::Page;
use sqlx::PgConnection;
use uuid::Uuid;

/// Adds a cost. The constraint `one_cost_a_document_and_item` refuses a second of the same document and item.
pub async fn insert(connection: &mut PgConnection, cost: &ProgrammeCost) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO evaluation.programme_costs (cost_id, programme, period, item, rupiah, document_number, document_date,
             create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        cost.id,
        cost.programme,
        cost.period,
        cost.item,
        cost.rupiah,
        cost.document_number,
        cost.document_date.to_sqlx() as _,
        cost.create_time.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Documents and rupiah of a selection.
pub async fn sum(connection: &mut PgConnection, programme: &str, period: &str) -> sqlx::Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"SELECT count(DISTINCT document_number) AS "documents!", coalesce(sum(rupiah), 0)::bigint AS "rupiah!"
           FROM evaluation.programme_costs
           WHERE instansi = current_setting('app.instansi') AND programme = $1 AND period = $2"#,
        programme,
        period,
    );
    let row = row.fetch_one(connection).await?;
    Ok((row.documents, row.rupiah))
}

struct Row {
    cost_id: Uuid,
    programme: String,
    period: String,
    item: String,
    rupiah: i64,
    document_number: String,
    document_date: jiff_sqlx::Date,
    create_time: jiff_sqlx::Timestamp,
}

impl From<Row> for ProgrammeCost {
    fn from(row: Row) -> Self {
        Self {
            id: row.cost_id,
            programme: row.programme,
            period: row.period,
            item: row.item,
            rupiah: row.rupiah,
            document_number: row.document_number,
            document_date: row.document_date.to_jiff(),
            create_time: row.create_time.to_jiff(),
        }
    }
}

/// Lists costs, oldest first; empty texts mean any programme and period.
pub async fn list(
    connection: &mut PgConnection,
    (programme, period): (&str, &str),
    page: &Page,
) -> sqlx::Result<Vec<ProgrammeCost>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT cost_id, programme, period, item, rupiah, document_number,
                  document_date AS "document_date: jiff_sqlx::Date", create_time AS "create_time: jiff_sqlx::Timestamp"
           FROM evaluation.programme_costs
           WHERE instansi = current_setting('app.instansi') AND (create_time, cost_id) > ($1, $2)
             AND ($3 = '' OR programme = $3) AND ($4 = '' OR period = $4)
           ORDER BY create_time, cost_id LIMIT $5"#,
        page.after_time().to_sqlx() as _,
        page.after.1,
        programme,
        period,
        page.limit(),
    );
    Ok(rows.fetch_all(connection).await?.into_iter().map(ProgrammeCost::from).collect())
}
