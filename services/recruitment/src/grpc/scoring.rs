//! Official scores, taken in and computed again (*nilai*, *peringkat*, *kelulusan*).

pub(crate) mod imports;
mod recapitulations;
pub(crate) mod result_messages;
pub(crate) mod scoring_messages;
pub(crate) mod scorings;
