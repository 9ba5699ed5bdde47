use crate::{
    domain::{
        budget::{BudgetPlan, CLASSES, Candidate, CostRules, Plan, Weight, Weights, open_seats, plan},
        knapsack::Ceilings,
        planning_tree::PlanningTree,
        scenario::Target,
    },
    error::Error,
    store::{
        budget_plans,
        plannings::{self, Planned},
        priorities,
    },
};
use jiff::civil::Date;
use platform::{Failure, Work};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Lines written in one statement.
const CHUNK: usize = 1000;

/// A plan to be made.
pub struct CreateBudgetPlan {
    /// Name for people.
    pub display_name: String,
    /// Budget year.
    pub year: i32,
    /// First day of that year.
    pub first_day: Date,
    /// Unit with all below it; none for the whole instansi.
    pub unit: Option<Uuid>,
    /// What may not be passed.
    pub ceilings: Ceilings,
    /// How much seats count; none for the priorities in force.
    pub weights: Vec<Weight>,
    /// Rupiah a year that replace those of the ruleset, by job class.
    pub costs: BTreeMap<usize, i64>,
    /// Legal minima that the service does not know.
    pub minima: HashMap<Uuid, i32>,
}

/// What a seat counts and costs.
struct Basis<'r> {
    weights: Weights,
    costs: [i64; CLASSES],
    ruleset: &'r str,
}

/// Chooses the seats to ask for under the ceilings, from the position map as it is now, and keeps the plan with the weights
/// that counted.
pub async fn create_budget_plan(
    work: &mut Work<'_>,
    mut input: CreateBudgetPlan,
    rules: &CostRules,
) -> Result<(BudgetPlan, Vec<Weight>), Error> {
    let tree = plannings::tree(work.connection, input.first_day).await?;
    let units = scope(&tree, &input)?;
    let weights = weigh(work, &mut input).await?;
    let given: Vec<Uuid> = input.minima.keys().copied().collect();
    if plannings::incumbents_of(work.connection, &given).await?.len() != given.len() {
        return Err(Error::PositionNotFound);
    }
    let mut costs = rules.rupiah;
    for (class, rupiah) in &input.costs {
        costs[*class] = *rupiah;
    }
    let basis = Basis { weights, costs, ruleset: &rules.id };
    let positions = plannings::positions(work.connection, &units, None).await?;
    let ids: Vec<Uuid> = positions.iter().map(|position| position.id).collect();
    for (position, people) in plannings::minima_of(work.connection, &ids).await? {
        let minimum = input.minima.entry(position).or_default();
        *minimum = people.max(*minimum);
    }
    let candidates = candidates(&positions, &tree, &input, &basis);
    let (ceilings, steps) = (input.ceilings, rules.search_steps);
    // Up to a second of computing: not on a thread that serves others.
    let planned = tokio::task::spawn_blocking(move || plan(candidates, ceilings, steps)).await;
    let planned = planned.map_err(|error| Failure::Internal(error.into()))??;
    let kept = keep(work, &input, &planned, basis);
    budget_plans::insert(work.connection, &kept, &input.weights).await?;
    for (lines, first) in planned.lines.chunks(CHUNK).zip((0..).step_by(CHUNK)) {
        budget_plans::insert_lines(work.connection, kept.id, first, lines).await?;
    }
    Ok((kept, input.weights))
}

/// The weights of the request, or the priorities in force, which become the weights of the plan. What was agreed with the
/// public counts unless somebody asks what other weights would do.
async fn weigh(work: &mut Work<'_>, input: &mut CreateBudgetPlan) -> Result<Weights, Error> {
    if !input.weights.is_empty() {
        return Ok(Weights::given(&input.weights));
    }
    input.weights = priorities::in_force(work.connection).await?;
    Ok(Weights::in_force(&input.weights))
}

/// The units to plan for. Every unit that the input names exists.
fn scope(tree: &PlanningTree, input: &CreateBudgetPlan) -> Result<Vec<Uuid>, Error> {
    let named = input.weights.iter().filter_map(|one| Target::unit(&one.target)).chain(input.unit);
    if named.into_iter().any(|unit| tree.node(unit).is_none()) {
        return Err(Error::UnitNotFound);
    }
    Ok(tree.scope(input.unit))
}

/// The positions that lack people.
fn candidates(
    positions: &[Planned],
    tree: &PlanningTree,
    input: &CreateBudgetPlan,
    basis: &Basis<'_>,
) -> Vec<Candidate> {
    let mut weighed: HashMap<Uuid, i64> = HashMap::new();
    let mut found = Vec::new();
    for position in positions {
        let minimum = input.minima.get(&position.id).copied().unwrap_or_default();
        let (required, incumbents) = (position.required.into(), position.incumbents.into());
        let (proposable, minimum) = open_seats(required, minimum.into(), incumbents, position.pending);
        if proposable == 0 {
            continue;
        }
        let unit = position.unit;
        found.push(Candidate {
            position: position.id,
            sector: tree.sector(unit).to_owned(),
            job_class: position.job_class,
            weight: *weighed.entry(unit).or_insert_with(|| basis.weights.of(tree, unit)),
            cost: basis.costs[usize::try_from(position.job_class).unwrap_or(0).min(CLASSES - 1)],
            proposable,
            minimum,
        });
    }
    found
}

fn keep(work: &Work<'_>, input: &CreateBudgetPlan, planned: &Plan, basis: Basis<'_>) -> BudgetPlan {
    let (seats, rupiah) = planned.used();
    BudgetPlan {
        id: Uuid::now_v7(),
        display_name: input.display_name.clone(),
        year: input.year,
        unit: input.unit,
        ceilings: input.ceilings,
        ruleset: basis.ruleset.to_owned(),
        costs: basis.costs,
        neutral_weight: basis.weights.neutral(),
        seats,
        rupiah,
        proposable: planned.lines.iter().map(|line| line.candidate.proposable).sum(),
        value: planned.value,
        bound: planned.bound,
        positions: i32::try_from(planned.lines.len()).unwrap_or(i32::MAX),
        version: 1,
        create_time: work.now,
    }
}
