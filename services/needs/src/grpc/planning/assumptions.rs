//! Assumptions and scenarios on the wire.

use crate::{
    commands::CreateScenario,
    domain::{
        planning_tree::SECTORS,
        projection::{Spread, Surplus, YEARS},
        scenario::{Assumptions, Change, MOST_CHANGES, Percent, Scenario, Target},
    },
    names,
};
use contracts::needs::v1 as pb;
use pb::assumptions::{Spread as WireSpread, Surplus as WireSurplus};
use platform::{Scope, Tenant, Violations, dates, etag, names::parse_parent};
use std::collections::BTreeSet;

const NOT_A_SECTOR: &str = "must be health, education, infrastructure, tourism, administration or other";

/// Reads a scenario to be kept.
pub(crate) fn parse_create_scenario(
    message: &pb::CreateScenarioRequest,
) -> Result<(Scope, CreateScenario), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let display_name = check.text("display_name", &message.display_name, 200);
    check.check("assumptions", message.assumptions.is_some(), "must be set");
    let given = message.assumptions.clone().unwrap_or_default();
    let assumptions = parse_assumptions(&mut check, &given, tenant.as_ref());
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(display_name), Some(assumptions), Some(request_id), true) =
        (tenant, display_name, assumptions, request_id, check.is_empty())
    else {
        return Err(check);
    };
    Ok((Scope::once(tenant, &message.parent, request_id), CreateScenario { display_name, assumptions }))
}

/// Reads assumptions and notes all that is wrong with them.
pub(crate) fn parse_assumptions(
    check: &mut Violations,
    given: &pb::Assumptions,
    tenant: Option<&Tenant>,
) -> Option<Assumptions> {
    let spread = parse_spread(check, given);
    let surplus = match WireSurplus::try_from(given.surplus) {
        Ok(WireSurplus::Unspecified) => Ok(None),
        Ok(WireSurplus::AbsorbsExits) => Ok(Some(Surplus::AbsorbsExits)),
        Ok(WireSurplus::ExitsReplaced) => Ok(Some(Surplus::ExitsReplaced)),
        Err(_) => Err("must be a known use of a surplus"),
    };
    let surplus = check.take("assumptions.surplus", surplus);
    let growth = check.take("assumptions.population_growth", Percent::growth(&given.population_growth));
    let mut seen = BTreeSet::new();
    for (nth, sector) in given.population_sectors.iter().enumerate() {
        let field = format!("assumptions.population_sectors[{nth}]");
        check.check(&field, SECTORS.contains(&sector.as_str()), NOT_A_SECTOR);
        check.check(&field, seen.insert(sector), "stands there twice");
    }
    let few = given.workload_changes.len() <= MOST_CHANGES;
    check.check("assumptions.workload_changes", few, format!("must not be more than {MOST_CHANGES}"));
    let changes = given.workload_changes.iter().take(MOST_CHANGES).enumerate();
    let changes: Vec<Option<Change>> = changes.map(|(nth, change)| parse_change(check, tenant, nth, change)).collect();
    let mut seen = BTreeSet::new();
    for (nth, year) in given.freeze_years.iter().enumerate() {
        let field = format!("assumptions.freeze_years[{nth}]");
        check.check(&field, (1..=YEARS as i32).contains(year), "must be 1 to 5");
        check.check(&field, seen.insert(year), "stands there twice");
    }
    Some(Assumptions {
        spread: spread?,
        surplus: surplus?,
        growth: growth?,
        population_sectors: given.population_sectors.clone(),
        changes: changes.into_iter().collect::<Option<_>>()?,
        freeze_years: given.freeze_years.clone(),
    })
}

fn parse_spread(check: &mut Violations, given: &pb::Assumptions) -> Option<Option<Spread>> {
    let weights: Result<[i32; YEARS], _> = given.weights.clone().try_into();
    let spread = match WireSpread::try_from(given.spread) {
        Ok(WireSpread::Weighted) => {
            let sound = |weights: &[i32; YEARS]| {
                weights.iter().all(|weight| (0..=1000).contains(weight)) && weights.iter().any(|weight| *weight > 0)
            };
            let weights = weights.ok().filter(sound).ok_or("must be five weights of 0 to 1,000, not all 0");
            let weights = check.take("assumptions.weights", weights)?;
            return Some(Some(Spread::Weighted(weights.map(i32::unsigned_abs))));
        }
        Ok(WireSpread::Unspecified) => Ok(None),
        Ok(WireSpread::FirstYear) => Ok(Some(Spread::FirstYear)),
        Ok(WireSpread::Even) => Ok(Some(Spread::Even)),
        Err(_) => Err("must be a known spread"),
    };
    check.check("assumptions.weights", given.weights.is_empty(), "must be empty unless the spread is weighted");
    check.take("assumptions.spread", spread)
}

