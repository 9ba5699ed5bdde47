pub mod development_items;
pub mod evidence;
pub mod gap_sums;
pub mod gaps;
pub mod index_facts;
pub mod profile_facts;
pub mod profiles;
pub mod published_standards;

/// A level as the domain has it.
pub(crate) fn small(number: i32) -> sqlx::Result<u8> {
    u8::try_from(number).map_err(|error| sqlx::Error::Decode(error.into()))
}
