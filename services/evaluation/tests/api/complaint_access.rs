//! Nobody handles a complaint without token, role or tenant; what is public is this and no more.

use crate::{
    ANALYST, DESK, Evaluation, PARENT,
    complaint_routing::lead,
    complaint_world::{UNIT_DESK, answer, assign, merge, start, unit, verify},
};
use contracts::{Access, evaluation::v1 as pb};
use platform::testing::OTHER_TENANT;
use tonic::{Code, Request};

/// Calls a method without a token, with a role that lacks the permission, and for another tenant.
macro_rules! assert_guarded {
    ($evaluation:ident, $client:ident, $method:ident, $roles:expr, $message:expr) => {{
        let anonymous = Request::new($message);
        let stranger = $evaluation.harness.request(&["operator"], $message);
        let foreign = $evaluation.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let denied = $evaluation.$client().$method(anonymous).await.unwrap_err();
        assert_eq!(denied.code(), Code::Unauthenticated, stringify!($method));
        let denied = $evaluation.$client().$method(stranger).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied, stringify!($method));
        let denied = $evaluation.$client().$method(foreign).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied, stringify!($method));
    }};
}

/// Whoever opens a method of complaints to everybody says so here, and has thought of floods and of probing.
#[test]
fn the_public_surface_of_complaints_is_this_and_no_more() {
    let public = contracts::ACCESS.iter().filter(|(_, access)| matches!(access, Access::Public));
    let own = public.filter_map(|(path, _)| path.strip_prefix("/asn.evaluation.v1.Complaint"));
    let mut own: Vec<&str> = own.collect();
    own.sort_unstable();
    let expected = [
        "FollowService/FollowComplaint",
        "FollowService/RateAnswer",
        "FollowService/ReplyToComplaint",
        "Service/FileComplaint",
        "Service/GetPublicService",
        "Service/ListPublicServices",
    ];
    assert_eq!(own, expected);
}

#[tokio::test]
async fn the_desk_is_guarded() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    let (name, etag, reason) = (complaint.name.clone(), complaint.etag.clone(), String::from("x"));
    let reject = pb::RejectComplaintRequest { name, etag, reason, ..Default::default() };
    let (name, etag, reason) = (reject.name.clone(), reject.etag.clone(), reject.reason.clone());
    let archive = pb::ArchiveComplaintRequest { name, etag, reason, ..Default::default() };
    let (name, etag, reason) = (reject.name.clone(), reject.etag.clone(), reject.reason.clone());
    let reopen = pb::ReopenComplaintRequest { name, etag, reason, ..Default::default() };
    let (name, etag) = (reject.name.clone(), reject.etag.clone());
    let close = pb::CloseComplaintRequest { name, etag, ..Default::default() };
    let (name, etag) = (reject.name.clone(), reject.etag.clone());
    let unmerge = pb::UnmergeComplaintRequest { name, etag, ..Default::default() };
    let file = pb::GetComplaintFileRequest { name: complaint.name.clone() };
    let messages = pb::ListComplaintMessagesRequest { complaint: complaint.name.clone(), ..Default::default() };
    let reporters = pb::ListComplaintReportersRequest { complaint: complaint.name.clone(), ..Default::default() };
    let reject_many = pb::RejectComplaintsRequest {
        parent: PARENT.into(),
        complaints: vec![complaint.name.clone()],
        reason: "x".into(),
        request_id: String::new(),
    };
    let issue = pb::IssueFollowUpCodeRequest {
        name: complaint.name.clone(),
        etag: complaint.etag.clone(),
        request_id: String::new(),
    };
    let explain = pb::ExplainRouteRequest { name: complaint.name.clone() };
    let sweep = pb::SweepSilentComplaintsRequest { parent: PARENT.into(), ..Default::default() };
    let recount = pb::RecountDeadlinesRequest { parent: PARENT.into(), ..Default::default() };
    let mask = pb::MaskReportersRequest { parent: PARENT.into(), ..Default::default() };
    assert_guarded!(evaluation, desk, get_complaint_file, DESK, file.clone());
    assert_guarded!(evaluation, desk, list_complaint_messages, DESK, messages.clone());
    assert_guarded!(evaluation, desk, list_complaint_reporters, DESK, reporters.clone());
    assert_guarded!(evaluation, desk, verify_complaint, DESK, verify(&complaint));
    assert_guarded!(evaluation, desk, reject_complaint, DESK, reject.clone());
    assert_guarded!(evaluation, desk, archive_complaint, DESK, archive.clone());
    assert_guarded!(evaluation, desk, reject_complaints, DESK, reject_many.clone());
    assert_guarded!(evaluation, desk, issue_follow_up_code, DESK, issue.clone());
    assert_guarded!(evaluation, desk, explain_route, DESK, explain.clone());
    assert_guarded!(evaluation, desk, assign_complaint, DESK, assign(&complaint, unit()));
    assert_guarded!(evaluation, desk, close_complaint, DESK, close.clone());
    assert_guarded!(evaluation, desk, reopen_complaint, DESK, reopen.clone());
    assert_guarded!(evaluation, desk, merge_complaint, DESK, merge(&complaint, &complaint));
    assert_guarded!(evaluation, desk, unmerge_complaint, DESK, unmerge.clone());
    assert_guarded!(evaluation, desk, sweep_silent_complaints, DESK, sweep.clone());
    assert_guarded!(evaluation, desk, mask_reporters, DESK, mask.clone());
    assert_guarded!(evaluation, desk, recount_deadlines, DESK, recount.clone());
}

