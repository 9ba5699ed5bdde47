//! Who reported is apart from what was reported: hidden from the unit when asked, audited when read, destroyed in time.

use crate::{
    DESK, Evaluation, PARENT, assert_refused,
    complaint_world::UNIT_DESK,
    file,
    imports::{complaint, header},
};
use contracts::{evaluation::v1 as pb, google::r#type::Date};
use platform::testing::{TENANT, bad_fields};
use tonic::Code;
use uuid::Uuid;

/// Rows of the audit trail about a resource, by method.
async fn audited(evaluation: &Evaluation, target: &str, method: &str) -> i64 {
    let sql = "SELECT count(*) FROM evaluation.audit WHERE target = $1 AND action LIKE '%/' || $2";
    sqlx::query_scalar(sql).bind(target).bind(method).fetch_one(&evaluation.harness.pool).await.unwrap()
}

#[tokio::test]
async fn the_handling_unit_never_sees_who_asked_to_be_hidden() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    for (hidden, name) in [(false, "Siti Aminah"), (true, "")] {
        let complaint = evaluation.named_complaint(&service, hidden).await;
        evaluation.assigned(&complaint).await;
        let get = pb::GetUnitComplaintRequest { name: complaint.name.clone() };
        let request = evaluation.harness.request(UNIT_DESK, get);
        let file = evaluation.unit_desk().get_unit_complaint(request).await.unwrap().into_inner();
        assert_eq!(file.text, "Antrean Ibu Siti sejak pukul 05.00");
        assert_eq!((file.reporter_name.as_str(), file.reporter_contact.is_empty()), (name, hidden));
        assert_eq!(file.complaint.unwrap().anonymous, hidden);
        assert_eq!(audited(&evaluation, &complaint.name, "GetUnitComplaint").await, 1);
        let list = pb::ListComplaintReportersRequest { complaint: complaint.name.clone(), ..Default::default() };
        let request = evaluation.harness.request(DESK, list);
        let found = evaluation.desk().list_complaint_reporters(request).await.unwrap().into_inner().reporters;
        assert_eq!(found[0].reporter_contact, "0812-3456-7890", "the public desk knows whom it talks to");
        assert_eq!(audited(&evaluation, &complaint.name, "ListComplaintReporters").await, 1);
    }
}

/// What a unit may read begins with the assignment: a report may be about its own people.
#[tokio::test]
async fn a_unit_reads_nothing_that_was_never_assigned_to_it() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let about_the_unit = evaluation.named_complaint(&service, false).await;
    evaluation.resolved(&about_the_unit).await;
    let ended = pb::ComplaintRow {
        close_date: Some(Date { year: 2025, month: 10, day: 30 }),
        reporter_name: "Siti Aminah".into(),
        ..complaint("lapor-1", &service, "2025-10-03T02:00:00Z")
    };
    evaluation.import_complaints(header(), &[ended]).await.unwrap();
    let list = pb::ListUnitComplaintsRequest { parent: PARENT.into(), ..Default::default() };
    let request = evaluation.harness.request(UNIT_DESK, list);
    let found = evaluation.unit_desk().list_unit_complaints(request).await.unwrap().into_inner().complaints;
    assert_eq!(found, []);
    let all = pb::ListComplaintsRequest { parent: PARENT.into(), ..Default::default() };
    let request = evaluation.harness.request(DESK, all);
    let all = evaluation.complaints.list_complaints(request).await.unwrap().into_inner().complaints;
    assert_eq!(all.len(), 2);
    for one in all {
        let request = evaluation.harness.request(UNIT_DESK, pb::GetUnitComplaintRequest { name: one.name.clone() });
        let refused = evaluation.unit_desk().get_unit_complaint(request).await;
        assert_refused(refused, Code::NotFound, "COMPLAINT_NOT_FOUND");
        let said = pb::ListUnitComplaintMessagesRequest { complaint: one.name, ..Default::default() };
        let request = evaluation.harness.request(UNIT_DESK, said);
        let refused = evaluation.unit_desk().list_unit_complaint_messages(request).await;
        assert_refused(refused, Code::NotFound, "COMPLAINT_NOT_FOUND");
    }
}

