use crate::commands::check_signals::{counted_with, known_populations};
use crate::{
    domain::{
        position::Position,
        reassessment::{Decided, Reassessment, State},
        requirement::Limits,
        signal::{Cause, Population, growth_factor},
        workload::{Task, full_time_equivalent, posts},
    },
    error::{Error, SignalError},
    names, rulesets,
    store::{
        populations::{self, Sheet},
        positions, reassessments,
        steps::{self, NewStep},
        units,
        workloads::{self, Computed, Line},
    },
};
use jiff::tz::TimeZone;
use num_rational::BigRational;
use num_traits::One;
use platform::{AsRead, Failure, Violations, Work};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Whose sheets are scaled.
pub enum Scaled {
    /// Those of the unit that an accepted reassessment asks about.
    Reassessment(AsRead),
    /// Those of a unit.
    Unit(Uuid),
}

/// By how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The population that raised the reassessment.
    Evidence,
    /// The volumes count times this.
    Factor(BigRational),
    /// Each sheet from the population it counts with to this one.
    Population(i64),
}

/// What a person decided about the volumes.
pub struct ScaleWorkload {
    /// Whose sheets.
    pub scaled: Scaled,
    /// By how much.
    pub by: By,
    /// Why.
    pub reason: String,
}

/// What was scaled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Positions computed again.
    pub positions: i64,
    /// Tasks whose volume was scaled.
    pub tasks: i64,
    /// Need before.
    pub required_before: i64,
    /// Need now.
    pub required_after: i64,
}

/// Lets the volumes of population-driven tasks grow with the population and computes their need again, exactly.
pub async fn scale_workload(
    work: &mut Work<'_>,
    input: ScaleWorkload,
    zone: &TimeZone,
    limits: Limits,
) -> Result<Outcome, Error> {
    let (unit, asked) = match &input.scaled {
        Scaled::Unit(id) => (units::get(work.connection, *id).await?.ok_or(Error::UnitNotFound)?.id, None),
        Scaled::Reassessment(read) => {
            let found = reassessments::get(work.connection, read.id).await?.ok_or(Error::ReassessmentNotFound)?;
            (found.unit, Some(*read))
        }
    };
    let ids: Vec<Uuid> =
        populations::sheets_of(work.connection, unit).await?.iter().map(|sheet| sheet.position).collect();
    positions::lock_all(work.connection, &ids).await?;
    // Read anew: whoever held them before may have scaled them, and the same growth must not count twice.
    let mut sheets = populations::sheets_of(work.connection, unit).await?;
    sheets.retain(|sheet| ids.binary_search(&sheet.position).is_ok());
    let ids: Vec<Uuid> = sheets.iter().map(|sheet| sheet.position).collect();
    let mut by = input.by.clone();
    if let Some(read) = asked {
        by = take_up(work, read, by).await?;
    }
    if sheets.iter().any(|sheet| sheet.stale) {
        return Err(SignalError::WorkloadStale.into());
    }
    let factors = factors(work, unit, &sheets, &by, zone).await?;
    let outcome = scale(work, &factors, &input.reason, limits).await?;
    if let By::Population(population) = by {
        populations::save_population(work.connection, &ids, population).await?;
    }
    Ok(outcome)
}

/// Holds the reassessment, counts the scaling as a change of it, and finds the population that raised it.
async fn take_up(work: &mut Work<'_>, read: AsRead, by: By) -> Result<By, Error> {
    let found = reassessments::lock(work.connection, read.id).await?;
    let mut reassessment = found.ok_or(Error::ReassessmentNotFound)?;
    read.must_be(reassessment.version)?;
    if reassessment.cause != Cause::Population {
        return Err(SignalError::ReassessmentCause.into());
    }
    if reassessment.state != State::Accepted {
        return Err(Decided(reassessment.state).into());
    }
    reassessment.update_time = work.now;
    reassessments::update(work.connection, &mut reassessment).await?;
    if by != By::Evidence {
        return Ok(by);
    }
    Ok(population_of(&reassessment).map(By::Population).ok_or(SignalError::PopulationUnknown)?)
}

fn population_of(reassessment: &Reassessment) -> Option<i64> {
    let figure = reassessment.evidence.iter().find(|figure| figure.name == "population_new")?;
    figure.value.parse().ok()
}

