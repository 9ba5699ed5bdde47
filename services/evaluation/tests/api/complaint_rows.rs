//! Complaints of other systems, as SP4N-LAPOR! exports them: what a row may say, and what is refused of it.

use crate::{
    DESK, Evaluation, assert_refused,
    complaint_world::{assign, day, other_unit, resolve, unit, verify},
    imports::{complaint, header},
};
use contracts::evaluation::v1 as pb;
use contracts::google::r#type::Date;
use pb::complaint::{Channel, Kind, State};
use platform::testing::bad_fields;
use tonic::Code;

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

impl Evaluation {
    /// All complaints, oldest record first.
    async fn all_complaints(&mut self) -> Vec<pb::Complaint> {
        let list = pb::ListComplaintsRequest { parent: crate::PARENT.into(), ..Default::default() };
        let request = self.harness.request(DESK, list);
        self.complaints.list_complaints(request).await.unwrap().into_inner().complaints
    }
}

#[tokio::test]
async fn a_row_without_handling_is_only_counted() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.import_complaints(header(), &[complaint("lapor-1", &service, "2025-10-03T02:00:00Z")]).await.unwrap();
    let found = evaluation.all_complaints().await.remove(0);
    assert_eq!((found.state(), found.channel(), found.deadline), (State::Received, Channel::OtherSystem, None));
    evaluation.at("2026-06-01T02:00:00Z");
    let list = pb::ListOverdueComplaintsRequest { parent: crate::PARENT.into(), ..Default::default() };
    let request = evaluation.harness.request(DESK, list);
    assert!(evaluation.reports().list_overdue_complaints(request).await.unwrap().into_inner().complaints.is_empty());
}

#[tokio::test]
async fn a_row_tells_what_it_is_who_reported_and_when_it_ended() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let row = |id: &str| complaint(id, &service, "2025-10-03T02:00:00Z");
    let rows = [
        pb::ComplaintRow { handled_here: true, kind: Kind::Aspiration.into(), ..row("lapor-1") },
        pb::ComplaintRow { due_date: date(2025, 10, 3), inspection: true, ..row("lapor-2") },
        pb::ComplaintRow {
            close_date: date(2025, 10, 30),
            anonymous: true,
            reporter_name: "Siti Aminah".into(),
            category: "Kesehatan".into(),
            region: "35.78".into(),
            channel: Channel::SocialMedia.into(),
            ..row("lapor-3")
        },
    ];
    let report = evaluation.import_complaints(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.errors), (3, Vec::new()));
    let mut found = evaluation.all_complaints().await;
    found.sort_by_key(|one| one.deadline.as_ref().map(|deadline| deadline.working_days));
    let days: Vec<String> = found.iter().map(|one| day(&one.deadline.as_ref().unwrap().answer_date)).collect();
    assert_eq!(days, ["2025-10-03", "2025-10-23", "2025-10-23"]);
    assert!(found[0].inspection && found[0].deadline.as_ref().unwrap().ruleset.is_empty(), "set elsewhere");
    let closed = found.iter().find(|one| one.state() == State::Resolved).unwrap();
    assert_eq!((day(&closed.close_date), day(&closed.answer_date)), ("2025-10-30".into(), "2025-10-30".into()));
    assert_eq!((closed.category.as_str(), closed.region.as_str(), closed.anonymous), ("Kesehatan", "35.78", true));
    assert_eq!(closed.channel(), Channel::SocialMedia);
    let list = pb::ListComplaintReportersRequest { complaint: closed.name.clone(), ..Default::default() };
    let reporters = evaluation.desk().list_complaint_reporters(evaluation.harness.request(DESK, list)).await.unwrap();
    assert_eq!(reporters.into_inner().reporters[0].reporter_name, "Siti Aminah");
    evaluation.import_complaints(header(), &rows).await.unwrap();
    assert_eq!(evaluation.harness.number("SELECT count(*) FROM evaluation.complaint_reporters").await, 1);
    assert_eq!(evaluation.all_complaints().await.len(), 3, "each id once");
}

