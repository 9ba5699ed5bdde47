//! needs: the position map, the workload, the proposal and the minister's decision.

use super::{
    data::{Region, TaskRow},
    parent,
    report::{Report, Step},
};
use crate::calls::Calls;
use anyhow::ensure;
use contracts::{google::r#type::Date, needs::v1 as pb};
use std::collections::HashMap;

/// Streams the position maps.
pub async fn import_positions(calls: &Calls, regions: &[Region], report: &mut Report) -> anyhow::Result<()> {
    let step = Step::begin("position map", regions.len());
    let (mut positions, mut units) = (0, 0);
    for region in regions {
        let header = pb::ImportHeader { parent: parent(region), strict: true, ..Default::default() };
        let mut messages = vec![pb::import_positions_request::Part::Header(header)];
        messages.extend(region.positions.iter().map(|row| {
            pb::import_positions_request::Part::Row(pb::PositionRow {
                unit_path: row.unit_path.clone(),
                title: row.jabatan.clone(),
                incumbents: row.incumbents,
                job_class: row.kelas.unwrap_or(0),
                // Before everybody's first day, whatever the day of the demonstration.
                incumbents_date: Some(Date { year: 2023, month: 12, day: 31 }),
                ..Default::default()
            })
        }));
        let messages = messages.into_iter().map(|part| pb::ImportPositionsRequest { part: Some(part) });
        let answer = calls.positions("analyst").import_positions(tokio_stream::iter(messages)).await?.into_inner();
        (positions, units) = (positions + answer.accepted, units + answer.units_created);
        step.advance();
    }
    step.end(report, format!("{positions} positions in {units} units of {} cities", regions.len()));
    Ok(())
}

/// Streams the workload sheets.
pub async fn import_workload(calls: &Calls, regions: &[Region], report: &mut Report) -> anyhow::Result<()> {
    let step = Step::begin("workload (ABK)", regions.len());
    let (mut rows, mut computed) = (0, 0);
    for region in regions {
        let answer = send_workload(calls, &parent(region), region.tasks.clone()).await?;
        (rows, computed) = (rows + answer.accepted, computed + answer.positions_computed);
        step.advance();
    }
    step.end(report, format!("{rows} tasks, the need of {computed} positions computed"));
    Ok(())
}

/// Streams workload rows of one city.
pub async fn send_workload(
    calls: &Calls,
    parent: &str,
    rows: Vec<TaskRow>,
) -> anyhow::Result<pb::ImportWorkloadResponse> {
    let header = pb::ImportHeader { parent: parent.to_owned(), strict: true, ..Default::default() };
    let mut messages = vec![pb::import_workload_request::Part::Header(header)];
    messages.extend(rows.into_iter().map(|row| {
        pb::import_workload_request::Part::Row(pb::WorkloadRow {
            unit_path: row.unit_path,
            title: row.jabatan,
            task: Some(pb::WorkloadTask {
                description: row.task,
                result_unit: row.result_unit,
                volume: row.volume,
                period: row.period,
                minutes_per_unit: row.minutes_per_unit,
                ..Default::default()
            }),
        })
    }));
    let messages = messages.into_iter().map(|part| pb::ImportWorkloadRequest { part: Some(part) });
    Ok(calls.positions("analyst").import_workload(tokio_stream::iter(messages)).await?.into_inner())
}

/// Proposes every formation and takes the decision that gave them.
pub async fn determine_needs(calls: &Calls, regions: &[Region], report: &mut Report) -> anyhow::Result<()> {
    let step = Step::begin("proposal to determination", regions.len());
    let (mut needs, mut seats) = (0, 0);
    for region in regions {
        let positions = positions_of(calls, region).await?;
        let mut items = Vec::new();
        for formation in &region.formations {
            let position = positions.get(&(formation.unit_path.clone(), formation.jabatan.clone()));
            ensure!(position.is_some(), "no position for {} in {}", formation.jabatan, formation.unit_path);
            items.push(pb::ProposalItem {
                position: position.cloned().unwrap_or_default(),
                kind: formation.kind()?.into(),
                seats: formation.seats,
                education: formation.education(),
                seats_determined: 0,
            });
        }
        let determined = propose(calls, &parent(region), items, "").await?;
        (needs, seats) = (needs + determined.items.len(), seats + determined.seats_determined);
        step.advance();
    }
    step.end(report, format!("{needs} needs with {seats} seats determined"));
    Ok(())
}

/// Budget year of the formations.
const YEAR: i32 = 2024;

/// The ministry lets the proposals of a past year in for another month: the demonstration does not set the clock back.
async fn keep_open(calls: &Calls, parent: &str, year: i32) -> anyhow::Result<()> {
    let request = pb::GetProposalDeadlineRequest { parent: parent.to_owned(), year };
    if !calls.proposals("integration").get_proposal_deadline(request).await?.into_inner().passed {
        return Ok(());
    }
    let later = jiff::Zoned::now().date().checked_add(jiff::Span::new().months(1))?;
    let extend = pb::ExtendDeadlineRequest {
        parent: parent.to_owned(),
        year,
        last_day: Some(Date { year: later.year().into(), month: later.month().into(), day: later.day().into() }),
        reason: "surat Menteri DEMO/2024".to_owned(),
        request_id: String::new(),
    };
    calls.proposals("integration").extend_deadline(extend).await?;
    Ok(())
}

/// Takes a proposal from draft to determination.
pub async fn propose(
    calls: &Calls,
    parent: &str,
    items: Vec<pb::ProposalItem>,
    reassessment: &str,
) -> anyhow::Result<pb::Proposal> {
    keep_open(calls, parent, YEAR).await?;
    let (parent, reassessment) = (parent.to_owned(), reassessment.to_owned());
    let draft = pb::CreateProposalRequest { parent, year: YEAR, items, reassessment, request_id: String::new() };
    let draft = calls.proposals("analyst").create_proposal(draft).await?.into_inner();
    let (name, request_id, etag) = (draft.name.clone(), String::new(), draft.etag);
    let request = pb::SubmitProposalRequest { name: name.clone(), etag, request_id: request_id.clone() };
    let etag = calls.proposals("analyst").submit_proposal(request).await?.into_inner().etag;
    let request = pb::VerifyProposalRequest { name: name.clone(), etag, request_id: request_id.clone() };
    let etag = calls.proposals("verifier").verify_proposal(request).await?.into_inner().etag;
    let request = pb::ApproveProposalRequest { name: name.clone(), etag, request_id: request_id.clone() };
    let etag = calls.proposals("appointing_authority").approve_proposal(request).await?.into_inner().etag;
    let request = pb::SendProposalRequest { name: name.clone(), etag, request_id: request_id.clone() };
    let etag = calls.proposals("verifier").send_proposal(request).await?.into_inner().etag;
    let decision = pb::DetermineProposalRequest {
        name,
        etag,
        decision_number: "KEP-DEMO/2024".to_owned(),
        decision_date: Some(Date { year: 2024, month: 8, day: 1 }),
        total_seats: draft.seats,
        item_seats: Vec::new(),
        request_id,
    };
    Ok(calls.proposals("integration").determine_proposal(decision).await?.into_inner())
}

/// Names of a city's positions by unit path and title.
async fn positions_of(calls: &Calls, region: &Region) -> anyhow::Result<HashMap<(String, String), String>> {
    let mut request = pb::ListPositionsRequest { parent: parent(region), page_size: 1000, ..Default::default() };
    let mut names = HashMap::new();
    loop {
        let page = calls.positions("analyst").list_positions(request.clone()).await?.into_inner();
        names.extend(page.positions.into_iter().map(|one| ((one.unit_path, one.title), one.name)));
        if page.next_page_token.is_empty() {
            return Ok(names);
        }
        request.page_token = page.next_page_token;
    }
}
