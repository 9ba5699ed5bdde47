//! Official scores, taken in and computed again (*nilai*, *peringkat*, *kelulusan*).

mod import_skb_results;
mod import_skd_results;
mod publish_result;
mod rank_final;
mod rank_skd;

pub use import_skb_results::{SkbResult, import_skb_results};
pub use import_skd_results::{SkdResult, import_skd_results};
pub use publish_result::publish_result;
pub use rank_final::rank_final;
pub use rank_skd::rank_skd;
