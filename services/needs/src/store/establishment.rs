//! Units, posts and who sits on them (*peta jabatan*).

pub mod definitions;
pub mod job_map;
pub mod organisation;
pub mod positions;
pub mod units;
