//! From the receipt to the answer: the public desk verifies and assigns, the unit answers, and each step has its place.

use crate::{
    DESK, Evaluation, PARENT, absent, assert_refused,
    complaint_world::{UNIT_DESK, answer, assign, day, other_unit, start, unit, verify},
    file,
};
use contracts::evaluation::v1 as pb;
use evaluation::config::Place;
use pb::complaint::{Channel, Kind, State};
use platform::testing::{TENANT, bad_fields};
use tonic::{Code, Request};
use uuid::Uuid;

#[tokio::test]
async fn a_report_says_what_it_is_and_has_a_deadline_of_working_days() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    assert_eq!((complaint.kind(), complaint.channel()), (Kind::Complaint, Channel::Web));
    assert_eq!(complaint.unit, unit(), "the unit of the service, before it is assigned");
    let deadline = complaint.deadline.unwrap();
    assert_eq!((day(&deadline.verify_date), day(&deadline.answer_date)), ("2025-11-10".into(), "2025-11-25".into()));
    assert_eq!((deadline.working_days, deadline.uncertain), (14, false));
    assert_eq!(
        (deadline.ruleset.as_str(), deadline.calendar.as_str()),
        ("complaint-sp4n-1", "working-days-skb-2022-2026")
    );
    let asked = pb::FileComplaintRequest {
        kind: Kind::InformationRequest.into(),
        channel: Channel::Telephone.into(),
        ..file(&service)
    };
    let asked = evaluation.complaints.file_complaint(Request::new(asked)).await.unwrap().into_inner();
    assert_eq!((asked.channel(), day(&asked.deadline.unwrap().answer_date)), (Channel::Telephone, "2025-11-12".into()));
}

/// The vectors D1 and D2 of the reference, through the whole service; the day is that of the instansi.
#[tokio::test]
async fn deadlines_pass_over_holidays() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.at("2025-01-23T18:30:00Z");
    let plain = evaluation.complaint(&service).await;
    assert_eq!(day(&plain.deadline.unwrap().answer_date), "2025-02-18");
    let asked = pb::FileComplaintRequest { kind: Kind::InformationRequest.into(), ..file(&service) };
    let asked = evaluation.complaints.file_complaint(Request::new(asked)).await.unwrap().into_inner();
    assert_eq!(day(&asked.deadline.unwrap().answer_date), "2025-02-05");
}

/// One deployment serves a province: its instansi may lie in two zones and work five or six days.
#[tokio::test]
async fn an_instansi_counts_by_its_own_zone_and_week() {
    let far_east = Place { time_zone: Some("Asia/Jayapura".into()), work_week_days: Some(6) };
    let start = Evaluation::start_with(|rules| {
        rules.places.insert(TENANT.into(), far_east);
    });
    let mut evaluation = start.await;
    let service = evaluation.service("Pendaftaran pasien").await;
    // Friday in the west, Saturday already there.
    evaluation.at("2025-11-07T15:30:00Z");
    let deadline = evaluation.complaint(&service).await.deadline.unwrap();
    let days = (day(&deadline.counted_from_date), day(&deadline.answer_date));
    assert_eq!(days, ("2025-11-08".into(), "2025-11-25".into()));
}

#[tokio::test]
async fn an_unknown_kind_or_channel_and_an_address_as_region_are_refused_together() {
    let mut evaluation = Evaluation::start().await;
    let bad = pb::FileComplaintRequest {
        kind: 9,
        channel: -1,
        region: "Jalan Asemrowo 5".into(),
        reporter_name: "x".repeat(201),
        ..Default::default()
    };
    let refused = evaluation.complaints.file_complaint(Request::new(bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["public_service", "text", "kind", "channel", "reporter_name", "region"]);
    assert!(!format!("{refused:?}").contains("Asemrowo"));
}

#[tokio::test]
async fn verifying_settles_what_it_is_and_counts_from_the_receipt() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    evaluation.at("2025-11-07T02:00:00Z");
    let inspected = pb::VerifyComplaintRequest { inspection: true, ..verify(&complaint) };
    let request = evaluation.harness.request(DESK, inspected);
    let verified = evaluation.desk().verify_complaint(request).await.unwrap().into_inner();
    assert_eq!((verified.state(), verified.inspection), (State::Verification, true));
    let deadline = verified.deadline.clone().unwrap();
    assert_eq!((deadline.working_days, day(&deadline.answer_date)), (60, "2026-02-03".into()));
    let both = pb::VerifyComplaintRequest { simple: true, supervision: true, ..verify(&verified) };
    let refused = evaluation.desk().verify_complaint(evaluation.harness.request(DESK, both)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["simple"]);
    let unknown = pb::VerifyComplaintRequest { kind: 0, etag: String::new(), ..verify(&verified) };
    let refused = evaluation.desk().verify_complaint(evaluation.harness.request(DESK, unknown)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["etag", "kind"]);
}

