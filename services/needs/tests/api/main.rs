//! The needs service as its callers and its producers see it: real Postgres, real NATS, real gRPC.
#![allow(clippy::unwrap_used)]

mod access;
mod breakdown;
mod budget;
mod campaign_limits;
mod campaigns;
mod career_events;
mod collecting;
mod competencies;
mod competency_map;
mod competency_standards;
mod consultations;
mod contributions;
mod derivation;
mod determination;
mod explain;
mod exports;
mod formations;
mod incumbents;
mod job_analysis;
mod job_analysis_pati;
mod job_map;
mod ministry;
mod ministry_access;
mod organisation;
mod population;
mod position_events;
mod positions;
mod projection;
mod proposal_limits;
mod proposal_states;
mod proposals;
mod quality_events;
mod reassessments;
mod requirements;
mod retirement_events;
mod retirements;
mod scenarios;
mod sectors;
mod sheets;
mod signals;
mod units;
mod workload;
mod world;

use contracts::needs::{
    events::v1::PositionDefined,
    v1::{
        self as pb, position_service_client::PositionServiceClient, proposal_service_client::ProposalServiceClient,
        reassessment_service_client::ReassessmentServiceClient, workload_service_client::WorkloadServiceClient,
    },
};
use platform::{
    Event,
    testing::{Harness, TENANT, eventually, reason},
};
use prost::Name;
use tonic::{Code, Request, Status, transport::Channel};
use uuid::Uuid;

const ANALYST: &[&str] = &["analyst"];
const VERIFIER: &[&str] = &["verifier"];
const AUTHORITY: &[&str] = &["appointing_authority"];
/// The national system that reports the minister's decision.
const MINISTRY: &[&str] = &["integration"];
const PARENT: &str = "instansi/6571";
const PUSKESMAS: &str = "PEMERINTAH KOTA SURABAYA | DINAS KESEHATAN | PUSKESMAS ASEMROWO";

/// The service, and what people do with it; see `world.rs`.
struct Needs {
    harness: Harness,
    positions: PositionServiceClient<Channel>,
    proposals: ProposalServiceClient<Channel>,
    reassessments: ReassessmentServiceClient<Channel>,
    workloads: WorkloadServiceClient<Channel>,
}

impl Needs {
    /// The service on 4 March 2024, when the needs of the next year are proposed.
    async fn start() -> Self {
        let started = Harness::start(&needs::SERVICE, "2024-03-04T08:00:00Z", async |settings, clock| {
            needs::app::build(settings, clock).await
        });
        let harness = started.await.unwrap();
        let positions = PositionServiceClient::new(harness.channel.clone());
        let proposals = ProposalServiceClient::new(harness.channel.clone());
        let reassessments = ReassessmentServiceClient::new(harness.channel.clone());
        let workloads = WorkloadServiceClient::new(harness.channel.clone());
        Self { harness, positions, proposals, reassessments, workloads }
    }

    /// Waits until the service has told `count` events and returns all of them, oldest first: without what positions are, which
    /// every import that a test begins with tells.
    async fn told(&self, count: usize) -> Vec<Event> {
        eventually(async || {
            let mut events = self.harness.published(0).await;
            events.retain(|event| event.kind != PositionDefined::full_name());
            (events.len() >= count).then_some(events)
        })
        .await
    }
}

/// A name of the same collection that nobody has.
fn absent(name: &str) -> String {
    let (collection, _) = name.rsplit_once('/').unwrap();
    format!("{collection}/{}", Uuid::now_v7())
}

/// A name in [`TENANT`] that nobody has.
fn nobody(collection: &str) -> String {
    format!("instansi/{TENANT}/{collection}/{}", Uuid::now_v7())
}

#[track_caller]
fn assert_refused<T: std::fmt::Debug>(answer: Result<T, Status>, code: Code, why: &str) {
    let status = answer.unwrap_err();
    assert_eq!((status.code(), reason(&status).as_str()), (code, why), "{status:?}");
}

/// Makes calls at once: the answers of those that went well, and the others' refusals.
async fn at_once<T: Send + 'static>(
    calls: impl IntoIterator<Item = impl Future<Output = Result<T, Status>> + Send + 'static>,
) -> (Vec<T>, Vec<Status>) {
    let calls: Vec<_> = calls.into_iter().map(tokio::spawn).collect();
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for call in calls {
        match call.await.unwrap() {
            Ok(answer) => good.push(answer),
            Err(status) => bad.push(status),
        }
    }
    (good, bad)
}

/// A request of somebody without a token, as the public sends it.
fn anonymous<M>(message: M) -> Request<M> {
    Request::new(message)
}

fn places(errors: &[pb::RowError]) -> Vec<(i64, &str)> {
    errors.iter().map(|error| (error.row, error.field.as_str())).collect()
}