/// What the other system says later is taken over, and only of what is not handled here.
#[tokio::test]
async fn a_later_row_ends_what_another_system_handles() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let row = |id: &str| complaint(id, &service, "2025-10-03T02:00:00Z");
    let (due_date, close_date) = (date(2025, 10, 20), date(2025, 10, 17));
    let first = [
        pb::ComplaintRow { due_date, ..row("lapor-1") },
        row("lapor-2"),
        pb::ComplaintRow { handled_here: true, ..row("lapor-3") },
        pb::ComplaintRow { due_date, ..row("lapor-4") },
    ];
    let report = evaluation.import_complaints(header(), &first).await.unwrap();
    assert_eq!((report.accepted, report.ended, report.known), (4, 0, 0));
    let later = ["lapor-1", "lapor-2", "lapor-3"].map(|id| pb::ComplaintRow { close_date, ..row(id) });
    let report = evaluation.import_complaints(header(), &later).await.unwrap();
    assert_eq!((report.accepted, report.ended, report.known), (3, 2, 1));
    let report = evaluation.import_complaints(header(), &later).await.unwrap();
    assert_eq!((report.accepted, report.ended, report.known), (3, 0, 3));
    let found = evaluation.all_complaints().await;
    let ended: Vec<_> = found.iter().filter(|one| one.state() == State::Resolved).collect();
    assert_eq!((found.len(), ended.len()), (4, 2));
    let days: Vec<String> = ended.iter().map(|one| day(&one.deadline.as_ref().unwrap().answer_date)).collect();
    assert!(days.contains(&"2025-10-20".into()) && days.contains(&"2025-10-23".into()), "{days:?}");
    assert!(ended.iter().all(|one| one.elsewhere && day(&one.answer_date) == "2025-10-17"));
    evaluation.at("2026-01-05T02:00:00Z");
    let list = pb::ListOverdueComplaintsRequest { parent: crate::PARENT.into(), ..Default::default() };
    let late = evaluation.reports().list_overdue_complaints(evaluation.harness.request(DESK, list)).await.unwrap();
    assert_eq!(late.into_inner().complaints.len(), 1, "the one that is handled here");
}

#[tokio::test]
async fn the_desk_takes_no_step_of_what_another_system_handles() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let row = complaint("lapor-1", &service, "2025-10-03T02:00:00Z");
    evaluation.import_complaints(header(), &[row]).await.unwrap();
    let counted = evaluation.all_complaints().await.remove(0);
    assert!(counted.elsewhere);
    evaluation.no_step_of(&counted).await;
    let row =
        pb::ComplaintRow { close_date: date(2025, 10, 17), ..complaint("lapor-1", &service, "2025-10-03T02:00:00Z") };
    assert_eq!(evaluation.import_complaints(header(), &[row]).await.unwrap().ended, 1);
    let ended = evaluation.all_complaints().await.remove(0);
    assert_eq!(ended.state(), State::Resolved);
    evaluation.no_step_of(&ended).await;
}

impl Evaluation {
    /// Every step of the public desk is refused.
    async fn no_step_of(&mut self, counted: &pb::Complaint) {
        let (name, etag, reason) = (counted.name.clone(), counted.etag.clone(), String::from("Sudah."));
        let reject = pb::RejectComplaintRequest {
            name: name.clone(),
            etag: etag.clone(),
            reason: reason.clone(),
            ..Default::default()
        };
        let archive = pb::ArchiveComplaintRequest {
            name: name.clone(),
            etag: etag.clone(),
            reason: reason.clone(),
            ..Default::default()
        };
        let close = pb::CloseComplaintRequest { name: name.clone(), etag: etag.clone(), ..Default::default() };
        let reopen = pb::ReopenComplaintRequest { name, etag, reason, ..Default::default() };
        let (mut desk, asked) = (self.desk(), &self.harness);
        let steps = [
            desk.verify_complaint(asked.request(DESK, verify(counted))).await,
            desk.reject_complaint(asked.request(DESK, reject)).await,
            desk.archive_complaint(asked.request(DESK, archive)).await,
            desk.assign_complaint(asked.request(DESK, assign(counted, unit()))).await,
            desk.close_complaint(asked.request(DESK, close)).await,
            desk.reopen_complaint(asked.request(DESK, reopen)).await,
            desk.issue_follow_up_code(asked.request(DESK, issue(counted))).await,
            self.complaints.resolve_complaint(asked.request(DESK, resolve(counted, "Sudah."))).await,
        ];
        for refused in steps {
            assert_refused(refused, Code::FailedPrecondition, "COMPLAINT_ELSEWHERE");
        }
    }
}

