use super::*;
use crate::domain::planning_tree::Node;
use proptest::prelude::*;

const ENOUGH: u64 = 20_000_000;

fn candidate(id: u128, weight: i64, cost: i64, proposable: i64, minimum: i64) -> Candidate {
    let position = Uuid::from_u128(id);
    Candidate { position, sector: String::new(), job_class: 7, weight, cost, proposable, minimum }
}

fn posts(posts: i64) -> Ceilings {
    Ceilings { posts: Some(posts), rupiah: None }
}

fn rupiah(rupiah: i64) -> Ceilings {
    Ceilings { posts: None, rupiah: Some(rupiah) }
}

fn told(plan: &Plan) -> Vec<(u128, i64, Reason)> {
    plan.lines.iter().map(|line| (line.candidate.position.as_u128(), line.seats, line.reason)).collect()
}

#[test]
fn weights_of_sector_and_nearest_unit_are_multiplied() {
    let node = |id: u128, parent: Option<u128>, sector: &str| Node {
        id: Uuid::from_u128(id),
        parent: parent.map(Uuid::from_u128),
        path: String::new(),
        sector: sector.into(),
        create_time: Timestamp::UNIX_EPOCH,
    };
    let tree = PlanningTree::new(vec![node(1, None, ""), node(2, Some(1), "health"), node(3, Some(2), "health")]);
    let unit = |id: u128, weight| Weight { target: Target::Unit(Uuid::from_u128(id)), weight };
    let health = |weight| Weight { target: Target::Sector("health".into()), weight };
    let of = |weights: &Weights| [1, 2, 3].map(|id| weights.of(&tree, Uuid::from_u128(id)));
    assert_eq!(of(&Weights::given(&[unit(1, 5), unit(2, 7), health(3)])), [5, 21, 21]);
    assert_eq!((of(&Weights::given(&[])), of(&Weights::in_force(&[]))), ([1; 3], [1; 3]));
    assert_eq!(of(&Weights::in_force(&[health(250)])), [10_000, 25_000, 25_000]);
    // Both are raised: the unit does not fall behind its neighbours, and 100 is as good as nothing.
    assert_eq!(of(&Weights::in_force(&[health(200), unit(3, 150)])), [10_000, 20_000, 30_000]);
    assert_eq!(of(&Weights::in_force(&[health(200), unit(3, 100)])), [10_000, 20_000, 20_000]);
}

#[test]
fn minima_come_first_and_are_never_cut() {
    let candidates = || vec![candidate(1, 9, 10, 4, 0), candidate(2, 1, 10, 3, 2), candidate(3, 0, 10, 3, 1)];
    let found = plan(candidates(), posts(5), ENOUGH).unwrap();
    let expected = [(1, 2, Reason::PostsUsedUp), (2, 2, Reason::LowerWeight), (3, 1, Reason::NoWeight)];
    assert_eq!(told(&found), expected);
    assert_eq!((found.value, found.bound, found.used()), (20, 20, (5, 50)));
    let refused = plan(candidates(), posts(2), ENOUGH).unwrap_err();
    assert_eq!(refused, MinimumAboveCeiling { posts: 3, rupiah: 30 });
    assert!(plan(candidates(), rupiah(29), ENOUGH).is_err());
}

#[test]
fn money_is_explained() {
    let candidates = vec![candidate(1, 60, 10, 3, 0), candidate(2, 30, 7, 2, 0), candidate(3, 20, 40, 1, 0)];
    let found = plan(candidates, rupiah(40), ENOUGH).unwrap();
    let expected = [(1, 3, Reason::AllGiven), (2, 1, Reason::MoneyUsedUp), (3, 0, Reason::LowerWeightPerRupiah)];
    assert_eq!(told(&found), expected);
    assert_eq!(found.lines[1].explanation, "another seat costs 7 rupiah, and 3 are left");
    let text = "a seat brings 20 for 40 rupiah; every seat chosen above the legal minima brings 30 for 7 or more, and 3 are left";
    assert_eq!(found.lines[2].explanation, text);
}

#[test]
fn seats_alike_are_shared_by_what_is_lacking() {
    let found =
        plan(vec![candidate(1, 1, 5, 6, 0), candidate(2, 1, 5, 3, 0), candidate(3, 1, 5, 0, 0)], posts(6), 0).unwrap();
    assert_eq!(told(&found).iter().map(|line| line.1).collect::<Vec<_>>(), [4, 2, 0]);
}

#[test]
fn a_position_needs_no_less_than_its_legal_minimum() {
    for (required, minimum, incumbents, pending, seats) in [
        (7, 5, 2, 1, (4, 2)),
        (9, 5, 6, 0, (3, 0)),
        (3, 0, 0, 0, (3, 0)),
        (2, 5, 2, 1, (2, 2)),
        (3, 5, 5, 0, (0, 0)),
        (3, 2, 2, 9, (0, 0)),
    ] {
        assert_eq!(open_seats(required, minimum, incumbents, pending), seats);
    }
}

