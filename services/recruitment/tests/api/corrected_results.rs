//! What follows from a published correction: everything that is derived from a result is fresh, and the log counts again.

use crate::{
    COMMITTEE, Recruitment,
    bundle::{export, parsed},
    receipts::read_head,
    refusal,
};
use contracts::recruitment::v1::{
    self as pb, answer_objection_request::Decision, correct_result_request::Correction, objection::Cause,
    result_change::Reason, skb_row::Outcome, skd_row::Attendance,
};
use platform::testing::{TENANT, bad_fields};
use proof::{Salt, commitment, to_hex};
use recruitment::domain::{
    correction_leaf::CorrectedPart,
    final_ranking::FinalOutcome,
    leaf::Leaf,
    recount::{Finding, recount},
};
use tonic::Code;

/// A result of the basic test.
fn skd([twk, tiu, tkp]: [i32; 3]) -> Correction {
    Correction::Skd(pb::CorrectedSkd { attendance: Attendance::Present.into(), twk, tiu, tkp })
}

/// A result of the field test.
fn skb(outcome: Outcome, cat_thousandths: i64, additional_thousandths: &[i64]) -> Correction {
    let additional_thousandths = additional_thousandths.to_vec();
    Correction::Skb(pb::CorrectedSkb { outcome: outcome.into(), cat_thousandths, additional_thousandths })
}

impl Recruitment {
    /// A published vacancy with one seat in which these participants object and are right, and nobody can object any more.
    async fn wrong(
        &mut self,
        marks: &[([i32; 3], i64)],
        objectors: &[usize],
    ) -> (pb::Vacancy, Vec<pb::Application>, Vec<pb::Objection>) {
        let (published, applications) = self.published(1, 1, marks).await;
        self.go_to_window(&published);
        let mut accepted = Vec::new();
        for objector in objectors {
            let filed = self.object(&applications[*objector], &[]).await.unwrap().into_inner();
            accepted.push(self.answer(&filed, Decision::Accept, Cause::Scoring).await.unwrap().into_inner());
        }
        self.wait_for_objections();
        (published, applications, accepted)
    }

    async fn publish_again(&mut self, vacancy: &pb::Vacancy) {
        let ranked = self.rank_again(vacancy).await.unwrap().into_inner();
        self.publish_correction(&ranked.vacancy.unwrap()).await.unwrap();
    }

    /// What the log of a vacancy gives when it is counted again.
    async fn counted(&self, vacancy: &pb::Vacancy) -> (Vec<Finding>, Vec<String>) {
        let (_, leaves) = export(self, vacancy, 1000).await;
        let counted = recount(&parsed(&leaves));
        (counted.findings, counted.selected)
    }

    async fn open_sums(&self) -> Vec<String> {
        let message = pb::GetRecapitulationRequest { parent: format!("instansi/{TENANT}"), period: "2024".into() };
        let request = self.harness.request(COMMITTEE, message);
        let found = self.scoring().get_recapitulation(request).await.unwrap().into_inner();
        let groups = found.groups.into_iter().flat_map(|group| group.sums);
        groups.chain(found.sums).filter(|sum| !sum.closes).map(|sum| format!("{sum:?}")).collect()
    }
}

#[tokio::test]
async fn a_correction_is_logged_signed_and_counted_again() {
    let mut recruitment = Recruitment::start().await;
    let marks = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];
    let (published, applications, accepted) = recruitment.wrong(&marks, &[0]).await;
    let (before, leaves) = export(&recruitment, &published, 1000).await;
    recruitment.correct(&applications[0], &accepted[0], Correction::CatThousandths(420_000)).await.unwrap();
    recruitment.publish_again(&published).await;
    let (after, grown) = export(&recruitment, &published, 1000).await;
    assert_eq!(grown[..leaves.len()], leaves[..], "the log only grows");
    assert_eq!((after.size, grown.len() as i64), (before.size + 4, after.size));
    let added: Vec<Leaf> = parsed(&grown[leaves.len()..]).into_iter().map(|(_, leaf)| leaf).collect();
    let number = |index: usize| applications[index].participant_number.as_str();
    let [Leaf::Correction(ground), Leaf::Skb(mark), Leaf::Result(one), Leaf::Result(two)] = &added[..] else {
        panic!("{added:?}")
    };
    let mut stood = parsed(&leaves).into_iter();
    let stood = stood.rfind(|(_, leaf)| matches!(leaf, Leaf::Skb(row) if row.participant == number(0))).unwrap().0;
    assert_eq!((ground.participant.as_str(), ground.of, ground.replaces), (number(0), CorrectedPart::Skb, Some(stood)));
    // Whoever objected can show that it was for the own objection.
    let own = commitment("objection", &Salt([0; 32]), accepted[0].name.as_bytes());
    assert_eq!(
        (ground.basis.as_str(), ground.error),
        (to_hex(&own).as_str(), recruitment::domain::objections::Cause::Scoring)
    );
    assert_eq!((mark.participant.as_str(), mark.scores.cat.0), (number(0), 420_000));
    let ends: Vec<_> = [one, two].map(|row| (row.participant.as_str(), row.last.unwrap().outcome)).to_vec();
    assert!(ends.contains(&(number(0), FinalOutcome::Selected)), "{ends:?}");
    assert!(ends.contains(&(number(1), FinalOutcome::NotSelected)), "{ends:?}");
    assert!(read_head(&after).head.time > read_head(&before).head.time);
    assert_eq!(recruitment.counted(&published).await, (vec![], vec![number(0).to_owned()]));
    assert_eq!(recruitment.open_sums().await, [""; 0]);
}

