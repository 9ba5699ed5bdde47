//! Public services (*layanan*), how much they are used, and the signals of their quality.

pub mod public_services;
pub mod quality_signals;
pub mod service_months;
