#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::{complaint_rules::tests::rules, report_nature::Kind};
use jiff::civil::date;

const TODAY: Date = date(2025, 11, 5);

fn deadline(answer: Date) -> Deadline {
    Deadline::set_elsewhere(TODAY, answer).unwrap()
}

fn complaint(id: u128, state: State) -> Complaint {
    Complaint {
        id: Uuid::from_u128(id),
        state,
        nature: Nature::of(Kind::Complaint),
        channel: Channel::Web,
        is_anonymous: false,
        is_secret: false,
        service: Uuid::from_u128(100),
        sector: String::new(),
        category: String::new(),
        region: String::new(),
        unit: None,
        is_handled_here: true,
        receive_time: Timestamp::UNIX_EPOCH,
        deadline: None,
        verify_date: None,
        answer_date: None,
        reply_due: None,
        reply_until: None,
        close_date: None,
        merged_into: None,
        plain_answer: None,
        version: 1,
        create_time: Timestamp::UNIX_EPOCH,
        update_time: Timestamp::UNIX_EPOCH,
    }
}

const ALL: [State; 9] = [
    State::Received,
    State::Verification,
    State::Rejected,
    State::Archived,
    State::Assigned,
    State::InProcess,
    State::FollowedUp,
    State::Closed,
    State::Reopened,
];

/// The states from which a step is allowed; from every other it is refused.
fn allowed(step: impl Fn(&mut Complaint) -> Step) -> Vec<State> {
    let mut from = Vec::new();
    for state in ALL {
        let mut one = complaint(1, state);
        let before = one.clone();
        match step(&mut one) {
            Ok(()) => from.push(state),
            Err(_) => assert_eq!(one, before, "a refused step changes nothing"),
        }
    }
    from
}

#[test]
fn every_step_has_its_states() {
    use State::{Assigned, Closed, FollowedUp, InProcess, Received, Reopened, Verification};
    let nature = Nature::of(Kind::Aspiration);
    assert_eq!(allowed(|one| one.verify(nature, deadline(TODAY), TODAY)), [Received, Verification]);
    assert_eq!(allowed(|one| one.reject(TODAY)), [Received, Verification]);
    assert_eq!(allowed(|one| one.archive(TODAY)), [Received, Verification]);
    let assigned = [Verification, Assigned, InProcess, Reopened];
    assert_eq!(allowed(|one| one.assign(Uuid::nil(), "health".into())), assigned);
    assert_eq!(allowed(Complaint::start), [Assigned, Reopened]);
    assert_eq!(allowed(|one| one.answer(&rules(), TODAY)), [InProcess, FollowedUp]);
    assert_eq!(allowed(|one| one.close(TODAY)), [FollowedUp]);
    assert_eq!(allowed(|one| one.reopen(deadline(TODAY))), [Closed]);
    let open = [Received, Verification, Assigned, InProcess, FollowedUp, Reopened];
    assert_eq!(allowed(|one| one.resolve(TODAY)), open);
    let replied = [Received, Verification, Assigned, InProcess, FollowedUp, Closed, Reopened];
    assert_eq!(allowed(|one| one.take_reply(&rules(), deadline(TODAY), TODAY)), replied);
    assert_eq!(allowed(|one| one.must_be_answered()), [FollowedUp, Closed]);
}

#[test]
fn a_merged_one_takes_no_step() {
    let mut one = complaint(1, State::InProcess);
    one.merged_into = Some(Uuid::from_u128(2));
    assert_eq!(one.answer(&rules(), TODAY), Err(ComplaintError::Merged));
    assert_eq!(one.resolve(TODAY), Err(ComplaintError::Merged));
    assert_eq!(one.take_reply(&rules(), deadline(TODAY), TODAY), Err(ComplaintError::Merged));
}

#[test]
fn a_complaint_is_resolved_once() {
    let mut one = complaint(1, State::Received);
    assert_eq!(one.resolve(TODAY), Ok(()));
    assert_eq!(one.resolve(TODAY), Err(ComplaintError::Resolved));
    assert_eq!((one.state, one.answer_date, one.close_date), (State::Closed, Some(TODAY), Some(TODAY)));
}

#[test]
fn an_answer_waits_ten_days_for_a_reply() {
    let mut one = complaint(1, State::InProcess);
    one.answer(&rules(), TODAY).unwrap();
    assert!(!one.is_silent(date(2025, 11, 15)), "the tenth day counts");
    assert!(one.is_silent(date(2025, 11, 16)));
    one.answer(&rules(), date(2025, 11, 10)).unwrap();
    assert_eq!((one.answer_date, one.reply_until), (Some(TODAY), Some(date(2025, 11, 20))));
    one.take_reply(&rules(), deadline(TODAY), date(2025, 11, 11)).unwrap();
    assert_eq!((one.state, one.is_silent(date(2026, 1, 1))), (State::InProcess, false));
}

