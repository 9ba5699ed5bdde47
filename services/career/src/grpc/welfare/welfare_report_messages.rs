//! Reports of welfare between messages and domain.

use super::pay_messages::render_figures;
use crate::{
    commands::{EquityReport, ReportEquity, RiskFound},
    domain::{
        equity::{EquityCell, GroupBy, Quartiles},
        retention_risk::RetentionReason,
        servant::day_of,
        welfare_facts::Figure,
        welfare_rules::WelfareRules,
    },
    names,
};
use contracts::career::v1 as pb;
use jiff::{Timestamp, civil::Date};
use pb::EquityDimension as Dimension;
use platform::{Scope, Tenant, Violations, dates, names::parse_parent, page::Page};

/// Of which unit, and the page.
pub(super) type RisksInput = (String, Page);

pub(super) fn parse_equity(
    message: &pb::ReportEquityRequest,
    now: Timestamp,
) -> Result<(Scope, ReportEquity), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let today = day_of(now);
    let day = match &message.day {
        None => Some(today),
        day => check.take("day", dates::parse(day.as_ref())),
    };
    check.check("day", day.is_none_or(|day| day <= today), "must not lie ahead");
    let group_by = parse_dimensions(&mut check, &message.group_by);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(day), Some(request_id)) = (tenant, day, request_id) else { return Err(check) };
    if !check.is_empty() {
        return Err(check);
    }
    Ok((Scope::once(tenant, &message.parent, request_id), ReportEquity { day, group_by }))
}

fn parse_dimensions(check: &mut Violations, wire: &[i32]) -> GroupBy {
    let mut group_by = GroupBy::default();
    check.check("group_by", (1..=3).contains(&wire.len()), "must be one to three");
    for (number, one) in wire.iter().take(3).enumerate() {
        let chosen = match Dimension::try_from(*one) {
            Ok(Dimension::Unit) => Some(&mut group_by.unit),
            Ok(Dimension::Sex) => Some(&mut group_by.sex),
            Ok(Dimension::AgeBand) => Some(&mut group_by.age),
            Ok(Dimension::Unspecified) | Err(_) => None,
        };
        let new = chosen.is_some_and(|chosen| !std::mem::replace(chosen, true));
        check.check(format!("group_by[{number}]"), new, "must be a dimension, each once");
    }
    group_by
}

pub(super) fn parse_risks(message: &pb::ListRetentionRisksRequest) -> Result<(Scope, RisksInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.unit]);
    let unit = check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(_)) = (tenant, page, unit) else { return Err(check) };
    Ok((Scope::of(tenant, &message.parent), (message.unit.clone(), page)))
}

pub(super) fn render_equity(day: Date, rules: &WelfareRules, report: EquityReport) -> pb::EquityReport {
    let figures = vec![
        Figure::new("pay", "quartiles", "base pay of each on the day: pay table by rank and last raise; nearest rank"),
        Figure::new("allowance", "quartiles", "last recorded allowance of each up to the day; nearest rank"),
        Figure::new(
            "awarded",
            rules.equity.award_years,
            format!("approved award runs of the years before; {}", rules.id),
        ),
        Figure::new(
            "promoted",
            rules.equity.promotion_years,
            format!("ranks of the record that began in these years; {}", rules.id),
        ),
        Figure::new("training_hours", "quartiles", "hours booked in the year of the day; nearest rank"),
        Figure::new("smallest_cell", rules.equity.smallest_cell, rules.id.as_str()),
    ];
    pb::EquityReport {
        day: Some(dates::render(day)),
        cells: report.cells.into_iter().map(render_cell).collect(),
        smallest_cell: count(rules.equity.smallest_cell),
        without_birth_date: report.without_birth_date,
        ruleset: rules.id.clone(),
        figures: render_figures(figures),
    }
}

fn render_cell(cell: EquityCell) -> pb::EquityCell {
    let shown = cell.shown.as_ref();
    pb::EquityCell {
        unit: cell.key.unit,
        sex: cell.key.sex,
        age_band: cell.key.age_band,
        servants: shown.map_or(0, |shown| count(shown.servants)),
        suppressed: shown.is_none(),
        pay: shown.and_then(|shown| shown.pay).map(render_quartiles),
        allowance: shown.and_then(|shown| shown.allowance).map(render_quartiles),
        awarded: shown.map_or(0, |shown| count(shown.awarded)),
        promoted: shown.map_or(0, |shown| count(shown.promoted)),
        training_hours: shown.and_then(|shown| shown.training_hours).map(render_quartiles),
    }
}

fn render_quartiles(quartiles: Quartiles) -> pb::EquityQuartiles {
    pb::EquityQuartiles {
        known: count(quartiles.known),
        lower: quartiles.lower,
        median: quartiles.median,
        upper: quartiles.upper,
    }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(super) fn render_risk(tenant: &Tenant, risk: RiskFound) -> pb::RetentionRisk {
    let render = |one: RetentionReason| pb::RetentionReason {
        rule: one.rule.to_owned(),
        detail: one.detail,
        source: one.source,
    };
    pb::RetentionRisk {
        servant: names::SERVANT.name(tenant, risk.servant),
        unit: risk.unit,
        reasons: risk.reasons.into_iter().map(render).collect(),
    }
}
