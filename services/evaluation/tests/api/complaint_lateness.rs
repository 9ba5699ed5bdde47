//! What nobody replied to closes by itself; what is late is listed, and counted by unit where it is many.

use crate::{
    ANALYST, DESK, Evaluation, PARENT, assert_refused,
    complaint_world::{UNIT_DESK, answer, day, merge, other_unit, rate, reply, unit},
    file,
};
use contracts::evaluation::v1 as pb;
use pb::complaint::{Kind, State};
use platform::testing::bad_fields;
use tonic::{Code, Request};
use uuid::Uuid;

#[tokio::test]
async fn what_nobody_replied_to_closes_after_ten_days() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let mut silent = Vec::new();
    for _ in 0..3 {
        let complaint = evaluation.complaint(&service).await;
        silent.push(evaluation.answered(&complaint).await);
    }
    let mut sweep = pb::SweepSilentComplaintsRequest { parent: PARENT.into(), most: 2, ..Default::default() };
    evaluation.at("2025-11-15T08:00:00Z");
    let request = evaluation.harness.request(DESK, sweep.clone());
    let early = evaluation.desk().sweep_silent_complaints(request).await.unwrap().into_inner();
    assert_eq!((early.closed, early.next_page_token.as_str()), (0, ""), "the tenth day is not over");
    evaluation.at("2025-11-16T08:00:00Z");
    sweep.request_id = Uuid::now_v7().to_string();
    let request = evaluation.harness.request(DESK, sweep.clone());
    let first = evaluation.desk().sweep_silent_complaints(request).await.unwrap().into_inner();
    let request = evaluation.harness.request(DESK, sweep.clone());
    assert_eq!(evaluation.desk().sweep_silent_complaints(request).await.unwrap().into_inner(), first, "replayed");
    let next = pb::SweepSilentComplaintsRequest {
        page_token: first.next_page_token.clone(),
        request_id: String::new(),
        ..sweep
    };
    let request = evaluation.harness.request(DESK, next);
    let second = evaluation.desk().sweep_silent_complaints(request).await.unwrap().into_inner();
    assert_eq!((first.closed, second.closed, second.next_page_token.as_str()), (2, 1, ""));
    assert_eq!((first.remaining, second.remaining), (1, 0));
    let closed = evaluation.read_complaint(&silent[0]).await;
    assert_eq!((closed.state(), day(&closed.close_date)), (State::Resolved, "2025-11-16".into()));
    assert_eq!(evaluation.harness.published(3).await.len(), 3);
    let bad = pb::SweepSilentComplaintsRequest { page_token: "x".into(), most: -1, ..Default::default() };
    let refused = evaluation.desk().sweep_silent_complaints(evaluation.harness.request(DESK, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_token", "most"]);
}

#[tokio::test]
async fn overdue_complaints_are_listed_by_their_deadline() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let plain = evaluation.complaint(&service).await;
    let asked = pb::FileComplaintRequest { kind: Kind::InformationRequest.into(), ..file(&service) };
    let asked = evaluation.complaints.file_complaint(Request::new(asked)).await.unwrap().into_inner();
    let answered = evaluation.complaint(&service).await;
    evaluation.answered(&answered).await;
    let duplicate = evaluation.complaint(&service).await;
    evaluation.desk().merge_complaint(evaluation.harness.request(DESK, merge(&duplicate, &plain))).await.unwrap();
    let mut list = pb::ListOverdueComplaintsRequest { parent: PARENT.into(), page_size: 1, ..Default::default() };
    evaluation.at("2025-11-25T08:00:00Z");
    let request = evaluation.harness.request(ANALYST, list.clone());
    let found = evaluation.reports().list_overdue_complaints(request).await.unwrap().into_inner();
    assert_eq!((found.complaints[0].name.as_str(), found.next_page_token.as_str()), (asked.name.as_str(), ""));
    evaluation.at("2025-11-26T08:00:00Z");
    let request = evaluation.harness.request(ANALYST, list.clone());
    let first = evaluation.reports().list_overdue_complaints(request).await.unwrap().into_inner();
    list.page_token = first.next_page_token;
    let request = evaluation.harness.request(ANALYST, list.clone());
    let second = evaluation.reports().list_overdue_complaints(request).await.unwrap().into_inner();
    let names = [&first.complaints[0].name, &second.complaints[0].name];
    assert_eq!((names, second.next_page_token.as_str()), ([&asked.name, &plain.name], ""));
    evaluation.verified(&plain).await;
    let unverified = pb::ListOverdueComplaintsRequest { parent: PARENT.into(), unverified: true, ..Default::default() };
    let request = evaluation.harness.request(ANALYST, unverified);
    let found = evaluation.reports().list_overdue_complaints(request).await.unwrap().into_inner().complaints;
    assert_eq!(found.iter().map(|one| &one.name).collect::<Vec<_>>(), [&asked.name], "the other is verified, late");
    let elsewhere =
        pb::ListOverdueComplaintsRequest { parent: PARENT.into(), unit: other_unit(), ..Default::default() };
    let request = evaluation.harness.request(ANALYST, elsewhere);
    assert!(evaluation.reports().list_overdue_complaints(request).await.unwrap().into_inner().complaints.is_empty());
    let bad = pb::ListOverdueComplaintsRequest { parent: PARENT.into(), unit: "x".into(), ..Default::default() };
    let refused = evaluation.reports().list_overdue_complaints(evaluation.harness.request(ANALYST, bad)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["unit"]);
}

