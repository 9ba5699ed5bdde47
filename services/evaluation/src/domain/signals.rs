//! Public services (*layanan*), how much they are used, and the tests that tell when their quality fell.

pub mod complaint_test;
pub mod cusum;
pub mod overdue_fall;
pub mod public_service;
pub mod quality;
pub mod satisfaction_fall;
pub mod service_history;
pub mod signal;
pub mod signal_rules;
