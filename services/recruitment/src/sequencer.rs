//! Gives leaves of logs their positions and signs the heads, beside the calls: nobody who applies waits for it, as in the
//! logs of Certificate Transparency. Any number of replicas may do it; the row of a log lets one at a time.

use crate::{commands::sequence_log, names, store::leaves};
use ::proof::Signer;
use platform::{Kit, Tenant};
use sqlx::AssertSqlSafe;
use std::time::Duration;
use tokio::time::sleep;
use uuid::Uuid;

/// Longest time a leaf waits, about.
const PAUSE: Duration = Duration::from_millis(500);

/// Sequences every log with waiting leaves, again and again until something fails.
pub async fn lead(kit: &Kit, signer: &Signer) -> anyhow::Result<()> {
    loop {
        for (tenant, vacancy) in waiting(kit).await? {
            let tenant: Tenant = tenant.parse()?;
            let begin = format!("BEGIN; SET LOCAL app.instansi = '{tenant}'");
            let mut tx = kit.pool.begin_with(AssertSqlSafe(begin)).await?;
            let log = names::VACANCY.name(&tenant, vacancy);
            sequence_log(&mut tx, vacancy, log, kit.clock.now(), signer).await?;
            tx.commit().await?;
        }
        sleep(PAUSE).await;
    }
}

async fn waiting(kit: &Kit) -> anyhow::Result<Vec<(String, Uuid)>> {
    let begin = format!("BEGIN READ ONLY; SET LOCAL app.instansi = '{}'", Tenant::all());
    let mut tx = kit.pool.begin_with(AssertSqlSafe(begin)).await?;
    let waiting = leaves::waiting(&mut tx).await?;
    tx.commit().await?;
    Ok(waiting)
}
