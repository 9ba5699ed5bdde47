//! evaluation to needs: complaints rise, a person takes the question up, the revised need is determined, and one call
//! explains it all.

use super::{
    data::{self, Region, TaskRow},
    figures,
    plan::{propose, send_workload},
    report::{Report, Step},
    until,
};
use crate::calls::Calls;
use anyhow::Context;
use contracts::{evaluation::v1 as evaluation, needs::v1 as needs};
use platform::dates;
use std::collections::BTreeMap;

const TENANT: &str = "instansi/6571";
const UNIT: &str = "PUSKESMAS ASEMROWO";

/// Registers the services of Puskesmas Asemrowo and takes 14 months of complaints and use.
pub async fn complain(calls: &Calls, report: &mut Report) -> anyhow::Result<()> {
    let (complaints, volumes) = (data::complaints()?, data::volumes()?);
    let step = Step::begin("complaints", 3);
    let unit = unit(calls).await?;
    let mut services = BTreeMap::new();
    for volume in &volumes {
        if services.contains_key(&volume.service) {
            continue;
        }
        let request = evaluation::CreatePublicServiceRequest {
            parent: TENANT.to_owned(),
            display_name: volume.service.clone(),
            unit: unit.name.clone(),
            request_id: String::new(),
        };
        let created = calls.complaints("analyst").create_public_service(request).await?.into_inner();
        services.insert(volume.service.clone(), created.name);
    }
    step.advance();
    let header = || evaluation::ImportHeader { parent: TENANT.to_owned(), strict: true, ..Default::default() };
    let mut parts = vec![evaluation::import_complaints_request::Part::Header(header())];
    let count = complaints.len();
    parts.extend(complaints.into_iter().enumerate().map(|(nth, complaint)| {
        evaluation::import_complaints_request::Part::Row(evaluation::ComplaintRow {
            external_id: format!("demo-{nth}"),
            public_service: services.get(&complaint.service).cloned().unwrap_or_default(),
            receive_time: Some(dates::render_time(complaint.received_at)),
            text: complaint.text,
            ..Default::default()
        })
    }));
    let messages = parts.into_iter().map(|part| evaluation::ImportComplaintsRequest { part: Some(part) });
    calls.complaints("integration").import_complaints(tokio_stream::iter(messages)).await?;
    step.advance();
    let mut parts = vec![evaluation::import_service_volumes_request::Part::Header(header())];
    parts.extend(volumes.into_iter().map(|volume| {
        evaluation::import_service_volumes_request::Part::Row(evaluation::ServiceVolumeRow {
            public_service: services.get(&volume.service).cloned().unwrap_or_default(),
            month: volume.month,
            transactions: volume.transactions,
        })
    }));
    let messages = parts.into_iter().map(|part| evaluation::ImportServiceVolumesRequest { part: Some(part) });
    let answer = calls.complaints("analyst").import_service_volumes(tokio_stream::iter(messages)).await?;
    let fell = answer.into_inner().services_fell;
    anyhow::ensure!(fell == 1, "{fell} services fell, not the one whose complaints rose");
    step.end(report, format!("{count} complaints about {UNIT}; quality of {fell} service fell"));
    Ok(())
}

async fn unit(calls: &Calls) -> anyhow::Result<needs::Unit> {
    let request =
        needs::ListUnitsRequest { parent: TENANT.to_owned(), path_contains: UNIT.to_owned(), ..Default::default() };
    let units = calls.positions("analyst").list_units(request).await?.into_inner().units;
    units.into_iter().next().with_context(|| format!("{UNIT} is not in the position map"))
}

