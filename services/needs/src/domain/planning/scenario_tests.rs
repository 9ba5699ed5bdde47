use super::*;
use crate::domain::{planning_tree::Node, workload::Rounding};

fn tree() -> PlanningTree {
    let node = |id: u128, parent: Option<u128>, sector: &str| Node {
        id: Uuid::from_u128(id),
        parent: parent.map(Uuid::from_u128),
        path: id.to_string(),
        sector: sector.into(),
        create_time: Timestamp::UNIX_EPOCH,
    };
    PlanningTree::new(vec![
        node(1, None, ""),
        node(2, Some(1), "health"),
        node(3, Some(2), "health"),
        node(4, Some(1), "tourism"),
    ])
}

fn rules() -> PlanningRules {
    PlanningRules {
        id: "test".into(),
        valid_from: Date::constant(2024, 1, 1),
        spread: Spread::FirstYear,
        surplus: Surplus::AbsorbsExits,
        population_sectors: vec!["health".into()],
        retirement_on_first_of_month: true,
    }
}

fn assumptions() -> Assumptions {
    Assumptions::default()
}

/// The post of vector R1, 2.1760 people, with as many people as it needs.
fn r1(unit: u128) -> Subject {
    let fte = exact::parse("2.176").ok();
    let today = Today { full_time_equivalent: fte, rounding: Rounding::HalfUp, required: 2, minimum: 0 };
    Subject { unit: Uuid::from_u128(unit), today, incumbents: 2, retirements: [0; YEARS] }
}

fn required(assumptions: &Assumptions, unit: u128) -> [u64; YEARS] {
    let (tree, rules) = (tree(), rules());
    Forecast::new(assumptions, &rules, &tree).project(&r1(unit)).years.map(|year| year.required)
}

#[test]
fn the_population_grows_every_year_where_work_follows_it() {
    let grows = Assumptions { growth: Percent::growth("7.5").unwrap(), ..assumptions() };
    // 2.1760 × 1.075² is 2.5146…: the second year is the first past 14.9 %.
    assert_eq!(required(&grows, 2), [2, 3, 3, 3, 3]);
    assert_eq!(required(&grows, 4), [2; 5]);
    let tourism = Assumptions { population_sectors: vec!["tourism".into()], ..grows };
    assert_eq!((required(&tourism, 2), required(&tourism, 4)), ([2; 5], [2, 3, 3, 3, 3]));
}

#[test]
fn workload_changes_hold_below_their_unit_and_are_multiplied() {
    let change =
        |target, percent: &str, from_year| Change { target, percent: Percent::change(percent).unwrap(), from_year };
    let below = |changes| Assumptions { changes, ..assumptions() };
    let unit = |id| Target::Unit(Uuid::from_u128(id));
    let later = below(vec![change(unit(2), "15", 3)]);
    assert_eq!((required(&later, 3), required(&later, 4)), ([2, 2, 3, 3, 3], [2; 5]));
    let both = below(vec![change(unit(1), "10", 1), change(Target::Sector("health".into()), "10", 2)]);
    assert_eq!((required(&both, 3), required(&both, 4)), ([2, 3, 3, 3, 3], [2; 5]));
    assert_eq!(required(&below(vec![change(unit(4), "-100", 5)]), 4), [2, 2, 2, 2, 0]);
}

#[test]
fn frozen_years_are_counted_from_one() {
    let (tree, rules) = (tree(), rules());
    let frozen = Assumptions { freeze_years: vec![1], ..assumptions() };
    let subject = Subject { incumbents: 1, ..r1(2) };
    let found = Forecast::new(&frozen, &rules, &tree).project(&subject);
    assert_eq!(found.years.map(|year| year.need), [0, 1, 0, 0, 0]);
}

#[test]
fn percentages_have_bounds() {
    for good in ["0", "-50", "100", "1.25"] {
        assert_eq!(Percent::growth(good).unwrap().as_str(), good);
    }
    for bad in ["-50.01", "100.1", "x", "1,5", "0.0000000000000000001"] {
        assert!(Percent::growth(bad).is_err(), "{bad}");
    }
    assert!(Percent::change("").is_err() && Percent::change("-0.0").unwrap().is_zero());
}
