use super::*;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn code(text: &str) -> CompetencyCode {
    CompetencyCode::new("d", text)
}

fn mentee(number: u128, unit: &str, gaps: &[(&str, u8, i64)]) -> Mentee {
    let gap = |(place, (text, standard, priority)): (usize, &(&str, u8, i64))| GapToClose {
        gap: id(number * 100 + place as u128),
        code: code(text),
        standard: *standard,
        achieved: Some(1),
        priority: *priority,
    };
    Mentee { servant: id(number), unit: unit.into(), gaps: gaps.iter().enumerate().map(gap).collect() }
}

fn mentor(number: u128, unit: &str, load: i64, levels: &[(&str, u8)]) -> Mentor {
    let levels = levels.iter().map(|(text, level)| (code(text), *level)).collect();
    Mentor { servant: id(number), unit: unit.into(), load, levels }
}

fn pairs(matching: &Matching) -> Vec<(Uuid, Uuid)> {
    matching.pairs.iter().map(|pair| (pair.mentee, pair.mentor)).collect()
}

#[test]
fn a_pair_is_weighed_figure_by_figure() {
    let rules = MentoringRules::sample();
    let one = mentee(1, "u", &[("M3", 3, 2_500)]);
    let weighed = weigh(&one, &mentor(9, "u", 0, &[("M3", 5)]), 1, &rules);
    let weighed = weighed.map(|weighed| (weighed.weight, weighed.explanation));
    let told = "M3 level 5 where 3 is asked, 2 above: 20; the same unit: 5; urgency of the gap: 2; 1 mentees before: -4; \
                together 23";
    assert_eq!(weighed, Some((23, told.to_owned())));
}

#[test]
fn who_is_too_low_full_or_the_same_person_is_no_mentor() {
    let rules = MentoringRules::sample();
    let one = mentee(1, "", &[("M3", 3, 1_000)]);
    let weigh = |mentor: Mentor| weigh(&one, &mentor, mentor.load, &rules).map(|weighed| weighed.weight);
    assert_eq!(weigh(mentor(9, "", 0, &[("M3", 3)])), None, "no level above");
    assert_eq!(weigh(mentor(9, "", 0, &[("M1", 5)])), None, "another competency");
    assert_eq!(weigh(mentor(9, "", 3, &[("M3", 5)])), None, "full");
    assert_eq!(weigh(mentor(1, "", 0, &[("M3", 5)])), None, "the same person");
    assert_eq!(weigh(mentor(9, "", 0, &[("M3", 4)])), Some(11), "no unit is not the same unit");
}

#[test]
fn of_several_gaps_the_one_with_the_most_weight_is_taken() {
    let rules = MentoringRules::sample();
    let one = mentee(1, "", &[("M1", 3, 9_000), ("M2", 2, 1_000), ("M3", 2, 1_500)]);
    let mentor = mentor(9, "", 0, &[("M1", 3), ("M2", 4), ("M3", 4)]);
    let gap = weigh(&one, &mentor, 0, &rules).map(|weighed| weighed.gap.code.code);
    assert_eq!(gap.as_deref(), Some("M3"), "M1 is asked at the mentor's level; M3 is more urgent than M2");
}

#[test]
fn as_many_as_possible_get_a_mentor_even_if_each_pair_weighs_less() {
    let rules = MentoringRules { capacity: 1, ..MentoringRules::sample() };
    let people = vec![mentee(1, "", &[("M1", 3, 9_000), ("M2", 3, 9_000)]), mentee(2, "", &[("M1", 3, 1_000)])];
    let mentors = vec![mentor(8, "", 0, &[("M1", 5)]), mentor(9, "", 0, &[("M2", 4)])];
    let matching = pair_up(people, mentors, &rules);
    assert_eq!(pairs(&matching), [(id(1), id(9)), (id(2), id(8))]);
    assert_eq!(matching.pairs[0].next_best, Some((id(8), 29)));
    assert!(matching.pairs[0].explanation().contains("is of more use to somebody else"));
    assert_eq!(matching.pairs[1].next_best, None);
    assert!(matching.pairs[1].explanation().ends_with("nobody else qualifies who has a place"));
    assert_eq!(matching.weight(), 19 + 21);
}

