//! Equals at the last seat, and what the national committee decides about them.

use crate::{
    Answer, COMMITTEE, Recruitment,
    final_orders::{Row, end, parent},
    refusal,
};
use contracts::{
    needs::v1::NeedKind,
    recruitment::{events::v1::ResultPublished, v1 as pb},
};
use platform::testing::bad_fields;
use tonic::Code;

const ROW: Row = Row { number: 1, unit: "Dinas Pendidikan | SMP A", kind: NeedKind::General, seats: 2 };
const BEST: ([i32; 3], i64) = ([100, 150, 200], 480);
const TWIN: ([i32; 3], i64) = ([90, 130, 200], 400);

impl Recruitment {
    async fn decide(&self, vacancy: &pb::Vacancy, winners: &[&pb::Application]) -> Answer<pb::TieDecision> {
        let message = pb::RecordTieDecisionRequest {
            name: vacancy.name.clone(),
            etag: vacancy.etag.clone(),
            winners: winners.iter().map(|one| one.participant_number.clone()).collect(),
            letter_number: "B/17/Panselnas/2025".into(),
            reason: "Rahasia panitia".into(),
            request_id: String::new(),
        };
        self.scoring().record_tie_decision(self.harness.request(COMMITTEE, message)).await
    }
}

#[tokio::test]
async fn the_committee_s_decision_gives_the_seat() {
    let mut recruitment = Recruitment::start().await;
    let (ranked, people) = recruitment.ranked_row(ROW, &[BEST, TWIN, TWIN]).await;
    assert_eq!(end(&people[1]), ("NEEDS_DECISION".into(), String::new()));
    let decided = recruitment.decide(&ranked, &[&people[2]]).await.unwrap().into_inner();
    assert_eq!(decided.winners, [people[2].participant_number.clone()]);
    assert_eq!(decided.losers, [people[1].participant_number.clone()]);
    let people = recruitment.shown(&people).await;
    let expected = [("SELECTED", "P/L"), ("NOT_SELECTED", "P/TL"), ("SELECTED", "P/L")];
    assert_eq!(people.iter().map(end).collect::<Vec<_>>(), expected.map(|(end, code)| (end.into(), code.into())));
    // Nothing else of the order changes, and of equals who has the seat stands first.
    let ranks: Vec<_> = people.iter().map(|one| one.result.as_ref().unwrap().final_rank).collect();
    assert_eq!(ranks, [1, 2, 2]);
    let ranked = recruitment.get(&ranked).await;
    assert_eq!(ranked.etag, decided.vacancy_etag);
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    let numbers: Vec<_> =
        recruitment.published_list(&published).await.into_iter().map(|one| one.participant_number).collect();
    assert_eq!(numbers, [0, 2, 1].map(|at: usize| people[at].participant_number.clone()));
    let list = pb::ListTieDecisionsRequest { parent: published.name.clone(), ..Default::default() };
    let request = recruitment.harness.request(COMMITTEE, list);
    let listed = recruitment.scoring().list_tie_decisions(request).await.unwrap().into_inner().decisions;
    assert_eq!(listed, [pb::TieDecision { vacancy_etag: String::new(), ..decided }]);
    let open = "SELECT count(*) FROM recruitment.tie_decisions
                WHERE position('Rahasia'::bytea IN reason_sealed) > 0 OR letter_number LIKE '%Rahasia%'";
    assert_eq!(recruitment.harness.number(open).await, 0);
}

#[tokio::test]
async fn a_decision_that_is_none_about_the_tie_is_refused() {
    let mut recruitment = Recruitment::start().await;
    let (ranked, people) = recruitment.ranked_row(ROW, &[BEST, TWIN, TWIN]).await;
    for wrong in [vec![], vec![&people[1], &people[2]], vec![&people[0]]] {
        assert_eq!(bad_fields(&recruitment.decide(&ranked, &wrong).await.unwrap_err()), ["winners"]);
    }
    let blank = pb::RecordTieDecisionRequest { name: ranked.name.clone(), ..Default::default() };
    let refused = recruitment.scoring().record_tie_decision(recruitment.harness.request(COMMITTEE, blank)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["etag", "winners", "letter_number", "reason"]);
    let stale = pb::Vacancy { etag: "\"1\"".into(), ..ranked.clone() };
    let refused = recruitment.decide(&stale, &[&people[1]]).await;
    assert_eq!(refusal(refused), (Code::Aborted, "ETAG_MISMATCH".into()));
    recruitment.decide(&ranked, &[&people[1]]).await.unwrap();
    let ranked = recruitment.get(&ranked).await;
    let refused = recruitment.decide(&ranked, &[&people[2]]).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NO_TIE".into()));
    let open = recruitment.opened_row(Row { number: 2, ..ROW }, None).await;
    let refused = recruitment.decide(&open, &[&people[2]]).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "VACANCY_STATE".into()));
}

