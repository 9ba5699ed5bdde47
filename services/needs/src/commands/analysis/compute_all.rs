use crate::commands::import_workload::{record_computed, too_large};
use crate::{
    domain::{
        sheets::{SheetNeed, Sums},
        workload::WorkingTime,
    },
    error::Error,
    store::{
        requirements::{self, Needed},
        sheets::{self, Held},
    },
};
use platform::Work;
use std::collections::HashMap;
use uuid::Uuid;

/// What was computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ComputedAll {
    /// Positions with a sheet.
    pub positions: i64,
    /// Those whose need is written anew.
    pub changed: i64,
    /// Lines of all sheets.
    pub tasks: i64,
}

/// Computes every sheet of the tenant anew and writes the needs that differ, each at least its legal minimum. Everything is
/// summed on machine integers as it is read, and written at once; a need that stays leaves its position alone.
pub async fn compute_all_sheets(work: &mut Work<'_>, working_time: &WorkingTime) -> Result<ComputedAll, Error> {
    let held = sheets::lock_all(work.connection).await?;
    let mut sums = Sums::begin(working_time);
    sheets::sum_all(work.connection, &mut sums).await?;
    let minima = requirements::minima(work.connection).await?;
    let needs = sums.finish().map_err(|(position, error)| too_large(position, &error))?;
    let (positions, tasks) = (needs.len() as i64, needs.iter().map(|(_, need)| need.tasks as i64).sum());
    let held: HashMap<Uuid, Held> = held.into_iter().map(|one| (one.position, one)).collect();
    let (mut needed, mut told) = (Vec::new(), Vec::new());
    for (position, need) in needs {
        let required = minima.get(&position).map_or(need.posts, |minimum| need.posts.max(*minimum));
        // A position that came in after the others were held was computed by what brought it, which may go on.
        let Some(old) = held.get(&position) else { continue };
        if same(old, &need, required, working_time) {
            continue;
        }
        let (fte, ruleset) = (need.full_time_equivalent.clone(), working_time.id.clone());
        needed.push(Needed { position, fte, required, ruleset, counted_anew: false });
        told.push((position, need));
    }
    requirements::save_needs(work.connection, &needed, work.now).await?;
    record_computed(work, &told, working_time).await?;
    Ok(ComputedAll { positions, changed: needed.len() as i64, tasks })
}

fn same(old: &Held, need: &SheetNeed, required: i32, working_time: &WorkingTime) -> bool {
    old.required == required && old.fte == need.full_time_equivalent && old.ruleset == working_time.id
}
