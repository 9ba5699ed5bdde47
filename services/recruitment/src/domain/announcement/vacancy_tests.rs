#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::identity::Identity;
use crate::domain::nik::Nik;
use crate::domain::ruleset;
use crate::domain::thousandths::Thousandths;
use jiff::{ToSpan, civil::date};
use std::sync::Arc;

const STATES: [State; 7] = [
    State::Draft,
    State::Open,
    State::Closed,
    State::AdministrationAnnounced,
    State::SkdRanked,
    State::FinalRanked,
    State::Published,
];

const OBJECTION: ObjectionRules = ObjectionRules { days: 3, answer_days: 7 };

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2024-09-06T08:00:00Z")
}

/// A vacancy of two seats, open for an hour, for the tests of this crate.
pub(crate) fn vacancy(state: State) -> Vacancy {
    Vacancy {
        id: Uuid::nil(),
        state,
        need: "n".into(),
        position: "p".into(),
        position_title: "Perawat Terampil".into(),
        unit_path: "Dinas Kesehatan".into(),
        kind: NeedKind::Umum,
        seats: 2,
        education: vec!["D-III Keperawatan".into()],
        year: 2024,
        decision_number: "320/2024".into(),
        programme: Some(Programme::Cpns),
        zone: Zone::Wib,
        period: "cpns-2024".into(),
        ruleset: "cpns-2024".into(),
        open_time: None,
        close_time: Some(now() + 1.hour()),
        applications: 0,
        appointed: 0,
        verdict_source: None,
        objections: None,
        version: 1,
        create_time: now(),
        update_time: now(),
    }
}

fn ruleset() -> Ruleset {
    Ruleset::Cpns(Arc::new(ruleset::tests::ruleset()))
}

fn applicant(birth_date: Date) -> Applicant {
    let nik = Nik::parse("9900001205990001", date(2024, 9, 6)).unwrap();
    let identity = Identity { nik, full_name: "Contoh".into(), birth_date };
    Applicant { identity, education: "D-III Keperawatan".into(), gpa: Thousandths(3_500) }
}

/// The step succeeds in `from`, leads to `to`, and is refused in every other state.
fn only_from(from: State, to: State, step: impl Fn(&mut Vacancy) -> Result<(), VacancyError>) {
    for state in STATES {
        let mut vacancy = vacancy(state);
        if state == from {
            assert_eq!(step(&mut vacancy), Ok(()));
            assert_eq!(vacancy.state, to);
        } else {
            assert_eq!(step(&mut vacancy), Err(VacancyError::State { state, wanted: from }));
            assert_eq!(vacancy.state, state);
        }
    }
}

#[test]
fn every_step_has_one_state_to_begin_in() {
    only_from(State::Draft, State::Open, |vacancy| vacancy.open(&ruleset(), Zone::Wita, now() + 1.hour(), now()));
    only_from(State::Open, State::Closed, |vacancy| vacancy.close(7));
    only_from(State::Closed, State::AdministrationAnnounced, |vacancy| {
        vacancy.announce_administration(0, Some(OBJECTION), now())
    });
    only_from(State::AdministrationAnnounced, State::SkdRanked, |vacancy| vacancy.rank_skd(0, now()));
    only_from(State::SkdRanked, State::FinalRanked, |vacancy| vacancy.rank_final(0));
    only_from(State::FinalRanked, State::Published, |vacancy| vacancy.publish(None, now()));
    only_from(State::Published, State::Published, |vacancy| vacancy.fill_seat(now()));
}

#[test]
fn opening_takes_the_period_of_the_ruleset() {
    let mut draft = vacancy(State::Draft);
    (draft.ruleset, draft.period, draft.programme) = (String::new(), String::new(), None);
    draft.open(&ruleset(), Zone::Wita, now() + 1.hour(), now()).unwrap();
    assert_eq!((draft.ruleset.as_str(), draft.period.as_str()), ("cpns-2024", "2024"));
    assert_eq!((draft.programme, draft.zone), (Some(Programme::Cpns), Zone::Wita));
    assert_eq!((draft.open_time, draft.close_time), (Some(now()), Some(now() + 1.hour())));
}

#[test]
fn a_vacancy_does_not_open_for_a_time_that_is_over_or_a_kind_without_a_mark() {
    let mut draft = vacancy(State::Draft);
    assert_eq!(draft.open(&ruleset(), Zone::Wita, now(), now()), Err(VacancyError::CloseTimePassed));
    let early = draft.open(&ruleset(), Zone::Wita, now(), at("2024-08-19T16:59:59Z"));
    assert_eq!(early, Err(VacancyError::NotInForce), "the ruleset is in force from the next day on");
    let year = SignedDuration::from_hours(366 * 24);
    assert_eq!(draft.opening_faults(&ruleset(), now() + year, now()), []);
    let typing_error = draft.open(&ruleset(), Zone::Wita, now() + year + 1.second(), now());
    assert_eq!(typing_error, Err(VacancyError::CloseTimeTooFar));
    draft.kind = NeedKind::Diaspora;
    assert_eq!(draft.open(&ruleset(), Zone::Wita, now() + 1.hour(), now()), Err(VacancyError::KindUnknown));
    let all = [VacancyError::CloseTimePassed, VacancyError::NotInForce, VacancyError::KindUnknown];
    let early = at("2024-08-19T16:59:59Z");
    assert_eq!(draft.opening_faults(&ruleset(), early, early), all);
    assert_eq!(draft.state, State::Draft);
}

