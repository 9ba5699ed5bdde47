//! The recapitulation of a period: what became of everybody and of every seat, and whether its sums close.

use crate::{
    COMMITTEE, Recruitment,
    final_orders::{PERIOD, Row, parent},
    header, marked, scored, strict,
};
use contracts::{
    needs::v1::NeedKind,
    recruitment::v1::{self as pb, additional_test::Kind, skb_row::Outcome, skd_row::Attendance},
};
use platform::testing::bad_fields;

const GENERAL: Row = Row { number: 1, unit: "Dinas Pendidikan | SMP A", kind: NeedKind::General, seats: 2 };
const SPECIAL: Row = Row { number: 2, unit: "Dinas Pendidikan | SMP A", kind: NeedKind::Disability, seats: 1 };

impl Recruitment {
    async fn recapitulation(&self) -> pb::Recapitulation {
        let message = pb::GetRecapitulationRequest { parent: parent(), period: PERIOD.into() };
        self.scoring().get_recapitulation(self.harness.request(COMMITTEE, message)).await.unwrap().into_inner()
    }
}

fn open(recapitulation: &pb::Recapitulation) -> Vec<&str> {
    let groups = recapitulation.groups.iter().flat_map(|group| &group.sums);
    let all = groups.chain(&recapitulation.sums);
    all.filter(|sum| !sum.closes).map(|sum| sum.identity.as_str()).collect()
}

/// A general row with somebody at every end that there is before the seats.
async fn general(recruitment: &mut Recruitment) -> pb::Vacancy {
    let practice = pb::AdditionalTest {
        title: "Praktik kerja".into(),
        kind: Kind::Measured.into(),
        weight: 40,
        max: 100,
        eliminating: true,
        elimination_criterion: "nilai di bawah 50".into(),
    };
    let field_test = pb::FieldTest { cat_weight: 60, tests: vec![practice] };
    let open = recruitment.opened_row(GENERAL, Some(field_test)).await;
    let mut applied = Vec::new();
    for person in 0..11 {
        applied.push(recruitment.apply_to(GENERAL, &open, person).await);
    }
    let closed = recruitment.close(&open).await;
    let mut verdicts: Vec<_> = applied.iter().map(crate::eligible).collect();
    verdicts[10].verdict = pb::Verdict::Ineligible.into();
    verdicts[10].reason = "ijazah tidak sesuai".into();
    recruitment.import_verdicts(strict(), &verdicts).await.unwrap();
    let announced = recruitment.announce(&closed).await.unwrap().into_inner();
    // Six go on; one is outside three times the seats.
    let scores = (0..7).map(|at| [100, 130, 200 - at]).chain([[60, 80, 166], [0; 3], [0; 3]]);
    let mut rows: Vec<_> = applied.iter().zip(scores).map(|(one, scores)| scored(one, scores)).collect();
    rows[8].attendance = Attendance::Absent.into();
    rows[9].attendance = Attendance::Disqualified.into();
    recruitment.import_skd(strict(), &rows).await.unwrap();
    let ranked = recruitment.rank_skd(&announced).await.unwrap().into_inner();
    let practised = |at: usize| pb::SkbRow { additional_thousandths: vec![80_000], ..marked(&applied[at], 400) };
    let out = |at: usize, outcome: Outcome| pb::SkbRow { outcome: outcome.into(), ..marked(&applied[at], 0) };
    let rows = [
        practised(0),
        out(1, Outcome::Eliminated),
        out(2, Outcome::Absent),
        out(3, Outcome::Disqualified),
        out(4, Outcome::Eliminated),
        out(5, Outcome::Absent),
    ];
    let report = recruitment.import_skb(header(), &rows).await.unwrap().into_inner();
    assert_eq!(report.rejected, 0, "{report:?}");
    recruitment.rank_final(&ranked).await.unwrap().into_inner()
}

#[tokio::test]
async fn everybody_and_every_seat_is_accounted_for() {
    let mut recruitment = Recruitment::start().await;
    let before = recruitment.recapitulation().await;
    assert!(before.closes && before.groups.is_empty());
    general(&mut recruitment).await;
    let people = [([60, 90, 180], 450), ([65, 80, 166], 420), ([70, 90, 170], 400)];
    recruitment.ranked_row(SPECIAL, &people).await;
    let waiting = recruitment.opened_row(Row { number: 3, ..GENERAL }, None).await;
    recruitment.apply_to(GENERAL, &waiting, 500).await;
    recruitment.fill().await;
    let recapitulation = recruitment.recapitulation().await;
    assert_eq!(open(&recapitulation), [""; 0], "{recapitulation:#?}");
    assert!(recapitulation.closes);
    let [general, special] = &recapitulation.groups[..] else { panic!("{recapitulation:#?}") };
    assert_eq!((general.kind(), special.kind()), (pb::NeedKind::General, pb::NeedKind::Disability));
    let counts = general.counts.unwrap();
    let expected = pb::SelectionCounts {
        vacancies: 2,
        seats: 4,
        counted_at_close: 12,
        applicants: 12,
        eligible: 10,
        ineligible: 1,
        unverified: 1,
        to_skb: 6,
        passed: 1,
        failed: 1,
        absent: 1,
        disqualified: 1,
        ranked: 1,
        eliminated: 2,
        skb_absent: 2,
        skb_disqualified: 1,
        selected: 1,
        moved_in_kind: 1,
        free: 2,
        ..Default::default()
    };
    assert_eq!(counts, expected);
    let counts = special.counts.unwrap();
    assert_eq!((counts.ranked, counts.selected, counts.moved_out, counts.not_selected), (3, 1, 1, 1));
    let total = recapitulation.total.unwrap();
    assert_eq!((total.applicants, total.seats, total.free), (15, 5, 2));
    assert_eq!(recapitulation.sums.last().unwrap().identity, "MOVES");
}

#[tokio::test]
async fn a_sum_that_does_not_close_is_named() {
    let mut recruitment = Recruitment::start().await;
    general(&mut recruitment).await;
    for (damage, identity) in [
        ("UPDATE recruitment.vacancies SET applications = applications + 1", "APPLICATIONS"),
        ("UPDATE recruitment.applications SET skb_outcome = 'present' WHERE skb_outcome = 'absent'", ""),
        ("UPDATE recruitment.applications SET skd_code = 'X' WHERE skd_code = 'P'", "SKD"),
    ] {
        let mut work = recruitment.harness.pool.begin().await.unwrap();
        sqlx::query(damage).execute(&mut *work).await.unwrap();
        work.commit().await.unwrap();
        let recapitulation = recruitment.recapitulation().await;
        assert!(identity.is_empty() || open(&recapitulation).contains(&identity), "{identity}");
        assert!(!recapitulation.closes);
    }
    let message = pb::GetRecapitulationRequest { parent: "x".into(), period: String::new() };
    let refused = recruitment.scoring().get_recapitulation(recruitment.harness.request(COMMITTEE, message)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["parent", "period"]);
}