/// Accepts the reassessment, counts the workload again and takes the revised need to its determination.
pub async fn reassess(calls: &Calls, regions: &[Region], report: &mut Report) -> anyhow::Result<()> {
    let step = Step::begin("reassessment", 4);
    let request = needs::ListReassessmentsRequest { parent: TENANT.to_owned(), open: true, ..Default::default() };
    let opened = until("opening a reassessment", async || {
        let found = calls.reassessments("analyst").list_reassessments(request.clone()).await?.into_inner();
        Ok(found.reassessments.into_iter().next())
    })
    .await?;
    step.advance();
    let accept = needs::AcceptReassessmentRequest {
        name: opened.name.clone(),
        etag: opened.etag,
        reason: "the queue at the counter is real: count the workload again".to_owned(),
        request_id: String::new(),
    };
    calls.reassessments("appointing_authority").accept_reassessment(accept).await?;
    step.advance();
    let more = |row: &TaskRow| {
        let volume: u64 = row.volume.parse().unwrap_or(0);
        TaskRow { volume: (volume * 3 / 2).to_string(), ..row.clone() }
    };
    let rows = regions.iter().flat_map(|region| &region.tasks).filter(|row| row.unit_path.ends_with(UNIT));
    send_workload(calls, TENANT, rows.map(more).collect()).await?;
    step.advance();
    let items = lacking(calls, &opened.unit).await?;
    let (positions, seats) = (items.len(), items.iter().map(|item| item.seats).sum::<i32>());
    anyhow::ensure!(seats > 0, "the new workload asks for nobody");
    propose(calls, TENANT, items, &opened.name).await?;
    step.end(report, format!("accepted by a person; {seats} more seats at {positions} positions determined"));
    Ok(())
}

/// One item for each position of the unit that lacks people beyond what is determined and not filled yet.
async fn lacking(calls: &Calls, unit: &str) -> anyhow::Result<Vec<needs::ProposalItem>> {
    let (parent, unit) = (TENANT.to_owned(), unit.to_owned());
    let request = needs::ListPositionsRequest { parent, unit, lacking: true, page_size: 1000, ..Default::default() };
    let mut items = Vec::new();
    for position in calls.positions("analyst").list_positions(request).await?.into_inner().positions {
        let (parent, position_name) = (TENANT.to_owned(), position.name.clone());
        let request =
            needs::ListNeedsRequest { parent, position: position_name, page_size: 1000, ..Default::default() };
        let determined = calls.proposals("analyst").list_needs(request).await?.into_inner().needs;
        let pending: i32 = determined.iter().map(|need| need.seats - need.filled).sum();
        let Some(before) = determined.into_iter().next() else { continue };
        if position.shortage > pending {
            items.push(needs::ProposalItem {
                position: position.name,
                kind: before.kind,
                seats: position.shortage - pending,
                education: before.education,
                seats_determined: 0,
            });
        }
    }
    Ok(items)
}

/// Asks why the first position of the unit with a filled seat is as it is, and what the unit will need.
pub async fn explain(calls: &Calls, report: &mut Report) -> anyhow::Result<()> {
    let unit = unit(calls).await?;
    let request = needs::ListPositionsRequest {
        parent: TENANT.to_owned(),
        unit: unit.name.clone(),
        page_size: 1000,
        ..Default::default()
    };
    for position in calls.positions("analyst").list_positions(request).await?.into_inner().positions {
        let request = needs::ExplainRequest { name: position.name.clone(), page_size: 1000, ..Default::default() };
        let steps = calls.reassessments("analyst").explain(request).await?.into_inner().steps;
        if steps.iter().any(|step| step.kind == "position.filled") {
            report.unit = format!("{} at {UNIT}", position.title);
            report.chain = steps.iter().map(line).collect();
            figures::derive(calls, &position.name, report).await?;
            return figures::project(calls, TENANT, &unit.name, report).await;
        }
    }
    anyhow::bail!("no position of {UNIT} was filled")
}

fn line(step: &needs::Step) -> String {
    let event = if step.event_id.is_empty() { String::new() } else { format!("  → event {}", step.event_id) };
    let cause = if step.caused_by.is_empty() { String::new() } else { format!("  ← event {}", step.caused_by) };
    format!("{:<22} {}{cause}{event}", step.kind, step.summary)
}
