//! The evaluation service as its callers and its producer see it: real Postgres, real NATS, real gRPC.
#![allow(clippy::unwrap_used)]

mod access;
mod appraisals;
mod complaint_access;
mod complaint_following;
mod complaint_handling;
mod complaint_lateness;
mod complaint_privacy;
mod complaint_routing;
mod complaint_routing_jateng;
mod complaint_rows;
mod complaint_world;
mod complaints;
mod discipline_days;
mod disciplines;
mod finalisations;
mod imports;
mod improvement_guards;
mod improvement_objections;
mod improvement_paths;
mod improvement_refusals;
mod improvement_world;
mod newcomers;
mod past_ratings;
mod programme_data;
mod programmes;
mod public_services;
mod quality;
mod ratings_without_plans;
mod servant_accounts;
mod service_changes;
mod service_impacts;
mod signal_decisions;
mod signal_sweeps;
mod skp_access;
mod skp_feedback;
mod skp_plans;
mod skp_settled;
mod skp_steps;
mod skp_views;
mod skp_world;
mod subscriptions;
mod survey_answers;
mod survey_floods;
mod survey_imports;
mod survey_results;
mod surveys;
mod trail;
mod unit_ratings;
mod unseen_ratings;

use contracts::{
    career::events::v1::ServantAppointed,
    evaluation::v1::{
        self as pb, appraisal_service_client::AppraisalServiceClient, complaint_service_client::ComplaintServiceClient,
    },
    google::r#type::Date,
};
use platform::{
    Settings,
    testing::{Harness, TENANT, reason},
};
use tonic::{Code, Request, Status, transport::Channel};
use uuid::Uuid;

const RATER: &[&str] = &["rater"];
/// A machine that carries ratings given elsewhere.
const MACHINE: &[&str] = &["integration"];
/// Whoever gave these ratings, put there by a test's superuser: number 90. Who was there before has an account.
const SUPERIOR: &str = "WITH put AS (
        INSERT INTO evaluation.servants (servant, instansi, position, appointment_date)
        VALUES ('instansi/6571/servants/00000000-0000-0000-0000-00000000005a', '6571', 'p', '2015-01-01')
        ON CONFLICT DO NOTHING RETURNING 1
    ), linked AS (
        INSERT INTO evaluation.servant_accounts (servant, instansi, account)
        SELECT servant, instansi, servant FROM evaluation.servants ON CONFLICT DO NOTHING)
    SELECT count(*) FROM put";
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
        Self::start_with(|_| {}).await
    }

    /// The same with other rules than the usual.
    async fn start_with(change: impl FnOnce(&mut evaluation::config::Rules)) -> Self {
        let started = Harness::start(&evaluation::SERVICE, "2025-11-05T08:00:00Z", async |settings, clock| {
            let mut settings: Settings<evaluation::config::Rules> = settings.clone();
            change(&mut settings.rules);
            evaluation::app::build(&settings, clock).await
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
        let request = self.harness.request(MACHINE, create_appraisal(&servant, 2025));
        self.appraisals.create_appraisal(request).await.unwrap().into_inner()
    }

    /// Moves the clock to the morning of a day such as `2025-12-10`.
    fn on(&self, day: &str) {
        self.harness.clock.set(format!("{day}T02:00:00Z").parse().unwrap());
    }

    /// The ratings of an appraisal, on 10 December 2025; the servant may object until the 24th.
    async fn rated(&mut self, appraisal: &pb::Appraisal, result: pb::Rating, behaviour: pb::Rating) -> pb::Appraisal {
        self.harness.number(SUPERIOR).await;
        self.on("2025-12-10");
        let request = self.harness.request(MACHINE, rate_appraisal(appraisal, result, behaviour));
        self.appraisals.rate_appraisal(request).await.unwrap().into_inner()
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

fn rate_appraisal(appraisal: &pb::Appraisal, result: pb::Rating, behaviour: pb::Rating) -> pb::RateAppraisalRequest {
    pb::RateAppraisalRequest {
        name: appraisal.name.clone(),
        etag: appraisal.etag.clone(),
        result: result.into(),
        behaviour: behaviour.into(),
        superior: appointment(90).servant,
        appeal_to: String::new(),
        unit: format!("{PARENT}/units/{}", Uuid::from_u128(7)),
        note: "Dinilai di instansi asal, 800/9/2025".into(),
        request_id: String::new(),
    }
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
        ..Default::default()
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
