#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{
    instrument::{Instrument, Plan, canonical, flaws_of},
    panel_member::{Group, PanelFlaw, Seat, flaws},
    selection_candidate::{Record, Unmet, unmet},
    selection_error::SelectionError,
    selter::{Level, PanelRules, Requirements},
};
use jiff::{ToSpan, civil::date};

fn at(hours: i64) -> Timestamp {
    "2026-01-10T00:00:00Z".parse::<Timestamp>().unwrap().checked_add(hours.hours()).unwrap()
}

fn selection(state: State) -> Selection {
    let plan = Plan {
        position: "instansi/6571/positions/01890000-0000-7000-8000-000000000001".into(),
        position_title: "Kepala Dinas Kesehatan".into(),
        level: Level::Pratama,
        appointment_date: date(2026, 6, 1),
        close_time: at(10),
        score_time: at(30),
        input_close_time: at(20),
    };
    Selection {
        id: Uuid::nil(),
        state,
        scores_held: false,
        first_close_time: plan.close_time,
        extensions: 0,
        plan,
        ruleset: "selter-2019".into(),
        design: String::new(),
        design_hash: String::new(),
        round: 1,
        scores_hash: String::new(),
        earlier_hashes: Vec::new(),
        announce_time: None,
        chosen: String::new(),
        version: 1,
        create_time: at(0),
        update_time: at(0),
    }
}

#[test]
fn a_selection_goes_from_the_draft_to_the_decision() {
    let mut one = selection(State::Draft);
    one.open("design".into(), "hash".into(), at(1)).unwrap();
    assert_eq!((one.must_take_candidate(at(10)), one.must_take_candidate(at(11)).is_err()), (Ok(()), true));
    assert_eq!(one.start_assessment(false, at(10)), Err(SelectionError::StillOpen(at(10))));
    one.start_assessment(false, at(11)).unwrap();
    one.seal("sheet".into()).unwrap();
    assert_eq!(one.must_be_revealed(), Err(SelectionError::ScoresSealed));
    assert_eq!(one.reveal("other", false), Err(SelectionError::ScoresChanged));
    one.reveal("sheet", false).unwrap();
    assert_eq!(one.announce(0, at(20)), Err(SelectionError::InputsOpen(at(20))));
    assert_eq!(one.announce(2, at(21)), Err(SelectionError::InputsUnanswered(2)));
    one.announce(0, at(21)).unwrap();
    assert!(one.is_public() && one.must_take_input(at(1)).is_err() && one.must_answer_input().is_err());
    one.submit().unwrap();
    assert_eq!(one.decide("JPT-1", false), Err(SelectionError::NotSubmitted));
    one.decide("JPT-1", true).unwrap();
    assert_eq!((one.state, one.chosen.as_str()), (State::Decided, "JPT-1"));
    assert!(one.open(String::new(), String::new(), at(1)).is_err());
}

#[test]
fn a_finding_holds_until_it_is_released_or_scored_again() {
    let mut held = selection(State::Assessment);
    held.seal("sheet".into()).unwrap();
    held.reveal("sheet", true).unwrap();
    assert!(held.announce(0, at(40)).is_err() && held.must_be_revealed().is_ok());
    let mut released = held.clone();
    released.release_hold().unwrap();
    assert_eq!((released.state, released.release_hold().is_err()), (State::Revealed, true));
    held.replace_member(false, 0, at(12)).unwrap();
    assert_eq!((held.state, held.round, held.scores_hash.as_str()), (State::Assessment, 2, ""));
    assert_eq!(held.must_be_revealed(), Err(SelectionError::ScoresSealed));
}

#[test]
fn too_few_members_hold_a_selection_that_no_release_lets_go() {
    let mut one = selection(State::Open);
    one.start_assessment(true, at(11)).unwrap();
    assert_eq!((one.state, one.release_hold().is_err()), (State::OnHold, true));
    one.replace_member(false, 0, at(11)).unwrap();
    assert_eq!((one.state, one.round), (State::OnHold, 1));
    one.must_take_declaration(at(11)).unwrap();
    one.start_assessment(false, at(11)).unwrap();
    assert_eq!((one.must_take_declaration(at(12)), one.declares_anew()), (Ok(()), false));
    assert_eq!(one.must_be_late(3, at(30)), Err(SelectionError::NotLate(at(30))));
    assert_eq!((one.must_be_late(0, at(31)).is_err(), one.must_be_late(3, at(31))), (true, Ok(())));
}

fn rules() -> PanelRules {
    let (minimum, maximum, odd, outside_percent, scorers_minimum) = (5, 9, true, 55, 4);
    let (community_minimum, professional_minimum) = (1, 1);
    let (scorers_outside_percent, replacement_days) = (55, 7);
    PanelRules {
        minimum,
        maximum,
        odd,
        outside_percent,
        community_minimum,
        professional_minimum,
        scorers_minimum,
        scorers_outside_percent,
        replacement_days,
    }
}

