use super::*;
use num_bigint::BigInt;
use proptest::prelude::*;

const NOW: Policy = Policy { spread: Spread::FirstYear, surplus: Surplus::AbsorbsExits, frozen: [false; YEARS] };

fn steady(required: u64, incumbents: u64, retirements: [u64; YEARS]) -> Outlook {
    Outlook { required: [required; YEARS + 1], incumbents, retirements }
}

fn needs(projection: &Projection) -> [u64; YEARS] {
    projection.years.map(|year| year.need)
}

#[test]
fn published_vectors_hold() {
    let p1 = project(&steady(40, 31, [2, 3, 1, 4, 2]), &NOW);
    assert_eq!((p1.shortage, needs(&p1), p1.need()), (9, [11, 3, 1, 4, 2], 21));
    let p2 = project(&steady(30, 34, [1; YEARS]), &NOW);
    assert_eq!((p2.surplus, needs(&p2), p2.years.map(|year| year.absorbed)), (4, [0, 0, 0, 0, 1], [1, 1, 1, 1, 0]));
    let replaced = project(&steady(30, 34, [1; YEARS]), &Policy { surplus: Surplus::ExitsReplaced, ..NOW });
    assert_eq!(needs(&replaced), [1; YEARS]);
}

#[test]
fn the_shortage_is_spread_as_the_policy_says() {
    let p1 = steady(40, 31, [2, 3, 1, 4, 2]);
    let table = [
        (Spread::FirstYear, [9, 0, 0, 0, 0], [11, 3, 1, 4, 2]),
        (Spread::Even, [2, 2, 2, 2, 1], [4, 5, 3, 6, 3]),
        (Spread::Weighted([50, 30, 20, 0, 0]), [4, 3, 2, 0, 0], [6, 6, 3, 4, 2]),
    ];
    for (spread, allocated, need) in table {
        let projection = project(&p1, &Policy { spread, ..NOW });
        assert_eq!(projection.years.map(|year| year.allocated), allocated, "{spread:?}");
        assert_eq!((needs(&projection), projection.need()), (need, 21), "{spread:?}");
    }
}

#[test]
fn years_without_hiring_hand_their_need_on() {
    let frozen = [true, true, false, false, true];
    let projection = project(&steady(40, 31, [2, 3, 1, 4, 2]), &Policy { frozen, ..NOW });
    assert_eq!(needs(&projection), [0, 0, 15, 4, 0]);
    assert_eq!(projection.years.map(|year| year.carried), [11, 14, 0, 0, 2]);
}

#[test]
fn growth_adds_posts_and_decline_frees_people() {
    let grows = Outlook { required: [4, 5, 5, 6, 6, 6], incumbents: 4, retirements: [0, 1, 0, 0, 0] };
    assert_eq!(needs(&project(&grows, &NOW)), [1, 1, 1, 0, 0]);
    let falls = Outlook { required: [6, 4, 4, 4, 4, 5], incumbents: 6, retirements: [1, 0, 0, 0, 1] };
    assert_eq!(needs(&project(&falls, &NOW)), [0, 0, 0, 0, 1]);
    let replaced = project(&falls, &Policy { surplus: Surplus::ExitsReplaced, ..NOW });
    assert_eq!(needs(&replaced), [1, 0, 0, 0, 1]);
    // People who are too many today fill the posts that grow before anybody is hired.
    let surplus = Outlook { required: [4, 6, 6, 6, 6, 6], incumbents: 5, retirements: [0; YEARS] };
    assert_eq!(needs(&project(&surplus, &Policy { surplus: Surplus::ExitsReplaced, ..NOW })), [1, 0, 0, 0, 0]);
}

fn today(fte: &str, required: u64) -> Today {
    let full_time_equivalent = Some(exact::parse(fte).unwrap());
    Today { full_time_equivalent, rounding: Rounding::HalfUp, required, minimum: 0 }
}

fn percent(percent: i64) -> BigRational {
    BigRational::new(BigInt::from(100 + percent), BigInt::from(100))
}

