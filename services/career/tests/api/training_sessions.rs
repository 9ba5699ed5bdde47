use crate::{
    HR,
    training_world::{DICTIONARY, School, TRAINER, day, parent, refusal},
};
use contracts::career::{
    events::v1::TrainingCompleted,
    v1::{self as pb, training_participant::State, training_session::State as SessionState},
};
use platform::testing::{bad_fields, eventually};
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn from_the_gap_over_the_nomination_to_the_certificate_and_the_gap_closed() {
    let mut school = School::start().await;
    let (first, second) = (school.servant(1).await, school.servant(2).await);
    school.servant(3).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let run = school.nominate(&session).await.unwrap().into_inner();
    assert_eq!((run.candidates, run.nominated, run.waiting, run.free_seats), (2, 1, 1, 1));
    assert_eq!(run.ruleset, "training-pp-11-2017");
    school.confirm(&run, vec![]).await.unwrap();
    let people = school.participants(&session).await;
    let found: Vec<_> = people.iter().map(|one| (one.servant.as_str(), one.state())).collect();
    assert_eq!(found, [(first.as_str(), State::Enrolled), (second.as_str(), State::Waiting)]);
    school.held(&session, &[&people[0]]).await;
    let completed = school.complete(&session).await.unwrap().into_inner();
    assert_eq!((completed.state(), completed.taken, completed.waiting), (SessionState::Completed, 1, 0));
    let passed = school.participants(&session).await.remove(0);
    assert_eq!((passed.state(), passed.score.as_str(), passed.hours), (State::Passed, "87.5", 8));
    assert_eq!((passed.days_present, passed.result_date), (2, day(5, 6)));
    let year = school.year(&first).await;
    assert_eq!((year.hours, year.required, year.missing, year.met), (8, 20, 12, false));
    assert_eq!((year.bookings[0].activity, year.bookings[0].source.as_str()), (5, session.name.as_str()));
    let effect = pb::GetCourseEffectRequest { name: course.name.clone() };
    let effect = school.courses.get_course_effect(school.career.harness.request(HR, effect)).await;
    let withheld = pb::CourseEffect { course: course.name.clone(), withheld: true, ..Default::default() };
    assert_eq!(effect.unwrap().into_inner(), withheld, "figures about one person");
    let kept = school.effect(&course).await;
    assert_eq!((kept.ended, kept.passed, kept.with_gap, kept.closed, kept.narrowed), (1, 1, 1, 1, 0));
    assert_eq!((kept.levels_before, kept.levels_now), (2, 0));
    let told = "SELECT count(*) FROM career.ledger WHERE type LIKE '%TrainingCompleted'";
    eventually(async || (school.career.harness.number(told).await == 1).then_some(())).await;
    let events = school.career.harness.published(1).await;
    let event = events.iter().find_map(|event| event.as_message::<TrainingCompleted>()).unwrap().unwrap();
    assert_eq!((event.servant.as_str(), event.session, event.course), (first.as_str(), session.name, course.name));
    assert_eq!((event.dictionary.as_str(), event.competency.as_str()), (DICTIONARY, "M3"));
    assert_eq!((event.hours, event.passed, event.date), (8, true, day(5, 6)));
}

#[tokio::test]
async fn who_failed_gets_no_hours_and_the_gap_stays() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let one = school.enrol(&session, &servant).await.unwrap().into_inner();
    assert_eq!((one.standard, one.achieved), (3, 2));
    school.at("2025-05-06T08:00:00Z");
    school.results(&session, vec![School::failed(&one)]).await.unwrap();
    let failed = school.participants(&session).await.remove(0);
    assert_eq!((failed.state(), failed.hours, failed.score.as_str()), (State::Failed, 0, "40"));
    assert_eq!(school.year(&servant).await.bookings.len(), 0);
    let kept = school.effect(&course).await;
    assert_eq!((kept.ended, kept.passed, kept.with_gap, kept.closed, kept.narrowed), (1, 0, 1, 0, 0));
    assert_eq!((kept.levels_before, kept.levels_now), (1, 1));
}

