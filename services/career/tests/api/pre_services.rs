//! Pre-service training: Latsar and orientation.

use crate::{
    HR,
    first_year::{Answer, FirstYear, absent, date, instansi},
    training_world::refusal,
};
use contracts::career::v1 as pb;
use pb::pre_service::{Kind, State};
use platform::testing::{TENANT, bad_fields};
use tonic::Code;
use tonic_types::StatusExt;
use uuid::Uuid;

impl FirstYear {
    async fn cancel(&mut self, training: &pb::PreService) -> Answer<pb::PreService> {
        let (name, etag) = (training.name.clone(), training.etag.clone());
        let message = pb::CancelPreServiceRequest { name, etag, reason: "sakit".into(), ..Default::default() };
        self.pre_services.cancel_pre_service(self.career.harness.request(HR, message)).await
    }

    /// The right result, as another officer tells it.
    async fn put_right(&mut self, subject: &str, training: &pb::PreService, passed: bool) -> Answer<pb::PreService> {
        let request = self.career.harness.request_as(subject, HR, &[TENANT], correction(training, passed));
        self.pre_services.correct_pre_service_result(request).await
    }

    async fn trainings(&mut self, message: pb::ListPreServicesRequest) -> pb::ListPreServicesResponse {
        let request = self.career.harness.request(HR, message);
        self.pre_services.list_pre_services(request).await.unwrap().into_inner()
    }
}

fn correction(training: &pb::PreService, passed: bool) -> pb::CorrectPreServiceResultRequest {
    pb::CorrectPreServiceResultRequest {
        name: training.name.clone(),
        etag: training.etag.clone(),
        passed,
        certificate_number: if passed { "STTP-1".into() } else { String::new() },
        result_date: date(2025, 11, 1),
        reason: "tertukar dengan peserta lain".into(),
        request_id: String::new(),
    }
}

/// It is taken once, so a wrong result would end a career: another officer puts it right, and both stay.
#[tokio::test]
async fn a_result_that_was_recorded_wrongly_is_put_right_by_another() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let training = year.register(FirstYear::registration(&servant)).await.unwrap().into_inner();
    year.on("2025-11-02");
    let early = year.put_right("other", &training, true).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "PRE_SERVICE_STATE".into()));
    let mut failed = year.result(FirstYear::outcome(&training, false)).await.unwrap().into_inner();
    let own = year.put_right("tester", &failed, true).await;
    assert_eq!(refusal(own), (Code::FailedPrecondition, "OWN_REVIEW".into()));
    let missing = year.put_right("other", &failed, true).await;
    assert_eq!(refusal(missing).1, "PRE_SERVICE_PARTS_MISSING");
    for (code, hours) in [("mooc", 48), ("distance", 200), ("habituation", 320), ("classical", 79)] {
        failed = year.go_through(FirstYear::part(&failed, code, hours)).await.unwrap().into_inner();
    }
    let unmet = "the pre-service training was failed";
    let conditions = year.probation(&servant, date(2026, 5, 1)).await.conditions;
    assert!(conditions.iter().any(|one| one.explanation == unmet), "{conditions:?}");
    let passed = year.put_right("other", &failed, true).await.unwrap().into_inner();
    assert_eq!((passed.state(), passed.certificate_number.as_str()), (State::Passed, "STTP-1"));
    let [was] = passed.corrections.as_slice() else { panic!("{passed:?}") };
    assert_eq!((was.passed, was.recorded_by.as_str(), was.corrected_by.as_str()), (false, "tester", "other"));
    assert_eq!((was.result_date, was.reason.as_str()), (date(2025, 11, 1), "tertukar dengan peserta lain"));
    let conditions = year.probation(&servant, date(2026, 5, 1)).await.conditions;
    assert!(!conditions.iter().any(|one| one.explanation == unmet), "{conditions:?}");
    let plain = "SELECT count(*) FROM career.pre_service_corrections AS one WHERE one::text LIKE '%tertukar%'";
    assert_eq!(year.number(plain).await, 0);
    let stands =
        "SELECT coalesce(sum(hours), 0)::bigint FROM career.training_hours WHERE year = 2025 AND activity = 13";
    assert_eq!(year.number(stands).await, 647);
    let back = year.put_right("tester", &passed, false).await.unwrap().into_inner();
    assert_eq!((back.state(), back.corrections.len(), year.number(stands).await), (State::Failed, 2, 0));
    let wrong = pb::CorrectPreServiceResultRequest { passed: true, ..Default::default() };
    let wrong = year.career.harness.request(HR, wrong);
    let wrong = year.pre_services.correct_pre_service_result(wrong).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["name", "etag", "certificate_number", "result_date", "reason"]);
    let trainer = year.career.harness.request(&["trainer"], correction(&back, true));
    let trainer = year.pre_services.correct_pre_service_result(trainer).await.unwrap_err();
    assert_eq!(trainer.code(), Code::PermissionDenied);
}

