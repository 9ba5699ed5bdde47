//! Development plans: opened by a gap, closed by its closing.

use crate::{
    Career, HR,
    competency_evidence::{assessed, day},
};
use contracts::career::v1::{self as pb, development_item_service_client::DevelopmentItemServiceClient};
use pb::{competency_evidence::Kind, development_item::State};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request, Status, transport::Channel};
use uuid::Uuid;

impl Career {
    fn plan_client(&self) -> DevelopmentItemServiceClient<Channel> {
        DevelopmentItemServiceClient::new(self.harness.channel.clone())
    }

    async fn items_listed(
        &self,
        message: pb::ListDevelopmentItemsRequest,
    ) -> Result<pb::ListDevelopmentItemsResponse, Status> {
        let request = self.harness.request(HR, message);
        self.plan_client().list_development_items(request).await.map(tonic::Response::into_inner)
    }

    async fn item_agreed(&self, message: pb::AgreeDevelopmentRequest) -> Result<pb::DevelopmentItem, Status> {
        let request = self.harness.request(HR, message);
        self.plan_client().agree_development(request).await.map(tonic::Response::into_inner)
    }

    async fn item_dropped(&self, message: pb::DropDevelopmentRequest) -> Result<pb::DevelopmentItem, Status> {
        let request = self.harness.request(HR, message);
        self.plan_client().drop_development(request).await.map(tonic::Response::into_inner)
    }

    /// A servant with a gap of two levels, and the item that it opened.
    async fn servant_lacking(&mut self) -> (pb::Servant, pb::DevelopmentItem) {
        self.position_defined(1, "administrator").await;
        let servant = self.appointed(1).await;
        self.evidence_recorded(assessed(&servant, 1)).await.unwrap();
        let item = self.items_listed(list()).await.unwrap().items.remove(0);
        (servant, item)
    }
}

fn list() -> pb::ListDevelopmentItemsRequest {
    pb::ListDevelopmentItemsRequest { parent: format!("instansi/{TENANT}"), ..Default::default() }
}

fn agree(item: &pb::DevelopmentItem) -> pb::AgreeDevelopmentRequest {
    pb::AgreeDevelopmentRequest {
        name: item.name.clone(),
        etag: item.etag.clone(),
        target_level: 2,
        due_date: day(2025, 12, 1),
        activity: 14,
        request_id: String::new(),
    }
}

fn give_up(item: &pb::DevelopmentItem) -> pb::DropDevelopmentRequest {
    pb::DropDevelopmentRequest {
        name: item.name.clone(),
        etag: item.etag.clone(),
        reason: "moves to another field".into(),
        request_id: String::new(),
    }
}

#[tokio::test]
async fn a_gap_opens_an_item_and_its_closing_closes_it() {
    let mut career = Career::start().await;
    let (servant, item) = career.servant_lacking().await;
    assert_eq!((item.state(), item.servant.as_str(), item.target_level), (State::Proposed, servant.name.as_str(), 3));
    assert_eq!((item.due_date, item.activity, item.ruleset.as_str()), (day(2026, 5, 2), 5, "competency-profile-2020"));
    assert_eq!(item.priority, 3_000, "two levels at weight 1.0 and criticality 1.50");
    let trained = pb::RecordEvidenceRequest { kind: Kind::Training.into(), ..assessed(&servant, 3) };
    career.evidence_recorded(trained).await.unwrap();
    let items = career.items_listed(list()).await.unwrap().items;
    assert_eq!((items.len(), items[0].state(), items[0].close_date), (1, State::Achieved, day(2025, 5, 2)));
}

