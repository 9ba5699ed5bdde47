//! Seats that change hands after the result: the log tells it as the published list does, and it is counted again.

use crate::{
    Answer, COMMITTEE, Recruitment,
    afterwards::OFFICER,
    bundle::{export, parsed},
    final_orders::Row,
    refusal,
};
use contracts::{needs::v1::NeedKind, recruitment::v1 as pb};
use jiff::SignedDuration;
use platform::testing::bad_fields;
use proof::{Salt, commitment, to_hex};
use recruitment::domain::{
    final_ranking::FinalOutcome,
    leaf::Leaf,
    recount::{Recount, recount},
    seat_leaf::SeatEvent,
};
use std::collections::BTreeMap;
use tonic::Code;

/// Second, first and third.
const MARKS: [([i32; 3], i64); 3] = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];

/// Counts a log again and compares its latest rows with the published list.
async fn counted(recruitment: &mut Recruitment, vacancy: &pb::Vacancy) -> (Vec<Leaf>, Recount) {
    let leaves = parsed(&export(recruitment, vacancy, 1000).await.1);
    let mut told = BTreeMap::new();
    for (_, leaf) in &leaves {
        if let Leaf::Result(row) = leaf {
            told.insert(row.participant.clone(), row.last.map(|last| last.outcome));
        }
    }
    for row in recruitment
        .published_list(vacancy)
        .await
        .iter()
        .filter(|row| row.moved_from.is_empty() || row.moved_from == vacancy.name)
    {
        let listed = match row.decision.as_str() {
            "" => None,
            "SELECTED" => Some(FinalOutcome::Selected),
            "MOVED" => Some(FinalOutcome::Moved),
            _ => Some(FinalOutcome::NotSelected),
        };
        assert_eq!(told[&row.participant_number], listed, "{}: list and log part", row.participant_number);
    }
    let recount = recount(&leaves);
    (leaves.into_iter().map(|(_, leaf)| leaf).collect(), recount)
}

fn events(leaves: &[Leaf]) -> Vec<(String, SeatEvent)> {
    let event = |leaf: &Leaf| match leaf {
        Leaf::Seat(leaf) => Some((leaf.participant.clone(), leaf.event.clone())),
        _ => None,
    };
    leaves.iter().filter_map(event).collect()
}

async fn inspect(recruitment: &Recruitment, roles: &[&str], name: &str) -> Answer<pb::InspectWithdrawalResponse> {
    let request = pb::InspectWithdrawalRequest { name: name.into(), request_id: String::new() };
    recruitment.appointments().inspect_withdrawal(recruitment.harness.request(roles, request)).await
}

#[tokio::test]
async fn the_log_tells_who_left_and_who_took_the_place() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 1, &MARKS).await;
    let number = |index: usize| applications[index].participant_number.clone();
    let left = recruitment.withdraw(&applications[1], pb::WithdrawalCause::OwnWish).await.unwrap().into_inner();
    let (leaves, recount) = counted(&mut recruitment, &vacancy).await;
    assert_eq!((recount.findings, recount.selected), (vec![], vec![]));
    let [(leaver, SeatEvent::Left { lapsed: false, terms })] = &events(&leaves)[..] else { panic!("{leaves:#?}") };
    assert_eq!(*leaver, number(1));
    let proposed = recruitment.replacements(&vacancy).await.remove(0);
    recruitment.confirm(&proposed, "", "").await.unwrap();
    let (after, recount) = counted(&mut recruitment, &vacancy).await;
    assert_eq!((recount.findings, recount.selected), (vec![], vec![number(0)]));
    let took = SeatEvent::Took { leaver: number(1), decision: String::new() };
    assert_eq!(events(&after)[1], (number(0), took));
    assert!(recount.notes.iter().any(|note| note.contains(&format!("{} took the seat of {}", number(0), number(1)))));
    // Neither what was stated nor the sanction is public, and whoever inspects it sees that it is what was logged.
    let text: String = after.iter().map(Leaf::to_text).collect();
    for secret in ["Diterima di tempat lain", "own_wish", "2026-12-31"] {
        assert!(!text.contains(secret), "the log tells {secret}");
    }
    let shown = inspect(&recruitment, &["auditor"], &left.name).await.unwrap().into_inner();
    assert_eq!(shown.reason, "Diterima di tempat lain");
    assert!(shown.terms.contains("cause own_wish\nafter_nip false\nbanned_until 2026-12-31\n"), "{}", shown.terms);
    let salt = Salt(shown.salt.try_into().unwrap());
    assert_eq!(to_hex(&commitment("withdrawal", &salt, shown.terms.as_bytes())), *terms);
    let looks = "SELECT count(*) FROM recruitment.audit WHERE action LIKE '%InspectWithdrawal'";
    assert_eq!(recruitment.harness.number(looks).await, 1);
}