#[test]
fn a_reply_is_due_like_a_report_and_the_first_answer_stays_the_answer() {
    let mut one = complaint(1, State::InProcess);
    one.answer(&rules(), TODAY).unwrap();
    let (due, later) = (date(2025, 11, 30), date(2025, 12, 9));
    one.take_reply(&rules(), deadline(due), date(2025, 11, 10)).unwrap();
    assert_eq!((one.reply_due, one.answer_date), (Some(due), Some(TODAY)));
    one.take_reply(&rules(), deadline(later), date(2025, 11, 20)).unwrap();
    assert_eq!(one.reply_due, Some(due), "saying it again moves nothing");
    let mut ended = one.clone();
    ended.resolve(later).unwrap();
    assert_eq!(ended.reply_due, None);
    one.answer(&rules(), later).unwrap();
    assert_eq!((one.reply_due, one.answer_date), (None, Some(TODAY)));
}

#[test]
fn whoever_looks_first_verifies_and_it_is_noted_once() {
    let (nature, later) = (Nature::of(Kind::Complaint), date(2025, 11, 20));
    let steps: [fn(&mut Complaint) -> Step; 3] =
        [|one| one.reject(TODAY), |one| one.archive(TODAY), |one| one.resolve(TODAY)];
    for step in steps {
        let mut one = complaint(1, State::Received);
        step(&mut one).unwrap();
        assert_eq!(one.verify_date, Some(TODAY));
    }
    let mut one = complaint(1, State::Received);
    one.verify(nature, deadline(TODAY), TODAY).unwrap();
    one.verify(nature, deadline(TODAY), later).unwrap();
    assert_eq!(one.verify_date, Some(TODAY));
}

#[test]
fn verifying_keeps_an_earlier_day_that_another_system_promised() {
    let nature = Nature::of(Kind::Complaint);
    let counted = |day| Deadline { from: Some(TODAY), ruleset: "complaint-x".into(), ..deadline(day) };
    let promised = |day| Complaint { deadline: Some(deadline(day)), ..complaint(1, State::Received) };
    let (early, late) = (date(2025, 11, 10), date(2025, 12, 10));
    let mut one = promised(early);
    one.verify(nature, counted(late), TODAY).unwrap();
    assert_eq!(one.deadline, Some(deadline(early)));
    let mut one = promised(late);
    one.verify(nature, counted(early), TODAY).unwrap();
    assert_eq!(one.deadline, Some(counted(early)), "the law's day is earlier");
    let mut own = Complaint { deadline: Some(counted(early)), ..complaint(1, State::Received) };
    own.verify(nature, counted(late), TODAY).unwrap();
    assert_eq!(own.deadline, Some(counted(late)), "what was counted here is counted again");
}

#[test]
fn the_desk_has_no_say_in_what_another_system_handles() {
    let elsewhere = |state| Complaint { is_handled_here: false, ..complaint(1, state) };
    let nature = Nature::of(Kind::Complaint);
    let refused = Err(ComplaintError::Elsewhere);
    assert_eq!(elsewhere(State::Received).verify(nature, deadline(TODAY), TODAY), refused);
    assert_eq!(elsewhere(State::Received).reject(TODAY), refused);
    assert_eq!(elsewhere(State::Received).archive(TODAY), refused);
    assert_eq!(elsewhere(State::Verification).assign(Uuid::nil(), String::new()), refused);
    assert_eq!(elsewhere(State::Received).resolve(TODAY), refused);
    assert_eq!(elsewhere(State::Closed).reopen(deadline(TODAY)), refused);
    let mut own = Complaint { id: Uuid::from_u128(2), ..complaint(2, State::Received) };
    assert_eq!(own.merge_into(&elsewhere(State::Received), false, &rules(), TODAY), refused);
    assert_eq!(elsewhere(State::Received).merge_into(&own, false, &rules(), TODAY), Ok(()));
}

#[test]
fn a_reply_opens_again_what_closed_not_long_ago() {
    let mut one = complaint(1, State::FollowedUp);
    one.close(TODAY).unwrap();
    let last = date(2025, 12, 5);
    let late = one.take_reply(&rules(), deadline(TODAY), date(2025, 12, 6));
    assert_eq!(late, Err(ComplaintError::ReplyTooLate(last)));
    one.take_reply(&rules(), deadline(last), last).unwrap();
    assert_eq!((one.state, one.close_date, one.deadline.clone()), (State::Reopened, None, Some(deadline(last))));
    (one.state, one.close_date) = (State::Closed, Some(last));
    one.reopen(deadline(date(2026, 1, 20))).unwrap();
    let again = one.deadline.map(|deadline| (deadline.verify, deadline.answer));
    assert_eq!(again, Some((last, date(2026, 1, 20))), "it is not verified again");
}

