use crate::{
    domain::region,
    error::{Error, SignalError},
    store::populations::{self, Entry},
};
use platform::Work;
use uuid::Uuid;

/// Takes the shipped population of a region and of those within it. Returns how many regions.
pub async fn load_population(work: &mut Work<'_>, code: String) -> Result<i32, Error> {
    let entry = |one: region::Region| Entry {
        id: Uuid::now_v7(),
        region: one.code.to_owned(),
        display_name: one.display_name.to_owned(),
        date: region::shipped_date(),
        total: one.total,
        create_time: work.now,
    };
    let entries: Vec<Entry> = region::shipped().filter(|one| region::is_within(one.code, &code)).map(entry).collect();
    if entries.is_empty() {
        return Err(SignalError::RegionNotFound.into());
    }
    populations::upsert_all(work.connection, &entries).await?;
    Ok(i32::try_from(entries.len()).unwrap_or(i32::MAX))
}