fn quarter(year: i32, quarter: i32) -> pb::ListUnitTimelinessRequest {
    pb::ListUnitTimelinessRequest { parent: PARENT.into(), year, quarter, ..Default::default() }
}

impl Evaluation {
    async fn timeliness(&self, period: pb::ListUnitTimelinessRequest) -> Vec<pb::UnitTimeliness> {
        let request = self.harness.request(ANALYST, period);
        let told = self.reports().list_unit_timeliness(request).await.unwrap().into_inner();
        assert_eq!(told.ruleset, "complaint-sp4n-1");
        told.units
    }
}

#[tokio::test]
async fn the_share_by_unit_shows_no_small_numbers() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let mut complaints = Vec::new();
    for _ in 0..4 {
        complaints.push(evaluation.complaint(&service).await);
    }
    let few = pb::UnitTimeliness { unit: unit(), suppressed: true, ..Default::default() };
    assert_eq!(evaluation.timeliness(quarter(2025, 4)).await, [few]);
    complaints.push(evaluation.complaint(&service).await);
    for complaint in &complaints[..4] {
        let answered = evaluation.answered(complaint).await;
        evaluation.follows().rate_answer(Request::new(rate(&answered, 3))).await.unwrap();
    }
    let duplicate = evaluation.complaint(&service).await;
    let whole = evaluation.read_complaint(&complaints[0]).await;
    evaluation.desk().merge_complaint(evaluation.harness.request(DESK, merge(&duplicate, &whole))).await.unwrap();
    evaluation.at("2025-11-26T08:00:00Z");
    let told = evaluation.timeliness(quarter(2025, 4)).await.remove(0);
    assert_eq!((told.due, told.overdue, told.overdue_permille), (5, 0, 0));
    assert!(told.overdue_suppressed && told.verified_late_suppressed, "one was late");
    assert!(told.satisfaction.is_empty(), "four reporters are too few");
    let request = evaluation.harness.request(UNIT_DESK, answer_shared(&whole, "Loket kedua dibuka."));
    evaluation.unit_desk().answer_complaint(request).await.unwrap();
    evaluation.follows().rate_answer(Request::new(rate(&duplicate, 3))).await.unwrap();
    let told = evaluation.timeliness(quarter(2025, 4)).await.remove(0);
    assert_eq!(told.satisfaction, [0, 0, 5, 0], "the duplicate's reporter is one of the whole's");
    for _ in 0..5 {
        evaluation.complaint(&service).await;
    }
    evaluation.at("2025-12-31T08:00:00Z");
    let told = evaluation.timeliness(quarter(2025, 4)).await.remove(0);
    assert_eq!((told.due, told.overdue), (10, 0), "six were late, but only four in time");
    assert!(told.overdue_suppressed);
    assert_eq!(evaluation.timeliness(quarter(2025, 3)).await, []);
    let bad = pb::ListUnitTimelinessRequest { page_size: -1, ..quarter(1999, 5) };
    let refused = evaluation.reports().list_unit_timeliness(evaluation.harness.request(ANALYST, bad)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["year", "quarter", "page_size"]);
}

