//! Plans between messages and domain: enums, requests of plans and steps, and the plan without what lists leave out.

use super::skp_content_messages::parse_expectations;
use crate::{
    commands::{CreateSkpPlan, RateSkpPeriod, RateSkpYear, ReassignSuperior, TakeSkpStep},
    domain::{
        appraisal::Ratings,
        skp_plan::{SkpApproach, SkpPlan},
        skp_stage::SkpStage,
    },
    grpc::appraisals::{parse_rating, render_predikat, render_rating},
    names,
    store::skp_plans::WantedPlans,
};
use contracts::evaluation::v1 as pb;
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, names::parse_parent, page::Page, sensitive::Sensitive};
use uuid::Uuid;

const STAGES: [(SkpStage, pb::SkpStage); 11] = [
    (SkpStage::Draft, pb::SkpStage::Draft),
    (SkpStage::Submitted, pb::SkpStage::Submitted),
    (SkpStage::Clarification, pb::SkpStage::Clarification),
    (SkpStage::Agreed, pb::SkpStage::Agreed),
    (SkpStage::Running, pb::SkpStage::Running),
    (SkpStage::PeriodRated, pb::SkpStage::PeriodRated),
    (SkpStage::YearRated, pb::SkpStage::YearRated),
    (SkpStage::Accepted, pb::SkpStage::Accepted),
    (SkpStage::Objected, pb::SkpStage::Objected),
    (SkpStage::Decided, pb::SkpStage::Decided),
    (SkpStage::Final, pb::SkpStage::Final),
];

pub(super) fn render_stage(stage: SkpStage) -> pb::SkpStage {
    STAGES.iter().find(|(known, _)| *known == stage).map(|(_, wire)| *wire).unwrap_or_default()
}

/// None for any.
pub(super) fn parse_stage(number: i32) -> Result<Option<SkpStage>, &'static str> {
    let wire = pb::SkpStage::try_from(number).map_err(|_| "must be a stage of plans")?;
    Ok(STAGES.iter().find(|(_, known)| *known == wire).map(|(stage, _)| *stage))
}

fn parse_approach(number: i32) -> Result<SkpApproach, &'static str> {
    match pb::SkpApproach::try_from(number) {
        Ok(pb::SkpApproach::Quantitative) => Ok(SkpApproach::Quantitative),
        Ok(pb::SkpApproach::Qualitative) => Ok(SkpApproach::Qualitative),
        Ok(pb::SkpApproach::Unspecified) | Err(_) => Err("must be quantitative or qualitative"),
    }
}

/// A year that plans can be of.
pub(super) fn check_year(check: &mut Violations, year: i32) {
    check.check("year", (2022..=2100).contains(&year), "must be from 2022 to 2100");
}

pub(super) fn parse_create(message: &pb::CreateSkpPlanRequest) -> Result<(Scope, CreateSkpPlan), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let servant = check.own("servant", &message.servant, names::SERVANT, tenant.as_ref());
    check_year(&mut check, message.year);
    let superior = check.own("superior", &message.superior, names::SERVANT, tenant.as_ref());
    let appeal_to = check.own_or_none("appeal_to", &message.appeal_to, names::SERVANT, tenant.as_ref());
    let unit = check.own("unit", &message.unit, names::UNIT, tenant.as_ref());
    let approach = check.take("approach", parse_approach(message.approach));
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(approach), Some(request_id), true) = (tenant, approach, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let (Some(_), Some(_), Some(_), Some(_)) = (servant, superior, appeal_to, unit) else { return Err(check) };
    let input = CreateSkpPlan {
        servant: message.servant.clone(),
        year: message.year,
        superior: message.superior.clone(),
        appeal_to: message.appeal_to.clone(),
        unit: message.unit.clone(),
        approach,
    };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

/// A step that says nothing but which plan it is about.
pub(super) fn parse_step(name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    check.as_read(name, names::SKP_PLAN.parse(name), etag, request_id).ok_or(check)
}

/// A step with a text of at most so many characters.
pub(super) fn parse_noted(
    (name, etag, request_id): (&str, &str, &str),
    note: &str,
    longest: usize,
) -> Result<(Scope, TakeSkpStep), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(name, names::SKP_PLAN.parse(name), etag, request_id);
    let note = check.text("note", note, longest).map(Sensitive::new);
    let (Some((scope, plan)), Some(_)) = (read, &note) else { return Err(check) };
    Ok((scope, TakeSkpStep { plan, note, expectations: Vec::new() }))
}

/// The superior sends a plan back with what to clarify.
pub(super) fn parse_clarify(message: &pb::ClarifySkpPlanRequest) -> Result<(Scope, TakeSkpStep), Violations> {
    let mut check = Violations::default();
    let name = names::SKP_PLAN.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let note = check.text("note", &message.note, 2_000).map(Sensitive::new);
    let expectations = parse_expectations(&mut check, &message.expectations);
    let (Some((scope, plan)), true) = (read, check.is_empty()) else { return Err(check) };
    Ok((scope, TakeSkpStep { plan, note, expectations }))
}

/// The superior agrees.
pub(super) fn parse_agree(message: &pb::AgreeSkpPlanRequest) -> Result<(Scope, TakeSkpStep), Violations> {
    let mut check = Violations::default();
    let name = names::SKP_PLAN.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let expectations = parse_expectations(&mut check, &message.expectations);
    let (Some((scope, plan)), true) = (read, check.is_empty()) else { return Err(check) };
    Ok((scope, TakeSkpStep { plan, note: None, expectations }))
}