fn panel(inside: usize, outside: usize) -> Vec<Seat> {
    let groups = [Group::Community, Group::ProfessionalBody].into_iter().chain(std::iter::repeat(Group::Academic));
    let outside = groups.take(outside).map(|group| (group, true));
    let all = std::iter::repeat_n((Group::Official, false), inside).chain(outside).enumerate();
    let seat = |(number, (group, outside)): (usize, (Group, bool))| Seat {
        subject: format!("member-{number}"),
        group,
        organisation: "organisasi".into(),
        outside,
    };
    all.map(seat).collect()
}

#[test]
fn a_panel_is_odd_of_five_to_nine_and_mostly_from_outside() {
    use PanelFlaw::{Community, Even, Outside, ProfessionalBody, Size, Twice};
    let table: [(usize, usize, &[PanelFlaw]); 10] = [
        (2, 3, &[]),
        (3, 2, &[Outside]),
        (3, 4, &[]),
        (4, 3, &[Outside]),
        (4, 5, &[]),
        (3, 3, &[Even, Outside]),
        (1, 2, &[Size]),
        (4, 7, &[Size]),
        (4, 1, &[Outside, ProfessionalBody]),
        (5, 0, &[Outside, Community, ProfessionalBody]),
    ];
    for (inside, outside, expected) in table {
        assert_eq!(flaws(panel(inside, outside).iter(), &rules(), true), expected, "{inside} + {outside}");
    }
    // 55 of a hundred, exactly: 11 of 20 would do; of nine, five are 55.6 and of seven, four are 57.1.
    assert_eq!(flaws(panel(3, 3).iter(), &rules(), false), [Outside]);
    assert_eq!(flaws(panel(2, 4).iter(), &rules(), false), []);
    let mut twice = panel(2, 3);
    twice[4].subject = twice[0].subject.clone();
    assert_eq!(flaws(twice.iter(), &rules(), true), [Twice]);
    let mut inside = panel(2, 5);
    inside[2].outside = false;
    assert_eq!(flaws(inside.iter(), &rules(), true), [Community]);
}

#[test]
fn requirements_are_those_of_the_level() {
    let requirements =
        Requirements { level: Level::Pratama, degree: true, experience_months: 60, grade_months: 24, age_maximum: 56 };
    let record = Record { degree: true, experience_months: 60, grade_months: 24, clean: true };
    let day = date(2026, 6, 1);
    let of = |record: &Record, born| unmet(record, born, &requirements, day);
    assert_eq!(of(&record, date(1970, 6, 1)), []);
    assert_eq!(of(&record, date(1970, 5, 31)), [Unmet::Age]);
    // Nor somebody who is not born yet.
    assert_eq!((of(&record, date(2027, 1, 1)), of(&record, date(2008, 6, 1))), (vec![Unmet::Age], vec![]));
    let poor = Record { degree: false, experience_months: 59, grade_months: 23, clean: false };
    let all = [Unmet::Degree, Unmet::Experience, Unmet::Grade, Unmet::Record];
    assert_eq!(of(&poor, date(1980, 1, 1)), all);
}

fn instrument(code: &str, technical: bool, weight: i32) -> Instrument {
    let competency = format!("kompetensi {code}");
    Instrument { code: code.into(), competency, technical, weight, lowest: 0, highest: 100 }
}

#[test]
fn weights_make_a_hundred_over_both_kinds() {
    let good = [instrument("A", true, 60), instrument("B", false, 40)];
    assert_eq!(flaws_of(&good), Vec::<String>::new());
    assert_eq!(flaws_of(&[instrument("A", true, 60), instrument("B", false, 41)]).len(), 1);
    assert_eq!(flaws_of(&[instrument("A", true, 60), instrument("B", true, 40)]).len(), 1);
    assert_eq!(flaws_of(&[instrument("A", true, 60), instrument("A", false, 40)]).len(), 1);
    assert_eq!(flaws_of(&[instrument("A", true, 100)]).len(), 2);
}

#[test]
fn every_change_of_the_design_changes_its_text() {
    let draft = selection(State::Draft);
    let good = [instrument("A", true, 60), instrument("B", false, 40)];
    let text = canonical(&draft, &good);
    assert_eq!(text, canonical(&draft, &good));
    let mut other = good.clone();
    other.swap(0, 1);
    let mut heavier = good.clone();
    (heavier[0].weight, heavier[1].weight) = (61, 39);
    let mut longer = good.clone();
    longer[0].highest = 101;
    let mut split = good.clone();
    split[0].competency = "kompetensi A\ninstrument 2 B".into();
    for changed in [other, heavier, longer, split] {
        let changed = canonical(&draft, &changed);
        assert!(changed != text && changed.lines().count() == text.lines().count());
    }
    assert_ne!(canonical(&Selection { ruleset: "selter-2027".into(), ..draft.clone() }, &good), text);
    // An extension is not a change of what was hashed.
    let mut extended = draft.clone();
    extended.plan.close_time = at(15);
    assert_eq!(canonical(&extended, &good), text);
    assert_ne!(canonical(&Selection { first_close_time: at(15), ..draft }, &good), text);
}
