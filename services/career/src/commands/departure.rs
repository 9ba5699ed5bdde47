//! Retirements, told ahead, and every way to leave. The servant's row is locked before everything else of the person.

mod close_development;
mod close_open_matters;
mod hold_to_leave;
mod leave;
mod recompute_retirements;
mod record_exit;
mod revoke_exit;
mod sweep_exits;
mod sweep_retirement_notices;

pub(in crate::commands) use hold_to_leave::hold_to_leave;
pub use leave::leave;
pub use recompute_retirements::{RecomputeRetirements, RetirementPass, recompute_retirements};
pub use record_exit::{RecordExit, record_exit};
pub use revoke_exit::{RevokeExit, revoke_exit};
pub use sweep_exits::{ExitSweep, sweep_exits};
pub use sweep_retirement_notices::{NoticePass, SweepRetirementNotices, sweep_retirement_notices};
