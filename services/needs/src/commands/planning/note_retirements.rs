use crate::{
    domain::retirement::Retirement,
    error::Error,
    names,
    store::{
        retirements,
        steps::{self, NewStep},
    },
};
use platform::Work;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows written in one statement.
const CHUNK: usize = 1000;

/// Notes who will leave which position when, beside what is known already; a seat that was known under another date moves.
/// Whatever learns of a retirement ends here. The positions are locked.
pub async fn note_retirements(work: &mut Work<'_>, found: &[Retirement]) -> Result<(), Error> {
    for some in found.chunks(CHUNK) {
        retirements::upsert_all(work.connection, some, work.now).await?;
    }
    let mut years: BTreeMap<Uuid, BTreeMap<i32, i32>> = BTreeMap::new();
    for one in found {
        *years.entry(one.position).or_default().entry(one.year).or_default() += one.people;
    }
    let told: Vec<(Uuid, BTreeMap<i32, i32>)> = years.into_iter().collect();
    for some in told.chunks(CHUNK) {
        let step = |(position, years): &(Uuid, BTreeMap<i32, i32>)| {
            let counts: Vec<String> = years.iter().map(|(year, people)| format!("{people} in {year}")).collect();
            NewStep {
                kind: "retirements.noted",
                resource: names::POSITION.name(&work.tenant, *position),
                summary: format!("retirements: {}", counts.join(", ")),
                event_id: None,
                ruleset: "",
            }
        };
        let summaries: Vec<NewStep<'_>> = some.iter().map(step).collect();
        let positions: Vec<Uuid> = some.iter().map(|(position, _)| *position).collect();
        steps::record_all(work, &positions, &summaries).await?;
    }
    Ok(())
}
