//! A sweep tests every service by complaints, surveys and late answers, and tells each change once.

use crate::{
    ANALYST, Evaluation, PARENT, assert_refused,
    imports::{complaint, header, volume},
    quality::{uses, year_and},
};
use contracts::evaluation::{
    events::v1::{QualityKind, ServiceQualityFell, ServiceQualityRecovered},
    v1::{
        self as pb,
        public_service::Quality,
        signal::{Kind, State},
        signal_service_client::SignalServiceClient,
    },
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request, transport::Channel};
use uuid::Uuid;

/// A sweep of everything, without a request id.
pub fn sweep() -> pb::JudgeServicesRequest {
    pb::JudgeServicesRequest { parent: PARENT.into(), ..Default::default() }
}

/// The id in a name.
fn id_of(name: &str) -> Uuid {
    name.rsplit('/').next().unwrap().parse().unwrap()
}

impl Evaluation {
    pub fn signals(&self) -> SignalServiceClient<Channel> {
        SignalServiceClient::new(self.harness.channel.clone())
    }

    /// Tests every service as an analyst.
    pub async fn judged(&self) -> pb::JudgeServicesResponse {
        let request = self.harness.request(ANALYST, sweep());
        self.signals().judge_services(request).await.unwrap().into_inner()
    }

    /// All signals, oldest first.
    pub async fn all_signals(&self) -> Vec<pb::Signal> {
        let request = pb::ListSignalsRequest { parent: PARENT.into(), ..Default::default() };
        let listed = self.signals().list_signals(self.harness.request(ANALYST, request)).await.unwrap();
        listed.into_inner().signals
    }

    /// Months of complaints and use that no import has tested: fourteen of them, the last two high.
    pub async fn spike(&mut self, title: &str) -> pb::PublicService {
        let service = self.service(title).await;
        self.received(&service, &year_and(&[20, 30])).await;
        let rows: Vec<_> = uses(&service, 0..14).into_iter().map(|row| (row.month, row.transactions)).collect();
        for (month, transactions) in rows {
            let sql = "INSERT INTO evaluation.service_months (service_id, month, instansi, transactions)
                       VALUES ($1, ($2 || '-01')::date, '6571', $3)";
            let query = sqlx::query(sql).bind(id_of(&service.name)).bind(month).bind(transactions);
            query.execute(&self.harness.pool).await.unwrap();
        }
        service
    }

    /// A published survey in which everybody gave every element this answer, but the time another.
    async fn seed_survey(&self, service: &pb::PublicService, period_end: &str, (answer, time): (i16, i16)) {
        let survey = Uuid::now_v7();
        let index = (i64::from(answer) * 8 + i64::from(time)) * 2_500 / 9;
        let sql = "INSERT INTO evaluation.surveys (survey_id, instansi, state, service_id, period_start, period_end,
                       population, minimum_sample, ruleset, by_code, index_hundredths, publish_time, version, create_time,
                       update_time)
                   VALUES ($1, '6571', 'published', $2, $3::date - 30, $3::date, 1000, 278, 'survey-permenpanrb-14-2017',
                           300, $4, now(), 1, now(), now())";
        let query = sqlx::query(sql).bind(survey).bind(id_of(&service.name)).bind(period_end).bind(index);
        query.execute(&self.harness.pool).await.unwrap();
        let sql = "INSERT INTO evaluation.survey_results (survey_id, question, choice, instansi, answers)
                   SELECT $1, element, CASE element WHEN 'time' THEN $3 ELSE $2 END, '6571', 300
                   FROM unnest(ARRAY['requirements', 'procedures', 'time', 'cost', 'product', 'competence', 'conduct',
                                     'complaint_handling', 'facilities']) AS element";
        let query = sqlx::query(sql).bind(survey).bind(answer).bind(time);
        query.execute(&self.harness.pool).await.unwrap();
    }

    /// Complaints about a service that were due on a day, so many of them answered a day late.
    async fn seed_deadlines(&self, service: &pb::PublicService, due: &str, (all, late): (usize, i64)) {
        let id = |n: usize| format!("{}-{due}-{n}", service.display_name);
        let rows: Vec<_> = (0..all).map(|n| complaint(&id(n), service, "2025-09-15T02:00:00Z")).collect();
        assert_eq!(self.import_complaints(header(), &rows).await.unwrap().rejected, 0);
        let sql = "UPDATE evaluation.complaints SET verify_due = $2::date, due_date = $2::date,
                       answer_date = $2::date + CASE WHEN external_id = ANY ($3) THEN 1 ELSE 0 END
                   WHERE service_id = $1 AND external_id LIKE '%' || $2 || '%'";
        let late: Vec<String> = (0..late as usize).map(id).collect();
        let query = sqlx::query(sql).bind(id_of(&service.name)).bind(due).bind(late);
        query.execute(&self.harness.pool).await.unwrap();
    }
}

