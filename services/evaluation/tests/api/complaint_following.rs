//! The reporter's side: a code and no account, a reply, a word about the answer; and duplicates that keep their reporters.

use crate::{
    DESK, Evaluation, absent, assert_refused, at_once,
    complaint_world::{UNIT_DESK, answer, day, merge, rate, reply, verify},
    file,
};
use contracts::evaluation::v1 as pb;
use pb::{complaint::State, complaint_message::Author};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request};
use uuid::Uuid;

#[tokio::test]
async fn whoever_has_the_code_follows_the_report_and_nobody_else() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    assert_eq!(complaint.follow_up_code.len(), 23);
    let seen = evaluation.follow(&complaint).await.unwrap();
    assert_eq!((seen.state(), seen.public_service.as_str()), (State::Received, service.name.as_str()));
    assert!(seen.messages.is_empty() && seen.deadline.is_some());
    let read = evaluation.harness.request(DESK, pb::GetComplaintRequest { name: complaint.name.clone() });
    let read = evaluation.complaints.get_complaint(read).await.unwrap().into_inner();
    assert_eq!(read.follow_up_code, "", "it is told once");
    let other = pb::Complaint { follow_up_code: "00000-00000-00000-00000".into(), ..complaint.clone() };
    assert_refused(evaluation.follow(&other).await, Code::NotFound, "FOLLOW_UP_CODE_NOT_FOUND");
    let (parent, code) = (format!("instansi/{OTHER_TENANT}"), complaint.follow_up_code.clone());
    let elsewhere =
        evaluation.follows().follow_complaint(Request::new(pb::FollowComplaintRequest { parent, code })).await;
    assert_refused(elsewhere, Code::NotFound, "FOLLOW_UP_CODE_NOT_FOUND");
    let (parent, code) = ("x".into(), "secret".into());
    let malformed =
        evaluation.follows().follow_complaint(Request::new(pb::FollowComplaintRequest { parent, code })).await;
    let malformed = malformed.unwrap_err();
    assert_eq!(bad_fields(&malformed), ["parent", "code"]);
    assert!(!format!("{malformed:?}").contains("secret"));
}

#[tokio::test]
async fn the_code_is_kept_as_a_hash_and_stands_in_no_trail() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    let replied = Request::new(reply(&complaint, "Masih antre."));
    evaluation.follows().reply_to_complaint(replied).await.unwrap();
    let code = complaint.follow_up_code.replace('-', "");
    for table in ["complaints", "complaint_reporters", "complaint_messages", "audit", "requests", "outbox", "ledger"] {
        let sql = format!(
            "SELECT count(*) FROM evaluation.{table} AS entry WHERE replace(entry::text, '-', '') LIKE '%' || $1 || '%'"
        );
        let found: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(&code).fetch_one(&evaluation.harness.pool).await.unwrap();
        assert_eq!(found, 0, "{table}");
    }
}

#[tokio::test]
async fn a_reply_brings_an_answered_complaint_back_to_its_unit() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let complaint = evaluation.complaint(&service).await;
    let answered = evaluation.answered(&complaint).await;
    let once = pb::ReplyToComplaintRequest {
        request_id: Uuid::now_v7().to_string(),
        ..reply(&answered, "Antrean masih dari pukul 05.00.")
    };
    let seen = evaluation.follows().reply_to_complaint(Request::new(once.clone())).await.unwrap().into_inner();
    assert_eq!(seen.state(), State::InProcess);
    let said: Vec<(Author, &str)> = seen.messages.iter().map(|one| (one.author(), one.text.as_str())).collect();
    let expected =
        [(Author::Office, "Loket kedua dibuka, Ibu Siti."), (Author::Reporter, "Antrean masih dari pukul 05.00.")];
    assert_eq!(said, expected);
    let again = evaluation.follows().reply_to_complaint(Request::new(once)).await.unwrap().into_inner();
    assert_eq!(again, seen, "replayed");
    let now = evaluation.read_complaint(&complaint).await;
    let request = evaluation.harness.request(UNIT_DESK, answer(&answered, "x"));
    let stale = evaluation.unit_desk().answer_complaint(request).await;
    assert_refused(stale, Code::Aborted, "ETAG_MISMATCH");
    let request = evaluation.harness.request(UNIT_DESK, answer(&now, "Loket ketiga dibuka."));
    evaluation.unit_desk().answer_complaint(request).await.unwrap();
    let list = pb::ListUnitComplaintMessagesRequest { complaint: now.name.clone(), page_size: 2, ..Default::default() };
    let request = evaluation.harness.request(UNIT_DESK, list.clone());
    let first = evaluation.unit_desk().list_unit_complaint_messages(request).await.unwrap().into_inner();
    let next = pb::ListUnitComplaintMessagesRequest { page_token: first.next_page_token, ..list };
    let request = evaluation.harness.request(UNIT_DESK, next);
    let second = evaluation.unit_desk().list_unit_complaint_messages(request).await.unwrap().into_inner();
    assert_eq!((first.messages.len(), second.messages.len()), (2, 1));
    assert_eq!((second.messages[0].answer, second.next_page_token.as_str()), (true, ""));
}

