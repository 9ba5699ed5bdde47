//! C1 and C2 in the effects themselves: every event has acted once, and everywhere.

use super::texts;
use contracts::career::events::v1::PositionFilled;
use prost::{Message, Name};
use siklus::system::SERVICES;
use sqlx::{PgConnection, Row};
use std::collections::BTreeMap;

/// An event and the rows it makes: producer, type, table and condition.
const EFFECTS: [(&str, &str, &str, &str); 5] = [
    ("needs", "asn.needs.events.v1.NeedDetermined", "recruitment.vacancies", "true"),
    ("recruitment", "asn.recruitment.events.v1.CandidateAppointed", "career.servants", "true"),
    ("recruitment", "asn.recruitment.events.v1.CandidateAppointed", "career.placements", "true"),
    ("career", "asn.career.events.v1.ServantAppointed", "evaluation.servants", "true"),
    ("career", "asn.career.events.v1.PositionFilled", "needs.steps", "kind = 'position.filled'"),
];

/// Events without their effect, with two of them, and effects without their event.
pub async fn lost_or_twice(connection: &mut PgConnection) -> Vec<String> {
    let mut found = unaudited(connection).await;
    for (producer, kind, table, condition) in EFFECTS {
        let sql = format!(
            "SELECT format('%s {kind} %s made %s rows in {table}', CASE WHEN n = 0 THEN 'C1' ELSE 'C2' END, event_id, n)
             FROM (SELECT event_id, count(effect.caused_by) AS n
                   FROM {producer}.ledger LEFT JOIN
                        (SELECT caused_by FROM {table} WHERE {condition}) AS effect ON effect.caused_by = event_id
                   WHERE type = '{kind}' GROUP BY event_id) AS counted
             WHERE n <> 1
             UNION ALL
             SELECT format('C2 {table} has a row of no known cause: %s', effect.caused_by)
             FROM {table} AS effect WHERE {condition} AND NOT EXISTS
                  (SELECT FROM {producer}.ledger WHERE event_id = effect.caused_by AND type = '{kind}')"
        );
        found.extend(texts(connection, sql).await);
    }
    found.extend(miscounted(connection).await);
    found
}

/// Every consumer audits every event of those it listens to, also of types it lets pass.
async fn unaudited(connection: &mut PgConnection) -> Vec<String> {
    let mut found = Vec::new();
    for service in SERVICES {
        for producer in service.producers() {
            let name = service.name;
            let sql = format!(
                "SELECT format('%s {name} applied {producer}''s %s %s times', CASE WHEN n = 0 THEN 'C1' ELSE 'C2' END, sequence, n)
                 FROM (SELECT sequence, count(audit.id) AS n
                       FROM {producer}.ledger LEFT JOIN {name}.audit ON audit.caused_by = event_id
                       GROUP BY partition, sequence) AS counted
                 WHERE n <> 1
                 UNION ALL
                 SELECT format('C2 {name} applied an event that {producer} never told: %s', audit.caused_by)
                 FROM {name}.audit WHERE subject = 'event:{producer}' AND NOT EXISTS
                      (SELECT FROM {producer}.ledger WHERE event_id = audit.caused_by)"
            );
            found.extend(texts(connection, sql).await);
        }
    }
    found
}

/// The counter that an event adds one to: filled seats of each need.
async fn miscounted(connection: &mut PgConnection) -> Vec<String> {
    let told = sqlx::query("SELECT payload FROM career.ledger WHERE type = $1").bind(PositionFilled::full_name());
    let mut filled: BTreeMap<String, i64> = BTreeMap::new();
    for row in told.fetch_all(&mut *connection).await.unwrap() {
        let event = PositionFilled::decode(row.get::<&[u8], _>("payload")).unwrap();
        *filled.entry(event.need).or_default() += 1;
    }
    let kept = "SELECT format('instansi/%s/needs/%s', instansi, need_id) AS need, filled::bigint FROM needs.needs";
    let mut found = Vec::new();
    for row in sqlx::query(kept).fetch_all(connection).await.unwrap() {
        let (need, kept): (String, i64) = (row.get("need"), row.get("filled"));
        let told = filled.remove(&need).unwrap_or(0);
        if told != kept {
            let promise = if kept < told { "C1" } else { "C2" };
            found.push(format!("{promise} {need} counts {kept} filled seats, {told} were told"));
        }
    }
    found.extend(filled.into_keys().map(|need| format!("C1 seats of {need} were filled, and it does not exist")));
    found
}
