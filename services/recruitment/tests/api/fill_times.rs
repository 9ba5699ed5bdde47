//! When unfilled seats are filled: before the result is public, so that the announced list has the codes, or once nobody can
//! object to it any more. Both come to a log that is counted again, and a job that cannot be filled keeps no other waiting.

use crate::{
    Recruitment,
    bundle::{export, parsed},
    committed_rules::{EXERCISE, changed},
    final_orders::{Marks, OTHER_JOB, Row, end},
    own_rules::Folder,
    refusal,
};
use contracts::{
    needs::v1::NeedKind,
    recruitment::v1::{
        self as pb, DifferenceKind, answer_objection_request::Decision, correct_result_request::Correction,
        objection::Cause, official_list::Stage,
    },
};
use jiff::SignedDuration;
use platform::testing::eventually;
use recruitment::domain::recount::recount;
use tonic::Code;

const SMP_A: &str = "Dinas Pendidikan | SMP A";
const GENERAL: Row = Row { number: 1, unit: SMP_A, kind: NeedKind::General, seats: 1 };
const SPECIAL: Row = Row { number: 2, unit: SMP_A, kind: NeedKind::Disability, seats: 1 };

/// D3 meets the special mark only and is the best; D1 and D2 meet the general one too.
const MARKS: [Marks; 3] = [([60, 90, 180], 450), ([65, 80, 166], 420), ([70, 90, 170], 400)];
const NOBODY: Marks = ([60, 150, 200], 0);

/// Three days for objections, and two fiscal years for who leaves.
const OBJECTIONS: &str = "[general.objection]
days = 3
answer_days = 7

[general.filing]
days = 30
documents = [\"DRH\"]
nip_working_days = 25
ban_before_nip = { fiscal_years = 2 }
ban_after_nip = { fiscal_years = 2 }

[skd]
";

/// Both vacancies ranked by the exercise with objections, filled `fill`; nothing is public yet.
async fn ranked(fill: &str) -> (Recruitment, Folder, [pb::Vacancy; 2], Vec<pb::Application>) {
    let folder = Folder::new();
    let unfilled = if fill.is_empty() { String::new() } else { format!("[general.unfilled]\nfill = \"{fill}\"\n\n") };
    folder.write("own.toml", &changed(EXERCISE, &[("[skd]\n", &format!("{unfilled}{OBJECTIONS}"))]));
    let mut recruitment = Recruitment::start_with(|rules| rules.folder = folder.path()).await;
    let (general, _) = recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    let (special, people) = recruitment.ranked_row(SPECIAL, &MARKS).await;
    (recruitment, folder, [general, special], people)
}

impl Recruitment {
    async fn published_now(&mut self, vacancies: &[pb::Vacancy]) -> Vec<pb::Vacancy> {
        let mut published = Vec::new();
        for vacancy in vacancies {
            let now = self.get(vacancy).await;
            published.push(self.publish(&now).await.unwrap().into_inner());
        }
        published
    }

    /// Nothing is found in the logs of published vacancies, and this is who they select.
    async fn counted_again(&self, vacancies: &[pb::Vacancy]) -> Vec<Vec<String>> {
        let mut selected = Vec::new();
        for vacancy in vacancies {
            let (_, leaves) = export(self, vacancy, 1000).await;
            let counted = recount(&parsed(&leaves));
            assert_eq!(counted.findings, []);
            selected.push(counted.selected);
        }
        selected
    }
}

fn number(application: &pb::Application) -> String {
    application.participant_number.clone()
}

/// The codes of the passes belong to the list of the final result: it is audited on the day it is announced.
#[tokio::test]
async fn seats_are_filled_before_the_result_is_public_and_the_announced_list_has_the_codes() {
    let (mut recruitment, _folder, vacancies, people) = ranked("").await;
    let filled = recruitment.fill().await;
    assert_eq!((filled.moved, filled.waiting, filled.free_after), (1, 0, 0));
    assert_eq!(end(&recruitment.application(&people[1].name).await), ("MOVED".into(), "P/L-U1".into()));
    let published = recruitment.published_now(&vacancies).await;
    let printed = [("P/L", true), ("P/L-U1", true), ("P/TL", false)];
    let row = |(one, (code, seat)): (&pb::Application, (&str, bool))| pb::OfficialRow {
        participant_number: number(one),
        code: code.into(),
        seat: Some(seat),
        ..Default::default()
    };
    let mut rows: Vec<_> = people.iter().zip(printed).map(row).collect();
    // The seat is the other vacancy's.
    rows[1].seat = None;
    let list = recruitment.audited(&published[1], Stage::Final, &rows).await;
    assert_eq!(recruitment.differences(&list, DifferenceKind::Unspecified, 10).await, []);
    assert_eq!(recruitment.counted_again(&published).await, [[number(&people[1])], [number(&people[0])]]);
}

#[tokio::test]
async fn seats_are_filled_after_the_objections_where_the_ruleset_says_so() {
    let (mut recruitment, _folder, vacancies, people) = ranked("after_objections").await;
    let committed = recruitment.committed(&vacancies[0]).await;
    assert!(committed.contains("\nfill\tafter_objections\nobjections\t3\t7\n"), "{committed}");
    let waits = |filled: pb::FillUnfilledSeatsResponse| (filled.moved, filled.waiting, filled.free_after);
    assert_eq!(waits(recruitment.fill().await), (0, 1, 1), "nothing is public");
    let published = recruitment.published_now(&vacancies).await;
    assert_eq!(waits(recruitment.fill().await), (0, 1, 1), "somebody can object");
    recruitment.wait_for_objections();
    assert_eq!(waits(recruitment.fill().await), (1, 0, 0));
    eventually(async || {
        let waiting = "SELECT count(*) FROM recruitment.log_leaves WHERE position IS NULL";
        (recruitment.harness.number(waiting).await == 0).then_some(())
    })
    .await;
    assert_eq!(recruitment.counted_again(&published).await, [[number(&people[1])], [number(&people[0])]]);
}

/// A file that was changed since says nothing of when the seats of open vacancies are filled.
#[tokio::test]
async fn when_seats_are_filled_is_committed_at_the_opening() {
    let (mut recruitment, folder, _, _) = ranked("after_objections").await;
    folder.write("own.toml", &changed(EXERCISE, &[("[skd]\n", OBJECTIONS)]));
    recruitment.built_anew(&folder).await;
    assert_eq!(recruitment.fill().await.moved, 0);
}

/// Whoever moved before the publication and turns out not to meet the requirements gives the seat back, and is not barred for
/// that; whoever leaves of own accord is.
#[tokio::test]
async fn whom_a_correction_ousts_leaves_without_a_sanction() {
    let (mut recruitment, _folder, vacancies, people) = ranked("before_publication").await;
    assert_eq!(recruitment.fill().await.moved, 1);
    let published = recruitment.published_now(&vacancies).await;
    let people = recruitment.shown(&people).await;
    let (moved, objector) = (&people[1], &people[2]);
    recruitment.harness.clock.set(recruitment.harness.clock.now() + SignedDuration::from_hours(24));
    let filed = recruitment.object(objector, &[]).await.unwrap().into_inner();
    let filed = recruitment.answer(&filed, Decision::Accept, Cause::Scoring).await.unwrap().into_inner();
    recruitment.wait_for_objections();
    recruitment.correct(moved, &filed, Correction::IneligibleReason("Kesalahan verifikasi".into())).await.unwrap();
    let refused = recruitment.rank_again(&published[1]).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "SEATS_ELSEWHERE".into()));
    let left = recruitment.withdraw(moved, pb::WithdrawalCause::OwnWish).await.unwrap().into_inner();
    assert_eq!((left.banned_until, left.banned_periods), (None, 0));
    let again = recruitment.rank_again(&published[1]).await.unwrap().into_inner().vacancy.unwrap();
    recruitment.publish_correction(&again).await.unwrap();
    assert_eq!(recruitment.counted_again(&published).await, [vec![], vec![number(&people[0])]]);
    let first = recruitment.application(&people[0].name).await;
    let left = recruitment.withdraw(&first, pb::WithdrawalCause::OwnWish).await.unwrap().into_inner();
    assert!(left.banned_until.is_some());
}

