//! Gives leaves of logs their positions and signs the heads, beside the calls: nobody who applies waits for it, as in the
//! logs of Certificate Transparency. Any number of replicas may do it; the row of a log lets one at a time.

use crate::{commands::sequence_log, names, store::leaves};
use ::proof::Signer;
use platform::{Kit, Tenant};
use sqlx::AssertSqlSafe;
use std::time::{Duration, Instant};
use tokio::time::sleep;
use uuid::Uuid;

/// Longest time a leaf waits, about, while little is to be done.
const PAUSE: Duration = Duration::from_millis(500);
/// A round that took long is followed by so many times as long a rest. When everybody applies at once, a head for every few
/// leaves would cost as much as the applications; after a rest, each log has more leaves under one head.
const REST: u32 = 4;

/// Sequences every log with waiting leaves, again and again until something fails. A log that fails keeps none of the others
/// of its round waiting.
pub async fn lead(kit: &Kit, signer: &Signer) -> anyhow::Result<()> {
    loop {
        let (began, mut failed) = (Instant::now(), None);
        for (tenant, vacancy) in waiting(kit).await? {
            if let Err(error) = sequence(kit, signer, &tenant, vacancy).await {
                failed = failed.or(Some(error.context(format!("the log of vacancy {vacancy}"))));
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
        sleep(PAUSE.max(began.elapsed() * REST)).await;
    }
}

async fn sequence(kit: &Kit, signer: &Signer, tenant: &str, vacancy: Uuid) -> anyhow::Result<()> {
    let tenant: Tenant = tenant.parse()?;
    let begin = format!("BEGIN; SET LOCAL app.instansi = '{tenant}'");
    let mut tx = kit.pool.begin_with(AssertSqlSafe(begin)).await?;
    let log = names::VACANCY.name(&tenant, vacancy);
    sequence_log(&mut tx, vacancy, log, kit.clock.now(), signer).await?;
    Ok(tx.commit().await?)
}

async fn waiting(kit: &Kit) -> anyhow::Result<Vec<(String, Uuid)>> {
    let begin = format!("BEGIN READ ONLY; SET LOCAL app.instansi = '{}'", Tenant::all());
    let mut tx = kit.pool.begin_with(AssertSqlSafe(begin)).await?;
    let waiting = leaves::waiting(&mut tx).await?;
    tx.commit().await?;
    Ok(waiting)
}
