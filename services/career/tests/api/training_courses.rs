use crate::{
    HR,
    training_world::{DICTIONARY, School, parent, refusal},
};
use contracts::career::v1 as pb;
use platform::testing::bad_fields;
use tonic::Code;
use uuid::Uuid;

#[tokio::test]
async fn a_course_is_added_read_listed_and_taken_out() {
    let mut school = School::start().await;
    let course = school.course("K-1").await;
    let get = pb::GetCourseRequest { name: course.name.clone() };
    let read = school.courses.get_course(school.career.harness.request(&["servant"], get)).await.unwrap().into_inner();
    assert_eq!(read, course);
    assert_eq!((read.kind(), read.mode()), (pb::course::Kind::Managerial, pb::course::Mode::Classical));
    assert_eq!(refusal(school.create_course(School::course_request("K-1", 3)).await).1, "COURSE_EXISTS");
    let retire = pb::RetireCourseRequest { name: course.name, etag: course.etag, request_id: String::new() };
    let retired = school.courses.retire_course(school.career.harness.request(HR, retire.clone())).await;
    let retired = retired.unwrap().into_inner();
    assert!(retired.retire_time.is_some());
    let stale = school.courses.retire_course(school.career.harness.request(HR, retire.clone())).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let again = pb::RetireCourseRequest { etag: retired.etag.clone(), ..retire };
    let again = school.courses.retire_course(school.career.harness.request(HR, again)).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "COURSE_RETIRED".into()));
    let session = School::session_request(&retired, 1);
    let session = school.sessions.create_training_session(school.career.harness.request(HR, session)).await;
    assert_eq!(refusal(session).1, "COURSE_RETIRED");
    school.course("K-1").await;
}

#[tokio::test]
async fn what_nobody_knows_is_taught_by_nobody() {
    let mut school = School::start().await;
    for (dictionary, code) in [("x", "M3"), (DICTIONARY, "M99")] {
        let teaching = Some(pb::Teaching { dictionary: dictionary.into(), code: code.into(), level: 3 });
        let course = pb::CreateCourseRequest { teaching: teaching.clone(), ..School::course_request("K-1", 3) };
        assert_eq!(bad_fields(&school.create_course(course).await.unwrap_err()), ["teaching.code"]);
        let servant = school.servant(3).await;
        let learned = pb::RecordExternalTrainingRequest { teaching, ..School::external_request(&servant, 9, 8) };
        assert_eq!(bad_fields(&school.record(learned).await.unwrap_err()), ["teaching.code"]);
    }
}

#[tokio::test]
async fn courses_are_listed_by_what_they_teach_and_in_pages() {
    let mut school = School::start().await;
    for code in ["K-1", "K-2", "K-3"] {
        school.course(code).await;
    }
    let plain = pb::CreateCourseRequest {
        kind: pb::course::Kind::InformationTechnology.into(),
        teaching: None,
        ..School::course_request("TI-1", 3)
    };
    school.create_course(plain).await.unwrap();
    let request = pb::ListCoursesRequest {
        parent: parent(),
        page_size: 2,
        dictionary: DICTIONARY.into(),
        competency: "M3".into(),
        ..Default::default()
    };
    let list = school.courses.list_courses(school.career.harness.request(HR, request.clone())).await;
    let first = list.unwrap().into_inner();
    let next = pb::ListCoursesRequest { page_token: first.next_page_token, ..request.clone() };
    let list = school.courses.list_courses(school.career.harness.request(HR, next.clone())).await;
    let second = list.unwrap().into_inner();
    let codes: Vec<_> = first.courses.iter().chain(&second.courses).map(|one| one.code.as_str()).collect();
    assert_eq!((codes, second.next_page_token.as_str()), (vec!["K-1", "K-2", "K-3"], ""));
    let other = pb::ListCoursesRequest { competency: "M4".into(), kind: 99, ..next };
    let refused = school.courses.list_courses(school.career.harness.request(HR, other)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["page_token", "kind"]);
    let kind = pb::course::Kind::InformationTechnology.into();
    let request = pb::ListCoursesRequest { parent: parent(), kind, ..Default::default() };
    let list = school.courses.list_courses(school.career.harness.request(HR, request)).await.unwrap().into_inner();
    assert_eq!((list.courses.len(), list.courses[0].code.as_str()), (1, "TI-1"));
}

#[tokio::test]
async fn all_violations_of_a_course_are_told_at_once() {
    let mut school = School::start().await;
    let request = pb::CreateCourseRequest {
        teaching: Some(pb::Teaching { level: 6, ..Default::default() }),
        activity: 26,
        cost_rupiah: -1,
        request_id: "x".into(),
        ..Default::default()
    };
    let refused = school.create_course(request).await.unwrap_err();
    let expected = [
        "parent",
        "code",
        "title",
        "kind",
        "activity",
        "teaching.dictionary",
        "teaching.code",
        "teaching.level",
        "hours",
        "cost_rupiah",
        "provider",
        "mode",
        "request_id",
    ];
    assert_eq!(bad_fields(&refused), expected);
}

#[tokio::test]
async fn a_course_sent_twice_is_added_once_and_a_missing_one_is_not_found() {
    let mut school = School::start().await;
    let once = pb::CreateCourseRequest { request_id: Uuid::now_v7().to_string(), ..School::course_request("K-1", 3) };
    let first = school.create_course(once.clone()).await.unwrap().into_inner();
    let second = school.create_course(once.clone()).await.unwrap().into_inner();
    assert_eq!(first, second);
    let reused = pb::CreateCourseRequest { hours: 9, ..once };
    assert_eq!(refusal(school.create_course(reused).await).1, "REQUEST_ID_REUSED");
    let name = format!("{}/courses/{}", parent(), Uuid::now_v7());
    let get = school.career.harness.request(HR, pb::GetCourseRequest { name: name.clone() });
    assert_eq!(refusal(school.courses.get_course(get).await), (Code::NotFound, "COURSE_NOT_FOUND".into()));
    let effect = school.career.harness.request(HR, pb::GetCourseEffectRequest { name: name.clone() });
    assert_eq!(refusal(school.courses.get_course_effect(effect).await).1, "COURSE_NOT_FOUND");
    let retire = pb::RetireCourseRequest { name, etag: "\"1\"".into(), request_id: String::new() };
    let retire = school.career.harness.request(HR, retire);
    assert_eq!(refusal(school.courses.retire_course(retire).await).1, "COURSE_NOT_FOUND");
}
