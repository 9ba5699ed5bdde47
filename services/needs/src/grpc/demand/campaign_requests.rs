//! Requests of `CampaignService`, read; and its resources, rendered.

use crate::{
    commands::{CreateCampaign, SubmitResponse, SubmitUnitResponse},
    domain::campaign::{Audience, Campaign, Given, Kind, Question, State, Value},
    names,
    store::responses,
};
use contracts::needs::v1 as pb;
use jiff::{Timestamp, tz::TimeZone};
use platform::follow_up::read_code;
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, names::parse_parent, page::Page, sensitive::Sensitive};
use std::collections::HashSet;
use uuid::Uuid;

/// Most questions of a campaign, and so most answers.
const MOST_QUESTIONS: usize = 100;
/// Most characters of free text in a response: a page of responses has to fit into an answer.
const MOST_TEXT: i32 = 10_000;
/// Most units that a request names.
const MOST_UNITS: usize = 10_000;

/// Reads a campaign to be written.
pub(crate) fn parse_create(message: &pb::CreateCampaignRequest) -> Result<(Scope, CreateCampaign), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let title = check.text("title", &message.title, 200);
    let description = check.text("description", &message.description, 4000);
    let audience = match message.audience() {
        pb::campaign::Audience::Public => Some(Audience::Public),
        pb::campaign::Audience::Units => Some(Audience::Units),
        pb::campaign::Audience::Unspecified => {
            check.add("audience", "must be the public or units");
            None
        }
    };
    let units = parse_units(&mut check, &message.units, audience, tenant.as_ref());
    let questions = parse_questions(&mut check, &message.questions, audience);
    let open_time = parse_moment(&mut check, "open_time", message.open_time.as_ref());
    let close_time = parse_moment(&mut check, "close_time", message.close_time.as_ref());
    if let (Some(open), Some(close)) = (open_time, close_time) {
        check.check("close_time", close > open, "must be after open_time");
    }
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(title), Some(description), Some(audience), Some(open_time), Some(close_time)) =
        (tenant, title, description, audience, open_time, close_time)
    else {
        return Err(check);
    };
    let (Some(request_id), true) = (request_id, check.is_empty()) else { return Err(check) };
    let input = CreateCampaign { title, description, audience, units, questions, open_time, close_time };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

/// A moment as the tables keep it, to the microsecond: two that differ by less are one.
pub(crate) fn parse_moment(
    check: &mut Violations,
    field: &str,
    time: Option<&prost_types::Timestamp>,
) -> Option<Timestamp> {
    let time = check.take(field, dates::parse_time(time))?;
    let year = time.to_zoned(TimeZone::UTC).year();
    check.check(field, (2000..=2200).contains(&year), "must be in the years 2000 to 2200");
    check.take(field, Timestamp::from_microsecond(time.as_microsecond()))
}

fn parse_units(
    check: &mut Violations,
    units: &[String],
    audience: Option<Audience>,
    tenant: Option<&Tenant>,
) -> Vec<Uuid> {
    if audience == Some(Audience::Public) {
        check.check("units", units.is_empty(), "must be empty when the public is asked");
        return Vec::new();
    }
    check.check("units", units.len() <= MOST_UNITS, "must be at most 10,000");
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for (n, unit) in units.iter().take(MOST_UNITS).enumerate() {
        let field = format!("units[{n}]");
        let Some(id) = check.own(field.as_str(), unit, names::UNIT, tenant) else { continue };
        check.check(field, seen.insert(id), "stands there twice");
        found.push(id);
    }
    found
}

fn parse_questions(check: &mut Violations, questions: &[pb::Question], audience: Option<Audience>) -> Vec<Question> {
    check.check("questions", (1..=MOST_QUESTIONS).contains(&questions.len()), "must be 1 to 100");
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for (n, question) in questions.iter().take(MOST_QUESTIONS).enumerate() {
        let field = |name: &str| format!("questions[{n}].{name}");
        let code = question.code.as_str();
        let sign = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
        let sound = (1..=50).contains(&code.len()) && code.chars().all(sign);
        check.check(field("code"), sound, "must be 1 to 50 of a-z, 0-9 and _");
        check.check(field("code"), seen.insert(code), "stands there twice");
        let wording = check.text(field("wording"), &question.wording, 1000);
        let kind = parse_kind(check, n, question.kind.as_ref(), audience);
        if let (Some(wording), Some(kind)) = (wording, kind) {
            found.push(Question { code: code.to_owned(), wording, required: question.required, kind });
        }
    }
    let texts = found.iter().map(|question| if let Kind::Text(longest) = question.kind { longest } else { 0 });
    check.check(
        "questions",
        texts.sum::<i32>() <= MOST_TEXT,
        "must not ask for more than 10,000 characters of free text",
    );
    found
}

