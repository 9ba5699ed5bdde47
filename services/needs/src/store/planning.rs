//! The years ahead and the money: projections, scenarios, priorities, budgets, sectors.

pub mod budget_plans;
pub mod plannings;
pub mod priorities;
pub mod retirements;
pub mod scenarios;
pub mod sectors;
