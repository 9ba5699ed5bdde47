//! Retirements between messages and domain.

use crate::{
    commands::{RecomputeRetirements, SweepRetirementNotices},
    domain::{
        retirement_rules::{RetirementFacts, RetirementOutlook, RetirementRules, Unknown},
        servant::day_of,
    },
    grpc::{most, read_scope},
    names,
    store::{retirement_notices::Notice, retirements::Retiree},
};
use contracts::career::v1 as pb;
use jiff::{Timestamp, civil::Date};
use pb::retirement::Unknown as WireUnknown;
use platform::{Scope, Tenant, Violations, dates, page::Page};
use uuid::Uuid;

/// A list of retirements: period, unit and page.
pub(crate) type PeriodInput = ((Date, Date), String, Page);
/// A list of notices: whose, and page.
pub(crate) type NoticesInput = (Option<Uuid>, Page);
/// A list of ages: on which day, and page.
pub(crate) type AgesInput = (Option<Date>, Page);

pub(crate) fn parse_get(message: &pb::GetRetirementRequest) -> Result<(Scope, Uuid), Violations> {
    let mut check = Violations::default();
    let servant = check.take("servant", names::SERVANT.parse(&message.servant));
    servant.map(|name| (Scope::of(name.tenant, &message.servant), name.id)).ok_or(check)
}

pub(crate) fn parse_list(message: &pb::ListRetirementsRequest) -> Result<(Scope, PeriodInput), Violations> {
    let mut check = Violations::default();
    let from = check.take("from_date", dates::parse(message.from_date.as_ref()));
    let to = check.take("to_date", dates::parse(message.to_date.as_ref()));
    let ordered = from.zip(to).is_none_or(|(from, to)| from <= to);
    check.check("to_date", ordered, "must be the first day or later");
    let shown = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&shown(from), &shown(to), &message.unit]);
    let unit = check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(from), Some(to), Some(_), true) = (tenant, page, from, to, unit, ordered)
    else {
        return Err(check);
    };
    Ok((Scope::of(tenant, &message.parent), ((from, to), message.unit.clone(), page)))
}

pub(crate) fn parse_recompute(
    message: &pb::RecomputeRetirementsRequest,
) -> Result<(Scope, (RecomputeRetirements, Page)), Violations> {
    let mut check = Violations::default();
    // The token of a list is one of a pass, too: it names the last servant.
    let filters: &[&dyn std::fmt::Display] = &[&"retirements", &message.only_changed];
    let (tenant, page) = check.list(&message.parent, 0, &message.page_token, filters);
    let most = most(&mut check, message.most);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(page), Some(most), Some(request_id)) = (tenant, page, most, request_id) else {
        return Err(check);
    };
    let input = RecomputeRetirements { after: page.after.1, most, changed: message.only_changed };
    Ok((Scope::once(tenant, &message.parent, request_id), (input, page)))
}

pub(crate) fn parse_sweep(
    message: &pb::SweepRetirementNoticesRequest,
) -> Result<(Scope, (SweepRetirementNotices, Page)), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(&message.parent, 0, &message.page_token, &[&"retirement notices"]);
    let most = most(&mut check, message.most);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(page), Some(most), Some(request_id)) = (tenant, page, most, request_id) else {
        return Err(check);
    };
    let input = SweepRetirementNotices { after: page.after.1, most };
    Ok((Scope::once(tenant, &message.parent, request_id), (input, page)))
}

pub(crate) fn parse_notices(message: &pb::ListRetirementNoticesRequest) -> Result<(Scope, NoticesInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant]);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(servant)) = (tenant, page, servant) else { return Err(check) };
    Ok((read_scope(tenant, &message.parent, &message.servant), (servant, page)))
}

