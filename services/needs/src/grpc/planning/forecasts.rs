//! Projections as they are asked for and answered.

use crate::grpc::assumptions::parse_assumptions;
use crate::{
    config::Rules,
    domain::{
        planning_tree::PlanningTree,
        projection::{Projection, Today, YEARS, Year},
        scenario::{Assumptions, Forecast, PlanningRules, Subject},
        workload::Rounding,
    },
    error::Error,
    names,
    rulesets::{self, RulesetError},
    store::{
        plannings::{self, Planned},
        retirements, scenarios,
    },
};
use contracts::needs::v1 as pb;
use jiff::civil::Date;
use platform::{Tenant, Violations, page::Page};
use sqlx::PgConnection;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Positions projected before others on the same thread get their turn.
const TURN: usize = 1000;

/// What a projection is made by.
pub struct Planning {
    /// What requests leave out.
    pub rules: PlanningRules,
    /// How each ruleset of workload rounds.
    pub roundings: HashMap<String, Rounding>,
    /// And one that is not known.
    pub rounding: Rounding,
}

/// Where the assumptions come from.
#[derive(Debug)]
pub(crate) enum Assumed {
    /// The request, or nowhere.
    Given(Box<Assumptions>),
    /// A stored scenario.
    Stored(Uuid),
}

/// What every projection is asked for.
#[derive(Debug)]
pub(crate) struct Asked {
    pub unit: Option<Uuid>,
    pub base_year: i32,
    pub assumed: Assumed,
}

/// Reads unit, base year and assumptions.
pub(crate) fn parse_asked(
    check: &mut Violations,
    tenant: Option<&Tenant>,
    unit: &str,
    base_year: i32,
    (scenario, given): (&str, Option<&pb::Assumptions>),
) -> Option<Asked> {
    let unit = check.own_or_none("unit", unit, names::UNIT, tenant);
    check.check("base_year", (2015..=2095).contains(&base_year), "must be 2015 to 2095");
    let both = !scenario.is_empty() && given.is_some();
    check.check("scenario", !both, "give either a scenario or assumptions");
    let stored = check.own_or_none("scenario", scenario, names::SCENARIO, tenant);
    let given = match given {
        Some(given) => parse_assumptions(check, given, tenant),
        None => Some(Assumptions::default()),
    };
    let assumed = stored?.map_or(Assumed::Given(Box::new(given?)), Assumed::Stored);
    Some(Asked { unit: unit?, base_year, assumed })
}

impl Assumed {
    /// Reads a stored scenario.
    pub(crate) async fn read(self, connection: &mut PgConnection) -> Result<Assumptions, Error> {
        match self {
            Self::Given(assumptions) => Ok(*assumptions),
            Self::Stored(id) => {
                let found = scenarios::get_all(connection, &[id]).await?.pop().ok_or(Error::ScenarioNotFound)?;
                Ok(found.assumptions)
            }
        }
    }
}

/// The tree as it is on the first day that is projected, and the units in question.
pub(crate) async fn scope(
    connection: &mut PgConnection,
    unit: Option<Uuid>,
    base_year: i32,
) -> Result<(PlanningTree, Vec<Uuid>), Error> {
    let first_day = last_day(base_year).tomorrow().unwrap_or(Date::MAX);
    let tree = plannings::tree(connection, first_day).await?;
    if unit.is_some_and(|unit| tree.node(unit).is_none()) {
        return Err(Error::UnitNotFound);
    }
    let units = tree.scope(unit);
    Ok((tree, units))
}

/// The day for which incumbents are counted (*tanggal bezetting*): 31 December of the base year.
fn last_day(base_year: i32) -> Date {
    Date::new(i16::try_from(base_year).unwrap_or(i16::MAX), 12, 31).unwrap_or(Date::MAX)
}

impl Planning {
    /// Finds the rulesets that the settings name.
    pub fn find(rules: &Rules) -> Result<Self, RulesetError> {
        let roundings = rulesets::all()?.into_iter().map(|ruleset| (ruleset.id, ruleset.rounding));
        Ok(Self {
            rules: rulesets::planning::planning(&rules.planning)?,
            roundings: roundings.collect(),
            rounding: rulesets::find(&rules.workload)?.rounding,
        })
    }