fn answer_shared(complaint: &pb::Complaint, text: &str) -> pb::AnswerComplaintRequest {
    pb::AnswerComplaintRequest { shared: true, ..answer(complaint, text) }
}

/// Opening again makes a new deadline and erases nothing: five were late, are opened again and answered in time.
#[tokio::test]
async fn what_was_late_stays_late_though_it_is_opened_again() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let mut complaints = Vec::new();
    for _ in 0..5 {
        complaints.push(evaluation.complaint(&service).await);
    }
    evaluation.at("2025-12-30T08:00:00Z");
    for complaint in &complaints {
        evaluation.resolved(complaint).await;
    }
    let told = evaluation.timeliness(quarter(2025, 4)).await.remove(0);
    assert_eq!((told.due, told.overdue, told.verified_late), (5, 5, 5), "looked at in December for the first time");
    evaluation.at("2026-01-02T08:00:00Z");
    for complaint in &complaints {
        let reply = Request::new(reply(complaint, "Belum."));
        evaluation.follows().reply_to_complaint(reply).await.unwrap();
        let opened = evaluation.read_complaint(complaint).await;
        assert_eq!(opened.state(), State::Reopened);
        evaluation.resolved(&opened).await;
    }
    let told = evaluation.timeliness(quarter(2025, 4)).await.remove(0);
    assert_eq!((told.due, told.overdue, told.verified_late), (5, 5, 0));
    let told = evaluation.timeliness(quarter(2026, 1)).await.remove(0);
    assert_eq!((told.due, told.overdue, told.verified_late), (5, 0, 5));
    let id: Uuid = service.name.rsplit('/').next().unwrap().parse().unwrap();
    let mut connection = evaluation.harness.pool.acquire().await.unwrap();
    let (first, last) = (jiff::civil::date(2025, 10, 1), jiff::civil::date(2025, 12, 31));
    let found = evaluation::store::complaints::overdue_of_quarter(&mut connection, &[id], first, last).await.unwrap();
    assert_eq!(found[&id], (5, 5), "as the signals of quality judged it");
}

/// An answer, a reply, and then nothing: that is late too.
#[tokio::test]
async fn a_reply_that_nobody_answers_becomes_overdue() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let complaint = evaluation.complaint(&service).await;
    let answered = evaluation.answered(&complaint).await;
    evaluation.at("2025-11-10T08:00:00Z");
    evaluation.follows().reply_to_complaint(Request::new(reply(&answered, "Masih antre."))).await.unwrap();
    let now = evaluation.read_complaint(&complaint).await;
    assert_eq!((day(&now.answer_date), day(&now.reply_due_date)), ("2025-11-05".into(), "2025-11-28".into()));
    for (time, count) in [("2025-11-28T08:00:00Z", 0), ("2025-11-29T08:00:00Z", 1)] {
        evaluation.at(time);
        let list = pb::ListOverdueComplaintsRequest { parent: PARENT.into(), ..Default::default() };
        let request = evaluation.harness.request(ANALYST, list);
        let found = evaluation.reports().list_overdue_complaints(request).await.unwrap().into_inner().complaints;
        assert_eq!(found.len(), count, "{time}");
    }
    let request = evaluation.harness.request(UNIT_DESK, answer(&now, "Loket ketiga dibuka."));
    let again = evaluation.unit_desk().answer_complaint(request).await.unwrap().into_inner();
    assert_eq!((day(&again.answer_date), again.reply_due_date), ("2025-11-05".into(), None));
}

