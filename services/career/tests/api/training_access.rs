use crate::{
    HR,
    training_world::{AUTHORITY, School, TRAINER, parent},
};
use contracts::career::v1 as pb;
use platform::testing::OTHER_TENANT;
use tonic::{Code, Request};
use uuid::Uuid;

/// Calls one method without a token, with a role that may not, and with a token of another instansi.
macro_rules! refuses {
    ($school:ident, $client:ident . $method:ident, $roles:expr, $message:expr) => {
        let anonymous = $school.$client.$method(Request::new($message)).await;
        let clerk = $school.career.harness.request(&["rater"], $message);
        let clerk = $school.$client.$method(clerk).await;
        let foreign = $school.career.harness.request_as("other", $roles, &[OTHER_TENANT], $message);
        let foreign = $school.$client.$method(foreign).await;
        let codes = [anonymous.map(drop), clerk.map(drop), foreign.map(drop)];
        let codes = codes.map(|answer| answer.unwrap_err().code());
        let expected = [Code::Unauthenticated, Code::PermissionDenied, Code::PermissionDenied];
        assert_eq!(codes, expected, stringify!($method));
    };
}

fn name(collection: &str) -> String {
    format!("{}/{collection}/{}", parent(), Uuid::from_u128(1))
}

const ETAG: &str = "\"1\"";

#[tokio::test]
async fn the_catalogue_and_plans_want_a_token_a_role_and_the_tenant() {
    let mut school = School::start().await;
    let course = name("courses");
    let retire = pb::RetireCourseRequest { name: course.clone(), etag: ETAG.into(), ..Default::default() };
    let list = pb::ListCoursesRequest { parent: parent(), ..Default::default() };
    refuses!(school, courses.create_course, HR, School::course_request("K-1", 3));
    refuses!(school, courses.retire_course, HR, retire.clone());
    refuses!(school, courses.get_course, HR, pb::GetCourseRequest { name: course.clone() });
    refuses!(school, courses.list_courses, HR, list.clone());
    refuses!(school, courses.get_course_effect, HR, pb::GetCourseEffectRequest { name: course.clone() });
    let plan = name("trainingPlans");
    let create = pb::CreateTrainingPlanRequest {
        parent: parent(),
        display_name: "x".into(),
        year: 2025,
        budget_rupiah: 1,
        ..Default::default()
    };
    let approve = pb::ApproveTrainingPlanRequest { name: plan.clone(), etag: ETAG.into(), ..Default::default() };
    let list = pb::ListTrainingPlansRequest { parent: parent(), ..Default::default() };
    let items = pb::ListTrainingPlanItemsRequest { parent: plan.clone(), ..Default::default() };
    refuses!(school, plans.create_training_plan, HR, create.clone());
    refuses!(school, plans.approve_training_plan, AUTHORITY, approve.clone());
    refuses!(school, plans.get_training_plan, HR, pb::GetTrainingPlanRequest { name: plan.clone() });
    refuses!(school, plans.list_training_plans, HR, list.clone());
    refuses!(school, plans.list_training_plan_items, HR, items.clone());
    let analyst = school.career.harness.request(&["analyst"], items.clone());
    let analyst = school.plans.list_training_plan_items(analyst).await.unwrap_err();
    assert_eq!(analyst.code(), Code::PermissionDenied, "items are people's gaps");
    refuses!(school, plans.compare_training_plan, HR, pb::CompareTrainingPlanRequest { name: plan.clone() });
    let officer = school.career.harness.request(HR, approve);
    let officer = school.plans.approve_training_plan(officer).await.unwrap_err();
    assert_eq!(officer.code(), Code::PermissionDenied, "who makes a plan does not approve it");
}

#[tokio::test]
async fn sessions_want_a_token_a_role_and_the_tenant() {
    let mut school = School::start().await;
    let (session, run) = (name("trainingSessions"), name("nominationRuns"));
    let (participant, etag) = (name("trainingParticipants"), ETAG.to_owned());
    let course = pb::Course { name: name("courses"), ..Default::default() };
    let reason = "x".to_owned();
    let cancel = pb::CancelTrainingSessionRequest {
        name: session.clone(),
        etag: etag.clone(),
        reason: reason.clone(),
        request_id: String::new(),
    };
    let list = pb::ListTrainingSessionsRequest { parent: parent(), ..Default::default() };
    let nominate = pb::NominateParticipantsRequest { parent: session.clone(), request_id: String::new() };
    let confirm = pb::ConfirmNominationsRequest { name: run.clone(), etag: etag.clone(), ..Default::default() };
    let lines = pb::ListNominationsRequest { parent: run.clone(), ..Default::default() };
    let servant = name("servants");
    let enrol = pb::EnrolParticipantRequest {
        parent: session.clone(),
        servant,
        reason: reason.clone(),
        request_id: String::new(),
    };
    let withdraw = pb::WithdrawParticipantRequest {
        name: participant.clone(),
        etag: etag.clone(),
        reason,
        request_id: String::new(),
    };
    refuses!(school, sessions.create_training_session, HR, School::session_request(&course, 1));
    refuses!(school, sessions.cancel_training_session, HR, cancel.clone());
    refuses!(school, sessions.get_training_session, HR, pb::GetTrainingSessionRequest { name: session.clone() });
    refuses!(school, sessions.list_training_sessions, HR, list.clone());
    refuses!(school, sessions.nominate_participants, HR, nominate.clone());
    refuses!(school, sessions.get_nomination_run, HR, pb::GetNominationRunRequest { name: run.clone() });
    refuses!(school, sessions.list_nominations, HR, lines.clone());
    refuses!(school, sessions.confirm_nominations, HR, confirm.clone());
    refuses!(school, sessions.enrol_participant, HR, enrol.clone());
    refuses!(school, sessions.withdraw_participant, HR, withdraw.clone());
    let people = pb::ListTrainingParticipantsRequest { parent: session.clone(), ..Default::default() };
    let days = pb::ListAttendanceRequest { parent: session.clone(), ..Default::default() };
    let attend = pb::RecordAttendanceRequest {
        name: session.clone(),
        etag: etag.clone(),
        day: crate::training_world::day(5, 5),
        presences: vec![pb::Presence { participant: participant.clone(), present: true }],
        request_id: String::new(),
    };
    let result = pb::TrainingResult { participant, ..Default::default() };
    let (results, request_id) = (vec![result], String::new());
    let results = pb::RecordTrainingResultsRequest { name: session.clone(), etag: etag.clone(), results, request_id };
    let complete = pb::CompleteTrainingSessionRequest { name: session, etag, request_id: String::new() };
    refuses!(school, sessions.list_training_participants, TRAINER, people.clone());
    refuses!(school, sessions.list_attendance, TRAINER, days.clone());
    refuses!(school, sessions.record_attendance, TRAINER, attend.clone());
    refuses!(school, sessions.record_training_results, TRAINER, results.clone());
    refuses!(school, sessions.complete_training_session, TRAINER, complete.clone());
}