#[tokio::test]
async fn attendance_is_noted_by_day_and_decides_who_can_pass() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let one = school.enrol(&session, &servant).await.unwrap().into_inner();
    let early = school.attend(&session, day(5, 5), &[(&one, true)]).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "TRAINING_NOT_TIME".into()));
    let early = school.results(&session, vec![School::passed(&one, "S-1")]).await;
    assert_eq!(refusal(early).1, "TRAINING_NOT_TIME");
    school.at("2025-05-06T08:00:00Z");
    let unseen = school.results(&session, vec![School::passed(&one, "S-1")]).await;
    assert_eq!(refusal(unseen).1, "ATTENDANCE_INCOMPLETE", "nobody noted who was there");
    school.attend(&session, day(5, 5), &[(&one, true)]).await.unwrap();
    school.attend(&session, day(5, 6), &[(&one, false)]).await.unwrap();
    let half = school.results(&session, vec![School::passed(&one, "S-1")]).await;
    assert_eq!(refusal(half).1, "ATTENDANCE_INCOMPLETE");
    school.attend(&session, day(5, 6), &[(&one, true)]).await.unwrap();
    let request = pb::ListAttendanceRequest { parent: session.name.clone(), page_size: 1, ..Default::default() };
    let list = school.sessions.list_attendance(school.career.harness.request(TRAINER, request.clone())).await;
    let first = list.unwrap().into_inner();
    let next = pb::ListAttendanceRequest { page_token: first.next_page_token, ..request };
    let list = school.sessions.list_attendance(school.career.harness.request(TRAINER, next)).await;
    let second = list.unwrap().into_inner();
    assert_eq!((first.attendance[0].day, second.attendance[0].day), (day(5, 5), day(5, 6)));
    assert!(second.attendance[0].present && second.next_page_token.is_empty());
    school.results(&session, vec![School::passed(&one, "S-1")]).await.unwrap();
    let again = school.results(&session, vec![School::passed(&one, "S-1")]).await;
    assert_eq!(refusal(again).1, "PARTICIPANT_STATE");
    let late = school.attend(&session, day(5, 6), &[(&one, true)]).await;
    assert_eq!(refusal(late).1, "PARTICIPANT_STATE");
}

#[tokio::test]
async fn a_session_ends_when_everybody_has_a_result() {
    let mut school = School::start().await;
    let (first, second) = (school.servant(2).await, school.servant(2).await);
    let course = school.course("K-1").await;
    let session = school.session(&course, 2).await;
    let one = school.enrol(&session, &first).await.unwrap().into_inner();
    let two = school.enrol(&session, &second).await.unwrap().into_inner();
    assert_eq!(refusal(school.complete(&session).await).1, "TRAINING_NOT_TIME");
    school.held(&session, &[&one]).await;
    assert_eq!(refusal(school.complete(&session).await), (Code::FailedPrecondition, "PARTICIPANT_STATE".into()));
    let taken = school.results(&session, vec![School::passed(&two, "S-1")]).await;
    assert_eq!(refusal(taken).1, "ATTENDANCE_INCOMPLETE");
    school.attend(&session, day(5, 5), &[(&two, true)]).await.unwrap();
    school.attend(&session, day(5, 6), &[(&two, true)]).await.unwrap();
    let taken = school.results(&session, vec![School::passed(&two, "S-1")]).await;
    assert_eq!(refusal(taken), (Code::AlreadyExists, "CERTIFICATE_TAKEN".into()));
    assert_eq!(school.year(&second).await.hours, 0, "nothing is half recorded");
    school.results(&session, vec![School::passed(&two, "S-2")]).await.unwrap();
    school.complete(&session).await.unwrap();
    assert_eq!(refusal(school.complete(&session).await).1, "TRAINING_SESSION_STATE");
    let request = pb::ListTrainingSessionsRequest {
        parent: parent(),
        course: course.name,
        state: SessionState::Completed.into(),
        ..Default::default()
    };
    let list = school.sessions.list_training_sessions(school.career.harness.request(HR, request)).await;
    assert_eq!(list.unwrap().into_inner().sessions.len(), 1);
}

