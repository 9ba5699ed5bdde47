use super::*;
use crate::domain::{
    case_decision::{ObjectionEnd, ObjectionOutcome},
    improvement_rules::DecisionRules,
};
use jiff::civil::date;

/// The shipped rules; `rulesets` checks that they are these.
fn rules() -> ImprovementRules {
    let decision = |within_days| DecisionRules { official: "Pejabat".into(), within_days, objection_days: 14 };
    ImprovementRules {
        id: "improvement-pp-30-2019".into(),
        regulation: "PP 30/2019".into(),
        valid_from: date(2019, 4, 26),
        low: vec![Predikat::ButuhPerbaikan, Predikat::Kurang, Predikat::SangatKurang],
        tracks: vec![
            CoachingTrack { code: "general".into(), months: 6 },
            CoachingTrack { code: "jpt".into(), months: 12 },
        ],
        start_within_days: 30,
        improved_after_months: 3,
        notes_every_month: true,
        note_within_days: 14,
        test_within_days: 60,
        wait_months: 12,
        objection_decided_within_days: 21,
        warn: decision(30),
        coach: decision(14),
        judge: decision(30),
        place: decision(30),
    }
}

fn made(number: u128, day: Date) -> MadeDecision {
    let (by, document_number) = ("official".into(), "800/1".into());
    MadeDecision { id: Uuid::from_u128(number), by, document_number, position: String::new(), date: day }
}

fn end(outcome: ObjectionOutcome, by: &str, date: Date) -> ObjectionEnd {
    ObjectionEnd { outcome, date, by: by.into(), document_number: String::new() }
}

/// Kurang, final on 31 January 2025, warned on 3 February.
fn warned() -> ImprovementCase {
    let mut case = ImprovementCase {
        id: Uuid::nil(),
        appraisal: Uuid::nil(),
        servant: "siti".into(),
        year: 2024,
        predikat: Predikat::Kurang,
        final_date: date(2025, 1, 31),
        track: "general".into(),
        ruleset: "improvement-pp-30-2019".into(),
        stage: CaseStage::Warned,
        stage_since: date(2025, 2, 3),
        coach: "budi".into(),
        coaching: None,
        suited: None,
        wait_until: None,
        decisions: Vec::new(),
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    };
    case.begin(DecisionKind::Warn, made(1, date(2025, 2, 3)), &rules());
    case
}

fn coached() -> ImprovementCase {
    let (mut case, rules) = (warned(), rules());
    case.open_coaching(&rules.tracks[0], made(2, date(2025, 2, 10)), &rules).unwrap();
    case
}

fn not_improved() -> ImprovementCase {
    let (mut case, rules) = (coached(), rules());
    case.judge(false, 6, made(3, date(2025, 8, 4)), &rules).unwrap();
    case
}

fn tested(suited: Suited) -> ImprovementCase {
    let mut case = not_improved();
    case.record_test(suited, date(2025, 8, 20), date(2025, 8, 25)).unwrap();
    case
}

fn waiting() -> ImprovementCase {
    let mut case = tested(Suited::None);
    case.place(DecisionKind::Wait, made(4, date(2025, 9, 1)), &rules()).unwrap();
    case
}

/// The vector of the reference: final on 31 January 2025 → to improve until 31 July, the test a task from 1 August on.
#[test]
fn the_window_ends_six_months_after_the_final_rating() {
    let coaching = coached().coaching.unwrap();
    assert_eq!((coaching.last_day, coaching.test_day()), (date(2025, 7, 31), date(2025, 8, 1)));
    let rules = rules();
    for (track, final_day, first_day, last_day) in [
        (0, date(2025, 1, 31), date(2025, 3, 2), date(2025, 7, 31)),
        (0, date(2025, 1, 31), date(2025, 3, 3), date(2025, 9, 3)),
        (0, date(2025, 8, 31), date(2025, 9, 1), date(2026, 2, 28)),
        (1, date(2025, 1, 31), date(2025, 2, 10), date(2026, 1, 31)),
    ] {
        assert_eq!(rules.last_day(&rules.tracks[track], final_day, first_day), last_day, "{first_day}");
    }
}

