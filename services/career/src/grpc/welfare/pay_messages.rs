//! Pay and raises between messages and domain, and what all of welfare renders.

use crate::{
    commands::{GrantRaise, WithdrawRaise},
    domain::{
        pay::Grade,
        raise::{NextRaise, Raise, RaiseCondition},
        salary::Salary,
        welfare_facts::Figure,
        welfare_rules::WelfareRules,
    },
    names,
};
use contracts::career::v1 as pb;
use jiff::{ToSpan, civil::Date};
use platform::{Scope, Tenant, Violations, dates, page::Page, sensitive::Sensitive};
use uuid::Uuid;

/// A list of one servant's rows.
pub(super) type RowsInput = (Uuid, Page);
/// The day of raises that are due.
pub(super) type DueInput = (Date, Page);

/// Years of back pay that one decree has, at most.
const MOST_YEARS_BACK: i64 = 10;

pub(super) fn parse_salary(message: &pb::GetSalaryRequest) -> Result<(Scope, (Uuid, Option<Date>)), Violations> {
    let mut check = Violations::default();
    let servant = check.take("servant", names::SERVANT.parse(&message.servant));
    let day = match &message.day {
        None => Some(None),
        day => check.take("day", dates::parse(day.as_ref())).map(Some),
    };
    let (Some(servant), Some(day)) = (servant, day) else { return Err(check) };
    Ok((Scope::of(servant.tenant, &message.servant), (servant.id, day)))
}

pub(super) fn parse_next(message: &pb::GetNextRaiseRequest) -> Result<(Scope, Uuid), Violations> {
    let mut check = Violations::default();
    let servant = check.take("servant", names::SERVANT.parse(&message.servant));
    servant.map(|servant| (Scope::of(servant.tenant, &message.servant), servant.id)).ok_or(check)
}

pub(super) fn parse_due(message: &pb::ListDueRaisesRequest) -> Result<(Scope, DueInput), Violations> {
    let mut check = Violations::default();
    let day = check.take("day", dates::parse(message.day.as_ref()));
    let filter = day.map_or_else(String::new, |day| day.to_string());
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[&filter]);
    let (Some(day), Some(tenant), Some(page)) = (day, tenant, page) else { return Err(check) };
    Ok((Scope::of(tenant, &message.parent), (day, page)))
}

pub(super) fn parse_grant(message: &pb::GrantRaiseRequest) -> Result<(Scope, GrantRaise), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(&message.parent));
    let effective = check.take("effective_date", parse_month(message.effective_date.as_ref()));
    let paid_from = check.take("paid_from", parse_month(message.paid_from.as_ref()));
    if let (Some(effective), Some(paid_from)) = (effective, paid_from) {
        let farthest = effective.checked_add(MOST_YEARS_BACK.years());
        let within = effective <= paid_from && farthest.is_ok_and(|farthest| paid_from <= farthest);
        check.check("paid_from", within, "must be within ten years from effective_date on");
    }
    let decree_number = check.text("decree_number", &message.decree_number, 100);
    let decree_date = check.take("decree_date", dates::parse(message.decree_date.as_ref()));
    let request_id = check.request_id(&message.request_id);
    let (Some(servant), Some(effective), Some(paid_from)) = (servant, effective, paid_from) else { return Err(check) };
    let (Some(decree_number), Some(decree_date), Some(request_id)) = (decree_number, decree_date, request_id) else {
        return Err(check);
    };
    if !check.is_empty() {
        return Err(check);
    }
    let input = GrantRaise { servant: servant.id, effective, paid_from, decree_number, decree_date };
    Ok((Scope::once(servant.tenant, &message.parent, request_id), input))
}

pub(super) fn parse_withdraw(message: &pb::WithdrawRaiseRequest) -> Result<(Scope, WithdrawRaise), Violations> {
    let mut check = Violations::default();
    let raise = check.take("raise", names::RAISE.parse(&message.raise));
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let request_id = check.request_id(&message.request_id);
    let (Some(raise), Some(reason), Some(request_id)) = (raise, reason, request_id) else { return Err(check) };
    Ok((Scope::once(raise.tenant, &message.raise, request_id), WithdrawRaise { raise: raise.id, reason }))
}