/// After a flood: those that nobody looked at go at once, each reporter learns why, and they never count for a signal.
#[tokio::test]
async fn many_are_rejected_at_once_and_what_nobody_looked_at_counts_for_no_signal() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let mut complaints = Vec::new();
    for _ in 0..3 {
        complaints.push(evaluation.complaint(&service).await);
    }
    evaluation.verified(&complaints[0]).await;
    let volume = crate::imports::volume(&service, "2025-11", 100);
    evaluation.import_volumes(crate::imports::header(), &[volume]).await.unwrap();
    let id: Uuid = service.name.rsplit('/').next().unwrap().parse().unwrap();
    let mut connection = evaluation.harness.pool.acquire().await.unwrap();
    sqlx::query("SET app.instansi = '6571'").execute(&mut *connection).await.unwrap();
    let history = evaluation::store::service_months::histories(&mut connection, &[id]).await.unwrap();
    assert!(format!("{:?}", history[&id]).contains("complaints: 1,"), "{:?}", history[&id]);
    let names: Vec<String> = complaints.iter().map(|one| one.name.clone()).collect();
    let reject = pb::RejectComplaintsRequest {
        parent: PARENT.into(),
        complaints: names.clone(),
        reason: "Kiriman otomatis.".into(),
        request_id: Uuid::now_v7().to_string(),
    };
    for _ in 0..2 {
        let request = evaluation.harness.request(DESK, reject.clone());
        let done = evaluation.desk().reject_complaints(request).await.unwrap().into_inner();
        assert_eq!((done.rejected, done.left), (2, vec![names[0].clone()]), "replayed likewise");
    }
    let seen = evaluation.follow(&complaints[1]).await.unwrap();
    assert_eq!((seen.state(), seen.messages[0].text.as_str()), (State::Rejected, "Kiriman otomatis."));
    let bad = pb::RejectComplaintsRequest { complaints: vec!["x".into()], ..Default::default() };
    let refused = evaluation.desk().reject_complaints(evaluation.harness.request(DESK, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "complaints", "reason"]);
}

#[tokio::test]
async fn deadlines_beyond_the_known_holidays_say_so_and_are_counted_again() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let complaint = evaluation.complaint(&service).await;
    // As a calendar would have counted that does not know of 2025.
    let before = "UPDATE evaluation.complaints SET due_is_certain = false, due_date = '2025-11-24', calendar = 'old'";
    sqlx::query(before).execute(&evaluation.harness.pool).await.unwrap();
    evaluation.at("2026-12-22T02:00:00Z");
    let far = evaluation.complaint(&service).await;
    assert!(far.deadline.unwrap().uncertain, "2027 is not decreed");
    for recounted in [1, 0] {
        let recount = pb::RecountDeadlinesRequest { parent: PARENT.into(), ..Default::default() };
        let pass = evaluation.desk().recount_deadlines(evaluation.harness.request(DESK, recount)).await.unwrap();
        let pass = pass.into_inner();
        assert_eq!((pass.recounted, pass.next_page_token.as_str()), (recounted, ""));
        assert_eq!(pass.calendar, "working-days-skb-2022-2026");
    }
    let deadline = evaluation.read_complaint(&complaint).await.deadline.unwrap();
    assert_eq!((day(&deadline.answer_date), deadline.uncertain), ("2025-11-25".into(), false));
    assert_eq!(day(&deadline.counted_from_date), "2025-11-05");
}

/// What the signals of quality ask for.
#[tokio::test]
async fn a_quarter_counts_what_fell_due_in_it() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    evaluation.linked().await;
    let complaint = evaluation.complaint(&service).await;
    evaluation.answered(&complaint).await;
    evaluation.complaint(&service).await;
    let id: Uuid = service.name.rsplit('/').next().unwrap().parse().unwrap();
    let mut connection = evaluation.harness.pool.acquire().await.unwrap();
    let day = jiff::civil::date;
    let quarters = [(day(2025, 10, 1), day(2025, 12, 31), (1, 2)), (day(2025, 7, 1), day(2025, 9, 30), (0, 0))];
    for (first, last, expected) in quarters {
        let found =
            evaluation::store::complaints::overdue_of_quarter(&mut connection, &[id], first, last).await.unwrap();
        assert_eq!(found.get(&id).copied().unwrap_or_default(), expected);
    }
    let missing = pb::GetUnitComplaintRequest { name: crate::absent(&complaint.name) };
    let refused = evaluation.unit_desk().get_unit_complaint(evaluation.harness.request(UNIT_DESK, missing)).await;
    assert_refused(refused, Code::NotFound, "COMPLAINT_NOT_FOUND");
}
