use crate::{Career, HR, assign_nip};
use contracts::career::v1 as pb;
use platform::testing::{OTHER_TENANT, bad_fields, reason};
use tonic::{Code, Request};
use uuid::Uuid;

const NIP: &str = "19860926 202505 1 001";

#[tokio::test]
async fn a_nip_is_assigned_once_and_shown_to_those_who_may() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let request = assign_nip(&servant, NIP, "");
    let assigned = career.client.assign_nip(career.harness.request(HR, request)).await.unwrap().into_inner();
    assert_eq!(assigned.state(), pb::servant::State::Probation);
    let again = assign_nip(&assigned, NIP, "");
    let refused = career.client.assign_nip(career.harness.request(HR, again)).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "NIP_ASSIGNED"));
    let request = career.harness.request(HR, pb::GetServantRequest { name: servant.name });
    let shown = career.client.get_servant(request).await.unwrap().into_inner();
    assert_eq!(shown.nip, "198609262025051001");
    let audited =
        "SELECT count(*) FROM career.audit WHERE action LIKE '%GetServant' AND permission = 'career.servants.read'";
    assert_eq!(career.harness.number(audited).await, 1);
    let plain = "SELECT count(*) FROM career.servants WHERE servants::text LIKE '%198609262025051001%'";
    assert_eq!(career.harness.number(plain).await, 0);
}

#[tokio::test]
async fn a_nip_of_another_month_or_person_is_refused() {
    let mut career = Career::start().await;
    let (first, second) = (career.appointed(1).await, career.appointed(2).await);
    let other_month = assign_nip(&first, "198609262025061001", "");
    let refused = career.client.assign_nip(career.harness.request(HR, other_month)).await.unwrap_err();
    assert_eq!(reason(&refused), "NIP_DIFFERS");
    career.client.assign_nip(career.harness.request(HR, assign_nip(&first, NIP, ""))).await.unwrap();
    let taken = career.client.assign_nip(career.harness.request(HR, assign_nip(&second, NIP, ""))).await.unwrap_err();
    assert_eq!((taken.code(), reason(&taken).as_str()), (Code::AlreadyExists, "NIP_TAKEN"));
    assert!(!taken.message().contains("1986"));
}

#[tokio::test]
async fn all_violations_are_told_at_once() {
    let mut career = Career::start().await;
    let request = pb::AssignNipRequest { nip: "1".into(), request_id: "x".into(), ..Default::default() };
    let refused = career.client.assign_nip(career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(bad_fields(&refused), ["name", "etag", "request_id", "nip"]);
}

#[tokio::test]
async fn a_stale_etag_is_refused_and_a_missing_servant_is_not_found() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let stale = pb::Servant { etag: "\"9\"".into(), ..servant.clone() };
    let refused = career.client.assign_nip(career.harness.request(HR, assign_nip(&stale, NIP, ""))).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    let missing = pb::Servant { name: format!("instansi/6571/servants/{}", Uuid::now_v7()), ..servant };
    let absent = career.client.assign_nip(career.harness.request(HR, assign_nip(&missing, NIP, ""))).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
}

#[tokio::test]
async fn the_same_request_sent_eight_times_at_once_acts_once() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let id = Uuid::now_v7().to_string();
    let calls = (0..8).map(|_| {
        let mut client = career.client.clone();
        let request = career.harness.request(HR, assign_nip(&servant, NIP, &id));
        tokio::spawn(async move { client.assign_nip(request).await.unwrap().into_inner() })
    });
    let answers: Vec<_> = futures_of(calls.collect()).await;
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(career.harness.number("SELECT max(version) FROM career.servants").await, 2);
    let reused = career.harness.request(HR, assign_nip(&servant, "199001012025051001", &id));
    let refused = career.client.assign_nip(reused).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::InvalidArgument, "REQUEST_ID_REUSED"));
}

async fn futures_of(tasks: Vec<tokio::task::JoinHandle<pb::Servant>>) -> Vec<pb::Servant> {
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

#[tokio::test]
async fn nobody_reads_without_token_role_or_tenant() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    let get = pb::GetServantRequest { name: servant.name.clone() };
    let anonymous = career.client.get_servant(Request::new(get.clone())).await.unwrap_err();
    assert_eq!(anonymous.code(), Code::Unauthenticated);
    let mut forged = Request::new(get.clone());
    forged.metadata_mut().insert("authorization", "Bearer x.y.z".parse().unwrap());
    assert_eq!(career.client.get_servant(forged).await.unwrap_err().code(), Code::Unauthenticated);
    let clerk = career.harness.request(&["rater"], get.clone());
    assert_eq!(career.client.get_servant(clerk).await.unwrap_err().code(), Code::PermissionDenied);
    let foreign = career.harness.request_as("other", HR, &[OTHER_TENANT], get.clone());
    assert_eq!(career.client.get_servant(foreign).await.unwrap_err().code(), Code::PermissionDenied);
    let elsewhere = pb::GetServantRequest { name: get.name.replace("6571", OTHER_TENANT) };
    let hidden = career.harness.request_as("other", HR, &[OTHER_TENANT], elsewhere);
    assert_eq!(career.client.get_servant(hidden).await.unwrap_err().code(), Code::NotFound);
}

/// Nobody calls a method without a token, without the role, or for another instansi.
macro_rules! assert_guarded {
    ($career:ident . $method:ident, $message:expr) => {{
        let anonymous = $career.client.$method(Request::new($message)).await.unwrap_err();
        assert_eq!(anonymous.code(), Code::Unauthenticated);
        let clerk = $career.harness.request(&["rater"], $message);
        assert_eq!($career.client.$method(clerk).await.unwrap_err().code(), Code::PermissionDenied);
        let foreign = $career.harness.request_as("other", HR, &[OTHER_TENANT], $message);
        assert_eq!($career.client.$method(foreign).await.unwrap_err().code(), Code::PermissionDenied);
    }};
}

#[tokio::test]
async fn every_method_is_guarded() {
    let mut career = Career::start().await;
    let servant = career.appointed(1).await;
    assert_guarded!(career.assign_nip, assign_nip(&servant, NIP, ""));
    assert_guarded!(career.end_placement, crate::placements::end(&servant, 2));
    let list = pb::ListServantsRequest { parent: "instansi/6571".into(), ..Default::default() };
    assert_guarded!(career.list_servants, list.clone());
}

#[tokio::test]
async fn lists_are_paged() {
    let mut career = Career::start().await;
    for number in 1..=3 {
        career.appointed(number).await;
    }
    let mut request = pb::ListServantsRequest { parent: "instansi/6571".into(), page_size: 2, ..Default::default() };
    let first = career.client.list_servants(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let second = career.client.list_servants(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    assert_eq!((first.servants.len(), second.servants.len()), (2, 1));
    assert_eq!(second.next_page_token, "");
    request.position = "another".into();
    request.application = "another".into();
    let refused = career.client.list_servants(career.harness.request(HR, request)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token", "position", "application"]);
}
