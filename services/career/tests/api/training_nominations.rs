use crate::{
    HR,
    training_world::{AUTHORITY, School, day, parent, refusal},
};
use contracts::career::v1::{self as pb, nomination::Verdict, training_participant::State};
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

fn verdicts(nominations: &[pb::Nomination]) -> Vec<(&str, Verdict)> {
    nominations.iter().map(|one| (one.servant.as_str(), one.verdict())).collect()
}

#[tokio::test]
async fn the_largest_priorities_come_first_and_everybody_is_told_why() {
    let mut school = School::start().await;
    let (small, large, third) = (school.servant(2).await, school.servant(0).await, school.servant(1).await);
    let course = school.course("K-1").await;
    let session = school.session(&course, 2).await;
    let run = school.nominate(&session).await.unwrap().into_inner();
    assert!(run.order_rule.starts_with("largest priority first"));
    let nominations = school.nominations(&run).await;
    let expected = [
        (large.as_str(), Verdict::Nominated),
        (third.as_str(), Verdict::Nominated),
        (small.as_str(), Verdict::Waiting),
    ];
    assert_eq!(verdicts(&nominations), expected);
    assert_eq!(nominations.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3]);
    let falling = nominations.windows(2).all(|pair| pair[0].priority_thousandths > pair[1].priority_thousandths);
    assert!(falling && nominations.iter().all(|one| !one.explanation.is_empty()));
    assert_eq!((nominations[0].standard, nominations[0].achieved, nominations[0].hours), (3, 0, 0));
    assert!(school.participants(&session).await.is_empty(), "nobody comes in before a person confirms");
}

#[tokio::test]
async fn ties_go_to_fewer_hours_and_then_to_the_older_record() {
    let mut school = School::start().await;
    let (first, second, third) = (school.servant(2).await, school.servant(2).await, school.servant(2).await);
    school.learned(&first, 9, 4).await.unwrap();
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let run = school.nominate(&session).await.unwrap().into_inner();
    let order: Vec<String> = school.nominations(&run).await.into_iter().map(|one| one.servant).collect();
    assert_eq!(order, [second, third, first]);
}

