#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::competency_test::JobGroup;
use crate::domain::pppk_score::{PppkItems, PppkLimits, PppkMark};
use crate::domain::thousandths::Thousandths;
use jiff::civil::date;
use proptest::prelude::*;

fn scheme(tiers: &[&[&str]]) -> Scheme {
    Scheme {
        group: JobGroup::Technical,
        limits: PppkLimits {
            technical_max: 450,
            managerial_max: 100,
            sociocultural_max: 80,
            interview_max: 40,
            points_per_item: 5,
            certificate_percent: 10,
        },
        items: PppkItems { managerial: 25, sociocultural: 20, interview: 10 },
        tiers: tiers.iter().map(|step| step.iter().map(|code| (*code).to_owned()).collect()).collect(),
        mark: PppkMark::default(),
        tie_break: vec![Criterion::Technical, Criterion::ManagerialSociocultural, Criterion::Interview, Criterion::Age],
    }
}

fn technical() -> Scheme {
    scheme(&[&["R2"], &["R3"], &["R3b"], &["R4"]])
}

/// Technical, managerial, socio-cultural, interview.
fn score([technical, managerial, sociocultural, interview]: [u16; 4]) -> PppkOutcome {
    PppkOutcome::Scored(PppkScore { technical, managerial, sociocultural, interview, ..PppkScore::default() })
}

fn candidate(scheme: &Scheme, id: char, tier: &str, outcome: PppkOutcome) -> PppkCandidate<char> {
    let step = scheme.step(tier).unwrap();
    PppkCandidate { id, tier: tier.to_owned(), step, outcome, birth_date: date(1990, 1, 1) }
}

fn codes(quota: u32, scheme: &Scheme, candidates: &[PppkCandidate<char>]) -> String {
    let placings = rank_pppk(quota, scheme, candidates);
    let outcome = |placing: &PppkPlacing<char>| placing.standing.map(|(_, outcome)| outcome);
    let code = |placing: &PppkPlacing<char>| format!("{} {}", placing.id, printed(&placing.code, outcome(placing)));
    placings.iter().map(code).collect::<Vec<_>>().join(", ")
}

