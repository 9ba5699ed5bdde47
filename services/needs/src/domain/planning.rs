//! The years ahead and the money: projections, scenarios, priorities, budgets, sectors.

pub mod apportion;
pub mod budget;
pub mod knapsack;
pub mod planning_tree;
pub mod priority;
pub mod projection;
pub mod retirement;
pub mod scenario;
pub mod unit_plan;