#[tokio::test]
async fn a_reply_opens_again_what_closed_not_long_ago_and_nothing_older() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    let (name, etag) = (complaint.name.clone(), complaint.etag.clone());
    let resolve = pb::ResolveComplaintRequest { name, etag, answer: "Sudah.".into(), ..Default::default() };
    evaluation.complaints.resolve_complaint(evaluation.harness.request(DESK, resolve)).await.unwrap();
    let seen = evaluation.follow(&complaint).await.unwrap();
    assert_eq!((seen.state(), day(&seen.reopen_until_date)), (State::Resolved, "2025-12-05".into()));
    evaluation.at("2025-12-05T17:00:00Z");
    let late = evaluation.follows().reply_to_complaint(Request::new(reply(&complaint, "Belum."))).await;
    assert_refused(late, Code::FailedPrecondition, "REPLY_TOO_LATE");
    evaluation.at("2025-12-05T16:59:59Z");
    let seen = evaluation.follows().reply_to_complaint(Request::new(reply(&complaint, "Belum."))).await.unwrap();
    assert_eq!(seen.into_inner().state(), State::Reopened);
}

#[tokio::test]
async fn satisfaction_is_told_once_after_an_answer_from_one_to_four() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let complaint = evaluation.complaint(&service).await;
    let early = evaluation.follows().rate_answer(Request::new(rate(&complaint, 3))).await;
    assert_refused(early, Code::FailedPrecondition, "COMPLAINT_NOT_ANSWERED");
    let answered = evaluation.answered(&complaint).await;
    for wrong in [i32::MIN, 0, 5] {
        let refused = evaluation.follows().rate_answer(Request::new(rate(&answered, wrong))).await.unwrap_err();
        assert_eq!(bad_fields(&refused), ["satisfaction"]);
    }
    let rated = evaluation.follows().rate_answer(Request::new(rate(&answered, 2))).await.unwrap().into_inner();
    assert_eq!(rated.satisfaction, 2);
    let again = evaluation.follows().rate_answer(Request::new(rate(&answered, 4))).await;
    assert_refused(again, Code::FailedPrecondition, "ANSWER_RATED");
    assert_eq!(evaluation.follow(&answered).await.unwrap().satisfaction, 2);
    let reply = Request::new(reply(&answered, "Belum berubah."));
    evaluation.follows().reply_to_complaint(reply).await.unwrap();
    let now = evaluation.read_complaint(&complaint).await;
    let request = evaluation.harness.request(UNIT_DESK, answer(&now, "Loket ketiga dibuka."));
    evaluation.unit_desk().answer_complaint(request).await.unwrap();
    assert_eq!(evaluation.follow(&answered).await.unwrap().satisfaction, 2, "it stays until another is said");
    let rated = evaluation.follows().rate_answer(Request::new(rate(&answered, 4))).await.unwrap().into_inner();
    assert_eq!(rated.satisfaction, 4, "of the new answer");
}

/// Anybody can file a look-alike and be merged: that is no way to read what was written to somebody else.
#[tokio::test]
async fn a_look_alike_reads_nothing_that_was_written_to_another_reporter() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let secret = evaluation.named_complaint(&service, true).await;
    let answered = evaluation.answered(&secret).await;
    let alike = evaluation.complaint(&service).await;
    evaluation.desk().merge_complaint(evaluation.harness.request(DESK, merge(&alike, &secret))).await.unwrap();
    evaluation.follows().reply_to_complaint(Request::new(reply(&secret, "Saya Siti."))).await.unwrap();
    let now = evaluation.read_complaint(&answered).await;
    let request = evaluation.harness.request(UNIT_DESK, answer(&now, "Baik, Ibu Siti."));
    evaluation.unit_desk().answer_complaint(request).await.unwrap();
    let seen = evaluation.follow(&alike).await.unwrap();
    assert_eq!((seen.state(), seen.messages), (State::FollowedUp, Vec::new()));
    assert_eq!(evaluation.follow(&secret).await.unwrap().messages.len(), 3);
}