fn parse_kind(
    check: &mut Violations,
    n: usize,
    kind: Option<&pb::question::Kind>,
    audience: Option<Audience>,
) -> Option<Kind> {
    let field = |name: &str| format!("questions[{n}].{name}");
    match kind {
        None => {
            check.add(field("kind"), "must be set");
            None
        }
        Some(pb::question::Kind::Number(number)) => {
            let least = parse_bound(check, field("number.least"), &number.least)?;
            let most = parse_bound(check, field("number.most"), &number.most)?;
            if let (Some((low, _)), Some((high, _))) = (&least, &most) {
                check.check(field("number.most"), low <= high, "must not be below least");
            }
            let measure = check.text(field("number.unit"), &number.unit, 100)?;
            let allowed = !number.service_volume || audience != Some(Audience::Public);
            check.check(field("number.service_volume"), allowed, "must not be set when the public is asked");
            let text = |bound: Option<(num_rational::BigRational, String)>| bound.map(|(_, text)| text);
            let service_volume = number.service_volume;
            Some(Kind::Number { least: text(least), most: text(most), measure, service_volume })
        }
        Some(pb::question::Kind::Choice(choice)) => parse_options(check, n, &choice.options),
        Some(pb::question::Kind::Text(text)) => {
            check.check(field("text.longest"), (0..=4000).contains(&text.longest), "must be 1 to 4,000, or 0");
            Some(Kind::Text(if text.longest == 0 { 1000 } else { text.longest }))
        }
    }
}

/// The outer option is empty when something is wrong.
fn parse_bound(
    check: &mut Violations,
    field: String,
    text: &str,
) -> Option<Option<(num_rational::BigRational, String)>> {
    if text.is_empty() {
        return Some(None);
    }
    check.take(field, exact::parse(text)).map(|value| Some((value, text.to_owned())))
}

fn parse_options(check: &mut Violations, n: usize, options: &[String]) -> Option<Kind> {
    let field = format!("questions[{n}].choice.options");
    check.check(field.as_str(), (2..=50).contains(&options.len()), "must be 2 to 50");
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for (place, option) in options.iter().take(50).enumerate() {
        let field = format!("{field}[{place}]");
        let Some(option) = check.text(field.as_str(), option, 200) else { continue };
        check.check(field.as_str(), !option.contains('\n'), "must be one line");
        check.check(field, seen.insert(option.clone()), "stands there twice");
        found.push(option);
    }
    Some(Kind::Choice(found))
}

/// Reads a step of a campaign.
pub(crate) fn parse_transition(name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    check.as_read(name, names::CAMPAIGN.parse(name), etag, request_id).ok_or(check)
}

/// Reads a request for a list of a campaign whose other arguments are `filter`.
pub(crate) fn parse_of_campaign(
    campaign: &str,
    size: i32,
    token: &str,
    filter: &str,
) -> Result<(Tenant, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("campaign", names::CAMPAIGN.parse(campaign));
    let page = check.page(size, token, &format!("{campaign}|{filter}"));
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((name.tenant, (name.id, page)))
}

/// Reads the answers of anybody.
pub(crate) fn parse_submit(message: &pb::SubmitResponseRequest) -> Result<(Scope, SubmitResponse), Violations> {
    let mut check = Violations::default();
    let campaign = check.take("campaign", names::CAMPAIGN.parse(&message.campaign));
    let answers = parse_answers(&mut check, &message.answers);
    let code = match message.follow_up_code.as_str() {
        "" => None,
        text => check.take("follow_up_code", read_code(text)).map(Sensitive::new),
    };
    let request_id = check.request_id(&message.request_id);
    let (Some(campaign), Some(request_id), true) = (campaign, request_id, check.is_empty()) else {
        return Err(check);
    };
    let input = SubmitResponse { campaign: campaign.id, answers, code };
    Ok((Scope::once(campaign.tenant, &message.campaign, request_id), input))
}

