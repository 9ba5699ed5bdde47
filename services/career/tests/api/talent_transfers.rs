//! Transfers: looked at, asked for, checked, decided.

use crate::{
    HR,
    promotions::assert_guarded,
    talent_world::{Answer, PPK, Talent, on, parent, position},
};
use contracts::{
    career::{
        events::v1::{PositionFilled, PositionVacated, ServantLeft, servant_left::Reason},
        v1::{self as pb, TransferKind, transfer::State, transfer_condition::Outcome},
    },
    google::r#type::Date,
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Request};
use uuid::Uuid;

/// To position 8 of this instansi, on a seat that a determination opens.
fn within(effective_date: Option<Date>) -> pb::TransferWish {
    pb::TransferWish {
        kind: TransferKind::Within.into(),
        position: position(8),
        effective_date,
        formation: "100/2025".into(),
        ..Default::default()
    }
}

fn leaving(effective_date: Option<Date>) -> pb::TransferWish {
    pb::TransferWish {
        kind: TransferKind::OwnRequest.into(),
        receiver: "Pemerintah Kota Medan".into(),
        effective_date,
        ..Default::default()
    }
}

fn request(servant: &pb::Servant, wish: pb::TransferWish) -> pb::RequestTransferRequest {
    pb::RequestTransferRequest {
        parent: servant.name.clone(),
        wish: Some(wish),
        reason: "mendampingi keluarga".into(),
        request_id: String::new(),
    }
}

fn handed_in(transfer: &pb::Transfer, codes: &[String]) -> pb::CheckDocumentsRequest {
    let document =
        |code: &String| pb::TransferDocument { code: code.clone(), number: "800/1".into(), date: on(2025, 4, 1) };
    pb::CheckDocumentsRequest {
        name: transfer.name.clone(),
        etag: transfer.etag.clone(),
        documents: codes.iter().map(document).collect(),
        request_id: String::new(),
    }
}

fn decree(transfer: &pb::Transfer) -> pb::DecideTransferRequest {
    pb::DecideTransferRequest {
        name: transfer.name.clone(),
        etag: transfer.etag.clone(),
        decree_number: "821/1/SK".into(),
        decree_date: on(2025, 5, 2),
        request_id: String::new(),
    }
}

fn rejection(transfer: &pb::Transfer) -> pb::RejectTransferRequest {
    pb::RejectTransferRequest {
        name: transfer.name.clone(),
        etag: transfer.etag.clone(),
        reason: "formasi dibutuhkan".into(),
        request_id: String::new(),
    }
}

impl Talent {
    async fn look(&mut self, servant: &pb::Servant, wish: pb::TransferWish) -> pb::CheckTransferResponse {
        let message =
            pb::CheckTransferRequest { servant: servant.name.clone(), wish: Some(wish), request_id: String::new() };
        self.transfers.check_transfer(self.career.harness.request(HR, message)).await.unwrap().into_inner()
    }

    async fn ask(&mut self, message: pb::RequestTransferRequest) -> Answer<pb::Transfer> {
        self.transfers.request_transfer(self.career.harness.request(HR, message)).await
    }

    async fn check(&mut self, message: pb::CheckDocumentsRequest) -> Answer<pb::Transfer> {
        self.transfers.check_documents(self.career.harness.request(HR, message)).await
    }

    async fn grant(&mut self, message: pb::DecideTransferRequest) -> Answer<pb::Transfer> {
        self.transfers.decide_transfer(self.career.harness.request(PPK, message)).await
    }

    async fn reject(&mut self, message: pb::RejectTransferRequest) -> Answer<pb::Transfer> {
        self.transfers.reject_transfer(self.career.harness.request(PPK, message)).await
    }

    /// A clerk who asked for position 8.
    async fn asked(&mut self) -> (pb::Servant, pb::Transfer) {
        self.told(8, "pelaksana").await;
        let servant = self.servant(1, "pelaksana").await;
        let transfer = self.ask(request(&servant, within(on(2025, 5, 2)))).await.unwrap().into_inner();
        (servant, transfer)
    }
}

fn open(found: &pb::CheckTransferResponse) -> Vec<(&str, Outcome)> {
    let lacking = found.conditions.iter().filter(|one| one.outcome() != Outcome::Holds);
    lacking.map(|one| (one.rule.as_str(), one.outcome())).collect()
}

