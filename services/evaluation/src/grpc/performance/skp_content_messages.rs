//! What is planned and reached, from messages.

use crate::{
    commands::{Reached, RecordSkpProgress, SetSkpContent, SettleSkpPlan, SkpExpectations},
    domain::{
        core_value::CoreValue,
        skp_content::{PlannedIndicator, PlannedResult, Quantity, ResultKind, SkpAspect, Target},
    },
    names,
};
use contracts::evaluation::v1 as pb;
use platform::{Scope, Tenant, Violations, names::Collection, sensitive::Sensitive};
use std::collections::HashSet;
use uuid::Uuid;

const MOST_RESULTS: usize = 50;
const MOST_INDICATORS: usize = 10;
const MOST_ENTRIES: usize = 500;

pub(super) const VALUES: [(CoreValue, pb::CoreValue); 7] = [
    (CoreValue::Service, pb::CoreValue::Service),
    (CoreValue::Accountable, pb::CoreValue::Accountable),
    (CoreValue::Competent, pb::CoreValue::Competent),
    (CoreValue::Harmonious, pb::CoreValue::Harmonious),
    (CoreValue::Loyal, pb::CoreValue::Loyal),
    (CoreValue::Adaptive, pb::CoreValue::Adaptive),
    (CoreValue::Collaborative, pb::CoreValue::Collaborative),
];

pub(super) fn render_value(value: CoreValue) -> pb::CoreValue {
    VALUES.iter().find(|(known, _)| *known == value).map(|(_, wire)| *wire).unwrap_or_default()
}

pub(super) fn parse_value(number: i32) -> Result<CoreValue, &'static str> {
    let wire = pb::CoreValue::try_from(number).unwrap_or_default();
    VALUES.iter().find(|(_, known)| *known == wire).map(|(value, _)| *value).ok_or("must be one of the seven values")
}

/// None in the qualitative approach only, which the plan says.
fn parse_aspect(number: i32) -> Result<Option<SkpAspect>, &'static str> {
    match pb::SkpAspect::try_from(number) {
        Ok(pb::SkpAspect::Unspecified) => Ok(None),
        Ok(pb::SkpAspect::Quantity) => Ok(Some(SkpAspect::Quantity)),
        Ok(pb::SkpAspect::Quality) => Ok(Some(SkpAspect::Quality)),
        Ok(pb::SkpAspect::Time) => Ok(Some(SkpAspect::Time)),
        Ok(pb::SkpAspect::Cost) => Ok(Some(SkpAspect::Cost)),
        Err(_) => Err("must be quantity, quality, time or cost"),
    }
}

fn parse_kind(number: i32) -> Result<ResultKind, &'static str> {
    match pb::skp_result::Kind::try_from(number) {
        Ok(pb::skp_result::Kind::Main) => Ok(ResultKind::Main),
        Ok(pb::skp_result::Kind::Additional) => Ok(ResultKind::Additional),
        Ok(pb::skp_result::Kind::Unspecified) | Err(_) => Err("must be main or additional"),
    }
}

/// Ids that a request names: which are old, and none twice.
struct Ids<'t> {
    tenant: Option<&'t Tenant>,
    seen: HashSet<Uuid>,
    kept: Vec<(String, Uuid)>,
}

impl Ids<'_> {
    /// The id that a field names, or a new one.
    fn take(&mut self, check: &mut Violations, field: String, text: &str, of: Collection) -> Option<Uuid> {
        let Some(id) = check.own_or_none(field.as_str(), text, of, self.tenant)? else { return Some(Uuid::now_v7()) };
        if !self.seen.insert(id) {
            check.add(field, "stands twice");
            return None;
        }
        self.kept.push((field, id));
        Some(id)
    }
}

pub(super) fn parse_content(message: &pb::SetSkpContentRequest) -> Result<(Scope, SetSkpContent), Violations> {
    let mut check = Violations::default();
    let read = (message.name.as_str(), message.etag.as_str(), message.request_id.as_str());
    let content = parse_results(&mut check, read, &message.results);
    match content {
        Some(content) if check.is_empty() => Ok(content),
        _ => Err(check),
    }
}

pub(super) fn parse_settle(message: &pb::SettleSkpPlanRequest) -> Result<(Scope, SettleSkpPlan), Violations> {
    let mut check = Violations::default();
    let read = (message.name.as_str(), message.etag.as_str(), message.request_id.as_str());
    let content = parse_results(&mut check, read, &message.results);
    let expectations = parse_expectations(&mut check, &message.expectations);
    let note = check.text("note", &message.note, 2_000).map(Sensitive::new);
    let (Some((scope, content)), Some(note), true) = (content, note, check.is_empty()) else { return Err(check) };
    Ok((scope, SettleSkpPlan { content, expectations, note }))
}

/// What a plan is to hold: (name, etag, request id), results.
fn parse_results(
    check: &mut Violations,
    (name, etag, request_id): (&str, &str, &str),
    planned: &[pb::SkpResult],
) -> Option<(Scope, SetSkpContent)> {
    let parsed = names::SKP_PLAN.parse(name);
    let tenant = parsed.as_ref().ok().map(|parsed| parsed.tenant.clone());
    let read = check.as_read(name, parsed, etag, request_id);
    check.check("results", planned.len() <= MOST_RESULTS, "must be at most 50");
    let mut ids = Ids { tenant: tenant.as_ref(), seen: HashSet::new(), kept: Vec::new() };
    let mut results = Vec::new();
    for (nth, result) in planned.iter().take(MOST_RESULTS).enumerate() {
        results.extend(parse_result(check, &mut ids, &format!("results[{nth}]"), result));
    }
    let kept = ids.kept;
    read.map(|(scope, plan)| (scope, SetSkpContent { plan, results, kept }))
}

