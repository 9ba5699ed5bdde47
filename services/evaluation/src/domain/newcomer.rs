//! The newly appointed (*pegawai baru*): how they settle in, as career tells it.

pub mod newcomer_answer;
pub mod newcomer_rules;