fn parse_change(
    check: &mut Violations,
    tenant: Option<&Tenant>,
    nth: usize,
    change: &pb::WorkloadChange,
) -> Option<Change> {
    let field = |name: &str| format!("assumptions.workload_changes[{nth}].{name}");
    let target = parse_target(check, tenant, &field, &change.sector, &change.unit);
    let percent = check.take(field("percent"), Percent::change(&change.percent));
    let changes = percent.as_ref().is_none_or(|percent| !percent.is_zero());
    check.check(field("percent"), changes, "must not be 0");
    check.check(field("from_year"), (0..=YEARS as i32).contains(&change.from_year), "must be 1 to 5, or 0 for 1");
    Some(Change { target: target?, percent: percent?, from_year: change.from_year.max(1) })
}

/// Reads a sector or a unit, of which exactly one is given.
pub(crate) fn parse_target(
    check: &mut Violations,
    tenant: Option<&Tenant>,
    field: &impl Fn(&str) -> String,
    sector: &str,
    unit: &str,
) -> Option<Target> {
    if sector.is_empty() == unit.is_empty() {
        check.add(field("sector"), "give either a sector or a unit");
        return None;
    }
    if unit.is_empty() {
        let known = if SECTORS.contains(&sector) { Ok(sector.to_owned()) } else { Err(NOT_A_SECTOR) };
        return check.take(field("sector"), known).map(Target::Sector);
    }
    check.own(field("unit"), unit, names::UNIT, tenant).map(Target::Unit)
}

/// A sector or a unit on the wire, of which one is empty.
pub(crate) fn render_target(tenant: &Tenant, target: &Target) -> (String, String) {
    match target {
        Target::Sector(sector) => (sector.clone(), String::new()),
        Target::Unit(unit) => (String::new(), names::UNIT.name(tenant, *unit)),
    }
}

/// A scenario as the caller sees it.
pub(crate) fn render_scenario(tenant: &Tenant, scenario: Scenario) -> pb::Scenario {
    pb::Scenario {
        name: names::SCENARIO.name(tenant, scenario.id),
        display_name: scenario.display_name,
        assumptions: Some(render_assumptions(tenant, &scenario.assumptions)),
        etag: etag::render(scenario.version),
        create_time: Some(dates::render_time(scenario.create_time)),
    }
}

fn render_assumptions(tenant: &Tenant, assumed: &Assumptions) -> pb::Assumptions {
    let (spread, weights) = match assumed.spread {
        None => (WireSpread::Unspecified, Vec::new()),
        Some(Spread::FirstYear) => (WireSpread::FirstYear, Vec::new()),
        Some(Spread::Even) => (WireSpread::Even, Vec::new()),
        Some(Spread::Weighted(weights)) => (WireSpread::Weighted, weights.map(u32::cast_signed).to_vec()),
    };
    let surplus = match assumed.surplus {
        None => WireSurplus::Unspecified,
        Some(Surplus::AbsorbsExits) => WireSurplus::AbsorbsExits,
        Some(Surplus::ExitsReplaced) => WireSurplus::ExitsReplaced,
    };
    let change = |change: &Change| {
        let (sector, unit) = render_target(tenant, &change.target);
        let percent = change.percent.as_str().to_owned();
        pb::WorkloadChange { sector, unit, percent, from_year: change.from_year }
    };
    pb::Assumptions {
        spread: spread.into(),
        weights,
        surplus: surplus.into(),
        population_growth: assumed.growth.as_str().to_owned(),
        population_sectors: assumed.population_sectors.clone(),
        workload_changes: assumed.changes.iter().map(change).collect(),
        freeze_years: assumed.freeze_years.clone(),
    }
}