#[test]
fn duplicates_are_merged_into_one_and_separated_again() {
    let (mut one, other) = (complaint(1, State::InProcess), complaint(2, State::Assigned));
    assert_eq!(one.clone().merge_into(&one, false, &rules(), TODAY), Err(ComplaintError::MergeWithItself));
    assert_eq!(one.merge_into(&other, true, &rules(), TODAY), Err(ComplaintError::MergeChain));
    one.merge_into(&other, false, &rules(), TODAY).unwrap();
    assert_eq!(one.merge_into(&other, false, &rules(), TODAY), Err(ComplaintError::Merged));
    let mut third = complaint(3, State::Received);
    assert_eq!(third.merge_into(&one, false, &rules(), TODAY), Err(ComplaintError::MergeChain));
    one.separate().unwrap();
    assert_eq!((one.state, one.merged_into), (State::InProcess, None));
    assert_eq!(one.separate(), Err(ComplaintError::NotMerged));
}

#[test]
fn duplicates_are_about_one_service_unless_the_rules_say_otherwise() {
    let mut one = complaint(1, State::Received);
    let other = Complaint { service: Uuid::from_u128(7), ..complaint(2, State::Received) };
    assert_eq!(one.merge_into(&other, false, &rules(), TODAY), Err(ComplaintError::MergeAcrossServices));
    let lenient = ComplaintRules { merge_across_services: true, ..rules() };
    assert_eq!(one.merge_into(&other, false, &lenient, TODAY), Ok(()));
}

#[test]
fn what_is_over_neither_is_merged_nor_takes_duplicates() {
    for state in [State::Closed, State::Rejected, State::Archived] {
        let over = complaint(2, state);
        let refused = over.clone().merge_into(&complaint(1, State::Received), false, &rules(), TODAY);
        assert_eq!(refused, Err(ComplaintError::State(state)));
        let refused = complaint(1, State::Received).merge_into(&over, false, &rules(), TODAY);
        assert_eq!(refused, Err(ComplaintError::State(state)), "nobody works on it");
    }
}

#[test]
fn merging_makes_nobody_wait_longer() {
    let due = |id, day| Complaint { deadline: Some(deadline(day)), ..complaint(id, State::Received) };
    let (old, new) = (due(1, TODAY), due(2, date(2025, 11, 20)));
    assert_eq!(old.clone().merge_into(&new, false, &rules(), TODAY), Err(ComplaintError::MergeIntoLater));
    assert_eq!(new.clone().merge_into(&old, false, &rules(), TODAY), Ok(()));
    let never = complaint(3, State::Received);
    assert_eq!(old.clone().merge_into(&never, false, &rules(), TODAY), Err(ComplaintError::MergeIntoLater));
    assert_eq!(due(4, TODAY).merge_into(&old, false, &rules(), TODAY), Ok(()), "the same day");
}

#[test]
fn merging_makes_nothing_late_one_in_time() {
    let (first, last, after) = (date(2025, 11, 10), date(2025, 11, 20), date(2025, 11, 21));
    let due = |id, day, answer_date| Complaint {
        deadline: Some(deadline(day)),
        answer_date,
        ..complaint(id, State::InProcess)
    };
    let (answered, open) = (due(1, first, Some(first)), due(2, last, None));
    assert_eq!(open.clone().merge_into(&answered, false, &rules(), last), Ok(()), "it is the last day");
    assert_eq!(open.clone().merge_into(&answered, false, &rules(), after), Err(ComplaintError::MergeLate));
    let late = due(3, last, Some(after));
    assert_eq!(late.clone().merge_into(&answered, false, &rules(), after), Err(ComplaintError::MergeLate));
    assert_eq!(open.clone().merge_into(&due(4, first, None), false, &rules(), after), Ok(()), "that one is late too");
    let counted = Complaint { is_handled_here: false, ..open };
    assert_eq!(counted.clone().merge_into(&answered, false, &rules(), after), Ok(()), "nobody knows here");
}

#[test]
fn either_wish_hides_the_reporter() {
    let one = complaint(1, State::Received);
    assert!(!one.hides_reporter());
    assert!(Complaint { is_anonymous: true, ..one.clone() }.hides_reporter());
    assert!(Complaint { is_secret: true, ..one }.hides_reporter());
}

#[test]
fn names_of_states_are_read_back_and_debug_shows_nothing_of_an_answer() {
    for state in ALL {
        assert_eq!(State::parse(state.as_str()), Some(state));
    }
    assert_eq!(State::parse("lost"), None);
    let one = Complaint { plain_answer: Some(Answer::new("Ibu Siti".into())), ..complaint(1, State::Closed) };
    assert!(!format!("{one:?}").contains("Siti"));
}