/// rules.md §4.1: MOOC, distance learning, habituation with an aktualisasi, classical part; about 647 JP; taken once.
#[tokio::test]
async fn latsar_is_gone_through_part_by_part_and_passed_once() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let message =
        pb::RegisterPreServiceRequest { request_id: Uuid::now_v7().to_string(), ..FirstYear::registration(&servant) };
    let registered = year.register(message.clone()).await.unwrap().into_inner();
    assert_eq!((registered.kind(), registered.state()), (Kind::Latsar, State::Registered));
    assert_eq!((registered.expected_hours, registered.hours), (647, 0));
    assert_eq!(registered.missing_parts, ["mooc", "distance", "habituation", "classical"]);
    assert_eq!(year.register(message).await.unwrap().into_inner(), registered, "a replay answers the same");
    let twice = year.register(FirstYear::registration(&servant)).await;
    assert_eq!(refusal(twice), (Code::AlreadyExists, "PRE_SERVICE_TAKEN".into()));
    year.on("2025-11-02");
    let one = year.go_through(FirstYear::part(&registered, "mooc", 48)).await.unwrap().into_inner();
    let stale = year.go_through(FirstYear::part(&registered, "distance", 200)).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let early = year.result(FirstYear::outcome(&one, true)).await.unwrap_err();
    let missing = early.get_details_error_info().unwrap().metadata.get("parts").cloned();
    assert_eq!(missing.as_deref(), Some("distance,habituation,classical"));
    assert_eq!(refusal::<()>(Err(early)), (Code::FailedPrecondition, "PRE_SERVICE_PARTS_MISSING".into()));
    let mut training = one;
    for (code, hours) in [("distance", 200), ("habituation", 320), ("classical", 70), ("classical", 79)] {
        training = year.go_through(FirstYear::part(&training, code, hours)).await.unwrap().into_inner();
    }
    assert_eq!((training.hours, training.parts.len(), training.missing_parts.len()), (647, 4, 0));
    let passed = year.result(FirstYear::outcome(&training, true)).await.unwrap().into_inner();
    assert_eq!((passed.state(), passed.certificate_number.as_str()), (State::Passed, "STTP-1"));
    let again = year.result(FirstYear::outcome(&passed, false)).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "PRE_SERVICE_STATE".into()));
    let late = year.go_through(FirstYear::part(&passed, "mooc", 1)).await;
    assert_eq!(refusal(late).1, "PRE_SERVICE_STATE");
    assert_eq!(refusal(year.cancel(&passed).await).1, "PRE_SERVICE_STATE");
    assert_eq!(refusal(year.register(FirstYear::registration(&servant)).await).1, "PRE_SERVICE_TAKEN");
}

#[tokio::test]
async fn employees_under_an_agreement_have_an_orientation() {
    let mut year = FirstYear::start().await;
    let employee = year.employee().await;
    let training = year.register(FirstYear::registration(&employee)).await.unwrap().into_inner();
    assert_eq!((training.kind(), training.expected_hours), (Kind::Orientation, 0));
    assert_eq!(training.missing_parts, ["orientation"]);
    year.on("2025-11-02");
    let unknown = year.go_through(FirstYear::part(&training, "mooc", 4)).await.unwrap_err();
    assert_eq!(bad_fields(&unknown), ["part.code"]);
    let training = year.go_through(FirstYear::part(&training, "orientation", 20)).await.unwrap().into_inner();
    let passed = year.result(FirstYear::outcome(&training, true)).await.unwrap().into_inner();
    assert_eq!((passed.state(), passed.hours), (State::Passed, 20));
    let counted =
        "SELECT sum(hours)::bigint FROM career.training_hours WHERE activity = 13 AND source LIKE '%/preServices/%'";
    assert_eq!(year.number(counted).await, 20);
}

#[tokio::test]
async fn who_failed_has_no_second_time_and_who_was_cancelled_has() {
    let mut year = FirstYear::start().await;
    let (ill, failing) = (year.civil_servant().await, year.civil_servant().await);
    let training = year.register(FirstYear::registration(&ill)).await.unwrap().into_inner();
    let cancelled = year.cancel(&training).await.unwrap().into_inner();
    assert_eq!((cancelled.state(), cancelled.cancel_reason.as_str()), (State::Cancelled, "sakit"));
    let plain = "SELECT count(*) FROM career.pre_services AS one WHERE one::text LIKE '%sakit%'";
    assert_eq!(year.number(plain).await, 0, "the reason is sealed");
    year.register(FirstYear::registration(&ill)).await.unwrap();
    let training = year.register(FirstYear::registration(&failing)).await.unwrap().into_inner();
    year.on("2025-11-02");
    let failed = year.result(FirstYear::outcome(&training, false)).await.unwrap().into_inner();
    assert_eq!((failed.state(), failed.result_date), (State::Failed, date(2025, 11, 1)));
    assert_eq!(refusal(year.register(FirstYear::registration(&failing)).await).1, "PRE_SERVICE_TAKEN");
    let all = pb::ListPreServicesRequest { parent: instansi(), page_size: 2, ..Default::default() };
    let first = year.trainings(all.clone()).await;
    let rest = pb::ListPreServicesRequest { page_token: first.next_page_token.clone(), ..all.clone() };
    let rest = year.trainings(rest).await;
    assert_eq!((first.pre_services.len(), rest.pre_services.len(), rest.next_page_token.as_str()), (2, 1, ""));
    let only = pb::ListPreServicesRequest { state: State::Cancelled.into(), servant: ill.name, ..all };
    let only = year.trainings(only).await.pre_services;
    assert_eq!((only.len(), only[0].cancel_reason.as_str(), only[0].missing_parts.len()), (1, "sakit", 0));
}