/// Nobody here knows whether the other system has answered; when it says so, it counts.
#[tokio::test]
async fn what_another_system_has_not_ended_is_not_late() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let row =
        pb::ComplaintRow { due_date: date(2025, 10, 20), ..complaint("lapor-1", &service, "2025-10-03T02:00:00Z") };
    let ended = pb::ComplaintRow { close_date: date(2025, 10, 24), ..row.clone() };
    let id: uuid::Uuid = service.name.rsplit('/').next().unwrap().parse().unwrap();
    let (first, last) = (jiff::civil::date(2025, 10, 1), jiff::civil::date(2025, 12, 31));
    for (row, expected) in [(row, (0, 0)), (ended, (1, 1))] {
        evaluation.import_complaints(header(), &[row]).await.unwrap();
        let mut connection = evaluation.harness.pool.acquire().await.unwrap();
        let found =
            evaluation::store::complaints::overdue_of_quarter(&mut connection, &[id], first, last).await.unwrap();
        assert_eq!(found.get(&id).copied().unwrap_or_default(), expected);
    }
}

fn issue(complaint: &pb::Complaint) -> pb::IssueFollowUpCodeRequest {
    let (name, etag) = (complaint.name.clone(), complaint.etag.clone());
    pb::IssueFollowUpCodeRequest { name, etag, request_id: String::new() }
}

#[tokio::test]
async fn what_is_handled_here_keeps_an_earlier_promise_and_gets_a_code_once() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let row = pb::ComplaintRow {
        handled_here: true,
        due_date: date(2025, 11, 10),
        reporter_name: "Siti Aminah".into(),
        ..complaint("lapor-1", &service, "2025-11-03T02:00:00Z")
    };
    evaluation.import_complaints(header(), &[row]).await.unwrap();
    let found = evaluation.all_complaints().await.remove(0);
    let verified = evaluation.verified(&found).await;
    assert_eq!(day(&verified.deadline.as_ref().unwrap().answer_date), "2025-11-10", "as the other system promised");
    let request = evaluation.harness.request(DESK, issue(&verified));
    let issued = evaluation.desk().issue_follow_up_code(request).await.unwrap().into_inner();
    assert_eq!(evaluation.follow(&issued).await.unwrap().state(), State::Verification);
    let again = evaluation.harness.request(DESK, issue(&issued));
    let refused = evaluation.desk().issue_follow_up_code(again).await;
    assert_refused(refused, Code::FailedPrecondition, "FOLLOW_UP_CODE_ISSUED");
    let list = pb::ListComplaintReportersRequest { complaint: found.name.clone(), ..Default::default() };
    let reporters = evaluation.desk().list_complaint_reporters(evaluation.harness.request(DESK, list)).await.unwrap();
    assert_eq!(reporters.into_inner().reporters[0].reporter_name, "Siti Aminah");
}

#[tokio::test]
async fn nobody_is_named_in_what_is_only_counted() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let row = pb::ComplaintRow {
        reporter_name: "Siti Aminah".into(),
        reporter_contact: "0812".into(),
        ..complaint("lapor-1", &service, "2025-10-03T02:00:00Z")
    };
    let report = evaluation.import_complaints(header(), &[row]).await.unwrap();
    let fields: Vec<&str> = report.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!((report.accepted, fields), (0, vec!["reporter_name", "reporter_contact"]));
}

