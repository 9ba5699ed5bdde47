#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{
    candidacy::{RequirementFound, Screening, Tally},
    instrument::{Instrument, Plan, canonical, flaws_of},
    panel_member::{Group, PanelFlaw, Seat, flaws},
    selection_candidate::{Candidate, Record, Unmet, unmet},
    selection_design::tests::rules as design_rules,
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
        erased: false,
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
    assert!(
        one.is_public() && one.must_take_input(tally(0, 3), 3, at(11)).is_err() && one.must_answer_input().is_err()
    );
    one.submit().unwrap();
    assert_eq!(one.decide("JPT-1", false), Err(SelectionError::NotSubmitted));
    one.decide("JPT-1", true).unwrap();
    assert_eq!((one.state, one.chosen.as_str()), (State::Decided, "JPT-1"));
    assert!(one.open(String::new(), String::new(), at(1)).is_err());
}

/// So many who wait, and so many who stand.
fn tally(waiting: usize, standing: usize) -> Tally {
    Tally { waiting, standing, announced: standing }
}

#[test]
fn candidates_are_announced_and_the_public_heard_once_they_are_fixed() {
    let open = selection(State::Open);
    let three = tally(0, 3);
    let hidden = |state| Err(SelectionError::State { state, wanted: State::Assessment });
    // The closing instant still takes candidates.
    assert_eq!(open.must_announce_candidates(tally(0, 5), 3, at(10)), hidden(State::Open));
    assert_eq!((open.must_take_candidate(at(10)), open.must_take_input(three, 3, at(10)).is_err()), (Ok(()), true));
    let told = (open.must_announce_candidates(three, 3, at(11)), open.must_take_input(three, 3, at(11)));
    assert_eq!(told, (Ok(()), Ok(())));
    assert_eq!(
        (open.must_take_input(three, 3, at(20)), open.must_take_input(three, 3, at(21)).is_err()),
        (Ok(()), true)
    );
    // Too few, or of one it is not known: nobody is announced, and nobody tells by an answer whether a code exists.
    for few in [tally(0, 2), tally(1, 3)] {
        assert_eq!(open.must_announce_candidates(few, 3, at(11)), hidden(State::Open));
        assert_eq!(open.must_take_input(few, 3, at(11)), Err(SelectionError::NotAccepting));
    }
    assert_eq!(selection(State::Draft).must_announce_candidates(tally(0, 5), 3, at(11)), hidden(State::Draft));
    for state in State::ALL.into_iter().filter(|state| !matches!(state, State::Draft | State::Cancelled)) {
        assert_eq!(selection(state).must_announce_candidates(three, 3, at(40)), Ok(()), "{state}");
    }
    // Who was announced and withdrew hides nobody else.
    let left = Tally { standing: 2, ..three };
    assert_eq!(open.must_announce_candidates(left, 3, at(11)), Ok(()));
}

#[test]
fn a_cancellation_neither_hides_nor_announces_candidates_and_ends_the_telling_of_names() {
    let cancelled = |time| Selection { update_time: time, ..selection(State::Cancelled) };
    assert_eq!(cancelled(at(11)).must_announce_candidates(tally(0, 3), 3, at(99)), Ok(()));
    for (found, time) in [(3, at(10)), (2, at(11))] {
        let refused = cancelled(time).must_announce_candidates(tally(0, found), 3, at(99));
        assert_eq!(refused, Err(SelectionError::State { state: State::Cancelled, wanted: State::Assessment }));
    }
    assert!(!cancelled(at(11)).shows_names() && selection(State::Decided).shows_names());
    assert!(!Selection { erased: true, ..selection(State::Decided) }.shows_names());
}

#[test]
fn the_committee_says_who_meets_the_requirements_until_everybody_knows() {
    let open = selection(State::Open);
    assert_eq!(open.must_screen(tally(1, 2), 3, at(5)), Ok(()));
    assert_eq!(open.must_screen(tally(1, 3), 3, at(11)), Ok(()));
    assert_eq!(open.must_screen(tally(0, 3), 3, at(10)), Ok(()), "it may think better of it until the close");
    assert_eq!(open.must_screen(tally(0, 3), 3, at(11)), Err(SelectionError::CandidatesFixed));
    assert!(selection(State::Assessment).must_screen(tally(1, 2), 3, at(11)).is_err());
    let mut one = Candidate {
        id: Uuid::nil(),
        code: "JPT-1".into(),
        registrar: "gateway".into(),
        screening: Screening::Waiting,
        withdraw_time: None,
        submitted: false,
        create_time: at(0),
    };
    let found =
        |met| Unmet::ALL.map(|requirement| RequirementFound { requirement, met: met || requirement != Unmet::Age });
    one.screen(&found(false)).unwrap();
    assert_eq!((one.screening, one.stands()), (Screening::Refused, false));
    one.screen(&found(true)).unwrap();
    assert_eq!((one.screening, one.stands()), (Screening::Admitted, true));
    one.withdraw(at(11)).unwrap();
    assert_eq!((one.stands(), one.withdraw(at(12))), (false, Err(SelectionError::Withdrawn)));
    assert_eq!(one.screen(&found(true)), Err(SelectionError::Withdrawn));
}

#[test]
fn whoever_is_announced_late_is_heard_about_as_long() {
    let mut one = selection(State::Open);
    one.hear_the_public_in_full(at(9));
    assert_eq!(one.plan.input_close_time, at(20), "before the close nothing is late");
    one.hear_the_public_in_full(at(15));
    assert_eq!(one.plan.input_close_time, at(25), "ten hours were promised");
}

#[test]
fn a_candidate_withdraws_until_scores_are_fixed() {
    for state in State::ALL {
        let may = matches!(state, State::Open | State::Assessment | State::OnHold);
        assert_eq!(selection(state).must_let_withdraw().is_ok(), may, "{state}");
    }
    assert!(Selection { scores_held: true, ..selection(State::OnHold) }.must_let_withdraw().is_err());
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
    one.must_take_declaration(0, at(11)).unwrap();
    one.start_assessment(false, at(11)).unwrap();
    assert_eq!((one.must_take_declaration(0, at(12)), one.declares_anew()), (Ok(()), false));
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
    let text = canonical(&draft, &good, &design_rules());
    assert_eq!(text, canonical(&draft, &good, &design_rules()));
    let mut other = good.clone();
    other.swap(0, 1);
    let mut heavier = good.clone();
    (heavier[0].weight, heavier[1].weight) = (61, 39);
    let mut longer = good.clone();
    longer[0].highest = 101;
    let mut split = good.clone();
    split[0].competency = "kompetensi A\ninstrument 2 B".into();
    for changed in [other, heavier, longer, split] {
        let changed = canonical(&draft, &changed, &design_rules());
        assert!(changed != text && changed.lines().count() == text.lines().count());
    }
    assert_ne!(canonical(&Selection { ruleset: "selter-2027".into(), ..draft.clone() }, &good, &design_rules()), text);
    // An extension is not a change of what was hashed.
    let mut extended = draft.clone();
    extended.plan.close_time = at(15);
    assert_eq!(canonical(&extended, &good, &design_rules()), text);
    assert_ne!(canonical(&Selection { first_close_time: at(15), ..draft.clone() }, &good, &design_rules()), text);
    let mut tuned = design_rules();
    tuned.check.severity_points = 99_000;
    assert_ne!(canonical(&draft, &good, &tuned), text);
}