fn parse_result(
    check: &mut Violations,
    ids: &mut Ids<'_>,
    field: &str,
    result: &pb::SkpResult,
) -> Option<PlannedResult> {
    let id = ids.take(check, format!("{field}.result"), &result.result, names::SKP_RESULT);
    let kind = check.take(format!("{field}.kind"), parse_kind(result.kind));
    let title = check.text(format!("{field}.title"), &result.title, 500);
    let served = format!("{field}.superior_result");
    let superior_result = check.own_or_none(served, &result.superior_result, names::SKP_RESULT, ids.tenant);
    let sound = (1..=MOST_INDICATORS).contains(&result.indicators.len());
    check.check(format!("{field}.indicators"), sound, "must be 1 to 10");
    let mut indicators = Vec::new();
    for (nth, indicator) in result.indicators.iter().take(MOST_INDICATORS).enumerate() {
        indicators.extend(parse_indicator(check, ids, &format!("{field}.indicators[{nth}]"), indicator));
    }
    Some(PlannedResult { id: id?, kind: kind?, title: title?, superior_result: superior_result?, indicators })
}

fn parse_indicator(
    check: &mut Violations,
    ids: &mut Ids<'_>,
    field: &str,
    indicator: &pb::SkpIndicator,
) -> Option<PlannedIndicator> {
    let id = ids.take(check, format!("{field}.indicator"), &indicator.indicator, names::SKP_INDICATOR);
    let aspect = check.take(format!("{field}.aspect"), parse_aspect(indicator.aspect));
    let title = check.text(format!("{field}.title"), &indicator.title, 500);
    let target = if indicator.target.is_empty() {
        check.check(format!("{field}.unit"), indicator.unit.is_empty(), "must be empty without a number");
        check.text(format!("{field}.target_text"), &indicator.target_text, 1_000).map(Target::Words)
    } else {
        let other = indicator.target_text.is_empty();
        check.check(format!("{field}.target_text"), other, "must be empty beside a number");
        let number = check.take(format!("{field}.target"), Quantity::parse(&indicator.target));
        let unit = check.text(format!("{field}.unit"), &indicator.unit, 50);
        number.zip(unit).map(|(number, unit)| Target::Number(number, unit))
    };
    Some(PlannedIndicator { id: id?, aspect: aspect?, title: title?, target: target? })
}

pub(super) fn parse_expectations(check: &mut Violations, expectations: &[pb::SkpExpectation]) -> SkpExpectations {
    let mut seen = HashSet::new();
    let mut parsed = Vec::new();
    check.check("expectations", expectations.len() <= VALUES.len(), "must be at most one a value");
    for (nth, one) in expectations.iter().take(VALUES.len()).enumerate() {
        let field = format!("expectations[{nth}]");
        let value = check.take(format!("{field}.value"), parse_value(one.value));
        let text = check.text(format!("{field}.text"), &one.text, 1_000);
        let (Some(value), Some(text)) = (value, text) else { continue };
        check.check(format!("{field}.value"), seen.insert(value), "stands twice");
        parsed.push((value, Sensitive::new(text)));
    }
    parsed
}

pub(super) fn parse_progress(message: &pb::RecordSkpProgressRequest) -> Result<(Scope, RecordSkpProgress), Violations> {
    let mut check = Violations::default();
    let name = names::SKP_PLAN.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    check.check("period", (1..=12).contains(&message.period), "must be from 1 to 12");
    check.check("entries", (1..=MOST_ENTRIES).contains(&message.entries.len()), "must be 1 to 500");
    let (mut entries, mut seen) = (Vec::new(), HashSet::new());
    for (nth, entry) in message.entries.iter().take(MOST_ENTRIES).enumerate() {
        let field = format!("entries[{nth}]");
        let indicator =
            check.own(format!("{field}.indicator"), &entry.indicator, names::SKP_INDICATOR, tenant.as_ref());
        let reached = parse_reached(&mut check, &field, entry);
        let (Some(indicator), Some(reached)) = (indicator, reached) else { continue };
        check.check(format!("{field}.indicator"), seen.insert(indicator), "stands twice");
        entries.push((indicator, reached));
    }
    let (Some((scope, plan)), true) = (read, check.is_empty()) else { return Err(check) };
    Ok((scope, RecordSkpProgress { plan, period: message.period, entries }))
}

fn parse_reached(
    check: &mut Violations,
    field: &str,
    entry: &pb::record_skp_progress_request::Entry,
) -> Option<Reached> {
    if entry.realised.is_empty() {
        let text = check.text(format!("{field}.text"), &entry.text, 2_000);
        return text.map(|text| Reached::Words(Sensitive::new(text)));
    }
    check.check(format!("{field}.text"), entry.text.is_empty(), "must be empty beside a number");
    check.take(format!("{field}.realised"), Quantity::parse(&entry.realised)).map(Reached::Number)
}
