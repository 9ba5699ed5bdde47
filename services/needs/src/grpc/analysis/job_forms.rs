//! Rows of job analyses, between the contract and the domain.

use crate::{
    commands::FormLine,
    domain::{
        job_analysis::{Aspect, Entry, Finding, Part, Rules},
        organisation::fold,
        position::UnitPath,
    },
};
use contracts::needs::v1::{self as pb, job_analysis_entry as shown};
use platform::{Violations, import_message, imports::Split};
use std::collections::{BTreeSet, HashMap};

/// Header or row of `ImportJobAnalyses`.
pub(crate) const SPLIT_FORMS: Split<pb::ImportJobAnalysesRequest, pb::JobAnalysisRow> =
    import_message!(pb::ImportJobAnalysesRequest, pb::import_job_analyses_request::Part, pb::JobAnalysisRow);

const MOST_ENTRIES: usize = 1000;
/// Most bytes of them in an import: a form is read in one message, and drafted in one of this size.
const MOST_BYTES: usize = 1 << 20;

const PARTS: [(Part, shown::Part); 15] = [
    (Part::Identity, shown::Part::Identity),
    (Part::Summary, shown::Part::Summary),
    (Part::Qualification, shown::Part::Qualification),
    (Part::Duty, shown::Part::Duty),
    (Part::Result, shown::Part::Result),
    (Part::Material, shown::Part::Material),
    (Part::Tool, shown::Part::Tool),
    (Part::Responsibility, shown::Part::Responsibility),
    (Part::Authority, shown::Part::Authority),
    (Part::Relation, shown::Part::Relation),
    (Part::Environment, shown::Part::Environment),
    (Part::Hazard, shown::Part::Hazard),
    (Part::Requirement, shown::Part::Requirement),
    (Part::Performance, shown::Part::Performance),
    (Part::Class, shown::Part::Class),
];

const ASPECTS: [(Aspect, shown::Aspect); 13] = [
    (Aspect::Name, shown::Aspect::Name),
    (Aspect::Code, shown::Aspect::Code),
    (Aspect::Unit, shown::Aspect::Unit),
    (Aspect::Education, shown::Aspect::Education),
    (Aspect::Training, shown::Aspect::Training),
    (Aspect::Experience, shown::Aspect::Experience),
    (Aspect::Skill, shown::Aspect::Skill),
    (Aspect::Aptitude, shown::Aspect::Aptitude),
    (Aspect::Temperament, shown::Aspect::Temperament),
    (Aspect::Interest, shown::Aspect::Interest),
    (Aspect::PhysicalEffort, shown::Aspect::PhysicalEffort),
    (Aspect::PhysicalCondition, shown::Aspect::PhysicalCondition),
    (Aspect::JobFunction, shown::Aspect::JobFunction),
];

/// Reads what an edition says, all of it, or notes everything that is wrong with it.
pub(crate) fn parse_entries(
    check: &mut Violations,
    entries: &[pb::JobAnalysisEntry],
    rules: &Rules,
) -> Option<Vec<Entry>> {
    check.check("entries", entries.len() <= MOST_ENTRIES, "must be 1,000 rows at most");
    let numbered = entries.iter().take(MOST_ENTRIES).enumerate();
    let read: Vec<Option<Entry>> =
        numbered.map(|(nth, entry)| parse_entry(check, &format!("entries[{nth}]"), entry, rules)).collect();
    read.into_iter().collect::<Option<Vec<Entry>>>().filter(|read| read.len() == entries.len())
}