#[tokio::test]
async fn a_unit_begins_and_answers_what_was_assigned_to_it() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let complaint = evaluation.complaint(&service).await;
    let hidden = evaluation.harness.request(UNIT_DESK, start(&complaint));
    let refused = evaluation.unit_desk().start_complaint(hidden).await;
    assert_refused(refused, Code::NotFound, "COMPLAINT_NOT_FOUND");
    let answered = evaluation.answered(&complaint).await;
    assert_eq!((answered.state(), answered.answer.as_str()), (State::FollowedUp, "Loket kedua dibuka, Ibu Siti."));
    assert_eq!(
        (day(&answered.answer_date), day(&answered.reply_until_date)),
        ("2025-11-05".into(), "2025-11-15".into())
    );
    let plain = "SELECT count(*) FROM evaluation.complaint_messages
                 WHERE position('Siti'::bytea IN text_sealed) > 0 OR complaint_messages::text LIKE '%Siti%'";
    assert_eq!(evaluation.harness.number(plain).await, 0);
    let close = pb::CloseComplaintRequest {
        name: answered.name.clone(),
        etag: answered.etag.clone(),
        request_id: Uuid::now_v7().to_string(),
    };
    let request = evaluation.harness.request(DESK, close.clone());
    let closed = evaluation.desk().close_complaint(request).await.unwrap().into_inner();
    let request = evaluation.harness.request(DESK, close);
    assert_eq!(evaluation.desk().close_complaint(request).await.unwrap().into_inner(), closed, "replayed");
    assert_eq!((closed.state(), day(&closed.close_date)), (State::Resolved, "2025-11-05".into()));
    let again = evaluation.harness.request(UNIT_DESK, answer(&closed, "lagi"));
    let refused = evaluation.unit_desk().answer_complaint(again).await;
    assert_refused(refused, Code::FailedPrecondition, "COMPLAINT_STATE");
    assert_eq!(evaluation.harness.published(1).await.len(), 1);
}

#[tokio::test]
async fn a_closed_complaint_is_opened_again_with_a_new_deadline() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let complaint = evaluation.complaint(&service).await;
    let answered = evaluation.answered(&complaint).await;
    let reopen = |complaint: &pb::Complaint| pb::ReopenComplaintRequest {
        name: complaint.name.clone(),
        etag: complaint.etag.clone(),
        reason: "Keadaan belum berubah.".into(),
        ..Default::default()
    };
    let refused = evaluation.desk().reopen_complaint(evaluation.harness.request(DESK, reopen(&answered))).await;
    assert_refused(refused, Code::FailedPrecondition, "COMPLAINT_STATE");
    let (name, etag) = (answered.name.clone(), answered.etag.clone());
    let close = pb::CloseComplaintRequest { name, etag, request_id: String::new() };
    let closed = evaluation.desk().close_complaint(evaluation.harness.request(DESK, close)).await.unwrap().into_inner();
    evaluation.at("2025-12-01T02:00:00Z");
    let request = evaluation.harness.request(DESK, reopen(&closed));
    let reopened = evaluation.desk().reopen_complaint(request).await.unwrap().into_inner();
    assert_eq!((reopened.state(), reopened.close_date, reopened.answer_date), (State::Reopened, None, None));
    assert_eq!(day(&reopened.deadline.clone().unwrap().answer_date), "2025-12-19");
    let request = evaluation.harness.request(UNIT_DESK, start(&reopened));
    let started = evaluation.unit_desk().start_complaint(request).await.unwrap().into_inner();
    assert_eq!(started.state(), State::InProcess);
}

#[tokio::test]
async fn what_is_rejected_or_put_away_says_why_to_its_reporter() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    let reject = pb::RejectComplaintRequest {
        name: complaint.name.clone(),
        etag: complaint.etag.clone(),
        reason: "Bukan kewenangan kami.".into(),
        ..Default::default()
    };
    let request = evaluation.harness.request(DESK, reject.clone());
    let rejected = evaluation.desk().reject_complaint(request).await.unwrap().into_inner();
    assert_eq!(rejected.state(), State::Rejected);
    let seen = evaluation.follow(&complaint).await.unwrap();
    assert_eq!((seen.state(), seen.messages[0].text.as_str()), (State::Rejected, "Bukan kewenangan kami."));
    let stale = evaluation.desk().reject_complaint(evaluation.harness.request(DESK, reject)).await;
    assert_refused(stale, Code::Aborted, "ETAG_MISMATCH");
    let late = evaluation.desk().verify_complaint(evaluation.harness.request(DESK, verify(&rejected))).await;
    assert_refused(late, Code::FailedPrecondition, "COMPLAINT_STATE");
    let other = evaluation.complaint(&service).await;
    let archive = pb::ArchiveComplaintRequest {
        name: other.name.clone(),
        etag: other.etag.clone(),
        reason: "Sudah dijawab bulan lalu.".into(),
        ..Default::default()
    };
    let request = evaluation.harness.request(DESK, archive);
    assert_eq!(evaluation.desk().archive_complaint(request).await.unwrap().into_inner().state(), State::Archived);
    let empty = evaluation.harness.request(DESK, pb::RejectComplaintRequest::default());
    let refused = evaluation.desk().reject_complaint(empty).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "reason"]);
}