pub(super) fn parse_reassign(message: &pb::ReassignSuperiorRequest) -> Result<(Scope, ReassignSuperior), Violations> {
    let mut check = Violations::default();
    let name = names::SKP_PLAN.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let superior = check.own("superior", &message.superior, names::SERVANT, tenant.as_ref());
    let appeal_to = check.own_or_none("appeal_to", &message.appeal_to, names::SERVANT, tenant.as_ref());
    let (Some((scope, plan)), Some(_), Some(_)) = (read, superior, appeal_to) else { return Err(check) };
    let (superior, appeal_to) = (message.superior.clone(), message.appeal_to.clone());
    Ok((scope, ReassignSuperior { plan, superior, appeal_to }))
}

fn parse_ratings(check: &mut Violations, result: i32, behaviour: i32) -> Option<Ratings> {
    let result = check.take("result", parse_rating(result));
    let behaviour = check.take("behaviour", parse_rating(behaviour));
    Some(Ratings { result: result?, behaviour: behaviour? })
}

pub(super) fn parse_period(message: &pb::RateSkpPeriodRequest) -> Result<(Scope, RateSkpPeriod), Violations> {
    let mut check = Violations::default();
    let name = names::SKP_PLAN.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    check.check("period", (1..=12).contains(&message.period), "must be from 1 to 12");
    let ratings = parse_ratings(&mut check, message.result, message.behaviour);
    let note = check.text("note", &message.note, 2_000).map(Sensitive::new);
    let (Some((scope, plan)), Some(ratings), Some(note), true) = (read, ratings, note, check.is_empty()) else {
        return Err(check);
    };
    Ok((scope, RateSkpPeriod { plan, period: message.period, ratings, note }))
}

/// Ratings of a year with why: (name, etag, request id), (result, behaviour), note.
pub(super) fn parse_year(
    (name, etag, request_id): (&str, &str, &str),
    (result, behaviour): (i32, i32),
    note: &str,
    longest: usize,
) -> Result<(Scope, RateSkpYear), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(name, names::SKP_PLAN.parse(name), etag, request_id);
    let ratings = parse_ratings(&mut check, result, behaviour);
    let note = check.text("note", note, longest).map(Sensitive::new);
    let (Some((scope, plan)), Some(ratings), Some(note)) = (read, ratings, note) else { return Err(check) };
    Ok((scope, RateSkpYear { plan, ratings, note }))
}

/// A reading of one plan, which the trail names.
pub(super) fn parse_get(name: &str, field: &str) -> Result<(Scope, Uuid), Violations> {
    let mut check = Violations::default();
    let parsed = check.take(field, names::SKP_PLAN.parse(name));
    parsed.map(|parsed| (Scope::of(parsed.tenant, name), parsed.id)).ok_or(check)
}

pub(super) fn parse_list(message: &pb::ListSkpPlansRequest) -> Result<(Scope, (WantedPlans, Page)), Violations> {
    let mut check = Violations::default();
    let filters: [&dyn std::fmt::Display; 4] = [&message.servant, &message.superior, &message.year, &message.stage];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let superior = check.own_or_none("superior", &message.superior, names::SERVANT, tenant.as_ref());
    if message.year != 0 {
        check_year(&mut check, message.year);
    }
    let stage = check.take("stage", parse_stage(message.stage));
    let (Some(tenant), Some(page), Some(stage), true) = (tenant, page, stage, check.is_empty()) else {
        return Err(check);
    };
    let (Some(servant), Some(_)) = (servant, superior) else { return Err(check) };
    // The trail names whose plans, where somebody's are asked for.
    let target = if servant.is_some() { &message.servant } else { &message.parent };
    let (servant, superior) = (message.servant.clone(), message.superior.clone());
    let wanted = WantedPlans { servant, superior, year: message.year, stage, ..WantedPlans::default() };
    Ok((Scope::of(tenant, target), (wanted, page)))
}

/// A plan without results, expectations, steps and figures.
pub(super) fn render(tenant: &Tenant, plan: SkpPlan) -> pb::SkpPlan {
    let result = plan.ratings.map_or(pb::Rating::Unspecified, |ratings| render_rating(ratings.result));
    let behaviour = plan.ratings.map_or(pb::Rating::Unspecified, |ratings| render_rating(ratings.behaviour));
    let predicate = plan.ratings.map_or(pb::Predicate::Unspecified, |ratings| render_predikat(ratings.predikat()));
    let approach = match plan.approach {
        None => pb::SkpApproach::Unspecified,
        Some(SkpApproach::Quantitative) => pb::SkpApproach::Quantitative,
        Some(SkpApproach::Qualitative) => pb::SkpApproach::Qualitative,
    };
    pb::SkpPlan {
        name: names::SKP_PLAN.name(tenant, plan.id),
        appraisal: names::APPRAISAL.name(tenant, plan.id),
        stage: render_stage(plan.stage).into(),
        servant: plan.servant,
        year: plan.year,
        superior: plan.superior,
        appeal_to: plan.appeal_to,
        unit: plan.unit,
        approach: approach.into(),
        result: result.into(),
        behaviour: behaviour.into(),
        predicate: predicate.into(),
        object_until: plan.object_until.map(dates::render),
        ruleset: plan.ruleset,
        results: Vec::new(),
        expectations: Vec::new(),
        steps: Vec::new(),
        figures: Vec::new(),
        etag: etag::render(plan.version),
        create_time: Some(dates::render_time(plan.create_time)),
        update_time: Some(dates::render_time(plan.update_time)),
    }
}
