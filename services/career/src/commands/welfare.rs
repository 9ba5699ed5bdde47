//! Pay, raises, allowances, facilities and awards. The servant's row is locked before everything else of the person.

mod approve_award_run;
mod compute_allowance;
mod compute_awards;
mod grant_facility;
mod grant_raise;
mod list_retention_risks;
mod recompute_awards;
mod record_allowance;
mod report_equity;
mod return_facility;
mod withdraw_raise;

pub use approve_award_run::approve_award_run;
pub use compute_allowance::{ComputeAllowance, compute_allowance};
pub use compute_awards::{ComputeAwards, compute_awards};
pub use grant_facility::{GrantFacility, grant_facility};
pub use grant_raise::{GrantRaise, due_raises, grant_raise};
pub use list_retention_risks::{RetentionPass, RiskFound, list_retention_risks};
pub use recompute_awards::{AwardsRecomputed, recompute_awards};
pub use record_allowance::record_allowance;
pub use report_equity::{EquityReport, ReportEquity, report_equity};
pub use return_facility::{ReturnFacility, return_facility};
pub use withdraw_raise::{WithdrawRaise, withdraw_raise};

use crate::domain::{allowance::AllowanceRules, pay::PayTable, welfare_rules::WelfareRules};

/// The rules in use.
pub struct WelfareBook {
    /// Raises, awards, equity and retention.
    pub rules: WelfareRules,
    /// Every pay table at hand.
    pub pay: Vec<PayTable>,
    /// Every ruleset of allowances at hand.
    pub allowances: Vec<AllowanceRules>,
    /// Id of the one for those without one of their own.
    pub allowance: String,
}

/// Servants whose facts are held at once.
const CHUNK: i64 = 5_000;

/// Servants looked at for one page of a list that few are in, at most.
const MOST_LOOKED_AT: i64 = 50_000;
