//! What ledgers and watermarks say: C1 without looking at effects, and C3.

use super::texts;
use siklus::system::SERVICES;
use sqlx::PgConnection;

/// C1: what is not numbered, not published, not applied or set aside.
pub async fn waiting(connection: &mut PgConnection) -> Vec<String> {
    let mut found = Vec::new();
    for service in SERVICES {
        let name = service.name;
        let own = format!(
            "SELECT format('C1 {name}/%s: %s events are not numbered', partition, count(*))
             FROM {name}.outbox GROUP BY partition
             UNION ALL
             SELECT format('C1 {name}/%s: %s of %s published', partition, published, stamped)
             FROM {name}.relay WHERE published <> stamped
             UNION ALL
             SELECT format('C1 {name}: %s/%s is a dead letter: %s', producer, sequence, error)
             FROM {name}.dead_letters"
        );
        found.extend(texts(connection, own).await);
        for producer in service.producers() {
            let followed = format!(
                "SELECT format('C1 {name}: %s of {producer}/%s''s %s applied', coalesce(inbox.sequence, 0), partition, stamped)
                 FROM {producer}.relay LEFT JOIN
                      (SELECT * FROM {name}.inbox WHERE producer = '{producer}') AS inbox USING (partition)
                 WHERE coalesce(inbox.sequence, 0) <> stamped"
            );
            found.extend(texts(connection, followed).await);
        }
    }
    found
}

/// C3: every ledger is 1 … n without a gap, no aggregate goes back, and nobody applied an aggregate's events in another
/// order.
pub async fn out_of_order(connection: &mut PgConnection) -> Vec<String> {
    let mut found = Vec::new();
    for service in SERVICES {
        let name = service.name;
        let own = format!(
            "SELECT format('C3 {name}/%s: the ledger has %s events, the last number is %s', partition, count(sequence), stamped)
             FROM {name}.relay LEFT JOIN {name}.ledger USING (partition) GROUP BY partition, stamped
             HAVING (count(sequence), coalesce(min(sequence), 1), coalesce(max(sequence), 0)) <> (stamped, 1, stamped)
             UNION ALL
             SELECT format('C3 {name}: %s goes from version %s to %s', aggregate, before, aggregate_version)
             FROM (SELECT aggregate, aggregate_version,
                          lag(aggregate_version) OVER (PARTITION BY aggregate ORDER BY sequence) AS before
                   FROM {name}.ledger) AS step
             WHERE before > aggregate_version"
        );
        found.extend(texts(connection, own).await);
        for producer in service.producers() {
            let applied = format!(
                "SELECT format('C3 {name}: applied {producer}''s %s of %s after %s', sequence, aggregate, before)
                 FROM (SELECT aggregate, sequence,
                              lag(sequence) OVER (PARTITION BY aggregate ORDER BY audit.id) AS before
                       FROM {name}.audit JOIN {producer}.ledger ON event_id = audit.caused_by) AS step
                 WHERE before > sequence"
            );
            found.extend(texts(connection, applied).await);
        }
    }
    found
}
