//! `CampaignService`.

use crate::grpc::{campaign_requests as requests, fitting::cut_to_fit};
use crate::{
    commands,
    domain::campaign::{Audience, Campaign, Kind, Question, State, percent},
    error::{Error, SignalError},
    names,
    store::{campaigns, responses},
};
use contracts::needs::v1 as pb;
use platform::{Failure, Kit, View, Violations, dates, names::asked, page::Page};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves campaigns of data collection.
pub struct Campaigns {
    pub(crate) kit: Kit,
    /// New responses of the public to one campaign in a minute.
    pub(crate) responses_per_minute: u32,
}

#[tonic::async_trait]
impl pb::campaign_service_server::CampaignService for Campaigns {
    async fn create_campaign(
        &self,
        request: Request<pb::CreateCampaignRequest>,
    ) -> Result<Response<pb::Campaign>, Status> {
        self.kit
            .write(request, requests::parse_create, async |work, input| {
                let (campaign, questions) = commands::create_campaign(work, input).await?;
                Ok::<_, Error>(requests::render(&work.tenant, work.now, campaign, questions))
            })
            .await
    }

    async fn open_campaign(&self, request: Request<pb::OpenCampaignRequest>) -> Result<Response<pb::Campaign>, Status> {
        let parse = |message: &pb::OpenCampaignRequest| {
            requests::parse_transition(&message.name, &message.etag, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, read| {
                let (campaign, questions) = commands::open_campaign(work, read).await?;
                Ok::<_, Error>(requests::render(&work.tenant, work.now, campaign, questions))
            })
            .await
    }

    async fn close_campaign(
        &self,
        request: Request<pb::CloseCampaignRequest>,
    ) -> Result<Response<pb::Campaign>, Status> {
        let parse = |message: &pb::CloseCampaignRequest| {
            requests::parse_transition(&message.name, &message.etag, &message.request_id)
        };
        self.kit
            .write(request, parse, async |work, read| {
                let (campaign, questions) = commands::close_campaign(work, read).await?;
                Ok::<_, Error>(requests::render(&work.tenant, work.now, campaign, questions))
            })
            .await
    }

    async fn get_campaign(&self, request: Request<pb::GetCampaignRequest>) -> Result<Response<pb::Campaign>, Status> {
        let parse = |message: &pb::GetCampaignRequest| asked(names::CAMPAIGN.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let campaign = get(view, id).await?;
                let questions = campaigns::questions(view.connection, id).await?;
                Ok::<_, Error>(requests::render(&view.tenant, view.now, campaign, questions))
            })
            .await
    }

    async fn list_campaigns(
        &self,
        request: Request<pb::ListCampaignsRequest>,
    ) -> Result<Response<pb::ListCampaignsResponse>, Status> {
        let parse = |message: &pb::ListCampaignsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            let (Some(tenant), Some(page)) = check.list(&message.parent, size, token, &[&message.open]) else {
                return Err(check);
            };
            Ok((tenant, (message.open, page)))
        };
        self.kit
            .read(request, parse, async |view, (open, page): (bool, Page)| {
                let mut found = campaigns::list(view.connection, open, view.now, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let rendered = found.into_iter().map(|one| requests::render(&view.tenant, view.now, one, Vec::new()));
                Ok::<_, Error>(pb::ListCampaignsResponse { campaigns: rendered.collect(), next_page_token })
            })
            .await
    }

    async fn submit_response(
        &self,
        request: Request<pb::SubmitResponseRequest>,
    ) -> Result<Response<pb::SubmitResponseResponse>, Status> {
        self.kit
            .write(request, requests::parse_submit, async |work, input| {
                let (campaign, response, code) =
                    commands::submit_response(work, input, self.responses_per_minute).await?;
                Ok::<_, Error>(pb::SubmitResponseResponse {
                    follow_up_code: code.reveal().clone(),
                    revision: response.version,
                    close_time: Some(dates::render_time(campaign.close_time)),
                })
            })
            .await
    }

    async fn submit_unit_response(
        &self,
        request: Request<pb::SubmitUnitResponseRequest>,
    ) -> Result<Response<pb::CampaignResponse>, Status> {
        self.kit
            .write(request, requests::parse_submit_unit, async |work, input| {
                let (campaign, response, answers) = commands::submit_unit_response(work, input).await?;
                let answers = answers.into_iter().map(|(question, value)| requests::render_answer(question, &value));
                Ok::<_, Error>(requests::render_response(&work.tenant, campaign.id, response, answers.collect()))
            })
            .await
    }

