//! Requests of `SurveyService`.

use super::survey_parts::parse_element;
use crate::{
    commands::{CreateSurvey, CreateSurveyLink, DiscardSurvey, IssueSurveyCodes, PlanFollowUp, PublishSurvey},
    domain::{
        questionnaire::{MOST_CHOICES, MOST_QUESTIONS, Question},
        satisfaction_survey::FollowUp,
    },
    names,
};
use contracts::evaluation::v1 as pb;
use jiff::civil::{Date, date};
use platform::{AsRead, Scope, Tenant, Violations, dates, page::Page};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most people who use a service.
const MOST_PEOPLE: i64 = 1_000_000_000;
/// Most actions of a plan.
const MOST_ACTIONS: usize = 50;
/// Most codes of one call.
const MOST_CODES: i32 = 1_000;

pub(crate) type Listed = (Option<Uuid>, Page);

pub(crate) fn parse_create(message: &pb::CreateSurveyRequest) -> Result<(Scope, CreateSurvey), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", platform::names::parse_parent(&message.parent));
    let service = check.own("public_service", &message.public_service, names::PUBLIC_SERVICE, tenant.as_ref());
    let (start, end) = (message.period_start.as_ref(), message.period_end.as_ref());
    let period = parse_period(&mut check, "", start, end);
    let people = (1..=MOST_PEOPLE).contains(&message.population);
    check.check("population", people, "must be 1 to 1,000,000,000");
    let questions = parse_questions(&mut check, &message.questions);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(service), Some((period_start, period_end)), Some(questions), Some(request_id), true) =
        (tenant, service, period, questions, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let input = CreateSurvey { service, period_start, period_end, population: message.population, questions };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

/// Reads a period of the fields `{prefix}period_start` and `{prefix}period_end`.
pub(crate) fn parse_period(
    check: &mut Violations,
    prefix: &str,
    start: Option<&contracts::google::r#type::Date>,
    end: Option<&contracts::google::r#type::Date>,
) -> Option<(Date, Date)> {
    let (first, last) = (format!("{prefix}period_start"), format!("{prefix}period_end"));
    let start = check.take(first.as_str(), dates::parse(start));
    let end = check.take(last.as_str(), dates::parse(end));
    let (start, end) = (start?, end?);
    check.check(first, start >= date(2000, 1, 1), "must not lie before the year 2000");
    check.check(last.as_str(), end >= start, "must not lie before the first day");
    check.check(last, end.year() < 2200, "must not lie after the year 2199");
    Some((start, end))
}

fn parse_questions(check: &mut Violations, questions: &[pb::SurveyQuestion]) -> Option<Vec<Question>> {
    if questions.len() > MOST_QUESTIONS {
        check.add("questions", format!("must be at most {MOST_QUESTIONS}"));
        return None;
    }
    let mut seen = BTreeSet::new();
    let mut parsed = Vec::new();
    for (n, question) in questions.iter().enumerate() {
        let field = |name: &str| format!("questions[{n}].{name}");
        let sound = "must be 1 to 30 of a-z, 0-9 and _, and not the name of an element";
        check.check(field("key"), Question::is_key(&question.key), sound);
        check.check(field("key"), seen.insert(&question.key), "stands with an earlier question");
        let text = check.text(field("text"), &question.text, 500);
        let choices = parse_choices(check, n, &question.choices);
        if let (Some(text), Some(choices)) = (text, choices) {
            parsed.push(Question { key: question.key.clone(), text, choices });
        }
    }
    Some(parsed)
}

fn parse_choices(check: &mut Violations, n: usize, choices: &[String]) -> Option<Vec<String>> {
    if !(2..=MOST_CHOICES).contains(&choices.len()) {
        check.add(format!("questions[{n}]"), format!("must have 2 to {MOST_CHOICES} choices"));
        return None;
    }
    let field = format!("questions[{n}].choices");
    let parsed: Vec<Option<String>> = choices.iter().map(|choice| check.text(field.as_str(), choice, 200)).collect();
    parsed.into_iter().collect()
}

/// What every step of a survey names.
pub(crate) fn parse_step(name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    check.as_read(name, names::SURVEY.parse(name), etag, request_id).ok_or(check)
}

pub(crate) fn parse_discard(message: &pb::DiscardSurveyRequest) -> Result<(Scope, DiscardSurvey), Violations> {
    let (reason, read) =
        parse_reasoned(&message.name, &message.etag, &message.request_id, ("reason", &message.reason))?;
    let (scope, survey) = read;
    Ok((scope, DiscardSurvey { survey, reason }))
}

pub(crate) fn parse_publish(message: &pb::PublishSurveyRequest) -> Result<(Scope, PublishSurvey), Violations> {
    let given = ("without_links_reason", message.without_links_reason.as_str());
    let (without_links, (scope, survey)) = parse_reasoned(&message.name, &message.etag, &message.request_id, given)?;
    Ok((scope, PublishSurvey { survey, without_links }))
}

/// A step of a survey that may have a reason.
fn parse_reasoned(
    name: &str,
    etag: &str,
    request_id: &str,
    (field, reason): (&str, &str),
) -> Result<(Option<String>, (Scope, AsRead)), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(name, names::SURVEY.parse(name), etag, request_id);
    let reason = if reason.is_empty() { None } else { check.text(field, reason, 1_000) };
    match read {
        Some(read) if check.is_empty() => Ok((reason, read)),
        _ => Err(check),
    }
}

