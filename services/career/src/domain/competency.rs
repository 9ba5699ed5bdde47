//! What a servant can do, by evidence, against what the post asks for (*kompetensi*, *kesenjangan*).

pub mod competency_profile;
pub mod competency_rules;
pub mod development;
pub mod evidence;
pub mod gap;
pub mod holder;
pub mod professionalism;
