//! What comes out of surveys: published with what follows, compared, and silent about single persons.

use crate::{
    ANALYST, DESK, Evaluation, PARENT, absent, assert_refused,
    surveys::{day, plan, submission},
};
use contracts::evaluation::{events::v1::SurveyPublished, v1 as pb};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request, Status};
use uuid::Uuid;

impl Evaluation {
    async fn planned_follow_up(&self, request: pb::PlanFollowUpRequest) -> Result<pb::Survey, Status> {
        Ok(self.surveys().plan_follow_up(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    async fn seen(&self, name: &str) -> Result<pb::Survey, Status> {
        let request = Request::new(pb::GetPublishedSurveyRequest { name: name.into() });
        Ok(self.questionnaires().get_published_survey(request).await?.into_inner())
    }

    async fn record_past(&self, request: pb::RecordPastIndexRequest) -> Result<pb::PastIndex, Status> {
        Ok(self.surveys().record_past_index(self.harness.request(ANALYST, request)).await?.into_inner())
    }
}

/// An index of 2016 under the old scheme, its fourteen elements all three.
fn past(service: &pb::PublicService) -> pb::RecordPastIndexRequest {
    let element = |n| pb::PastElement { title: format!("Unsur {n}"), average: "3".into() };
    let past_index = pb::PastIndex {
        public_service: service.name.clone(),
        period_start: day(2016, 1, 1),
        period_end: day(2016, 12, 31),
        scheme: "skm-kepmenpan-25-2004".into(),
        respondents: 150,
        index: "75.00".into(),
        elements: (1..=14).map(element).collect(),
        ..Default::default()
    };
    pb::RecordPastIndexRequest { parent: PARENT.into(), past_index: Some(past_index), request_id: String::new() }
}

#[tokio::test]
async fn a_result_is_published_with_its_plan_and_told_to_the_others() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let before = evaluation.published_survey(&service, 2024, 4).await;
    let survey = evaluation.published_survey(&service, 2025, 3).await;
    let seen = evaluation.seen(&survey.name).await.unwrap();
    assert_eq!((seen.state(), seen.follow_up.len()), (pb::survey::State::Published, 9));
    assert!(seen == survey && seen.publish_time.is_some());
    let result = seen.result.unwrap();
    assert_eq!((result.index.as_str(), result.exact_index.as_str()), ("75.00", "75"));
    assert_eq!((result.grade(), result.ruleset.as_str()), (pb::SurveyGrade::C, "skm-permenpanrb-14-2017"));
    assert!(!result.sample_reached && !result.suppressed, "20 of 278 are told as what they are");
    let first = &result.elements[0];
    assert_eq!((first.sum, first.answers, first.average.as_str(), first.weak), (60, 20, "3.000", true));
    assert_eq!(first.counts, [0, 0, 20, 0]);
    let previous = result.previous.unwrap();
    assert_eq!((previous.source, previous.change.as_str()), (before.name, "-25.00"));
    let events = evaluation.harness.published(2).await;
    let told = events.iter().filter_map(|event| event.as_message::<SurveyPublished>()).next_back().unwrap().unwrap();
    assert_eq!((told.survey, told.public_service, told.unit), (survey.name, service.name, service.unit));
    assert_eq!((told.index_hundredths, told.grade.as_str(), told.respondents), (7_500, "C", 20));
    assert_eq!((told.minimum_sample, told.sample_reached), (278, false));
    assert_eq!((told.elements.len(), told.elements[7].element.as_str()), (9, "complaint_handling"));
    assert_eq!((told.previous_index_hundredths, told.previous_period_end), (10_000, day(2024, 12, 31)));
}

#[tokio::test]
async fn nothing_is_published_without_a_plan_for_every_weak_element() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    evaluation.survey_answered(&survey, &[2; 6]).await;
    let survey = evaluation.close_survey(&survey).await.unwrap();
    let refused = evaluation.publish_survey(&survey).await;
    assert_refused(refused, Code::FailedPrecondition, "SURVEY_PLAN_INCOMPLETE");
    let mut half = plan(&survey);
    half.actions.truncate(8);
    let survey = evaluation.planned_follow_up(half).await.unwrap();
    assert_eq!(survey.follow_up.len(), 8);
    let refused = evaluation.publish_survey(&survey).await;
    assert_refused(refused, Code::FailedPrecondition, "SURVEY_PLAN_INCOMPLETE");
    let survey = evaluation.planned_follow_up(plan(&survey)).await.unwrap();
    assert_refused(evaluation.seen(&survey.name).await, Code::NotFound, "SURVEY_NOT_FOUND");
    let published = evaluation.publish_survey(&survey).await.unwrap();
    let again = evaluation.planned_follow_up(plan(&published)).await;
    assert_refused(again, Code::FailedPrecondition, "SURVEY_STATE");
}

#[tokio::test]
async fn a_plan_says_what_who_and_when() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    evaluation.survey_answered(&survey, &[2; 6]).await;
    let survey = evaluation.close_survey(&survey).await.unwrap();
    let empty = pb::PlanFollowUpRequest::default();
    assert_eq!(bad_fields(&evaluation.planned_follow_up(empty).await.unwrap_err()), ["name", "etag", "actions"]);
    let hollow = pb::PlanFollowUpRequest { actions: vec![pb::FollowUpAction::default()], ..plan(&survey) };
    let refused = evaluation.planned_follow_up(hollow).await.unwrap_err();
    let expected = ["actions[0].element", "actions[0].action", "actions[0].responsible", "actions[0].due_date"];
    assert_eq!(bad_fields(&refused), expected);
    let mut late = plan(&survey);
    late.actions[2].due_date = day(2025, 11, 4);
    assert_eq!(bad_fields(&evaluation.planned_follow_up(late).await.unwrap_err()), ["actions[2].due_date"]);
    let once = pb::PlanFollowUpRequest { request_id: Uuid::now_v7().to_string(), ..plan(&survey) };
    let first = evaluation.planned_follow_up(once.clone()).await.unwrap();
    assert_eq!(evaluation.planned_follow_up(once).await.unwrap(), first);
    let stale = evaluation.planned_follow_up(plan(&survey)).await;
    assert_refused(stale, Code::Aborted, "ETAG_MISMATCH");
}