#[test]
fn load_is_shared_and_capacity_is_kept() {
    let rules = MentoringRules::sample();
    let people = || (1..=5).map(|number| mentee(number, "", &[("M1", 3, 1_000)])).collect::<Vec<_>>();
    let mentors = vec![mentor(8, "", 0, &[("M1", 4)]), mentor(9, "", 2, &[("M1", 4)])];
    let matching = pair_up(people(), mentors.clone(), &rules);
    let of = |mentor: u128| matching.pairs.iter().filter(|pair| pair.mentor == id(mentor)).count();
    assert_eq!((of(8), of(9), matching.unmatched.len()), (3, 1, 1));
    let loads: Vec<i64> =
        matching.pairs.iter().filter(|pair| pair.mentor == id(8)).map(|pair| pair.weighed.load).collect();
    let mut sorted = loads.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [0, 1, 2], "every place is taken once");
    assert_eq!(matching.unmatched[0].reason, NoMentor::TooFewPlaces);
    let alone = pair_up(people(), vec![mentor(8, "", 3, &[("M1", 4)])], &rules);
    assert!(alone.pairs.is_empty() && alone.unmatched.iter().all(|one| one.reason == NoMentor::AllFull));
    let nobody = pair_up(people(), Vec::new(), &rules);
    assert!(nobody.unmatched.iter().all(|one| one.reason == NoMentor::NobodyQualifies));
    assert_eq!(nobody.unmatched.len(), 5);
    assert_eq!(pair_up(Vec::new(), mentors, &rules), Matching::default());
}

#[test]
fn the_order_of_people_changes_nothing() {
    let rules = MentoringRules::sample();
    let mut people: Vec<Mentee> = (1..=7).map(|number| mentee(number, "u", &[("M1", 3, 1_000)])).collect();
    let mut mentors: Vec<Mentor> = (11..=14).map(|number| mentor(number, "u", 1, &[("M1", 4)])).collect();
    let first = pair_up(people.clone(), mentors.clone(), &rules);
    people.reverse();
    mentors.rotate_left(2);
    assert_eq!(pair_up(people, mentors, &rules), first);
    assert_eq!(first.pairs.len(), 7);
}

/// Against every possible pairing of small worlds.
#[test]
fn no_other_pairing_is_better() {
    let rules = MentoringRules { capacity: 2, ..MentoringRules::sample() };
    for seed in 0..60_u64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1);
        let mut draw = |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        let people: Vec<Mentee> = (1..=4)
            .map(|number| {
                let (unit, competency) = (["u", "v"][draw(2) as usize], ["M1", "M2"][draw(2) as usize]);
                mentee(number, unit, &[(competency, 1 + draw(4) as u8, 1_000 * draw(30) as i64)])
            })
            .collect();
        let mentors: Vec<Mentor> = (11..=13)
            .map(|number| {
                let (unit, load) = (["u", "v"][draw(2) as usize], draw(3) as i64);
                mentor(number, unit, load, &[("M1", draw(6) as u8), ("M2", draw(6) as u8)])
            })
            .collect();
        let found = pair_up(people.clone(), mentors.clone(), &rules);
        let loads: Vec<i64> = mentors.iter().map(|mentor| mentor.load).collect();
        assert_eq!((found.pairs.len(), found.weight()), best(&people, &mentors, &loads, &rules), "seed {seed}");
    }
}

/// Most pairs and then most weight, by trying everything.
fn best(people: &[Mentee], mentors: &[Mentor], loads: &[i64], rules: &MentoringRules) -> (usize, i64) {
    let Some((first, rest)) = people.split_first() else { return (0, 0) };
    let mut found = best(rest, mentors, loads, rules);
    for (place, mentor) in mentors.iter().enumerate() {
        let Some(weighed) = weigh(first, mentor, loads[place], rules) else { continue };
        let mut then = loads.to_vec();
        then[place] += 1;
        let (pairs, weight) = best(rest, mentors, &then, rules);
        found = found.max((pairs + 1, weight + weighed.weight));
    }
    found
}

#[test]
fn reasons_read_back() {
    for (reason, text) in NoMentor::ALL {
        assert_eq!((NoMentor::parse(text), reason.as_str()), (Some(reason), text));
    }
}