#[tokio::test]
async fn a_sweep_tells_a_spike_once_and_where_it_came_to() {
    let mut evaluation = Evaluation::start().await;
    let fallen = evaluation.spike("Pendaftaran pasien").await;
    evaluation.service("Farmasi").await;
    let done = evaluation.judged().await;
    assert_eq!((done.judged, done.fell, done.recovered, done.left), (2, 1, 0, 0));
    assert_eq!(done.ruleset, "signal-siklus-2");
    assert_eq!(evaluation.judged().await.fell, 0);
    let signals = evaluation.all_signals().await;
    assert_eq!(signals.len(), 1);
    let told: ServiceQualityFell = evaluation.harness.published(1).await[0].as_message().unwrap().unwrap();
    assert_eq!((&told.signal, &told.public_service), (&signals[0].name, &fallen.name));
    assert_eq!((signals[0].kind(), signals[0].state()), (Kind::Complaints, State::Open));
    let request = Request::new(pb::GetPublicServiceRequest { name: fallen.name.clone() });
    let seen = evaluation.complaints.get_public_service(request).await.unwrap().into_inner();
    assert_eq!((seen.quality(), seen.open_signals), (Quality::Fell, vec![signals[0].name.clone()]));
    assert_eq!(seen.quality_reasons, [signals[0].reason.clone()]);
    let request = Request::new(pb::ListPublicServicesRequest { parent: PARENT.into(), ..Default::default() });
    let listed = evaluation.complaints.list_public_services(request).await.unwrap().into_inner().public_services;
    assert_eq!(listed.iter().map(|one| one.open_signals.len()).collect::<Vec<_>>(), [1, 0]);
}

#[tokio::test]
async fn a_sweep_goes_on_in_parts() {
    let mut evaluation = Evaluation::start().await;
    for title in ["Pendaftaran pasien", "Farmasi", "Laboratorium"] {
        evaluation.spike(title).await;
    }
    let mut request = pb::JudgeServicesRequest { most: 2, ..sweep() };
    let first = evaluation.harness.request(ANALYST, request.clone());
    let first = evaluation.signals().judge_services(first).await.unwrap().into_inner();
    assert_eq!((first.judged, first.fell, first.left), (2, 2, 1));
    request.after = first.last;
    let second = evaluation.harness.request(ANALYST, request.clone());
    let second = evaluation.signals().judge_services(second).await.unwrap().into_inner();
    assert_eq!((second.judged, second.fell, second.left), (1, 1, 0));
    request.after = second.last;
    let third = evaluation.harness.request(ANALYST, request);
    let third = evaluation.signals().judge_services(third).await.unwrap().into_inner();
    assert_eq!((third.judged, third.left, third.last.as_str()), (0, 0, ""));
}

#[tokio::test]
async fn sweeps_and_imports_at_once_tell_a_fall_once() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.spike("Pendaftaran pasien").await;
    let rows = uses(&service, 0..14);
    let (one, two, three) =
        tokio::join!(evaluation.judged(), evaluation.judged(), evaluation.import_volumes(header(), &rows));
    assert_eq!(one.fell + two.fell + three.unwrap().services_fell, 1);
    assert_eq!(evaluation.harness.published(1).await.len(), 1);
}

