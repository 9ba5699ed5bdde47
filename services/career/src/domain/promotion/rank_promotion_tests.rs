#![allow(clippy::unwrap_used)]

use super::*;
use crate::rulesets;
use jiff::civil::date;

fn rules() -> PromotionRules {
    rulesets::promotion::find("promotion-bkn-4-2025").unwrap()
}

fn grade(text: &str) -> Grade {
    Grade::parse(text).unwrap()
}

fn proposed(from: &str) -> RankPromotion {
    let from = grade(from);
    RankPromotion {
        id: Uuid::nil(),
        servant: Uuid::nil(),
        kind: PromotionKind::Regular,
        echelon: String::new(),
        from,
        to: from.next().unwrap(),
        effective: date(2025, 4, 1),
        state: PromotionState::Proposed,
        ruleset: String::new(),
        grounds: Vec::new(),
        approval: None,
        decree: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

fn held(rank: &str, years: i32, months: i32) -> RankHeld {
    RankHeld {
        id: Uuid::nil(),
        servant: Uuid::nil(),
        rank: Rank::Pns(grade(rank)),
        kind: "211".into(),
        start: date(2021, 4, 1),
        end: None,
        service_years: years,
        service_months: months,
        decree_number: String::new(),
        decree_date: None,
        record_time: Timestamp::UNIX_EPOCH,
        superseded_time: None,
    }
}

fn paper() -> Paper {
    Paper { number: "1/SK".into(), date: date(2025, 3, 20) }
}

#[test]
fn a_decree_follows_an_approval_and_gives_the_rank() {
    let (now, mut promotion) = (Timestamp::UNIX_EPOCH, proposed("III/a"));
    let early = promotion.grant(&rules(), &held("III/a", 0, 0), Uuid::nil(), paper(), now);
    assert_eq!(early, Err(PromotionRefusal::State(PromotionState::Proposed)));
    assert_eq!(promotion.approve(paper(), now), Ok(()));
    assert_eq!(promotion.approve(paper(), now), Err(PromotionRefusal::State(PromotionState::Approved)));
    let rank = promotion.grant(&rules(), &held("III/a", 1, 3), Uuid::nil(), paper(), now).unwrap();
    assert_eq!((rank.rank.as_str(), rank.start, rank.kind.as_str()), ("III/b", date(2025, 4, 1), "101"));
    assert_eq!((rank.service_years, rank.service_months), (5, 3));
    assert_eq!(promotion.reject(now), Err(PromotionRefusal::State(PromotionState::Granted)));
}

#[test]
fn leaving_a_class_of_ranks_costs_years_of_service_in_grade() {
    let table = [("I/d", 4, 0, (2, 0)), ("II/d", 4, 6, (3, 6)), ("II/d", 0, 0, (0, 0)), ("III/d", 4, 0, (8, 0))];
    for (rank, years, months, expected) in table {
        let length = service_in_grade(&rules(), &held(rank, years, months), date(2025, 4, 1)).unwrap();
        assert_eq!((length.years, length.months), expected, "{rank} {years}/{months}");
    }
}

#[test]
fn a_rank_that_changed_meanwhile_is_not_promoted_from() {
    let (now, mut promotion) = (Timestamp::UNIX_EPOCH, proposed("III/a"));
    promotion.approve(paper(), now).unwrap();
    assert_eq!(
        promotion.grant(&rules(), &held("III/b", 0, 0), Uuid::nil(), paper(), now),
        Err(PromotionRefusal::RankChanged)
    );
    let over = RankHeld { end: Some(date(2025, 12, 31)), ..held("III/a", 0, 0) };
    assert_eq!(promotion.grant(&rules(), &over, Uuid::nil(), paper(), now), Err(PromotionRefusal::RankChanged));
    let later = RankHeld { start: date(2025, 5, 1), ..held("III/a", 0, 0) };
    assert_eq!(promotion.grant(&rules(), &later, Uuid::nil(), paper(), now), Err(PromotionRefusal::RankChanged));
    assert_eq!(promotion.state, PromotionState::Approved, "nothing changed");
}

#[test]
fn a_rejection_ends_it() {
    for approved in [false, true] {
        let mut promotion = proposed("III/a");
        if approved {
            promotion.approve(paper(), Timestamp::UNIX_EPOCH).unwrap();
        }
        promotion.reject(Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(promotion.state, PromotionState::Rejected);
        let again = promotion.approve(paper(), Timestamp::UNIX_EPOCH);
        assert_eq!(again, Err(PromotionRefusal::State(PromotionState::Rejected)));
    }
}
