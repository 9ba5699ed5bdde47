#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::course::{CourseKind, Mode};
use jiff::civil::date;
use proptest::prelude::*;

fn rules() -> TrainingRules {
    TrainingRules::sample()
}

fn course(number: u128, code: &str, level: u8, rupiah: i64) -> Course {
    Course {
        id: Uuid::from_u128(number),
        code: format!("K-{number}"),
        title: "x".into(),
        kind: CourseKind::Technical,
        activity: 3,
        teaching: Some(Teaching { dictionary: "d".into(), code: code.into(), level }),
        hours: 10,
        rupiah,
        provider: "BPSDM".into(),
        mode: Mode::Classical,
        retire_time: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    }
}

fn wanted(servant: u128, code: &str, priority: i64) -> Wanted {
    Wanted {
        servant: Uuid::from_u128(servant),
        gap: Uuid::from_u128(1_000 + servant),
        dictionary: "d".into(),
        code: code.into(),
        standard: 3,
        achieved: Some(1),
        priority,
        open_date: date(2025, 1, 1),
        employment: Employment::Pns,
        hours: 0,
    }
}

fn reasons(choice: &Choice) -> Vec<(u128, ItemReason)> {
    choice.items.iter().map(|item| (item.wanted.servant.as_u128(), item.reason)).collect()
}

#[test]
fn the_largest_priorities_come_in_as_far_as_the_budget_reaches() {
    use ItemReason::{BudgetUsedUp, Included};
    let courses = [course(1, "A", 3, 400), course(2, "B", 3, 700), course(3, "C", 3, 200)];
    let all = vec![wanted(1, "A", 2_000), wanted(2, "B", 1_500), wanted(3, "C", 1_000), wanted(4, "A", 3_000)];
    let choice = choose(all, &courses, &[], 1_000, &rules());
    assert_eq!(reasons(&choice), [(4, Included), (1, Included), (2, BudgetUsedUp), (3, Included)]);
    assert_eq!((choice.rupiah, choice.value), (1_000, 6_000));
    assert_eq!(choice.items[2].explanation, "costs Rp 700, and Rp 200 of the budget are left");
    assert_eq!(choice.bound, 6_000, "and no plan is worth more");
}

#[test]
fn what_no_plan_passes_is_told_with_the_plan() {
    let courses = [course(1, "A", 3, 1_000), course(2, "B", 3, 500)];
    let all = vec![wanted(1, "A", 3_000), wanted(2, "B", 2_000), wanted(3, "B", 2_000)];
    let choice = choose(all, &courses, &[], 1_000, &rules());
    assert_eq!((choice.value, choice.bound), (3_000, 4_000), "two smaller ones would be worth more");
}

#[test]
fn a_gap_gets_the_course_that_leads_to_the_standard_at_the_least_cost() {
    let courses = [course(1, "A", 2, 100), course(2, "A", 3, 900), course(3, "A", 4, 800), course(4, "A", 1, 1)];
    let choice = choose(vec![wanted(1, "A", 1_000)], &courses, &[], 10_000, &rules());
    assert_eq!(choice.items[0].course, Some(Uuid::from_u128(3)));
    let choice = choose(vec![wanted(1, "A", 1_000)], &courses[..1], &[], 10_000, &rules());
    assert_eq!(choice.items[0].course, Some(Uuid::from_u128(1)), "a step on the way is better than none");
    let choice = choose(vec![wanted(1, "A", 1_000)], &courses[3..], &[], 10_000, &rules());
    assert_eq!((choice.items[0].reason, choice.items[0].course), (ItemReason::NoCourse, None));
}

#[test]
fn ties_go_to_the_cheaper_course_then_to_the_older_gap_then_to_the_older_record() {
    let courses = [course(1, "A", 3, 400), course(2, "B", 3, 300)];
    let older = Wanted { open_date: date(2024, 1, 1), ..wanted(4, "A", 1_000) };
    let all = vec![wanted(3, "A", 1_000), wanted(2, "A", 1_000), older, wanted(5, "B", 1_000)];
    let choice = choose(all, &courses, &[], 10_000, &rules());
    let order: Vec<u128> = reasons(&choice).into_iter().map(|(servant, _)| servant).collect();
    assert_eq!(order, [5, 4, 2, 3]);
}

