//! What was found about an application.

/// Whether an application meets the requirements (*MS* or *TMS*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// *Memenuhi syarat*: goes on to the tests.
    Eligible,
    /// *Tidak memenuhi syarat*.
    Ineligible {
        /// Why; the applicant is told.
        reason: String,
    },
}