#[tokio::test]
async fn fewer_people_than_a_cell_have_no_result() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    evaluation.survey_answered(&survey, &[1, 4, 4, 4]).await;
    let survey = evaluation.close_survey(&survey).await.unwrap();
    let result = survey.result.clone().unwrap();
    assert!(result.suppressed && result.elements.is_empty() && result.index.is_empty());
    assert_eq!(result.respondents, 4);
    let kept = "SELECT count(*) FROM evaluation.survey_results";
    assert_eq!(evaluation.harness.number(kept).await, 0, "what four people said is in no sum");
    let survey = evaluation.planned_follow_up(plan(&survey)).await.unwrap();
    let refused = evaluation.publish_survey(&survey).await;
    assert_refused(refused, Code::FailedPrecondition, "SURVEY_TOO_FEW_ANSWERS");
}

#[tokio::test]
async fn small_cells_are_left_out_whole() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let codes = evaluation.survey_codes(&survey, 12).await;
    for (n, code) in codes.iter().enumerate() {
        // Four of twelve say one of time, five say one of cost, and one came online.
        let mut sent = submission(code, 4);
        sent.answers[2].answer = if n < 4 { 1 } else { 4 };
        sent.answers[3].answer = if n < 5 { 1 } else { 4 };
        let choice = if n == 0 { 2 } else { 1 };
        sent.question_answers = vec![pb::QuestionAnswer { question: "channel".into(), choice }];
        evaluation.submit_answers(sent).await.unwrap();
    }
    let result = evaluation.close_survey(&survey).await.unwrap().result.unwrap();
    let (time, cost) = (&result.elements[2], &result.elements[3]);
    assert_eq!((time.element(), time.counts_suppressed, time.counts.len()), (pb::SurveyElement::Time, true, 0));
    assert_eq!((cost.counts_suppressed, cost.counts.as_slice()), (false, [5, 0, 0, 7].as_slice()));
    assert_eq!((time.average.as_str(), cost.average.as_str()), ("3.000", "2.750"));
    assert_eq!((result.questions[0].suppressed, result.questions[0].choices.len()), (true, 0));
}

#[tokio::test]
async fn everybody_lists_what_is_published_and_nothing_else() {
    let mut evaluation = Evaluation::start().await;
    let services = [evaluation.service("Pendaftaran pasien").await, evaluation.service("Farmasi").await];
    for (year, answer) in [(2024, 4), (2025, 3)] {
        evaluation.published_survey(&services[0], year, answer).await;
    }
    evaluation.published_survey(&services[1], 2025, 4).await;
    evaluation.open_survey("Laboratorium").await;
    let list = async |page_size, page_token: String, public_service: String| {
        let parent = PARENT.to_owned();
        let request = pb::ListPublishedSurveysRequest { parent, page_size, page_token, public_service };
        let found = evaluation.questionnaires().list_published_surveys(Request::new(request)).await;
        found.unwrap().into_inner()
    };
    let page = list(2, String::new(), String::new()).await;
    assert_eq!(page.surveys.len(), 2);
    let rest = list(2, page.next_page_token, String::new()).await;
    assert_eq!((rest.surveys.len(), rest.next_page_token.as_str()), (1, ""));
    assert_eq!(list(0, String::new(), services[0].name.clone()).await.surveys.len(), 2);
    let elsewhere = rest.surveys[0].name.replace("6571", OTHER_TENANT);
    assert_refused(evaluation.seen(&elsewhere).await, Code::NotFound, "SURVEY_NOT_FOUND");
    assert_refused(evaluation.seen(&absent(&elsewhere)).await, Code::NotFound, "SURVEY_NOT_FOUND");
    let (_, id) = services[0].name.rsplit_once('/').unwrap();
    let mut connection = evaluation.harness.pool.acquire().await.unwrap();
    let ids = [id.parse().unwrap()];
    let published =
        evaluation::store::surveys::published(&mut connection, &ids).await.unwrap().remove(&ids[0]).unwrap();
    let known: Vec<_> = published.iter().map(|one| (one.index, one.respondents, one.elements.len())).collect();
    assert_eq!(known, [(10_000, 20, 9), (7_500, 20, 9)]);
}

