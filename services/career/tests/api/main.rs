//! The career service as its callers and its producers see it: real Postgres, real NATS, real gRPC.
#![allow(clippy::unwrap_used)]

mod adaptations;
mod competency_evidence;
mod competency_profiles;
mod correction_requests;
mod credits;
mod dead_letters;
mod development_items;
mod exit_sweeps;
mod exits;
mod first_year;
mod first_year_access;
mod leavers;
mod mentorship_steps;
mod mentorships;
mod need_impacts;
mod onboarding_tasks;
mod own_decisions;
mod own_records;
mod placements;
mod pre_services;
mod probations;
mod promotion_lists;
mod promotion_races;
mod promotions;
mod record;
mod record_access;
mod record_exchange;
mod record_exports;
mod record_former;
mod record_histories;
mod record_identity;
mod record_posts;
mod record_returns;
mod retirements;
mod servants;
mod subscriptions;
mod talent_boxes;
mod talent_pools;
mod talent_transfers;
mod talent_world;
mod training_access;
mod training_corrections;
mod training_courses;
mod training_hours;
mod training_nominations;
mod training_plans;
mod training_sessions;
mod training_world;
mod welfare_access;
mod welfare_allowances;
mod welfare_awards;
mod welfare_facilities;
mod welfare_pay;
mod welfare_reports;
mod welfare_world;
mod work_agreements;

use career::config::Rules;
use contracts::{
    career::v1::{self as pb, servant_service_client::ServantServiceClient},
    google::r#type::Date,
    recruitment::events::v1::CandidateAppointed,
};
use platform::{
    Settings,
    testing::{Harness, TENANT},
};
use tonic::transport::Channel;
use uuid::Uuid;

const HR: &[&str] = &["hr_officer"];

struct Career {
    harness: Harness,
    client: ServantServiceClient<Channel>,
}

impl Career {
    async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// A service whose configuration names other rules.
    async fn start_with(change: impl Fn(&mut Rules)) -> Self {
        let started = Harness::start(&career::SERVICE, "2025-05-02T08:00:00Z", async |settings, clock| {
            let mut settings: Settings<Rules> = Settings::clone(settings);
            change(&mut settings.rules);
            career::app::build(&settings, clock).await
        });
        let harness = started.await.unwrap();
        let client = ServantServiceClient::new(harness.channel.clone());
        Self { harness, client }
    }

    /// One candidate appointed by recruitment, as event number `sequence`, and the servant it became.
    async fn appointed(&mut self, sequence: i64) -> pb::Servant {
        let event = appointment(sequence);
        self.harness.deliver("recruitment", sequence, &event.application, &event).await.unwrap();
        self.harness.applied("recruitment", sequence).await;
        self.by_application(&event.application).await.remove(0)
    }

    async fn by_application(&mut self, application: &str) -> Vec<pb::Servant> {
        let request = pb::ListServantsRequest {
            parent: format!("instansi/{TENANT}"),
            application: application.into(),
            ..Default::default()
        };
        self.client.list_servants(self.harness.request(HR, request)).await.unwrap().into_inner().servants
    }
}

fn appointment(number: i64) -> CandidateAppointed {
    let id = Uuid::from_u128(number as u128);
    CandidateAppointed {
        application: format!("instansi/{TENANT}/vacancies/{id}/applications/{id}"),
        version: 3,
        vacancy: format!("instansi/{TENANT}/vacancies/{id}"),
        need: format!("instansi/{TENANT}/needs/{id}"),
        position: format!("instansi/{TENANT}/positions/{}", Uuid::from_u128(7)),
        appointment_date: Some(Date { year: 2025, month: 5, day: 1 }),
        ..Default::default()
    }
}

fn assign_nip(servant: &pb::Servant, nip: &str, request_id: &str) -> pb::AssignNipRequest {
    pb::AssignNipRequest {
        name: servant.name.clone(),
        etag: servant.etag.clone(),
        nip: nip.into(),
        request_id: request_id.into(),
    }
}
