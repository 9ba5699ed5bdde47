#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{rating::Expectation, skp_rules::tests::rules};
use jiff::civil::date;

const GOOD: Ratings = Ratings { result: Expectation::Meets, behaviour: Expectation::Meets };
const BEST: Ratings = Ratings { result: Expectation::Above, behaviour: Expectation::Above };
const SERVING: ServiceTime = ServiceTime { first: date(2020, 1, 1), last: None };

fn plan(stage: SkpStage) -> SkpPlan {
    SkpPlan {
        id: Uuid::nil(),
        stage,
        servant: "siti".into(),
        year: 2025,
        superior: "budi".into(),
        appeal_to: "dewi".into(),
        unit: "unit".into(),
        approach: Some(SkpApproach::Quantitative),
        ratings: None,
        object_until: None,
        silence_accepts: false,
        ruleset: "example".into(),
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn each_step_is_that_of_its_party_only() {
    let plan = plan(SkpStage::Draft);
    for (step, whose) in [
        (SkpMove::Submit, "siti"),
        (SkpMove::Progress, "siti"),
        (SkpMove::Accept, "siti"),
        (SkpMove::Object, "siti"),
        (SkpMove::Agree, "budi"),
        (SkpMove::RateYear, "budi"),
        (SkpMove::Decide, "dewi"),
    ] {
        for who in ["siti", "budi", "dewi", "adi"] {
            assert_eq!(plan.must_be_part_of(step, who).is_ok(), who == whose, "{step:?} by {who}");
        }
    }
    let nobody = SkpPlan { appeal_to: String::new(), ..plan };
    assert_eq!(nobody.must_be_part_of(SkpMove::Decide, ""), Err(SkpRefusal::NoAppeal));
}

#[test]
fn the_parties_are_three_people() {
    assert_eq!(must_differ("siti", "budi", "dewi"), Ok(()));
    assert_eq!(must_differ("siti", "budi", ""), Ok(()));
    for (servant, superior, appeal) in [("siti", "siti", ""), ("siti", "budi", "siti"), ("siti", "budi", "budi")] {
        assert_eq!(must_differ(servant, superior, appeal), Err(SkpRefusal::SamePerson));
    }
}

#[test]
fn a_period_is_worked_on_once_begun_and_rated_once_it_ends() {
    let mut plan = plan(SkpStage::Agreed);
    let early = plan.progress(2, false, date(2025, 3, 31), &rules());
    assert_eq!(early, Err(SkpRefusal::OutsideCycle("the period has not begun")));
    plan.progress(2, false, date(2025, 4, 1), &rules()).unwrap();
    assert_eq!(plan.stage, SkpStage::Running);
    let early = plan.rate_period(2, SERVING, date(2025, 6, 24), &rules());
    assert_eq!(early, Err(SkpRefusal::OutsideCycle("the period is not over")));
    plan.rate_period(2, SERVING, date(2025, 6, 25), &rules()).unwrap();
    plan.rate_period(2, SERVING, date(2025, 7, 9), &rules()).unwrap();
    assert_eq!(plan.stage, SkpStage::PeriodRated);
    for absurd in [0, 5, i32::MAX] {
        let refused = plan.rate_period(absurd, SERVING, date(2026, 1, 1), &rules());
        assert!(matches!(refused, Err(SkpRefusal::OutsideCycle(_))));
    }
    let rewritten = plan.progress(2, true, date(2025, 7, 9), &rules());
    assert_eq!(rewritten, Err(SkpRefusal::OutsideCycle("the period is rated")));
    let newcomer = ServiceTime { first: date(2025, 7, 1), last: None };
    let before = plan.rate_period(2, newcomer, date(2025, 7, 9), &rules());
    assert_eq!(before, Err(SkpRefusal::OutsideCycle("the servant does not serve in that period")));
}

#[test]
fn the_year_is_rated_in_its_time_and_after_a_period() {
    let mut plan = plan(SkpStage::PeriodRated);
    let early = plan.rate_year(GOOD, (SERVING, 4), date(2025, 11, 30), &rules());
    assert_eq!(early, Err(SkpRefusal::OutsideCycle("the year cannot be rated yet")));
    let unseen = plan.rate_year(GOOD, (SERVING, 0), date(2025, 12, 1), &rules());
    assert_eq!(unseen, Err(SkpRefusal::OutsideCycle("too few periods of the year are rated")));
    assert_eq!((plan.stage, plan.ratings), (SkpStage::PeriodRated, None));
    plan.rate_year(GOOD, (SERVING, 1), date(2025, 12, 1), &rules()).unwrap();
    assert_eq!(
        (plan.stage, plan.ratings, plan.object_until),
        (SkpStage::YearRated, Some(GOOD), Some(date(2025, 12, 15)))
    );
    let again = plan.rate_year(BEST, (SERVING, 4), date(2026, 1, 1), &rules());
    assert_eq!(again, Err(SkpRefusal::Stage(SkpStage::YearRated)));
}

#[test]
fn an_objection_comes_by_its_last_day_and_is_decided() {
    let rated = SkpPlan { ratings: Some(GOOD), object_until: Some(date(2026, 1, 24)), ..plan(SkpStage::YearRated) };
    assert_eq!(rated.clone().object(date(2026, 1, 25)), Err(SkpRefusal::ObjectionClosed));
    let mut plan = rated;
    plan.object(date(2026, 1, 24)).unwrap();
    assert_eq!(plan.take(SkpMove::Accept), Err(SkpRefusal::Stage(SkpStage::Objected)));
    plan.decide(BEST).unwrap();
    assert_eq!((plan.stage, plan.ratings), (SkpStage::Decided, Some(BEST)));
    assert_eq!(plan.decide(GOOD), Err(SkpRefusal::Stage(SkpStage::Decided)));
}

#[test]
fn another_superior_begins_what_is_not_agreed_again() {
    let mut open = plan(SkpStage::Submitted);
    open.reassign("adi".into(), "dewi".into(), None).unwrap();
    assert_eq!((open.stage, open.superior.as_str()), (SkpStage::Draft, "adi"));
    let mut named = plan(SkpStage::Submitted);
    named.reassign("budi".into(), "adi".into(), None).unwrap();
    assert_eq!((named.stage, named.appeal_to.as_str()), (SkpStage::Submitted, "adi"));
    let mut agreed = plan(SkpStage::Running);
    agreed.reassign("adi".into(), String::new(), None).unwrap();
    assert_eq!((agreed.stage, agreed.appeal_to.as_str()), (SkpStage::Running, ""));
    assert_eq!(agreed.reassign("siti".into(), String::new(), None), Err(SkpRefusal::SamePerson));
    let mut settled = plan(SkpStage::Accepted);
    assert_eq!(settled.reassign("adi".into(), "dewi".into(), None), Err(SkpRefusal::Stage(SkpStage::Accepted)));
}

#[test]
fn while_an_objection_waits_the_superior_stays_and_who_rated_does_not_decide() {
    let mut objected = plan(SkpStage::Objected);
    let moved = objected.reassign("adi".into(), "dewi".into(), Some("budi"));
    assert_eq!(moved, Err(SkpRefusal::Stage(SkpStage::Objected)));
    let own = objected.reassign("budi".into(), "rina".into(), Some("rina"));
    assert_eq!(own, Err(SkpRefusal::SamePerson));
    objected.reassign("budi".into(), "adi".into(), Some("budi")).unwrap();
    assert_eq!((objected.stage, objected.appeal_to.as_str()), (SkpStage::Objected, "adi"));
}

#[test]
fn the_superior_sets_a_plan_that_the_servant_does_not_bring_to_agreement() {
    for stage in [SkpStage::Draft, SkpStage::Submitted, SkpStage::Clarification] {
        let mut plan = plan(stage);
        let early = plan.settle(date(2024, 12, 1), date(2025, 1, 31), &rules());
        assert_eq!(early, Err(SkpRefusal::OutsideCycle("the servant still has time to write the plan")));
        let asked_late = plan.settle(date(2025, 6, 1), date(2025, 7, 1), &rules());
        assert_eq!(asked_late, early, "thirty days from when the servant was asked");
        plan.settle(date(2025, 6, 1), date(2025, 7, 2), &rules()).unwrap();
        assert_eq!(plan.stage, SkpStage::Agreed);
    }
    let mut agreed = plan(SkpStage::Agreed);
    let needless = agreed.settle(date(2025, 1, 1), date(2025, 7, 2), &rules());
    assert_eq!(needless, Err(SkpRefusal::Stage(SkpStage::Agreed)));
}