#[tokio::test]
async fn an_equivalent_course_of_the_last_twelve_months_keeps_one_out() {
    let mut school = School::start().await;
    let (failed, elsewhere, fresh) = (school.servant(2).await, school.servant(1).await, school.servant(2).await);
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let one = school.enrol(&session, &failed).await.unwrap().into_inner();
    let teaching = School::course_request("x", 2).teaching;
    let lower = pb::RecordExternalTrainingRequest { teaching, ..School::external_request(&elsewhere, 11, 8) };
    let lower = school.record(lower).await.unwrap().into_inner();
    school.accept(&lower).await.unwrap();
    school.at("2025-05-06T08:00:00Z");
    school.results(&session, vec![School::failed(&one)]).await.unwrap();
    school.complete(&session).await.unwrap();
    let request = pb::CreateTrainingSessionRequest { end_date: day(6, 6), ..School::session_request(&course, 5) };
    let next = school.sessions.create_training_session(school.career.harness.request(HR, request)).await;
    let next = next.unwrap().into_inner();
    let run = school.nominate(&next).await.unwrap().into_inner();
    let nominations = school.nominations(&run).await;
    let of = |servant: &str| nominations.iter().find(|one| one.servant == servant).unwrap();
    assert_eq!(of(&failed).verdict(), Verdict::RecentEquivalent);
    assert_eq!(of(&failed).explanation, "ended an equivalent course on 2025-05-06, less than 12 months ago");
    assert_eq!(of(&elsewhere).verdict(), Verdict::Nominated, "a lower level is no equivalent");
    assert_eq!(of(&fresh).verdict(), Verdict::Nominated);
    school.at("2026-05-06T08:00:00Z");
    let later = pb::CreateTrainingSessionRequest {
        start_date: Some(contracts::google::r#type::Date { year: 2026, month: 6, day: 1 }),
        end_date: Some(contracts::google::r#type::Date { year: 2026, month: 6, day: 2 }),
        ..School::session_request(&course, 5)
    };
    let later = school.sessions.create_training_session(school.career.harness.request(HR, later)).await;
    let run = school.nominate(&later.unwrap().into_inner()).await.unwrap().into_inner();
    let nominations = school.nominations(&run).await;
    let again = nominations.iter().find(|one| one.servant == failed).unwrap();
    assert_eq!(again.verdict(), Verdict::Nominated, "twelve months are over");
}

#[tokio::test]
async fn who_takes_part_has_the_level_or_would_come_over_the_cap_is_passed_over() {
    let mut school = School::start().await;
    let (busy, able) = (school.servant(1).await, school.servant(2).await);
    let (full, roomy) = (school.employee(2).await, school.employee(2).await);
    school.learned(&full, 9, 17).await.unwrap();
    school.learned(&roomy, 9, 16).await.unwrap();
    let lower = school.create_course(School::course_request("K-2", 2)).await.unwrap().into_inner();
    let (here, there) = (school.session(&lower, 9).await, school.session(&lower, 9).await);
    school.enrol(&there, &busy).await.unwrap();
    let run = school.nominate(&here).await.unwrap().into_inner();
    let nominations = school.nominations(&run).await;
    let of = |servant: &str| nominations.iter().find(|one| one.servant == servant).unwrap();
    assert_eq!((of(&busy).verdict(), of(&able).verdict()), (Verdict::TakesPart, Verdict::LevelReached));
    let course = school.course("K-3").await;
    let session = school.session(&course, 9).await;
    let run = school.nominate(&session).await.unwrap().into_inner();
    let nominations = school.nominations(&run).await;
    let of = |servant: &str| nominations.iter().find(|one| one.servant == servant).unwrap();
    assert_eq!(of(&busy).verdict(), Verdict::Nominated, "a lower level is no equivalent");
    assert_eq!((of(&full).verdict(), of(&roomy).verdict()), (Verdict::OverCap, Verdict::Nominated));
    assert_eq!(of(&full).explanation, "1 hours over the cap of 24 a year");
}

#[tokio::test]
async fn a_person_confirms_once_and_may_leave_somebody_out_with_a_reason() {
    let mut school = School::start().await;
    let (first, second, third) = (school.servant(0).await, school.servant(1).await, school.servant(2).await);
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let run = school.nominate(&session).await.unwrap().into_inner();
    let left_out = |servant: &str| vec![pb::LeftOut { servant: servant.into(), reason: "cuti bersalin".into() }];
    let nobody = format!("{}/servants/{}", parent(), Uuid::now_v7());
    let unknown = school.confirm(&run, left_out(&nobody)).await.unwrap_err();
    assert_eq!(bad_fields(&unknown), ["left_out[0].servant"]);
    let confirmed = school.confirm(&run, left_out(&first)).await.unwrap().into_inner();
    assert!(confirmed.confirm_time.is_some());
    assert_eq!((confirmed.candidates, confirmed.nominated, confirmed.waiting), (3, 1, 1));
    let nominations = school.nominations(&run).await;
    assert_eq!((nominations[0].verdict(), nominations[0].reason.as_str()), (Verdict::LeftOut, "cuti bersalin"));
    let plain = "SELECT count(*) FROM career.nominations AS one WHERE one::text LIKE '%bersalin%'";
    assert_eq!(school.career.harness.number(plain).await, 0, "the reason is sealed");
    let people = school.participants(&session).await;
    let found: Vec<_> = people.iter().map(|one| (one.servant.as_str(), one.state())).collect();
    assert_eq!(found, [(second.as_str(), State::Enrolled), (third.as_str(), State::Waiting)]);
    assert_eq!(refusal(school.confirm(&run, vec![]).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    let again = pb::NominationRun { etag: confirmed.etag, ..run };
    assert_eq!(refusal(school.confirm(&again, vec![]).await), (Code::FailedPrecondition, "NOMINATION_STALE".into()));
}

#[tokio::test]
async fn what_was_seen_is_what_is_confirmed() {
    let mut school = School::start().await;
    school.servant(2).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let run = school.nominate(&session).await.unwrap().into_inner();
    let larger = school.servant(0).await;
    assert_eq!(refusal(school.confirm(&run, vec![]).await), (Code::FailedPrecondition, "NOMINATION_STALE".into()));
    let run = school.nominate(&session).await.unwrap().into_inner();
    school.enrol(&session, &larger).await.unwrap();
    assert_eq!(refusal(school.confirm(&run, vec![]).await).1, "NOMINATION_STALE", "the seat is taken");
    let run = school.nominate(&session).await.unwrap().into_inner();
    assert_eq!((run.free_seats, run.nominated, run.waiting), (0, 0, 1));
    let get = pb::GetNominationRunRequest { name: run.name.clone() };
    let get = school.sessions.get_nomination_run(school.career.harness.request(AUTHORITY, get)).await;
    assert_eq!(get.unwrap().into_inner(), run);
    school.confirm(&run, vec![]).await.unwrap();
}

#[tokio::test]
async fn two_who_confirm_at_once_take_people_in_once() {
    let mut school = School::start().await;
    school.servant(2).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let run = school.nominate(&session).await.unwrap().into_inner();
    let (mut office, mut other) = (school.sessions.clone(), school.sessions.clone());
    let (name, etag) = (run.name.clone(), run.etag.clone());
    let request = pb::ConfirmNominationsRequest { name, etag, ..Default::default() };
    let (one, two) = tokio::join!(
        office.confirm_nominations(school.career.harness.request(HR, request.clone())),
        other.confirm_nominations(school.career.harness.request(HR, request)),
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    assert_eq!(school.participants(&session).await.len(), 1);
}

#[tokio::test]
async fn a_course_without_a_competency_has_no_nominations_and_missing_runs_are_not_found() {
    let mut school = School::start().await;
    let plain = pb::CreateCourseRequest { teaching: None, ..School::course_request("TI-1", 3) };
    let course = school.create_course(plain).await.unwrap().into_inner();
    let session = school.session(&course, 1).await;
    assert_eq!(refusal(school.nominate(&session).await), (Code::FailedPrecondition, "NO_COMPETENCY".into()));
    let name = format!("{}/nominationRuns/{}", parent(), Uuid::now_v7());
    let nowhere = pb::NominationRun { name: name.clone(), etag: "\"1\"".into(), ..Default::default() };
    let missing = school.confirm(&nowhere, vec![]).await;
    assert_eq!(refusal(missing), (Code::NotFound, "NOMINATION_RUN_NOT_FOUND".into()));
    let get = school.career.harness.request(HR, pb::GetNominationRunRequest { name: name.clone() });
    assert_eq!(refusal(school.sessions.get_nomination_run(get).await).1, "NOMINATION_RUN_NOT_FOUND");
    let list = pb::ListNominationsRequest { parent: name, ..Default::default() };
    let list = school.sessions.list_nominations(school.career.harness.request(HR, list)).await;
    assert_eq!(refusal(list).1, "NOMINATION_RUN_NOT_FOUND");
    let twice = pb::LeftOut { servant: format!("{}/servants/{}", parent(), Uuid::from_u128(1)), reason: " ".into() };
    let request = pb::ConfirmNominationsRequest { left_out: vec![twice.clone(), twice], ..Default::default() };
    let refused = school.sessions.confirm_nominations(school.career.harness.request(HR, request)).await.unwrap_err();
    let expected = ["name", "etag", "left_out[0].reason", "left_out[1].reason", "left_out[1].servant"];
    assert_eq!(bad_fields(&refused), expected);
}
