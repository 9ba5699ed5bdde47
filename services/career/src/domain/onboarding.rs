//! The first year: tasks, probation (*masa percobaan*), orientation, and how the new servant settles in.

pub mod adaptation;
pub mod health_statement;
pub mod onboarding_rules;
pub mod onboarding_task;
pub mod pre_service;
pub mod probation;
pub mod work_agreement;