#[tokio::test]
async fn an_e_learning_ends_at_ones_own_time_and_without_attendance() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let request = pb::CreateCourseRequest {
        mode: pb::course::Mode::ELearning.into(),
        activity: 16,
        ..School::course_request("E-1", 3)
    };
    let course = school.create_course(request).await.unwrap().into_inner();
    let session = school.session(&course, 10).await;
    let one = school.enrol(&session, &servant).await.unwrap().into_inner();
    school.at("2025-05-05T08:00:00Z");
    school.results(&session, vec![School::passed(&one, "E-1")]).await.unwrap();
    let year = school.year(&servant).await;
    assert_eq!((year.hours, year.bookings[0].activity_title.as_str()), (8, "e-learning"));
    assert_eq!(year.bookings[0].date, day(5, 5));
}

#[tokio::test]
async fn who_leaves_makes_room_for_the_first_who_waits() {
    let mut school = School::start().await;
    let mut people = Vec::new();
    for _ in 0..3 {
        people.push(school.servant(2).await);
    }
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let mut seats = Vec::new();
    for person in &people {
        seats.push(school.enrol(&session, person).await.unwrap().into_inner());
    }
    assert_eq!(
        seats.iter().map(|one| one.state()).collect::<Vec<_>>(),
        [State::Enrolled, State::Waiting, State::Waiting]
    );
    let twice = school.enrol(&session, &people[0]).await;
    assert_eq!(refusal(twice), (Code::AlreadyExists, "ALREADY_PARTICIPANT".into()));
    let (name, etag) = (seats[0].name.clone(), seats[0].etag.clone());
    let request = pb::WithdrawParticipantRequest { name, etag, reason: "sakit".into(), request_id: String::new() };
    let left = school.sessions.withdraw_participant(school.career.harness.request(HR, request.clone())).await;
    let left = left.unwrap().into_inner();
    assert_eq!((left.state(), left.remark.as_str()), (State::Withdrawn, "sakit"));
    let states: Vec<_> = school.participants(&session).await.iter().map(|one| one.state()).collect();
    assert_eq!(states, [State::Withdrawn, State::Enrolled, State::Waiting]);
    let stale = school.sessions.withdraw_participant(school.career.harness.request(HR, request.clone())).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let again = pb::WithdrawParticipantRequest { etag: left.etag, ..request };
    let again = school.sessions.withdraw_participant(school.career.harness.request(HR, again)).await;
    assert_eq!(refusal(again).1, "PARTICIPANT_STATE");
    school.enrol(&session, &people[0]).await.unwrap();
}

#[tokio::test]
async fn nobody_records_the_own_result() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let one = school.enrol(&session, &servant).await.unwrap().into_inner();
    school.link(&servant, "tester").await;
    school.at("2025-05-06T08:00:00Z");
    let own = school.results(&session, vec![School::failed(&one)]).await;
    assert_eq!(refusal(own), (Code::FailedPrecondition, "OWN_REVIEW".into()));
}

#[tokio::test]
async fn two_at_once_get_the_last_seat_once() {
    let mut school = School::start().await;
    let (first, second) = (school.servant(2).await, school.servant(2).await);
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let request = |servant: &str| pb::EnrolParticipantRequest {
        parent: session.name.clone(),
        servant: servant.into(),
        reason: "penugasan".into(),
        request_id: String::new(),
    };
    let (mut office, mut other) = (school.sessions.clone(), school.sessions.clone());
    let (one, two) = tokio::join!(
        office.enrol_participant(school.career.harness.request(HR, request(&first))),
        other.enrol_participant(school.career.harness.request(HR, request(&second))),
    );
    let states = [one.unwrap().into_inner().state(), two.unwrap().into_inner().state()];
    assert!(states.contains(&State::Enrolled) && states.contains(&State::Waiting), "{states:?}");
}

