use crate::{
    domain::{
        requirement::{Catalogue, Counted, Input, Method, SheetTask, Standing, plain},
        workload::posts,
    },
    error::{Error, field_of},
    names,
    store::{
        positions,
        requirements::{self, Needed},
        sheets,
        steps::{self, NewStep},
        units,
        workloads::{self, Line},
    },
};
use jiff::civil::Date;
use platform::{AsRead, Work, imports::Report};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The rulesets, and the day whose rules hold.
#[derive(Clone, Copy)]
pub struct Counting<'c> {
    /// Every ruleset.
    pub catalogue: &'c Catalogue,
    /// Today, where the service is.
    pub today: Date,
}

/// How a position's need is to be counted.
pub struct ComputeRequirement {
    /// Position.
    pub position: AsRead,
    /// The method and what it counts.
    pub input: Input,
    /// Ruleset, or empty for the one in force.
    pub ruleset: String,
}

/// One sound row of an import.
pub struct RequirementLine {
    /// Number of the row.
    pub row: i64,
    /// Unit path as it was imported.
    pub unit_path: String,
    /// Title of the position.
    pub title: String,
    /// The method and what it counts.
    pub input: Input,
    /// Ruleset, or empty for the one in force.
    pub ruleset: String,
}

/// Puts a method's input, or the minimum, in the place of what the position had, and computes its need.
pub async fn compute_requirement(
    work: &mut Work<'_>,
    counting: Counting<'_>,
    input: ComputeRequirement,
) -> Result<Uuid, Error> {
    let id = input.position.id;
    positions::lock_all(work.connection, &[id]).await?;
    let position = positions::get(work.connection, id).await?.ok_or(Error::PositionNotFound)?;
    input.position.must_be(position.version)?;
    let Counting { catalogue, today } = counting;
    let counted = catalogue.count(&input.input, &input.ruleset, today, &format!("masukan {today}"))?;
    settle(work, catalogue, vec![(id, counted, tasks(input.input))]).await?;
    Ok(id)
}

/// Computes the need of many positions, a row each. A row that cannot be counted is told and leaves its position as it was.
/// `seen` remembers positions and parts of the import.
pub async fn import_requirements(
    work: &mut Work<'_>,
    counting: Counting<'_>,
    lines: Vec<RequirementLine>,
    seen: &mut HashSet<(Uuid, &'static str)>,
    report: &mut Report,
) -> Result<(), Error> {
    units::lock_tree(work.connection).await?;
    let paths: Vec<String> = lines.iter().map(|line| line.unit_path.clone()).collect();
    let titles: Vec<String> = lines.iter().map(|line| line.title.clone()).collect();
    let ids = positions::ids_of(work.connection, &paths, &titles).await?;
    let Counting { catalogue, today } = counting;
    let mut all = Vec::new();
    for line in lines {
        let Some(id) = ids.get(&(line.unit_path, line.title)) else {
            report.reject_field(line.row, "title", "no such position in this unit; import positions first");
            continue;
        };
        let counted = catalogue.count(&line.input, &line.ruleset, today, &format!("impor {today} baris {}", line.row));
        match counted {
            Err(error) => report.reject_field(line.row, &format!("input.{}", field_of(&error)), error),
            Ok(counted) if !seen.insert((*id, requirements::part_of(counted.method))) => {
                report.reject_field(line.row, "title", "this position was counted in the import before");
            }
            Ok(counted) => all.push((*id, counted, tasks(line.input))),
        }
    }
    let held: Vec<Uuid> = all.iter().map(|(id, ..)| *id).collect();
    positions::lock_all(work.connection, &held).await?;
    settle(work, catalogue, all).await
}

fn tasks(input: Input) -> Vec<SheetTask> {
    if let Input::Sheet(tasks) = input { tasks } else { Vec::new() }
}

/// Stores what was counted, and writes the need of each position: the larger of its method's result and its minimum.
async fn settle(
    work: &mut Work<'_>,
    catalogue: &Catalogue,
    counted: Vec<(Uuid, Counted, Vec<SheetTask>)>,
) -> Result<(), Error> {
    let ids: Vec<Uuid> = counted.iter().map(|(id, ..)| *id).collect();
    let mut standings = standings(work, catalogue, &ids).await?;
    let (mut lines, mut stored, mut by_sheet, mut otherwise) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut anew: HashSet<Uuid> = HashSet::new();
    for (id, one, tasks) in counted {
        standings.entry(id).or_default().put(one.figure());
        match one.method {
            Method::Sheet => {
                lines.extend(tasks.into_iter().map(|task| line(id, task)));
                by_sheet.push(id);
            }
            Method::Minimum => stored.push((id, one)),
            _ => {
                otherwise.push(id);
                stored.push((id, one));
            }
        }
    }
    anew.extend(by_sheet.iter().chain(&otherwise));
    sheets::remove(work.connection, &otherwise).await?;
    workloads::insert_new(work.connection, &lines).await?;
    workloads::replace_by_new(work.connection, &by_sheet).await?;
    requirements::remove_computed(work.connection, &by_sheet).await?;
    requirements::replace_all(work.connection, &stored, work.now).await?;
    let standings: Vec<(Uuid, Standing)> = standings.into_iter().collect();
    save(work, &standings, "requirement.computed", &anew).await
}

/// What the needs of positions rest on, their sheets among it.
pub(crate) async fn standings(
    work: &mut Work<'_>,
    catalogue: &Catalogue,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Standing>, Error> {
    let mut standings = requirements::standings(work.connection, ids).await?;
    for position in positions::get_all(work.connection, ids).await? {
        let standing = standings.entry(position.id).or_default();
        let (None, Some(workload)) = (&standing.computed, position.full_time_equivalent) else { continue };
        let rounding = catalogue.working_time(&position.ruleset)?.rounding;
        let posts = i32::try_from(posts(&workload, rounding)).unwrap_or(i32::MAX);
        standing.put_sheet(position.ruleset, workload, posts);
    }
    Ok(standings)
}

/// Writes the needs of positions and notes a step for each.
pub(crate) async fn save(
    work: &mut Work<'_>,
    standings: &[(Uuid, Standing)],
    kind: &str,
    anew: &HashSet<Uuid>,
) -> Result<(), Error> {
    let needed = |(id, standing): &(Uuid, Standing)| Needed::of(*id, standing, anew.contains(id));
    let needed: Vec<Needed> = standings.iter().map(needed).collect();
    requirements::save_needs(work.connection, &needed, work.now).await?;
    let mut told = Vec::with_capacity(standings.len());
    for (id, standing) in standings {
        let resource = names::POSITION.name(&work.tenant, *id);
        told.push(NewStep { kind, resource, summary: standing.summary(), event_id: None, ruleset: standing.ruleset() });
    }
    let ids: Vec<Uuid> = standings.iter().map(|(id, _)| *id).collect();
    Ok(steps::record_all(work, &ids, &told).await?)
}

fn line(position: Uuid, task: SheetTask) -> Line {
    Line {
        position,
        n: task.n,
        description: task.task.description,
        result_unit: task.task.result_unit,
        volume: plain(&task.task.volume),
        period: task.task.period,
        minutes: plain(&task.task.minutes_per_unit),
        population_driven: task.population_driven,
        scale: task.scale,
    }
}
