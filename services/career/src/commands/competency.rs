//! What a servant can do, by evidence, against what the post asks for (*kompetensi*, *kesenjangan*).

mod agree_development;
mod drop_development;
mod keep_published_standard;
mod must_be_known;
mod note_evidence;
mod recompute_profiles;
mod record_evidence;
mod refresh_profile;
mod refresh_profiles;
mod sweep_expired_evidence;
mod withdraw_evidence;

pub use agree_development::{AgreeDevelopment, agree_development};
pub use drop_development::{DropDevelopment, drop_development};
pub use keep_published_standard::keep_published_standard;
pub(in crate::commands) use must_be_known::{is_known, must_be_known};
pub use note_evidence::note_evidence;
pub use recompute_profiles::{RecomputeProfiles, Recomputed, recompute_profiles};
pub use record_evidence::record_evidence;
pub use refresh_profile::{refresh_all, refresh_profile};
pub use refresh_profiles::Refreshed;
pub use sweep_expired_evidence::{Swept, sweep_expired_evidence};
pub use withdraw_evidence::{WithdrawEvidence, take_evidence_back, withdraw_evidence};