#[tokio::test]
async fn surveys_tell_a_fall_and_the_way_back() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.seed_survey(&service, "2024-06-30", (4, 3)).await;
    assert_eq!(evaluation.judged().await.fell, 0, "once is not twice");
    evaluation.seed_survey(&service, "2024-12-31", (4, 3)).await;
    assert_eq!(evaluation.judged().await.fell, 1);
    assert_eq!(evaluation.judged().await.fell, 0);
    evaluation.seed_survey(&service, "2025-06-30", (4, 4)).await;
    let done = evaluation.judged().await;
    assert_eq!((done.fell, done.recovered), (0, 1));
    let signal = evaluation.all_signals().await.remove(0);
    assert_eq!((signal.kind(), signal.state()), (Kind::Satisfaction, State::Recovered));
    assert_eq!(signal.reason, "satisfaction up to 2024-12-31: element time is at 75.00, 75.00");
    assert_eq!(signal.periods, ["2024-06-30", "2024-12-31"]);
    assert_eq!((signal.statistic.as_str(), signal.threshold.as_str()), ("75.00", "76.61"));
    assert_eq!(evaluation.quality(&service).await, Quality::Steady);
    let events = evaluation.harness.published(2).await;
    let fell: ServiceQualityFell = events[0].as_message().unwrap().unwrap();
    let back: ServiceQualityRecovered = events[1].as_message().unwrap().unwrap();
    assert_eq!((fell.kind(), fell.month.as_str()), (QualityKind::Satisfaction, "2024-12"));
    assert_eq!((back.kind(), back.month.as_str(), &back.signal), (QualityKind::Satisfaction, "2025-06", &fell.signal));
    assert_eq!(signal.recovery.unwrap().event_id, events[1].id.to_string());
}

#[tokio::test]
async fn a_drop_of_the_index_is_a_fall() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.seed_survey(&service, "2024-12-31", (4, 4)).await;
    evaluation.seed_survey(&service, "2025-06-30", (3, 4)).await;
    assert_eq!(evaluation.judged().await.fell, 1);
    let signal = evaluation.all_signals().await.remove(0);
    assert_eq!(signal.reason, "satisfaction up to 2025-06-30: the index fell from 100.00 to 77.77");
}

#[tokio::test]
async fn a_survey_below_its_minimum_sample_proves_nothing() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    // Twenty of 278 each: the index falls by 25 points, and every element is below 76.61 twice.
    for (year, answer) in [(2022, 4), (2023, 3), (2024, 3)] {
        evaluation.published_survey(&service, year, answer).await;
    }
    assert_eq!(evaluation.judged().await.fell, 0);
    evaluation.seed_survey(&service, "2021-12-31", (4, 4)).await;
    evaluation.seed_survey(&service, "2025-06-30", (3, 3)).await;
    assert_eq!(evaluation.judged().await.fell, 1, "the two that reached it are compared with each other");
    let signal = evaluation.all_signals().await.remove(0);
    assert_eq!(signal.reason, "satisfaction up to 2025-06-30: the index fell from 100.00 to 75.00");
}

#[tokio::test]
async fn late_answers_of_a_quarter_tell_a_fall_and_the_way_back() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let good = evaluation.service("Farmasi").await;
    evaluation.seed_deadlines(&service, "2025-05-15", (14, 5)).await;
    evaluation.seed_deadlines(&good, "2025-05-15", (14, 4)).await;
    assert_eq!(evaluation.judged().await.fell, 1);
    evaluation.seed_deadlines(&service, "2025-08-15", (10, 1)).await;
    let done = evaluation.judged().await;
    assert_eq!((done.fell, done.recovered), (0, 1));
    let signal = evaluation.all_signals().await.remove(0);
    assert_eq!((signal.kind(), signal.state()), (Kind::Overdue, State::Recovered));
    assert_eq!((signal.statistic.as_str(), signal.threshold.as_str()), ("35.7143", "10"));
    assert_eq!(signal.periods, ["2025-Q2"]);
    assert_eq!(signal.reason, "more than 10 % of the complaints of 2025-Q2 are past their deadline");
    let fell: ServiceQualityFell = evaluation.harness.published(2).await[0].as_message().unwrap().unwrap();
    assert_eq!((fell.kind(), fell.month.as_str(), fell.complaints.len()), (QualityKind::Overdue, "2025-06", 0));
}

