//! The recruitment service as its callers and its producers see it: real Postgres, real NATS, real gRPC.
#![allow(clippy::unwrap_used)]

mod access;
mod afterwards;
mod announced_candidates;
mod announcements;
mod appointments;
mod bundle;
mod candidacies;
mod committed_rules;
mod confirmations;
mod corrected_results;
mod corrections;
mod documents;
mod fairness;
mod fairness_figures;
mod filing;
mod fill_times;
mod filled_later;
mod final_orders;
mod imports;
mod intake;
mod internship_access;
mod internship_wall;
mod internships;
mod keys;
mod log;
mod long_imports;
mod objections;
mod official_lists;
mod open_selection;
mod optimisation;
mod own_rules;
mod panel_changes;
mod panel_holds;
mod panel_power;
mod panel_scores;
mod panel_secrets;
mod panel_world;
mod pppk;
mod pppk_other_places;
mod pppk_proof;
mod pppk_way;
mod public_input;
mod public_surface;
mod query_plans;
mod ranking_oracle;
mod rankings;
mod reasons;
mod recapitulation;
mod receipts;
mod requirements;
mod retention;
mod screening;
mod seats;
mod selection_log;
mod selection_notices;
mod skb_results;
mod submissions;
mod subscriptions;
mod ties;
mod uploads;
mod vacancies;
mod vacancy_lists;
mod verification;
mod withdrawals;

use contracts::{
    google::r#type::Date,
    needs::events::v1::NeedDetermined,
    recruitment::v1::{
        self as pb, announcement_service_client::AnnouncementServiceClient,
        application_service_client::ApplicationServiceClient, import_skb_results_request as skb,
        import_skd_results_request as skd, import_verdicts_request as verdict, skd_row::Attendance,
        vacancy_service_client::VacancyServiceClient, verification_service_client::VerificationServiceClient,
    },
};
use jiff::SignedDuration;
use platform::{
    Settings, dates,
    testing::{Harness, TENANT},
};
use recruitment::config::Rules;
use tonic::{Code, Response, Status, transport::Channel};
use uuid::Uuid;

const COMMITTEE: &[&str] = &["selection_committee"];
const GATEWAY: &[&str] = &["applicant_gateway"];
const AUTHORITY: &[&str] = &["appointing_authority"];

type Answer<T> = Result<Response<T>, Status>;

struct Recruitment {
    harness: Harness,
    vacancies: VacancyServiceClient<Channel>,
    announcements: AnnouncementServiceClient<Channel>,
    applications: ApplicationServiceClient<Channel>,
    verifications: VerificationServiceClient<Channel>,
}

impl Recruitment {
    async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same with other rules.
    async fn start_with(change: impl FnOnce(&mut Rules)) -> Self {
        Self::start_with_settings(|settings| change(&mut settings.rules)).await
    }

    /// The same with other settings.
    async fn start_with_settings(change: impl FnOnce(&mut Settings<Rules>)) -> Self {
        let started = Harness::start(&recruitment::SERVICE, "2024-09-06T08:00:00Z", async |settings, clock| {
            let mut settings: Settings<Rules> = settings.clone();
            settings.rules.folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../siklus/rulesets").into();
            // Beside the keys: the folder goes with the test.
            let keys = settings.auth.jwks_file.parent().unwrap();
            settings.rules.documents = keys.join("documents").to_str().unwrap().into();
            change(&mut settings);
            recruitment::app::build(&settings, clock).await
        });
        let harness = started.await.unwrap();
        let vacancies = VacancyServiceClient::new(harness.channel.clone());
        let announcements = AnnouncementServiceClient::new(harness.channel.clone());
        let applications = ApplicationServiceClient::new(harness.channel.clone());
        let verifications = VerificationServiceClient::new(harness.channel.clone());
        Self { harness, vacancies, announcements, applications, verifications }
    }

    /// The draft of a need determined as event number `sequence`.
    async fn drafted(&mut self, sequence: i64, event: &NeedDetermined) -> pb::Vacancy {
        self.harness.deliver("needs", sequence, &event.need, event).await.unwrap();
        self.harness.applied("needs", sequence).await;
        self.by_need(&event.need).await.remove(0)
    }

    async fn by_need(&mut self, need: &str) -> Vec<pb::Vacancy> {
        let parent = need.split("/needs/").next().unwrap().to_owned();
        let tenant = parent.trim_start_matches("instansi/").to_owned();
        let request = pb::ListDraftsRequest { parent, need: need.into(), ..Default::default() };
        let request = self.harness.request_as("committee", COMMITTEE, &[&tenant], request);
        self.vacancies.list_drafts(request).await.unwrap().into_inner().vacancies
    }

    async fn get(&mut self, vacancy: &pb::Vacancy) -> pb::Vacancy {
        let request = pb::GetDraftRequest { name: vacancy.name.clone() };
        self.vacancies.get_draft(self.harness.request(COMMITTEE, request)).await.unwrap().into_inner()
    }

