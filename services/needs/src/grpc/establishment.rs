//! Units, posts and who sits on them (*peta jabatan*).

pub(crate) mod imports;
pub(crate) mod jobs;
pub mod organisation;
pub mod positions;
