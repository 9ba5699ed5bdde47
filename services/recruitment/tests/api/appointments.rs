use crate::{AUTHORITY, Recruitment, refusal};
use contracts::{
    google::r#type::Date,
    recruitment::{events::v1::CandidateAppointed, v1 as pb},
};
use platform::testing::{bad_fields, reason};
use tonic::Code;
use uuid::Uuid;

const MARKS: [([i32; 3], i64); 3] = [([90, 130, 200], 400), ([100, 130, 200], 400), ([90, 125, 200], 400)];

fn appoint(application: &pb::Application, day: i32) -> pb::AppointCandidateRequest {
    pb::AppointCandidateRequest {
        name: application.name.clone(),
        etag: application.etag.clone(),
        appointment_date: Some(Date { year: 2025, month: 5, day }),
        request_id: String::new(),
    }
}

#[tokio::test]
async fn a_selected_candidate_is_appointed_once_and_career_hears_of_it() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS).await;
    recruitment.number(&vacancy, 1).await;
    let request = recruitment.harness.request(AUTHORITY, appoint(&applications[1], 1));
    let appointed = recruitment.applications.appoint_candidate(request).await.unwrap().into_inner();
    assert!(appointed.appointed);
    assert_eq!(appointed, recruitment.application(&appointed.name).await);
    assert_eq!(recruitment.get(&vacancy).await.appointed, 1);
    let events = recruitment.harness.published(3).await;
    let event: CandidateAppointed = events[2].as_message().unwrap().unwrap();
    assert_eq!((&events[2].aggregate, &event.application), (&appointed.name, &appointed.name));
    assert_eq!(appointed.etag, format!("\"{}\"", event.version));
    assert_eq!((event.vacancy, event.need, event.position), (vacancy.name, vacancy.need, vacancy.position));
    assert_eq!(event.appointment_date, Some(Date { year: 2025, month: 5, day: 1 }));
    let again = recruitment.harness.request(AUTHORITY, appoint(&appointed, 1));
    let refused = recruitment.applications.appoint_candidate(again).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_APPOINTABLE".into()));
}

#[tokio::test]
async fn nobody_else_is_appointed() {
    let mut recruitment = Recruitment::start().await;
    let (_, applications) = recruitment.published(1, 1, &MARKS).await;
    for other in [&applications[0], &applications[2]] {
        let request = recruitment.harness.request(AUTHORITY, appoint(other, 1));
        let refused = recruitment.applications.appoint_candidate(request).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_APPOINTABLE".into()));
    }
    let open = recruitment.opened(2, 1).await;
    let applied = recruitment.apply(&open, 1).await;
    let request = recruitment.harness.request(AUTHORITY, appoint(&applied, 1));
    let refused = recruitment.applications.appoint_candidate(request).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "VACANCY_STATE".into()));
}

#[tokio::test]
async fn what_an_appointment_needs_is_checked() {
    let mut recruitment = Recruitment::start().await;
    let (_, applications) = recruitment.published(1, 1, &MARKS).await;
    let selected = &applications[1];
    let wrong = pb::AppointCandidateRequest { name: "x".into(), etag: "7".into(), ..appoint(selected, 2) };
    let refused = recruitment.applications.appoint_candidate(recruitment.harness.request(AUTHORITY, wrong)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["name", "etag", "appointment_date"]);
    let stale = pb::AppointCandidateRequest { etag: "\"1\"".into(), ..appoint(selected, 1) };
    let refused = recruitment.applications.appoint_candidate(recruitment.harness.request(AUTHORITY, stale)).await;
    assert_eq!(refusal(refused), (Code::Aborted, "ETAG_MISMATCH".into()));
    let id = Uuid::now_v7();
    let (parent, _) = selected.name.rsplit_once('/').unwrap();
    let absent = pb::AppointCandidateRequest { name: format!("{parent}/{id}"), ..appoint(selected, 1) };
    let refused = recruitment.applications.appoint_candidate(recruitment.harness.request(AUTHORITY, absent)).await;
    assert_eq!(refusal(refused), (Code::NotFound, "APPLICATION_NOT_FOUND".into()));
}

#[tokio::test]
async fn the_same_appointment_sent_eight_times_at_once_is_one() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 2, &MARKS).await;
    recruitment.number(&vacancy, 1).await;
    let request =
        pb::AppointCandidateRequest { request_id: Uuid::now_v7().to_string(), ..appoint(&applications[1], 1) };
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let mut client = recruitment.applications.clone();
            let request = recruitment.harness.request(AUTHORITY, request.clone());
            tokio::spawn(async move { client.appoint_candidate(request).await.unwrap().into_inner() })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap().appointed);
    }
    assert_eq!(recruitment.get(&vacancy).await.appointed, 1);
    let reused =
        pb::AppointCandidateRequest { appointment_date: Some(Date { year: 2025, month: 6, day: 1 }), ..request };
    let refused = recruitment.applications.appoint_candidate(recruitment.harness.request(AUTHORITY, reused)).await;
    assert_eq!(reason(&refused.unwrap_err()), "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn two_selected_candidates_appointed_at_once_both_get_their_seat() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 2, &MARKS).await;
    recruitment.number(&vacancy, 1).await;
    let (mut one, mut two) = (recruitment.applications.clone(), recruitment.applications.clone());
    let (first, second) = tokio::join!(
        one.appoint_candidate(recruitment.harness.request(AUTHORITY, appoint(&applications[0], 1))),
        two.appoint_candidate(recruitment.harness.request(AUTHORITY, appoint(&applications[1], 1))),
    );
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(recruitment.get(&vacancy).await.appointed, 2);
    let selected = pb::ListApplicationsRequest { parent: vacancy.name, selected: true, ..Default::default() };
    let request = recruitment.harness.request(crate::COMMITTEE, selected);
    let selected = recruitment.applications.list_applications(request).await.unwrap().into_inner().applications;
    assert!(selected.len() == 2 && selected.iter().all(|one| one.appointed));
}