/// Vectors PK1 and PK2 and their neighbours: seats, the participants, and the expected list.
#[test]
fn the_tier_comes_before_the_score_and_the_score_before_the_ties() {
    type Participants<'a> = &'a [(char, &'a str, [u16; 4])];
    let cases: [(&str, u32, Participants, &str); 7] = [
        (
            "PK1: a lower score in a higher tier wins",
            2,
            &[
                ('a', "R3", [440, 100, 70, 30]),
                ('b', "R2", [250, 80, 60, 20]),
                ('c', "R3", [420, 90, 60, 30]),
                ('d', "R4", [450, 100, 80, 30]),
            ],
            "b R2/L, a R3/L, c R3, d R4",
        ),
        (
            "PK2: equal totals, the technical score decides",
            1,
            &[('b', "R3", [415, 95, 60, 30]), ('a', "R3", [420, 90, 60, 30])],
            "a R3/L, b R3",
        ),
        (
            "then managerial and socio-cultural together",
            1,
            &[('a', "R3", [420, 70, 79, 31]), ('b', "R3", [420, 90, 60, 30])],
            "b R3/L, a R3",
        ),
        (
            "managerial alone decides nothing",
            1,
            &[('a', "R3", [420, 90, 60, 30]), ('b', "R3", [420, 70, 80, 30])],
            "a R3, b R3",
        ),
        ("as many seats as participants", 5, &[('a', "R4", [0, 0, 0, 0])], "a R4/L"),
        ("R3b stands behind R3", 1, &[('a', "R3b", [450, 100, 80, 40]), ('b', "R3", [5, 1, 1, 1])], "b R3/L, a R3b"),
        ("nobody", 3, &[], ""),
    ];
    let scheme = technical();
    for (what, quota, participants, expected) in cases {
        let candidates: Vec<_> =
            participants.iter().map(|&(id, tier, parts)| candidate(&scheme, id, tier, score(parts))).collect();
        assert_eq!(codes(quota, &scheme, &candidates), expected, "{what}");
    }
}

#[test]
fn the_older_applicant_goes_first_and_twins_wait_for_a_decision() {
    let scheme = technical();
    let parts = score([420, 90, 60, 30]);
    let mut candidates = [candidate(&scheme, 'a', "R3", parts), candidate(&scheme, 'b', "R3", parts)];
    candidates[1].birth_date = date(1989, 12, 31);
    assert_eq!(codes(1, &scheme, &candidates), "b R3/L, a R3");
    candidates[1].birth_date = candidates[0].birth_date;
    let placings = rank_pppk(1, &scheme, &candidates);
    assert!(placings.iter().all(|placing| placing.standing == Some((1, FinalOutcome::NeedsDecision))));
    let both = rank_pppk(2, &scheme, &candidates);
    assert!(both.iter().all(|placing| placing.standing == Some((1, FinalOutcome::Selected))));
}

#[test]
fn who_stands_aside_keeps_the_rank_and_takes_no_seat() {
    let scheme = technical();
    let all = [('a', 450), ('b', 440), ('c', 430)];
    let all = all.map(|(id, technical)| candidate(&scheme, id, "R3", score([technical, 90, 60, 30])));
    let placings = rank_pppk_beside(1, &scheme, &all, |one| one.id == 'a');
    let told: Vec<_> = placings.iter().map(|one| one.standing.unwrap()).collect();
    assert_eq!(told, [(1, FinalOutcome::NotSelected), (2, FinalOutcome::Selected), (3, FinalOutcome::NotSelected)]);
}

#[test]
fn codes_of_one_step_compete_as_equals() {
    let scheme = scheme(&[&["R3", "R3b"]]);
    let candidates = [
        candidate(&scheme, 'a', "R3", score([400, 90, 60, 30])),
        candidate(&scheme, 'b', "R3b", score([405, 90, 60, 30])),
    ];
    assert_eq!(codes(1, &scheme, &candidates), "b R3b/L, a R3");
    assert_eq!(scheme.step("R4"), None);
}

#[test]
fn points_for_certificates_count_as_technical() {
    let scheme = technical();
    let certified = PppkScore { technical: 400, certificate: Thousandths(22_500), ..PppkScore::default() };
    let candidates = [
        candidate(&scheme, 'a', "R3", score([420, 0, 0, 0])),
        candidate(&scheme, 'b', "R3", PppkOutcome::Scored(certified)),
    ];
    assert_eq!(certified.total(), Thousandths(422_500));
    assert_eq!(codes(1, &scheme, &candidates), "b R3/L, a R3");
}

#[test]
fn who_took_no_test_has_a_code_and_no_rank() {
    let scheme = technical();
    let outcomes = [PppkOutcome::Withdrew, PppkOutcome::Disqualified, PppkOutcome::Absent, PppkOutcome::Ineligible];
    let candidates: Vec<_> = ('a'..).zip(outcomes).map(|(id, outcome)| candidate(&scheme, id, "R2", outcome)).collect();
    assert_eq!(codes(9, &scheme, &candidates), "a APS, b DIS, c TH, d TMS");
    assert!(rank_pppk(9, &scheme, &candidates).iter().all(|placing| placing.standing.is_none()));
}

#[test]
fn without_tiers_the_pass_mark_and_the_score_decide() {
    let mut scheme = scheme(&[]);
    scheme.mark = PppkMark { technical: None, managerial_sociocultural: Some(130), interview: Some(24) };
    let candidates = [
        candidate(&scheme, 'a', "", score([200, 70, 60, 24])),
        candidate(&scheme, 'b', "", score([450, 69, 60, 40])),
        candidate(&scheme, 'c', "", score([450, 100, 80, 23])),
        candidate(&scheme, 'd', "", score([205, 70, 60, 24])),
    ];
    assert_eq!(codes(1, &scheme, &candidates), "d P/L, a P, b TL, c TL");
}

fn any_candidate() -> impl Strategy<Value = (usize, [u16; 4], i8)> {
    // Few values, so that there are ties.
    let part = |most: u16| (0..most).prop_map(|number| number * 5);
    (0..4usize, [part(3), part(2), part(2), part(2)], 1..4i8)
}

proptest! {
    #[test]
    fn no_seat_goes_past_a_higher_tier_nor_past_the_quota(
        drawn in proptest::collection::vec(any_candidate(), 0..12), quota in 0u32..6
    ) {
        let scheme = technical();
        let candidates: Vec<_> = ('a'..).zip(&drawn).map(|(id, &(tier, parts, day))| PppkCandidate {
            birth_date: date(1990, 1, day),
            ..candidate(&scheme, id, ["R2", "R3", "R3b", "R4"][tier], score(parts))
        }).collect();
        let placings = rank_pppk(quota, &scheme, &candidates);
        let step = |id: char| candidates.iter().find(|one| one.id == id).unwrap().step;
        let with = |outcome| placings.iter().filter(move |one| one.standing.unwrap().1 == outcome);
        let selected = with(FinalOutcome::Selected).count();
        prop_assert!(selected <= quota as usize);
        let lowest = with(FinalOutcome::Selected).map(|one| step(one.id)).max();
        let highest = with(FinalOutcome::NotSelected).map(|one| step(one.id)).min();
        prop_assert!(lowest.zip(highest).is_none_or(|(lowest, highest)| lowest <= highest));
        if with(FinalOutcome::NeedsDecision).count() == 0 {
            prop_assert_eq!(selected, candidates.len().min(quota as usize));
        }
        let mut reversed = candidates.clone();
        reversed.reverse();
        prop_assert_eq!(placings, rank_pppk(quota, &scheme, &reversed));
    }
}
