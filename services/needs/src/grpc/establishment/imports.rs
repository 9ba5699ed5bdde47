//! Rows of imports: taken apart, read, and refused with reasons.

use crate::grpc::jobs::{parse_level, parse_type};
use crate::{
    commands::{PositionLine, SheetLine},
    domain::{
        job::{Job, reference_date},
        position::UnitPath,
        requirement::{Limits, check_task},
        workload::WorkingTime,
    },
    store::workloads::period_from_text,
};
use contracts::needs::v1 as pb;
use jiff::civil::Date;
use num_traits::Signed;
use platform::{
    Failure, Violations, dates, import_message,
    imports::{BadRow, Report, Split},
};
use std::collections::HashSet;

/// Header or row of `ImportPositions`.
pub(crate) const SPLIT_POSITIONS: Split<pb::ImportPositionsRequest, pb::PositionRow> =
    import_message!(pb::ImportPositionsRequest, pb::import_positions_request::Part, pb::PositionRow);
/// Header or row of `ImportWorkload`.
pub(crate) const SPLIT_WORKLOAD: Split<pb::ImportWorkloadRequest, pb::WorkloadRow> =
    import_message!(pb::ImportWorkloadRequest, pb::import_workload_request::Part, pb::WorkloadRow, |header| header
        .ruleset);

/// What the rows of a position map have in common.
pub(crate) struct PositionRows {
    today: Date,
    /// Day for which the incumbents of all of them were counted: that of the first sound row.
    counted: Option<Date>,
    seen: HashSet<(UnitPath, String)>,
}

impl PositionRows {
    /// No rows yet.
    pub(crate) fn new(today: Date) -> Self {
        Self { today, counted: None, seen: HashSet::new() }
    }

    fn date(&self, check: &mut Violations, row: &pb::PositionRow) -> Option<Date> {
        let field = "incumbents_date";
        let date = match &row.incumbents_date {
            None => reference_date(self.today),
            Some(date) => check.take(field, dates::parse(Some(date)))?,
        };
        check.check(field, date <= self.today, "must not be in the future");
        let same = self.counted.is_none_or(|counted| counted == date);
        check.check(field, same, "must be the same in all rows of an import");
        Some(date)
    }
}

/// Reads a row of the position map.
pub(crate) fn parse_position_row(
    number: i64,
    row: pb::PositionRow,
    rows: &mut PositionRows,
) -> Result<PositionLine, Violations> {
    let mut check = Violations::default();
    let path = check.take("unit_path", UnitPath::parse(&row.unit_path));
    let title = check.text("title", &row.title, 200);
    check.check("incumbents", (0..=100_000).contains(&row.incumbents), "must be 0 to 100,000");
    check.check("job_class", (0..=17).contains(&row.job_class), "must be 1 to 17, or 0 when not known");
    let kind = check.take("job_type", parse_type(row.job_type).ok_or("must be a kind of job"));
    let level = check.take("job_level", parse_level(row.job_level).ok_or("must be a level of functional jobs"));
    let job = match (kind, level) {
        (Some(kind), Some(level)) => check.take("job_level", Job::new(kind, level)),
        _ => None,
    };
    let date = rows.date(&mut check, &row);
    let (Some(path), Some(title), Some(job), Some(date), true) = (path, title, job, date, check.is_empty()) else {
        return Err(check);
    };
    if !rows.seen.insert((path.clone(), title.clone())) {
        check.add("title", "this position stands in the import twice");
        return Err(check);
    }
    rows.counted = Some(date);
    let (incumbents, job_class) = (row.incumbents, row.job_class);
    Ok(PositionLine { row: number, path, title, incumbents, incumbents_date: date, job_class, job })
}

/// The position that a row of a sheet means, as the position map spells it; none where it cannot mean one.
pub(crate) fn position_of(row: &pb::WorkloadRow) -> Option<(String, String)> {
    let path = UnitPath::parse(&row.unit_path).ok()?;
    let title = Violations::default().text("title", &row.title, 200)?;
    Some((path.to_string(), title))
}

/// Reads a row of a workload sheet.
pub(crate) fn parse_workload_row(number: i64, row: pb::WorkloadRow) -> Result<SheetLine, Violations> {
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
        population_driven: task.population_driven,
    })
}

/// Refuses a line that no year holds: its volume or its minutes are a mistake.
pub(crate) fn within(line: SheetLine, working_time: &WorkingTime, limits: Limits) -> Result<SheetLine, Violations> {
    let mut check = Violations::default();
    let volume = check.take("task.volume", exact::parse(&line.volume));
    let minutes = check.take("task.minutes_per_unit", exact::parse(&line.minutes));
    let (Some(volume), Some(minutes)) = (volume, minutes) else { return Err(check) };
    match check_task(&volume, &minutes, line.period, working_time, limits) {
        Ok(()) => Ok(line),
        Err((field, reason)) => {
            check.add(format!("task.{field}"), reason);
            Err(check)
        }
    }
}

/// Refuses an import of more rows than one can have: what is remembered of them is held in memory.
pub(crate) fn check_extent(report: &Report, most: i64) -> Result<(), Failure> {
    let mut check = Violations::default();
    check.check("rows", report.rows <= most, format!("must not be more than {most}"));
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}

/// A refused row as the caller sees it.
pub(crate) fn render_bad_row(bad: &BadRow) -> pb::RowError {
    pb::RowError { row: bad.row, field: bad.field.clone(), reason: bad.reason.clone() }
}
