//! The workload sheet (*lembar ABK*, PermenPANRB 1/2020) as a derivation.

use super::{Limits, rounding};
use crate::domain::{
    derivation::{Derivation, DerivationError, Draft, Operation},
    workload::{Period, Task, WorkingTime},
};
use num_rational::BigRational;
use num_traits::One;
use std::collections::BTreeMap;

/// Most lines of one sheet (*baris ABK terbanyak*): whoever asks for its derivation is told all of them.
pub const MOST_TASKS: usize = 2_000;

/// One line of a sheet (*baris ABK*) with its number and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetTask {
    pub n: i64,
    /// The task with the volume as it was counted.
    pub task: Task,
    /// What the volume counts times since the population grew; one until then.
    pub scale: BigRational,
    /// Whether the volume grows with the population.
    pub population_driven: bool,
    /// Why volume and minutes are not what the unit handed in; empty while they are.
    pub volume_origin: String,
    pub minutes_origin: String,
}

/// The derivation of a sheet: each line volume × minutes ÷ effective minutes of its period, their sum, rounded once.
pub fn sheet_tree(
    mut draft: Draft,
    tasks: &[SheetTask],
    rules: &WorkingTime,
    limits: Limits,
) -> Result<Derivation, DerivationError> {
    let mut periods = BTreeMap::new();
    let longest = exact::whole(u64::from(rules.minutes_per_year));
    let most_people = exact::whole(u64::from(limits.people_per_task));
    let mut needs = Vec::with_capacity(tasks.len());
    for SheetTask { n, task, scale, volume_origin, minutes_origin, .. } in tasks {
        let name = period_name(task.period);
        let effective = match periods.get(name) {
            Some(place) => *place,
            None => {
                let minutes = exact::whole(u64::from(rules.minutes(task.period)));
                let label = format!("Waktu kerja efektif per {name}");
                let place = draft.rule(format!("abk/wke/{name}"), label, "menit", &minutes, &rules.id)?;
                periods.insert(name, place);
                place
            }
        };
        let row = format!("lembar ABK baris {n}");
        let from = |origin: &'_ String| if origin.is_empty() { row.clone() } else { origin.clone() };
        let unit = format!("{} per {name}", task.result_unit);
        let label = format!("Jumlah hasil: {}", task.description);
        draft.from_now(&from(volume_origin));
        let volume = draft.entered(format!("abk/{n}/volume"), label, &unit, &task.volume)?;
        let label = format!("Waktu penyelesaian: {}", task.description);
        let minutes = &task.minutes_per_unit;
        draft.from_now(&from(minutes_origin));
        let minutes = draft.entered_at_most(format!("abk/{n}/minutes"), label, "menit", minutes, &longest)?;
        let mut factors = vec![volume, minutes];
        if !scale.is_one() {
            let label = format!("Faktor pertumbuhan penduduk: {}", task.description);
            factors.push(draft.rule(
                format!("abk/{n}/scale"),
                label,
                "kali",
                scale,
                "pertumbuhan penduduk yang diterima",
            )?);
        }
        let label = format!("Beban kerja: {}", task.description);
        let unit = format!("menit per {name}");
        let load = draft.computed(format!("abk/{n}/load"), label, &unit, Operation::Product, &factors)?;
        let label = format!("Kebutuhan: {}", task.description);
        let inputs = [load, effective];
        let follows = (Operation::Quotient, inputs.as_slice());
        needs.push(draft.computed_at_most(format!("abk/{n}/need"), label, "orang", follows, &most_people)?);
    }
    let sum = draft.computed("abk/fte", "Jumlah kebutuhan ABK", "orang", Operation::Sum, &needs)?;
    let most = exact::whole(u64::from(limits.people_per_position));
    let follows = (rounding(rules.rounding), [sum]);
    draft.computed_at_most("abk/posts", "Kebutuhan ABK, dibulatkan", "orang", (follows.0, &follows.1), &most)?;
    Ok(draft.finish())
}

/// Refuses a task that takes longer than a working year for one result, or keeps more people busy than is plausible
/// (*beban tidak wajar*). Names the field.
pub fn check_task(
    volume: &BigRational,
    minutes: &BigRational,
    period: Period,
    rules: &WorkingTime,
    limits: Limits,
) -> Result<(), (&'static str, String)> {
    let year = exact::whole(u64::from(rules.minutes_per_year));
    if *minutes > year {
        let reason = format!("one result takes longer than the {} minutes of a working year", rules.minutes_per_year);
        return Err(("minutes_per_unit", reason));
    }
    let people = volume * minutes / exact::whole(u64::from(rules.minutes(period)));
    if people > exact::whole(u64::from(limits.people_per_task)) {
        return Err(("volume", format!("this task would keep more than {} people busy", limits.people_per_task)));
    }
    Ok(())
}

/// A decimal as it is written (*angka desimal*), without zeros at its end. A fraction that is none is cut after 40 digits.
pub fn plain(value: &BigRational) -> String {
    let mut decimals = 0;
    let mut left = value.clone();
    while !left.is_integer() && decimals < exact::MAX_DIGITS {
        left *= exact::whole(10);
        decimals += 1;
    }
    exact::render(value, decimals)
}

fn period_name(period: Period) -> &'static str {
    match period {
        Period::Hour => "jam",
        Period::Day => "hari",
        Period::Week => "minggu",
        Period::Month => "bulan",
        Period::Year => "tahun",
    }
}