#[tokio::test]
async fn an_index_of_the_old_scheme_is_kept_and_not_compared() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let once = pb::RecordPastIndexRequest { request_id: Uuid::now_v7().to_string(), ..past(&service) };
    let kept = evaluation.record_past(once.clone()).await.unwrap();
    assert_eq!(evaluation.record_past(once).await.unwrap(), kept);
    assert_eq!((kept.grade(), kept.recomputed_index.as_str()), (pb::SurveyGrade::B, "75.00"));
    assert_eq!((kept.elements.len(), kept.elements[13].average.as_str()), (14, "3.000"));
    let again = evaluation.record_past(past(&service)).await;
    assert_refused(again, Code::AlreadyExists, "PAST_INDEX_EXISTS");
    let survey = evaluation.published_survey(&service, 2025, 4).await;
    let previous = survey.result.unwrap().previous.unwrap();
    assert_eq!((previous.source, previous.index.as_str()), (kept.name.clone(), "75.00"));
    assert_eq!((previous.scheme.as_str(), previous.change.as_str()), ("skm-kepmenpan-25-2004", ""));
    let mut list = pb::ListPastIndexesRequest { parent: PARENT.into(), page_size: 1, ..Default::default() };
    let other = pb::PastIndex { period_start: day(2015, 1, 1), period_end: day(2015, 12, 31), ..kept.clone() };
    let other = pb::RecordPastIndexRequest { past_index: Some(other), ..past(&service) };
    evaluation.record_past(other).await.unwrap();
    let page = evaluation.questionnaires().list_past_indexes(Request::new(list.clone())).await.unwrap().into_inner();
    assert_eq!(page.past_indexes, [kept]);
    list.page_token = page.next_page_token;
    let page = evaluation.questionnaires().list_past_indexes(Request::new(list)).await.unwrap().into_inner();
    assert_eq!((page.past_indexes.len(), page.next_page_token.as_str()), (1, ""));
}

#[tokio::test]
async fn everything_wrong_with_a_past_index_is_told() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let refused = evaluation.record_past(pb::RecordPastIndexRequest::default()).await.unwrap_err();
    let expected = [
        "parent",
        "past_index.public_service",
        "past_index.period_start",
        "past_index.period_end",
        "past_index.scheme",
        "past_index.index",
    ];
    assert_eq!(bad_fields(&refused), expected);
    let with = |change: fn(&mut pb::PastIndex)| {
        let mut request = past(&service);
        change(request.past_index.as_mut().unwrap());
        request
    };
    let wrong = with(|past| {
        past.elements[3].average = "4.001".into();
        past.elements[4].title = String::new();
    });
    let expected = ["past_index.elements[3].average", "past_index.elements[4].title"];
    assert_eq!(bad_fields(&evaluation.record_past(wrong).await.unwrap_err()), expected);
    let wrong = with(|past| {
        (past.period_start, past.period_end) = (day(2018, 1, 1), day(2018, 12, 31));
        past.index = "100.01".into();
        past.elements.truncate(9);
    });
    let expected = ["past_index.scheme", "past_index.index", "past_index.elements"];
    assert_eq!(bad_fields(&evaluation.record_past(wrong).await.unwrap_err()), expected);
    let unknown = with(|past| past.scheme = "skm-1945".into());
    assert_eq!(bad_fields(&evaluation.record_past(unknown).await.unwrap_err()), ["past_index.scheme"]);
    let absent_service = absent(&service.name);
    let mut nobody = past(&service);
    nobody.past_index.as_mut().unwrap().public_service = absent_service;
    assert_refused(evaluation.record_past(nobody).await, Code::NotFound, "SERVICE_NOT_FOUND");
}

#[tokio::test]
async fn a_desk_publishes_and_an_analyst_does_not() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let (name, etag) = (survey.name, survey.etag);
    let request = pb::PublishSurveyRequest { name, etag, ..Default::default() };
    let denied = evaluation.surveys().publish_survey(evaluation.harness.request(ANALYST, request.clone())).await;
    assert_eq!(denied.unwrap_err().code(), Code::PermissionDenied);
    let refused = evaluation.surveys().publish_survey(evaluation.harness.request(DESK, request)).await;
    assert_refused(refused, Code::FailedPrecondition, "SURVEY_STATE");
}
