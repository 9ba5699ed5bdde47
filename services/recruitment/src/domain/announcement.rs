//! What is announced: the rules of a selection and the vacancies (*formasi*) it fills.

pub mod ruleset;
pub mod vacancy;
pub mod window;
