//! How to plan, and what a person costs, as dated data: files of `rulesets/`, read and checked.

use super::RulesetError;
use crate::domain::{
    budget::{CLASSES, CostRules},
    planning_tree::SECTORS,
    projection::{Spread, Surplus, YEARS},
    scenario::PlanningRules,
};
use jiff::civil::Date;
use serde::{Deserialize, de::DeserializeOwned};

const PLANNING: [(&str, &str); 1] = [("planning-siklus-1.toml", include_str!("../../rulesets/planning-siklus-1.toml"))];
const COSTS: [(&str, &str); 1] = [("cost-siklus-1.toml", include_str!("../../rulesets/cost-siklus-1.toml"))];

/// Most rupiah that a person may cost in a year.
pub const MOST_RUPIAH: i64 = 100_000_000_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanningRow {
    id: String,
    valid_from: Date,
    spread: SpreadRow,
    weights: Vec<u32>,
    surplus: SurplusRow,
    population_sectors: Vec<String>,
    retirement_on_first_of_month: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SpreadRow {
    FirstYear,
    Even,
    Weighted,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SurplusRow {
    AbsorbsExits,
    ExitsReplaced,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CostRow {
    id: String,
    valid_from: Date,
    unknown_class: i64,
    rupiah: Vec<i64>,
    search_steps: u64,
}

/// Finds the rules of planning by their id.
pub fn planning(id: &str) -> Result<PlanningRules, RulesetError> {
    for (file, text) in PLANNING {
        let rules = read_planning(file, text)?;
        if rules.id == id {
            return Ok(rules);
        }
    }
    Err(RulesetError::Unknown(id.to_owned()))
}

/// Finds the costs of a person by their id.
pub fn cost(id: &str) -> Result<CostRules, RulesetError> {
    for (file, text) in COSTS {
        let rules = read_cost(file, text)?;
        if rules.id == id {
            return Ok(rules);
        }
    }
    Err(RulesetError::Unknown(id.to_owned()))
}

fn read_planning(file: &'static str, text: &str) -> Result<PlanningRules, RulesetError> {
    let row: PlanningRow = parse(file, text)?;
    let wrong = |what| RulesetError::Planning { file, what };
    let spread = match row.spread {
        SpreadRow::FirstYear => Spread::FirstYear,
        SpreadRow::Even => Spread::Even,
        SpreadRow::Weighted => {
            let weights: Result<[u32; YEARS], _> = row.weights.try_into();
            let weights = weights.ok().filter(|weights| weights.iter().any(|weight| *weight > 0));
            Spread::Weighted(weights.ok_or_else(|| wrong("needs five weights, not all 0"))?)
        }
    };
    if row.population_sectors.iter().any(|sector| !SECTORS.contains(&sector.as_str())) {
        return Err(wrong("names an unknown sector"));
    }
    Ok(PlanningRules {
        id: row.id,
        valid_from: row.valid_from,
        spread,
        surplus: match row.surplus {
            SurplusRow::AbsorbsExits => Surplus::AbsorbsExits,
            SurplusRow::ExitsReplaced => Surplus::ExitsReplaced,
        },
        population_sectors: row.population_sectors,
        retirement_on_first_of_month: row.retirement_on_first_of_month,
    })
}

fn read_cost(file: &'static str, text: &str) -> Result<CostRules, RulesetError> {
    let row: CostRow = parse(file, text)?;
    let wrong = |what| RulesetError::Planning { file, what };
    let figures: Vec<i64> = std::iter::once(row.unknown_class).chain(row.rupiah).collect();
    let rupiah: [i64; CLASSES] = figures.try_into().map_err(|_| wrong("needs a figure for each of 17 classes"))?;
    if rupiah.iter().any(|figure| !(1..=MOST_RUPIAH).contains(figure)) {
        return Err(wrong("holds a figure of no rupiah or too many"));
    }
    Ok(CostRules { id: row.id, valid_from: row.valid_from, rupiah, search_steps: row.search_steps })
}

fn parse<R: DeserializeOwned>(file: &'static str, text: &str) -> Result<R, RulesetError> {
    toml::from_str(text).map_err(|source| RulesetError::Malformed { file, source: Box::new(source) })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_ruleset_is_valid_and_named_after_its_file() {
        for (file, text) in PLANNING {
            assert_eq!(format!("{}.toml", read_planning(file, text).unwrap().id), file);
        }
        for (file, text) in COSTS {
            assert_eq!(format!("{}.toml", read_cost(file, text).unwrap().id), file);
        }
    }

    #[test]
    fn incomplete_rulesets_are_refused() {
        let (planning_text, cost_text) = (PLANNING[0].1, COSTS[0].1);
        let weighted = planning_text.replace("spread = \"first_year\"", "spread = \"weighted\"");
        assert!(matches!(read_planning("test", &weighted), Err(RulesetError::Planning { .. })));
        let weighted = weighted.replace("weights = []", "weights = [5, 3, 2, 0, 0]");
        assert_eq!(read_planning("test", &weighted).unwrap().spread, Spread::Weighted([5, 3, 2, 0, 0]));
        let sector = planning_text.replace("\"health\"", "\"heath\"");
        assert!(matches!(read_planning("test", &sector), Err(RulesetError::Planning { .. })));
        for (old, new) in [("54_000_000, ", ""), ("54_000_000", "0"), ("54_000_000", "200_000_000_000")] {
            assert!(
                matches!(read_cost("test", &cost_text.replace(old, new)), Err(RulesetError::Planning { .. })),
                "{new}"
            );
        }
        assert!(matches!(planning("1945"), Err(RulesetError::Unknown(_))));
        assert!(matches!(cost("1945"), Err(RulesetError::Unknown(_))));
    }
}