#[tokio::test]
async fn a_transfer_within_ends_one_post_and_begins_another() {
    let mut talent = Talent::start().await;
    let (servant, asked) = talent.asked().await;
    assert_eq!((asked.state(), asked.missing_documents.len()), (State::Requested, 3));
    let some = talent.check(handed_in(&asked, &asked.missing_documents[..1])).await.unwrap().into_inner();
    assert_eq!((some.state(), some.missing_documents.len()), (State::Requested, 2));
    let early = talent.grant(decree(&some)).await.unwrap_err();
    assert_eq!((early.code(), reason(&early).as_str()), (Code::FailedPrecondition, "TRANSFER_CONDITIONS"));
    assert_eq!(early.message(), "stands in the way: documents; CheckTransfer tells why");
    let checked = talent.check(handed_in(&some, &asked.missing_documents)).await.unwrap().into_inner();
    assert_eq!((checked.state(), checked.missing_documents.len()), (State::Checked, 0));
    let granted = talent.grant(decree(&checked)).await.unwrap().into_inner();
    assert_eq!((granted.state(), granted.decree_number.as_str()), (State::Granted, "821/1/SK"));
    assert!(granted.grounds.iter().any(|line| line.starts_with("least_years: in post since 2020-01-01")));
    let events = talent.career.harness.published(4).await;
    let vacated: PositionVacated = events[2].as_message().unwrap().unwrap();
    assert_eq!((vacated.servant.as_str(), vacated.position), (servant.name.as_str(), position(7)));
    assert_eq!(vacated.end_date, on(2025, 5, 1));
    let filled: PositionFilled = events[3].as_message().unwrap().unwrap();
    assert_eq!((filled.position, filled.seat, filled.start_date), (position(8), 1, on(2025, 5, 2)));
    let written = "SELECT count(*) FROM career.placements WHERE mutation = 'mutasi' AND decree_number = '821/1/SK'
                     AND title = 'Jabatan' AND job_type = 'pelaksana' AND upper_inf(valid)";
    assert_eq!(talent.career.harness.number(written).await, 1);
    let again = talent.grant(decree(&granted)).await.unwrap_err();
    assert_eq!((again.code(), reason(&again).as_str()), (Code::FailedPrecondition, "TRANSFER_STATE"));
}

#[tokio::test]
async fn who_goes_to_another_instansi_leaves() {
    let mut talent = Talent::start().await;
    let servant = talent.servant(1, "pelaksana").await;
    let asked = talent.ask(request(&servant, leaving(on(2025, 5, 2)))).await.unwrap().into_inner();
    let checked = talent.check(handed_in(&asked, &asked.missing_documents)).await.unwrap().into_inner();
    talent.grant(decree(&checked)).await.unwrap();
    let events = talent.career.harness.published(4).await;
    let vacated: PositionVacated = events[2].as_message().unwrap().unwrap();
    let left: ServantLeft = events[3].as_message().unwrap().unwrap();
    assert_eq!((vacated.position, left.reason(), left.last_day), (position(7), Reason::Other, on(2025, 5, 1)));
    let gone = "SELECT count(*) FROM career.servants WHERE state = 'left' AND last_day = '2025-05-01'";
    assert_eq!(talent.career.harness.number(gone).await, 1);
}

/// The vectors of section 4.6 of the rules, on the day of the service.
#[tokio::test]
async fn a_look_lists_every_condition_and_writes_nothing() {
    let mut talent = Talent::start().await;
    talent.told(8, "pelaksana").await;
    let servant = talent.servant(1, "pelaksana").await;
    let fine = talent.look(&servant, within(on(2025, 5, 2))).await;
    assert!(fine.possible && open(&fine).is_empty(), "{fine:?}");
    assert_eq!(fine.documents, ["job_analysis", "performance_team", "no_conflict"]);
    let since = "UPDATE career.placements SET valid = daterange('2024-03-01', NULL) WHERE servant_id = $1";
    talent.change(since, &servant).await;
    let early = talent.look(&servant, within(on(2025, 12, 1))).await;
    assert_eq!((open(&early), early.possible), (vec![("least_years", Outcome::Lacks)], false));
    let excepted = pb::TransferWish { exception: "800/9".into(), ..within(on(2025, 12, 1)) };
    assert!(talent.look(&servant, excepted).await.possible);
    assert!(talent.look(&servant, within(on(2026, 3, 1))).await.possible);
    talent.change("UPDATE career.servants SET appointment_date = '2024-03-01' WHERE servant_id = $1", &servant).await;
    let bound = talent.look(&servant, leaving(on(2027, 3, 1))).await;
    assert_eq!(open(&bound), [("statement", Outcome::Lacks)]);
    for sql in [
        "UPDATE career.servants SET state = 'probation' WHERE servant_id = $1",
        "UPDATE career.ratings SET rating = 'kurang' WHERE servant_id = $1 AND year = 2024",
    ] {
        talent.change(sql, &servant).await;
    }
    let wish = pb::TransferWish { formation: String::new(), ..within(on(2025, 6, 1)) };
    let all = talent.look(&servant, wish.clone()).await;
    let lacking = ["in_service", "least_years", "ratings", "seat"].map(|rule| (rule, Outcome::Lacks));
    assert_eq!(open(&all), lacking);
    let refused = talent.ask(request(&servant, wish)).await.unwrap_err();
    assert_eq!(reason(&refused), "TRANSFER_CONDITIONS");
    for rule in ["in_service", "least_years", "ratings", "seat"] {
        assert!(refused.message().contains(rule), "{rule}: {}", refused.message());
    }
    assert_eq!(talent.career.harness.number("SELECT count(*) FROM career.transfers").await, 0);
    let audited = "SELECT count(*) FROM career.audit WHERE action LIKE '%TransferService/CheckTransfer'";
    assert_eq!(talent.career.harness.number(audited).await, 6);
}

