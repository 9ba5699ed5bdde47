pub mod competency_evidence;
pub(crate) mod competency_messages;
pub mod competency_profiles;
pub mod development_items;
