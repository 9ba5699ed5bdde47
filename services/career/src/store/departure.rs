pub mod exits;
pub mod open_matters;
pub mod retirement_facts;
pub mod retirement_notices;
pub mod retirements;
