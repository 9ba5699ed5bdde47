//! Who looks for seats takes turns: for imports all seats of an instansi, for everybody else those of one position.

use sqlx::PgConnection;

/// Waits for others who look for a seat of the same position, or write what the position is into its posts, and for imports.
/// Locks are taken in this order: the servant's row, the seats of the instansi, the position.
pub async fn lock_position(connection: &mut PgConnection, position: &str) -> sqlx::Result<()> {
    let seats = sqlx::query!(
        "SELECT pg_advisory_xact_lock_shared(hashtextextended('seats of ' || current_setting('app.instansi'), 0))"
    );
    seats.execute(&mut *connection).await?;
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", position).execute(connection).await?;
    Ok(())
}

/// Keeps everybody else of the instansi from its seats until the transaction ends: an import takes seats of any number of
/// positions, and a lock for each of them would fill the database's table of locks.
pub async fn lock_seats(connection: &mut PgConnection) -> sqlx::Result<()> {
    let seats = sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended('seats of ' || current_setting('app.instansi'), 0))"
    );
    seats.execute(connection).await?;
    Ok(())
}