/// What the volumes of each sheet are multiplied by.
async fn factors(
    work: &mut Work<'_>,
    unit: Uuid,
    sheets: &[Sheet],
    by: &By,
    zone: &TimeZone,
) -> Result<BTreeMap<Uuid, BigRational>, Error> {
    let population = match by {
        By::Factor(factor) => return Ok(sheets.iter().map(|sheet| (sheet.position, factor.clone())).collect()),
        By::Population(population) => *population,
        By::Evidence => return Err(SignalError::PopulationUnknown.into()),
    };
    let link = populations::link_of(work.connection, unit).await?.ok_or(SignalError::PopulationUnknown)?;
    let known: Vec<Population> = known_populations(work, &link.region).await?;
    let factor = |sheet: &Sheet| {
        let before = counted_with(sheet, &known, zone).ok_or(SignalError::PopulationUnknown)?;
        Ok::<_, Error>((sheet.position, growth_factor(before, population)))
    };
    sheets.iter().map(factor).collect()
}

async fn scale(
    work: &mut Work<'_>,
    factors: &BTreeMap<Uuid, BigRational>,
    reason: &str,
    limits: Limits,
) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    let ids: Vec<Uuid> = factors.keys().copied().collect();
    for some in ids.chunks(500) {
        let mut sheets = workloads::lines_of(work.connection, some).await?;
        sheets.retain(|_, lines| lines.iter().any(|line| line.population_driven));
        let scaled: Vec<Uuid> = sheets.keys().copied().collect();
        let before = positions::get_all(work.connection, &scaled).await?;
        let mut scales = Vec::new();
        for (position, lines) in &mut sheets {
            let factor = factors.get(position).cloned().unwrap_or_else(BigRational::one);
            for line in lines.iter_mut().filter(|line| line.population_driven) {
                line.scale *= &factor;
                scales.push((*position, line.n, line.scale.to_string()));
            }
        }
        populations::save_scales(work.connection, &scales).await?;
        outcome.tasks += scales.len() as i64;
        outcome.positions += scaled.len() as i64;
        outcome.required_before += before.iter().map(|position| i64::from(position.required)).sum::<i64>();
        let rulesets = before.into_iter().map(|position| (position.id, position.ruleset)).collect();
        compute(work, &sheets, &rulesets, factors, reason).await?;
        let after = positions::get_all(work.connection, &scaled).await?;
        not_absurd(&after, limits)?;
        outcome.required_after += after.iter().map(|position| i64::from(position.required)).sum::<i64>();
    }
    if outcome.tasks == 0 { Err(SignalError::NothingToScale.into()) } else { Ok(outcome) }
}

/// A factor after which somebody would need more people than is plausible is a mistake.
fn not_absurd(scaled: &[Position], limits: Limits) -> Result<(), Error> {
    let most = limits.people_per_position;
    let mut check = Violations::default();
    for position in scaled.iter().filter(|position| i64::from(position.required) > i64::from(most)) {
        check.add("by", format!("`{}` would need more than {most} people", position.title));
    }
    if check.is_empty() { Ok(()) } else { Err(Error::Failure(check.into())) }
}

/// Computes each sheet again with the ruleset it was computed with.
async fn compute(
    work: &mut Work<'_>,
    sheets: &BTreeMap<Uuid, Vec<Line>>,
    rulesets: &BTreeMap<Uuid, String>,
    factors: &BTreeMap<Uuid, BigRational>,
    reason: &str,
) -> Result<(), Error> {
    let mut computed: BTreeMap<&str, (Vec<Computed>, Vec<String>)> = BTreeMap::new();
    for (position, lines) in sheets {
        let Some(ruleset) = rulesets.get(position) else { continue };
        let working_time = rulesets::find(ruleset).map_err(|error| Failure::Internal(error.into()))?;
        let tasks: Result<Vec<Task>, _> = lines.iter().map(Line::task).collect();
        let tasks = tasks.map_err(|error| Failure::Internal(error.into()))?;
        let fte = full_time_equivalent(&tasks, &working_time);
        let required = i32::try_from(posts(&fte, working_time.rounding)).unwrap_or(i32::MAX);
        let factor = factors.get(position).map(ToString::to_string).unwrap_or_default();
        let (needs, summaries) = computed.entry(ruleset).or_default();
        let people = exact::render(&fte, 4);
        summaries.push(format!("population-driven volumes times {factor} need {people} people: {required}; {reason}"));
        needs.push(Computed { position: *position, fte: fte.to_string(), required });
    }
    for (ruleset, (needs, summaries)) in computed {
        workloads::save_computed(work.connection, &needs, ruleset, work.now).await?;
        let step = |(need, summary): (&Computed, String)| NewStep {
            kind: "workload.scaled",
            resource: names::POSITION.name(&work.tenant, need.position),
            summary,
            event_id: None,
            ruleset,
        };
        let told: Vec<NewStep<'_>> = needs.iter().zip(summaries).map(step).collect();
        let positions: Vec<Uuid> = needs.iter().map(|need| need.position).collect();
        steps::record_all(work, &positions, &told).await?;
    }
    Ok(())
}
