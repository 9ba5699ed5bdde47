pub mod internship_agreements;
pub(crate) mod internship_messages;
pub mod internships;