#[tokio::test]
async fn what_somebody_stated_is_not_for_everybody() {
    let mut recruitment = Recruitment::start().await;
    let (_, applications) = recruitment.published(1, 1, &MARKS[..1]).await;
    let left = recruitment.withdraw(&applications[0], pb::WithdrawalCause::Died).await.unwrap().into_inner();
    for roles in [OFFICER, &["verifier"], &["applicant_gateway"]] {
        assert_eq!(refusal(inspect(&recruitment, roles, &left.name).await).0, Code::PermissionDenied);
    }
    let absent = "instansi/6571/withdrawals/01890000-0000-7000-8000-00000000dead";
    let refused = inspect(&recruitment, &["auditor"], absent).await;
    assert_eq!(refusal(refused), (Code::NotFound, "WITHDRAWAL_NOT_FOUND".into()));
    let elsewhere = left.name.replace("6571", "5473");
    let request = pb::InspectWithdrawalRequest { name: elsewhere, request_id: String::new() };
    let request = recruitment.harness.request_as("a", &["auditor"], &["5473"], request);
    let refused = recruitment.appointments().inspect_withdrawal(request).await;
    assert_eq!(refusal(refused), (Code::NotFound, "WITHDRAWAL_NOT_FOUND".into()));
    assert_eq!(bad_fields(&inspect(&recruitment, &["auditor"], "x").await.unwrap_err()), ["name"]);
}

#[tokio::test]
async fn papers_that_do_not_come_are_told_by_the_log() {
    let mut recruitment = Recruitment::start().await;
    let (vacancy, applications) = recruitment.published(1, 2, &MARKS).await;
    recruitment.open_filing(&vacancy).await.unwrap();
    let later = recruitment.harness.clock.now() + SignedDuration::from_hours(24 * 60);
    recruitment.harness.clock.set(later);
    let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
    let close = pb::CloseFilingRequest { name, etag, request_id: String::new() };
    let mut client = recruitment.appointments();
    let closed = client.close_filing(recruitment.harness.request(OFFICER, close)).await.unwrap().into_inner();
    assert_eq!(closed.withdrawals.len(), 2);
    let proposed = recruitment.replacements(&vacancy).await;
    recruitment.confirm(&proposed[0], "", "").await.unwrap();
    let (leaves, recount) = counted(&mut recruitment, &vacancy).await;
    assert_eq!((recount.findings, recount.selected), (vec![], vec![applications[2].participant_number.clone()]));
    let lapsed = |event: &&(String, SeatEvent)| matches!(event.1, SeatEvent::Left { lapsed: true, .. });
    assert_eq!(events(&leaves).iter().filter(lapsed).count(), 2);
}

#[tokio::test]
async fn a_seat_of_another_vacancy_is_in_both_logs() {
    let mut recruitment = Recruitment::start().await;
    let general = Row { number: 1, unit: "Dinas Pendidikan | SMP A", kind: NeedKind::General, seats: 1 };
    let special = Row { number: 2, kind: NeedKind::Disability, ..general };
    let (general, _) = recruitment.ranked_row(general, &[([60, 150, 200], 0)]).await;
    let marks = [([60, 90, 180], 450), ([65, 80, 166], 420), ([70, 90, 170], 400)];
    let (special, people) = recruitment.ranked_row(special, &marks).await;
    recruitment.fill().await;
    let (general, special) = (recruitment.get(&general).await, recruitment.get(&special).await);
    let special = recruitment.publish(&special).await.unwrap().into_inner();
    let general = recruitment.publish(&general).await.unwrap().into_inner();
    let mover = people[1].participant_number.clone();
    let (leaves, recount) = counted(&mut recruitment, &general).await;
    assert_eq!((recount.findings, recount.selected), (vec![], vec![mover.clone()]));
    let came = SeatEvent::MovedIn { from: special.name.clone(), code: "U-1".into() };
    assert_eq!(events(&leaves), [(mover.clone(), came)]);
    assert_eq!(counted(&mut recruitment, &special).await.1.findings, []);

    // Only who was moved to another unit can decline the other place; both logs tell that the seat is free, and that nobody may pass for
    // the next rank of the first one.
    let first = recruitment.application(&people[0].name).await;
    let refused = recruitment.withdraw(&first, pb::WithdrawalCause::OtherPlace).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["cause"]);
    let moved = recruitment.application(&people[1].name).await;
    let refused = recruitment.withdraw(&moved, pb::WithdrawalCause::OtherPlace).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["cause"], "another kind of need in the same unit is no other place");
    recruitment.withdraw(&moved, pb::WithdrawalCause::OwnWish).await.unwrap();
    let (leaves, recount) = counted(&mut recruitment, &general).await;
    assert_eq!((recount.findings, recount.selected), (vec![], vec![]));
    assert_eq!(events(&leaves).len(), 2);
    let (leaves, recount) = counted(&mut recruitment, &special).await;
    assert_eq!((recount.findings, recount.selected.len()), (vec![], 1));
    assert_eq!(events(&leaves)[0].0, mover);

    recruitment.withdraw(&first, pb::WithdrawalCause::OwnWish).await.unwrap();
    let proposed = recruitment.replacements(&special).await.remove(0);
    assert_eq!(proposed.candidates, [people[2].name.clone()], "who declined a place is not asked again");
    recruitment.confirm(&proposed, "", "").await.unwrap();
    let (_, recount) = counted(&mut recruitment, &special).await;
    assert_eq!((recount.findings, recount.selected), (vec![], vec![people[2].participant_number.clone()]));
}

