//! How a need was computed, figure by figure, and what the next five years ask for.

use super::report::Report;
use crate::calls::Calls;
use anyhow::Context;
use contracts::needs::v1::{self as pb, sum_projection_request::By};
use std::collections::BTreeMap;

/// Most lines of the derivation that are shown.
const SHOWN: usize = 14;
/// Year at whose end the demo's incumbents were counted.
const BASE_YEAR: i32 = 2023;

/// Shows the derivation of a position's need as a tree, the need first.
pub async fn derive(calls: &Calls, position: &str, report: &mut Report) -> anyhow::Result<()> {
    let request = pb::ExplainNeedRequest { position: position.to_owned(), page_size: 1000, page_token: String::new() };
    let answer = calls.workloads("analyst").explain_need(request).await?.into_inner();
    let root = answer.nodes.first().context("the need has no derivation")?;
    let nodes: BTreeMap<&str, &pb::DerivationNode> = answer.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let mut lines = Vec::new();
    draw(&nodes, root, 0, &mut lines);
    let hidden = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    if hidden > 0 {
        lines.push(format!("… and {hidden} more figures"));
    }
    report.derivation = lines;
    Ok(())
}

fn draw(nodes: &BTreeMap<&str, &pb::DerivationNode>, node: &pb::DerivationNode, depth: usize, lines: &mut Vec<String>) {
    let label = format!("{}{}", "  ".repeat(depth), node.label);
    lines.push(format!("{label:<60} {:>14} {}", node.value, node.unit));
    for input in node.inputs.iter().filter_map(|id| nodes.get(id.as_str())) {
        draw(nodes, input, depth + 1, lines);
    }
}

/// Shows the projection of a unit with all below it.
pub async fn project(calls: &Calls, parent: &str, unit: &str, report: &mut Report) -> anyhow::Result<()> {
    let request = pb::SumProjectionRequest {
        parent: parent.to_owned(),
        unit: unit.to_owned(),
        base_year: BASE_YEAR,
        by: By::Unit.into(),
        ..Default::default()
    };
    let answer = calls.projections("analyst").sum_projection(request).await?.into_inner();
    let total = answer.total.context("the projection has no total")?;
    let years = total.years.iter().map(|year| format!("{}: {}", year.year, year.need));
    report.projection = format!(
        "needs {}, has {}: {} to hire in five years ({})",
        total.required,
        total.incumbents,
        total.total_need,
        years.collect::<Vec<_>>().join(", ")
    );
    Ok(())
}
