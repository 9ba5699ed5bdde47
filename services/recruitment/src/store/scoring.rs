//! Official scores, taken in and computed again (*nilai*, *peringkat*, *kelulusan*).

pub mod cpns_criteria;
pub mod finals;
pub mod moves;
pub mod recapitulations;
pub mod results;
pub mod rounding_alerts;
pub mod seats;
pub mod ties;