#[test]
fn a_month_of_coaching_gets_its_note_once_it_has_begun() {
    let case = coached();
    for (month, today, expected) in [
        (1, date(2025, 2, 10), Ok(())),
        (2, date(2025, 3, 9), Err(CaseRefusal::TooEarly(date(2025, 3, 10)))),
        (6, date(2025, 7, 10), Ok(())),
        (1, date(2025, 3, 23), Ok(())),
        (1, date(2025, 3, 24), Err(CaseRefusal::NoteTooLate(date(2025, 3, 23)))),
        (7, date(2025, 8, 10), Ok(())),
    ] {
        assert_eq!(case.must_be_coached(month, today, &rules()), expected);
    }
    let early = warned().must_be_coached(1, date(2025, 2, 10), &rules());
    assert_eq!(early, Err(CaseRefusal::Stage(CaseStage::Warned)));
}

#[test]
fn who_improved_is_through_early_and_who_did_not_after_the_last_day() {
    let rules = rules();
    for (improved, noted, day, expected) in [
        (true, 0, date(2025, 5, 9), Err(CaseRefusal::TooEarly(date(2025, 5, 10)))),
        (true, 0, date(2025, 5, 10), Ok(CaseStage::Improved)),
        (false, 6, date(2025, 7, 31), Err(CaseRefusal::TooEarly(date(2025, 8, 1)))),
        (false, 4, date(2025, 8, 1), Err(CaseRefusal::NotesMissing(2))),
        (false, 6, date(2025, 8, 1), Ok(CaseStage::CompetencyTest)),
    ] {
        let mut case = coached();
        let answer = case.judge(improved, noted, made(3, day), &rules).map(|()| case.stage);
        assert_eq!(answer, expected, "{improved} on {day}");
    }
}

#[test]
fn the_next_step_has_its_day() {
    let rules = rules();
    for (case, task, day) in [
        (warned(), CaseTask::OpenCoaching, date(2025, 2, 17)),
        (coached(), CaseTask::Judge, date(2025, 8, 30)),
        (not_improved(), CaseTask::TakeTest, date(2025, 10, 3)),
        (tested(Suited::Equal), CaseTask::Place, date(2025, 9, 24)),
        (waiting(), CaseTask::Place, date(2026, 9, 1)),
    ] {
        assert_eq!(case.next_step(&rules), Some((task, day)), "{:?}", case.stage);
    }
    let mut over = coached();
    over.judge(true, 0, made(3, date(2025, 6, 1)), &rules).unwrap();
    assert_eq!(over.next_step(&rules), None);
}

#[test]
fn the_test_decides_which_posts_there_are() {
    use DecisionKind as K;
    let rules = rules();
    for (suited, kind, expected) in [
        (Suited::Equal, K::EqualMove, Ok(CaseStage::EqualMove)),
        (Suited::Equal, K::LowerPost, Ok(CaseStage::LowerPost)),
        (Suited::Lower, K::EqualMove, Err(CaseRefusal::Unsuited)),
        (Suited::Lower, K::LowerPost, Ok(CaseStage::LowerPost)),
        (Suited::None, K::LowerPost, Err(CaseRefusal::Unsuited)),
        (Suited::None, K::Wait, Ok(CaseStage::Waiting)),
        (Suited::None, K::Dismiss, Err(CaseRefusal::Stage(CaseStage::Tested))),
    ] {
        let mut case = tested(suited);
        let answer = case.place(kind, made(4, date(2025, 9, 1)), &rules).map(|()| case.stage);
        assert_eq!(answer, expected, "{suited:?} {kind:?}");
    }
    let early = not_improved().record_test(Suited::Equal, date(2025, 7, 31), date(2025, 8, 25));
    assert_eq!(early, Err(CaseRefusal::TooEarly(date(2025, 8, 1))));
}

