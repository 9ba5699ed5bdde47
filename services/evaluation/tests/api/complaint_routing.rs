//! Rules suggest where a complaint goes and say why; routes and desks are the instansi's own.

use crate::{
    ANALYST, DESK, Evaluation, PARENT, absent, assert_refused,
    complaint_world::{other_unit, unit},
    file,
};
use contracts::evaluation::v1 as pb;
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request};
use uuid::Uuid;

pub fn lead(sector: &str, region: &str, service: &pb::PublicService) -> pb::CreateComplaintRouteRequest {
    pb::CreateComplaintRouteRequest {
        parent: PARENT.into(),
        sector: sector.into(),
        region: region.into(),
        public_service: service.name.clone(),
        request_id: String::new(),
    }
}

impl Evaluation {
    /// A service of another unit than the usual one.
    pub async fn foreign_service(&mut self, title: &str) -> pb::PublicService {
        let request = pb::CreatePublicServiceRequest { unit: other_unit(), ..crate::create_service(title) };
        let request = self.harness.request(ANALYST, request);
        self.complaints.create_public_service(request).await.unwrap().into_inner()
    }

    pub async fn route(&self, sector: &str, region: &str, service: &pb::PublicService) -> pb::ComplaintRoute {
        let request = self.harness.request(DESK, lead(sector, region, service));
        self.routes().create_complaint_route(request).await.unwrap().into_inner()
    }

    async fn explained(&self, complaint: &pb::Complaint) -> Vec<pb::RouteSuggestion> {
        let request = self.harness.request(DESK, pb::ExplainRouteRequest { name: complaint.name.clone() });
        let found = self.desk().explain_route(request).await.unwrap().into_inner();
        assert_eq!(found.ruleset, "routing-siklus-1");
        found.suggestions
    }
}

#[tokio::test]
async fn each_suggestion_says_which_rule_fired() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let roads = evaluation.foreign_service("Pemeliharaan jalan").await;
    let route = evaluation.route("infrastructure", "", &roads).await;
    let text = "Jalan berlubang dan lampu PJU mati sejak banjir, pasien terjatuh, aspal rusak.";
    let request = pb::FileComplaintRequest { text: text.into(), ..file(&service) };
    let complaint = evaluation.complaints.file_complaint(Request::new(request)).await.unwrap().into_inner();
    let found = evaluation.explained(&complaint).await;
    let units: Vec<(&str, i32)> = found.iter().map(|one| (one.unit.as_str(), one.points)).collect();
    assert_eq!(units, [(unit().as_str(), 50), (other_unit().as_str(), 50)], "five words weigh as much as the service");
    assert_eq!((found[0].rules.as_slice(), found[0].route.as_str()), (["service".to_owned()].as_slice(), ""));
    let words = "keywords: aspal, berlubang, jalan, lampu, pju";
    assert_eq!((found[1].rules.as_slice(), &found[1].route), ([words.to_owned()].as_slice(), &route.name));
    assert_eq!(found[1].sector, "infrastructure");
}

#[tokio::test]
async fn a_person_confirms_or_sends_it_elsewhere_and_both_are_noted() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let roads = evaluation.foreign_service("Pemeliharaan jalan").await;
    evaluation.route("infrastructure", "", &roads).await;
    let request = pb::FileComplaintRequest { text: "Jalan rusak.".into(), ..file(&service) };
    let complaint = evaluation.complaints.file_complaint(Request::new(request)).await.unwrap().into_inner();
    let verified = evaluation.verified(&complaint).await;
    let assign = pb::AssignComplaintRequest {
        sector: "infrastructure".into(),
        note: "Mohon dicek bersama Ibu Siti.".into(),
        ..crate::complaint_world::assign(&verified, other_unit())
    };
    let request = evaluation.harness.request(DESK, assign);
    let assigned = evaluation.desk().assign_complaint(request).await.unwrap().into_inner();
    assert_eq!(assigned.sector, "infrastructure");
    let noted = "SELECT count(*) FROM evaluation.complaint_assignments
                 WHERE place = 2 AND sector = 'infrastructure' AND ruleset = 'routing-siklus-1' AND assigned_by = 'tester'";
    assert_eq!(evaluation.harness.number(noted).await, 1);
    assert!(evaluation.follow(&complaint).await.unwrap().messages.is_empty(), "the note stays inside");
    let list = pb::ListComplaintMessagesRequest { complaint: complaint.name.clone(), ..Default::default() };
    let said = evaluation.desk().list_complaint_messages(evaluation.harness.request(DESK, list)).await.unwrap();
    let said = said.into_inner().messages;
    assert_eq!((said.len(), said[0].author()), (1, pb::complaint_message::Author::Internal));
}

