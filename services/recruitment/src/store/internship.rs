pub mod internship_agreements;
pub mod internship_places;
pub mod internships;
pub mod logbook;