/// Vector R1: one more post appears only past +14.9 %.
#[test]
fn growth_is_scaled_exactly_and_rounded_once() {
    let r1 = today("2.176", 2);
    for (growth, posts) in [(0, 2), (10, 2), (14, 2), (15, 3), (16, 3), (-30, 2), (-32, 1), (-100, 0)] {
        assert_eq!(r1.scaled(&percent(growth)), posts, "{growth} %");
    }
    let compounded = percent(10) * percent(10);
    assert_eq!(r1.scaled(&compounded), 3);
    assert_eq!(Today { rounding: Rounding::Ceil, ..today("2.176", 3) }.scaled(&percent(38)), 4);
}

#[test]
fn a_minimum_does_not_fall_with_the_workload() {
    assert_eq!(today("2.176", 5).scaled(&percent(-50)), 5);
    assert_eq!(Today { minimum: 2, ..today("2.176", 2) }.scaled(&percent(-50)), 2);
    assert_eq!(today("2.176", 5).scaled(&percent(200)), 7);
    let unknown = Today { full_time_equivalent: None, ..today("1", 4) };
    assert_eq!(unknown.scaled(&percent(50)), 4);
}

fn spreads() -> impl Strategy<Value = Spread> {
    let weights =
        prop::array::uniform5(0u32..100).prop_filter("one counts", |weights| weights.iter().any(|one| *one > 0));
    prop_oneof![Just(Spread::FirstYear), Just(Spread::Even), weights.prop_map(Spread::Weighted)]
}

prop_compose! {
    fn outlooks()(
        required in prop::array::uniform6(0u64..200),
        incumbents in 0u64..200,
        retirements in prop::array::uniform5(0u64..20),
    ) -> Outlook {
        Outlook { required, incumbents, retirements }
    }
}

fn policies() -> impl Strategy<Value = Policy> {
    let surplus = prop_oneof![Just(Surplus::AbsorbsExits), Just(Surplus::ExitsReplaced)];
    let parts = (spreads(), surplus, prop::array::uniform5(any::<bool>()));
    parts.prop_map(|(spread, surplus, frozen)| Policy { spread, surplus, frozen })
}

proptest! {
    #[test]
    fn nothing_is_lost_or_made_up(outlook in outlooks(), policy in policies()) {
        let found = project(&outlook, &policy);
        let sum = |part: fn(&Year) -> u64| found.years.iter().map(part).sum::<u64>();
        prop_assert_eq!(sum(|year| year.allocated), found.shortage);
        prop_assert_eq!(found.shortage + outlook.incumbents, outlook.required[0] + found.surplus);
        let due = found.shortage + sum(|year| year.growth) + sum(|year| year.retirements) - sum(|year| year.absorbed);
        prop_assert_eq!(found.need() + found.years[YEARS - 1].carried, due);
        for (year, frozen) in found.years.iter().zip(policy.frozen) {
            let waits = if frozen { year.need } else { year.carried };
            prop_assert_eq!(waits, 0);
        }
    }

    #[test]
    fn without_growth_the_total_is_shortage_and_retirements_less_absorbed_surplus(
        required in 0u64..200, incumbents in 0u64..200, retirements in prop::array::uniform5(0u64..20), spread in spreads(),
    ) {
        let exits: u64 = retirements.iter().sum();
        let found = project(&steady(required, incumbents, retirements), &Policy { spread, ..NOW });
        prop_assert_eq!(found.need(), found.shortage + exits - found.surplus.min(exits));
        let replaced = Policy { spread, surplus: Surplus::ExitsReplaced, ..NOW };
        prop_assert_eq!(project(&steady(required, incumbents, retirements), &replaced).need(), found.shortage + exits);
    }

    #[test]
    fn sums_are_sums(one in outlooks(), other in outlooks(), policy in policies()) {
        let (one, other) = (project(&one, &policy), project(&other, &policy));
        let mut sum = one;
        sum.add(&other);
        prop_assert_eq!((sum.positions, sum.need()), (2, one.need() + other.need()));
        prop_assert_eq!(sum.shortage, one.shortage + other.shortage);
    }
}
