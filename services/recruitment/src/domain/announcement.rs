//! What is announced: the rules of a selection and the vacancies (*formasi*) it fills.

pub mod admission;
pub mod calendar;
pub mod criteria;
mod criteria_reading;
mod criteria_text;
pub mod general_rules;
pub mod notice;
pub mod pppk_ruleset;
pub mod programme;
pub mod ruleset;
pub mod standard;
pub mod tie_break;
pub mod vacancy;
pub mod window;
pub mod zone;
