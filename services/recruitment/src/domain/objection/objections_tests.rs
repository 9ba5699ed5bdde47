#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::general_rules::ObjectionRules;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The administrative result of 2024: announced on 19 September.
fn window() -> ObjectionWindow {
    ObjectionWindow::after(at("2024-09-19T14:00:00+07:00"), ObjectionRules { days: 3, answer_days: 7 })
}

fn announced(reasons: &[String]) -> Announced<'_> {
    let state = VacancyState::AdministrationAnnounced;
    Announced { state, window: Some(window()), reasons, ranked: false, withdrawn: false }
}

fn file(announced: &Announced<'_>, challenged: &[i32], now: &str) -> Result<Objection, ObjectionRefusal> {
    Objection::file((Uuid::nil(), Uuid::nil(), Uuid::nil()), announced, challenged.to_vec(), at(now))
}

fn two() -> Vec<String> {
    reasons_of("Ijazah tidak terbaca\n\n Surat lamaran tidak bermeterai ")
}

#[test]
fn who_withdrew_has_nothing_to_object_to() {
    let reasons = reasons_of("WITHDRAWN");
    let withdrawn = Announced { withdrawn: true, ..announced(&reasons) };
    assert_eq!(file(&withdrawn, &[1], "2024-09-20T08:00:00+07:00"), Err(ObjectionRefusal::Nothing));
}

/// The calendar days are those of WIB: clocks further east show a later hour at the same instant.
#[test]
fn the_days_are_the_same_instants_in_all_three_zones() {
    let cases = [
        ("2024-09-20T00:59:59+08:00", false),
        ("2024-09-20T01:00:00+08:00", true),
        ("2024-09-20T01:59:59+09:00", false),
        ("2024-09-20T02:00:00+09:00", true),
        ("2024-09-23T00:59:59+08:00", true),
        ("2024-09-23T01:00:00+08:00", false),
        ("2024-09-23T01:59:59.999999+09:00", true),
        ("2024-09-23T02:00:00+09:00", false),
    ];
    for (now, taken) in cases {
        assert_eq!(file(&announced(&two()), &[1], now).is_ok(), taken, "{now}");
    }
    let answers = [
        ("2024-09-29T23:59:59.999999+07:00", false),
        ("2024-09-30T00:00:00+07:00", true),
        ("2024-09-30T00:59:59+08:00", false),
        ("2024-09-30T01:00:00+08:00", true),
        ("2024-09-30T01:59:59+09:00", false),
        ("2024-09-30T02:00:00+09:00", true),
    ];
    for (now, late) in answers {
        let mut filed = file(&announced(&two()), &[1], "2024-09-20T08:00:00+07:00").unwrap();
        assert_eq!(filed.is_late(at(now)), late, "waiting at {now}");
        filed.answer(Ruling::new(false, Cause::NoError).unwrap(), 2, at(now)).unwrap();
        assert_eq!(filed.is_late(at("2025-01-01T00:00:00Z")), late, "answered at {now}");
    }
}

#[test]
fn the_days_of_2024_are_kept_to_the_second() {
    let cases = [
        ("2024-09-19T23:59:59+07:00", false),
        ("2024-09-20T00:00:00+07:00", true),
        ("2024-09-22T23:59:59+07:00", true),
        ("2024-09-23T00:00:00+07:00", false),
    ];
    for (now, taken) in cases {
        let filed = file(&announced(&two()), &[1], now);
        assert_eq!(filed.is_ok(), taken, "{now}");
        assert!(taken || filed == Err(ObjectionRefusal::Closed(window())));
    }
}

#[test]
fn an_answer_of_the_last_day_is_in_time() {
    let mut filed = file(&announced(&two()), &[1], "2024-09-20T08:00:00+07:00").unwrap();
    assert!(!filed.is_late(at("2024-09-29T23:59:59+07:00")) && filed.is_late(at("2024-09-30T00:00:00+07:00")));
    let reject = Ruling::new(false, Cause::ApplicantsOwn).unwrap();
    assert_eq!(filed.answer(reject, 2, at("2024-09-29T23:59:59+07:00")), Ok(Effect::None));
    assert!(!filed.is_late(at("2025-01-01T00:00:00Z")), "the time of the answer counts, not of the question");
    assert_eq!(filed.answer(reject, 2, at("2024-09-30T00:00:00+07:00")), Err(ObjectionRefusal::Answered));
}

