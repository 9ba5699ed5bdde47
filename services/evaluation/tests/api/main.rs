//! The evaluation service as its callers and its producer see it: real Postgres, real NATS, real gRPC.
#![allow(clippy::unwrap_used)]

mod access;
mod appraisals;
mod complaints;
mod imports;
mod public_services;
mod quality;
mod subscriptions;

use contracts::{
    career::events::v1::ServantAppointed,
    evaluation::v1::{
        self as pb, appraisal_service_client::AppraisalServiceClient, complaint_service_client::ComplaintServiceClient,
    },
    google::r#type::Date,
};
use platform::testing::{Harness, TENANT, reason};
use tonic::{Code, Request, Status, transport::Channel};
use uuid::Uuid;

const RATER: &[&str] = &["rater"];
const DESK: &[&str] = &["public_desk"];
const ANALYST: &[&str] = &["analyst"];
const PARENT: &str = "instansi/6571";

struct Evaluation {
    harness: Harness,
    appraisals: AppraisalServiceClient<Channel>,
    complaints: ComplaintServiceClient<Channel>,
}

impl Evaluation {
    /// The service on 5 November 2025.
    async fn start() -> Self {
        let started = Harness::start(&evaluation::SERVICE, "2025-11-05T08:00:00Z", async |settings, clock| {
            evaluation::app::build(settings, clock).await
        });
        let harness = started.await.unwrap();
        let appraisals = AppraisalServiceClient::new(harness.channel.clone());
        let complaints = ComplaintServiceClient::new(harness.channel.clone());
        Self { harness, appraisals, complaints }
    }

    /// One servant appointed by career, as event number `sequence`.
    async fn appointed(&self, sequence: i64) -> String {
        let event = appointment(sequence);
        self.harness.deliver("career", sequence, &event.servant, &event).await.unwrap();
        self.harness.applied("career", sequence).await;
        event.servant
    }

    /// An appraisal of 2025 of a new servant.
    async fn appraisal(&mut self) -> pb::Appraisal {
        let servant = self.appointed(1).await;
        let request = self.harness.request(RATER, create_appraisal(&servant, 2025));
        self.appraisals.create_appraisal(request).await.unwrap().into_inner()
    }

    /// A service of the same unit with this title.
    async fn service(&mut self, title: &str) -> pb::PublicService {
        let request = self.harness.request(ANALYST, create_service(title));
        self.complaints.create_public_service(request).await.unwrap().into_inner()
    }

    /// A complaint about `service`, filed by somebody without a token.
    async fn complaint(&mut self, service: &pb::PublicService) -> pb::Complaint {
        self.complaints.file_complaint(Request::new(file(service))).await.unwrap().into_inner()
    }

    async fn quality(&mut self, service: &pb::PublicService) -> pb::public_service::Quality {
        let request = Request::new(pb::GetPublicServiceRequest { name: service.name.clone() });
        self.complaints.get_public_service(request).await.unwrap().into_inner().quality()
    }
}

fn appointment(number: i64) -> ServantAppointed {
    let id = Uuid::from_u128(number as u128);
    ServantAppointed {
        servant: format!("instansi/{TENANT}/servants/{id}"),
        version: 1,
        application: format!("instansi/{TENANT}/vacancies/{id}/applications/{id}"),
        position: format!("instansi/{TENANT}/positions/{id}"),
        appointment_date: Some(Date { year: 2025, month: 5, day: 1 }),
    }
}

fn create_appraisal(servant: &str, year: i32) -> pb::CreateAppraisalRequest {
    let (parent, servant) = (PARENT.into(), servant.into());
    pb::CreateAppraisalRequest { parent, servant, year, request_id: String::new() }
}

fn create_service(title: &str) -> pb::CreatePublicServiceRequest {
    pb::CreatePublicServiceRequest {
        parent: PARENT.into(),
        display_name: title.into(),
        unit: format!("{PARENT}/units/{}", Uuid::from_u128(7)),
        request_id: String::new(),
    }
}

fn file(service: &pb::PublicService) -> pb::FileComplaintRequest {
    pb::FileComplaintRequest {
        public_service: service.name.clone(),
        text: "Antrean Ibu Siti sejak pukul 05.00".into(),
        request_id: String::new(),
    }
}

/// A name of the same collection that nobody has.
fn absent(name: &str) -> String {
    let (collection, _) = name.rsplit_once('/').unwrap();
    format!("{collection}/{}", Uuid::now_v7())
}

#[track_caller]
fn assert_refused<T: std::fmt::Debug>(answer: Result<T, Status>, code: Code, why: &str) {
    let status = answer.unwrap_err();
    assert_eq!((status.code(), reason(&status).as_str()), (code, why), "{status:?}");
}

/// The answers of calls that were made at once: those that went well, and how many did not.
async fn at_once<T: 'static>(calls: Vec<tokio::task::JoinHandle<Result<T, Status>>>) -> (Vec<T>, Vec<Status>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for call in calls {
        match call.await.unwrap() {
            Ok(answer) => good.push(answer),
            Err(status) => bad.push(status),
        }
    }
    (good, bad)
}
