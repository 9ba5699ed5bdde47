//! The years ahead and the money: projections, scenarios, priorities, budgets, sectors.

pub(crate) mod assumptions;
pub mod budgets;
pub mod forecasts;
pub mod projections;
pub(crate) mod retirements;
pub mod sectors;