#[tokio::test]
async fn a_session_is_given_up_unless_somebody_has_a_result() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    school.enrol(&session, &servant).await.unwrap();
    let etag = school.again(&session).await.etag;
    let reason = "anggaran".to_owned();
    let request =
        pb::CancelTrainingSessionRequest { name: session.name.clone(), etag, reason, request_id: String::new() };
    let cancelled = school.sessions.cancel_training_session(school.career.harness.request(HR, request)).await;
    let cancelled = cancelled.unwrap().into_inner();
    assert_eq!(
        (cancelled.state(), cancelled.reason.as_str(), cancelled.taken),
        (SessionState::Cancelled, "anggaran", 0)
    );
    assert_eq!(school.participants(&session).await[0].state(), State::Withdrawn);
    assert_eq!(refusal(school.enrol(&session, &servant).await).1, "TRAINING_SESSION_STATE");
    let session = school.session(&course, 1).await;
    let one = school.enrol(&session, &servant).await.unwrap().into_inner();
    school.held(&session, &[&one]).await;
    let etag = school.again(&session).await.etag;
    let request =
        pb::CancelTrainingSessionRequest { name: session.name, etag, reason: "x".into(), ..Default::default() };
    let refused = school.sessions.cancel_training_session(school.career.harness.request(HR, request)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "PARTICIPANT_STATE".into()));
}

#[tokio::test]
async fn all_violations_of_sessions_are_told_at_once() {
    let mut school = School::start().await;
    let request = pb::CreateTrainingSessionRequest {
        start_date: day(5, 6),
        end_date: day(5, 5),
        request_id: "x".into(),
        ..Default::default()
    };
    let refused = school.sessions.create_training_session(school.career.harness.request(HR, request)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["parent", "end_date", "capacity", "request_id"]);
    let nobody = format!("{}/trainingParticipants/{}", parent(), Uuid::now_v7());
    let result = pb::TrainingResult { participant: nobody, score: "101".into(), ..Default::default() };
    let winner = pb::TrainingResult { passed: true, ..Default::default() };
    let request = pb::RecordTrainingResultsRequest { results: vec![result, winner], ..Default::default() };
    let refused = school.sessions.record_training_results(school.career.harness.request(TRAINER, request)).await;
    let expected = ["name", "etag", "results[0].score", "results[1].participant", "results[1].certificate_number"];
    assert_eq!(bad_fields(&refused.unwrap_err()), expected);
    let request = pb::RecordAttendanceRequest { presences: vec![pb::Presence::default()], ..Default::default() };
    let refused = school.sessions.record_attendance(school.career.harness.request(TRAINER, request)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["name", "etag", "day", "presences[0].participant"]);
    let refused = school.sessions.enrol_participant(school.career.harness.request(HR, Default::default())).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["parent", "servant", "reason"]);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let course = school.course("K-1").await;
    let (here, elsewhere) = (school.session(&course, 1).await, school.session(&course, 1).await);
    let one = school.enrol(&here, &servant).await.unwrap().into_inner();
    school.at("2025-05-06T08:00:00Z");
    let foreign = school.attend(&elsewhere, day(5, 5), &[(&one, true)]).await;
    assert_eq!(refusal(foreign), (Code::NotFound, "PARTICIPANT_NOT_FOUND".into()));
    let nobody = format!("{}/servants/{}", parent(), Uuid::now_v7());
    assert_eq!(refusal(school.enrol(&here, &nobody).await), (Code::NotFound, "SERVANT_NOT_FOUND".into()));
    let nowhere = pb::TrainingSession { name: format!("{}/trainingSessions/{}", parent(), Uuid::now_v7()), ..here };
    assert_eq!(refusal(school.enrol(&nowhere, &servant).await).1, "TRAINING_SESSION_NOT_FOUND");
    assert_eq!(refusal(school.nominate(&nowhere).await).1, "TRAINING_SESSION_NOT_FOUND");
    let get = pb::GetTrainingSessionRequest { name: nowhere.name };
    let get = school.sessions.get_training_session(school.career.harness.request(HR, get)).await;
    assert_eq!(refusal(get), (Code::NotFound, "TRAINING_SESSION_NOT_FOUND".into()));
}