#[test]
fn nobody_waits_longer_than_a_year_or_is_dismissed_before() {
    let rules = rules();
    assert_eq!(waiting().wait_until, Some(date(2026, 9, 1)));
    for (day, expected) in
        [(date(2026, 9, 1), Err(CaseRefusal::TooEarly(date(2026, 9, 2)))), (date(2026, 9, 2), Ok(CaseStage::Dismissed))]
    {
        let mut case = waiting();
        let answer = case.place(DecisionKind::Dismiss, made(5, day), &rules).map(|()| case.stage);
        assert_eq!(answer, expected);
    }
}

#[test]
fn an_objection_stops_the_path_until_its_answer() {
    let rules = rules();
    let mut case = coached();
    case.object(Uuid::from_u128(2), date(2025, 2, 24), &rules).unwrap();
    assert_eq!(case.next_step(&rules), Some((CaseTask::DecideObjection, date(2025, 3, 17))));
    let judged = case.judge(true, 0, made(3, date(2025, 6, 1)), &rules);
    assert_eq!(judged, Err(CaseRefusal::Objected));
    let own = case.answer_objection(
        Uuid::from_u128(2),
        end(ObjectionOutcome::Rejected, "official", date(2025, 3, 1)),
        date(2025, 3, 1),
    );
    assert_eq!(own, Err(CaseRefusal::DecidedByYou));
    case.answer_objection(
        Uuid::from_u128(2),
        end(ObjectionOutcome::Rejected, "authority", date(2025, 3, 1)),
        date(2025, 3, 1),
    )
    .unwrap();
    assert_eq!(case.stage, CaseStage::Coaching);
    let again = case.object(Uuid::from_u128(2), date(2025, 2, 24), &rules);
    assert_eq!(again, Err(CaseRefusal::NotObjectionable));
}

#[test]
fn objections_have_a_last_day_and_a_burden() {
    let rules = rules();
    for (day, expected) in
        [(date(2025, 2, 17), Ok(())), (date(2025, 2, 18), Err(CaseRefusal::ObjectionClosed(date(2025, 2, 17))))]
    {
        assert_eq!(warned().object(Uuid::from_u128(1), day, &rules), expected);
    }
    assert_eq!(warned().object(Uuid::from_u128(9), date(2025, 2, 4), &rules), Err(CaseRefusal::NoDecision));
    let mut improved = coached();
    improved.judge(true, 0, made(3, date(2025, 6, 1)), &rules).unwrap();
    let pleased = improved.object(Uuid::from_u128(3), date(2025, 6, 2), &rules);
    assert_eq!(pleased, Err(CaseRefusal::NotObjectionable));
    let nothing = warned().answer_objection(
        Uuid::from_u128(1),
        end(ObjectionOutcome::Granted, "x", date(2025, 2, 4)),
        date(2025, 2, 4),
    );
    assert_eq!(nothing, Err(CaseRefusal::NotObjectionable));
}

#[test]
fn a_granted_objection_leads_back_and_voids_what_came_after() {
    let rules = rules();
    let grant = |case: &mut ImprovementCase, decision: u128, day: Date| {
        case.object(Uuid::from_u128(decision), day, &rules).unwrap();
        case.answer_objection(Uuid::from_u128(decision), end(ObjectionOutcome::Granted, "authority", day), day)
            .unwrap();
    };
    let mut case = coached();
    grant(&mut case, 1, date(2025, 2, 12));
    assert_eq!((case.stage, case.coaching), (CaseStage::Withdrawn, None));
    assert_eq!(case.decisions.iter().map(|one| one.overtaken).collect::<Vec<_>>(), [false, true]);
    assert_eq!(case.next_step(&rules), None);
    let mut case = tested(Suited::Lower);
    case.decisions[2].object_until = date(2025, 9, 30);
    grant(&mut case, 3, date(2025, 8, 26));
    assert_eq!((case.stage, case.suited), (CaseStage::Coaching, None));
    assert!(case.coaching.is_some());
    let mut case = waiting();
    grant(&mut case, 4, date(2025, 9, 2));
    assert_eq!((case.stage, case.suited, case.wait_until), (CaseStage::Tested, Some(Suited::None), None));
}

