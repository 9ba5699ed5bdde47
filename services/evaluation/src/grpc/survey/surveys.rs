//! `SurveyService`: surveys as the office that runs them sees them.

use super::{answer_rows, past_index_messages, survey_messages as messages, survey_views as views};
use crate::{
    commands,
    domain::{days::day_of, survey_rules::SurveyBook},
    error::{Error, SurveyError},
    names,
    store::{survey_links, surveys},
};
use contracts::evaluation::v1 as pb;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::{AsRead, Kit, Tenant, dates, names::asked, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Serves surveys to their offices.
pub struct Surveys {
    pub(crate) kit: Kit,
    pub(crate) time_zone: TimeZone,
    pub(crate) book: Arc<SurveyBook>,
}

type Answer<T> = Result<Response<T>, Status>;

impl Surveys {
    fn today(&self, now: Timestamp) -> Date {
        day_of(now, &self.time_zone)
    }
}

#[tonic::async_trait]
impl pb::survey_service_server::SurveyService for Surveys {
    async fn create_survey(&self, request: Request<pb::CreateSurveyRequest>) -> Answer<pb::Survey> {
        self.kit
            .write(request, messages::parse_create, async |work, input| {
                let survey = commands::create_survey(work, input, self.book.current()).await?;
                views::whole(work.connection, &work.tenant, &self.book, survey).await
            })
            .await
    }

    async fn open_survey(&self, request: Request<pb::OpenSurveyRequest>) -> Answer<pb::Survey> {
        self.kit
            .write(
                request,
                |message| messages::parse_step(&message.name, &message.etag, &message.request_id),
                async |work, input: AsRead| {
                    let survey = commands::open_survey(work, input).await?;
                    views::whole(work.connection, &work.tenant, &self.book, survey).await
                },
            )
            .await
    }

    async fn close_survey(&self, request: Request<pb::CloseSurveyRequest>) -> Answer<pb::Survey> {
        self.kit
            .write(
                request,
                |message| messages::parse_step(&message.name, &message.etag, &message.request_id),
                async |work, input: AsRead| {
                    let survey = commands::close_survey(work, input, &self.book).await?;
                    views::whole(work.connection, &work.tenant, &self.book, survey).await
                },
            )
            .await
    }

    async fn discard_survey(&self, request: Request<pb::DiscardSurveyRequest>) -> Answer<pb::Survey> {
        self.kit
            .write(request, messages::parse_discard, async |work, input| {
                let survey = commands::discard_survey(work, input).await?;
                views::whole(work.connection, &work.tenant, &self.book, survey).await
            })
            .await
    }

    async fn plan_follow_up(&self, request: Request<pb::PlanFollowUpRequest>) -> Answer<pb::Survey> {
        self.kit
            .write(request, messages::parse_plan, async |work, input| {
                let survey = commands::plan_follow_up(work, input, self.today(work.now)).await?;
                views::whole(work.connection, &work.tenant, &self.book, survey).await
            })
            .await
    }

    async fn publish_survey(&self, request: Request<pb::PublishSurveyRequest>) -> Answer<pb::Survey> {
        self.kit
            .write(request, messages::parse_publish, async |work, input| {
                let survey = commands::publish_survey(work, input, &self.book).await?;
                views::whole(work.connection, &work.tenant, &self.book, survey).await
            })
            .await
    }

    async fn get_survey(&self, request: Request<pb::GetSurveyRequest>) -> Answer<pb::Survey> {
        self.kit
            .read(
                request,
                |message| asked(names::SURVEY.parse(&message.name)),
                async |view, id: Uuid| {
                    let survey = surveys::get(view.connection, id).await?.ok_or(SurveyError::NotFound)?;
                    views::whole(view.connection, &view.tenant, &self.book, survey).await
                },
            )
            .await
    }

    async fn list_surveys(&self, request: Request<pb::ListSurveysRequest>) -> Answer<pb::ListSurveysResponse> {
        self.kit
            .read(request, messages::parse_list, async |view, (service, page): messages::Listed| {
                let mut found = surveys::list(view.connection, service, false, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let surveys = views::views(view.connection, &view.tenant, &self.book, found).await?;
                Ok::<_, Error>(pb::ListSurveysResponse { surveys, next_page_token })
            })
            .await
    }

    async fn list_due_services(
        &self,
        request: Request<pb::ListDueServicesRequest>,
    ) -> Answer<pb::ListDueServicesResponse> {
        self.kit
            .read(request, messages::parse_list_due, async |view, page: Page| {
                let before = self.book.current().due_before(self.today(view.now));
                let mut found = surveys::due(view.connection, before, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.service));
                let services = found.into_iter().map(|one| render_due(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListDueServicesResponse { services, next_page_token })
            })
            .await
    }

    async fn issue_survey_codes(
        &self,
        request: Request<pb::IssueSurveyCodesRequest>,
    ) -> Answer<pb::IssueSurveyCodesResponse> {
        self.kit
            .write(request, messages::parse_codes, async |work, input| {
                let codes = commands::issue_survey_codes(work, input, &self.book).await?;
                let codes = codes.iter().map(|code| code.reveal().clone()).collect();
                Ok::<_, Error>(pb::IssueSurveyCodesResponse { codes })
            })
            .await
    }

    async fn create_survey_link(
        &self,
        request: Request<pb::CreateSurveyLinkRequest>,
    ) -> Answer<pb::CreateSurveyLinkResponse> {
        self.kit
            .write(request, messages::parse_create_link, async |work, input| {
                let (link, code) = commands::create_survey_link(work, input, &self.book).await?;
                let link = Some(views::render_link(&work.tenant, link));
                Ok::<_, Error>(pb::CreateSurveyLinkResponse { link, code: code.reveal().clone() })
            })
            .await
    }

    async fn close_survey_link(&self, request: Request<pb::CloseSurveyLinkRequest>) -> Answer<pb::SurveyLink> {
        self.kit
            .write(request, messages::parse_close_link, async |work, input| {
                let link = commands::close_survey_link(work, input).await?;
                Ok::<_, Error>(views::render_link(&work.tenant, link))
            })
            .await
    }

    async fn list_survey_links(
        &self,
        request: Request<pb::ListSurveyLinksRequest>,
    ) -> Answer<pb::ListSurveyLinksResponse> {
        self.kit
            .read(request, messages::parse_list_links, async |view, (survey, page): (Uuid, Page)| {
                surveys::get(view.connection, survey).await?.ok_or(SurveyError::NotFound)?;
                let mut found = survey_links::list(view.connection, survey, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let links = found.into_iter().map(|link| views::render_link(&view.tenant, link)).collect();
                Ok::<_, Error>(pb::ListSurveyLinksResponse { links, next_page_token })
            })
            .await
    }

    async fn import_answers(
        &self,
        request: Request<Streaming<pb::ImportAnswersRequest>>,
    ) -> Answer<pb::ImportAnswersResponse> {
        self.kit.import(request, answer_rows::split, async |work, rows| answer_rows::import(work, rows).await).await
    }

    async fn record_past_index(&self, request: Request<pb::RecordPastIndexRequest>) -> Answer<pb::PastIndex> {
        self.kit
            .write(request, past_index_messages::parse, async |work, input| {
                let past = commands::record_past_index(work, input, &self.book).await?;
                Ok::<_, Error>(past_index_messages::render(&work.tenant, past, &self.book))
            })
            .await
    }
}

fn render_due(tenant: &Tenant, due: surveys::Due) -> pb::DueService {
    pb::DueService {
        public_service: names::PUBLIC_SERVICE.name(tenant, due.service),
        last_period_end: due.last_period_end.map(dates::render),
    }
}
