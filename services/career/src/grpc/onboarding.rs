//! The first year: tasks, probation (*masa percobaan*), orientation, and how the new servant settles in.

pub mod adaptation_messages;
pub mod adaptations;
pub mod first_year_fields;
pub mod onboardings;
pub mod pre_service_messages;
pub mod pre_services;
pub mod probation_messages;
pub mod probations;
pub mod work_agreements;
