//! The servant's record (*data pegawai*): who, in which post and rank, with which education, and since when.

pub mod correction;
pub mod education;
pub mod former_identity;
pub mod grade;
pub mod identity;
pub mod job;
pub mod placement;
pub mod position;
pub mod punishment;
pub mod rank;
pub mod rating;
pub mod record_rules;
pub mod relative;
pub(crate) mod sealed_fields;
pub mod servant;
pub mod small_groups;
pub mod standing;