#[tokio::test]
async fn who_leaves_the_list_and_who_enters_the_field_test_are_counted_again() {
    let mut recruitment = Recruitment::start().await;
    // Four pass, three go on; the fifth fails.
    let marks = [
        ([100, 130, 190], 300),
        ([95, 130, 190], 310),
        ([90, 130, 190], 320),
        ([85, 130, 190], 0),
        ([60, 130, 190], 0),
    ];
    let open = recruitment.opened(1, 1).await;
    let mut applied = Vec::new();
    for person in 0..marks.len() as u32 {
        applied.push(recruitment.apply(&open, person).await);
    }
    let screened = recruitment.screened(&open).await;
    let rows: Vec<_> = applied.iter().zip(marks).map(|(one, (skd, _))| crate::scored(one, skd)).collect();
    recruitment.import_skd(crate::strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_skd(&screened).await.unwrap().into_inner();
    let absent = pb::SkbRow { outcome: Outcome::Absent.into(), ..crate::marked(&applied[2], 0) };
    let rows = [crate::marked(&applied[0], 300), crate::marked(&applied[1], 310), absent];
    recruitment.import_skb(crate::strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_final(&ranked).await.unwrap().into_inner();
    let published = recruitment.publish(&ranked).await.unwrap().into_inner();
    recruitment.go_to_window(&published);
    let filed = recruitment.object(&applied[3], &[]).await.unwrap().into_inner();
    let filed = recruitment.answer(&filed, Decision::Accept, Cause::Scoring).await.unwrap().into_inner();
    recruitment.wait_for_objections();
    let applied = recruitment.shown(&applied).await;
    // Who did not go on has no field test to correct, before the basic test is.
    for (index, correction, field) in
        [(3, skb(Outcome::Present, 330_000, &[]), "skb"), (4, Correction::CatThousandths(330_000), "cat_thousandths")]
    {
        let refused = recruitment.correct(&applied[index], &filed, correction).await;
        assert_eq!(bad_fields(&refused.unwrap_err()), [field]);
    }
    // The fourth is ahead of all in the basic test, the winner's papers were forged, and who was absent fails after all.
    recruitment.correct(&applied[3], &filed, skd([110, 130, 190])).await.unwrap();
    let refused = recruitment.rank_again(&published).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "RESULTS_MISSING".into()));
    recruitment.correct(&applied[3], &filed, Correction::CatThousandths(330_000)).await.unwrap();
    recruitment.correct(&applied[1], &filed, Correction::IneligibleReason("Ijazah palsu".into())).await.unwrap();
    recruitment.correct(&applied[2], &filed, skd([60, 130, 190])).await.unwrap();
    recruitment.publish_again(&published).await;
    let number = |index: usize| applied[index].participant_number.clone();
    assert_eq!(recruitment.counted(&published).await, (vec![], vec![number(3)]));
    assert_eq!(recruitment.open_sums().await, [""; 0]);
    let codes =
        recruitment.shown(&applied).await.into_iter().map(|one| one.result.map(|one| (one.skd_code, one.final_code)));
    let code = |skd: &str, last: &str| Some((skd.to_owned(), last.to_owned()));
    assert_eq!(
        codes.collect::<Vec<_>>(),
        [code("P/L", "P/TL"), None, code("TL", ""), code("P/L", "P/L"), code("TL", "")],
        "who failed the basic test is not absent from the field test"
    );
    let places = "SELECT count(DISTINCT place) FROM recruitment.applications";
    assert_eq!(recruitment.harness.number(places).await, 5, "everybody has a place of their own");
    let told: Vec<_> = recruitment.changes(&published).await.into_iter().map(|one| one.participant_number).collect();
    assert_eq!(told.len(), 4, "who failed and stays out has not moved: {told:?}");
    assert!(!told.contains(&number(4)));
}

