//! What is announced: the rules of a selection and the vacancies (*formasi*) it fills.

pub mod criteria;
pub mod notices;
pub mod standards;
pub mod vacancies;