/// No transfer leads from a post without a level to any level of a functional post.
#[tokio::test]
async fn a_level_is_entered_by_its_test_and_a_rank_of_its_band() {
    let mut talent = Talent::start().await;
    talent.told(8, "fungsional").await;
    let servant = talent.servant(1, "pelaksana").await;
    let wish = within(on(2025, 5, 2));
    assert_eq!(open(&talent.look(&servant, wish.clone()).await), [("level", Outcome::Unknown)]);
    talent.change("UPDATE career.positions SET job_level = 'ahli_utama' WHERE $1::uuid IS NOT NULL", &servant).await;
    let refused = [("test", Outcome::Lacks), ("rank", Outcome::Unknown)];
    assert_eq!(open(&talent.look(&servant, wish.clone()).await), refused);
    let ranked =
        "INSERT INTO career.ranks (rank_id, servant_id, instansi, rank, kind, valid, service_years, service_months,
                                            decree_number, record_time)
                  VALUES (uuidv7(), $1, '6571', 'III/a', '211', daterange('2021-04-01', NULL), 0, 0, '1/SK', now())";
    talent.change(ranked, &servant).await;
    assert_eq!(open(&talent.look(&servant, wish.clone()).await), ["test", "rank"].map(|rule| (rule, Outcome::Lacks)));
    talent.change("UPDATE career.positions SET job_level = 'ahli_pertama' WHERE $1::uuid IS NOT NULL", &servant).await;
    let passed = "INSERT INTO career.exams (exam_id, servant_id, instansi, kind, level, passed, held_date, number, issuer,
                                            record_time)
                  VALUES (uuidv7(), $1, '6571', 'level_test', 'ahli_pertama', true, '2025-04-01', '1/UKOM', 'BKN', now())";
    talent.change(passed, &servant).await;
    assert!(talent.look(&servant, wish).await.possible);
}

#[tokio::test]
async fn who_is_about_to_leave_is_not_moved() {
    let mut talent = Talent::start().await;
    let (servant, asked) = talent.asked().await;
    let checked = talent.check(handed_in(&asked, &asked.missing_documents)).await.unwrap().into_inner();
    let leaves = "INSERT INTO career.exits (exit_id, servant_id, instansi, kind, last_day, decree_number, decree_date, reason_key,
                                            reason_sealed, state, position, seat, standing, need_effect, ruleset, version,
                                            create_time, update_time)
                  VALUES (uuidv7(), $1, '6571', '3', '2025-06-30', '1', '2025-05-01', '', '', 'recorded', '', 0, '', '', '', 1,
                          now(), now())";
    talent.change(leaves, &servant).await;
    let refused = talent.grant(decree(&checked)).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::AlreadyExists, "EXIT_EXISTS"));
}

#[tokio::test]
async fn a_transfer_ahead_is_decided_when_its_day_has_come() {
    let mut talent = Talent::start().await;
    talent.told(8, "pelaksana").await;
    let servant = talent.servant(1, "pelaksana").await;
    let asked = talent.ask(request(&servant, within(on(2025, 6, 1)))).await.unwrap().into_inner();
    let checked = talent.check(handed_in(&asked, &asked.missing_documents)).await.unwrap().into_inner();
    let early = talent.grant(decree(&checked)).await.unwrap_err();
    assert_eq!(early.message(), "stands in the way: effective_date; CheckTransfer tells why");
    let far = talent.servant(2, "pelaksana").await;
    let refused = talent.ask(request(&far, within(on(2026, 6, 1)))).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["effective_date"]);
}