/// Reads the answers of a unit.
pub(crate) fn parse_submit_unit(
    message: &pb::SubmitUnitResponseRequest,
) -> Result<(Scope, SubmitUnitResponse), Violations> {
    let mut check = Violations::default();
    let campaign = check.take("campaign", names::CAMPAIGN.parse(&message.campaign));
    let tenant = campaign.as_ref().map(|campaign| &campaign.tenant);
    let unit = check.own("unit", &message.unit, names::UNIT, tenant);
    let answers = parse_answers(&mut check, &message.answers);
    let request_id = check.request_id(&message.request_id);
    let (Some(campaign), Some(unit), Some(request_id), true) = (campaign, unit, request_id, check.is_empty()) else {
        return Err(check);
    };
    let input = SubmitUnitResponse { campaign: campaign.id, unit, answers };
    Ok((Scope::once(campaign.tenant, &message.campaign, request_id), input))
}

fn parse_answers(check: &mut Violations, answers: &[pb::Answer]) -> Vec<Given> {
    check.check("answers", (1..=MOST_QUESTIONS).contains(&answers.len()), "must be 1 to 100");
    let given = answers.iter().take(MOST_QUESTIONS).map(|answer| Given {
        question: answer.question.clone(),
        // Forms send two characters for a new line.
        value: Value::new(answer.value.replace("\r\n", "\n")),
    });
    given.collect()
}

/// A campaign as the caller sees it.
pub(crate) fn render(tenant: &Tenant, now: Timestamp, campaign: Campaign, questions: Vec<Question>) -> pb::Campaign {
    let state = match campaign.state_at(now) {
        State::Draft => pb::campaign::State::Draft,
        State::Open => pb::campaign::State::Open,
        State::Closed => pb::campaign::State::Closed,
    };
    let audience = match campaign.audience {
        Audience::Public => pb::campaign::Audience::Public,
        Audience::Units => pb::campaign::Audience::Units,
    };
    pb::Campaign {
        name: names::CAMPAIGN.name(tenant, campaign.id),
        state: state.into(),
        title: campaign.title,
        description: campaign.description,
        audience: audience.into(),
        questions: questions.into_iter().map(render_question).collect(),
        open_time: Some(dates::render_time(campaign.open_time)),
        close_time: Some(dates::render_time(campaign.close_time)),
        units_asked: campaign.units_asked,
        etag: etag::render(campaign.version),
        create_time: Some(dates::render_time(campaign.create_time)),
        update_time: Some(dates::render_time(campaign.update_time)),
    }
}

fn render_question(question: Question) -> pb::Question {
    let kind = match question.kind {
        Kind::Number { least, most, measure, service_volume } => pb::question::Kind::Number(pb::NumberKind {
            least: least.unwrap_or_default(),
            most: most.unwrap_or_default(),
            unit: measure,
            service_volume,
        }),
        Kind::Choice(options) => pb::question::Kind::Choice(pb::ChoiceKind { options }),
        Kind::Text(longest) => pb::question::Kind::Text(pb::TextKind { longest }),
    };
    pb::Question { code: question.code, wording: question.wording, required: question.required, kind: Some(kind) }
}

/// An answer as the caller sees it.
pub(crate) fn render_answer(question: String, value: &Value) -> pb::Answer {
    pb::Answer { question, value: value.expose().to_owned() }
}

/// A response as the caller sees it.
pub(crate) fn render_response(
    tenant: &Tenant,
    campaign: Uuid,
    response: responses::Response,
    answers: Vec<pb::Answer>,
) -> pb::CampaignResponse {
    pb::CampaignResponse {
        name: format!("{}/responses/{}", names::CAMPAIGN.name(tenant, campaign), response.id),
        unit: response.unit.map(|unit| names::UNIT.name(tenant, unit)).unwrap_or_default(),
        answers,
        revision: response.version,
        create_time: Some(dates::render_time(response.create_time)),
        update_time: Some(dates::render_time(response.update_time)),
    }
}
