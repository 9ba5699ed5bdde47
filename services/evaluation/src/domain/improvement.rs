//! What follows a low rating (*pembinaan kinerja*) and absence without an excuse (*disiplin*): the system proposes,
//! officials decide.

pub mod absence_ladder;
pub mod case_decision;
mod case_objections;
pub mod case_refusal;
pub mod discipline_case;
pub mod improvement_case;
pub mod improvement_rules;
pub mod improvement_stage;