#[test]
fn whose_judgement_was_void_does_not_say_it_again() {
    let rules = rules();
    let mut case = not_improved();
    case.object(Uuid::from_u128(3), date(2025, 8, 5), &rules).unwrap();
    let granted = end(ObjectionOutcome::Granted, "authority", date(2025, 8, 6));
    case.answer_objection(Uuid::from_u128(3), granted, date(2025, 8, 6)).unwrap();
    assert_eq!(case.next_step(&rules), Some((CaseTask::Judge, date(2025, 9, 5))));
    let again = case.clone().judge(false, 6, made(4, date(2025, 8, 7)), &rules);
    assert_eq!(again, Err(CaseRefusal::DecidedByYou));
    let another = MadeDecision { by: "another".into(), ..made(4, date(2025, 8, 7)) };
    assert_eq!(case.clone().judge(false, 6, another, &rules), Ok(()));
    assert_eq!(case.judge(true, 6, made(4, date(2025, 8, 7)), &rules), Ok(()));
}

#[test]
fn a_body_outside_answers_objections_to_the_authority_only() {
    let rules = rules();
    let mut case = waiting();
    case.object(Uuid::from_u128(4), date(2025, 9, 2), &rules).unwrap();
    let granted = |date| end(ObjectionOutcome::Granted, "office", date);
    let coach = case.answer_outside(Uuid::from_u128(3), granted(date(2025, 9, 3)), date(2025, 9, 4));
    assert_eq!(coach, Err(CaseRefusal::NotYourPart("official")));
    let early = case.answer_outside(Uuid::from_u128(4), granted(date(2025, 9, 1)), date(2025, 9, 4));
    assert_eq!(early, Err(CaseRefusal::TooEarly(date(2025, 9, 2))));
    case.answer_outside(Uuid::from_u128(4), granted(date(2025, 9, 3)), date(2025, 9, 4)).unwrap();
    assert_eq!((case.stage, case.stage_since), (CaseStage::Tested, date(2025, 9, 4)));
    let nothing = waiting().answer_outside(Uuid::from_u128(9), granted(date(2025, 9, 3)), date(2025, 9, 4));
    assert_eq!(nothing, Err(CaseRefusal::NoDecision));
}

#[test]
fn nobody_is_their_own_coach_or_official() {
    let case = warned();
    assert_eq!(case.must_be_coach("budi"), Ok(()));
    for me in ["siti", "adi"] {
        assert_eq!(case.must_be_coach(me), Err(CaseRefusal::NotYourPart("coach")));
    }
    let open = ImprovementCase { coach: String::new(), ..warned() };
    assert_eq!(open.must_be_coach("adi"), Ok(()));
    assert_eq!(open.must_be_coach("siti"), Err(CaseRefusal::NotYourPart("coach")));
    assert_eq!(open.must_be_another("siti"), Err(CaseRefusal::NotYourPart("official")));
    assert_eq!(open.must_be_another("adi"), Ok(()));
}

/// Warned on 3 February, to object until the 17th.
#[test]
fn who_can_see_the_case_late_can_object_late() {
    let linked = date(2025, 3, 1);
    for (unseen_from, until) in [
        (None, date(2025, 3, 15)),
        (Some(date(2025, 2, 4)), date(2025, 3, 15)),
        (Some(date(2025, 2, 17)), date(2025, 3, 15)),
        (Some(date(2025, 2, 18)), date(2025, 2, 17)),
    ] {
        let mut case = warned();
        let is_given = case.give_time(linked, unseen_from, &rules());
        assert_eq!((is_given, case.decisions[0].object_until), (until > date(2025, 2, 17), until), "{unseen_from:?}");
    }
    let mut objected = warned();
    let first = objected.decisions[0].id;
    objected.object(first, date(2025, 2, 10), &rules()).unwrap();
    assert!(!objected.give_time(linked, None, &rules()));
}
