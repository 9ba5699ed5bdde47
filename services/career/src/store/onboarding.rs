//! The first year: tasks, probation (*masa percobaan*), orientation, and how the new servant settles in.

pub mod adaptation_answers;
pub mod adaptation_follow_ups;
pub mod adaptation_needs;
pub mod health_statements;
pub mod onboarding_tasks;
pub mod onboarding_warnings;
pub mod onboardings;
pub mod pre_service_corrections;
pub mod pre_services;
pub mod probation_decisions;
pub mod work_agreements;