#[tokio::test]
async fn a_transfer_is_rejected_with_a_sealed_reason_and_another_can_follow() {
    let mut talent = Talent::start().await;
    let (servant, asked) = talent.asked().await;
    let twice = talent.ask(request(&servant, within(on(2025, 5, 2)))).await.unwrap_err();
    assert_eq!((twice.code(), reason(&twice).as_str()), (Code::AlreadyExists, "TRANSFER_OPEN"));
    let rejected = talent.reject(rejection(&asked)).await.unwrap().into_inner();
    assert_eq!((rejected.state(), rejected.decided_by.as_str()), (State::Rejected, "tester"));
    assert_eq!(reason(&talent.reject(rejection(&rejected)).await.unwrap_err()), "TRANSFER_STATE");
    assert_eq!(reason(&talent.check(handed_in(&rejected, &[])).await.unwrap_err()), "TRANSFER_STATE");
    let get = pb::GetTransferRequest { name: rejected.name.clone() };
    let read = talent.transfers.get_transfer(talent.asks(HR, get)).await.unwrap().into_inner();
    assert_eq!((read.reason.as_str(), read.reject_reason.as_str()), ("mendampingi keluarga", "formasi dibutuhkan"));
    assert!(talent.career.readings_of(&servant.name).await.contains(&"GetTransfer".to_owned()));
    talent.ask(request(&servant, within(on(2025, 5, 2)))).await.expect("another can be asked for");
    let mut list = pb::ListTransfersRequest {
        parent: parent(),
        servant: servant.name.clone(),
        page_size: 1,
        ..Default::default()
    };
    let page = talent.transfers.list_transfers(talent.asks(HR, list.clone())).await.unwrap().into_inner();
    assert_eq!((page.transfers[0].reason.as_str(), page.transfers.len()), ("", 1));
    list.page_token = page.next_page_token;
    let rest = talent.transfers.list_transfers(talent.asks(HR, list)).await.unwrap().into_inner();
    assert_eq!((rest.transfers.len(), rest.next_page_token.as_str()), (1, ""));
    let open = pb::ListTransfersRequest { parent: parent(), state: State::Requested.into(), ..Default::default() };
    let open = talent.transfers.list_transfers(talent.asks(HR, open)).await.unwrap().into_inner();
    assert_eq!(open.transfers.len(), 1);
}

#[tokio::test]
async fn a_step_sent_twice_happens_once_and_nobody_decides_about_themselves() {
    let mut talent = Talent::start().await;
    talent.told(8, "pelaksana").await;
    let servant = talent.servant(1, "pelaksana").await;
    let request_id = Uuid::now_v7().to_string();
    let once = pb::RequestTransferRequest { request_id, ..request(&servant, within(on(2025, 5, 2))) };
    let asked = talent.ask(once.clone()).await.unwrap().into_inner();
    assert_eq!(talent.ask(once.clone()).await.unwrap().into_inner(), asked);
    let other = pb::RequestTransferRequest { reason: "lain".into(), ..once };
    assert_eq!(reason(&talent.ask(other).await.unwrap_err()), "REQUEST_ID_REUSED");
    let stale = pb::Transfer { etag: "\"9\"".into(), ..asked.clone() };
    for refused in [
        talent.check(handed_in(&stale, &[])).await.unwrap_err(),
        talent.grant(decree(&stale)).await.unwrap_err(),
        talent.reject(rejection(&stale)).await.unwrap_err(),
    ] {
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    }
    talent.change("UPDATE career.servants SET account = 'tester' WHERE servant_id = $1", &servant).await;
    let own = talent.grant(decree(&asked)).await.unwrap_err();
    assert_eq!((own.code(), reason(&own).as_str()), (Code::FailedPrecondition, "OWN_TALENT_DECISION"));
}

