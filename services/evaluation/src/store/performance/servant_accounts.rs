//! `evaluation.servant_accounts`: which account is which servant.

use sqlx::PgConnection;

/// Links an account with a servant who has none. The constraint `one_servant_an_account` refuses one that is taken, the primary key
/// a second account.
pub async fn link(connection: &mut PgConnection, servant: &str, account: &str) -> sqlx::Result<()> {
    sqlx::query!("INSERT INTO evaluation.servant_accounts (servant, account) VALUES ($1, $2)", servant, account)
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends the link of a servant, if there is one.
pub async fn unlink(connection: &mut PgConnection, servant: &str) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM evaluation.servant_accounts WHERE servant = $1", servant).execute(connection).await?;
    Ok(())
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