#[tokio::test]
async fn another_unit_is_given_a_complaint_that_went_astray() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let complaint = evaluation.complaint(&service).await;
    let assigned = evaluation.assigned(&complaint).await;
    let nobody = evaluation.harness.request(DESK, assign(&assigned, other_unit()));
    let refused = evaluation.desk().assign_complaint(nobody).await;
    assert_refused(refused, Code::FailedPrecondition, "UNIT_UNKNOWN");
    let other = evaluation.foreign_service("Pemeliharaan jalan").await;
    let request = evaluation.harness.request(
        DESK,
        pb::AssignComplaintRequest { public_service: other.name.clone(), ..assign(&assigned, other_unit()) },
    );
    let moved = evaluation.desk().assign_complaint(request).await.unwrap().into_inner();
    assert_eq!((moved.state(), moved.unit.as_str()), (State::Assigned, other_unit().as_str()));
    assert_eq!(moved.public_service, other.name, "the service that it is about");
    assert_eq!(evaluation.read_complaint(&complaint).await.public_service, other.name);
    let request = evaluation.harness.request(UNIT_DESK, start(&moved));
    let refused = evaluation.unit_desk().start_complaint(request).await;
    assert_refused(refused, Code::NotFound, "COMPLAINT_NOT_FOUND");
    let first = "SELECT count(*) FROM evaluation.complaint_assignments WHERE place = 1";
    let unnamed = "SELECT count(*) FROM evaluation.complaint_assignments WHERE place = 0";
    assert_eq!((evaluation.harness.number(first).await, evaluation.harness.number(unnamed).await), (1, 1));
    let unknown = pb::AssignComplaintRequest { sector: "alchemy".into(), ..assign(&moved, unit()) };
    let refused = evaluation.desk().assign_complaint(evaluation.harness.request(DESK, unknown)).await;
    assert_refused(refused, Code::FailedPrecondition, "SECTOR_UNKNOWN");
}

#[tokio::test]
async fn a_unit_lists_its_own_complaints_page_by_page() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    for _ in 0..3 {
        let complaint = evaluation.complaint(&service).await;
        evaluation.assigned(&complaint).await;
    }
    evaluation.complaint(&service).await;
    let mut list = pb::ListUnitComplaintsRequest { parent: PARENT.into(), page_size: 2, ..Default::default() };
    let request = evaluation.harness.request(UNIT_DESK, list.clone());
    let none = evaluation.unit_desk().list_unit_complaints(request).await.unwrap().into_inner();
    assert!(none.complaints.is_empty(), "the account sits at no desk");
    let member = evaluation.linked().await;
    let request = evaluation.harness.request(UNIT_DESK, list.clone());
    let first = evaluation.unit_desk().list_unit_complaints(request).await.unwrap().into_inner();
    list.page_token = first.next_page_token;
    let request = evaluation.harness.request(UNIT_DESK, list.clone());
    let second = evaluation.unit_desk().list_unit_complaints(request).await.unwrap().into_inner();
    assert_eq!((first.complaints.len(), second.complaints.len(), second.next_page_token.as_str()), (2, 1, ""));
    list.open = true;
    let refused = evaluation.unit_desk().list_unit_complaints(evaluation.harness.request(UNIT_DESK, list)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["page_token"]);
    let (name, etag) = (member.name, member.etag);
    let unlink = pb::UnlinkDeskMemberRequest { name, etag, request_id: String::new() };
    evaluation.routes().unlink_desk_member(evaluation.harness.request(DESK, unlink)).await.unwrap();
    let get = pb::GetUnitComplaintRequest { name: first.complaints[0].name.clone() };
    let refused = evaluation.unit_desk().get_unit_complaint(evaluation.harness.request(UNIT_DESK, get)).await;
    assert_refused(refused, Code::NotFound, "COMPLAINT_NOT_FOUND");
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_and_empty_requests_name_their_fields() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    let missing = pb::Complaint { name: absent(&complaint.name), ..complaint.clone() };
    let desk = |message| evaluation.harness.request(DESK, message);
    let refused = evaluation.desk().verify_complaint(desk(verify(&missing))).await;
    assert_refused(refused, Code::NotFound, "COMPLAINT_NOT_FOUND");
    let name = missing.name.clone();
    let request = evaluation.harness.request(DESK, pb::GetComplaintFileRequest { name: name.clone() });
    assert_refused(evaluation.desk().get_complaint_file(request).await, Code::NotFound, "COMPLAINT_NOT_FOUND");
    let request = evaluation.harness.request(DESK, pb::ExplainRouteRequest { name });
    assert_refused(evaluation.desk().explain_route(request).await, Code::NotFound, "COMPLAINT_NOT_FOUND");
    let request = evaluation.harness.request(DESK, pb::AssignComplaintRequest::default());
    let refused = evaluation.desk().assign_complaint(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "unit"]);
    let request = evaluation.harness.request(UNIT_DESK, pb::AnswerComplaintRequest::default());
    let refused = evaluation.unit_desk().answer_complaint(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "answer"]);
}