    /// A request that opens a draft for a day.
    fn open(&self, draft: &pb::Vacancy) -> pb::OpenVacancyRequest {
        let close_time = self.harness.clock.now() + SignedDuration::from_hours(24);
        pb::OpenVacancyRequest {
            name: draft.name.clone(),
            etag: draft.etag.clone(),
            ruleset: "cpns-2024".into(),
            close_time: Some(dates::render_time(close_time)),
            ..Default::default()
        }
    }

    /// A vacancy with `seats` that takes applications for a day.
    async fn opened(&mut self, sequence: i64, seats: i32) -> pb::Vacancy {
        let draft = self.drafted(sequence, &need(TENANT, sequence, seats)).await;
        self.vacancies.open_vacancy(self.harness.request(COMMITTEE, self.open(&draft))).await.unwrap().into_inner()
    }

    async fn apply(&mut self, vacancy: &pb::Vacancy, person: u32) -> pb::Application {
        let request = self.harness.request(GATEWAY, application(vacancy, person));
        self.applications.submit_application(request).await.unwrap().into_inner()
    }

    /// The vacancy closed, as soon as its closing time has passed.
    async fn close(&mut self, vacancy: &pb::Vacancy) -> pb::Vacancy {
        let close_time = dates::parse_time(vacancy.close_time.as_ref()).unwrap();
        if self.harness.clock.now() <= close_time {
            self.harness.clock.set(close_time + SignedDuration::from_micros(1));
        }
        let request = pb::CloseVacancyRequest {
            name: vacancy.name.clone(),
            etag: vacancy.etag.clone(),
            request_id: String::new(),
        };
        self.vacancies.close_vacancy(self.harness.request(COMMITTEE, request)).await.unwrap().into_inner()
    }

    /// The vacancy closed, everybody found eligible, that announced, and the time for objections over.
    async fn screened(&mut self, open: &pb::Vacancy) -> pb::Vacancy {
        let closed = self.close(open).await;
        let applications = self.all_applications(open).await;
        let rows: Vec<_> = applications.iter().map(eligible).collect();
        if !rows.is_empty() {
            self.import_verdicts(strict(), &rows).await.unwrap();
        }
        let announced = self.announce(&closed).await.unwrap().into_inner();
        self.wait_for_objections();
        announced
    }

    async fn all_applications(&mut self, vacancy: &pb::Vacancy) -> Vec<pb::Application> {
        let list = pb::ListApplicationsRequest { parent: vacancy.name.clone(), page_size: 1000, ..Default::default() };
        let request = self.harness.request(COMMITTEE, list);
        self.applications.list_applications(request).await.unwrap().into_inner().applications
    }

    async fn announce(&mut self, vacancy: &pb::Vacancy) -> Answer<pb::Vacancy> {
        let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
        let request = pb::AnnounceAdministrationRequest { name, etag, request_id: String::new() };
        self.vacancies.announce_administration(self.harness.request(COMMITTEE, request)).await
    }

    /// Lets the days pass in which the latest announcement can be objected to and answered.
    fn wait_for_objections(&self) {
        let later = self.harness.clock.now() + SignedDuration::from_hours(24 * 12);
        self.harness.clock.set(later);
    }

    async fn import_verdicts(
        &mut self,
        header: pb::ImportHeader,
        rows: &[pb::VerdictRow],
    ) -> Answer<pb::ImportVerdictsResponse> {
        let rows = rows.iter().cloned().map(verdict::Part::Row);
        let parts = std::iter::once(verdict::Part::Header(header)).chain(rows);
        let messages: Vec<_> = parts.map(|part| pb::ImportVerdictsRequest { part: Some(part) }).collect();
        let stream = tokio_stream::iter(messages);
        self.verifications.import_verdicts(self.harness.request(COMMITTEE, stream)).await
    }

    async fn rank_skd(&mut self, vacancy: &pb::Vacancy) -> Answer<pb::Vacancy> {
        let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
        let request = pb::RankSkdRequest { name, etag, request_id: String::new() };
        self.vacancies.rank_skd(self.harness.request(COMMITTEE, request)).await
    }

    async fn rank_final(&mut self, vacancy: &pb::Vacancy) -> Answer<pb::Vacancy> {
        let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
        let request = pb::RankFinalRequest { name, etag, request_id: String::new() };
        self.vacancies.rank_final(self.harness.request(COMMITTEE, request)).await
    }

    async fn publish(&mut self, vacancy: &pb::Vacancy) -> Answer<pb::Vacancy> {
        let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
        let request = pb::PublishResultRequest { name, etag, request_id: String::new() };
        self.vacancies.publish_result(self.harness.request(AUTHORITY, request)).await
    }

    async fn import_skd(
        &mut self,
        header: pb::ImportHeader,
        rows: &[pb::SkdRow],
    ) -> Answer<pb::ImportSkdResultsResponse> {
        let rows = rows.iter().cloned().map(skd::Part::Row);
        let parts = std::iter::once(skd::Part::Header(header)).chain(rows);
        let messages: Vec<_> = parts.map(|part| pb::ImportSkdResultsRequest { part: Some(part) }).collect();
        let stream = tokio_stream::iter(messages);
        self.applications.import_skd_results(self.harness.request(COMMITTEE, stream)).await
    }