#[tokio::test]
async fn an_item_is_agreed_and_closed_when_its_target_is_shown() {
    let mut career = Career::start().await;
    let (servant, item) = career.servant_lacking().await;
    let once = pb::AgreeDevelopmentRequest { request_id: Uuid::now_v7().to_string(), ..agree(&item) };
    let agreed = career.item_agreed(once.clone()).await.unwrap();
    assert_eq!((agreed.state(), agreed.agreed_by.as_str(), agreed.target_level), (State::Agreed, "tester", 2));
    assert_eq!((agreed.due_date, agreed.activity, agreed.etag.as_str()), (day(2025, 12, 1), 14, "\"2\""));
    assert_eq!(career.item_agreed(once).await.unwrap(), agreed);
    let stale = career.item_agreed(agree(&item)).await.unwrap_err();
    assert_eq!((stale.code(), reason(&stale).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    career.evidence_recorded(assessed(&servant, 2)).await.unwrap();
    let items = career.items_listed(list()).await.unwrap().items;
    let states: Vec<_> = items.iter().map(|item| (item.state(), item.target_level)).collect();
    assert_eq!(states, [(State::Achieved, 2), (State::Proposed, 3)], "the rest of the gap opens the next item");
    let proposed = pb::ListDevelopmentItemsRequest { state: State::Proposed.into(), ..list() };
    assert_eq!(career.items_listed(proposed).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn nothing_is_proposed_after_a_training_of_the_last_year() {
    let mut career = Career::start().await;
    let (servant, item) = career.servant_lacking().await;
    career.item_agreed(agree(&item)).await.unwrap();
    let trained = |level| pb::RecordEvidenceRequest { kind: Kind::Training.into(), ..assessed(&servant, level) };
    career.evidence_recorded(trained(2)).await.unwrap();
    let items = career.items_listed(list()).await.unwrap().items;
    let states: Vec<_> = items.iter().map(|one| one.state()).collect();
    assert_eq!(states, [State::Achieved, State::Proposed], "a training to a lower level is no equivalent one");
    career.evidence_recorded(trained(3)).await.unwrap();
    let less = pb::RecordEvidenceRequest { date: day(2025, 5, 2), ..assessed(&servant, 2) };
    career.evidence_recorded(less).await.unwrap();
    let all = || pb::RecomputeProfilesRequest { parent: format!("instansi/{TENANT}"), ..Default::default() };
    career.harness.clock.set("2026-03-31T08:00:00Z".parse().unwrap());
    assert_eq!(
        career.profiles_recomputed(all()).await.unwrap().items_opened,
        0,
        "the gap is open, and was trained for"
    );
    career.harness.clock.set("2026-04-01T08:00:00Z".parse().unwrap());
    assert_eq!(career.profiles_recomputed(all()).await.unwrap().items_opened, 1, "twelve months later");
}

#[tokio::test]
async fn a_target_above_what_is_asked_for_goes_on_until_it_is_shown() {
    let mut career = Career::start().await;
    let (servant, item) = career.servant_lacking().await;
    let reached = career.item_agreed(pb::AgreeDevelopmentRequest { target_level: 1, ..agree(&item) }).await;
    assert_eq!(bad_fields(&reached.unwrap_err()), ["target_level"]);
    career.item_agreed(pb::AgreeDevelopmentRequest { target_level: 4, ..agree(&item) }).await.unwrap();
    let trained = |level| pb::RecordEvidenceRequest { kind: Kind::Training.into(), ..assessed(&servant, level) };
    career.evidence_recorded(trained(3)).await.unwrap();
    let items = career.items_listed(list()).await.unwrap().items;
    assert_eq!((items.len(), items[0].state()), (1, State::Agreed), "3 closed the gap, and 4 was agreed");
    career.evidence_recorded(trained(4)).await.unwrap();
    let items = career.items_listed(list()).await.unwrap().items;
    assert_eq!((items.len(), items[0].state()), (1, State::Achieved));
}

#[tokio::test]
async fn nothing_is_proposed_after_an_equivalent_certificate_from_elsewhere() {
    let mut career = Career::start().await;
    career.position_defined(1, "administrator").await;
    let servant = career.appointed(1).await;
    let id: Uuid = servant.name.rsplit('/').next().unwrap().parse().unwrap();
    let learned = "INSERT INTO career.external_trainings (training_id, servant_id, instansi, state, submitted_by, title, activity,
                       provider, start_date, end_date, hours, certificate_number, dictionary, competency, level, version,
                       create_time)
                   VALUES (uuidv7(), $1, '6571', 'accepted', 'x', 'x', 9, 'x', '2025-03-01', '2025-03-01', 8, 'x',
                           'competencies-permenpanrb-38-2017', 'M1', 3, 1, now())";
    sqlx::query(learned).bind(id).execute(&career.harness.pool).await.unwrap();
    career.evidence_recorded(assessed(&servant, 1)).await.unwrap();
    assert!(career.items_listed(list()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn an_item_that_is_given_up_stays_so() {
    let mut career = Career::start().await;
    let (servant, item) = career.servant_lacking().await;
    let dropped = career.item_dropped(give_up(&item)).await.unwrap();
    assert_eq!((dropped.state(), dropped.drop_reason.as_str()), (State::Dropped, "moves to another field"));
    let plain = "SELECT count(*) FROM career.development_items AS one WHERE one::text LIKE '%another field%'";
    assert_eq!(career.harness.number(plain).await, 0, "the reason is sealed");
    let closed = career.item_agreed(agree(&dropped)).await.unwrap_err();
    assert_eq!((closed.code(), reason(&closed).as_str()), (Code::FailedPrecondition, "DEVELOPMENT_ITEM_CLOSED"));
    let again = career.item_dropped(give_up(&dropped)).await.unwrap_err();
    assert_eq!(reason(&again), "DEVELOPMENT_ITEM_CLOSED");
    career.evidence_recorded(assessed(&servant, 2)).await.unwrap();
    assert_eq!(career.items_listed(list()).await.unwrap().items.len(), 1, "its gap opens no other");
}

#[tokio::test]
async fn what_cannot_be_agreed_is_refused() {
    let mut career = Career::start().await;
    let (_, item) = career.servant_lacking().await;
    let bad = pb::AgreeDevelopmentRequest {
        target_level: 6,
        due_date: None,
        activity: 26,
        request_id: "x".into(),
        ..agree(&item)
    };
    let refused = career.item_agreed(bad).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["request_id", "target_level", "due_date", "activity"]);
    let past = career
        .item_agreed(pb::AgreeDevelopmentRequest { due_date: day(2025, 5, 1), ..agree(&item) })
        .await
        .unwrap_err();
    assert_eq!(bad_fields(&past), ["due_date"]);
    let empty = career.item_dropped(pb::DropDevelopmentRequest::default()).await.unwrap_err();
    assert_eq!(bad_fields(&empty), ["name", "etag", "reason"]);
    let name = format!("instansi/{TENANT}/developmentItems/{}", Uuid::now_v7());
    let absent = career.item_agreed(pb::AgreeDevelopmentRequest { name, ..agree(&item) }).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "DEVELOPMENT_ITEM_NOT_FOUND"));
    sqlx::query("UPDATE career.servants SET account = 'tester'").execute(&career.harness.pool).await.unwrap();
    let own = career.item_agreed(agree(&item)).await.unwrap_err();
    assert_eq!((own.code(), reason(&own).as_str()), (Code::FailedPrecondition, "OWN_DEVELOPMENT"));
}

#[tokio::test]
async fn items_are_listed_in_pages() {
    let mut career = Career::start().await;
    let (servant, _) = career.servant_lacking().await;
    for code in ["M2", "M3"] {
        let another = pb::RecordEvidenceRequest { code: code.into(), ..assessed(&servant, 1) };
        career.evidence_recorded(another).await.unwrap();
    }
    let mut request = pb::ListDevelopmentItemsRequest { page_size: 2, servant: servant.name.clone(), ..list() };
    let first = career.items_listed(request.clone()).await.unwrap();
    request.page_token = first.next_page_token.clone();
    let second = career.items_listed(request.clone()).await.unwrap();
    assert_eq!((first.items.len(), second.items.len(), second.next_page_token.as_str()), (2, 1, ""));
    request.servant = "x".into();
    request.state = 99;
    let refused = career.items_listed(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token", "servant", "state"]);
}

/// Nobody calls a method without a token, without the role, or for another instansi.
macro_rules! assert_guarded {
    ($career:ident . $method:ident, $message:expr) => {{
        let anonymous = $career.plan_client().$method(Request::new($message)).await.unwrap_err();
        assert_eq!(anonymous.code(), Code::Unauthenticated);
        let clerk = $career.harness.request(&["rater"], $message);
        assert_eq!($career.plan_client().$method(clerk).await.unwrap_err().code(), Code::PermissionDenied);
        let foreign = $career.harness.request_as("other", HR, &[OTHER_TENANT], $message);
        assert_eq!($career.plan_client().$method(foreign).await.unwrap_err().code(), Code::PermissionDenied);
    }};
}

#[tokio::test]
async fn every_method_is_guarded() {
    let mut career = Career::start().await;
    let (_, item) = career.servant_lacking().await;
    assert_guarded!(career.list_development_items, list());
    assert_guarded!(career.agree_development, agree(&item));
    assert_guarded!(career.drop_development, give_up(&item));
}
