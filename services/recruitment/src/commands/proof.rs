//! What goes into the logs of vacancies, and how they are signed.

mod issue_receipt;
mod log_criteria;
mod log_grounds;
mod log_scores;
mod log_seat;
mod seal_result;
mod sequence_log;

pub use issue_receipt::{IssuedReceipt, issue_receipt};
pub use log_criteria::log_criteria;
pub(super) use log_grounds::log_grounds;
use log_scores::log_corrections;
pub(super) use log_scores::{latest, salt};
pub use log_scores::{log_skb, log_skd};
pub use log_seat::{log_arrivals, log_departure, log_replacement, seal_results};
pub(super) use seal_result::logged_order;
pub use seal_result::seal_result;
pub use sequence_log::sequence_log;

use crate::error::Error;
use ::proof::Signer;
use platform::Work;
use std::sync::Arc;

/// The key of the service; it does not start without one.
pub(super) fn signer(work: &Work<'_>) -> Result<Arc<Signer>, Error> {
    work.signer.clone().ok_or_else(|| Error::internal("secrets.signing_key is not set"))
}
