pub mod allowances;
pub mod award_candidates;
pub mod award_runs;
pub mod equity_facts;
pub mod facilities;
pub mod raises;
pub mod retention_facts;
pub mod welfare_facts;