#[tokio::test]
async fn months_whose_complaints_are_not_known_are_not_tested() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let other = evaluation.service("Farmasi").await;
    let stray = complaint("stray", &other, "2024-06-03T02:00:00Z");
    assert_eq!(evaluation.import_complaints(header(), &[stray]).await.unwrap().accepted, 1);
    // Use is known from June 2024 on, complaints only since June 2025: 20 and 30 of them are no rise from none.
    let counts: Vec<usize> = [0; 12].into_iter().chain([20, 30]).collect();
    evaluation.received(&service, &counts).await;
    let report = evaluation.import_volumes(header(), &uses(&service, 0..14)).await.unwrap();
    assert_eq!((report.services_fell, evaluation.judged().await.fell), (0, 0));
    let coverage = |etag: &str, first: &str, last: &str| pb::SetComplaintCoverageRequest {
        name: service.name.clone(),
        etag: etag.into(),
        first_month: first.into(),
        last_month: last.into(),
        request_id: String::new(),
    };
    let set = async |request: pb::SetComplaintCoverageRequest| {
        let request = evaluation.harness.request(ANALYST, request);
        evaluation.signals().set_complaint_coverage(request).await.map(|answer| answer.into_inner())
    };
    let bad = set(coverage("x", "2025-13", "2025")).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["etag", "first_month", "last_month"]);
    assert_eq!(bad_fields(&set(coverage(&service.etag, "2025-02", "2025-01")).await.unwrap_err()), ["last_month"]);
    let told = set(coverage(&service.etag, "2024-06", "")).await.unwrap();
    assert_eq!((told.first_complaint_month.as_str(), told.last_complaint_month.as_str()), ("2024-06", ""));
    assert_eq!(evaluation.judged().await.fell, 1, "somebody says that there were none before");
}

#[tokio::test]
async fn use_without_the_complaints_of_its_months_is_no_recovery() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.spike("Pendaftaran pasien").await;
    assert_eq!(evaluation.judged().await.fell, 1);
    let later = [volume(&service, "2025-08", 1_000), volume(&service, "2025-09", 1_000)];
    assert_eq!(evaluation.import_volumes(header(), &later).await.unwrap().services_recovered, 0);
    let other = evaluation.service("Farmasi").await;
    let row = complaint("other", &other, "2025-09-15T02:00:00Z");
    assert_eq!(evaluation.import_complaints(header(), &[row]).await.unwrap().accepted, 1);
    assert_eq!(evaluation.judged().await.recovered, 0, "it says nothing of this service");
    let filed = pb::ComplaintRow { handled_here: true, ..complaint("filed", &service, "2025-09-15T02:00:00Z") };
    assert_eq!(evaluation.import_complaints(header(), &[filed]).await.unwrap().accepted, 1);
    assert_eq!(evaluation.judged().await.recovered, 0, "anybody may file one");
    let own = complaint("own", &service, "2025-09-15T02:00:00Z");
    assert_eq!(evaluation.import_complaints(header(), &[own]).await.unwrap().accepted, 1);
    assert_eq!(evaluation.judged().await.recovered, 1, "what came in September is here now");
}

/// An office that stops verifying is no office about which nobody complains.
#[tokio::test]
async fn reports_that_nobody_looked_at_are_no_recovery() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.spike("Pendaftaran pasien").await;
    assert_eq!(evaluation.judged().await.fell, 1);
    let mut rows = vec![complaint("known", &service, "2025-09-15T02:00:00Z")];
    for month in ["2025-08", "2025-09"] {
        let (id, time) = (|n: usize| format!("unseen-{month}-{n}"), format!("{month}-10T02:00:00Z"));
        let unseen = |n| pb::ComplaintRow { handled_here: true, ..complaint(&id(n), &service, &time) };
        rows.extend((0..30).map(unseen));
    }
    assert_eq!(evaluation.import_complaints(header(), &rows).await.unwrap().accepted, 61);
    let later = [volume(&service, "2025-08", 1_000), volume(&service, "2025-09", 1_000)];
    assert_eq!(evaluation.import_volumes(header(), &later).await.unwrap().services_recovered, 0);
    let cleared = "UPDATE evaluation.complaints SET state = 'rejected' WHERE external_id LIKE 'unseen-%'";
    sqlx::query(cleared).execute(&evaluation.harness.pool).await.unwrap();
    assert_eq!(evaluation.judged().await.recovered, 1, "they were none");
}

