use crate::{
    domain::position::{Unit, UnitPath},
    error::Error,
    store::{
        positions::{self, Imported},
        units,
    },
};
use platform::Work;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// One sound row of the position map.
pub struct PositionLine {
    /// Unit.
    pub path: UnitPath,
    /// Title.
    pub title: String,
    /// People in it now.
    pub incumbents: i32,
    /// Job class, or 0.
    pub job_class: i32,
}

/// Adds or updates positions, and the units they name with all units above. Returns how many units are new.
pub async fn import_positions(work: &mut Work<'_>, lines: Vec<PositionLine>) -> Result<i64, Error> {
    let wanted: BTreeSet<UnitPath> = lines.iter().flat_map(|line| line.path.with_ancestors()).collect();
    let paths: Vec<String> = wanted.iter().map(UnitPath::to_string).collect();
    units::lock_tree(work.connection).await?;
    let mut ids = units::ids_of(work.connection, &paths).await?;
    let fresh = missing_units(work, &wanted, &mut ids);
    units::insert_all(work.connection, &fresh).await?;
    let imported = |line: PositionLine| {
        let unit = ids.get(&line.path.to_string()).copied().unwrap_or_default();
        Imported { unit, title: line.title, incumbents: line.incumbents, job_class: line.job_class }
    };
    let imported: Vec<Imported> = lines.into_iter().map(imported).collect();
    positions::upsert_all(work.connection, &imported, work.now).await?;
    Ok(fresh.len() as i64)
}

/// The units that do not exist yet; a shorter path sorts first, so parents have their ids before their children.
fn missing_units(work: &Work<'_>, wanted: &BTreeSet<UnitPath>, ids: &mut HashMap<String, Uuid>) -> Vec<Unit> {
    let mut fresh = Vec::new();
    for path in wanted {
        if ids.contains_key(&path.to_string()) {
            continue;
        }
        let parent = path.parent().and_then(|above| ids.get(&above.to_string()).copied());
        let unit = Unit { id: Uuid::now_v7(), path: path.clone(), parent, create_time: work.now };
        ids.insert(path.to_string(), unit.id);
        fresh.push(unit);
    }
    fresh
}