pub(crate) fn parse_ages(message: &pb::ListRetirementAgesRequest) -> Result<(Tenant, AgesInput), Violations> {
    let mut check = Violations::default();
    let day = match message.day.as_ref() {
        None => Some(None),
        Some(day) => check.take("day", dates::parse(Some(day))).map(Some),
    };
    let shown = day.flatten().map_or_else(String::new, |day| day.to_string());
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&shown]);
    let (Some(tenant), Some(page), Some(day)) = (tenant, page, day) else { return Err(check) };
    Ok((tenant, (day, page)))
}

/// When a servant retires.
pub(crate) fn render_retirement(
    tenant: &Tenant,
    servant: Uuid,
    (facts, outlook): (RetirementFacts, RetirementOutlook),
    ruleset: &str,
    last_notice: Option<pb::RetirementNotice>,
) -> pb::Retirement {
    let unknown = match outlook.unknown {
        None => WireUnknown::Unspecified,
        Some(Unknown::BirthDate) => WireUnknown::BirthDate,
        Some(Unknown::Post) => WireUnknown::Post,
        Some(Unknown::Age) => WireUnknown::Age,
    };
    let (age, rule, source) = match outlook.age {
        Some(age) => (i32::from(age.age), age.rule, age.source),
        None => (0, String::new(), String::new()),
    };
    pb::Retirement {
        servant: names::SERVANT.name(tenant, servant),
        age,
        rule,
        source,
        retirement_date: outlook.date.map(dates::render),
        service_years: outlook.service.map_or(0, |service| i32::from(service.years)),
        service_months: outlook.service.map_or(0, |service| i32::from(service.months)),
        unknown: unknown.into(),
        title: facts.post.map(|(title, _)| title).unwrap_or_default(),
        last_notice,
        ruleset: ruleset.to_owned(),
    }
}

/// Somebody who retires.
pub(crate) fn render_retiree(tenant: &Tenant, one: Retiree) -> pb::Retiree {
    pb::Retiree {
        servant: names::SERVANT.name(tenant, one.servant),
        retirement_date: Some(dates::render(one.date)),
        position: one.position,
        seat: one.seat,
        title: one.title,
        unit: one.unit,
        ruleset: one.ruleset,
        compute_time: Some(dates::render_time(one.compute_time)),
    }
}

/// A notice.
pub(crate) fn render_notice(tenant: &Tenant, notice: Notice) -> pb::RetirementNotice {
    pb::RetirementNotice {
        servant: names::SERVANT.name(tenant, notice.servant),
        retirement_date: Some(dates::render(notice.told.date)),
        position: notice.told.position,
        seat: notice.told.seat,
        months: notice.told.months,
        notice_time: Some(dates::render_time(notice.time)),
    }
}

/// The ages of a ruleset: of titles, of levels, of kinds.
pub(crate) fn render_ages(rules: &RetirementRules) -> Vec<pb::RetirementAge> {
    let age = |job_type: &str, job_level: &str, title: String, age: u8, source: &str| pb::RetirementAge {
        job_type: job_type.to_owned(),
        job_level: job_level.to_owned(),
        title,
        age: age.into(),
        source: source.to_owned(),
    };
    let mut ages = Vec::new();
    for post in &rules.posts {
        let title = post.words.join(" ");
        if post.levels.is_empty() {
            ages.push(age("fungsional", "", title, post.age, &post.source));
            continue;
        }
        for level in &post.levels {
            ages.push(age("fungsional", level.as_str(), title.clone(), post.age, &post.source));
        }
    }
    let general = rules.regulation.as_str();
    ages.extend(
        rules.levels.iter().map(|(level, years)| age("fungsional", level.as_str(), String::new(), *years, general)),
    );
    ages.extend(rules.kinds.iter().map(|(kind, years)| age(kind.as_str(), "", String::new(), *years, general)));
    ages
}

/// The day asked for; today where none is.
pub(crate) fn day_or_today(day: Option<Date>, now: Timestamp) -> Date {
    day.unwrap_or_else(|| day_of(now))
}
