use crate::{
    error::Error,
    store::{
        populations::{self, Entry},
        units,
    },
};
use jiff::civil::Date;
use platform::Work;
use std::collections::BTreeMap;
use uuid::Uuid;

/// One sound row of the population.
pub struct PopulationLine {
    /// Number of the row in the import.
    pub row: i64,
    /// Code of the region.
    pub region: String,
    /// Name of the region.
    pub display_name: String,
    /// Day for which people were counted.
    pub date: Date,
    /// How many people.
    pub total: i64,
    /// Path of a unit that serves the region.
    pub unit_path: Option<String>,
}

/// What an import of the population did.
pub struct PopulationTaken {
    /// Units linked.
    pub linked: Vec<Uuid>,
    /// Rows whose unit is not known; nothing of them was taken.
    pub unknown_units: Vec<i64>,
}

/// Takes populations, each region and day once in the rows, and links the units they name.
pub async fn import_population(work: &mut Work<'_>, lines: Vec<PopulationLine>) -> Result<PopulationTaken, Error> {
    let paths: Vec<String> = lines.iter().filter_map(|line| line.unit_path.clone()).collect();
    let ids = units::ids_of(work.connection, &paths).await?;
    let (mut entries, mut unknown_units) = (Vec::new(), Vec::new());
    // A unit named by rows of two regions serves the last.
    let mut links = BTreeMap::new();
    for line in lines {
        if let Some(path) = &line.unit_path {
            let Some(unit) = ids.get(path) else {
                unknown_units.push(line.row);
                continue;
            };
            links.insert(*unit, line.region.clone());
        }
        entries.push(Entry {
            id: Uuid::now_v7(),
            region: line.region,
            display_name: line.display_name,
            date: line.date,
            total: line.total,
            create_time: work.now,
        });
    }
    populations::upsert_all(work.connection, &entries).await?;
    let links: Vec<(Uuid, String)> = links.into_iter().collect();
    populations::link_all(work.connection, &links, work.now).await?;
    Ok(PopulationTaken { linked: links.into_iter().map(|(unit, _)| unit).collect(), unknown_units })
}