#[test]
fn a_deadline_only_moves_forward_while_the_vacancy_is_open() {
    let mut open = vacancy(State::Open);
    let deadline = open.close_time.unwrap();
    assert_eq!(open.extend(deadline, now()), Err(VacancyError::NotLater));
    assert_eq!(open.extend(now(), now()), Err(VacancyError::CloseTimePassed));
    assert_eq!(open.extend(deadline + 1.hour(), now()), Ok(deadline));
    assert_eq!(open.close_time, Some(deadline + 1.hour()));
    // However often: a person applies once in a period, and the period has to end.
    open.open_time = Some(now());
    let longest = now() + SignedDuration::from_hours(366 * 24);
    let later = now() + SignedDuration::from_hours(300 * 24);
    assert_eq!(open.extend(longest + 1.second(), later), Err(VacancyError::CloseTimeTooFar));
    assert!(open.extend(longest, later).is_ok());
    for state in STATES.into_iter().filter(|state| *state != State::Open) {
        let refused = vacancy(state).extend(deadline + 1.hour(), now());
        assert_eq!(refused, Err(VacancyError::State { state, wanted: State::Open }));
    }
}

#[test]
fn only_an_exercise_closes_before_the_last_instant_has_passed() {
    let (rules, open) = (ruleset(), vacancy(State::Open));
    let deadline = open.close_time.unwrap();
    let early = Err(VacancyError::CloseTimeAhead(deadline));
    assert_eq!(open.must_be_due(rules.general(), deadline), early);
    assert_eq!(open.must_be_due(rules.general(), deadline + 1.microsecond()), Ok(()));
    let exercise = GeneralRules { early_close: true, ..rules.general().clone() };
    assert_eq!(open.must_be_due(&exercise, now()), Ok(()));
}

#[test]
fn an_application_is_taken_until_the_last_instant() {
    let open = vacancy(State::Open);
    assert_eq!(open.must_accept(now() + 1.hour()), Ok(()));
    let late = now() + 1.hour() + 1.microsecond();
    assert_eq!(open.must_accept(late), Err(ApplicationError::NotAccepting));
    for state in STATES.into_iter().filter(|state| *state != State::Open) {
        assert_eq!(vacancy(state).must_accept(now()), Err(ApplicationError::NotAccepting));
    }
}

#[test]
fn education_and_age_decide_who_may_apply() {
    let open = vacancy(State::Open);
    let asked = open.admission(ruleset().general());
    let admit = |applicant: &Applicant, now| open.admit(applicant, &asked, now);
    assert_eq!(admit(&applicant(date(1999, 5, 12)), now()), Ok(()));
    let other = Applicant { education: "S-1 Hukum".into(), ..applicant(date(1999, 5, 12)) };
    assert_eq!(admit(&other, now()), Err(ApplicationError::EducationNotAccepted));
    let too_old = Err(ApplicationError::AgeOutOfRange { minimum: 18, maximum: 35 });
    assert_eq!(admit(&applicant(date(1989, 9, 5)), now()), too_old);
}

#[test]
fn the_day_of_applying_is_the_day_in_western_indonesia() {
    let open = Vacancy { close_time: Some(at("2024-09-10T00:00:00Z")), ..vacancy(State::Open) };
    let eighteen_on_the_seventh = applicant(date(2006, 9, 7));
    let asked = open.admission(ruleset().general());
    let before_midnight = open.admit(&eighteen_on_the_seventh, &asked, at("2024-09-06T16:59:59Z"));
    assert!(matches!(before_midnight, Err(ApplicationError::AgeOutOfRange { .. })));
    assert_eq!(open.admit(&eighteen_on_the_seventh, &asked, at("2024-09-06T17:00:00Z")), Ok(()));
}

#[test]
fn no_ranking_leaves_anybody_out() {
    let announced = vacancy(State::Closed).announce_administration(2, None, now());
    assert_eq!(announced, Err(VacancyError::VerdictsMissing(2)));
    let ranked = vacancy(State::AdministrationAnnounced).rank_skd(3, now());
    assert_eq!(ranked, Err(VacancyError::ResultsMissing(3)));
    assert_eq!(vacancy(State::SkdRanked).rank_final(1), Err(VacancyError::ResultsMissing(1)));
}

#[test]
fn no_more_are_appointed_than_there_are_seats() {
    let mut published = vacancy(State::Published);
    assert_eq!((published.fill_seat(now()), published.fill_seat(now())), (Ok(()), Ok(())));
    assert_eq!(published.fill_seat(now()), Err(VacancyError::NoSeatLeft));
    assert_eq!(published.appointed, published.seats);
}

#[test]
fn what_follows_an_announcement_waits_for_the_objections() {
    let mut closed = vacancy(State::Closed);
    closed.announce_administration(0, Some(OBJECTION), at("2024-09-19T07:00:00Z")).unwrap();
    let end = at("2024-09-22T17:00:00Z");
    assert_eq!(closed.rank_skd(0, end - 1.second()), Err(VacancyError::ObjectionsOpen(end)));
    assert_eq!(closed.rank_skd(0, end), Ok(()));
    let mut ranked = vacancy(State::FinalRanked);
    ranked.publish(Some(OBJECTION), at("2025-01-05T07:00:00Z")).unwrap();
    let end = at("2025-01-08T17:00:00Z");
    assert_eq!(ranked.fill_seat(end - 1.second()), Err(VacancyError::ObjectionsOpen(end)));
    assert_eq!(ranked.fill_seat(end), Ok(()));
}