    /// Positions of units with the people in them at the end of the base year, and what a projection has to know about each: a
    /// page of them, or all. Who left since then is among the retirements, or is none of the shortage of that day.
    pub(crate) async fn subjects(
        &self,
        connection: &mut PgConnection,
        units: &[Uuid],
        base_year: i32,
        page: Option<&Page>,
    ) -> Result<Vec<(Planned, Subject)>, Error> {
        let positions = plannings::positions(connection, units, page).await?;
        let ids: Vec<Uuid> = positions.iter().map(|position| position.id).collect();
        let exits = retirements::of_positions(connection, &ids, base_year + 1).await?;
        let minima = plannings::minima_of(connection, &ids).await?;
        let moved = plannings::moved_since(connection, &ids, last_day(base_year)).await?;
        let people = |number: i32| u64::from(number.unsigned_abs());
        let subject = |mut position: Planned| {
            let moved = moved.get(&position.id).copied().unwrap_or_default();
            position.incumbents = i32::try_from((i64::from(position.incumbents) - moved).max(0)).unwrap_or(i32::MAX);
            let today = Today {
                full_time_equivalent: position.full_time_equivalent.clone(),
                rounding: self.roundings.get(&position.ruleset).copied().unwrap_or(self.rounding),
                required: people(position.required),
                minimum: minima.get(&position.id).copied().map_or(0, people),
            };
            let retirements = exits.get(&position.id).copied().unwrap_or_default();
            let subject = Subject { unit: position.unit, today, incumbents: people(position.incumbents), retirements };
            (position, subject)
        };
        Ok(positions.into_iter().map(subject).collect())
    }
}

/// The sum of each sector, `""` for units without one.
pub(crate) async fn by_sector(
    subjects: &[(Planned, Subject)],
    tree: &PlanningTree,
    mut forecast: Forecast<'_>,
) -> BTreeMap<String, Projection> {
    let mut sums: BTreeMap<String, Projection> = BTreeMap::new();
    for some in subjects.chunks(TURN) {
        for (position, subject) in some {
            let sector = tree.sector(position.unit);
            if !sums.contains_key(sector) {
                sums.insert(sector.to_owned(), Projection::default());
            }
            if let Some(sum) = sums.get_mut(sector) {
                sum.add(&forecast.project(subject));
            }
        }
        tokio::task::yield_now().await;
    }
    sums
}

/// The sum of each unit with all units below it.
pub(crate) async fn by_unit(
    subjects: &[(Planned, Subject)],
    tree: &PlanningTree,
    mut forecast: Forecast<'_>,
) -> HashMap<Uuid, Projection> {
    let mut sums: HashMap<Uuid, Projection> = HashMap::new();
    for some in subjects.chunks(TURN) {
        for (position, subject) in some {
            let projection = forecast.project(subject);
            for unit in tree.upwards(position.unit) {
                sums.entry(unit).or_default().add(&projection);
            }
        }
        tokio::task::yield_now().await;
    }
    sums
}

/// All of them together.
pub(crate) fn total<'p>(sums: impl IntoIterator<Item = &'p Projection>) -> Projection {
    let mut total = Projection::default();
    sums.into_iter().for_each(|sum| total.add(sum));
    total
}

/// The projection of a position as the caller sees it.
pub(crate) fn render_position(
    tenant: &Tenant,
    tree: &PlanningTree,
    position: Planned,
    projection: &Projection,
    base_year: i32,
) -> pb::PositionProjection {
    pb::PositionProjection {
        position: names::POSITION.name(tenant, position.id),
        unit: names::UNIT.name(tenant, position.unit),
        unit_path: tree.node(position.unit).map(|node| node.path.clone()).unwrap_or_default(),
        title: position.title,
        sector: tree.sector(position.unit).to_owned(),
        required: position.required,
        incumbents: position.incumbents,
        shortage: wire(projection.shortage),
        surplus: wire(projection.surplus),
        years: render_years(projection, base_year),
        total_need: wire(projection.need()),
        ruleset: position.ruleset,
    }
}

/// A sum as the caller sees it, without what it is the sum of.
pub(crate) fn render_sum(sum: &Projection, base_year: i32) -> pb::ProjectionSum {
    pb::ProjectionSum {
        positions: wire(sum.positions),
        required: wire(sum.required),
        incumbents: wire(sum.incumbents),
        shortage: wire(sum.shortage),
        surplus: wire(sum.surplus),
        years: render_years(sum, base_year),
        total_need: wire(sum.need()),
        ..Default::default()
    }
}

/// A sum next to the base.
pub(crate) fn render_outcome(sector: &str, sum: &Projection, base: &Projection, base_year: i32) -> pb::SectorOutcome {
    let beyond = |year: usize| wire(sum.years[year].need) - wire(base.years[year].need);
    pb::SectorOutcome {
        sum: Some(pb::ProjectionSum { sector: sector.to_owned(), ..render_sum(sum, base_year) }),
        need_beyond_base: (0..YEARS).map(beyond).collect(),
        total_need_beyond_base: wire(sum.need()) - wire(base.need()),
    }
}

fn render_years(projection: &Projection, base_year: i32) -> Vec<pb::YearProjection> {
    let render = |(year, one): (i32, &Year)| pb::YearProjection {
        year,
        required: wire(one.required),
        shortage_allocated: wire(one.allocated),
        growth: wire(one.growth),
        retirements: wire(one.retirements),
        absorbed: wire(one.absorbed),
        need: wire(one.need),
        carried: wire(one.carried),
    };
    (base_year + 1..).zip(&projection.years).map(render).collect()
}

fn wire(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