#[tokio::test]
async fn every_seat_that_is_left_has_a_next_rank_of_its_own() {
    let mut recruitment = Recruitment::start().await;
    let (best, twin) = ([90, 130, 200], ([90, 130, 200], 380));
    let marks = [(best, 400), (best, 395), (best, 390), twin, twin, (best, 360)];
    let (vacancy, applications) = recruitment.published(1, 3, &marks).await;
    for leaver in &applications[..3] {
        recruitment.withdraw(leaver, pb::WithdrawalCause::OwnWish).await.unwrap();
    }
    let proposed = recruitment.replacements(&vacancy).await;
    let candidates: Vec<usize> = proposed.iter().map(|one| one.candidates.len()).collect();
    assert_eq!(candidates, [2, 2, 1], "two equals for two seats, and the next for the third");
    assert_eq!(proposed[2].candidates, [applications[5].name.clone()]);
    recruitment.confirm(&proposed[2], "", "").await.unwrap();
    // Two equals for two seats: nothing is left to decide.
    recruitment.confirm(&proposed[0], &applications[4].name, "").await.unwrap();
    recruitment.confirm(&proposed[1], "", "").await.unwrap();
    let (_, recount) = counted(&mut recruitment, &vacancy).await;
    assert_eq!((recount.findings, recount.selected.len()), (vec![], 3));
}

#[tokio::test]
async fn who_was_moved_to_another_unit_may_decline_it() {
    let mut recruitment = Recruitment::start().await;
    let here = Row { number: 2, unit: "Dinas Pendidikan | SMP A", kind: NeedKind::General, seats: 1 };
    let there = Row { number: 1, unit: "Dinas Pendidikan | SMP B", ..here };
    let (empty, _) = recruitment.ranked_row(there, &[([60, 150, 200], 0)]).await;
    let (full, people) = recruitment.ranked_row(here, &MARKS).await;
    assert_eq!(recruitment.fill().await.moved, 1);
    for vacancy in [&empty, &full] {
        let now = recruitment.get(vacancy).await;
        recruitment.publish(&now).await.unwrap();
    }
    let moved = recruitment.application(&people[0].name).await;
    assert_eq!(moved.result.as_ref().unwrap().decision, "MOVED");
    let left = recruitment.withdraw(&moved, pb::WithdrawalCause::OtherPlace).await.unwrap().into_inner();
    assert_eq!(left.banned_until, None);
}

#[tokio::test]
async fn a_seat_promised_to_the_next_rank_is_not_the_ties() {
    let mut recruitment = Recruitment::start().await;
    let twin = ([90, 130, 200], 380);
    let (vacancy, applications) = recruitment.published(1, 2, &[([90, 130, 200], 400), twin, twin]).await;
    recruitment.withdraw(&applications[0], pb::WithdrawalCause::OwnWish).await.unwrap();
    let promised = recruitment.replacements(&vacancy).await.remove(0);
    assert_eq!(promised.candidates.len(), 2);
    let now = recruitment.get(&vacancy).await;
    let decision = pb::RecordTieDecisionRequest {
        name: now.name.clone(),
        etag: now.etag.clone(),
        winners: vec![applications[1].participant_number.clone()],
        letter_number: "B/17/Panselnas/2025".into(),
        reason: "Surat panitia".into(),
        request_id: String::new(),
    };
    recruitment.scoring().record_tie_decision(recruitment.harness.request(COMMITTEE, decision)).await.unwrap();
    let seated = recruitment.confirm(&promised, &applications[1].name, "S-12/2025").await;
    assert_eq!(refusal(seated), (Code::FailedPrecondition, "NOT_THE_NEXT_RANK".into()));
    recruitment.confirm(&promised, &applications[2].name, "S-12/2025").await.unwrap();
    let (_, recount) = counted(&mut recruitment, &vacancy).await;
    assert_eq!((recount.findings, recount.selected.len()), (vec![], 2));
}
