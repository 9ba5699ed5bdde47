use crate::{
    domain::{
        requirement::{Limits, MOST_TASKS},
        sheets::{SheetNeed, compute_all},
        workload::{Period, WorkingTime},
    },
    error::Error,
    names,
    store::{
        positions, requirements, sheets,
        steps::{self, NewStep},
        units,
        workloads::{self, Computed, Line},
    },
};
use num_rational::BigRational;
use num_traits::One;
use platform::{Violations, Work, imports::Report};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// One sound row of a workload sheet.
pub struct SheetLine {
    /// Number of the row in the import.
    pub row: i64,
    /// Unit path as it was imported.
    pub unit_path: String,
    /// Title of the position.
    pub title: String,
    /// What is done.
    pub description: String,
    /// Unit of the result.
    pub result_unit: String,
    /// Results per period, a plain decimal.
    pub volume: String,
    /// Period of the volume.
    pub period: Period,
    /// Minutes for one result, a plain decimal.
    pub minutes: String,
    /// Whether the volume grows with the population.
    pub population_driven: bool,
}

/// Adds lines to the new sheets of this import, beside those that count until [`compute_workload`]. `touched` remembers the
/// positions met so far.
pub async fn import_workload(
    work: &mut Work<'_>,
    lines: Vec<SheetLine>,
    touched: &mut BTreeSet<Uuid>,
    report: &mut Report,
) -> Result<(), Error> {
    units::lock_tree(work.connection).await?;
    let paths: Vec<String> = lines.iter().map(|line| line.unit_path.clone()).collect();
    let titles: Vec<String> = lines.iter().map(|line| line.title.clone()).collect();
    let ids = positions::ids_of(work.connection, &paths, &titles).await?;
    let mut known = Vec::new();
    for line in lines {
        match ids.get(&(line.unit_path.clone(), line.title.clone())) {
            Some(position) => known.push(as_line(*position, line)),
            None => report.reject_field(line.row, "title", "no such position in this unit; import positions first"),
        }
    }
    let fresh: Vec<Uuid> = known.iter().map(|line| line.position).filter(|id| !touched.contains(id)).collect();
    positions::lock_all(work.connection, &fresh).await?;
    touched.extend(fresh);
    workloads::insert_new(work.connection, &known).await?;
    Ok(())
}

fn as_line(position: Uuid, line: SheetLine) -> Line {
    Line {
        position,
        n: line.row,
        description: line.description,
        result_unit: line.result_unit,
        volume: line.volume,
        period: line.period,
        minutes: line.minutes,
        population_driven: line.population_driven,
        scale: BigRational::one(),
    }
}

/// How sheets are computed, and what of them is absurd.
#[derive(Clone, Copy)]
pub struct SheetRules<'r> {
    /// Effective working time.
    pub working_time: &'r WorkingTime,
    /// Most people.
    pub limits: Limits,
}

impl SheetRules<'_> {
    /// Why a sheet as a whole is absurd, though each of its lines is sound.
    fn absurd(&self, need: &SheetNeed) -> Option<String> {
        let most = self.limits.people_per_position;
        if need.tasks > MOST_TASKS {
            return Some(format!("a sheet has at most {MOST_TASKS} tasks; the position keeps the sheet it had"));
        }
        let much = i64::from(need.posts) > i64::from(most);
        much.then(|| format!("this sheet would need more than {most} people; the position keeps the sheet it had"))
    }
}

/// Puts the new sheets in the place of the old and computes the need of every touched position: the exact sum of its sheet,
/// rounded once (PermenPANRB 1/2020). A position with a bad row (`spoiled`: unit path and title), or whose sheet is absurd as
/// a whole, keeps the sheet it had: a need must not come from half a sheet. Returns how many positions were computed.
pub async fn compute_workload(
    work: &mut Work<'_>,
    touched: &BTreeSet<Uuid>,
    spoiled: &BTreeSet<(String, String)>,
    rules: SheetRules<'_>,
    report: &mut Report,
) -> Result<i64, Error> {
    let (paths, titles): (Vec<String>, Vec<String>) = spoiled.iter().cloned().unzip();
    let spoiled: BTreeSet<Uuid> = positions::ids_of(work.connection, &paths, &titles).await?.into_values().collect();
    let dropped: Vec<Uuid> = spoiled.iter().copied().collect();
    for row in workloads::drop_new(work.connection, &dropped).await? {
        report.reject_field(row, "title", "another row of this position is bad; it keeps the sheet it had");
    }
    let sound: Vec<Uuid> = touched.difference(&spoiled).copied().collect();
    let mut positions = 0;
    for some in sound.chunks(500) {
        let texts = sheets::new_texts_of(work.connection, some).await?;
        let needs = compute_all(texts.iter().map(|(position, text)| (*position, text.as_str())), rules.working_time);
        let needs = needs.map_err(|(position, error)| too_large(position, &error))?;
        let (mut taken, mut absurd) = (Vec::with_capacity(needs.len()), BTreeMap::<String, Vec<Uuid>>::new());
        for (position, need) in needs {
            match rules.absurd(&need) {
                None => taken.push((position, need)),
                Some(reason) => absurd.entry(reason).or_default().push(position),
            }
        }
        for (reason, positions) in absurd {
            for row in workloads::drop_new(work.connection, &positions).await? {
                report.reject_field(row, "title", &reason);
            }
        }
        positions += taken.len() as i64;
        take(work, &taken, rules.working_time).await?;
    }
    Ok(positions)
}

/// Lets the new sheets of positions count, and writes what they give.
async fn take(work: &mut Work<'_>, needs: &[(Uuid, SheetNeed)], working_time: &WorkingTime) -> Result<(), Error> {
    let positions: Vec<Uuid> = needs.iter().map(|(position, _)| *position).collect();
    workloads::replace_by_new(work.connection, &positions).await?;
    requirements::remove_computed(work.connection, &positions).await?;
    let computed = |(position, need): &(Uuid, SheetNeed)| Computed {
        position: *position,
        fte: need.full_time_equivalent.clone(),
        required: need.posts,
    };
    let computed: Vec<Computed> = needs.iter().map(computed).collect();
    workloads::save_computed(work.connection, &computed, &working_time.id, work.now).await?;
    record_computed(work, needs, working_time).await
}

/// Notes what the sheets of positions gave.
pub(crate) async fn record_computed(
    work: &mut Work<'_>,
    needs: &[(Uuid, SheetNeed)],
    working_time: &WorkingTime,
) -> Result<(), Error> {
    let step = |(position, need): &(Uuid, SheetNeed)| NewStep {
        kind: "workload.computed",
        resource: names::POSITION.name(&work.tenant, *position),
        summary: format!("{} tasks need {} people: {}", need.tasks, need.shown, need.posts),
        event_id: None,
        ruleset: &working_time.id,
    };
    let told: Vec<NewStep<'_>> = needs.iter().map(step).collect();
    let positions: Vec<Uuid> = needs.iter().map(|(position, _)| *position).collect();
    Ok(steps::record_all(work, &positions, &told).await?)
}

/// Lines were checked when they came in; a sheet that cannot be read any more is told like a bad row.
pub(crate) fn too_large(position: Uuid, error: &exact::ExactError) -> Error {
    let mut violations = Violations::default();
    violations.add(format!("positions/{position}"), error);
    Error::Failure(violations.into())
}