#[tokio::test]
async fn units_routes_and_reports_are_guarded() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    let member = evaluation.linked().await;
    let list = pb::ListUnitComplaintsRequest { parent: PARENT.into(), ..Default::default() };
    let get = pb::GetUnitComplaintRequest { name: complaint.name.clone() };
    let said = pb::ListUnitComplaintMessagesRequest { complaint: complaint.name.clone(), ..Default::default() };
    assert_guarded!(evaluation, unit_desk, list_unit_complaints, UNIT_DESK, list.clone());
    assert_guarded!(evaluation, unit_desk, get_unit_complaint, UNIT_DESK, get.clone());
    assert_guarded!(evaluation, unit_desk, list_unit_complaint_messages, UNIT_DESK, said.clone());
    assert_guarded!(evaluation, unit_desk, start_complaint, UNIT_DESK, start(&complaint));
    assert_guarded!(evaluation, unit_desk, answer_complaint, UNIT_DESK, answer(&complaint, "x"));
    let route = evaluation.route("health", "", &service).await;
    let delete = pb::DeleteComplaintRouteRequest { name: route.name, etag: route.etag, ..Default::default() };
    let link = pb::LinkDeskMemberRequest {
        parent: PARENT.into(),
        unit: unit(),
        account: "x".into(),
        request_id: String::new(),
    };
    let unlink = pb::UnlinkDeskMemberRequest { name: member.name, etag: member.etag, ..Default::default() };
    let routes = pb::ListComplaintRoutesRequest { parent: PARENT.into(), ..Default::default() };
    let members = pb::ListDeskMembersRequest { parent: PARENT.into(), ..Default::default() };
    assert_guarded!(evaluation, routes, create_complaint_route, DESK, lead("energy", "", &service));
    assert_guarded!(evaluation, routes, delete_complaint_route, DESK, delete.clone());
    assert_guarded!(evaluation, routes, link_desk_member, DESK, link.clone());
    assert_guarded!(evaluation, routes, unlink_desk_member, DESK, unlink.clone());
    assert_guarded!(evaluation, routes, list_complaint_routes, DESK, routes.clone());
    assert_guarded!(evaluation, routes, list_desk_members, DESK, members.clone());
    let overdue = pb::ListOverdueComplaintsRequest { parent: PARENT.into(), ..Default::default() };
    let share = pb::ListUnitTimelinessRequest { parent: PARENT.into(), year: 2025, quarter: 4, ..Default::default() };
    assert_guarded!(evaluation, reports, list_overdue_complaints, ANALYST, overdue.clone());
    assert_guarded!(evaluation, reports, list_unit_timeliness, ANALYST, share.clone());
}

/// The unit's desk cannot do what the public desk does, and the other way round.
#[tokio::test]
async fn a_unit_neither_routes_nor_sees_who_reported() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let complaint = evaluation.complaint(&service).await;
    let complaint = evaluation.assigned(&complaint).await;
    let reporters = pb::ListComplaintReportersRequest { complaint: complaint.name.clone(), ..Default::default() };
    let denied = evaluation.desk().list_complaint_reporters(evaluation.harness.request(UNIT_DESK, reporters)).await;
    assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
    let denied =
        evaluation.desk().assign_complaint(evaluation.harness.request(UNIT_DESK, assign(&complaint, unit()))).await;
    assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
    let denied = evaluation.unit_desk().start_complaint(evaluation.harness.request(DESK, start(&complaint))).await;
    assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
    let denied = evaluation.complaints.list_complaints(
        evaluation
            .harness
            .request(UNIT_DESK, pb::ListComplaintsRequest { parent: PARENT.into(), ..Default::default() }),
    );
    assert_eq!(denied.await.unwrap_err().code(), Code::PermissionDenied);
}
