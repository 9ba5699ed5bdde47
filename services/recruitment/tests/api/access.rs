use crate::{AUTHORITY, COMMITTEE, GATEWAY, Recruitment, application, header};
use contracts::{google::r#type::Date, recruitment::v1 as pb};
use platform::testing::{OTHER_TENANT, TENANT};
use tonic::{Code, Request};
use uuid::Uuid;

/// Calls one method without a token, with a role that may not, and with a token of another instansi.
macro_rules! refuses {
    ($recruitment:ident, $client:ident . $method:ident, $roles:expr, $message:expr) => {
        let anonymous = $recruitment.$client.$method(Request::new($message)).await;
        let clerk = $recruitment.harness.request(&["rater"], $message);
        let clerk = $recruitment.$client.$method(clerk).await;
        let foreign = $recruitment.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let foreign = $recruitment.$client.$method(foreign).await;
        let codes = [anonymous, clerk, foreign].map(|answer| answer.unwrap_err().code());
        let expected = [Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied];
        assert_eq!(codes, expected, stringify!($method));
    };
}

#[tokio::test]
async fn every_step_wants_a_token_a_role_and_the_tenant() {
    let mut recruitment = Recruitment::start().await;
    let vacancy = recruitment.opened(1, 1).await;
    let (name, etag, request_id) = (&vacancy.name, &vacancy.etag, String::new());
    let close = pb::CloseVacancyRequest { name: name.clone(), etag: etag.clone(), request_id: request_id.clone() };
    let skd = pb::RankSkdRequest { name: name.clone(), etag: etag.clone(), request_id: request_id.clone() };
    let last = pb::RankFinalRequest { name: name.clone(), etag: etag.clone(), request_id: request_id.clone() };
    let publish = pb::PublishResultRequest { name: name.clone(), etag: etag.clone(), request_id };
    refuses!(recruitment, vacancies.open_vacancy, COMMITTEE, recruitment.open(&vacancy));
    refuses!(recruitment, vacancies.close_vacancy, COMMITTEE, close.clone());
    refuses!(recruitment, vacancies.rank_skd, COMMITTEE, skd.clone());
    refuses!(recruitment, vacancies.rank_final, COMMITTEE, last.clone());
    refuses!(recruitment, vacancies.publish_result, AUTHORITY, publish.clone());
}

#[tokio::test]
async fn applications_want_a_token_a_role_and_the_tenant() {
    let mut recruitment = Recruitment::start().await;
    let vacancy = recruitment.opened(1, 1).await;
    let name = format!("{}/applications/{}", vacancy.name, Uuid::now_v7());
    let get = pb::GetApplicationRequest { name: name.clone() };
    let list = pb::ListApplicationsRequest { parent: vacancy.name.clone(), ..Default::default() };
    let appointment_date = Some(Date { year: 2025, month: 5, day: 1 });
    let (etag, request_id) = (vacancy.etag.clone(), String::new());
    let appoint = pb::AppointCandidateRequest { name, etag, appointment_date, request_id };
    refuses!(recruitment, applications.submit_application, GATEWAY, application(&vacancy, 1));
    refuses!(recruitment, applications.get_application, COMMITTEE, get.clone());
    refuses!(recruitment, applications.list_applications, COMMITTEE, list.clone());
    refuses!(recruitment, applications.appoint_candidate, AUTHORITY, appoint.clone());
}

#[tokio::test]
async fn imports_want_a_token_a_role_and_the_tenant() {
    let mut recruitment = Recruitment::start().await;
    let skd = || {
        let part = Some(pb::import_skd_results_request::Part::Header(header()));
        tokio_stream::iter([pb::ImportSkdResultsRequest { part }])
    };
    let skb = || {
        let part = Some(pb::import_skb_results_request::Part::Header(header()));
        tokio_stream::iter([pb::ImportSkbResultsRequest { part }])
    };
    refuses!(recruitment, applications.import_skd_results, COMMITTEE, skd());
    refuses!(recruitment, applications.import_skb_results, COMMITTEE, skb());
}

#[tokio::test]
async fn another_instansi_does_not_see_what_exists() {
    let mut recruitment = Recruitment::start().await;
    let vacancy = recruitment.opened(1, 1).await;
    let applied = recruitment.apply(&vacancy, 1).await;
    let there = |name: &str| name.replace(TENANT, OTHER_TENANT);
    let request = pb::GetVacancyRequest { name: there(&vacancy.name) };
    assert_eq!(recruitment.vacancies.get_vacancy(request).await.unwrap_err().code(), Code::NotFound);
    let request = pb::GetApplicationRequest { name: there(&applied.name) };
    let request = recruitment.harness.request_as("other", COMMITTEE, &[OTHER_TENANT], request);
    assert_eq!(recruitment.applications.get_application(request).await.unwrap_err().code(), Code::NotFound);
    let request = application(&pb::Vacancy { name: there(&vacancy.name), ..Default::default() }, 2);
    let request = recruitment.harness.request_as("other", GATEWAY, &[OTHER_TENANT], request);
    assert_eq!(recruitment.applications.submit_application(request).await.unwrap_err().code(), Code::NotFound);
}