#[tokio::test]
async fn a_service_is_as_usual_when_its_last_fall_ended() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.spike("Pendaftaran pasien").await;
    evaluation.seed_deadlines(&service, "2025-05-15", (10, 9)).await;
    assert_eq!(evaluation.judged().await.fell, 2);
    evaluation.seed_deadlines(&service, "2025-08-15", (10, 0)).await;
    assert_eq!(evaluation.judged().await.recovered, 1);
    assert_eq!(evaluation.quality(&service).await, Quality::Fell);
    let rows: Vec<_> = ["2025-08", "2025-09"].map(|month| volume(&service, month, 1_000)).into();
    assert_eq!(evaluation.import_volumes(header(), &rows).await.unwrap().services_recovered, 1);
    assert_eq!(evaluation.quality(&service).await, Quality::Steady);
}

#[tokio::test]
async fn a_month_that_is_not_over_is_not_tested_and_absurd_volumes_are_refused() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.received(&service, &year_and(&[12; 5])).await;
    let rows: Vec<_> = (0..40).map(|n| complaint(&format!("x-{n}"), &service, "2025-11-02T02:00:00Z")).collect();
    assert_eq!(evaluation.import_complaints(header(), &rows).await.unwrap().accepted, 40);
    let mut volumes = uses(&service, 0..18);
    let report = evaluation.import_volumes(header(), &volumes).await.unwrap();
    assert_eq!((report.accepted, report.services_fell, evaluation.judged().await.fell), (18, 0, 0));
    evaluation.harness.clock.set("2025-12-01T08:00:00Z".parse().unwrap());
    assert_eq!(evaluation.judged().await.fell, 1);
    volumes[0].transactions = 1_000_000_000_001;
    let report = evaluation.import_volumes(header(), &volumes[..1]).await.unwrap();
    assert_eq!((report.rejected, report.errors[0].field.as_str()), (1, "transactions"));
}

#[tokio::test]
async fn a_sweep_says_all_that_is_wrong_with_it_and_is_replayed() {
    let mut evaluation = Evaluation::start().await;
    evaluation.spike("Pendaftaran pasien").await;
    let bad = pb::JudgeServicesRequest { parent: "x".into(), after: "x".into(), most: -1, request_id: "x".into() };
    let refused = evaluation.signals().judge_services(evaluation.harness.request(ANALYST, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "after", "most", "request_id"]);
    let once = pb::JudgeServicesRequest { request_id: Uuid::now_v7().to_string(), ..sweep() };
    for _ in 0..2 {
        let request = evaluation.harness.request(ANALYST, once.clone());
        assert_eq!(
            evaluation.signals().judge_services(request).await.unwrap().into_inner().fell,
            1,
            "the first answer"
        );
    }
    let reused = evaluation.harness.request(ANALYST, pb::JudgeServicesRequest { most: 1, ..once });
    assert_refused(evaluation.signals().judge_services(reused).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn a_sweep_is_guarded_and_sees_its_own_tenant_only() {
    let mut evaluation = Evaluation::start().await;
    evaluation.spike("Pendaftaran pasien").await;
    let denied = evaluation.signals().judge_services(Request::new(sweep())).await.unwrap_err();
    assert_eq!(denied.code(), Code::Unauthenticated);
    for (roles, tenants) in [(&["auditor"][..], &["6571"][..]), (ANALYST, &[OTHER_TENANT][..])] {
        let request = evaluation.harness.request_as("other", roles, tenants, sweep());
        let denied = evaluation.signals().judge_services(request).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied);
    }
    let elsewhere = pb::JudgeServicesRequest { parent: format!("instansi/{OTHER_TENANT}"), ..sweep() };
    let request = evaluation.harness.request_as("other", ANALYST, &[OTHER_TENANT], elsewhere);
    let done = evaluation.signals().judge_services(request).await.unwrap().into_inner();
    assert_eq!((done.judged, done.fell), (0, 0));
}