#[tokio::test]
async fn nobody_is_merged_into_what_is_over_or_due_later() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let old = evaluation.complaint(&service).await;
    evaluation.at("2025-11-10T08:00:00Z");
    let new = evaluation.complaint(&service).await;
    let request = evaluation.harness.request(DESK, merge(&old, &new));
    let refused = evaluation.desk().merge_complaint(request).await;
    assert_refused(refused, Code::FailedPrecondition, "MERGE_INTO_LATER");
    evaluation.resolved(&old).await;
    let request = evaluation.harness.request(DESK, merge(&new, &old));
    let refused = evaluation.desk().merge_complaint(request).await;
    assert_refused(refused, Code::FailedPrecondition, "COMPLAINT_STATE");
}

/// Its lateness would be erased: what is merged does not count, and the other was answered in time.
#[tokio::test]
async fn what_is_late_is_not_merged_into_what_was_answered_in_time() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let (first, late) = (evaluation.complaint(&service).await, evaluation.complaint(&service).await);
    let answered = evaluation.answered(&first).await;
    evaluation.at("2025-11-26T08:00:00Z");
    let request = evaluation.harness.request(DESK, merge(&late, &answered));
    let refused = evaluation.desk().merge_complaint(request).await;
    assert_refused(refused, Code::FailedPrecondition, "MERGE_LATE");
}

#[tokio::test]
async fn a_flood_of_reports_or_replies_is_asked_to_come_again_later() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    for _ in 1..60 {
        evaluation.complaint(&service).await;
    }
    let flooded = evaluation.complaints.file_complaint(Request::new(file(&service))).await;
    assert_refused(flooded, Code::ResourceExhausted, "COMPLAINT_FLOODED");
    let other = evaluation.service("Farmasi").await;
    evaluation.complaint(&other).await;
    let at_the_counter = evaluation.harness.request(DESK, file(&service));
    evaluation.complaints.file_complaint(at_the_counter).await.unwrap();
    let elsewhere = evaluation.harness.request_as("desk", DESK, &[OTHER_TENANT], file(&service));
    let flooded = evaluation.complaints.file_complaint(elsewhere).await;
    assert_refused(flooded, Code::ResourceExhausted, "COMPLAINT_FLOODED");
    evaluation.at("2025-11-05T08:01:00Z");
    evaluation.complaint(&service).await;
    for nth in 0..20 {
        let text = format!("balasan {nth}");
        evaluation.follows().reply_to_complaint(Request::new(reply(&complaint, &text))).await.unwrap();
    }
    let flooded = evaluation.follows().reply_to_complaint(Request::new(reply(&complaint, "lagi"))).await;
    assert_refused(flooded, Code::ResourceExhausted, "COMPLAINT_FLOODED");
    evaluation.at("2025-11-06T08:01:01Z");
    evaluation.follows().reply_to_complaint(Request::new(reply(&complaint, "lagi"))).await.unwrap();
}