#[tokio::test]
async fn nobody_is_registered_or_rated_out_of_place() {
    let mut year = FirstYear::start().await;
    let servant = year.civil_servant().await;
    let nobody = pb::Servant { name: absent("servants"), ..servant.clone() };
    let missing = year.register(FirstYear::registration(&nobody)).await;
    assert_eq!(refusal(missing), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    let early = pb::RegisterPreServiceRequest { start_date: date(2025, 4, 30), ..FirstYear::registration(&servant) };
    assert_eq!(bad_fields(&year.register(early).await.unwrap_err()), ["start_date"]);
    let training = year.register(FirstYear::registration(&servant)).await.unwrap().into_inner();
    let ahead = year.go_through(FirstYear::part(&training, "mooc", 48)).await.unwrap_err();
    assert_eq!(bad_fields(&ahead), ["part.end_date"], "it is still May");
    let ahead = year.result(FirstYear::outcome(&training, false)).await.unwrap_err();
    assert_eq!(bad_fields(&ahead), ["result_date"]);
    year.on("2025-11-02");
    let mut silent = FirstYear::part(&training, "habituation", 320);
    if let Some(part) = silent.part.as_mut() {
        part.project = String::new();
        part.start_date = date(2025, 7, 31);
    }
    assert_eq!(bad_fields(&year.go_through(silent).await.unwrap_err()), ["part.project", "part.start_date"]);
    year.link(&servant, "tester").await;
    let own = year.go_through(FirstYear::part(&training, "mooc", 48)).await;
    assert_eq!(refusal(own), (Code::FailedPrecondition, "OWN_PROBATION".into()));
    year.link(&servant, "").await;
    let absent = pb::PreService { name: absent("preServices"), ..training };
    assert_eq!(refusal(year.cancel(&absent).await), (Code::NotFound, "PRE_SERVICE_NOT_FOUND".into()));
    assert_eq!(refusal(year.result(FirstYear::outcome(&absent, false)).await).1, "PRE_SERVICE_NOT_FOUND");
    let settled = year.civil_servant().await;
    sqlx::query("UPDATE career.servants SET state = 'in_service'").execute(&year.career.harness.pool).await.unwrap();
    let settled = year.register(FirstYear::registration(&settled)).await;
    assert_eq!(refusal(settled), (Code::FailedPrecondition, "NOT_ON_PROBATION".into()));
    year.leave(&servant).await;
    assert_eq!(refusal(year.register(FirstYear::registration(&servant)).await).1, "ONBOARDING_STATE");
}

#[tokio::test]
async fn all_violations_of_pre_service_training_are_told_at_once() {
    let mut year = FirstYear::start().await;
    let wrong = pb::RegisterPreServiceRequest { request_id: "x".into(), ..Default::default() };
    assert_eq!(
        bad_fields(&year.register(wrong).await.unwrap_err()),
        ["servant", "request_id", "provider", "start_date"]
    );
    let part = pb::PreServicePart {
        start_date: date(2025, 8, 2),
        end_date: date(2025, 8, 1),
        hours: 2_001,
        project: "x".repeat(301),
        ..Default::default()
    };
    let wrong = pb::RecordPreServicePartRequest { part: Some(part), ..Default::default() };
    let expected = ["name", "etag", "part.code", "part.end_date", "part.hours", "part.project"];
    assert_eq!(bad_fields(&year.go_through(wrong).await.unwrap_err()), expected);
    let wrong = pb::RecordPreServiceResultRequest { passed: true, ..Default::default() };
    assert_eq!(
        bad_fields(&year.result(wrong).await.unwrap_err()),
        ["name", "etag", "certificate_number", "result_date"]
    );
    let wrong = pb::RecordPreServiceResultRequest { certificate_number: "x".into(), ..Default::default() };
    assert_eq!(
        bad_fields(&year.result(wrong).await.unwrap_err()),
        ["name", "etag", "certificate_number", "result_date"]
    );
    let wrong = year.career.harness.request(HR, pb::CancelPreServiceRequest::default());
    let wrong = year.pre_services.cancel_pre_service(wrong).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["name", "etag", "reason"]);
    let wrong = pb::ListPreServicesRequest { page_size: -1, servant: "x".into(), state: 99, ..Default::default() };
    let wrong = year.pre_services.list_pre_services(year.career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&wrong), ["parent", "page_size", "servant", "state"]);
}