#[tokio::test]
async fn a_forged_row_after_a_correction_is_found() {
    let mut recruitment = Recruitment::start().await;
    let marks = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];
    let (published, applications, accepted) = recruitment.wrong(&marks, &[0]).await;
    recruitment.correct(&applications[0], &accepted[0], Correction::CatThousandths(420_000)).await.unwrap();
    recruitment.publish_again(&published).await;
    let (_, leaves) = export(&recruitment, &published, 1000).await;
    let honest = parsed(&leaves);
    let mark = honest.len() - 3;
    let changed = |at: usize, change: &dyn Fn(&mut Leaf)| {
        let mut leaves = honest.clone();
        change(&mut leaves[at].1);
        recount(&leaves).findings
    };
    let lower = changed(mark, &|leaf| {
        if let Leaf::Skb(row) = leaf {
            row.scores.cat.0 = 390_000;
        }
    });
    assert!(!lower.is_empty());
    // Who has the seat now is not moved away to make room for who had it.
    let has_seat = |leaf: &Leaf| matches!(leaf, Leaf::Result(row) if row.last.is_some_and(|last| last.outcome == FinalOutcome::Selected));
    let winner = (mark..honest.len()).find(|at| has_seat(&honest[*at].1)).unwrap();
    let moved = changed(winner, &|leaf| {
        if let Leaf::Result(row) = leaf
            && let Some(last) = &mut row.last
        {
            last.outcome = FinalOutcome::Moved;
        }
    });
    assert!(moved.iter().any(|finding| finding.position == Some(winner as u64)), "{moved:?}");
    let mut dropped = honest.clone();
    dropped.remove(mark);
    assert!(!recount(&dropped).findings.is_empty(), "the result does not follow without the corrected mark");
    let mut silent = honest.clone();
    silent.remove(mark - 1);
    let findings = recount(&silent).findings;
    let said = "that no correction accounts for";
    assert!(findings.iter().any(|one| one.position == Some(mark as u64) && one.what.contains(said)), "{findings:#?}");
}

#[tokio::test]
async fn the_order_by_printed_points_follows_a_correction() {
    let mut recruitment = Recruitment::start().await;
    let marks = [([90, 130, 200], 400), ([95, 130, 206], 393), ([90, 130, 200], 360)];
    let (published, applications, accepted) = recruitment.wrong(&marks, &[1]).await;
    let alerts = async |recruitment: &mut Recruitment| -> Vec<_> {
        let shown = recruitment.shown(&applications).await;
        shown.into_iter().map(|one| one.result.unwrap()).map(|one| (one.rounded_rank, one.rounding_alert)).collect()
    };
    assert_eq!(alerts(&mut recruitment).await, [(1, false), (2, false), (3, false)]);
    // 78.545454… and 78.545414…: one is ahead by exact points, the other by printed ones and the basic test.
    recruitment.correct(&applications[1], &accepted[0], Correction::CatThousandths(393_333)).await.unwrap();
    recruitment.publish_again(&published).await;
    assert_eq!(alerts(&mut recruitment).await, [(2, true), (1, true), (3, false)]);
    let list = pb::ListRoundingAlertsRequest { parent: format!("instansi/{TENANT}"), ..Default::default() };
    let request = recruitment.harness.request(COMMITTEE, list);
    assert_eq!(recruitment.scoring().list_rounding_alerts(request).await.unwrap().into_inner().alerts.len(), 2);
}

#[tokio::test]
async fn two_objections_may_ask_for_the_same_correction() {
    let mut recruitment = Recruitment::start().await;
    let marks = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];
    let (published, applications, accepted) = recruitment.wrong(&marks, &[0, 2]).await;
    let winner = &applications[1];
    recruitment.correct(winner, &accepted[0], Correction::CatThousandths(300_000)).await.unwrap();
    let refused = recruitment.rank_again(&published).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "CORRECTIONS_MISSING".into()));
    recruitment.correct(winner, &accepted[1], Correction::CatThousandths(370_000)).await.unwrap();
    recruitment.publish_again(&published).await;
    let stored = recruitment.application(&winner.name).await.result.unwrap();
    assert_eq!((stored.final_rank, stored.decision.as_str()), (2, "NOT_SELECTED"), "the later mark counts");
}

