//! `AdaptationService`. What is about one person is audited when it is read.

use crate::grpc::{
    adaptation_messages::{
        FollowUpList, NeedList, parse_list, parse_needs, parse_record, parse_submit, render_due, render_follow_up,
        render_need,
    },
    first_year_fields::as_of,
};
use crate::{
    commands::{self, AnswerFollowUp, ResolveAdaptationNeed, open_text},
    domain::{
        adaptation::{AdaptationNeed, AspectAnswer, FollowUp, Side},
        competency_rules::CompetencyRules,
        onboarding_rules::OnboardingRules,
    },
    error::Error,
    names,
    store::{
        adaptation_answers::{self, SideRow},
        adaptation_follow_ups, adaptation_needs,
    },
};
use contracts::career::v1 as pb;
use jiff::civil::Date;
use pb::follow_up_side::Side as WireSide;
use platform::{Kit, Violations, Work, dates, page::Page, sensitive::Sensitive};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves follow-ups.
pub struct Adaptations {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<OnboardingRules>,
    pub(crate) competency: Arc<CompetencyRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::adaptation_service_server::AdaptationService for Adaptations {
    async fn list_due_follow_ups(
        &self,
        request: Request<pb::ListDueFollowUpsRequest>,
    ) -> Answer<pb::ListDueFollowUpsResponse> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::ListDueFollowUpsRequest| {
            as_of((&message.parent, message.page_size, &message.page_token), message.day.as_ref(), now)
        };
        self.kit
            .write(request, parse, async |work, (day, page): (Date, Page)| {
                let months = &self.rules.adaptation.follow_up_months;
                let mut found = adaptation_follow_ups::due(work.connection, day, months, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (i64::from(one.months), one.servant));
                let follow_ups = found.into_iter().map(|one| render_due(&work.tenant, one)).collect();
                let ruleset = self.rules.id.clone();
                Ok::<_, Error>(pb::ListDueFollowUpsResponse { follow_ups, next_page_token, ruleset })
            })
            .await
    }

    async fn record_follow_up(&self, request: Request<pb::RecordFollowUpRequest>) -> Answer<pb::FollowUp> {
        self.kit
            .write(request, parse_record, async |work, input: AnswerFollowUp| {
                let follow_up = commands::answer_follow_up(work, input, &self.rules, &self.competency).await?;
                Ok::<_, Error>(shown(work, vec![follow_up], false).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn submit_follow_up(&self, request: Request<pb::SubmitFollowUpRequest>) -> Answer<pb::FollowUp> {
        self.kit
            .write(request, parse_submit, async |work, input: AnswerFollowUp| {
                let follow_up = commands::answer_follow_up(work, input, &self.rules, &self.competency).await?;
                Ok::<_, Error>(shown(work, vec![follow_up], true).await?.pop().unwrap_or_default())
            })
            .await
    }

    async fn list_follow_ups(&self, request: Request<pb::ListFollowUpsRequest>) -> Answer<pb::ListFollowUpsResponse> {
        self.kit
            .write(request, parse_list, async |work, (servant, page): FollowUpList| {
                let mut found = adaptation_follow_ups::list(work.connection, servant, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let follow_ups = shown(work, found, false).await?;
                Ok::<_, Error>(pb::ListFollowUpsResponse { follow_ups, next_page_token })
            })
            .await
    }

    async fn list_adaptation_needs(
        &self,
        request: Request<pb::ListAdaptationNeedsRequest>,
    ) -> Answer<pb::ListAdaptationNeedsResponse> {
        self.kit
            .write(request, parse_needs, async |work, (servant, open, page): NeedList| {
                let mut found = adaptation_needs::list(work.connection, servant, open, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let needs = shown_needs(work, found).await?;
                Ok::<_, Error>(pb::ListAdaptationNeedsResponse { needs, next_page_token })
            })
            .await
    }

    async fn resolve_adaptation_need(
        &self,
        request: Request<pb::ResolveAdaptationNeedRequest>,
    ) -> Answer<pb::AdaptationNeed> {
        let parse = |message: &pb::ResolveAdaptationNeedRequest| {
            let mut check = Violations::default();
            let name = names::ADAPTATION_NEED.parse(&message.name);
            let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
            let outcome = check.text("outcome", &message.outcome, 1_000).map(Sensitive::new);
            let (Some((scope, need)), Some(outcome)) = (read, outcome) else { return Err(check) };
            Ok((scope, ResolveAdaptationNeed { need, outcome }))
        };
        self.kit
            .write(request, parse, async |work, input: ResolveAdaptationNeed| {
                let need = commands::resolve_adaptation_need(work, input).await?;
                Ok::<_, Error>(shown_needs(work, vec![need]).await?.pop().unwrap_or_default())
            })
            .await
    }
}

/// Follow-ups with what was said. Servants are shown their own side only: the rater's goes through the talk with the superior.
async fn shown(work: &mut Work<'_>, found: Vec<FollowUp>, own: bool) -> Result<Vec<pb::FollowUp>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
    let mut said = adaptation_answers::of(work.connection, &ids).await?;
    let mut follow_ups = Vec::with_capacity(found.len());
    for one in found {
        let mut sides = Vec::new();
        for side in said.remove(&one.id).unwrap_or_default() {
            if !own || side.side == Side::Servant {
                sides.push(render_side(work, one.id, side)?);
            }
        }
        follow_ups.push(render_follow_up(&work.tenant, one, sides));
    }
    Ok(follow_ups)
}

fn render_side(work: &Work<'_>, follow_up: Uuid, one: SideRow) -> Result<pb::FollowUpSide, Error> {
    let side = match one.side {
        Side::Rater => WireSide::Rater,
        Side::Servant => WireSide::Servant,
    };
    let answer = |answer: AspectAnswer| pb::AspectAnswer { aspect: answer.aspect, level: answer.level.into() };
    Ok(pb::FollowUpSide {
        side: side.into(),
        answered_by: one.answered_by,
        answers: one.answers.into_iter().map(answer).collect(),
        remark: open_text(&work.vault, follow_up, Some(&one.remark))?,
        answer_time: Some(dates::render_time(one.answer_time)),
    })
}

/// Needs with what would help and what came of them.
async fn shown_needs(work: &mut Work<'_>, found: Vec<AdaptationNeed>) -> Result<Vec<pb::AdaptationNeed>, Error> {
    let ids: Vec<Uuid> = found.iter().map(|one| one.id).collect();
    let mut texts = adaptation_needs::texts(work.connection, &ids).await?;
    let mut needs = Vec::with_capacity(found.len());
    for one in found {
        let sealed = texts.remove(&one.id).unwrap_or_default();
        let text = open_text(&work.vault, one.id, sealed.text.as_ref())?;
        let outcome = open_text(&work.vault, one.id, sealed.outcome.as_ref())?;
        needs.push(render_need(&work.tenant, one, text, outcome));
    }
    Ok(needs)
}
