#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::internship_rules::Criterion;
use jiff::civil::date;

const TERM: Period = Period { first: date(2025, 2, 3), last: date(2025, 6, 30) };

fn internship(state: State) -> Internship {
    let mentor = Mentor { servant: "s".into(), subject: "mentor".into() };
    Internship {
        id: Uuid::nil(),
        agreement_id: Uuid::nil(),
        place_id: Uuid::nil(),
        state,
        institution_subject: "university".into(),
        ruleset: "internship-2024".into(),
        field: "Hukum".into(),
        credits: 20,
        consent_time: Some(Timestamp::UNIX_EPOCH),
        mentor: (state != State::Applied).then_some(mentor),
        period: TERM,
        marks: Vec::new(),
        certificate: None,
        erased: false,
        logbook_weeks: 22,
        countersigned_weeks: 18,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
    }
}

fn rules() -> InternshipRules {
    InternshipRules {
        id: String::new(),
        valid_from: date(2024, 1, 1),
        valid_until: None,
        credits_maximum: 20,
        logbook_percent: 80,
        assess_days_before_end: 14,
        retention_days: 365,
        criteria: vec![Criterion { key: "a".into(), title: "A".into(), maximum: 10 }],
    }
}

fn certified() -> Certified {
    Certified { number: "1".into(), text_sha256: vec![0; 32], time: Timestamp::UNIX_EPOCH }
}

#[test]
fn each_step_belongs_to_its_state() {
    let last = TERM.last;
    for state in State::ALL {
        let may = |step: &dyn Fn(&mut Internship) -> bool| step(&mut internship(state));
        let mentor = Mentor { servant: "s".into(), subject: "m".into() };
        assert_eq!(may(&|one| one.accept(mentor.clone()).is_ok()), state == State::Applied, "{state}");
        assert_eq!(may(&|one| one.decline().is_ok()), state == State::Applied, "{state}");
        assert_eq!(may(&|one| one.start(last).is_ok()), state == State::Accepted, "{state}");
        assert_eq!(may(&|one| one.must_log(1, last).is_ok()), state == State::Started, "{state}");
        assert_eq!(may(&|one| one.must_countersign().is_ok()), state == State::Started, "{state}");
        assert_eq!(may(&|one| one.assess(Vec::new(), &rules(), last).is_ok()), state == State::Started, "{state}");
        assert_eq!(may(&|one| one.certify(certified(), last).is_ok()), state == State::Assessed, "{state}");
        let early = matches!(state, State::Applied | State::Accepted | State::Started);
        assert_eq!(may(&|one| one.withdraw().is_ok()), early, "{state}");
        assert_eq!(State::parse(state.as_str()), Some(state));
    }
}

#[test]
fn an_erased_internship_takes_no_step() {
    let erased = |state| Internship { erased: true, ..internship(state) };
    assert_eq!(erased(State::Applied).decline(), Err(Refusal::State(State::Applied)));
    assert_eq!(erased(State::Started).withdraw(), Err(Refusal::State(State::Started)));
    assert_eq!(erased(State::Assessed).must_certify(TERM.last), Err(Refusal::State(State::Assessed)));
}

#[test]
fn only_an_intern_who_has_not_begun_frees_the_seat() {
    for (state, frees) in [(State::Applied, false), (State::Accepted, true), (State::Started, false)] {
        assert_eq!(internship(state).withdraw(), Ok(frees), "{state}");
    }
}

#[test]
fn it_starts_in_its_time() {
    for (day, may) in [(date(2025, 2, 2), false), (TERM.first, true), (TERM.last, true), (date(2025, 7, 1), false)] {
        assert_eq!(internship(State::Accepted).start(day).is_ok(), may, "{day}");
    }
}

#[test]
fn only_weeks_that_have_begun_are_logged() {
    let table = [
        (1, date(2025, 2, 3), true),
        (2, date(2025, 2, 9), false),
        (2, date(2025, 2, 10), true),
        (0, date(2025, 2, 10), false),
        (22, date(2025, 9, 1), true),
        (23, date(2025, 9, 1), false),
    ];
    for (week, day, may) in table {
        assert_eq!(internship(State::Started).must_log(week, day).is_ok(), may, "{week} {day}");
    }
}

#[test]
fn the_assessment_wants_the_end_and_a_logbook() {
    let started = internship(State::Started);
    let early = Refusal::NotTime { first: date(2025, 6, 16), last: Date::MAX };
    assert_eq!(started.must_assess(&rules(), date(2025, 6, 15)), Err(early));
    assert_eq!(started.must_assess(&rules(), date(2025, 6, 16)), Ok(()));
    let gaps = Internship { countersigned_weeks: 17, ..started };
    let refusal = Refusal::LogbookIncomplete { countersigned: 17, wanted: 18 };
    assert_eq!(gaps.must_assess(&rules(), TERM.last), Err(refusal));
    assert!(internship(State::Assessed).must_certify(date(2025, 6, 29)).is_err());
    assert_eq!(internship(State::Assessed).must_certify(TERM.last), Ok(()));
}

#[test]
fn consent_is_withdrawn_once_and_in_every_state() {
    for state in State::ALL {
        let mut one = internship(state);
        assert_eq!(one.withdraw_consent(), Ok(()));
        assert_eq!((one.consent_time, one.withdraw_consent()), (None, Err(Refusal::NoConsent)));
    }
}

#[test]
fn it_concerns_its_university_and_its_mentor_only() {
    let one = internship(State::Started);
    assert!(one.is_of_institution("university") && !one.is_of_institution("mentor"));
    assert!(one.is_mentored_by("mentor") && !one.is_mentored_by("university"));
    assert!(!internship(State::Applied).is_mentored_by("") && !internship(State::Applied).is_mentored_by("mentor"));
}

#[test]
fn an_entry_is_countersigned_once() {
    let mut entry =
        LogbookEntry { id: Uuid::nil(), internship_id: Uuid::nil(), week: 1, countersign_time: None, version: 1 };
    assert_eq!(entry.countersign(Timestamp::UNIX_EPOCH), Ok(()));
    assert_eq!(entry.countersign(Timestamp::UNIX_EPOCH), Err(Refusal::Countersigned));
}

#[test]
fn a_record_is_read_back_and_shows_nothing() {
    let student = Student { nik: "9".into(), student_number: "21".into(), full_name: "Contoh\nDua".into() };
    assert_eq!(Student::from_record(&student.to_record()), Some(student.clone()));
    assert_eq!((Student::from_record("9"), format!("{student:?}")), (None, "Student(redacted)".to_owned()));
}
