//! `DraftService`.

use crate::grpc::{
    fitting::{cut_to_fit, length_of},
    formation_rows::{CHUNK, Extent, SPLIT_ITEMS, parse_row, parse_target, pay_of},
    imports::render_bad_row,
    proposal_messages::{parse_read, render, render_item},
};
use crate::{
    commands::{self, DeclareNotProposing, DraftProposal, ItemLine, WithdrawProposal},
    domain::proposal_rules::Rulebook,
    error::Error,
    names,
    store::{proposal_items, proposals},
};
use contracts::needs::v1 as pb;
use platform::{Kit, Scope, Tenant, Violations, names::parse_parent, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Serves drafts that are filled from files.
pub struct Drafts {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

type Answer = Result<Response<pb::Proposal>, Status>;

#[tonic::async_trait]
impl pb::draft_service_server::DraftService for Drafts {
    async fn draft_proposal(&self, request: Request<pb::DraftProposalRequest>) -> Answer {
        self.kit
            .write(request, parse_draft, async |work, input| {
                let proposal = commands::draft_proposal(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, Vec::new()))
            })
            .await
    }

    async fn import_proposal_items(
        &self,
        request: Request<Streaming<pb::ImportProposalItemsRequest>>,
    ) -> Result<Response<pb::ImportProposalItemsResponse>, Status> {
        self.kit
            .import(request, SPLIT_ITEMS, async |work, rows| {
                let draft = parse_target(&rows.header, &work.tenant)?;
                let mut filling = commands::begin_filling(work, draft, rows.header.validate_only).await?;
                let mut extent = Extent::default();
                while let Some(chunk) = rows.next(CHUNK).await? {
                    extent.add(rows.report.rows, &chunk)?;
                    let mut lines = Vec::new();
                    for (number, row) in chunk {
                        let pay = pay_of(&row);
                        match parse_row(number, row) {
                            Ok(row) => lines.push(ItemLine { row, pay }),
                            Err(violations) => rows.report.reject(number, violations),
                        }
                    }
                    let report = &mut rows.report;
                    commands::import_proposal_items(work, &mut filling, lines, report, &self.rulebook).await?;
                }
                let proposal = commands::end_filling(work, &mut filling).await?;
                let report = &rows.report;
                Ok::<_, Error>(pb::ImportProposalItemsResponse {
                    accepted: report.accepted(),
                    rejected: report.rejected,
                    errors: report.render(render_bad_row),
                    warned: filling.warned,
                    warnings: filling.warnings.iter().map(render_bad_row).collect(),
                    proposal: Some(render(&work.tenant, proposal, Vec::new())),
                })
            })
            .await
    }

    async fn list_proposal_items(
        &self,
        request: Request<pb::ListProposalItemsRequest>,
    ) -> Result<Response<pb::ListProposalItemsResponse>, Status> {
        let parse = |it: &pb::ListProposalItemsRequest| parse_places(&it.proposal, it.page_size, &it.page_token);
        self.kit
            .read(request, parse, async |view, (proposal, page): (Uuid, Page)| {
                proposals::get(view.connection, proposal).await?.ok_or(Error::ProposalNotFound)?;
                let (after, limit) = (after_place(&page), page.limit());
                let mut found = proposal_items::list(view.connection, proposal, after, limit).await?;
                let texts = |line: &proposal_items::Line| {
                    length_of(&line.item.education) + line.unit_path.len() + line.title.len()
                };
                let next_page_token = cut_to_fit(&page, &mut found, texts, |line| (line.n.into(), Uuid::nil()));
                let lines = found.into_iter().map(|line| render_line(&view.tenant, line)).collect();
                Ok::<_, Error>(pb::ListProposalItemsResponse { lines, next_page_token })
            })
            .await
    }

    async fn withdraw_proposal(&self, request: Request<pb::WithdrawProposalRequest>) -> Answer {
        self.kit
            .write(request, parse_withdraw, async |work, input| {
                let (proposal, items) = commands::withdraw_proposal(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn declare_not_proposing(&self, request: Request<pb::DeclareNotProposingRequest>) -> Answer {
        self.kit
            .write(request, parse_declare, async |work, input| {
                let proposal = commands::declare_not_proposing(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, Vec::new()))
            })
            .await
    }
}

/// Notes a budget year that nobody plans for.
pub(crate) fn check_year(check: &mut Violations, year: i32) {
    check.check("year", (2015..=2100).contains(&year), "must be 2015 to 2100");
}

/// Reads a list of places in a proposal.
pub(crate) fn parse_places(proposal: &str, size: i32, token: &str) -> Result<(Tenant, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("proposal", names::PROPOSAL.parse(proposal));
    let page = check.page(size, token, proposal);
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((name.tenant, (name.id, page)))
}

/// The place behind which a page begins; the first is 0.
pub(crate) fn after_place(page: &Page) -> i32 {
    i32::try_from(page.after.0).unwrap_or(-1)
}

fn parse_draft(message: &pb::DraftProposalRequest) -> Result<(Scope, DraftProposal), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    check_year(&mut check, message.year);
    let reassessment = check.own_or_none("reassessment", &message.reassessment, names::REASSESSMENT, tenant.as_ref());
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(reassessment), Some(request_id), true) =
        (tenant, reassessment, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let scope = Scope::once(tenant, &message.parent, request_id);
    Ok((scope, DraftProposal { year: message.year, reassessment }))
}

fn parse_withdraw(message: &pb::WithdrawProposalRequest) -> Result<(Scope, WithdrawProposal), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1000);
    let (Some((scope, proposal)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, WithdrawProposal { proposal, reason }))
}

fn parse_declare(message: &pb::DeclareNotProposingRequest) -> Result<(Scope, DeclareNotProposing), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    check_year(&mut check, message.year);
    let reason = check.text("reason", &message.reason, 1000);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(reason), Some(request_id), true) = (tenant, reason, request_id, check.is_empty()) else {
        return Err(check);
    };
    let scope = Scope::once(tenant, &message.parent, request_id);
    Ok((scope, DeclareNotProposing { year: message.year, reason }))
}

fn render_line(tenant: &Tenant, line: proposal_items::Line) -> pb::ProposalLine {
    let (pay_min, pay_max) = line.item.pay.unwrap_or_default();
    pb::ProposalLine {
        number: line.n + 1,
        item: Some(render_item(tenant, line.item)),
        unit_path: line.unit_path,
        title: line.title,
        pay_min,
        pay_max,
    }
}
