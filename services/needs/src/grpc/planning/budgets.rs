//! `BudgetService`.

use crate::grpc::assumptions::{parse_target, render_target};
use crate::{
    commands::{self, CreateBudgetPlan},
    domain::{
        budget::{BudgetPlan, CLASSES, CostRules, Reason, Weight},
        knapsack::Ceilings,
    },
    error::Error,
    names,
    rulesets::planning::MOST_RUPIAH,
    store::budget_plans::{self, NamedLine},
};
use contracts::needs::v1 as pb;
use jiff::civil::Date;
use pb::budget_line::Reason as WireReason;
use platform::{
    Kit, Scope, Tenant, Violations, dates, etag,
    names::{asked, parse_parent},
    page::Page,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Most seats that a ceiling may allow.
const MOST_POSTS: i64 = 10_000_000;
/// Most rupiah that a ceiling may allow.
const MOST_MONEY: i64 = 1_000_000_000_000_000;

/// Serves budget plans.
pub struct Budgets {
    pub(crate) kit: Kit,
    pub(crate) costs: Arc<CostRules>,
}

#[tonic::async_trait]
impl pb::budget_service_server::BudgetService for Budgets {
    async fn create_budget_plan(
        &self,
        request: Request<pb::CreateBudgetPlanRequest>,
    ) -> Result<Response<pb::BudgetPlan>, Status> {
        self.kit
            .write(request, parse_create, async |work, input| {
                let (made, weights) = commands::create_budget_plan(work, input, &self.costs).await?;
                Ok::<_, Error>(render(&work.tenant, made, Some(&weights)))
            })
            .await
    }

    async fn get_budget_plan(
        &self,
        request: Request<pb::GetBudgetPlanRequest>,
    ) -> Result<Response<pb::BudgetPlan>, Status> {
        let parse = |message: &pb::GetBudgetPlanRequest| asked(names::BUDGET_PLAN.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let found = budget_plans::get(view.connection, id).await?.ok_or(Error::BudgetPlanNotFound)?;
                let weights = budget_plans::weights(view.connection, id).await?;
                Ok::<_, Error>(render(&view.tenant, found, Some(&weights)))
            })
            .await
    }

    async fn list_budget_plans(
        &self,
        request: Request<pb::ListBudgetPlansRequest>,
    ) -> Result<Response<pb::ListBudgetPlansResponse>, Status> {
        let parse = |message: &pb::ListBudgetPlansRequest| {
            let mut check = Violations::default();
            let listed = check.list(&message.parent, message.page_size, &message.page_token, &[]);
            if let (Some(tenant), Some(page)) = listed { Ok((tenant, page)) } else { Err(check) }
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = budget_plans::list(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let budget_plans = found.into_iter().map(|one| render(&view.tenant, one, None)).collect();
                Ok::<_, Error>(pb::ListBudgetPlansResponse { budget_plans, next_page_token })
            })
            .await
    }

    async fn list_budget_lines(
        &self,
        request: Request<pb::ListBudgetLinesRequest>,
    ) -> Result<Response<pb::ListBudgetLinesResponse>, Status> {
        self.kit
            .read(request, parse_lines, async |view, (plan, refused, page): (Uuid, bool, Page)| {
                budget_plans::get(view.connection, plan).await?.ok_or(Error::BudgetPlanNotFound)?;
                let mut found = budget_plans::lines(view.connection, plan, refused, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.n.into(), Uuid::nil()));
                let lines = found.into_iter().map(|one| render_line(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListBudgetLinesResponse { lines, next_page_token })
            })
            .await
    }
}

fn parse_lines(message: &pb::ListBudgetLinesRequest) -> Result<(Tenant, (Uuid, bool, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("budget_plan", names::BUDGET_PLAN.parse(&message.budget_plan));
    let filter = format!("{}|{}", message.budget_plan, message.refused);
    let page = check.page(message.page_size, &message.page_token, &filter);
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((name.tenant, (name.id, message.refused, page)))
}

fn parse_create(message: &pb::CreateBudgetPlanRequest) -> Result<(Scope, CreateBudgetPlan), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let display_name = check.text("display_name", &message.display_name, 200);
    let first_day = (2015..=2100).contains(&message.year).then(|| Date::new(message.year as i16, 1, 1).ok()).flatten();
    let first_day = check.take("year", first_day.ok_or("must be 2015 to 2100"));
    let unit = check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
    let ceilings = Ceilings { posts: message.ceiling_posts, rupiah: message.ceiling_rupiah };
    let posts = ceilings.posts.is_none_or(|posts| (0..=MOST_POSTS).contains(&posts));
    check.check("ceiling_posts", posts, "must be 0 to 10,000,000");
    let rupiah = ceilings.rupiah.is_none_or(|rupiah| (0..=MOST_MONEY).contains(&rupiah));
    check.check("ceiling_rupiah", rupiah, "must be 0 to 1,000,000,000,000,000");
    let some = ceilings.posts.is_some() || ceilings.rupiah.is_some();
    check.check("ceiling_posts", some, "give a ceiling of posts, of rupiah or of both");
    let weights = parse_weights(&mut check, tenant.as_ref(), &message.weights);
    let costs = parse_costs(&mut check, &message.costs);
    let minima = parse_minima(&mut check, tenant.as_ref(), &message.minima);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(display_name), Some(first_day), Some(unit), Some(request_id), true) =
        (tenant, display_name, first_day, unit, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let scope = Scope::once(tenant, &message.parent, request_id);
    let year = message.year;
    Ok((scope, CreateBudgetPlan { display_name, year, first_day, unit, ceilings, weights, costs, minima }))
}