#[tokio::test]
async fn violations_and_what_is_missing_are_told() {
    let mut talent = Talent::start().await;
    let (servant, asked) = talent.asked().await;
    let refused = talent.ask(Default::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "wish", "reason"]);
    let empty = talent.ask(request(&servant, Default::default())).await.unwrap_err();
    assert_eq!(bad_fields(&empty), ["wish.kind", "wish.effective_date"]);
    let both = pb::TransferWish { receiver: "Medan".into(), ..within(on(2025, 5, 2)) };
    assert_eq!(bad_fields(&talent.ask(request(&servant, both)).await.unwrap_err()), ["wish.receiver"]);
    let astray = pb::TransferWish { kind: TransferKind::Abroad.into(), ..within(on(2025, 5, 2)) };
    assert_eq!(bad_fields(&talent.ask(request(&servant, astray)).await.unwrap_err()), ["wish.kind"]);
    let strange = ["horoscope".to_owned(), "horoscope".to_owned()];
    let refused = talent.check(handed_in(&asked, &strange)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["documents[1].code"]);
    let refused = talent.check(handed_in(&asked, &strange[..1])).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["documents[0].code"]);
    let refused = talent.grant(Default::default()).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["name", "etag", "decree_number", "decree_date"]);
    let ahead = pb::DecideTransferRequest { decree_date: on(2025, 5, 3), ..decree(&asked) };
    assert_eq!(bad_fields(&talent.grant(ahead).await.unwrap_err()), ["decree_date"]);
    assert_eq!(bad_fields(&talent.reject(Default::default()).await.unwrap_err()), ["name", "etag", "reason"]);
    let list = pb::ListTransfersRequest { servant: "x".into(), state: 9, ..Default::default() };
    let refused = talent.transfers.list_transfers(talent.asks(HR, list)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "servant", "state"]);
    let missing = pb::Transfer { name: format!("{}/transfers/{}", parent(), Uuid::now_v7()), ..asked };
    let absent = talent.grant(decree(&missing)).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "TRANSFER_NOT_FOUND"));
    let get = pb::GetTransferRequest { name: missing.name };
    let absent = talent.transfers.get_transfer(talent.asks(HR, get)).await.unwrap_err();
    assert_eq!(reason(&absent), "TRANSFER_NOT_FOUND");
    let nobody = pb::Servant { name: format!("{}/servants/{}", parent(), Uuid::now_v7()), ..servant };
    let wish = Some(within(on(2025, 5, 2)));
    let look = pb::CheckTransferRequest { servant: nobody.name.clone(), wish, request_id: String::new() };
    let absent = talent.transfers.check_transfer(talent.asks(HR, look)).await.unwrap_err();
    assert_eq!(reason(&absent), "SERVANT_NOT_FOUND");
    let look = talent.transfers.check_transfer(talent.asks(HR, pb::CheckTransferRequest::default())).await.unwrap_err();
    assert_eq!(bad_fields(&look), ["servant", "wish"]);
    let absent = talent.ask(request(&nobody, within(on(2025, 5, 2)))).await.unwrap_err();
    assert_eq!((absent.code(), reason(&absent).as_str()), (Code::NotFound, "SERVANT_NOT_FOUND"));
}

#[tokio::test]
async fn every_method_is_guarded() {
    let mut talent = Talent::start().await;
    let (servant, asked) = talent.asked().await;
    let wish = Some(within(on(2025, 5, 2)));
    let look = pb::CheckTransferRequest { servant: servant.name.clone(), wish, request_id: String::new() };
    assert_guarded!(talent.transfers.check_transfer, look.clone());
    assert_guarded!(talent.transfers.request_transfer, request(&servant, within(on(2025, 5, 2))));
    assert_guarded!(talent.transfers.check_documents, handed_in(&asked, &[]));
    assert_guarded!(talent.transfers.decide_transfer, decree(&asked));
    assert_guarded!(talent.transfers.reject_transfer, rejection(&asked));
    let get = pb::GetTransferRequest { name: asked.name.clone() };
    assert_guarded!(talent.transfers.get_transfer, get.clone());
    let list = pb::ListTransfersRequest { parent: parent(), ..Default::default() };
    assert_guarded!(talent.transfers.list_transfers, list.clone());
    let officer = talent.transfers.decide_transfer(talent.asks(HR, decree(&asked))).await.unwrap_err();
    assert_eq!(officer.code(), Code::PermissionDenied, "who asks does not decide");
    let elsewhere = pb::GetTransferRequest { name: asked.name.replace(TENANT, OTHER_TENANT) };
    let hidden = talent.career.harness.request_as("other", PPK, &[OTHER_TENANT], elsewhere);
    assert_eq!(talent.transfers.get_transfer(hidden).await.unwrap_err().code(), Code::NotFound);
}
