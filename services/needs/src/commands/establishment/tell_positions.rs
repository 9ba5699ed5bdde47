use crate::{error::Error, events, store::definitions};
use platform::Work;
use uuid::Uuid;

/// Positions read in one statement.
const CHUNK: i64 = 1_000;
/// Most positions told by one call; what is left is told by the next.
const MOST: i64 = 20_000;

/// Tells the others what positions are that are new, or other than what was told. A count of people alone is nothing to tell.
/// Returns how many it told.
pub async fn tell_positions(work: &mut Work<'_>) -> Result<i64, Error> {
    let mut told = 0;
    while told < MOST {
        let found = definitions::lock_untold(work.connection, CHUNK.min(MOST - told)).await?;
        for definition in &found {
            let defined = events::position_defined(&work.tenant, definition);
            work.record(definition, &defined);
        }
        if found.is_empty() {
            break;
        }
        let ids: Vec<Uuid> = found.iter().map(|definition| definition.id).collect();
        definitions::note_told(work.connection, &ids).await?;
        told += ids.len() as i64;
    }
    Ok(told)
}