fn parse_weights(check: &mut Violations, tenant: Option<&Tenant>, given: &[pb::BudgetWeight]) -> Vec<Weight> {
    check.check("weights", given.len() <= 1000, "must not be more than 1,000");
    let mut weights: Vec<Weight> = Vec::new();
    for (nth, one) in given.iter().take(1000).enumerate() {
        let field = |name: &str| format!("weights[{nth}].{name}");
        check.check(field("weight"), (0..=1000).contains(&one.weight), "must be 0 to 1,000");
        if let Some(target) = parse_target(check, tenant, &field, &one.sector, &one.unit) {
            let known = weights.iter().any(|other| other.target == target);
            check.check(field(if one.unit.is_empty() { "sector" } else { "unit" }), !known, "has a weight already");
            weights.push(Weight { target, weight: one.weight });
        }
    }
    weights
}

fn parse_costs(check: &mut Violations, given: &[pb::ClassCost]) -> BTreeMap<usize, i64> {
    check.check("costs", given.len() <= CLASSES, "must not be more than 18");
    let mut costs = BTreeMap::new();
    for (nth, one) in given.iter().take(CLASSES).enumerate() {
        let class = usize::try_from(one.job_class).ok().filter(|class| *class < CLASSES);
        let rupiah = (1..=MOST_RUPIAH).contains(&one.rupiah);
        check.check(format!("costs[{nth}].rupiah"), rupiah, "must be 1 to 100,000,000,000");
        let known = class.is_some_and(|class| costs.insert(class, one.rupiah).is_some());
        let field = format!("costs[{nth}].job_class");
        check.check(&field, class.is_some(), "must be 1 to 17, or 0 for positions whose class is not known");
        check.check(&field, !known, "has a cost already");
    }
    costs
}

fn parse_minima(check: &mut Violations, tenant: Option<&Tenant>, given: &[pb::LegalMinimum]) -> HashMap<Uuid, i32> {
    check.check("minima", given.len() <= 2000, "must not be more than 2,000");
    let mut minima = HashMap::new();
    for (nth, one) in given.iter().take(2000).enumerate() {
        let people = (0..=100_000).contains(&one.people);
        check.check(format!("minima[{nth}].people"), people, "must be 0 to 100,000");
        let field = format!("minima[{nth}].position");
        if let Some(position) = check.own(&field, &one.position, names::POSITION, tenant) {
            check.check(&field, minima.insert(position, one.people).is_none(), "has a minimum already");
        }
    }
    minima
}

fn render(tenant: &Tenant, plan: BudgetPlan, weights: Option<&[Weight]>) -> pb::BudgetPlan {
    let weight = |one: &Weight| {
        let (sector, unit) = render_target(tenant, &one.target);
        pb::BudgetWeight { sector, unit, weight: one.weight }
    };
    let cost = |(job_class, rupiah): (i32, &i64)| pb::ClassCost { job_class, rupiah: *rupiah };
    pb::BudgetPlan {
        name: names::BUDGET_PLAN.name(tenant, plan.id),
        gap: plan.gap().to_string(),
        exact: plan.exact(),
        weights: weights.into_iter().flatten().map(weight).collect(),
        costs: if weights.is_some() { (0..).zip(&plan.costs).map(cost).collect() } else { Vec::new() },
        display_name: plan.display_name,
        year: plan.year,
        unit: plan.unit.map(|unit| names::UNIT.name(tenant, unit)).unwrap_or_default(),
        ceiling_posts: plan.ceilings.posts,
        ceiling_rupiah: plan.ceilings.rupiah,
        ruleset: plan.ruleset,
        seats: plan.seats,
        rupiah: plan.rupiah,
        proposable: plan.proposable,
        value: plan.value,
        bound: plan.bound,
        positions: plan.positions,
        neutral_weight: plan.neutral_weight,
        etag: etag::render(plan.version),
        create_time: Some(dates::render_time(plan.create_time)),
    }
}

fn render_line(tenant: &Tenant, named: NamedLine) -> pb::BudgetLine {
    let (line, one) = (&named.line, named.line.candidate.clone());
    // Seats of a position are columns of four bytes.
    let small = |seats: i64| i32::try_from(seats).unwrap_or(i32::MAX);
    pb::BudgetLine {
        position: names::POSITION.name(tenant, one.position),
        unit: names::UNIT.name(tenant, named.unit),
        unit_path: named.unit_path,
        title: named.title,
        sector: one.sector,
        job_class: one.job_class,
        weight: one.weight,
        rupiah_per_seat: one.cost,
        proposable: small(one.proposable),
        minimum_seats: small(one.minimum),
        seats: small(line.seats),
        reason: render_reason(line.reason).into(),
        explanation: line.explanation.clone(),
    }
}

fn render_reason(reason: Reason) -> WireReason {
    match reason {
        Reason::AllGiven => WireReason::AllGiven,
        Reason::NoWeight => WireReason::NoWeight,
        Reason::PostsUsedUp => WireReason::PostsUsedUp,
        Reason::LowerWeight => WireReason::LowerWeight,
        Reason::MoneyUsedUp => WireReason::MoneyUsedUp,
        Reason::LowerWeightPerRupiah => WireReason::LowerWeightPerRupiah,
    }
}
