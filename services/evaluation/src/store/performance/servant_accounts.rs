//! `evaluation.servant_accounts`: which account is which servant.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::HashMap;

/// Links an account with a servant who has none. The constraint `one_servant_an_account` refuses one that is taken, the primary key
/// a second account.
pub async fn link(connection: &mut PgConnection, servant: &str, account: &str) -> sqlx::Result<()> {
    sqlx::query!("INSERT INTO evaluation.servant_accounts (servant, account) VALUES ($1, $2)", servant, account)
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends the link of a servant on a day, if there is one.
pub async fn unlink(connection: &mut PgConnection, servant: &str, today: Date) -> sqlx::Result<()> {
    sqlx::query!(
        "WITH ended AS (DELETE FROM evaluation.servant_accounts WHERE servant = $1 RETURNING servant)
         INSERT INTO evaluation.servant_account_ends (servant, end_date) SELECT servant, $2::date FROM ended
         ON CONFLICT (servant) DO UPDATE SET end_date = excluded.end_date",
        servant,
        today.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The day on which the link of a servant last ended; none where there was none before.
pub async fn ended(connection: &mut PgConnection, servant: &str) -> sqlx::Result<Option<Date>> {
    let row = sqlx::query!("SELECT end_date FROM evaluation.servant_account_ends WHERE servant = $1", servant);
    Ok(row.fetch_optional(connection).await?.map(|row| row.end_date.to_jiff()))
}

/// Which of these servants have an account, each with the last day of service, once there is one.
pub async fn linked(connection: &mut PgConnection, servants: &[String]) -> sqlx::Result<HashMap<String, Option<Date>>> {
    let rows = sqlx::query!(
        "SELECT servants.servant, servants.left_date
         FROM evaluation.servant_accounts JOIN evaluation.servants USING (servant)
         WHERE servants.servant = ANY ($1)",
        servants,
    );
    let rows = rows.fetch_all(connection).await?.into_iter();
    Ok(rows.map(|row| (row.servant, row.left_date.map(jiff_sqlx::Date::to_jiff))).collect())
}

/// The account of a servant, held until the transaction ends.
pub async fn lock(connection: &mut PgConnection, servant: &str) -> sqlx::Result<Option<String>> {
    let account =
        sqlx::query_scalar!("SELECT account FROM evaluation.servant_accounts WHERE servant = $1 FOR UPDATE", servant);
    account.fetch_optional(connection).await
}

/// The servant of an account.
pub async fn servant_of(connection: &mut PgConnection, account: &str) -> sqlx::Result<Option<String>> {
    let servant = sqlx::query_scalar!(
        "SELECT servant FROM evaluation.servant_accounts
         WHERE instansi = current_setting('app.instansi') AND account = $1",
        account,
    );
    servant.fetch_optional(connection).await
}
