//! Official scores, taken in and computed again (*nilai*, *peringkat*, *kelulusan*).

pub mod results;
