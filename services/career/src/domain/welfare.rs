//! Pay (*gaji pokok*), periodic raises (*KGB*), allowance (*TPP*), facilities, awards and equity.

pub mod allowance;
pub mod award;
pub mod equity;
pub mod facility;
pub mod pay;
pub mod raise;
pub mod retention_risk;
pub mod salary;
pub mod welfare_facts;
pub mod welfare_rules;