#[tokio::test]
async fn duplicates_keep_their_reporters_who_all_learn_the_answer() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let (one, two) = (evaluation.named_complaint(&service, false).await, evaluation.complaint(&service).await);
    evaluation.follows().reply_to_complaint(Request::new(reply(&one, "Rahasia saya."))).await.unwrap();
    let request = evaluation.harness.request(DESK, merge(&two, &one));
    let merged = evaluation.desk().merge_complaint(request).await.unwrap().into_inner();
    assert_eq!(merged.merged_into, one.name);
    let one = evaluation.read_complaint(&one).await;
    let answered = evaluation.answered(&one).await;
    let seen = evaluation.follow(&two).await.unwrap();
    assert_eq!((seen.state(), seen.messages, seen.merged), (State::FollowedUp, Vec::new(), true), "it names somebody");
    let early = evaluation.follows().rate_answer(Request::new(rate(&two, 1))).await;
    assert_refused(early, Code::FailedPrecondition, "COMPLAINT_NOT_ANSWERED");
    let shared = pb::AnswerComplaintRequest { shared: true, ..answer(&answered, "Loket kedua dibuka.") };
    evaluation.unit_desk().answer_complaint(evaluation.harness.request(UNIT_DESK, shared)).await.unwrap();
    let seen = evaluation.follow(&two).await.unwrap();
    let texts: Vec<&str> = seen.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!((seen.state(), texts), (State::FollowedUp, vec!["Loket kedua dibuka."]));
    let rated = evaluation.follows().rate_answer(Request::new(rate(&two, 1))).await.unwrap().into_inner();
    assert_eq!(rated.satisfaction, 1);
    assert_eq!(evaluation.follow(&one).await.unwrap().messages.len(), 3, "one's own reply and both answers");
    let back = evaluation.follows().reply_to_complaint(Request::new(reply(&two, "Belum."))).await.unwrap();
    assert_eq!(back.into_inner().state(), State::InProcess, "a duplicate's reporter speaks for the whole");
    let list = pb::ListComplaintReportersRequest { complaint: one.name.clone(), ..Default::default() };
    let found = evaluation.desk().list_complaint_reporters(evaluation.harness.request(DESK, list)).await.unwrap();
    let found: Vec<String> = found.into_inner().reporters.into_iter().map(|one| one.reporter_name).collect();
    assert_eq!(found, ["Siti Aminah", ""]);
    let file = evaluation.harness.request(DESK, pb::GetComplaintFileRequest { name: one.name.clone() });
    let file = evaluation.desk().get_complaint_file(file).await.unwrap().into_inner();
    assert_eq!((file.duplicates, file.duplicate_count), (vec![two.name.clone()], 1));
    let unmerge = pb::UnmergeComplaintRequest { name: two.name.clone(), etag: merged.etag, request_id: String::new() };
    let request = evaluation.harness.request(DESK, unmerge.clone());
    let alone = evaluation.desk().unmerge_complaint(request).await.unwrap().into_inner();
    assert_eq!((alone.state(), alone.merged_into.as_str()), (State::Received, ""));
    let seen = evaluation.follow(&two).await.unwrap();
    assert_eq!((seen.state(), seen.satisfaction), (State::Received, 0), "the answer was to another report");
    let again = pb::UnmergeComplaintRequest { etag: alone.etag, ..unmerge };
    let refused = evaluation.desk().unmerge_complaint(evaluation.harness.request(DESK, again)).await;
    assert_refused(refused, Code::FailedPrecondition, "COMPLAINT_NOT_MERGED");
}

#[tokio::test]
async fn what_cannot_be_merged_is_refused_with_its_reason() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let other = evaluation.service("Farmasi").await;
    let (one, two) = (evaluation.complaint(&service).await, evaluation.complaint(&service).await);
    let elsewhere = evaluation.complaint(&other).await;
    let missing = pb::Complaint { name: absent(&one.name), ..one.clone() };
    for (into, code, reason) in [
        (&one, Code::FailedPrecondition, "MERGE_WITH_ITSELF"),
        (&elsewhere, Code::FailedPrecondition, "MERGE_ACROSS_SERVICES"),
        (&missing, Code::NotFound, "COMPLAINT_NOT_FOUND"),
    ] {
        let request = evaluation.harness.request(DESK, merge(&one, into));
        assert_refused(evaluation.desk().merge_complaint(request).await, code, reason);
    }
    let request = evaluation.harness.request(DESK, merge(&two, &one));
    let merged = evaluation.desk().merge_complaint(request).await.unwrap().into_inner();
    let third = evaluation.complaint(&service).await;
    for (duplicate, into) in [(&third, &merged), (&one, &third)] {
        let request = evaluation.harness.request(DESK, merge(duplicate, into));
        assert_refused(evaluation.desk().merge_complaint(request).await, Code::FailedPrecondition, "MERGE_CHAIN");
    }
    let request = evaluation.harness.request(DESK, verify(&merged));
    let refused = evaluation.desk().verify_complaint(request).await;
    assert_refused(refused, Code::FailedPrecondition, "COMPLAINT_MERGED");
    let foreign = pb::MergeComplaintRequest { into: one.name.replace("6571", OTHER_TENANT), ..merge(&third, &one) };
    let refused = evaluation.desk().merge_complaint(evaluation.harness.request(DESK, foreign)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["into"]);
}

#[tokio::test]
async fn two_merges_in_a_circle_at_once_make_one() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let (one, two) = (evaluation.complaint(&service).await, evaluation.complaint(&service).await);
    let calls = [(&one, &two), (&two, &one)].map(|(duplicate, into)| {
        let (mut desk, request) = (evaluation.desk(), evaluation.harness.request(DESK, merge(duplicate, into)));
        tokio::spawn(async move { desk.merge_complaint(request).await })
    });
    let (good, bad) = at_once(calls.into()).await;
    assert_eq!((good.len(), bad.len()), (1, 1), "{bad:?}");
    let merged = "SELECT count(*) FROM evaluation.complaints WHERE merged_into IS NOT NULL";
    assert_eq!(evaluation.harness.number(merged).await, 1);
    assert_eq!(evaluation.harness.number("SELECT count(*) FROM evaluation.complaints").await, 2);
}
