//! Training plans between messages and domain.

use crate::{
    commands::CreateTrainingPlan,
    domain::training_plan::{CHOICE_RULE, ItemReason, TrainingPlan},
    grpc::{from_wire_or_none, to_wire},
    names,
    store::{training_effects::PlannedCourse, training_plan_items::KeptItem},
};
use contracts::career::v1 as pb;
use pb::{training_plan::State as WireState, training_plan_item::Reason as WireReason};
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, names::parse_parent, page::Page};
use uuid::Uuid;

/// Most rupiah of a budget.
const MOST_BUDGET: i64 = 1_000_000_000_000_000;

const REASONS: [(ItemReason, WireReason); 6] = [
    (ItemReason::Included, WireReason::Included),
    (ItemReason::NoCourse, WireReason::NoCourse),
    (ItemReason::RecentEquivalent, WireReason::RecentEquivalent),
    (ItemReason::OverCap, WireReason::OverCap),
    (ItemReason::BudgetUsedUp, WireReason::BudgetUsedUp),
    (ItemReason::TakesPart, WireReason::TakesPart),
];

pub(crate) fn parse_create(message: &pb::CreateTrainingPlanRequest) -> Result<(Scope, CreateTrainingPlan), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let display_name = check.text("display_name", &message.display_name, 200);
    let (year, budget) = (message.year, message.budget_rupiah);
    check.check("year", (2000..=2200).contains(&year), "must be from 2000 to 2200");
    check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
    let sector = match message.sector.as_str() {
        "" => Some(String::new()),
        text => check.text("sector", text, 60),
    };
    check.check("budget_rupiah", (0..=MOST_BUDGET).contains(&budget), "must be 0 to 1,000,000,000,000,000");
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(display_name), Some(sector)) = (tenant, display_name, sector) else { return Err(check) };
    let (Some(request_id), true) = (request_id, check.is_empty()) else { return Err(check) };
    let input = CreateTrainingPlan { display_name, year, unit: message.unit.clone(), sector, budget };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

pub(crate) fn parse_approve(message: &pb::ApproveTrainingPlanRequest) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let name = names::TRAINING_PLAN.parse(&message.name);
    check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
}

pub(crate) fn parse_list(message: &pb::ListTrainingPlansRequest) -> Result<(Tenant, (Option<i32>, Page)), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.year]);
    let year = message.year;
    check.check("year", year == 0 || (2000..=2200).contains(&year), "must be from 2000 to 2200");
    let (Some(tenant), Some(page), true) = (tenant, page, check.is_empty()) else { return Err(check) };
    Ok((tenant, ((year != 0).then_some(year), page)))
}

pub(crate) type ItemsInput = (Uuid, Option<ItemReason>, Page);

pub(crate) fn parse_items(message: &pb::ListTrainingPlanItemsRequest) -> Result<(Scope, ItemsInput), Violations> {
    let mut check = Violations::default();
    let name = check.take("parent", names::TRAINING_PLAN.parse(&message.parent));
    let filter = format!("{}|{}", message.parent, message.reason);
    let page = check.page(message.page_size, &message.page_token, &filter);
    let reason = check.take("reason", from_wire_or_none(&REASONS, message.reason));
    let (Some(name), Some(page), Some(reason)) = (name, page, reason) else { return Err(check) };
    Ok((Scope::of(name.tenant, &message.parent), (name.id, reason, page)))
}

pub(crate) fn render_plan(tenant: &Tenant, plan: TrainingPlan) -> pb::TrainingPlan {
    let state = if plan.approve_time.is_some() { WireState::Approved } else { WireState::Draft };
    pb::TrainingPlan {
        name: names::TRAINING_PLAN.name(tenant, plan.id),
        display_name: plan.display_name,
        state: state.into(),
        year: plan.year,
        unit: plan.unit,
        sector: plan.sector,
        budget_rupiah: plan.budget,
        cost_rupiah: plan.rupiah,
        included: plan.included,
        excluded: plan.excluded,
        value_thousandths: plan.value,
        bound_thousandths: plan.bound,
        ruleset: plan.ruleset,
        choice_rule: CHOICE_RULE.to_owned(),
        approve_time: plan.approve_time.map(dates::render_time),
        etag: etag::render(plan.version),
        create_time: Some(dates::render_time(plan.create_time)),
    }
}

pub(crate) fn render_item(tenant: &Tenant, item: KeptItem) -> pb::TrainingPlanItem {
    let reason = to_wire(&REASONS, item.reason);
    pb::TrainingPlanItem {
        number: item.number,
        servant: names::SERVANT.name(tenant, item.servant),
        course: item.course.map(|course| names::COURSE.name(tenant, course)).unwrap_or_default(),
        dictionary: item.dictionary,
        competency: item.competency,
        standard: item.standard,
        achieved: item.achieved.unwrap_or_default(),
        priority_thousandths: item.priority,
        cost_rupiah: item.rupiah,
        reason: reason.into(),
        explanation: item.explanation,
    }
}

pub(crate) fn render_comparison(
    tenant: &Tenant,
    plan: Uuid,
    courses: Vec<PlannedCourse>,
    smallest: usize,
) -> pb::TrainingPlanComparison {
    let planned = courses.iter().fold(0_i64, |sum, one| sum.saturating_add(one.planned_rupiah));
    let actual = courses.iter().fold(0_i64, |sum, one| sum.saturating_add(one.actual_rupiah));
    pb::TrainingPlanComparison {
        plan: names::TRAINING_PLAN.name(tenant, plan),
        courses: courses.into_iter().map(|one| render_planned(tenant, one, smallest)).collect(),
        planned_rupiah: planned,
        actual_rupiah: actual,
    }
}

/// A course of a plan; what came of too few people is withheld, what they were to cost is the plan's.
fn render_planned(tenant: &Tenant, one: PlannedCourse, smallest: usize) -> pb::PlannedCourse {
    let (course, planned) = (names::COURSE.name(tenant, one.course), one.planned);
    let (planned_rupiah, actual_rupiah) = (one.planned_rupiah, one.actual_rupiah);
    if usize::try_from(planned).is_ok_and(|people| people < smallest) {
        let withheld = true;
        return pb::PlannedCourse { course, planned, planned_rupiah, actual_rupiah, withheld, ..Default::default() };
    }
    pb::PlannedCourse {
        course,
        planned,
        enrolled: one.enrolled,
        passed: one.passed,
        failed: one.failed,
        closed: one.closed,
        unplanned: one.unplanned,
        planned_rupiah,
        actual_rupiah,
        withheld: false,
    }
}
