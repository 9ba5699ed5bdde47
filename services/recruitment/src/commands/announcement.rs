//! What is announced: the rules of a selection and the vacancies (*formasi*) it fills.

mod close_vacancy;
mod draft_vacancy;
mod open_vacancy;

pub use close_vacancy::close_vacancy;
pub use draft_vacancy::{DraftVacancy, draft_vacancy};
pub use open_vacancy::{OpenVacancy, open_vacancy};
