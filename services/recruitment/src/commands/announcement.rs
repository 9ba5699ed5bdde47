//! What is announced: the rules of a selection and the vacancies (*formasi*) it fills.

mod accept_alternative_evidence;
mod close_vacancy;
mod draft_vacancy;
mod extend_vacancy;
mod keep_standard;
mod open_vacancy;

pub use accept_alternative_evidence::{AcceptAlternativeEvidence, accept_alternative_evidence};
pub use close_vacancy::close_vacancy;
pub use draft_vacancy::{DraftVacancy, draft_vacancy};
pub use extend_vacancy::{ExtendVacancy, extend_vacancy};
pub use keep_standard::keep_standard;
pub use open_vacancy::{OpenVacancy, open_vacancy};