#[tokio::test]
async fn routes_are_made_once_listed_and_taken_away() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let first = evaluation.route("health", "", &service).await;
    assert_eq!((first.unit.as_str(), first.region.as_str()), (unit().as_str(), ""));
    evaluation.route("health", "35.78", &service).await;
    let again = evaluation.harness.request(DESK, lead("health", "", &service));
    let again = evaluation.routes().create_complaint_route(again).await;
    assert_refused(again, Code::AlreadyExists, "COMPLAINT_ROUTE_EXISTS");
    let unknown = evaluation.harness.request(DESK, lead("alchemy", "", &service));
    let unknown = evaluation.routes().create_complaint_route(unknown).await;
    assert_refused(unknown, Code::FailedPrecondition, "SECTOR_UNKNOWN");
    let nowhere = pb::PublicService { name: absent(&service.name), ..service.clone() };
    let nowhere = evaluation.harness.request(DESK, lead("energy", "", &nowhere));
    let nowhere = evaluation.routes().create_complaint_route(nowhere).await;
    assert_refused(nowhere, Code::NotFound, "SERVICE_NOT_FOUND");
    let bad =
        evaluation.harness.request(DESK, pb::CreateComplaintRouteRequest { region: "x".into(), ..Default::default() });
    let bad = evaluation.routes().create_complaint_route(bad).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["parent", "sector", "region", "public_service"]);
    let mut list = pb::ListComplaintRoutesRequest { parent: PARENT.into(), page_size: 1, ..Default::default() };
    let request = evaluation.harness.request(ANALYST, list.clone());
    let page = evaluation.routes().list_complaint_routes(request).await.unwrap().into_inner();
    list.page_token = page.next_page_token;
    let request = evaluation.harness.request(ANALYST, list);
    let last = evaluation.routes().list_complaint_routes(request).await.unwrap().into_inner();
    assert_eq!((&page.complaint_routes, last.complaint_routes[0].region.as_str()), (&vec![first.clone()], "35.78"));
    assert_eq!(last.next_page_token, "");
    let delete = |etag: &str| pb::DeleteComplaintRouteRequest {
        name: first.name.clone(),
        etag: etag.into(),
        request_id: String::new(),
    };
    let stale = evaluation.routes().delete_complaint_route(evaluation.harness.request(DESK, delete("\"9\""))).await;
    assert_refused(stale, Code::Aborted, "ETAG_MISMATCH");
    let request = evaluation.harness.request(DESK, delete(&first.etag));
    assert_eq!(evaluation.routes().delete_complaint_route(request).await.unwrap().into_inner(), first);
    let gone = evaluation.routes().delete_complaint_route(evaluation.harness.request(DESK, delete(&first.etag))).await;
    assert_refused(gone, Code::NotFound, "COMPLAINT_ROUTE_NOT_FOUND");
}

#[tokio::test]
async fn an_account_sits_at_a_desk_once() {
    let evaluation = Evaluation::start().await;
    let member = evaluation.linked().await;
    let link = |unit: String, request_id: String| pb::LinkDeskMemberRequest {
        parent: PARENT.into(),
        unit,
        account: "tester".into(),
        request_id,
    };
    let again = evaluation.harness.request(DESK, link(unit(), String::new()));
    assert_refused(evaluation.routes().link_desk_member(again).await, Code::AlreadyExists, "DESK_MEMBER_EXISTS");
    let once = link(other_unit(), Uuid::now_v7().to_string());
    for _ in 0..2 {
        let request = evaluation.harness.request(DESK, once.clone());
        evaluation.routes().link_desk_member(request).await.unwrap();
    }
    let list = |unit: String| pb::ListDeskMembersRequest { parent: PARENT.into(), unit, ..Default::default() };
    for (wanted, count) in [(String::new(), 2), (unit(), 1)] {
        let request = evaluation.harness.request(DESK, list(wanted));
        let found = evaluation.routes().list_desk_members(request).await.unwrap().into_inner();
        assert_eq!((found.desk_members.len(), found.next_page_token.as_str()), (count, ""));
    }
    let unlink = pb::UnlinkDeskMemberRequest { name: member.name, etag: member.etag, request_id: String::new() };
    evaluation.routes().unlink_desk_member(evaluation.harness.request(DESK, unlink.clone())).await.unwrap();
    let gone = evaluation.routes().unlink_desk_member(evaluation.harness.request(DESK, unlink)).await;
    assert_refused(gone, Code::NotFound, "DESK_MEMBER_NOT_FOUND");
    let foreign = unit().replace("6571", OTHER_TENANT);
    let bad = pb::LinkDeskMemberRequest { account: String::new(), ..link(foreign, "x".into()) };
    let bad = evaluation.routes().link_desk_member(evaluation.harness.request(DESK, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&bad), ["unit", "account", "request_id"]);
}
