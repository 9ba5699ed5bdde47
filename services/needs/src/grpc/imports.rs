//! Rows of imports: taken apart, read, and refused with reasons.

use crate::{
    commands::{PositionLine, SheetLine},
    domain::position::UnitPath,
    store::workloads::period_from_text,
};
use contracts::needs::v1 as pb;
use num_traits::Signed;
use platform::{
    Violations, import_message,
    imports::{BadRow, Split},
};
use std::collections::HashSet;

/// Header or row of `ImportPositions`.
pub(super) const SPLIT_POSITIONS: Split<pb::ImportPositionsRequest, pb::PositionRow> =
    import_message!(pb::ImportPositionsRequest, pb::import_positions_request::Part, pb::PositionRow);
/// Header or row of `ImportWorkload`.
pub(super) const SPLIT_WORKLOAD: Split<pb::ImportWorkloadRequest, pb::WorkloadRow> =
    import_message!(pb::ImportWorkloadRequest, pb::import_workload_request::Part, pb::WorkloadRow, |header| header
        .ruleset);

/// Reads a row of the position map; `seen` remembers the positions of the import.
pub(super) fn parse_position_row(
    row: pb::PositionRow,
    seen: &mut HashSet<(UnitPath, String)>,
) -> Result<PositionLine, Violations> {
    let mut check = Violations::default();
    let path = check.take("unit_path", UnitPath::parse(&row.unit_path));
    let title = check.text("title", &row.title, 200);
    check.check("incumbents", (0..=100_000).contains(&row.incumbents), "must be 0 to 100,000");
    check.check("job_class", (0..=17).contains(&row.job_class), "must be 1 to 17, or 0 when not known");
    let (Some(path), Some(title), true) = (path, title, check.is_empty()) else {
        return Err(check);
    };
    if !seen.insert((path.clone(), title.clone())) {
        check.add("title", "this position stands in the import twice");
        return Err(check);
    }
    Ok(PositionLine { path, title, incumbents: row.incumbents, job_class: row.job_class })
}

/// The position that a row of a sheet means, as the position map spells it; none where it cannot mean one.
pub(super) fn position_of(row: &pb::WorkloadRow) -> Option<(String, String)> {
    let path = UnitPath::parse(&row.unit_path).ok()?;
    let title = Violations::default().text("title", &row.title, 200)?;
    Some((path.to_string(), title))
}

/// Reads a row of a workload sheet.
pub(super) fn parse_workload_row(number: i64, row: pb::WorkloadRow) -> Result<SheetLine, Violations> {
    let mut check = Violations::default();
    let task = row.task.unwrap_or_default();
    let path = check.take("unit_path", UnitPath::parse(&row.unit_path));
    let title = check.text("title", &row.title, 200);
    let description = check.text("task.description", &task.description, 1000);
    let result_unit = check.text("task.result_unit", &task.result_unit, 200);
    let volume = check.take("task.volume", exact::parse(&task.volume));
    let minutes = check.take("task.minutes_per_unit", exact::parse(&task.minutes_per_unit));
    let period = period_from_text(&task.period).ok_or("must be hour, day, week, month or year");
    let period = check.take("task.period", period);
    check.check("task.volume", volume.is_none_or(|volume| !volume.is_negative()), "must not be negative");
    let takes_time = minutes.is_none_or(|minutes| minutes.is_positive());
    check.check("task.minutes_per_unit", takes_time, "must be more than zero");
    let (Some(path), Some(title), Some(description), Some(result_unit), Some(period), true) =
        (path, title, description, result_unit, period, check.is_empty())
    else {
        return Err(check);
    };
    Ok(SheetLine {
        row: number,
        unit_path: path.to_string(),
        title,
        description,
        result_unit,
        volume: task.volume,
        period,
        minutes: task.minutes_per_unit,
    })
}

/// A refused row as the caller sees it.
pub(super) fn render_bad_row(bad: &BadRow) -> pb::RowError {
    pb::RowError { row: bad.row, field: bad.field.clone(), reason: bad.reason.clone() }
}