fn parse_entry(check: &mut Violations, at: &str, entry: &pb::JobAnalysisEntry, rules: &Rules) -> Option<Entry> {
    let field = |name: &str| format!("{at}.{name}");
    let part = PARTS.iter().find(|(_, part)| i32::from(*part) == entry.part).map(|(part, _)| *part);
    let part = check.take(field("part"), part.ok_or("must be a part of a job analysis"));
    let aspect = ASPECTS.iter().find(|(_, aspect)| i32::from(*aspect) == entry.aspect).map(|(aspect, _)| *aspect);
    let known = aspect.is_some() || entry.aspect == 0;
    check.check(field("aspect"), known, "must be an aspect of a job analysis");
    let text = check.text(field("text"), &entry.text, 4000);
    let optional = |check: &mut Violations, name: &str, text: &str, longest: usize| match text.trim() {
        "" => Some(String::new()),
        text => check.text(field(name), text, longest),
    };
    let result_unit = optional(check, "result_unit", &entry.result_unit, 200);
    let detail = optional(check, "detail", &entry.detail, 4000);
    let (Some(part), Some(text), Some(result_unit), Some(detail), true) = (part, text, result_unit, detail, known)
    else {
        return None;
    };
    let entry = Entry { part, aspect, text, result_unit, detail };
    let problems = entry.problems(rules);
    let sound = problems.is_empty();
    for (name, problem) in problems {
        check.add(field(name), problem);
    }
    sound.then_some(entry)
}

/// What the rows of one job have taken so far.
#[derive(Default)]
struct Form {
    rows: usize,
    bytes: usize,
    numbers: HashMap<(Part, Option<Aspect>), BTreeSet<i32>>,
}

/// The forms of an import, by title and unit path: that of a position by its very title, one of a title however it is written.
#[derive(Default)]
pub(crate) struct FormRows(HashMap<(String, Option<String>), Form>);

/// Reads a row of a form.
pub(crate) fn parse_form_row(
    number: i64,
    row: &pb::JobAnalysisRow,
    rules: &Rules,
    known: &mut FormRows,
) -> Result<FormLine, Violations> {
    let mut check = Violations::default();
    let title = check.text("title", &row.title, 200);
    let unit_path = match row.unit_path.trim() {
        "" => Some(None),
        path => check.take("unit_path", UnitPath::parse(path)).map(|path| Some(path.to_string())),
    };
    check.check("n", (0..=100_000).contains(&row.n), "must be 1 to 100,000, or 0 for the next number");
    let entry = parse_entry(&mut check, "entry", &row.entry.clone().unwrap_or_default(), rules);
    let (Some(title), Some(unit_path), Some(entry), true) = (title, unit_path, entry, check.is_empty()) else {
        return Err(check);
    };
    let called = if unit_path.is_some() { title.clone() } else { fold(&title) };
    let form = known.0.entry((called, unit_path.clone())).or_default();
    let bytes = form.bytes + entry.text.len() + entry.result_unit.len() + entry.detail.len();
    if form.rows == MOST_ENTRIES || bytes > MOST_BYTES {
        check.add("entry", format!("a job analysis holds {MOST_ENTRIES} rows and {MOST_BYTES} bytes at most"));
        return Err(check);
    }
    let taken = form.numbers.entry((entry.part, entry.aspect)).or_default();
    let n = if row.n > 0 { row.n } else { taken.last().copied().unwrap_or(0) + 1 };
    if !taken.insert(n) {
        check.add("n", "another row of this part has this number");
        return Err(check);
    }
    (form.rows, form.bytes) = (form.rows + 1, bytes);
    Ok(FormLine { row: number, title, unit_path, n, entry })
}

/// A row as callers see it.
pub(crate) fn render_entry(entry: Entry) -> pb::JobAnalysisEntry {
    let part = PARTS.iter().find(|(part, _)| *part == entry.part).map_or(shown::Part::Unspecified, |(_, part)| *part);
    let aspect = ASPECTS.iter().find(|(aspect, _)| Some(*aspect) == entry.aspect);
    pb::JobAnalysisEntry {
        part: part.into(),
        aspect: aspect.map_or(shown::Aspect::Unspecified, |(_, aspect)| *aspect).into(),
        text: entry.text,
        result_unit: entry.result_unit,
        detail: entry.detail,
    }
}

/// A finding as callers see it.
pub(crate) fn render_finding(finding: Finding) -> pb::JobAnalysisFinding {
    pb::JobAnalysisFinding { field: finding.field, reason: finding.reason }
}
