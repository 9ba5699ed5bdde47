//! C4: every write the client was told of is there once, every refused one is absent, every unknown one there at most once.

use super::texts;
use crate::world::client::{Client, Effect, Outcome};
use sqlx::{AssertSqlSafe, PgConnection};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Where the client's ledger and the system differ.
pub async fn disagreements(connection: &mut PgConnection, client: &Client) -> Vec<String> {
    let mut found = Vec::new();
    let entries = client.all();
    for service in siklus::system::SERVICES {
        let audited = audited(connection, service.name).await;
        for (id, entry) in entries.iter().filter(|(_, entry)| entry.service == service.name) {
            let times = audited.get(id).copied().unwrap_or(0);
            let agreed = match entry.outcome {
                Outcome::Ok => times == 1,
                Outcome::Fail(_) => times == 0,
                Outcome::Unknown => times <= 1,
            };
            if !agreed {
                found.push(format!(
                    "C4 {}: request {id} ended {:?} and acted {times} times",
                    service.name, entry.outcome
                ));
            }
        }
    }
    let unknown = entries.values().filter(|entry| entry.outcome == Outcome::Unknown).count();
    let effects: BTreeSet<Effect> = entries.into_values().filter_map(|entry| entry.effect).collect();
    let applications = effects.iter().filter(|effect| matches!(effect, Effect::Application(_))).map(name).collect();
    let appointments = effects.iter().filter(|effect| matches!(effect, Effect::Appointment(_))).map(name).collect();
    found.extend(compare("application", &applications, texts(connection, stored("true")).await, unknown));
    found.extend(compare("appointment", &appointments, texts(connection, stored("appointed")).await, unknown));
    let told = "SELECT aggregate FROM recruitment.ledger WHERE type = 'asn.recruitment.events.v1.CandidateAppointed'";
    found.extend(compare("told appointment", &appointments, texts(connection, told.to_owned()).await, unknown));
    found
}

fn name(effect: &Effect) -> &String {
    match effect {
        Effect::Application(name) | Effect::Appointment(name) => name,
    }
}

fn stored(condition: &str) -> String {
    format!(
        "SELECT format('instansi/%s/vacancies/%s/applications/%s', instansi, vacancy_id, application_id)
         FROM recruitment.applications WHERE {condition}"
    )
}

/// The client knows some, the system holds some; only an unknown outcome excuses a surplus.
fn compare(what: &str, known: &BTreeSet<&String>, held: Vec<String>, unknown: usize) -> Vec<String> {
    let distinct: BTreeSet<&String> = held.iter().collect();
    let mut found: Vec<String> =
        known.difference(&distinct).map(|lost| format!("C4 {what} {lost} was done and is not there")).collect();
    if distinct.len() < held.len() {
        found.push(format!("C4 {} of {} {what}s are there twice", held.len() - distinct.len(), held.len()));
    }
    let surplus = distinct.difference(known).count();
    if surplus > unknown {
        found.push(format!("C4 {surplus} {what}s are there that nobody was told of, with {unknown} outcomes unknown"));
    }
    found
}

/// How often each request acted in a service, by its audit trail. Reads are audited too; they have no request id.
async fn audited(connection: &mut PgConnection, service: &str) -> BTreeMap<Uuid, i64> {
    let sql =
        format!("SELECT request_id, count(*) FROM {service}.audit WHERE request_id IS NOT NULL GROUP BY request_id");
    let rows: Vec<(Uuid, i64)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap();
    rows.into_iter().collect()
}
