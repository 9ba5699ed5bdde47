use crate::commands::tell_positions;
use crate::{
    domain::unit_plan::{Line, Placed, plan},
    error::Error,
    store::{definitions, organisation, units},
};
use platform::{Work, imports::Report};
use std::collections::HashSet;

/// What an import of the tree did.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnitsImported {
    /// Units that did not exist before.
    pub created: i64,
    /// Units that are different now.
    pub changed: i64,
}

/// Lays the rows of an import over the tree of units: adds, changes and moves units by their code, and lets the paths and
/// sectors of everything below follow; the others are told of the positions there. `unread` holds the codes of rows that could
/// not be read: nothing may stand below them.
pub async fn import_units(
    work: &mut Work<'_>,
    lines: Vec<Line>,
    unread: &HashSet<String>,
    report: &mut Report,
) -> Result<UnitsImported, Error> {
    units::lock_tree(work.connection).await?;
    let known = organisation::all(work.connection).await?;
    let plan = plan(&known, lines, unread);
    for (row, problem) in &plan.refused {
        report.reject_field(*row, problem.field(), problem);
    }
    let (new, old): (Vec<&Placed>, Vec<&Placed>) = plan.placed.iter().partition(|placed| placed.new);
    organisation::insert_all(work.connection, &new, work.now).await?;
    let changed = organisation::update_all(work.connection, &old).await?;
    let moved = organisation::follow(work.connection).await?;
    definitions::unit_changed(work.connection, &moved, work.now).await?;
    tell_positions(work).await?;
    Ok(UnitsImported { created: new.len() as i64, changed: changed as i64 })
}
