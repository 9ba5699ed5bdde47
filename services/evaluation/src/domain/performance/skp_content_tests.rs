#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::skp_rules::tests::rules;

fn indicator(aspect: Option<SkpAspect>, target: Target) -> PlannedIndicator {
    PlannedIndicator { id: Uuid::nil(), aspect, title: "Jumlah laporan".into(), target }
}

fn number() -> PlannedIndicator {
    indicator(Some(SkpAspect::Quantity), Target::Number(Quantity(12_000), "laporan".into()))
}

fn result(kind: ResultKind, indicators: Vec<PlannedIndicator>) -> PlannedResult {
    PlannedResult { id: Uuid::nil(), kind, title: "Laporan".into(), superior_result: None, indicators }
}

#[test]
fn quantities_are_exact() {
    for (text, thousandths, shown) in [
        ("12", 12_000, "12"),
        ("12.5", 12_500, "12.5"),
        ("0.125", 125, "0.125"),
        ("0", 0, "0"),
        ("100.00", 100_000, "100"),
    ] {
        assert_eq!(Quantity::parse(text), Ok(Quantity(thousandths)), "{text}");
        assert_eq!(Quantity(thousandths).render(), shown);
    }
    for bad in ["", "-1", "1,5", "1e3", "0.0001", "9999999999999999999999", "dua"] {
        assert!(Quantity::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn percents_are_rounded_once_half_up() {
    assert_eq!(Quantity(12_000).percent_of(Quantity(12_000)).unwrap(), "100.00");
    assert_eq!(Quantity(1_000).percent_of(Quantity(3_000)).unwrap(), "33.33");
    assert_eq!(Quantity(2_000).percent_of(Quantity(3_000)).unwrap(), "66.67");
    assert_eq!(Quantity(1).percent_of(Quantity(800)).unwrap(), "0.13");
    assert_eq!(Quantity(1).percent_of(Quantity(0)), None);
}

#[test]
fn the_approach_asks_for_numbers_with_aspects_or_for_words() {
    let words = || indicator(None, Target::Words("Selesai sebelum Maret".into()));
    let nameless = indicator(None, Target::Number(Quantity(1), "laporan".into()));
    let results = [result(ResultKind::Main, vec![number(), words(), nameless])];
    let found = misfits(SkpApproach::Quantitative, &results);
    let fields: Vec<_> = found.iter().map(|one| (one.result, one.indicator, one.field)).collect();
    assert_eq!(fields, [(0, 1, "target"), (0, 1, "aspect"), (0, 2, "aspect")]);
    let found = misfits(SkpApproach::Qualitative, &results);
    let fields: Vec<_> = found.iter().map(|one| (one.indicator, one.field)).collect();
    assert_eq!(fields, [(0, "target_text"), (2, "target_text")]);
}

#[test]
fn a_plan_is_complete_with_main_results_indicators_and_the_superiors_results() {
    let lonely = [result(ResultKind::Main, vec![number()])];
    assert_eq!(must_be_complete(&lonely, false, &rules()), Ok(()));
    assert!(matches!(must_be_complete(&lonely, true, &rules()), Err(SkpRefusal::Incomplete(_))));
    let loose = SkpRules { cascade_main: false, ..rules() };
    assert_eq!(must_be_complete(&lonely, true, &loose), Ok(()));
    let mut cascaded = lonely;
    cascaded[0].superior_result = Some(Uuid::nil());
    assert_eq!(must_be_complete(&cascaded, true, &rules()), Ok(()));
    let side = [result(ResultKind::Additional, vec![number()])];
    assert!(matches!(must_be_complete(&side, false, &rules()), Err(SkpRefusal::Incomplete(_))));
    let bare = [result(ResultKind::Main, vec![])];
    assert!(matches!(must_be_complete(&bare, false, &rules()), Err(SkpRefusal::Incomplete(_))));
    assert!(must_be_complete(&[], false, &rules()).is_err());
}

#[test]
fn aspects_and_kinds_read_back() {
    for aspect in SkpAspect::ALL {
        assert_eq!(SkpAspect::parse(aspect.as_str()), Some(aspect));
    }
    assert_eq!((SkpAspect::parse("keindahan"), ResultKind::parse("main")), (None, Some(ResultKind::Main)));
}
