use crate::{
    domain::scenario::{Assumptions, Scenario, Target},
    error::Error,
    store::{plannings, scenarios},
};
use platform::Work;
use uuid::Uuid;

/// A scenario to be kept.
pub struct CreateScenario {
    /// Name for people.
    pub display_name: String,
    /// What it assumes.
    pub assumptions: Assumptions,
}

/// Keeps assumptions under a name.
pub async fn create_scenario(work: &mut Work<'_>, input: CreateScenario) -> Result<Scenario, Error> {
    let targets = input.assumptions.changes.iter().map(|change| &change.target);
    let units: Vec<Uuid> = targets.filter_map(Target::unit).collect();
    if !plannings::units_exist(work.connection, &units).await? {
        return Err(Error::UnitNotFound);
    }
    let scenario = Scenario {
        id: Uuid::now_v7(),
        display_name: input.display_name,
        assumptions: input.assumptions,
        version: 1,
        create_time: work.now,
    };
    scenarios::insert(work.connection, &scenario).await?;
    Ok(scenario)
}
