use super::*;
use crate::domain::training_rules::TrainingRules;
use jiff::civil::date;

fn pair() -> Mentorship {
    Mentorship {
        id: Uuid::nil(),
        proposal: Uuid::nil(),
        kind: MentoringKind::Mentoring,
        state: MentorshipState::Proposed,
        mentee: Uuid::from_u128(1),
        mentor: Uuid::from_u128(2),
        gap: Uuid::nil(),
        dictionary: "d".into(),
        code: "M3".into(),
        standard: 3,
        achieved: Some(2),
        mentor_level: 4,
        weight: 1,
        explanation: String::new(),
        next_mentor: None,
        next_weight: 0,
        due_date: None,
        confirmed_by: String::new(),
        start: None,
        end: None,
        outcome: None,
        hours: 0,
        hours_over: 0,
        ruleset: "r".into(),
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    }
}

fn session(day: Date, minutes: i64) -> MentoringSession {
    let (id, mentorship) = (Uuid::nil(), Uuid::nil());
    MentoringSession { id, mentorship, date: day, minutes, create_time: Timestamp::UNIX_EPOCH, withdrawn_time: None }
}

#[test]
fn a_pair_is_confirmed_or_declined_once() {
    let today = date(2025, 5, 2);
    let mut one = pair();
    let past = MentorshipRefusal::NotTime { first: today, last: Date::MAX };
    assert_eq!(one.confirm("hr", date(2025, 5, 1), today), Err(past));
    assert_eq!(one.confirm("hr", date(2025, 11, 2), today), Ok(()));
    assert_eq!((one.start, one.confirmed_by.as_str()), (Some(today), "hr"));
    let active = Err(MentorshipRefusal::State(MentorshipState::Active));
    assert_eq!(one.confirm("hr", date(2025, 11, 2), today), active);
    assert_eq!(one.decline(today), active);
    let mut other = pair();
    assert_eq!(other.decline(today), Ok(()));
    assert_eq!(other.end(None, today), Err(MentorshipRefusal::State(MentorshipState::Declined)));
}

#[test]
fn it_ends_once_and_with_no_level_above_the_mentors() {
    let today = date(2025, 5, 2);
    let mut one = pair();
    assert_eq!(one.end(Some(3), today), Err(MentorshipRefusal::State(MentorshipState::Proposed)));
    assert_eq!(one.confirm("hr", today, today), Ok(()));
    assert_eq!(one.end(Some(5), today), Err(MentorshipRefusal::OutcomeAboveMentor));
    assert_eq!(one.end(Some(4), today), Ok(()));
    assert_eq!((one.outcome, one.end), (Some(4), Some(today)));
    assert_eq!(one.end(None, today), Err(MentorshipRefusal::State(MentorshipState::Ended)));
}

#[test]
fn sessions_are_of_the_days_of_the_pair_and_not_written_down_too_late() {
    let rules = MentoringRules::sample();
    let mut one = pair();
    let refused = Err(MentorshipRefusal::State(MentorshipState::Proposed));
    assert_eq!(one.must_have_met(date(2025, 5, 2), date(2025, 5, 2), &rules), refused);
    assert_eq!(one.confirm("hr", date(2026, 1, 1), date(2025, 5, 2)), Ok(()));
    let met = |day, today| one.must_have_met(day, today, &rules);
    let span = |first, last| Err(MentorshipRefusal::NotTime { first, last });
    assert_eq!(met(date(2025, 5, 2), date(2025, 5, 9)), Ok(()));
    assert_eq!(met(date(2025, 5, 1), date(2025, 5, 9)), span(date(2025, 5, 2), date(2025, 5, 9)));
    assert_eq!(met(date(2025, 5, 10), date(2025, 5, 9)), span(date(2025, 5, 2), date(2025, 5, 9)));
    assert_eq!(met(date(2025, 5, 2), date(2025, 7, 31)), Ok(()), "90 days later");
    assert_eq!(met(date(2025, 5, 2), date(2025, 8, 1)), span(date(2025, 5, 3), date(2025, 8, 1)));
}

/// rules.md §4.2: JP credited = minutes/45 rounded down, once a pair and year.
#[test]
fn minutes_are_summed_by_year_before_they_are_rounded_down() {
    let rules = TrainingRules::sample();
    let sessions = [
        session(date(2025, 12, 30), 44),
        session(date(2025, 11, 3), 44),
        session(date(2025, 12, 1), 2),
        session(date(2026, 1, 5), 89),
    ];
    let years = by_year(&sessions);
    let hours: Vec<_> = years.iter().map(|one| (one.year, rules.hours_of(one.minutes), one.last)).collect();
    assert_eq!(hours, [(2025, 2, date(2025, 12, 30)), (2026, 1, date(2026, 1, 5))]);
    assert!(by_year(&[]).is_empty());
}

#[test]
fn only_what_fits_the_cap_is_booked() {
    for (hours, cap, taken, fits) in
        [(5, None, 100, 5), (5, Some(24), 0, 5), (5, Some(24), 22, 2), (5, Some(24), 24, 0), (5, Some(24), 30, 0)]
    {
        assert_eq!(fitting(hours, cap, taken), fits, "{hours} of {cap:?} with {taken}");
    }
}

#[test]
fn names_in_tables_read_back() {
    for (state, text) in MentorshipState::ALL {
        assert_eq!((MentorshipState::parse(text), state.to_string()), (Some(state), text.to_uppercase()));
    }
    for (kind, text) in MentoringKind::ALL {
        assert_eq!((MentoringKind::parse(text), kind.as_str()), (Some(kind), text));
    }
    assert_eq!([MentoringKind::Mentoring.activity(), MentoringKind::Coaching.activity()], [15, 14]);
}

#[test]
fn hours_are_taken_back_from_those_over_the_cap_first() {
    // Earned now, earned before, booked before; booked back, and what is left booked and over.
    for (earned, before, booked, back, hours, over) in [
        (1, 3, 3, 2, 1, 0),
        (0, 2, 2, 2, 0, 0),
        (3, 5, 3, 0, 3, 0),
        (4, 5, 3, 0, 3, 1),
        (2, 5, 3, 1, 2, 0),
        (2, 2, 2, 0, 2, 0),
    ] {
        let mut pair = Mentorship { hours: booked, hours_over: before - booked, ..pair() };
        assert_eq!(pair.take_back_hours(earned, before, booked), back, "{earned} {before} {booked}");
        assert_eq!((pair.hours, pair.hours_over), (hours, over), "{earned} {before} {booked}");
    }
}

#[test]
fn minutes_that_were_taken_back_count_no_more() {
    let mut taken = session(date(2025, 5, 2), 60);
    assert_eq!(taken.withdraw(Timestamp::UNIX_EPOCH), Ok(()));
    assert_eq!(taken.withdraw(Timestamp::UNIX_EPOCH), Err(MentorshipRefusal::Withdrawn));
    assert_eq!(by_year(&[taken, session(date(2025, 5, 3), 45)])[0].minutes, 45);
}