    async fn list_responses(
        &self,
        request: Request<pb::ListResponsesRequest>,
    ) -> Result<Response<pb::ListResponsesResponse>, Status> {
        let parse = |message: &pb::ListResponsesRequest| {
            requests::parse_of_campaign(&message.campaign, message.page_size, &message.page_token, "")
        };
        self.kit.read(request, parse, list_responses).await
    }

    async fn get_completeness(
        &self,
        request: Request<pb::GetCompletenessRequest>,
    ) -> Result<Response<pb::Completeness>, Status> {
        let parse = |message: &pb::GetCompletenessRequest| {
            let filter = message.missing.to_string();
            let (size, token) = (message.page_size, &message.page_token);
            let (tenant, (campaign, page)) = requests::parse_of_campaign(&message.campaign, size, token, &filter)?;
            Ok((tenant, (campaign, message.missing, page)))
        };
        self.kit.read(request, parse, completeness).await
    }
}

async fn get(view: &mut View<'_>, id: Uuid) -> Result<Campaign, Error> {
    Ok(campaigns::get(view.connection, id).await?.ok_or(SignalError::CampaignNotFound)?)
}

async fn list_responses(view: &mut View<'_>, (id, page): (Uuid, Page)) -> Result<pb::ListResponsesResponse, Error> {
    let campaign = get(view, id).await?;
    let questions = campaigns::questions(view.connection, id).await?;
    let mut found = responses::list(view.connection, campaign.id, &page).await?;
    let ids: Vec<Uuid> = found.iter().map(|response| response.id).collect();
    let mut answers = responses::answers(view.connection, &ids).await?;
    let bytes = |response: &responses::Response| {
        let kept = answers.get(&response.id).map(Vec::as_slice).unwrap_or_default();
        kept.iter().map(|answer| answer.value.len() + answer.text.data.len()).sum()
    };
    let next_page_token = cut_to_fit(&page, &mut found, bytes, |one| (one.create_time.as_microsecond(), one.id));
    let mut shown = Vec::new();
    for response in found {
        let kept = answers.remove(&response.id).unwrap_or_default();
        let opened = open_answers(view, &questions, response.id, kept)?;
        shown.push(requests::render_response(&view.tenant, campaign.id, response, opened));
    }
    Ok(pb::ListResponsesResponse { responses: shown, next_page_token })
}

fn open_answers(
    view: &View<'_>,
    questions: &[Question],
    response: Uuid,
    kept: Vec<responses::Kept>,
) -> Result<Vec<pb::Answer>, Error> {
    let mut shown = Vec::new();
    for answer in kept {
        let Some(question) = usize::try_from(answer.n).ok().and_then(|n| questions.get(n)) else { continue };
        let value = if matches!(question.kind, Kind::Text(_)) {
            let text = view.vault.open(response.as_bytes(), &answer.text);
            let text = text.map_err(|error| Failure::Internal(error.into()))?;
            String::from_utf8(text).map_err(|error| Failure::Internal(error.into()))?
        } else {
            answer.value
        };
        shown.push(pb::Answer { question: question.code.clone(), value });
    }
    Ok(shown)
}

async fn completeness(view: &mut View<'_>, (id, missing, page): (Uuid, bool, Page)) -> Result<pb::Completeness, Error> {
    let campaign = get(view, id).await?;
    let answered = responses::count(view.connection, id).await?;
    let over = campaign.state_at(view.now) == State::Closed;
    let mut found = responses::asked(view.connection, id, missing, &page).await?;
    let next_page_token = page.cut(&mut found, |one| (0, one.unit));
    let units = found.into_iter().map(|one| pb::UnitAnswer {
        unit: names::UNIT.name(&view.tenant, one.unit),
        unit_path: one.path,
        answered: one.answer_time.is_some(),
        overdue: over && one.answer_time.is_none(),
        answer_time: one.answer_time.map(dates::render_time),
    });
    let share = percent(answered, campaign.units_asked).filter(|_| campaign.audience == Audience::Units);
    Ok(pb::Completeness {
        asked: campaign.units_asked,
        answered,
        percent: share.as_ref().map(|share| exact::render(share, 2)).unwrap_or_default(),
        percent_exact: share.map(|share| share.to_string()).unwrap_or_default(),
        overdue: if over { (campaign.units_asked - answered).max(0) } else { 0 },
        units: units.collect(),
        next_page_token,
    })
}