/// The likeliest sector decides: a less likely one that has a route is no reason to send it there.
#[tokio::test]
async fn a_row_goes_nowhere_where_its_likeliest_sector_has_no_route() {
    let mut evaluation = Evaluation::start().await;
    let roads = evaluation.foreign_service("Pemeliharaan jalan").await;
    evaluation.route("infrastructure", "", &roads).await;
    let row = pb::ComplaintRow {
        category: "Kesehatan".into(),
        text: "puskesmas di jalan raya".into(),
        ..complaint("lapor-1", &pb::PublicService::default(), "2025-10-03T02:00:00Z")
    };
    let report = evaluation.import_complaints(header(), &[row]).await.unwrap();
    assert_eq!((report.accepted, report.errors[0].field.as_str()), (0, "public_service"));
}

#[tokio::test]
async fn a_row_without_a_service_goes_where_category_or_words_and_a_route_lead() {
    let mut evaluation = Evaluation::start().await;
    let roads = evaluation.foreign_service("Pemeliharaan jalan").await;
    evaluation.route("infrastructure", "", &roads).await;
    let nowhere = pb::PublicService::default();
    let row = |id: &str, category: &str, text: &str| pb::ComplaintRow {
        category: category.into(),
        text: text.into(),
        ..complaint(id, &nowhere, "2025-10-03T02:00:00Z")
    };
    let rows = [
        row("lapor-1", "Infrastruktur", "mohon ditindaklanjuti"),
        row("lapor-2", "", "jalan berlubang"),
        row("lapor-3", "Kesehatan", "obat habis"),
        row("lapor-4", "", "mohon ditindaklanjuti"),
    ];
    let report = evaluation.import_complaints(header(), &rows).await.unwrap();
    let places: Vec<(i64, &str)> = report.errors.iter().map(|error| (error.row, error.field.as_str())).collect();
    assert_eq!((report.accepted, places), (2, vec![(3, "public_service"), (4, "public_service")]));
    for found in evaluation.all_complaints().await {
        assert_eq!((found.public_service.as_str(), found.sector.as_str()), (roads.name.as_str(), "infrastructure"));
        assert_eq!(found.unit, other_unit());
    }
}

#[tokio::test]
async fn everything_wrong_with_a_row_is_told_and_a_strict_import_takes_nothing() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let row = |id: &str| complaint(id, &service, "2025-10-03T02:00:00Z");
    let rows = [
        pb::ComplaintRow { kind: 9, channel: 99, region: "Jalan X".into(), ..row("lapor-1") },
        pb::ComplaintRow { simple: true, inspection: true, ..row("lapor-2") },
        pb::ComplaintRow { due_date: date(2025, 10, 2), ..row("lapor-3") },
        pb::ComplaintRow { close_date: date(2025, 10, 2), ..row("lapor-4") },
        pb::ComplaintRow { close_date: date(2025, 11, 6), ..row("lapor-5") },
        pb::ComplaintRow { due_date: date(2025, 2, 30), category: "x".repeat(101), ..row("lapor-6") },
        row("lapor-7"),
    ];
    let report = evaluation.import_complaints(header(), &rows).await.unwrap();
    let places: Vec<(i64, &str)> = report.errors.iter().map(|error| (error.row, error.field.as_str())).collect();
    let expected = [
        (1, "kind"),
        (1, "channel"),
        (1, "region"),
        (2, "simple"),
        (3, "due_date"),
        (4, "close_date"),
        (5, "close_date"),
        (6, "category"),
        (6, "due_date"),
    ];
    assert_eq!((report.accepted, places), (1, expected.to_vec()));
    let strict = pb::ImportHeader { strict: true, ..header() };
    let refused = evaluation.import_complaints(strict, &[row("lapor-8"), rows[2].clone()]).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows[2].due_date"]);
    assert_refused(Err::<(), _>(refused), Code::InvalidArgument, "IMPORT_REFUSED");
    assert_eq!(evaluation.all_complaints().await.len(), 1);
}
