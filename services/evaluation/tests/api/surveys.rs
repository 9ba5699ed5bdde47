//! Surveys as the office sees them: planned, opened, closed, listed.

use crate::{ANALYST, DESK, Evaluation, PARENT, absent, assert_refused, at_once};
use contracts::{
    evaluation::v1::{
        self as pb, questionnaire_service_client::QuestionnaireServiceClient,
        survey_service_client::SurveyServiceClient,
    },
    google::r#type::Date,
};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Request, Status, transport::Channel};
use uuid::Uuid;

pub fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

/// A survey of 2025, the year of the tests' clock, with one question beyond the elements.
pub fn create(service: &pb::PublicService) -> pb::CreateSurveyRequest {
    let choices = vec!["Loket".into(), "Daring".into()];
    let question = pb::SurveyQuestion { key: "channel".into(), text: "Lewat mana?".into(), choices };
    pb::CreateSurveyRequest {
        parent: PARENT.into(),
        public_service: service.name.clone(),
        period_start: day(2025, 1, 1),
        period_end: day(2025, 12, 31),
        population: 1_000,
        questions: vec![question],
        request_id: String::new(),
    }
}

/// Every element answered alike.
pub fn answers(answer: i32) -> Vec<pb::ElementAnswer> {
    (1..=9).map(|element| pb::ElementAnswer { element, answer }).collect()
}

/// An answer by a code under a request id of its own.
pub fn submission(code: &str, answer: i32) -> pb::SubmitAnswersRequest {
    pb::SubmitAnswersRequest {
        parent: PARENT.into(),
        code: code.into(),
        answers: answers(answer),
        question_answers: Vec::new(),
        request_id: Uuid::new_v4().to_string(),
    }
}

/// An action about every element.
pub fn plan(survey: &pb::Survey) -> pb::PlanFollowUpRequest {
    let action = |element| pb::FollowUpAction {
        element,
        action: "Loket ditambah".into(),
        responsible: "Kepala Bidang Pelayanan".into(),
        due_date: day(2026, 6, 30),
    };
    let actions = (1..=9).map(action).collect();
    let (name, etag) = (survey.name.clone(), survey.etag.clone());
    pb::PlanFollowUpRequest { name, etag, actions, request_id: String::new() }
}

impl Evaluation {
    pub fn surveys(&self) -> SurveyServiceClient<Channel> {
        SurveyServiceClient::new(self.harness.channel.clone())
    }

    pub fn questionnaires(&self) -> QuestionnaireServiceClient<Channel> {
        QuestionnaireServiceClient::new(self.harness.channel.clone())
    }

