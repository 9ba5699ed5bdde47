//! The years ahead and the money: projections, scenarios, priorities, budgets, sectors.

pub(crate) mod create_budget_plan;
pub(crate) mod create_scenario;
pub(crate) mod delete_scenario;
pub(crate) mod import_retirements;
pub(crate) mod note_approaching;
pub(crate) mod note_retirements;
pub(crate) mod set_priority;

pub use create_budget_plan::{CreateBudgetPlan, create_budget_plan};
pub use create_scenario::{CreateScenario, create_scenario};
pub use delete_scenario::delete_scenario;
pub use import_retirements::{RetirementLine, Whose, import_retirements, replace_retirements};
pub use note_approaching::note_approaching;
pub use note_retirements::note_retirements;
pub use set_priority::{SetPriority, set_priority};