/// The first day of a month.
pub(super) fn parse_month(date: Option<&contracts::google::r#type::Date>) -> Result<Date, String> {
    let day = dates::parse(date).map_err(|error| error.to_string())?;
    if day.day() == 1 { Ok(day) } else { Err("must be the first day of a month".to_owned()) }
}

pub(super) fn parse_rows(parent: &str, size: i32, token: &str) -> Result<(Scope, RowsInput), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(parent));
    let page = check.page(size, token, parent);
    let (Some(servant), Some(page)) = (servant, page) else { return Err(check) };
    Ok((Scope::of(servant.tenant, parent), (servant.id, page)))
}

pub(super) fn render_figures(figures: Vec<Figure>) -> Vec<pb::WelfareFigure> {
    let render = |one: Figure| pb::WelfareFigure { name: one.name, value: one.value, source: one.source };
    figures.into_iter().map(render).collect()
}

pub(super) fn render_salary(
    tenant: &Tenant,
    (servant, day): (Uuid, Date),
    rules: &WelfareRules,
    salary: Salary,
) -> pb::Salary {
    pb::Salary {
        servant: names::SERVANT.name(tenant, servant),
        day: Some(dates::render(day)),
        rank: salary.grade.as_str().to_owned(),
        decided_years: salary.decided_years,
        completed_years: salary.completed_years,
        table_rupiah: whole(Some(salary.listed)),
        percent: salary.percent,
        rupiah: salary.rupiah,
        pay_table: salary.table,
        ruleset: rules.id.clone(),
        figures: render_figures(salary.figures),
        notes: salary.notes,
    }
}

pub(super) fn render_next(tenant: &Tenant, servant: Uuid, rules: &WelfareRules, next: NextRaise) -> pb::NextRaise {
    let render = |one: RaiseCondition| pb::RaiseCondition {
        rule: one.rule.as_str().to_owned(),
        detail: one.detail,
        source: rules.raise.source(one.rule).to_owned(),
        until: one.until.map(dates::render),
    };
    pb::NextRaise {
        servant: names::SERVANT.name(tenant, servant),
        rank: next.grade.map_or("", Grade::as_str).to_owned(),
        from_years: next.from_years,
        to_years: next.to_years,
        from_rupiah: whole(next.from_rupiah),
        to_rupiah: whole(next.to_rupiah),
        earliest_date: next.date.map(dates::render),
        conditions: next.conditions.into_iter().map(render).collect(),
        expected_rating_years: next.expected_ratings,
        pay_table: next.table,
        ruleset: rules.id.clone(),
    }
}

pub(super) fn render_raise(tenant: &Tenant, raise: Raise) -> pb::Raise {
    pb::Raise {
        name: names::RAISE.name(tenant, raise.id),
        servant: names::SERVANT.name(tenant, raise.servant),
        rank: raise.grade.as_str().to_owned(),
        from_years: raise.from_years,
        to_years: raise.to_years,
        from_rupiah: raise.from_rupiah,
        to_rupiah: raise.to_rupiah,
        effective_date: Some(dates::render(raise.effective)),
        paid_from: Some(dates::render(raise.paid_from)),
        back_pay_months: raise.back_pay.months,
        back_pay_rupiah: raise.back_pay.rupiah,
        decree_date: Some(dates::render(raise.decree_date)),
        record_time: Some(dates::render_time(raise.record_time)),
        withdraw_time: raise.withdraw_time.map(dates::render_time),
        figures: render_figures(raise.figures()),
        decree_number: raise.decree_number,
        pay_table: raise.table,
        ruleset: raise.ruleset,
    }
}

fn whole(listed: Option<u64>) -> i64 {
    i64::try_from(listed.unwrap_or_default()).unwrap_or(i64::MAX)
}