    pub async fn create_survey(&self, request: pb::CreateSurveyRequest) -> Result<pb::Survey, Status> {
        Ok(self.surveys().create_survey(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    pub async fn open_planned(&self, survey: &pb::Survey) -> Result<pb::Survey, Status> {
        let (name, etag) = (survey.name.clone(), survey.etag.clone());
        let request = pb::OpenSurveyRequest { name, etag, request_id: String::new() };
        Ok(self.surveys().open_survey(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    pub async fn close_survey(&self, survey: &pb::Survey) -> Result<pb::Survey, Status> {
        let survey = self.get_survey(&survey.name).await;
        let request = pb::CloseSurveyRequest { name: survey.name, etag: survey.etag, request_id: String::new() };
        Ok(self.surveys().close_survey(self.harness.request(ANALYST, request)).await?.into_inner())
    }

    pub async fn publish_survey(&self, survey: &pb::Survey) -> Result<pb::Survey, Status> {
        let (name, etag) = (survey.name.clone(), survey.etag.clone());
        let request = pb::PublishSurveyRequest { name, etag, ..Default::default() };
        Ok(self.surveys().publish_survey(self.harness.request(DESK, request)).await?.into_inner())
    }

    pub async fn get_survey(&self, name: &str) -> pb::Survey {
        let request = self.harness.request(ANALYST, pb::GetSurveyRequest { name: name.into() });
        self.surveys().get_survey(request).await.unwrap().into_inner()
    }

    /// An open survey of a new service.
    pub async fn open_survey(&mut self, title: &str) -> pb::Survey {
        let service = self.service(title).await;
        let survey = self.create_survey(create(&service)).await.unwrap();
        self.open_planned(&survey).await.unwrap()
    }

    pub async fn survey_codes(&self, survey: &pb::Survey, count: i32) -> Vec<String> {
        let request = pb::IssueSurveyCodesRequest { survey: survey.name.clone(), count, request_id: String::new() };
        let request = self.harness.request(ANALYST, request);
        self.surveys().issue_survey_codes(request).await.unwrap().into_inner().codes
    }

    pub async fn submit_answers(&self, request: pb::SubmitAnswersRequest) -> Result<pb::SubmitAnswersResponse, Status> {
        Ok(self.questionnaires().submit_answers(Request::new(request)).await?.into_inner())
    }

    /// Lets one person after the other answer, each every element alike.
    pub async fn survey_answered(&self, survey: &pb::Survey, each: &[i32]) {
        let codes = self.survey_codes(survey, each.len() as i32).await;
        for (code, answer) in codes.iter().zip(each) {
            self.submit_answers(submission(code, *answer)).await.unwrap();
        }
    }

    /// A published survey of a service and a year in which twenty people gave the same answers.
    pub async fn published_survey(&self, service: &pb::PublicService, year: i32, answer: i32) -> pb::Survey {
        let period = (day(year, 1, 1), day(year, 12, 31));
        self.harness.clock.set(format!("{year}-11-05T08:00:00Z").parse().unwrap());
        let request = pb::CreateSurveyRequest { period_start: period.0, period_end: period.1, ..create(service) };
        let survey = self.create_survey(request).await.unwrap();
        let survey = self.open_planned(&survey).await.unwrap();
        self.survey_answered(&survey, &[answer; 20]).await;
        let survey = self.close_survey(&survey).await.unwrap();
        let planned = self.surveys().plan_follow_up(self.harness.request(ANALYST, plan(&survey))).await;
        self.publish_survey(&planned.unwrap().into_inner()).await.unwrap()
    }
}

#[tokio::test]
async fn a_survey_is_planned_with_its_sample_and_opened() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let planned = evaluation.create_survey(create(&service)).await.unwrap();
    assert_eq!((planned.state(), planned.minimum_sample), (pb::survey::State::Planned, 278));
    assert_eq!((planned.ruleset.as_str(), planned.questions.len()), ("survey-permenpanrb-14-2017", 1));
    assert_eq!((planned.result.clone(), planned.etag.as_str()), (None, "\"1\""));
    let open = evaluation.open_planned(&planned).await.unwrap();
    assert_eq!((open.state(), open.etag.as_str()), (pb::survey::State::Open, "\"2\""));
    assert_eq!(evaluation.get_survey(&planned.name).await, open);
}

#[tokio::test]
async fn everything_wrong_with_a_survey_is_told_at_once() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let refused = evaluation.create_survey(pb::CreateSurveyRequest::default()).await.unwrap_err();
    let expected = ["parent", "public_service", "period_start", "period_end", "population"];
    assert_eq!(bad_fields(&refused), expected);
    let question = |key: &str, choices: &[&str]| pb::SurveyQuestion {
        key: key.into(),
        text: "Apa?".into(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
    };
    let wrong = pb::CreateSurveyRequest {
        period_end: day(2024, 12, 31),
        population: 0,
        questions: vec![question("time", &["a", "b"]), question("x", &["a"]), question("x", &["a", " "])],
        request_id: "x".into(),
        ..create(&service)
    };
    let refused = evaluation.create_survey(wrong).await.unwrap_err();
    let expected = [
        "period_end",
        "population",
        "questions[0].key",
        "questions[1]",
        "questions[2].key",
        "questions[2].choices",
        "request_id",
    ];
    assert_eq!(bad_fields(&refused), expected);
    let long = pb::CreateSurveyRequest { period_end: day(2026, 1, 1), ..create(&service) };
    assert_eq!(bad_fields(&evaluation.create_survey(long).await.unwrap_err()), ["period_end"]);
    let foreign = service.name.replace("6571", OTHER_TENANT);
    let foreign = pb::CreateSurveyRequest { public_service: foreign, ..create(&service) };
    assert_eq!(bad_fields(&evaluation.create_survey(foreign).await.unwrap_err()), ["public_service"]);
}

#[tokio::test]
async fn a_survey_needs_a_service_of_a_unit() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let nobody = pb::CreateSurveyRequest { public_service: absent(&service.name), ..create(&service) };
    assert_refused(evaluation.create_survey(nobody).await, Code::NotFound, "SERVICE_NOT_FOUND");
    let update = sqlx::query("UPDATE evaluation.public_services SET unit = ''");
    update.execute(&evaluation.harness.pool).await.unwrap();
    let refused = evaluation.create_survey(create(&service)).await;
    assert_refused(refused, Code::FailedPrecondition, "SURVEY_SERVICE_WITHOUT_UNIT");
}

#[tokio::test]
async fn a_retired_service_is_surveyed_no_more() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let update = sqlx::query("UPDATE evaluation.public_services SET retire_date = '2025-06-01'");
    update.execute(&evaluation.harness.pool).await.unwrap();
    let refused = evaluation.create_survey(create(&service)).await;
    assert_refused(refused, Code::FailedPrecondition, "SERVICE_RETIRED");
}

#[tokio::test]
async fn a_day_of_a_service_has_one_survey_also_when_two_are_planned_at_once() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let calls = (0..2).map(|_| {
        let mut client = evaluation.surveys();
        let request = evaluation.harness.request(ANALYST, create(&service));
        tokio::spawn(async move { client.create_survey(request).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert_eq!((good.len(), bad[0].code()), (1, Code::AlreadyExists));
    let inside = (day(2025, 6, 1), day(2025, 6, 30));
    let inside = pb::CreateSurveyRequest { period_start: inside.0, period_end: inside.1, ..create(&service) };
    assert_refused(evaluation.create_survey(inside).await, Code::AlreadyExists, "SURVEY_EXISTS");
    let planned = good.into_iter().next().unwrap().into_inner();
    let (name, etag) = (planned.name, planned.etag);
    let discard = pb::DiscardSurveyRequest { name, etag, ..Default::default() };
    let request = evaluation.harness.request(ANALYST, discard);
    let discarded = evaluation.surveys().discard_survey(request).await.unwrap().into_inner();
    assert_eq!(discarded.state(), pb::survey::State::Discarded);
    evaluation.create_survey(create(&service)).await.unwrap();
}

#[tokio::test]
async fn a_survey_is_replayed_by_its_request_id() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let once = pb::CreateSurveyRequest { request_id: Uuid::now_v7().to_string(), ..create(&service) };
    let first = evaluation.create_survey(once.clone()).await.unwrap();
    assert_eq!(evaluation.create_survey(once.clone()).await.unwrap(), first);
    let other = pb::CreateSurveyRequest { population: 2, ..once };
    assert_refused(evaluation.create_survey(other).await, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn steps_need_their_state_and_the_version_that_was_read() {
    let mut evaluation = Evaluation::start().await;
    let survey = evaluation.open_survey("Pendaftaran pasien").await;
    let stale = pb::Survey { etag: "\"1\"".into(), ..survey.clone() };
    assert_refused(evaluation.open_planned(&stale).await, Code::Aborted, "ETAG_MISMATCH");
    assert_refused(evaluation.open_planned(&survey).await, Code::FailedPrecondition, "SURVEY_STATE");
    assert_refused(evaluation.publish_survey(&survey).await, Code::FailedPrecondition, "SURVEY_STATE");
    assert_refused(evaluation.publish_survey(&stale).await, Code::Aborted, "ETAG_MISMATCH");
    let planned = evaluation.surveys().plan_follow_up(evaluation.harness.request(ANALYST, plan(&survey))).await;
    assert_refused(planned, Code::FailedPrecondition, "SURVEY_STATE");
    let nobody = pb::Survey { name: absent(&survey.name), ..survey };
    assert_refused(evaluation.open_planned(&nobody).await, Code::NotFound, "SURVEY_NOT_FOUND");
    let (name, etag, request_id) = ("surveys/x".into(), "1".into(), "x".into());
    let request = pb::DiscardSurveyRequest { name, etag, request_id, reason: "x".repeat(1_001) };
    let refused = evaluation.surveys().discard_survey(evaluation.harness.request(ANALYST, request)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["name", "etag", "request_id", "reason"]);
}

#[tokio::test]
async fn surveys_are_listed_in_pages_and_by_service() {
    let mut evaluation = Evaluation::start().await;
    let first = evaluation.open_survey("Pendaftaran pasien").await;
    for title in ["Farmasi", "Laboratorium"] {
        evaluation.open_survey(title).await;
    }
    evaluation.survey_answered(&first, &[4, 3]).await;
    let mut request = pb::ListSurveysRequest { parent: PARENT.into(), page_size: 2, ..Default::default() };
    let page = evaluation.harness.request(ANALYST, request.clone());
    let page = evaluation.surveys().list_surveys(page).await.unwrap().into_inner();
    assert_eq!((page.surveys.len(), page.surveys[0].respondents), (2, 2));
    assert_eq!(page.surveys[0].result, None, "while it is open nothing but the number is shown");
    request.page_token = page.next_page_token;
    let page = evaluation.harness.request(ANALYST, request.clone());
    let page = evaluation.surveys().list_surveys(page).await.unwrap().into_inner();
    assert_eq!((page.surveys.len(), page.next_page_token.as_str()), (1, ""));
    request = pb::ListSurveysRequest { public_service: first.public_service, page_token: String::new(), ..request };
    let page = evaluation.harness.request(ANALYST, request);
    assert_eq!(evaluation.surveys().list_surveys(page).await.unwrap().into_inner().surveys.len(), 1);
}

#[tokio::test]
async fn services_without_a_survey_of_the_last_year_are_due() {
    let mut evaluation = Evaluation::start().await;
    let services = [evaluation.service("Pendaftaran pasien").await, evaluation.service("Farmasi").await];
    let due = async |page_size| {
        let request = pb::ListDueServicesRequest { parent: PARENT.into(), page_size, ..Default::default() };
        let request = evaluation.harness.request(ANALYST, request);
        evaluation.surveys().list_due_services(request).await.unwrap().into_inner()
    };
    let page = due(1).await;
    assert_eq!((page.services.len(), page.next_page_token.is_empty()), (1, false));
    assert_eq!(due(0).await.services.len(), 2);
    evaluation.published_survey(&services[0], 2025, 4).await;
    let left = due(0).await.services;
    assert_eq!((left.len(), &left[0].public_service), (1, &services[1].name));
    evaluation.harness.clock.set("2027-01-02T08:00:00Z".parse().unwrap());
    let again = due(0).await.services;
    assert_eq!((again.len(), &again[0].last_period_end), (2, &day(2025, 12, 31)));
}