#[tokio::test]
async fn a_correction_is_taken_back_before_it_is_published() {
    let mut recruitment = Recruitment::start().await;
    let marks = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];
    let (published, applications, accepted) = recruitment.wrong(&marks, &[0]).await;
    let nothing = recruitment.correct(&applications[0], &accepted[0], Correction::TakeBack(true)).await;
    assert_eq!(refusal(nothing), (Code::FailedPrecondition, "NOT_CORRECTABLE".into()));
    let no = recruitment.correct(&applications[0], &accepted[0], Correction::TakeBack(false)).await.unwrap_err();
    assert_eq!(bad_fields(&no), ["take_back"]);
    let wrong = Correction::IneligibleReason("Orang lain".into());
    recruitment.correct(&applications[2], &accepted[0], wrong).await.unwrap();
    recruitment.correct(&applications[2], &accepted[0], Correction::TakeBack(true)).await.unwrap();
    let refused = recruitment.rank_again(&published).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "CORRECTIONS_MISSING".into()));
    recruitment.correct(&applications[0], &accepted[0], skb(Outcome::Present, 420_000, &[])).await.unwrap();
    recruitment.publish_again(&published).await;
    let told: Vec<_> = recruitment.changes(&published).await.iter().map(pb::ResultChange::reason).collect();
    assert_eq!(told, [Reason::Corrected, Reason::Displaced]);
    let late = recruitment.correct(&applications[0], &accepted[0], Correction::TakeBack(true)).await;
    assert_eq!(late.unwrap_err().code(), Code::Aborted, "the application has another version by now");
}

#[tokio::test]
async fn the_whole_field_test_can_be_corrected() {
    let mut recruitment = Recruitment::start().await;
    let marks = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];
    let (published, applications, accepted) = recruitment.wrong(&marks, &[0]).await;
    let fields = async |recruitment: &Recruitment, correction| {
        bad_fields(&recruitment.correct(&applications[1], &accepted[0], correction).await.unwrap_err())
    };
    let too_many = skb(Outcome::Present, 1_000, &[1_000]);
    assert_eq!(fields(&recruitment, too_many).await, ["skb.additional_thousandths"]);
    let negative = skb(Outcome::Present, -1, &[i64::MAX]);
    assert_eq!(fields(&recruitment, negative).await, ["skb.cat_thousandths", "skb.additional_thousandths[0]"]);
    assert_eq!(fields(&recruitment, skb(Outcome::Unspecified, 1_000, &[])).await, ["skb.outcome"]);
    assert_eq!(fields(&recruitment, skb(Outcome::Absent, 1_000, &[])).await, ["skb.outcome"]);
    assert_eq!(fields(&recruitment, skb(Outcome::Eliminated, 1_000, &[])).await, ["skb.outcome"]);
    recruitment.correct(&applications[1], &accepted[0], skb(Outcome::Disqualified, 0, &[])).await.unwrap();
    recruitment.publish_again(&published).await;
    let number = |index: usize| applications[index].participant_number.clone();
    assert_eq!(recruitment.counted(&published).await, (vec![], vec![number(0)]));
    let out = recruitment.application(&applications[1].name).await.result.unwrap();
    assert_eq!((out.final_code.as_str(), out.final_rank, out.decision.as_str()), ("DIS", 0, ""));
    assert_eq!(recruitment.open_sums().await, [""; 0]);
}

#[tokio::test]
async fn what_was_shown_is_what_is_published() {
    let mut recruitment = Recruitment::start().await;
    let marks = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];
    let (published, applications, accepted) = recruitment.wrong(&marks, &[0]).await;
    recruitment.correct(&applications[0], &accepted[0], Correction::CatThousandths(420_000)).await.unwrap();
    let ranked = recruitment.rank_again(&published).await.unwrap().into_inner().vacancy.unwrap();
    // Whatever comes in between: here by hand.
    let moved = "UPDATE recruitment.applications SET final_rank = 9 WHERE final_rank = 3";
    sqlx::query(moved).execute(&recruitment.harness.pool).await.unwrap();
    let refused = recruitment.publish_correction(&ranked).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_RANKED_AGAIN".into()));
    assert!(recruitment.changes(&published).await.is_empty(), "nothing is half published");
    recruitment.publish_again(&published).await;
    assert_eq!(recruitment.changes(&published).await.len(), 3);
}
