//! One appointment is one trace across the services, and no trace shows who it is about. A program of its own: telemetry
//! is started once in a process.
#![allow(clippy::unwrap_used)]

use contracts::evaluation::v1::Rating;
use platform::{config, telemetry};
use siklus::{
    servers::temporary_folder,
    traces::{Collector, SpanKind, SpanRecord, Store, store::DEFAULT_LIMIT},
};
use std::{collections::BTreeMap, path::Path};
use system_tests::world::{
    World, checks,
    office::{Participants, Post},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

const NURSE: Post = Post { title: "PERAWAT", incumbents: 1, lacking: 4 };
/// Kind, service and name of each span of an appointment below the one before.
const CHAIN: [(SpanKind, &str, &str); 6] = [
    (SpanKind::Client, "office", "office: appoint a candidate"),
    (SpanKind::Server, "recruitment", "asn.recruitment.v1.ApplicationService/AppointCandidate"),
    (SpanKind::Producer, "recruitment", "send asn.recruitment.events.v1.CandidateAppointed"),
    (SpanKind::Consumer, "career", "process asn.recruitment.events.v1.CandidateAppointed"),
    (SpanKind::Producer, "career", "send asn.career.events.v1.PositionFilled"),
    (SpanKind::Consumer, "needs", "process asn.career.events.v1.PositionFilled"),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_is_one_trace_that_shows_nobody() {
    let (folder, stop) = (temporary_folder().unwrap(), CancellationToken::new());
    let store = Store::open(&folder, DEFAULT_LIMIT).unwrap();
    let (address, collector) = Collector::start(([127, 0, 0, 1], 0).into(), store, stop.clone()).await.unwrap();
    let settings = config::Telemetry { endpoint: format!("http://{address}"), log: "off".to_owned() };
    let guard = telemetry::start("tests", &settings).unwrap();
    let (traces, people) = appointments().await;
    guard.shutdown().await;
    stop.cancel();
    collector.await.unwrap().unwrap();
    let whole = traces.iter().filter(|trace| is_whole(&folder, trace)).count();
    // What a consumer fetched from the ledger, because it asked in that very moment, hangs below the call itself.
    assert!(whole > 0, "no trace of {} goes through all services as it should", traces.len());
    nobody_is_shown(&folder, &people);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A journey with personal data in it; returns the traces of its appointments and whose data that was.
async fn appointments() -> (Vec<String>, Participants) {
    let world = World::start().await;
    let (selected, people) = world.office.select(&[NURSE], 9).await;
    let mut traces = Vec::new();
    for candidate in &selected {
        let span = tracing::info_span!(
            target: "siklus::tests", "appoint", otel.name = "office: appoint a candidate", otel.kind = "client",
            service.name = "office",
        );
        let call = async {
            world.office.appoint(candidate).await.unwrap();
            telemetry::trace_id()
        };
        traces.push(call.instrument(span).await);
    }
    world.office.filled(selected.len()).await;
    for servant in world.office.servants().await {
        let person = people[&participant(&selected, &servant.application)];
        let numbered = world.office.assign_nip(&servant, person).await;
        assert_eq!(world.office.servant(&numbered.name).await.nip, person.nip());
        world.office.appraise(&servant.name, Rating::Meets).await;
    }
    checks::settle(&world.pool).await;
    world.end().await;
    (traces, people)
}

fn participant(selected: &[contracts::recruitment::v1::Application], name: &str) -> String {
    selected.iter().find(|one| one.name == name).unwrap().participant_number.clone()
}

/// Whether the trace has the chain, each span below the one before; a trace that is broken into pieces fails the test.
fn is_whole(folder: &Path, trace: &str) -> bool {
    let spans = Store::read(folder, trace).unwrap();
    let ids: BTreeMap<&str, &SpanRecord> = spans.iter().map(|span| (span.span_id.as_str(), span)).collect();
    let roots: Vec<&str> =
        spans.iter().filter(|span| span.parent_span_id.is_none()).map(|span| span.name.as_str()).collect();
    assert_eq!(roots, [CHAIN[0].2], "a trace has one root");
    for span in spans.iter().filter_map(|span| span.parent_span_id.as_deref()) {
        assert!(ids.contains_key(span), "a span of {trace} hangs below one that was never told");
    }
    for (kind, service, name) in CHAIN {
        let found =
            spans.iter().any(|span| (span.kind, span.service.as_str(), span.name.as_str()) == (kind, service, name));
        assert!(found, "{trace} has no {kind:?} {name} of {service}");
    }
    let last =
        spans.iter().find(|span| (span.service.as_str(), span.name.as_str()) == (CHAIN[5].1, CHAIN[5].2)).unwrap();
    let mut above = vec![last];
    while let Some(parent) = above[above.len() - 1].parent_span_id.as_deref() {
        above.push(ids[parent]);
    }
    above.reverse();
    let path: Vec<_> = above.iter().map(|span| (span.kind, span.service.as_str(), span.name.as_str())).collect();
    path == CHAIN
}

/// No span of any trace names a person: not in its name, not in an attribute, not in its status.
fn nobody_is_shown(folder: &Path, people: &Participants) {
    let spans = Store::read(folder, "").unwrap();
    for method in ["SubmitApplication", "AssignNip", "GetServant", "ImportSkdResults"] {
        assert!(spans.iter().any(|span| span.name.ends_with(method)), "{method} was not traced");
    }
    for span in &spans {
        let shown = format!("{} {:?} {:?}", span.name, span.attributes, span.status);
        for canary in people.values().flat_map(|person| person.canaries()) {
            assert!(!shown.contains(&canary), "a span of {} shows personal data", span.name);
        }
    }
}