#[test]
fn an_own_error_is_never_accepted_and_another_one_never_rejected() {
    for cause in [Cause::Verifier, Cause::System, Cause::Scoring, Cause::Requirement] {
        assert!(Ruling::new(true, cause).is_ok() && Ruling::new(false, cause).is_err());
    }
    for cause in [Cause::ApplicantsOwn, Cause::NoError] {
        assert!(Ruling::new(true, cause).is_err() && Ruling::new(false, cause).is_ok());
    }
}

#[test]
fn a_reason_left_unchallenged_keeps_the_result() {
    let accept = Ruling::new(true, Cause::Verifier).unwrap();
    let cases: [(&[i32], Effect); 3] =
        [(&[1], Effect::StaysIneligible), (&[2], Effect::StaysIneligible), (&[2, 1], Effect::Eligible)];
    for (challenged, effect) in cases {
        let mut filed = file(&announced(&two()), challenged, "2024-09-20T08:00:00+07:00").unwrap();
        assert_eq!(filed.answer(accept, 2, at("2024-09-25T00:00:00Z")), Ok(effect), "{challenged:?}");
    }
}

#[test]
fn reasons_stand_in_lines_or_between_semicolons() {
    assert_eq!(reasons_of("IJAZAH: refused; KTP: missing"), ["IJAZAH: refused", "KTP: missing"]);
    assert!(reasons_of(" ;\n").is_empty() && reasons_of("").is_empty());
}

#[test]
fn only_reasons_of_the_verdict_are_challenged() {
    let wrong: [&[i32]; 5] = [&[], &[0], &[3], &[1, 1], &[-1]];
    for challenged in wrong {
        let filed = file(&announced(&two()), challenged, "2024-09-20T08:00:00+07:00");
        assert_eq!(filed, Err(ObjectionRefusal::Reasons(2)), "{challenged:?}");
    }
}

#[test]
fn who_was_found_eligible_or_was_never_ranked_has_nothing_to_object_to() {
    let now = "2024-09-20T08:00:00+07:00";
    assert_eq!(file(&announced(&[]), &[], now), Err(ObjectionRefusal::Nothing));
    let published = Announced { state: VacancyState::Published, ..announced(&[]) };
    assert_eq!(file(&published, &[], now), Err(ObjectionRefusal::Nothing));
    let ranked = Announced { ranked: true, ..published };
    assert_eq!(file(&ranked, &[1], now), Err(ObjectionRefusal::Reasons(0)));
    let mut filed = file(&ranked, &[], now).unwrap();
    let accept = Ruling::new(true, Cause::Scoring).unwrap();
    assert_eq!(filed.answer(accept, 0, at("2024-09-25T00:00:00Z")), Ok(Effect::Correction));
}

#[test]
fn nothing_is_objected_to_between_announcements_or_where_the_ruleset_knows_none() {
    let now = "2024-09-20T08:00:00+07:00";
    for state in [VacancyState::Draft, VacancyState::Open, VacancyState::Closed, VacancyState::SkdRanked] {
        let between = Announced { state, ..announced(&[]) };
        assert_eq!(file(&between, &[1], now), Err(ObjectionRefusal::State(state)));
    }
    let without = Announced { window: None, ..announced(&[]) };
    assert_eq!(file(&without, &[1], now), Err(ObjectionRefusal::NotKnown));
}

#[test]
fn the_selection_waits_for_answers_and_for_their_announcement() {
    let outstanding = |unanswered, unannounced| Outstanding { unanswered, unannounced };
    assert_eq!(outstanding(0, 0).must_be_none(), Ok(()));
    assert_eq!(outstanding(1, 1).must_be_none(), Err(ObjectionRefusal::Unanswered(1)));
    assert_eq!(outstanding(0, 1).must_be_none(), Err(ObjectionRefusal::Unannounced(1)));
    assert_eq!(outstanding(0, 1).must_be_answered(), Ok(()), "announcing is what such a vacancy waits for");
}
