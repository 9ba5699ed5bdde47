//! Follow-ups and needs between messages and domain.

use crate::{
    commands::AnswerFollowUp,
    domain::{
        adaptation::{AdaptationNeed, AspectAnswer, DueFollowUp, FollowUp, Lack, SeenCompetency, Side},
        evidence::HIGHEST_LEVEL,
    },
    grpc::{
        first_year_fields::{about_servant, sealed_text},
        read_scope,
        record_fields::optional_text,
    },
    names,
};
use contracts::career::v1 as pb;
use platform::{Scope, Tenant, Violations, dates, etag, page::Page};
use uuid::Uuid;

/// Most needs that one follow-up tells.
const MOST_NEEDS: usize = 20;

/// Most answers that are read at all.
const MOST_ANSWERS: usize = 100;

/// Reads what the rater says.
pub(crate) fn parse_record(message: &pb::RecordFollowUpRequest) -> Result<(Scope, AnswerFollowUp), Violations> {
    let mut check = Violations::default();
    let about = about_servant(&mut check, "servant", &message.servant, &message.request_id);
    let answers = parse_answers(&mut check, &message.answers);
    let remark = sealed_text(&mut check, "remark", &message.remark, 4_000);
    let lacks = parse_lacks(&mut check, &message.needs);
    let (Some((scope, servant)), Some(remark), true) = (about, remark, check.is_empty()) else { return Err(check) };
    let (months, side) = (message.months, Side::Rater);
    Ok((scope, AnswerFollowUp { servant, months, side, answers, remark, lacks }))
}

/// Reads what servants say about themselves.
pub(crate) fn parse_submit(message: &pb::SubmitFollowUpRequest) -> Result<(Scope, AnswerFollowUp), Violations> {
    let mut check = Violations::default();
    let about = about_servant(&mut check, "servant", &message.servant, &message.request_id);
    let answers = parse_answers(&mut check, &message.answers);
    let remark = sealed_text(&mut check, "remark", &message.remark, 4_000);
    let (Some((scope, servant)), Some(remark), true) = (about, remark, check.is_empty()) else { return Err(check) };
    let (months, side, lacks) = (message.months, Side::Servant, Vec::new());
    Ok((scope, AnswerFollowUp { servant, months, side, answers, remark, lacks }))
}

fn level(check: &mut Violations, field: String, level: i32) -> u8 {
    let read = u8::try_from(level).ok().filter(|level| (1..=HIGHEST_LEVEL).contains(level));
    check.take(field, read.ok_or("must be 1 to 5")).unwrap_or(1)
}

fn parse_answers(check: &mut Violations, told: &[pb::AspectAnswer]) -> Vec<AspectAnswer> {
    if told.len() > MOST_ANSWERS {
        check.add("answers", "must answer every aspect once");
        return Vec::new();
    }
    let mut answers = Vec::with_capacity(told.len());
    for (place, answer) in told.iter().enumerate() {
        let aspect = check.text(format!("answers[{place}].aspect"), &answer.aspect, 50).unwrap_or_default();
        let level = level(check, format!("answers[{place}].level"), answer.level);
        answers.push(AspectAnswer { aspect, level });
    }
    answers
}

fn parse_lacks(check: &mut Violations, told: &[pb::Lack]) -> Vec<Lack> {
    if told.len() > MOST_NEEDS {
        check.add("needs", "must not be more than 20");
        return Vec::new();
    }
    let mut lacks: Vec<Lack> = Vec::with_capacity(told.len());
    for (place, lack) in told.iter().enumerate() {
        let field = |name: &str| format!("needs[{place}].{name}");
        let aspect = check.text(field("aspect"), &lack.aspect, 50).unwrap_or_default();
        let text = optional_text(check, field("text"), &lack.text, 1_000).unwrap_or_default();
        let competency = lack.competency.as_ref().map(|seen| SeenCompetency {
            dictionary: check.text(field("competency.dictionary"), &seen.dictionary, 100).unwrap_or_default(),
            code: check.text(field("competency.code"), &seen.code, 50).unwrap_or_default(),
            level: level(check, field("competency.level"), seen.level),
        });
        let told = competency.is_some() || !lack.text.trim().is_empty();
        check.check(field("text"), told, "must not be empty where no competency is named");
        lacks.push(Lack { aspect, text, competency });
    }
    lacks
}

pub(crate) type FollowUpList = (Option<Uuid>, Page);

pub(crate) fn parse_list(message: &pb::ListFollowUpsRequest) -> Result<(Scope, FollowUpList), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant]);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(servant)) = (tenant, page, servant) else { return Err(check) };
    Ok((read_scope(tenant, &message.parent, &message.servant), (servant, page)))
}

pub(crate) type NeedList = (Option<Uuid>, bool, Page);

pub(crate) fn parse_needs(message: &pb::ListAdaptationNeedsRequest) -> Result<(Scope, NeedList), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant, &message.open_only]);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(servant)) = (tenant, page, servant) else { return Err(check) };
    Ok((read_scope(tenant, &message.parent, &message.servant), (servant, message.open_only, page)))
}

pub(crate) fn render_due(tenant: &Tenant, one: DueFollowUp) -> pb::DueFollowUp {
    pb::DueFollowUp {
        servant: names::SERVANT.name(tenant, one.servant),
        months: one.months,
        due_date: Some(dates::render(one.due_date)),
        rater_answered: one.rater_answered,
        servant_answered: one.servant_answered,
    }
}

pub(crate) fn render_follow_up(tenant: &Tenant, one: FollowUp, sides: Vec<pb::FollowUpSide>) -> pb::FollowUp {
    pb::FollowUp {
        name: names::FOLLOW_UP.name(tenant, one.id),
        servant: names::SERVANT.name(tenant, one.servant),
        months: one.months,
        due_date: Some(dates::render(one.due_date)),
        sides,
        ruleset: one.ruleset,
        create_time: Some(dates::render_time(one.create_time)),
    }
}

/// A need with what would help and what came of it.
pub(crate) fn render_need(tenant: &Tenant, one: AdaptationNeed, text: String, outcome: String) -> pb::AdaptationNeed {
    pb::AdaptationNeed {
        name: names::ADAPTATION_NEED.name(tenant, one.id),
        servant: names::SERVANT.name(tenant, one.servant),
        follow_up: names::FOLLOW_UP.name(tenant, one.follow_up),
        aspect: one.aspect,
        level: one.level.into(),
        text,
        competency: one.competency.map(|seen| pb::SeenCompetency {
            dictionary: seen.dictionary,
            code: seen.code,
            level: seen.level.into(),
        }),
        resolve_time: one.resolve_time.map(dates::render_time),
        outcome,
        etag: etag::render(one.version),
        create_time: Some(dates::render_time(one.create_time)),
    }
}
