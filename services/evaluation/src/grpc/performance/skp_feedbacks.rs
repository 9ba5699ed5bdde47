//! `SkpFeedbackService`. What is read tells about persons and is audited.

use super::{
    skp_content_messages::{parse_value, render_value},
    skp_plan_messages::{check_year, parse_get},
    skp_sheets::open,
    skp_views::{my_plan, parse_own, parse_own_list, team_plan},
};
use crate::{
    commands::{self, GiveSkpFeedback, SkpDesk},
    domain::{
        core_value::CoreValue,
        skp_feedback::{Relation, Side, is_held_back, shows_giver},
        skp_plan::SkpPlan,
    },
    error::Error,
    grpc::appraisals::{parse_rating, render_rating},
    names,
    store::skp_feedbacks::{self, Feedback},
};
use contracts::evaluation::v1 as pb;
use pb::skp_feedback::Relation as WireRelation;
use platform::{Kit, Scope, Tenant, Violations, Work, dates, names::parse_parent, page::Page, sensitive::Sensitive};
use std::{collections::HashSet, sync::Arc};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Most texts of a page.
const MOST_TEXTS: i32 = 50;
/// Most values of one feedback.
const MOST_VALUES: usize = 7;

/// Serves feedback.
pub struct SkpFeedbacks {
    pub(crate) kit: Kit,
    pub(crate) desk: Arc<SkpDesk>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::skp_feedback_service_server::SkpFeedbackService for SkpFeedbacks {
    async fn give_skp_feedback(&self, request: Request<pb::GiveSkpFeedbackRequest>) -> Answer<pb::SkpFeedback> {
        self.kit
            .write(request, parse_give, async |work, input| {
                let (given, text) = commands::give_skp_feedback(work, input, &self.desk).await?;
                // The giver sees what was given, whole.
                Ok::<_, Error>(render(&work.tenant, given, text.reveal().clone(), true))
            })
            .await
    }

    async fn list_my_skp_feedback(
        &self,
        request: Request<pb::ListMySkpFeedbackRequest>,
    ) -> Answer<pb::ListSkpFeedbackResponse> {
        let parse = |message: &pb::ListMySkpFeedbackRequest| {
            parse_own_list(
                &message.parent,
                (message.page_size.min(MOST_TEXTS), message.page_token.as_str()),
                message.year,
            )
        };
        self.kit
            .write(request, parse, async |work, (year, page): (i32, Page)| {
                let plan = my_plan(work, year).await?;
                listed(work, plan, &page, &self.desk).await
            })
            .await
    }

    async fn list_team_skp_feedback(
        &self,
        request: Request<pb::ListTeamSkpFeedbackRequest>,
    ) -> Answer<pb::ListSkpFeedbackResponse> {
        self.kit
            .write(request, parse_team, async |work, (id, page): (Uuid, Page)| {
                let plan = team_plan(work, id).await?;
                listed(work, plan, &page, &self.desk).await
            })
            .await
    }

    async fn sum_my_skp_feedback(&self, request: Request<pb::SumMySkpFeedbackRequest>) -> Answer<pb::SkpFeedbackSum> {
        let parse = |message: &pb::SumMySkpFeedbackRequest| parse_own(&message.parent, message.year);
        self.kit
            .write(request, parse, async |work, year: i32| {
                let plan = my_plan(work, year).await?;
                summed(work, plan, &self.desk).await
            })
            .await
    }

    async fn sum_team_skp_feedback(
        &self,
        request: Request<pb::SumTeamSkpFeedbackRequest>,
    ) -> Answer<pb::SkpFeedbackSum> {
        let parse = |message: &pb::SumTeamSkpFeedbackRequest| parse_get(&message.skp_plan, "skp_plan");
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let plan = team_plan(work, id).await?;
                summed(work, plan, &self.desk).await
            })
            .await
    }
}

fn parse_give(message: &pb::GiveSkpFeedbackRequest) -> Result<(Scope, GiveSkpFeedback), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let servant = check.own("servant", &message.servant, names::SERVANT, tenant.as_ref());
    check_year(&mut check, message.year);
    let text = check.text("text", &message.text, 2_000).map(Sensitive::new);
    check.check("values", message.values.len() <= MOST_VALUES, "must be at most one a value");
    let (mut values, mut seen) = (Vec::new(), HashSet::new());
    for (nth, one) in message.values.iter().take(MOST_VALUES).enumerate() {
        let value = check.take(format!("values[{nth}].value"), parse_value(one.value));
        let rating = check.take(format!("values[{nth}].rating"), parse_rating(one.rating));
        let (Some(value), Some(rating)) = (value, rating) else { continue };
        check.check(format!("values[{nth}].value"), seen.insert(value), "stands twice");
        values.push((value, rating));
    }
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(text), Some(request_id), true) = (tenant, text, request_id, check.is_empty()) else {
        return Err(check);
    };
    let Some(_) = servant else { return Err(check) };
    let input = GiveSkpFeedback { servant: message.servant.clone(), year: message.year, text, values };
    // The giver may be hidden: the trail of the person who is told names the plan's instansi only.
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