/// A servant reports with the token of the office's portal: neither trail nor times lead back.
#[tokio::test]
async fn who_asked_to_be_hidden_is_in_no_trail() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.at("2025-11-05T08:00:41.123456Z");
    let hidden = |anonymous, secret| pb::FileComplaintRequest {
        anonymous,
        secret,
        request_id: Uuid::now_v7().to_string(),
        ..file(&service)
    };
    for request in [hidden(true, false), hidden(false, true)] {
        let send = || evaluation.harness.request_as("whistleblower", &["servant"], &[TENANT], request.clone());
        let filed = evaluation.complaints.clone().file_complaint(send()).await.unwrap().into_inner();
        let again = evaluation.complaints.clone().file_complaint(send()).await.unwrap().into_inner();
        assert_eq!(again, filed, "replayed");
        let reply = crate::complaint_world::reply(&filed, "Tambahan.");
        let reply = evaluation.harness.request_as("whistleblower", &["servant"], &[TENANT], reply);
        evaluation.follows().reply_to_complaint(reply).await.unwrap();
    }
    for table in ["audit", "requests", "complaints", "complaint_messages", "complaint_reporters", "outbox"] {
        let sql = format!("SELECT count(*) FROM evaluation.{table} AS entry WHERE entry::text LIKE '%whistleblower%'");
        let named: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&evaluation.harness.pool).await.unwrap();
        assert_eq!(named, 0, "{table}");
    }
    let exact = "SELECT count(*) FROM evaluation.complaints AS complaint
                 JOIN evaluation.audit ON at IN (complaint.receive_time, complaint.create_time)
                 WHERE action LIKE '%/FileComplaint'";
    assert_eq!(evaluation.harness.number(exact).await, 0);
    let open = evaluation.harness.request_as("clerk", &["servant"], &[TENANT], file(&service));
    evaluation.complaints.file_complaint(open).await.unwrap();
    let named = "SELECT count(*) FROM evaluation.audit WHERE subject = 'clerk'";
    assert_eq!(evaluation.harness.number(named).await, 1, "who did not ask is there");
}

#[tokio::test]
async fn the_desk_reads_a_text_without_its_reporter() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.named_complaint(&service, false).await;
    let request = evaluation.harness.request(DESK, pb::GetComplaintFileRequest { name: complaint.name.clone() });
    let file = evaluation.desk().get_complaint_file(request).await.unwrap().into_inner();
    assert_eq!((file.reporter_name.as_str(), file.text.is_empty()), ("", false));
    let plain = "SELECT count(*) FROM evaluation.complaint_reporters AS reporter
                 WHERE reporter::text LIKE '%Siti%' OR position('Siti'::bytea IN name_sealed) > 0
                    OR position('0812'::bytea IN contact_sealed) > 0";
    assert_eq!(evaluation.harness.number(plain).await, 0);
}

#[tokio::test]
async fn identities_are_destroyed_a_year_after_the_end() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let (over, open) =
        (evaluation.named_complaint(&service, false).await, evaluation.named_complaint(&service, true).await);
    let (name, etag) = (over.name.clone(), over.etag.clone());
    let resolve = pb::ResolveComplaintRequest { name, etag, answer: "Sudah.".into(), ..Default::default() };
    evaluation.complaints.resolve_complaint(evaluation.harness.request(DESK, resolve)).await.unwrap();
    let mask = || pb::MaskReportersRequest { parent: PARENT.into(), most: 1, ..Default::default() };
    for (time, masked) in [("2026-11-05T08:00:00Z", 0), ("2026-11-06T08:00:00Z", 1), ("2026-11-07T08:00:00Z", 0)] {
        evaluation.at(time);
        let request = evaluation.harness.request(DESK, mask());
        let pass = evaluation.desk().mask_reporters(request).await.unwrap().into_inner();
        assert_eq!((pass.masked, pass.ruleset.as_str()), (masked, "complaint-sp4n-1"), "{time}");
    }
    let list = |complaint: &pb::Complaint| pb::ListComplaintReportersRequest {
        complaint: complaint.name.clone(),
        ..Default::default()
    };
    let request = evaluation.harness.request(DESK, list(&over));
    let found = evaluation.desk().list_complaint_reporters(request).await.unwrap().into_inner().reporters;
    assert_eq!((found[0].masked, found[0].reporter_name.as_str(), found[0].reporter_contact.as_str()), (true, "", ""));
    let request = evaluation.harness.request(DESK, list(&open));
    let found = evaluation.desk().list_complaint_reporters(request).await.unwrap().into_inner().reporters;
    assert_eq!((found[0].masked, found[0].reporter_name.as_str()), (false, "Siti Aminah"));
    let kept = "SELECT count(*) FROM evaluation.complaint_reporters WHERE name_key IS NOT NULL";
    assert_eq!(evaluation.harness.number(kept).await, 1);
    let bad = pb::MaskReportersRequest { parent: "x".into(), most: -1, request_id: "x".into(), ..Default::default() };
    let refused = evaluation.desk().mask_reporters(evaluation.harness.request(DESK, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "most", "request_id"]);
}

#[tokio::test]
async fn no_event_names_a_person() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.named_complaint(&service, false).await;
    let resolve = pb::ResolveComplaintRequest {
        name: complaint.name.clone(),
        etag: complaint.etag.clone(),
        answer: "Terima kasih, Ibu Siti.".into(),
        request_id: Uuid::now_v7().to_string(),
        ..Default::default()
    };
    evaluation.complaints.resolve_complaint(evaluation.harness.request(DESK, resolve)).await.unwrap();
    let event = evaluation.harness.published(1).await.remove(0);
    assert!(!String::from_utf8_lossy(&event.payload).contains("Siti"));
}
