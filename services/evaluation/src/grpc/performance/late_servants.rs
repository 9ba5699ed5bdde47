//! Of whom a step of a year is late (*batas waktu*).

use super::skp_plan_messages::{check_year, render_stage};
use crate::{
    commands::SkpDesk,
    domain::{skp_rules::SkpRules, skp_stage::SkpStage},
    error::Error,
    names,
    store::late_servants::{self, LateServant, WantedLate},
};
use contracts::evaluation::v1 as pb;
use jiff::civil::Date;
use pb::list_late_servants_request::Step;
use platform::{Scope, Tenant, Violations, Work, dates, page::Page};
use uuid::Uuid;

/// Year, step and page.
pub(super) type LateInput = (i32, Step, Page);

pub(super) fn parse(message: &pb::ListLateServantsRequest) -> Result<(Scope, LateInput), Violations> {
    let mut check = Violations::default();
    let filters: [&dyn std::fmt::Display; 2] = [&message.year, &message.step];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    check_year(&mut check, message.year);
    let step = match Step::try_from(message.step) {
        Ok(Step::Unspecified) | Err(_) => Err("must be the plan, the year or the final rating"),
        Ok(step) => Ok(step),
    };
    let step = check.take("step", step);
    let (Some(tenant), Some(page), Some(step), true) = (tenant, page, step, check.is_empty()) else {
        return Err(check);
    };
    Ok((Scope::of(tenant, &message.parent), (message.year, step, page)))
}

pub(super) async fn answer(
    work: &mut Work<'_>,
    (year, step, page): LateInput,
    desk: &SkpDesk,
) -> Result<pb::ListLateServantsResponse, Error> {
    let rules = desk.book.in_use();
    let wanted = wanted(rules, year, step);
    let after = if page.after.1.is_nil() { String::new() } else { names::SERVANT.name(&work.tenant, page.after.1) };
    let today = desk.day(work.now);
    let mut found = late_servants::list(work.connection, &wanted, today, &after, page.limit()).await?;
    let next_page_token = page.cut(&mut found, |one| (0, id_of(&one.servant)));
    let servants = found.into_iter().map(|one| render(&work.tenant, one)).collect();
    Ok(pb::ListLateServantsResponse { servants, next_page_token, ruleset: rules.id.clone() })
}

/// What counts as done by which day. The plan is due in its year, the rating and the final in the next.
fn wanted(rules: &SkpRules, year: i32, step: Step) -> WantedLate {
    let (due, newcomer_days) = match step {
        Step::Year => (rules.year_until.of(year + 1), None),
        Step::Final => (rules.final_until.of(year + 1), None),
        Step::Plan | Step::Unspecified => (rules.plan_until.of(year), Some(rules.newcomer_days)),
    };
    let rated = [SkpStage::YearRated, SkpStage::Accepted, SkpStage::Objected, SkpStage::Decided, SkpStage::Final];
    let working = [SkpStage::Agreed, SkpStage::Running, SkpStage::PeriodRated];
    let (done, states) = match step {
        Step::Final => (vec![SkpStage::Final], vec!["final"]),
        Step::Year => (rated.to_vec(), vec!["rated", "final"]),
        // A rating shows that the plan is not waited for any more; an appraisal that is only set does not.
        Step::Plan | Step::Unspecified => ([rated.as_slice(), &working].concat(), vec!["rated", "final"]),
    };
    let first = i16::try_from(year).ok().and_then(|year| Date::new(year, 1, 1).ok()).unwrap_or(Date::MAX);
    let days = (first, first.last_of_year());
    WantedLate { year, days, due, newcomer_days, done, done_states: states.into_iter().map(str::to_owned).collect() }
}

fn id_of(servant: &str) -> Uuid {
    names::SERVANT.parse(servant).map(|name| name.id).unwrap_or_default()
}

fn render(tenant: &Tenant, late: LateServant) -> pb::LateServant {
    let stage = late.plan.map_or(pb::SkpStage::Unspecified, |(_, stage)| render_stage(stage));
    let skp_plan = late.plan.map(|(id, _)| names::SKP_PLAN.name(tenant, id)).unwrap_or_default();
    pb::LateServant { servant: late.servant, skp_plan, stage: stage.into(), due_date: Some(dates::render(late.due)) }
}