fn parse_team(message: &pb::ListTeamSkpFeedbackRequest) -> Result<(Scope, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("skp_plan", names::SKP_PLAN.parse(&message.skp_plan));
    let page = check.page(message.page_size.min(MOST_TEXTS), &message.page_token, &message.skp_plan);
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((Scope::of(name.tenant, &message.skp_plan), (name.id, page)))
}

/// The answer names no servant, and the trail tells whose feedback was read.
fn show(work: &mut Work<'_>, plan: &SkpPlan) {
    if let Ok(servant) = names::SERVANT.parse(&plan.servant) {
        work.show(servant.id);
    }
}

/// A page of feedback as the rated person and the superior see it, without what the sum holds back.
async fn listed(
    work: &mut Work<'_>,
    plan: SkpPlan,
    page: &Page,
    desk: &SkpDesk,
) -> Result<pb::ListSkpFeedbackResponse, Error> {
    show(work, &plan);
    let rules = desk.book.of(&plan.ruleset)?;
    let counts = skp_feedbacks::counts(work.connection, plan.id).await?;
    let few = counts.into_iter().filter(|one| is_held_back(one.relation, one.givers, rules));
    let few: Vec<(Relation, CoreValue)> = few.map(|one| (one.relation, one.value)).collect();
    let givers = skp_feedbacks::givers(work.connection, plan.id).await?;
    let (hidden, shown): (Vec<_>, Vec<_>) =
        givers.into_iter().partition(|(side, givers)| is_held_back(*side, *givers, rules));
    let shown: Vec<Relation> = shown.into_iter().map(|(side, _)| side).collect();
    let mut found = skp_feedbacks::list(work.connection, plan.id, &shown, page).await?;
    let next_page_token = page.cut(&mut found, |(one, _)| (0, one.id));
    let mut feedback = Vec::with_capacity(found.len());
    for (mut one, sealed) in found {
        let relation = one.relation;
        one.values.retain(|(value, _)| !few.contains(&(relation, *value)));
        let text = open(&work.vault, one.id, &sealed)?;
        let shows_giver = shows_giver(one.relation, rules);
        feedback.push(render(&work.tenant, one, text, shows_giver));
    }
    Ok(pb::ListSkpFeedbackResponse { feedback, next_page_token, held_back: !hidden.is_empty() || !few.is_empty() })
}

fn render_relation(relation: Relation) -> WireRelation {
    match relation {
        Relation::Superior => WireRelation::Superior,
        Relation::Peer => WireRelation::Peer,
        Relation::Subordinate => WireRelation::Subordinate,
    }
}

fn render(tenant: &Tenant, one: Feedback, text: String, giver: bool) -> pb::SkpFeedback {
    let value = |(value, rating)| pb::CoreValueRating {
        value: render_value(value).into(),
        rating: render_rating(rating).into(),
    };
    pb::SkpFeedback {
        skp_plan: names::SKP_PLAN.name(tenant, one.plan),
        relation: render_relation(one.relation).into(),
        giver: if giver { one.giver } else { String::new() },
        text,
        values: one.values.into_iter().map(value).collect(),
        create_time: giver.then(|| dates::render_time(one.time)),
    }
}

async fn summed(work: &mut Work<'_>, plan: SkpPlan, desk: &SkpDesk) -> Result<pb::SkpFeedbackSum, Error> {
    show(work, &plan);
    let rules = desk.book.of(&plan.ruleset)?;
    let givers = skp_feedbacks::givers(work.connection, plan.id).await?;
    let counts = skp_feedbacks::counts(work.connection, plan.id).await?;
    let (mut sides, mut held_back) = (Vec::new(), false);
    for (relation, givers) in givers {
        let (side, is_held_back) = Side::sum(relation, givers, &counts, rules);
        sides.extend(side.map(render_side));
        held_back |= is_held_back;
    }
    Ok(pb::SkpFeedbackSum {
        skp_plan: names::SKP_PLAN.name(&work.tenant, plan.id),
        sides,
        ruleset: rules.id.clone(),
        held_back,
    })
}

fn render_side(side: Side) -> pb::FeedbackSide {
    let relation = render_relation(side.relation).into();
    let values = side.values.into_iter().map(|(value, [above, meets, below])| pb::CoreValueSum {
        value: render_value(value).into(),
        above,
        meets,
        below,
    });
    pb::FeedbackSide { relation, givers: side.givers, values: values.collect() }
}