#[tokio::test]
async fn hours_want_a_token_a_role_and_the_tenant() {
    let mut school = School::start().await;
    let (servant, training) = (name("servants"), name("externalTrainings"));
    let (etag, request_id) = (ETAG.to_owned(), String::new());
    let record = School::external_request(&servant, 9, 8);
    let submit = pb::SubmitExternalTrainingRequest {
        parent: servant.clone(),
        title: "x".into(),
        activity: 9,
        provider: "x".into(),
        start_date: record.start_date,
        end_date: record.end_date,
        hours: 1,
        certificate_number: "x".into(),
        ..Default::default()
    };
    let accept = pb::AcceptExternalTrainingRequest {
        name: training.clone(),
        etag: etag.clone(),
        request_id: request_id.clone(),
    };
    let reason = "x".to_owned();
    let decline = pb::DeclineExternalTrainingRequest { name: training.clone(), etag, reason, request_id };
    let list = pb::ListExternalTrainingsRequest { parent: parent(), ..Default::default() };
    let sum = pb::SumHoursRequest { parent: parent(), year: 2025, ..Default::default() };
    refuses!(school, hours.record_external_training, HR, record.clone());
    refuses!(school, hours.submit_external_training, &["servant"], submit.clone());
    refuses!(school, hours.accept_external_training, HR, accept.clone());
    refuses!(school, hours.decline_external_training, HR, decline.clone());
    let revoke = pb::RevokeExternalTrainingRequest {
        name: training.clone(),
        etag: ETAG.into(),
        reason: "x".into(),
        request_id: String::new(),
    };
    refuses!(school, hours.revoke_external_training, HR, revoke.clone());
    refuses!(school, hours.get_external_training, HR, pb::GetExternalTrainingRequest { name: training.clone() });
    refuses!(school, hours.list_external_trainings, HR, list.clone());
    refuses!(school, hours.get_hours, HR, pb::GetHoursRequest { name: servant.clone(), year: 2025 });
    refuses!(school, hours.sum_hours, HR, sum.clone());
}

#[tokio::test]
async fn lists_of_people_are_paged() {
    let mut school = School::start().await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 3).await;
    for _ in 0..3 {
        let servant = school.servant(2).await;
        school.enrol(&session, &servant).await.unwrap();
        school.record(School::external_request(&servant, 9, 8)).await.unwrap();
    }
    let request =
        pb::ListTrainingParticipantsRequest { parent: session.name.clone(), page_size: 2, ..Default::default() };
    let first = school.sessions.list_training_participants(school.career.harness.request(HR, request.clone())).await;
    let first = first.unwrap().into_inner();
    let next = pb::ListTrainingParticipantsRequest { page_token: first.next_page_token, ..request };
    let second = school.sessions.list_training_participants(school.career.harness.request(HR, next)).await;
    let second = second.unwrap().into_inner();
    let places: Vec<_> = first.participants.iter().chain(&second.participants).map(|one| one.place).collect();
    assert_eq!((places, second.next_page_token.as_str()), (vec![1, 2, 3], ""));
    let run = school.nominate(&session).await.unwrap().into_inner();
    let request = pb::ListNominationsRequest { parent: run.name, page_size: 2, ..Default::default() };
    let first = school.sessions.list_nominations(school.career.harness.request(HR, request.clone())).await;
    let first = first.unwrap().into_inner();
    let next = pb::ListNominationsRequest { page_token: first.next_page_token, ..request };
    let second = school.sessions.list_nominations(school.career.harness.request(HR, next)).await;
    let second = second.unwrap().into_inner();
    assert_eq!((first.nominations.len(), second.nominations.len(), second.next_page_token.as_str()), (2, 1, ""));
    let request = pb::ListExternalTrainingsRequest { parent: parent(), page_size: 2, ..Default::default() };
    let first = school.hours.list_external_trainings(school.career.harness.request(HR, request.clone())).await;
    let first = first.unwrap().into_inner();
    let next = pb::ListExternalTrainingsRequest { page_token: first.next_page_token, ..request };
    let second = school.hours.list_external_trainings(school.career.harness.request(HR, next)).await;
    let second = second.unwrap().into_inner();
    assert_eq!((first.trainings.len(), second.trainings.len(), second.next_page_token.as_str()), (2, 1, ""));
}
