use crate::{
    domain::{
        job::Job,
        organisation::Validity,
        position::{Unit, UnitPath},
    },
    error::Error,
    store::{
        organisation,
        positions::{self, Imported},
        units,
    },
};
use jiff::civil::Date;
use platform::{Work, imports::Report};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// One sound row of the position map.
pub struct PositionLine {
    /// Number of the row in the import.
    pub row: i64,
    /// Unit.
    pub path: UnitPath,
    /// Title.
    pub title: String,
    /// People in it on that day.
    pub incumbents: i32,
    /// Day for which they were counted.
    pub incumbents_date: Date,
    /// Job class, or 0.
    pub job_class: i32,
    /// Kind of job, where the row says it.
    pub job: Option<Job>,
}

/// Adds or updates positions, and the units they name with all units above. A count that is older than the one that is
/// known is refused. Returns how many units are new.
pub async fn import_positions(
    work: &mut Work<'_>,
    lines: Vec<PositionLine>,
    report: &mut Report,
) -> Result<i64, Error> {
    units::lock_tree(work.connection).await?;
    let lines = newer_counts(work, lines, report).await?;
    let wanted: BTreeSet<UnitPath> = lines.iter().flat_map(|line| line.path.with_ancestors()).collect();
    let paths: Vec<String> = wanted.iter().map(UnitPath::to_string).collect();
    let mut ids = units::ids_of(work.connection, &paths).await?;
    let fresh = missing_units(work, &wanted, &mut ids);
    if !fresh.is_empty() {
        units::insert_all(work.connection, &fresh).await?;
        let new: Vec<Uuid> = fresh.iter().map(|unit| unit.id).collect();
        organisation::inherit_sectors(work.connection, &new).await?;
    }
    let imported = |line: PositionLine| Imported {
        unit: ids.get(&line.path.to_string()).copied().unwrap_or_default(),
        title: line.title,
        incumbents: line.incumbents,
        incumbents_date: line.incumbents_date,
        job_class: line.job_class,
        job: line.job,
    };
    let imported: Vec<Imported> = lines.into_iter().map(imported).collect();
    positions::upsert_all(work.connection, &imported, work.now).await?;
    Ok(fresh.len() as i64)
}

/// Holds the positions that exist until the transaction ends, so that the events that count on top are all known.
async fn newer_counts(
    work: &mut Work<'_>,
    lines: Vec<PositionLine>,
    report: &mut Report,
) -> Result<Vec<PositionLine>, Error> {
    let key = |line: &PositionLine| (line.path.to_string(), line.title.clone());
    let (paths, titles): (Vec<String>, Vec<String>) = lines.iter().map(key).unzip();
    let ids = positions::ids_of(work.connection, &paths, &titles).await?;
    let held: Vec<Uuid> = ids.values().copied().collect();
    positions::lock_all(work.connection, &held).await?;
    let dates = positions::dates_of(work.connection, &held).await?;
    let mut newer = Vec::new();
    for line in lines {
        let known = ids.get(&key(&line)).and_then(|id| dates.get(id).copied().flatten());
        match known.filter(|known| *known > line.incumbents_date) {
            Some(known) => report.reject_field(
                line.row,
                "incumbents_date",
                format!("the incumbents of {known} are known, which is later than {}", line.incumbents_date),
            ),
            None => newer.push(line),
        }
    }
    Ok(newer)
}

/// The units that do not exist yet; a shorter path sorts first, so parents have their ids before their children.
fn missing_units(work: &Work<'_>, wanted: &BTreeSet<UnitPath>, ids: &mut HashMap<String, Uuid>) -> Vec<Unit> {
    let mut fresh = Vec::new();
    for path in wanted {
        if ids.contains_key(&path.to_string()) {
            continue;
        }
        let parent = path.parent().and_then(|above| ids.get(&above.to_string()).copied());
        let unit = Unit {
            id: Uuid::now_v7(),
            path: path.clone(),
            parent,
            code: None,
            sector: None,
            validity: Validity::OPEN,
            create_time: work.now,
        };
        ids.insert(path.to_string(), unit.id);
        fresh.push(unit);
    }
    fresh
}
