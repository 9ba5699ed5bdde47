//! What is announced: the rules of a selection and the vacancies (*formasi*) it fills.

mod announcement_messages;
pub mod announcements;
mod requests;
pub mod vacancies;
pub(crate) mod vacancy_messages;
