//! `QuestionnaireService`: surveys as everybody sees them, without an account.

use super::{
    past_index_messages,
    survey_messages::{Listed, listed},
    survey_parts::{parse_answers, render_element},
    survey_views as views,
};
use crate::{
    commands::{self, Opened, SubmitAnswers, code_index, open_questionnaire, survey_rules},
    domain::{
        days::day_of, questionnaire::Question, satisfaction_survey::Survey, survey_element::Element,
        survey_rules::SurveyBook,
    },
    error::{Error, SurveyError},
    names,
    store::{past_indexes, public_services, survey_questions, surveys},
};
use contracts::evaluation::v1 as pb;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::{
    Kit, Scope, Tenant, Violations, dates,
    follow_up::read_code,
    names::{asked, parse_parent},
    sensitive::Sensitive,
};
use sqlx::PgConnection;
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves questionnaires and published results to everybody.
pub struct Questionnaires {
    pub(crate) kit: Kit,
    pub(crate) time_zone: TimeZone,
    pub(crate) book: Arc<SurveyBook>,
}

type Answer<T> = Result<Response<T>, Status>;

impl Questionnaires {
    fn today(&self, now: Timestamp) -> Date {
        day_of(now, &self.time_zone)
    }
}

#[tonic::async_trait]
impl pb::questionnaire_service_server::QuestionnaireService for Questionnaires {
    async fn get_questionnaire(&self, request: Request<pb::GetQuestionnaireRequest>) -> Answer<pb::Questionnaire> {
        self.kit
            .read(request, parse_get, async |view, code: Sensitive<String>| {
                let index = code_index(&view.vault, code.reveal());
                let today = self.today(view.now);
                let opened = open_questionnaire(view.connection, &index, view.now, today).await?;
                let title = title_of(view.connection, opened.survey.service).await?;
                let questions = survey_questions::of_one(view.connection, opened.survey.id).await?;
                render(&self.book, &opened, title, &questions)
            })
            .await
    }

    async fn submit_answers(&self, request: Request<pb::SubmitAnswersRequest>) -> Answer<pb::SubmitAnswersResponse> {
        self.kit
            .write(request, parse_submit, async |work, input| {
                let today = self.today(work.now);
                let survey = commands::submit_answers(work, input, &self.book, today).await?;
                let service_title = title_of(work.connection, survey.service).await?;
                Ok::<_, Error>(pb::SubmitAnswersResponse { service_title })
            })
            .await
    }

    async fn get_published_survey(&self, request: Request<pb::GetPublishedSurveyRequest>) -> Answer<pb::Survey> {
        self.kit
            .read(
                request,
                |message| asked(names::SURVEY.parse(&message.name)),
                async |view, id: Uuid| {
                    let survey = surveys::get(view.connection, id).await?;
                    let survey = survey.filter(Survey::is_public);
                    let survey = survey.ok_or(SurveyError::NotFound)?;
                    views::whole(view.connection, &view.tenant, &self.book, survey).await
                },
            )
            .await
    }

    async fn list_published_surveys(
        &self,
        request: Request<pb::ListPublishedSurveysRequest>,
    ) -> Answer<pb::ListPublishedSurveysResponse> {
        self.kit
            .read(request, parse_list_published, async |view, (service, page): Listed| {
                let mut found = surveys::list(view.connection, service, true, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let surveys = views::views(view.connection, &view.tenant, &self.book, found).await?;
                Ok::<_, Error>(pb::ListPublishedSurveysResponse { surveys, next_page_token })
            })
            .await
    }

    async fn list_past_indexes(
        &self,
        request: Request<pb::ListPastIndexesRequest>,
    ) -> Answer<pb::ListPastIndexesResponse> {
        self.kit
            .read(request, parse_list_past, async |view, (service, page): Listed| {
                let mut found = past_indexes::list(view.connection, service, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let render = |past| past_index_messages::render(&view.tenant, past, &self.book);
                let past_indexes = found.into_iter().map(render).collect();
                Ok::<_, Error>(pb::ListPastIndexesResponse { past_indexes, next_page_token })
            })
            .await
    }
}

async fn title_of(connection: &mut PgConnection, service: Uuid) -> Result<String, Error> {
    let service = public_services::get(connection, service).await?.ok_or(Error::PublicServiceNotFound)?;
    Ok(service.display_name)
}

fn parse_get(message: &pb::GetQuestionnaireRequest) -> Result<(Tenant, Sensitive<String>), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let code = check.take("code", read_code(&message.code));
    match (tenant, code) {
        (Some(tenant), Some(code)) => Ok((tenant, Sensitive::new(code))),
        _ => Err(check),
    }
}

/// The kit is given no request id: it would keep a fingerprint of code and answers together.
fn parse_submit(message: &pb::SubmitAnswersRequest) -> Result<(Scope, SubmitAnswers), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let code = check.take("code", read_code(&message.code));
    let given = parse_answers(&mut check, &message.answers, message.question_answers.clone());
    let request_id = message.request_id.parse::<Uuid>().map_err(|_| "must be a UUID drawn for this one answer");
    let request_id = check.take("request_id", request_id);
    match (tenant, code, given, request_id) {
        (Some(tenant), Some(code), Some(given), Some(request_id)) => {
            let input = SubmitAnswers { code: Sensitive::new(code), given, request_id };
            Ok((Scope::of(tenant, &message.parent).unnamed(), input))
        }
        _ => Err(check),
    }
}

fn parse_list_published(message: &pb::ListPublishedSurveysRequest) -> Result<(Tenant, Listed), Violations> {
    listed(&message.parent, message.page_size, &message.page_token, &message.public_service)
}

fn parse_list_past(message: &pb::ListPastIndexesRequest) -> Result<(Tenant, Listed), Violations> {
    listed(&message.parent, message.page_size, &message.page_token, &message.public_service)
}

fn render(
    book: &SurveyBook,
    opened: &Opened,
    service_title: String,
    questions: &[Question],
) -> Result<pb::Questionnaire, Error> {
    let survey = &opened.survey;
    let rules = survey_rules(book, &survey.ruleset)?;
    let elements = Element::ALL.into_iter().map(|element| {
        let asked = rules.text(element);
        let (title, text, choices) = (asked.title.clone(), asked.text.clone(), asked.choices.to_vec());
        pb::ElementQuestion { element: render_element(element), title, text, choices }
    });
    Ok(pb::Questionnaire {
        service_title,
        period_start: Some(dates::render(survey.period_start)),
        period_end: Some(dates::render(survey.period_end)),
        elements: elements.collect(),
        questions: questions.iter().map(views::render_question).collect(),
        single_use: opened.single_use,
    })
}