    async fn import_skb(
        &mut self,
        header: pb::ImportHeader,
        rows: &[pb::SkbRow],
    ) -> Answer<pb::ImportSkbResultsResponse> {
        let rows = rows.iter().cloned().map(skb::Part::Row);
        let parts = std::iter::once(skb::Part::Header(header)).chain(rows);
        let messages: Vec<_> = parts.map(|part| pb::ImportSkbResultsRequest { part: Some(part) }).collect();
        let stream = tokio_stream::iter(messages);
        self.applications.import_skb_results(self.harness.request(COMMITTEE, stream)).await
    }

    async fn application(&mut self, name: &str) -> pb::Application {
        let request = self.harness.request(COMMITTEE, pb::GetApplicationRequest { name: name.into() });
        self.applications.get_application(request).await.unwrap().into_inner()
    }

    /// A vacancy whose result is public: one participant for each pair of basic and field test.
    async fn published(
        &mut self,
        sequence: i64,
        seats: i32,
        marks: &[([i32; 3], i64)],
    ) -> (pb::Vacancy, Vec<pb::Application>) {
        let open = self.opened(sequence, seats).await;
        let (mut skd_rows, mut skb_rows, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for (person, (skd, skb)) in (1000 * sequence as u32..).zip(marks) {
            let applied = self.apply(&open, person).await;
            skd_rows.push(scored(&applied, *skd));
            skb_rows.push(marked(&applied, *skb));
            names.push(applied.name);
        }
        let screened = self.screened(&open).await;
        self.import_skd(strict(), &skd_rows).await.unwrap();
        let ranked = self.rank_skd(&screened).await.unwrap().into_inner();
        self.import_skb(strict(), &skb_rows).await.unwrap();
        let ranked = self.rank_final(&ranked).await.unwrap().into_inner();
        let published = self.publish(&ranked).await.unwrap().into_inner();
        self.wait_for_objections();
        let mut applications = Vec::new();
        for name in names {
            applications.push(self.application(&name).await);
        }
        (published, applications)
    }
}

fn need(tenant: &str, number: i64, seats: i32) -> NeedDetermined {
    let id = Uuid::from_u128(number as u128);
    NeedDetermined {
        need: format!("instansi/{tenant}/needs/{id}"),
        version: 1,
        position: format!("instansi/{tenant}/positions/{id}"),
        position_title: "Perawat Terampil".into(),
        unit: format!("instansi/{tenant}/units/{id}"),
        unit_path: "Dinas Kesehatan | Puskesmas Asemrowo".into(),
        kind: 1,
        seats,
        education: vec!["D-III Keperawatan".into()],
        year: 2024,
        decision_number: "320/2024".into(),
        reassessment: String::new(),
    }
}

fn eligible(application: &pb::Application) -> pb::VerdictRow {
    let participant_number = application.participant_number.clone();
    pb::VerdictRow { participant_number, verdict: pb::Verdict::Eligible.into(), ..Default::default() }
}

/// The verdict of the portal on somebody in whose documents something is wrong: one text a kind, in the order of the kinds.
fn ineligible(application: &pb::Application, texts: &[&str]) -> pb::VerdictRow {
    let reason = |(kind, text): (i32, &&str)| pb::ImportedReason { kind, text: (*text).into(), missing: false };
    let reasons = (1..).zip(texts).map(reason).collect();
    pb::VerdictRow { verdict: pb::Verdict::Ineligible.into(), reasons, ..eligible(application) }
}

/// The application of an invented person: the region 99 is not in use.
fn application(vacancy: &pb::Vacancy, person: u32) -> pb::SubmitApplicationRequest {
    pb::SubmitApplicationRequest {
        parent: vacancy.name.clone(),
        nik: format!("99{:04}120599{:04}", person / 9000, person % 9000 + 1),
        full_name: "Siti Rahasia".into(),
        birth_date: Some(Date { year: 1999, month: 5, day: 12 }),
        education: "D-III Keperawatan".into(),
        gpa_thousandths: 3_500,
        // Everything that a special kind of need may ask for.
        facts: (1..=6).collect(),
        ..Default::default()
    }
}

fn scored(application: &pb::Application, [twk, tiu, tkp]: [i32; 3]) -> pb::SkdRow {
    let participant_number = application.participant_number.clone();
    pb::SkdRow { participant_number, attendance: Attendance::Present.into(), twk, tiu, tkp, ..Default::default() }
}

fn marked(application: &pb::Application, points: i64) -> pb::SkbRow {
    let participant_number = application.participant_number.clone();
    pb::SkbRow { participant_number, cat_thousandths: points * 1_000, ..Default::default() }
}

fn header() -> pb::ImportHeader {
    pb::ImportHeader { parent: format!("instansi/{TENANT}"), strict: false, request_id: String::new() }
}

fn strict() -> pb::ImportHeader {
    pb::ImportHeader { strict: true, ..header() }
}

/// Code and reason of a refusal.
fn refusal<T: std::fmt::Debug>(answer: Answer<T>) -> (Code, String) {
    let status = answer.unwrap_err();
    (status.code(), platform::testing::reason(&status))
}
