#![allow(clippy::unwrap_used)]

use super::*;
use crate::rulesets;
use jiff::civil::date;

fn rules() -> AllowanceRules {
    rulesets::allowance::all("allowance-example-p").unwrap().remove(0)
}

fn input(rating: Rating, days: i32) -> AllowanceInput {
    let absence = Absence { code: "unexcused_day".into(), count: days };
    AllowanceInput {
        job_class: 8,
        class_source: "post".into(),
        title: "Analis".into(),
        unit_path: "Dinas Kesehatan".into(),
        rating,
        rating_source: "evaluation".into(),
        probation: false,
        absences: if days > 0 { vec![absence] } else { Vec::new() },
        punishments: Vec::new(),
    }
}

fn paid(rules: &AllowanceRules, input: &AllowanceInput) -> i64 {
    compute(rules, input).unwrap().rupiah
}

/// The vector of section 5.7 of the rules, and its neighbours: 4,000,000; policy P.
#[test]
fn productivity_and_discipline() {
    let table = [
        (Rating::Baik, 2, 3_904_000),
        (Rating::Baik, 0, 4_000_000),
        (Rating::SangatBaik, 0, 4_000_000),
        (Rating::ButuhPerbaikan, 0, 3_520_000),
        (Rating::Kurang, 0, 3_040_000),
        (Rating::SangatKurang, 1, 2_512_000),
        (Rating::Baik, 31, 2_512_000),
    ];
    for (rating, days, rupiah) in table {
        assert_eq!(paid(&rules(), &input(rating, days)), rupiah, "{rating:?} {days}");
    }
    let much = Absence { code: "late".into(), count: 31 };
    let absences = vec![Absence { code: "unexcused_day".into(), count: 31 }, much];
    let nothing_kept = AllowanceInput { absences, ..input(Rating::Baik, 0) };
    assert_eq!(paid(&rules(), &nothing_kept), 2_400_000, "discipline never falls below nothing");
}

#[test]
fn each_factor_is_shown_with_its_source() {
    let computed = compute(&rules(), &input(Rating::Baik, 2)).unwrap();
    let names: Vec<&str> = computed.figures.iter().map(|figure| figure.name.as_str()).collect();
    let expected = [
        "job_class",
        "class_allowance",
        "fiscal_index",
        "construction_index",
        "government_index",
        "basic",
        "entitlement",
        "rating",
        "rating_percent",
        "productivity_percent",
        "productivity",
        "unexcused_day",
        "discipline_kept_percent",
        "discipline",
        "exact",
        "rupiah",
    ];
    assert_eq!(names, expected);
    assert!(computed.figures.iter().all(|figure| !figure.source.is_empty()));
    let value = |name: &str| computed.figures.iter().find(|one| one.name == name).unwrap().value.clone();
    assert_eq!([value("productivity"), value("discipline")], ["2400000", "1504000"]);
}

#[test]
fn indices_and_criteria_multiply_exactly_and_are_rounded_once() {
    let mut rules = rules();
    rules.fiscal_index = exact::parse("0.333").unwrap();
    rules.construction_index = exact::parse("1.0001").unwrap();
    // 4,000,000 × 0.333 × 1.0001 = 1,332,133.2
    assert_eq!(paid(&rules, &input(Rating::Baik, 0)), 1_332_133);
    rules.government_index = exact::parse("1.0000003").unwrap();
    // 1,332,133.59964…
    assert_eq!(paid(&rules, &input(Rating::Baik, 0)), 1_332_134);
    rules.rounding = Rounding::Down;
    assert_eq!(paid(&rules, &input(Rating::Baik, 0)), 1_332_133);
}

#[test]
fn criteria_are_of_posts_and_units() {
    let scarce = AllowanceInput { title: "Dokter Ahli Utama".into(), ..input(Rating::Baik, 0) };
    assert_eq!(paid(&rules(), &scarce), 4_400_000);
    let far = |path: &str| AllowanceInput { unit_path: path.into(), ..input(Rating::Baik, 0) };
    assert_eq!(paid(&rules(), &far("Kecamatan Kepulauan")), 4_200_000);
    assert_eq!(paid(&rules(), &far("Kecamatan Kepulauan | Kelurahan Satu")), 4_200_000);
    assert_eq!(paid(&rules(), &far("Kecamatan Kepulauan Baru")), 4_000_000);
}

#[test]
fn probation_and_punishments_cut() {
    let probation = AllowanceInput { probation: true, ..input(Rating::Baik, 0) };
    assert_eq!(paid(&rules(), &probation), 3_200_000);
    let punished = |code: &str| AllowanceInput { punishments: vec![code.into()], ..input(Rating::Baik, 0) };
    assert_eq!((paid(&rules(), &punished("24")), paid(&rules(), &punished("2"))), (3_000_000, 4_000_000));
}

#[test]
fn what_the_ruleset_does_not_state_is_refused() {
    let unknown = AllowanceInput { job_class: 18, ..input(Rating::Baik, 0) };
    assert_eq!(compute(&rules(), &unknown), Err(AllowanceRefusal::NotStated("class 18".into())));
    let absences = vec![Absence { code: "dancing".into(), count: 1 }];
    let unknown = AllowanceInput { absences, ..input(Rating::Baik, 0) };
    assert_eq!(compute(&rules(), &unknown), Err(AllowanceRefusal::NotStated("absence dancing".into())));
}

#[test]
fn an_instansi_has_its_own_rules_from_their_day_on() {
    let example = rules();
    let of = |id: &str, day| AllowanceRules {
        id: id.into(),
        valid_from: day,
        instansi: vec!["6571".into()],
        ..example.clone()
    };
    let all = [example.clone(), of("old", date(2023, 1, 1)), of("new", date(2025, 1, 1))];
    let found = |instansi: &str, day| rules_on(&all, instansi, &example.id, day).map(|rules| rules.id.as_str());
    assert_eq!(found("6571", date(2025, 1, 1)), Some("new"));
    assert_eq!(found("6571", date(2024, 12, 31)), Some("old"));
    assert_eq!(found("6571", date(2022, 1, 1)), Some("allowance-example-p"));
    assert_eq!(found("6572", date(2025, 1, 1)), Some("allowance-example-p"));
    assert_eq!(found("6572", date(2019, 12, 31)), None);
}
