//! The recapitulation of a period: what became of everybody and of every seat, and whether its sums close.

use crate::{
    COMMITTEE, Recruitment,
    final_orders::{PERIOD, Row, parent},
    header, marked, scored, strict,
};
use contracts::{
    needs::v1::NeedKind,
    recruitment::v1::{
        self as pb, additional_test::Kind, list_recapitulations_request::Level, skb_row::Outcome, skd_row::Attendance,
    },
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

impl Recruitment {
    /// All rows, read one a page.
    async fn rows(&self, level: Level, unit_path: &str) -> Vec<pb::RecapitulationRow> {
        let (parent, period, unit_path) = (parent(), PERIOD.to_owned(), unit_path.to_owned());
        let mut list = pb::ListRecapitulationsRequest { parent, period, unit_path, page_size: 1, ..Default::default() };
        list.set_level(level);
        let mut rows = Vec::new();
        loop {
            let request = self.harness.request(COMMITTEE, list.clone());
            let page = self.scoring().list_recapitulations(request).await.unwrap().into_inner();
            assert!(page.rows.len() <= 1);
            rows.extend(page.rows);
            list.page_token = page.next_page_token;
            if list.page_token.is_empty() {
                return rows;
            }
        }
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
    verdicts[10] = crate::ineligible(&applied[10], &["ijazah tidak sesuai"]);
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
    recruitment.fill().await;
    let waiting = recruitment.opened_row(Row { number: 3, ..GENERAL }, None).await;
    recruitment.apply_to(GENERAL, &waiting, 500).await;
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
    // Four had marks, two were absent; one went to another kind of need of the same place.
    let printed = pb::PrintedRecapitulation {
        total: 6,
        present: 4,
        absent: 2,
        selected: 2,
        selected_other_kind: 1,
        not_ranked: 1,
        closes: true,
        ..Default::default()
    };
    assert_eq!(recapitulation.printed, Some(printed));
}

fn added(rows: &[pb::RecapitulationRow]) -> Vec<i64> {
    let counts = rows.iter().map(|row| row.counts.unwrap());
    let parts = counts.map(|one| {
        let seats = [one.seats, one.selected, one.moved_in_kind, one.moved_in_place, one.free];
        let people = [one.vacancies, one.applicants, one.to_skb, one.ranked, one.moved_out, one.not_selected];
        [&seats[..], &people].concat()
    });
    parts.reduce(|all, one| all.iter().zip(one).map(|(left, right)| left + right).collect()).unwrap_or_default()
}

/// General and special rows of two places; somebody moves within a place, and somebody to the other.
#[tokio::test]
async fn every_vacancy_and_every_place_has_its_own_that_adds_up_to_the_whole() {
    let mut recruitment = Recruitment::start().await;
    let elsewhere = Row { number: 3, unit: "Dinas Pendidikan | SMP B", kind: NeedKind::General, seats: 1 };
    let (general, _) = recruitment.ranked_row(GENERAL, &[([60, 150, 200], 0)]).await;
    recruitment.ranked_row(SPECIAL, &[([60, 90, 180], 450), ([65, 80, 166], 420)]).await;
    recruitment.ranked_row(elsewhere, &[([100, 130, 190], 480), ([90, 120, 180], 300)]).await;
    assert_eq!(recruitment.fill().await.moved, 2);
    let whole = recruitment.recapitulation().await;
    let rows = recruitment.rows(Level::Vacancy, "").await;
    let places = recruitment.rows(Level::Place, "").await;
    let total = pb::RecapitulationRow { counts: whole.total, ..Default::default() };
    assert_eq!((added(&rows), added(&places)), (added(std::slice::from_ref(&total)), added(&[total])));
    for row in rows.iter().chain(&places) {
        let open: Vec<_> = row.sums.iter().filter(|sum| !sum.closes).collect();
        assert!(row.closes && row.printed.unwrap().closes && open.is_empty(), "{row:#?}");
    }
    let names: Vec<_> = rows.iter().map(|row| (row.kind(), row.unit_path.as_str())).collect();
    let (smp_a, smp_b) = (GENERAL.unit, elsewhere.unit);
    let (of_all, special) = (pb::NeedKind::General, pb::NeedKind::Disability);
    assert_eq!(names, [(of_all, smp_a), (special, smp_a), (of_all, smp_b)]);
    assert_eq!((&rows[0].vacancy, &rows[0].position_title), (&general.name, &general.position_title));
    let counts: Vec<_> = rows.iter().map(|row| row.counts.unwrap()).collect();
    assert_eq!((counts[0].moved_in_kind, counts[0].moved_in_place, counts[0].free), (1, 1, 0));
    assert_eq!((counts[1].moved_out_kind, counts[1].moved_out_place), (1, 0));
    let printed: Vec<_> = rows.iter().map(|row| row.printed.unwrap()).collect();
    assert_eq!((printed[2].present, printed[2].selected, printed[2].selected_other_place), (2, 1, 1));
    let units: Vec<_> = places.iter().map(|row| (row.unit_path.as_str(), row.vacancy.as_str())).collect();
    assert_eq!(units, [(smp_a, ""), (smp_b, "")]);
    assert_eq!(recruitment.rows(Level::Vacancy, smp_a).await, rows[..2]);
    assert_eq!(recruitment.rows(Level::Place, smp_b).await, places[1..]);
    assert!(recruitment.rows(Level::Place, "SMP").await.is_empty(), "a place is a whole path");
}

#[tokio::test]
async fn who_was_found_ineligible_afterwards_is_counted_in_no_test() {
    let mut recruitment = Recruitment::start().await;
    general(&mut recruitment).await;
    // As a published correction leaves somebody who was absent from the field test.
    let corrected = "UPDATE recruitment.applications
                     SET verdict = 'ineligible', verdict_reason = 'ijazah', skd_code = NULL, skd_rank = NULL
                     WHERE application_id = (SELECT application_id FROM recruitment.applications
                                             WHERE skb_outcome = 'absent' LIMIT 1)";
    sqlx::query(corrected).execute(&recruitment.harness.pool).await.unwrap();
    assert_eq!(open(&recruitment.recapitulation().await), [""; 0]);
}

#[tokio::test]
async fn what_a_list_of_recapitulations_needs_is_checked() {
    let recruitment = Recruitment::start().await;
    for level in [0, 9] {
        let list = pb::ListRecapitulationsRequest {
            parent: "x".into(),
            page_size: -1,
            level,
            unit_path: "SMP\0A".into(),
            ..Default::default()
        };
        let refused = recruitment.scoring().list_recapitulations(recruitment.harness.request(COMMITTEE, list)).await;
        assert_eq!(bad_fields(&refused.unwrap_err()), ["parent", "page_size", "period", "level", "unit_path"]);
    }
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
