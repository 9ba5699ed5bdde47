mod award_messages;
mod pay_messages;
mod welfare_report_messages;

pub mod allowances;
pub mod awards;
pub mod facilities;
pub mod pays;
pub mod welfare_reports;