/// Criteria never change: a job whose vacancies opened with different passes is never filled, and every other one is.
#[tokio::test]
async fn a_job_that_opened_with_different_passes_keeps_no_other_from_being_filled() {
    let folder = Folder::new();
    folder.write("own.toml", EXERCISE);
    let mut recruitment = Recruitment::start_with(|rules| rules.folder = folder.path()).await;
    recruitment.ranked_row(GENERAL, &[NOBODY]).await;
    folder.write("own.toml", &changed(EXERCISE, &[("\"U-1\", \"U-2\"", "\"U-2\", \"U-1\"")]));
    recruitment.built_anew(&folder).await;
    let (_, stays) = recruitment.ranked_row(SPECIAL, &MARKS).await;
    let unit = "Dinas Perhubungan | Terminal";
    recruitment.ranked_row(Row { number: 3, unit, ..GENERAL }, &[NOBODY]).await;
    let (_, goes) = recruitment.ranked_row(Row { number: 4, unit, ..SPECIAL }, &MARKS).await;
    let filled = recruitment.fill().await;
    assert_eq!((filled.free_before, filled.moved, filled.waiting, filled.free_after), (2, 1, 1, 1));
    let [left_out] = &filled.left_out[..] else { panic!("{filled:?}") };
    assert_eq!((left_out.reason(), left_out.vacancies, left_out.free), (pb::ErrorReason::PassesDiffer, 2, 1));
    assert_ne!(left_out.position_title, OTHER_JOB);
    assert_eq!(end(&recruitment.application(&stays[1].name).await).0, "NOT_SELECTED");
    assert_eq!(end(&recruitment.application(&goes[1].name).await), ("MOVED".into(), "P/L-U1".into()));
}
