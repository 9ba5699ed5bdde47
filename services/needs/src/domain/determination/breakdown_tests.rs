use super::*;
use crate::domain::proposal_rules::ShareRounding;
use num_rational::BigRational;

fn rules() -> ProposalRules {
    ProposalRules {
        id: "test".into(),
        regulation: "test".into(),
        first_year: 2021,
        month: 3,
        day: 31,
        years_before: 1,
        statement_required: false,
        verification_required: true,
        consideration_required: true,
        disability_percent: BigRational::from_integer(2.into()),
        disability_rounding: ShareRounding::Ceil,
        twin_kinds: vec![NeedKind::CumLaude, NeedKind::Diaspora],
        twin_of: vec![NeedKind::General],
        twin_in_same_unit: false,
        most_seats: 100,
        least_pay: 1,
        most_pay: 2,
    }
}

fn row(number: i64, title: &str, kind: NeedKind, seats: i32, education: &[&str]) -> Row {
    let education = education.iter().map(|name| (*name).to_owned()).collect();
    Row { number, unit_path: "KOTA | DINAS".into(), title: title.into(), kind, seats, education }
}

fn at(n: u128, proposable: i32) -> Placement {
    Placement::At { position: Uuid::from_u128(n), proposable }
}

fn places(faults: &[Fault]) -> Vec<(i64, Field)> {
    faults.iter().map(|fault| (fault.row, fault.field)).collect()
}

#[test]
fn a_sound_breakdown_has_no_fault() {
    let rows = [
        row(1, "BIDAN", NeedKind::General, 48, &["D-III", "D-IV"]),
        row(2, "BIDAN", NeedKind::CumLaude, 1, &["D-IV", "D-III"]),
        row(3, "PERAWAT", NeedKind::Disability, 1, &["D-III"]),
    ];
    assert_eq!(row_faults(&rows, &[at(1, 49), at(1, 49), at(2, 1)], &rules()), []);
    let totals = BTreeMap::from([(NeedKind::General, 48), (NeedKind::CumLaude, 1), (NeedKind::Disability, 1)]);
    assert_eq!(total_faults(&rows, &totals, &rules()), []);
}

#[test]
fn all_faults_of_all_rows_are_told_at_once() {
    let rows = [
        row(1, "A", NeedKind::General, 0, &[]),
        row(2, "B", NeedKind::General, 101, &["X"]),
        row(3, "C", NeedKind::CumLaude, 1, &["X"]),
        row(4, "C", NeedKind::Diaspora, 1, &["Y"]),
        row(5, "C", NeedKind::General, 1, &["X"]),
        row(6, "C", NeedKind::General, 1, &["X"]),
        row(7, "D", NeedKind::General, 1, &["X"]),
    ];
    let placements =
        [Placement::NoUnit, Placement::NoJob, at(1, 3), at(1, 3), at(1, 3), at(1, 3), Placement::ClosedUnit];
    let expected = [
        (1, Field::UnitPath),
        (1, Field::Seats),
        (1, Field::Education),
        (2, Field::Title),
        (2, Field::Seats),
        (4, Field::Kind),
        (6, Field::Seats),
        (6, Field::Title),
        (7, Field::UnitPath),
    ];
    assert_eq!(places(&row_faults(&rows, &placements, &rules())), expected);
}

#[test]
fn a_twin_may_have_to_be_in_the_same_unit() {
    let twin = row(1, "A", NeedKind::General, 1, &["X"]);
    let best = Row { unit_path: "KOTA | LAIN".into(), ..row(2, "A", NeedKind::CumLaude, 1, &["X"]) };
    let (rows, placements) = ([twin, best], [at(1, 1), at(2, 1)]);
    assert_eq!(row_faults(&rows, &placements, &rules()), []);
    let strict = ProposalRules { twin_in_same_unit: true, ..rules() };
    assert_eq!(places(&row_faults(&rows, &placements, &strict)), [(2, Field::Kind)]);
}

#[test]
fn each_kind_adds_up_to_its_total() {
    let rows = [row(1, "A", NeedKind::General, 2, &["X"]), row(2, "A", NeedKind::Papua, 1, &["X"])];
    let totals = BTreeMap::from([(NeedKind::General, 3), (NeedKind::Disability, 1)]);
    let general = Fault::new(0, Field::Total(NeedKind::General), "the rows hold 2 seats, 3 are determined");
    let faults = total_faults(&rows, &totals, &rules());
    let disability = (0, Field::Total(NeedKind::Disability));
    let expected = [(0, Field::Total(NeedKind::General)), disability, (0, Field::Total(NeedKind::Papua)), disability];
    assert_eq!((places(&faults), &faults[0]), (expected.to_vec(), &general));
}

#[test]
fn what_is_published_equals_what_was_determined() {
    let determined = [
        row(1, "A", NeedKind::General, 2, &["X"]),
        row(2, "A", NeedKind::General, 1, &["Y"]),
        row(3, "B", NeedKind::General, 1, &["X"]),
    ];
    let split = [
        row(1, "B", NeedKind::General, 1, &["X"]),
        row(2, "A", NeedKind::General, 1, &["X"]),
        row(3, "A", NeedKind::General, 1, &["X"]),
        row(4, "A", NeedKind::General, 1, &["Y"]),
    ];
    assert_eq!(differences(&split, &determined), []);
    let wrong = [
        row(1, "A", NeedKind::General, 3, &["X"]),
        row(2, "A", NeedKind::General, 1, &["Z"]),
        row(3, "A", NeedKind::Papua, 1, &["X"]),
        row(4, "C", NeedKind::General, 1, &["X"]),
        row(5, "B", NeedKind::General, 0, &["X"]),
    ];
    let expected = [
        (1, Field::Seats),
        (2, Field::Education),
        (3, Field::Title),
        (4, Field::Title),
        (5, Field::Seats),
        (0, Field::Title),
        (0, Field::Title),
    ];
    assert_eq!(places(&differences(&wrong, &determined)), expected);
}

#[test]
fn a_kind_with_many_lists_of_education_is_compared_in_time() {
    let rows: Vec<Row> = (1..=20_000).map(|n| row(n, "A", NeedKind::General, 1, &[&format!("JURUSAN {n}")])).collect();
    let (begun, backwards) = (std::time::Instant::now(), rows.iter().rev().cloned().collect::<Vec<_>>());
    assert_eq!(differences(&backwards, &rows), []);
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}
