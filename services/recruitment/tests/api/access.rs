use crate::{AUTHORITY, COMMITTEE, GATEWAY, Recruitment, application, open};
use contracts::recruitment::v1 as pb;
use platform::testing::{OTHER_TENANT, TENANT};
use tonic::{Code, Request};

#[tokio::test]
async fn every_write_wants_a_token_a_role_and_the_tenant() {
    let mut recruitment = Recruitment::start().await;
    let vacancy = recruitment.opened(1, 1).await;
    let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
    // One method after the other: its code without a token, with another role, and for another instansi's token.
    macro_rules! refuses {
        ($client:ident . $method:ident, $roles:expr, $message:expr) => {
            let anonymous = recruitment.$client.$method(Request::new($message)).await.unwrap_err();
            let clerk = recruitment.harness.request(&["rater"], $message);
            let clerk = recruitment.$client.$method(clerk).await.unwrap_err();
            let foreign = recruitment.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
            let foreign = recruitment.$client.$method(foreign).await.unwrap_err();
            let expected = (Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied);
            assert_eq!((anonymous.code(), clerk.code(), foreign.code()), expected, stringify!($method));
        };
    }
    let (id, date) = (String::new(), Some(contracts::google::r#type::Date { year: 2025, month: 5, day: 1 }));
    let one = format!("{name}/applications/{}", uuid::Uuid::now_v7());
    refuses!(vacancies.open_vacancy, COMMITTEE, open(&vacancy));
    refuses!(vacancies.close_vacancy, COMMITTEE, pb::CloseVacancyRequest {
        name: name.clone(), etag: etag.clone(), request_id: id.clone(),
    });
    refuses!(vacancies.rank_skd, COMMITTEE, pb::RankSkdRequest {
        name: name.clone(), etag: etag.clone(), request_id: id.clone(),
    });
    refuses!(vacancies.rank_final, COMMITTEE, pb::RankFinalRequest {
        name: name.clone(), etag: etag.clone(), request_id: id.clone(),
    });
    refuses!(vacancies.publish_result, AUTHORITY, pb::PublishResultRequest {
        name: name.clone(), etag: etag.clone(), request_id: id.clone(),
    });
    refuses!(applications.submit_application, GATEWAY, application(&vacancy, 1));
    refuses!(applications.get_application, COMMITTEE, pb::GetApplicationRequest { name: one.clone() });
    refuses!(applications.list_applications, COMMITTEE, pb::ListApplicationsRequest {
        parent: name.clone(), ..Default::default()
    });
    refuses!(applications.appoint_candidate, AUTHORITY, pb::AppointCandidateRequest {
        name: one.clone(), etag: etag.clone(), appointment_date: date, request_id: id.clone(),
    });
    refuses!(applications.import_skd_results, COMMITTEE, tokio_stream::iter([pb::ImportSkdResultsRequest {
        part: Some(pb::import_skd_results_request::Part::Header(crate::header())),
    }]));
    refuses!(applications.import_skb_results, COMMITTEE, tokio_stream::iter([pb::ImportSkbResultsRequest {
        part: Some(pb::import_skb_results_request::Part::Header(crate::header())),
    }]));
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