pub(crate) fn parse_plan(message: &pb::PlanFollowUpRequest) -> Result<(Scope, PlanFollowUp), Violations> {
    let mut check = Violations::default();
    let name = names::SURVEY.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let count = (1..=MOST_ACTIONS).contains(&message.actions.len());
    check.check("actions", count, format!("must be 1 to {MOST_ACTIONS}"));
    let mut plan = Vec::new();
    for (n, action) in message.actions.iter().take(MOST_ACTIONS).enumerate() {
        plan.extend(parse_action(&mut check, n, action));
    }
    match read {
        Some((scope, survey)) if check.is_empty() => Ok((scope, PlanFollowUp { survey, plan })),
        _ => Err(check),
    }
}

fn parse_action(check: &mut Violations, n: usize, action: &pb::FollowUpAction) -> Option<FollowUp> {
    let field = |name: &str| format!("actions[{n}].{name}");
    let element = parse_element(action.element).ok_or("must be one of the nine elements");
    let element = check.take(field("element"), element);
    let text = check.text(field("action"), &action.action, 1_000);
    let responsible = check.text(field("responsible"), &action.responsible, 200);
    let due_date = check.take(field("due_date"), dates::parse(action.due_date.as_ref()));
    Some(FollowUp { element: element?, action: text?, responsible: responsible?, due_date: due_date? })
}

pub(crate) fn parse_list(message: &pb::ListSurveysRequest) -> Result<(Tenant, Listed), Violations> {
    listed(&message.parent, message.page_size, &message.page_token, &message.public_service)
}

/// A list of a tenant, of one service or of any.
pub(crate) fn listed(parent: &str, size: i32, token: &str, service: &str) -> Result<(Tenant, Listed), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(parent, size, token, &[&service]);
    let service = check.own_or_none("public_service", service, names::PUBLIC_SERVICE, tenant.as_ref());
    match (tenant, page, service) {
        (Some(tenant), Some(page), Some(service)) => Ok((tenant, (service, page))),
        _ => Err(check),
    }
}

pub(crate) fn parse_list_due(message: &pb::ListDueServicesRequest) -> Result<(Tenant, Page), Violations> {
    let mut check = Violations::default();
    match check.list(&message.parent, message.page_size, &message.page_token, &[]) {
        (Some(tenant), Some(page)) => Ok((tenant, page)),
        _ => Err(check),
    }
}

pub(crate) fn parse_codes(message: &pb::IssueSurveyCodesRequest) -> Result<(Scope, IssueSurveyCodes), Violations> {
    let mut check = Violations::default();
    let survey = check.take("survey", names::SURVEY.parse(&message.survey));
    check.check("count", (1..=MOST_CODES).contains(&message.count), format!("must be 1 to {MOST_CODES}"));
    let request_id = check.request_id(&message.request_id);
    match (survey, request_id) {
        (Some(survey), Some(request_id)) if check.is_empty() => {
            let input = IssueSurveyCodes { survey: survey.id, count: message.count };
            Ok((Scope::once(survey.tenant, &message.survey, request_id), input))
        }
        _ => Err(check),
    }
}

pub(crate) fn parse_create_link(
    message: &pb::CreateSurveyLinkRequest,
) -> Result<(Scope, CreateSurveyLink), Violations> {
    let mut check = Violations::default();
    let survey = check.take("survey", names::SURVEY.parse(&message.survey));
    let title = check.text("title", &message.title, 200);
    check.check("most_answers", message.most_answers > 0, "must be more than 0");
    let expire_time = check.take("expire_time", dates::parse_time(message.expire_time.as_ref()));
    let request_id = check.request_id(&message.request_id);
    let (Some(survey), Some(title), Some(expire_time), Some(request_id), true) =
        (survey, title, expire_time, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let input = CreateSurveyLink { survey: survey.id, title, most_answers: message.most_answers, expire_time };
    Ok((Scope::once(survey.tenant, &message.survey, request_id), input))
}

pub(crate) fn parse_close_link(message: &pb::CloseSurveyLinkRequest) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let name = names::SURVEY_LINK.parse(&message.name);
    check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
}

pub(crate) fn parse_list_links(message: &pb::ListSurveyLinksRequest) -> Result<(Tenant, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.survey]);
    let survey = check.own("survey", &message.survey, names::SURVEY, tenant.as_ref());
    match (tenant, page, survey) {
        (Some(tenant), Some(page), Some(survey)) => Ok((tenant, (survey, page))),
        _ => Err(check),
    }
}