#[test]
fn minima_that_nobody_can_pay_are_refused() {
    let absurd = vec![candidate(1, 1, 100_000_000_000, 500_000_000, 500_000_000)];
    let refused = plan(absurd, rupiah(1_000_000_000_000_000), 0).unwrap_err();
    assert_eq!(refused, MinimumAboveCeiling { posts: 500_000_000, rupiah: i64::MAX });
}

/// The seat of a legal minimum may bring less than what was refused: the sentence does not speak of it.
#[test]
fn what_is_refused_is_compared_with_what_could_have_been_refused() {
    let candidates = vec![candidate(1, 5, 10, 1, 1), candidate(2, 9, 10, 2, 0), candidate(3, 7, 10, 1, 0)];
    let found = plan(candidates, posts(3), ENOUGH).unwrap();
    let refused = found.lines.iter().find(|line| line.candidate.weight == 7).unwrap();
    assert_eq!((refused.seats, refused.reason), (0, Reason::LowerWeight));
    let text = "a seat brings 7; every seat chosen above the legal minima brings 9 or more, and all 3 posts are used";
    assert_eq!(refused.explanation, text);
}

prop_compose! {
    fn candidates()(
        rows in prop::collection::vec((0i64..9, 1i64..30, 0i64..4, 0i64..4), 0..7),
    ) -> Vec<Candidate> {
        let numbered = rows.into_iter().enumerate();
        let one = |(id, (weight, cost, proposable, minimum)): (usize, (i64, i64, i64, i64))| {
            candidate(id as u128, weight, cost, proposable, minimum.min(proposable))
        };
        numbered.map(one).collect()
    }
}

/// The best weight within the ceilings, by trying all.
fn brute_force(candidates: &[Candidate], posts: i64, rupiah: i64) -> Option<i64> {
    let Some((one, rest)) = candidates.split_first() else { return (posts >= 0 && rupiah >= 0).then_some(0) };
    let tried = (one.minimum..=one.proposable)
        .filter_map(|seats| Some(seats * one.weight + brute_force(rest, posts - seats, rupiah - seats * one.cost)?));
    tried.max()
}

/// Whether what a line says of its refusal is so, computed anew from the whole plan.
fn is_true(line: &Line, found: &Plan, ceilings: Ceilings) -> bool {
    let (posts, rupiah) = found.used();
    let one = &line.candidate;
    let posts_are_used_up = ceilings.posts == Some(posts);
    let unpaid = ceilings.rupiah.is_some_and(|most| most - rupiah < one.cost);
    let mut chosen = found.lines.iter().filter(|line| line.seats > line.candidate.minimum).map(|line| &line.candidate);
    match line.reason {
        Reason::AllGiven => line.seats == one.proposable,
        Reason::NoWeight => one.weight == 0 && line.seats == one.minimum,
        Reason::PostsUsedUp => posts_are_used_up,
        Reason::LowerWeight => posts_are_used_up && chosen.all(|other| other.weight > one.weight),
        Reason::MoneyUsedUp => unpaid,
        Reason::LowerWeightPerRupiah => unpaid && chosen.all(|other| other.weight * one.cost > one.weight * other.cost),
    }
}

proptest! {
    #[test]
    fn a_plan_is_the_best_that_keeps_minima_and_ceilings(
        candidates in candidates(),
        posts in prop::option::of(0i64..12), rupiah in prop::option::of(0i64..200), steps in prop_oneof![Just(ENOUGH), 0u64..50],
    ) {
        let found = plan(candidates.clone(), Ceilings { posts, rupiah }, steps);
        let best = brute_force(&candidates, posts.unwrap_or(1_000), rupiah.unwrap_or(100_000));
        prop_assert_eq!(found.is_ok(), best.is_some());
        if let (Ok(found), Some(best)) = (found, best) {
            let (used_posts, used_rupiah) = found.used();
            prop_assert!(posts.is_none_or(|most| used_posts <= most) && rupiah.is_none_or(|most| used_rupiah <= most));
            let value: i64 = found.lines.iter().map(|line| line.seats * line.candidate.weight).sum();
            prop_assert_eq!(value, found.value);
            prop_assert!(found.value <= best && best <= found.bound);
            prop_assert!(steps < ENOUGH || found.value == best && found.bound == best);
            for line in &found.lines {
                prop_assert!((line.candidate.minimum..=line.candidate.proposable).contains(&line.seats));
                prop_assert_eq!(line.reason == Reason::AllGiven, line.seats == line.candidate.proposable);
                prop_assert!(is_true(line, &found, Ceilings { posts, rupiah }), "{line:?} of {found:?}");
            }
        }
    }
}