#[test]
fn equivalent_courses_and_the_cap_keep_gaps_out() {
    use ItemReason::{Included, OverCap, RecentEquivalent, TakesPart};
    let courses = [course(1, "A", 3, 100), course(2, "B", 3, 100), course(3, "C", 3, 100)];
    let teaching = |level| Teaching { dictionary: "d".into(), code: "A".into(), level };
    let taken = [
        Taken { servant: Uuid::from_u128(1), teaching: teaching(3), ended: Some(date(2024, 11, 1)) },
        Taken { servant: Uuid::from_u128(2), teaching: teaching(2), ended: Some(date(2024, 11, 1)) },
        Taken { servant: Uuid::from_u128(3), teaching: teaching(4), ended: None },
    ];
    let employee = |code, priority| Wanted { employment: Employment::Pppk, ..wanted(4, code, priority) };
    let all = vec![
        wanted(1, "A", 9_000),
        wanted(2, "A", 8_000),
        wanted(3, "A", 7_000),
        employee("A", 6_000),
        employee("B", 5_000),
        employee("C", 4_000),
    ];
    let choice = choose(all, &courses, &taken, 10_000, &rules());
    let expected = [(1, RecentEquivalent), (2, Included), (3, TakesPart), (4, Included), (4, Included), (4, OverCap)];
    assert_eq!(reasons(&choice), expected, "a lower level is no equivalent; 30 hours are 6 over the cap");
    assert_eq!(choice.items[5].explanation, "6 hours over the cap of 24 a year");
}

#[test]
fn a_plan_is_approved_once_and_compared_after_that() {
    let mut plan = TrainingPlan {
        id: Uuid::nil(),
        display_name: "2026".into(),
        year: 2026,
        unit: String::new(),
        sector: String::new(),
        budget: 0,
        rupiah: 0,
        included: 0,
        excluded: 0,
        value: 0,
        bound: 0,
        ruleset: "r".into(),
        approve_time: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    };
    assert_eq!(plan.must_be_approved(), Err(PlanRefusal::Draft));
    assert_eq!(plan.approve(Timestamp::UNIX_EPOCH), Ok(()));
    assert_eq!((plan.approve(Timestamp::UNIX_EPOCH), plan.must_be_approved()), (Err(PlanRefusal::Approved), Ok(())));
}

#[test]
fn names_in_tables_read_back() {
    for (reason, text) in ItemReason::ALL {
        assert_eq!((ItemReason::parse(text), reason.as_str()), (Some(reason), text));
    }
}

proptest! {
    /// No choice of gaps is worth more than the bound, and the plan keeps to the budget.
    #[test]
    fn the_bound_holds(
        figures in proptest::collection::vec((0_i64..50, 0_i64..50), 0..9),
        budget in 0_i64..120,
    ) {
        let courses: Vec<Course> =
            (0_u128..).zip(&figures).map(|(nth, (_, cost))| course(nth, &nth.to_string(), 3, *cost)).collect();
        let all: Vec<Wanted> =
            (0_u128..).zip(&figures).map(|(nth, (worth, _))| wanted(nth, &nth.to_string(), *worth)).collect();
        let choice = choose(all, &courses, &[], budget, &rules());
        prop_assert!(choice.rupiah <= budget && choice.value <= choice.bound);
        for subset in 0_usize..1 << figures.len() {
            let chosen = figures.iter().enumerate().filter(|(nth, _)| (subset >> nth) & 1 == 1);
            let (worth, cost) = chosen.fold((0, 0), |sum, (_, one)| (sum.0 + one.0, sum.1 + one.1));
            prop_assert!(cost > budget || worth <= choice.bound, "{worth} for {cost}");
        }
    }
}
