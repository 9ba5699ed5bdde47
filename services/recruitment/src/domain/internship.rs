//! Internships with universities (*magang*): apart from selections, which may not use anything of them.

pub mod certificate;
pub mod intern;
pub mod intern_assessment;
pub mod internship_agreement;
pub mod internship_rules;