#[tokio::test]
async fn a_decision_after_publication_tells_the_result_anew() {
    let mut recruitment = Recruitment::start().await;
    let (ranked, people) = recruitment.ranked_row(ROW, &[BEST, TWIN, TWIN]).await;
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    let decided = recruitment.decide(&published, &[&people[1]]).await.unwrap().into_inner();
    let now = recruitment.get(&published).await;
    assert_eq!(now.etag, decided.vacancy_etag);
    // Opened, published, unfilled; published anew, with every seat filled.
    let events = recruitment.harness.published(4).await;
    let told: ResultPublished = events[3].as_message().unwrap().unwrap();
    assert_eq!((told.selected, format!("\"{}\"", told.version)), (2, now.etag));
    assert_eq!(events.len(), 4);
    let changes = recruitment.changes(&published).await;
    let end = |standing: &Option<pb::PublishedStanding>| standing.as_ref().unwrap().decision.clone();
    let told: Vec<_> = changes.iter().map(|one| (one.participant_number.as_str(), end(&one.to))).collect();
    let number = |index: usize| people[index].participant_number.as_str();
    assert_eq!(told, [(number(1), "SELECTED".to_owned()), (number(2), "NOT_SELECTED".to_owned())]);
    let decided = |one: &pb::ResultChange| one.reason() == pb::result_change::Reason::Decided;
    assert!(changes.iter().all(|one| decided(one) && one.because_of.is_empty() && end(&one.from) == "NEEDS_DECISION"));
}

#[tokio::test]
async fn equals_for_a_seat_elsewhere_wait_for_the_decision_and_keep_it_from_others() {
    let mut recruitment = Recruitment::start().await;
    let empty = Row { seats: 1, ..ROW };
    let (empty, _) = recruitment.ranked_row(empty, &[([60, 150, 200], 0)]).await;
    let elsewhere = Row { number: 2, unit: "Dinas Pendidikan | SMP B", kind: NeedKind::General, seats: 1 };
    let (_, people) = recruitment.ranked_row(elsewhere, &[BEST, TWIN, TWIN]).await;
    let filled = recruitment.fill().await;
    assert_eq!((filled.free_before, filled.moved, filled.contested, filled.free_after), (1, 0, 2, 1));
    // Asked again, the seat is not free for anybody.
    let again = recruitment.fill().await;
    assert_eq!((again.free_before, again.contested, again.free_after), (0, 0, 1));
    let empty = recruitment.get(&empty).await;
    let decided = recruitment.decide(&empty, &[&people[2]]).await.unwrap().into_inner();
    assert_eq!((decided.winners.len(), decided.losers.len()), (1, 1));
    assert_eq!(end(&recruitment.application(&people[2].name).await), ("MOVED".into(), "P/L-U2".into()));
    assert_eq!(end(&recruitment.application(&people[1].name).await), ("NOT_SELECTED".into(), "P/TL".into()));
    let list =
        pb::ListMovesRequest { parent: parent(), period: crate::final_orders::PERIOD.into(), ..Default::default() };
    let request = recruitment.harness.request(COMMITTEE, list);
    let moves = recruitment.scoring().list_moves(request).await.unwrap().into_inner().moves;
    assert_eq!(moves.iter().map(|one| (one.code.as_str(), one.contested)).collect::<Vec<_>>(), [("U-2", false)]);
}

#[tokio::test]
async fn a_decision_and_a_pass_at_once_wait_for_each_other() {
    let mut recruitment = Recruitment::start().await;
    let (empty, _) = recruitment.ranked_row(Row { seats: 1, ..ROW }, &[([60, 150, 200], 0)]).await;
    let elsewhere = Row { number: 2, unit: "Dinas Pendidikan | SMP B", kind: NeedKind::General, seats: 1 };
    let (_, people) = recruitment.ranked_row(elsewhere, &[BEST, TWIN, TWIN]).await;
    assert_eq!(recruitment.fill().await.contested, 2);
    let empty = recruitment.get(&empty).await;
    let winner = [&people[2]];
    let (decided, filled) = tokio::join!(recruitment.decide(&empty, &winner), recruitment.fill());
    assert_eq!((decided.unwrap().into_inner().winners.len(), filled.moved), (1, 0));
    assert_eq!(end(&recruitment.application(&people[2].name).await).0, "MOVED");
}
