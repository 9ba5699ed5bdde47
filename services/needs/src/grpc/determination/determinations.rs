//! `DeterminationService`.

use crate::grpc::{
    drafts::{after_place, parse_places},
    fitting::{cut_to_fit, length_of},
    formation_rows::{SPLIT_BREAKDOWN, SPLIT_PUBLICATION, read_all},
    imports::render_bad_row,
    needs::render_kind,
    proposal_messages::{parse_decision, parse_opinion, parse_read, parse_statement, parse_totals, render},
};
use crate::{
    commands::{
        self, AdvanceProposal, DetermineBreakdown, DetermineTotals, NoteOpinion, RejectProposal, SignStatement,
    },
    domain::{procedure::Reviewer, proposal::Advance, proposal_rules::Rulebook},
    error::Error,
    names,
    store::{breakdowns, proposals},
};
use contracts::needs::v1 as pb;
use platform::{Kit, Scope, Tenant, Violations, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Serves the way of a proposal at the ministry.
pub struct Determinations {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

type Answer = Result<Response<pb::Proposal>, Status>;

#[tonic::async_trait]
impl pb::determination_service_server::DeterminationService for Determinations {
    async fn sign_statement(&self, request: Request<pb::SignStatementRequest>) -> Answer {
        self.kit
            .write(request, parse_sign, async |work, input| {
                let (proposal, items) = commands::sign_statement(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn note_ministry_verification(&self, request: Request<pb::NoteMinistryVerificationRequest>) -> Answer {
        let parse = |it: &pb::NoteMinistryVerificationRequest| {
            parse_note(&it.name, &it.etag, &it.request_id, it.opinion.as_ref(), Reviewer::Ministry)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let (proposal, items) = commands::note_opinion(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn note_technical_consideration(&self, request: Request<pb::NoteTechnicalConsiderationRequest>) -> Answer {
        let parse = |it: &pb::NoteTechnicalConsiderationRequest| {
            parse_note(&it.name, &it.etag, &it.request_id, it.opinion.as_ref(), Reviewer::Bkn)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let (proposal, items) = commands::note_opinion(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn determine_totals(&self, request: Request<pb::DetermineTotalsRequest>) -> Answer {
        self.kit
            .write(request, parse_totals_decision, async |work, input| {
                let (proposal, items) = commands::determine_totals(work, input, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn propose_breakdown(
        &self,
        request: Request<Streaming<pb::ProposeBreakdownRequest>>,
    ) -> Result<Response<pb::ProposeBreakdownResponse>, Status> {
        self.kit
            .import(request, SPLIT_BREAKDOWN, async |work, rows| {
                let input = read_all(rows, &work.tenant).await?;
                let report = &mut rows.report;
                let proposal = commands::propose_breakdown(work, input, report, &self.rulebook).await?;
                let proposal = Some(render(&work.tenant, proposal, Vec::new()));
                let errors = report.render(render_bad_row);
                Ok::<_, Error>(pb::ProposeBreakdownResponse { proposal, errors })
            })
            .await
    }

    async fn list_breakdown_rows(
        &self,
        request: Request<pb::ListBreakdownRowsRequest>,
    ) -> Result<Response<pb::ListBreakdownRowsResponse>, Status> {
        let parse = |it: &pb::ListBreakdownRowsRequest| parse_places(&it.proposal, it.page_size, &it.page_token);
        self.kit
            .read(request, parse, async |view, (proposal, page): (Uuid, Page)| {
                proposals::get(view.connection, proposal).await?.ok_or(Error::ProposalNotFound)?;
                let (after, limit) = (after_place(&page), page.limit());
                let mut found = breakdowns::list(view.connection, proposal, after, limit).await?;
                let texts = |placed: &breakdowns::Placed| {
                    length_of(&placed.row.education) + placed.row.unit_path.len() + placed.row.title.len()
                };
                let key = |placed: &breakdowns::Placed| (placed.row.number - 1, Uuid::nil());
                let next_page_token = cut_to_fit(&page, &mut found, texts, key);
                let rows = found.into_iter().map(|placed| render_row(&view.tenant, placed)).collect();
                Ok::<_, Error>(pb::ListBreakdownRowsResponse { rows, next_page_token })
            })
            .await
    }

    async fn determine_breakdown(&self, request: Request<pb::DetermineBreakdownRequest>) -> Answer {
        self.kit
            .write(request, parse_breakdown_decision, async |work, input| {
                let (proposal, items) = commands::determine_breakdown(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn publish_proposal(
        &self,
        request: Request<Streaming<pb::PublishProposalRequest>>,
    ) -> Result<Response<pb::PublishProposalResponse>, Status> {
        self.kit
            .import(request, SPLIT_PUBLICATION, async |work, rows| {
                let input = read_all(rows, &work.tenant).await?;
                let report = &mut rows.report;
                let proposal = commands::publish_proposal(work, input, report).await?;
                let proposal = Some(render(&work.tenant, proposal, Vec::new()));
                let errors = report.render(render_bad_row);
                Ok::<_, Error>(pb::PublishProposalResponse { proposal, errors })
            })
            .await
    }

    async fn finish_proposal(&self, request: Request<pb::FinishProposalRequest>) -> Answer {
        let parse = |it: &pb::FinishProposalRequest| {
            let mut check = Violations::default();
            let read = parse_read(&mut check, &it.name, &it.etag, &it.request_id);
            let step = Advance::Finish;
            read.map(|(scope, proposal)| (scope, AdvanceProposal { proposal, step })).ok_or(check)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let (proposal, items) = commands::advance_proposal(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn reject_proposal(&self, request: Request<pb::RejectProposalRequest>) -> Answer {
        self.kit
            .write(request, parse_reject, async |work, input| {
                let (proposal, items) = commands::reject_proposal(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }
}

fn parse_sign(message: &pb::SignStatementRequest) -> Result<(Scope, SignStatement), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let statement = parse_statement(&mut check, message.statement.as_ref());
    let (Some((scope, proposal)), Some(statement)) = (read, statement) else { return Err(check) };
    Ok((scope, SignStatement { proposal, statement }))
}

fn parse_note(
    name: &str,
    etag: &str,
    request_id: &str,
    opinion: Option<&pb::Opinion>,
    reviewer: Reviewer,
) -> Result<(Scope, NoteOpinion), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, name, etag, request_id);
    let opinion = parse_opinion(&mut check, opinion);
    let (Some((scope, proposal)), Some(opinion)) = (read, opinion) else { return Err(check) };
    Ok((scope, NoteOpinion { proposal, reviewer, opinion }))
}

fn parse_totals_decision(message: &pb::DetermineTotalsRequest) -> Result<(Scope, DetermineTotals), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let decision = parse_decision(&mut check, &message.decision_number, message.decision_date.as_ref());
    let totals = parse_totals(&mut check, &message.totals);
    let (Some((scope, proposal)), Some(decision), true) = (read, decision, check.is_empty()) else {
        return Err(check);
    };
    Ok((scope, DetermineTotals { proposal, decision, totals }))
}

fn parse_breakdown_decision(
    message: &pb::DetermineBreakdownRequest,
) -> Result<(Scope, DetermineBreakdown), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let decision = parse_decision(&mut check, &message.decision_number, message.decision_date.as_ref());
    let (Some((scope, proposal)), Some(decision)) = (read, decision) else { return Err(check) };
    Ok((scope, DetermineBreakdown { proposal, decision }))
}

fn parse_reject(message: &pb::RejectProposalRequest) -> Result<(Scope, RejectProposal), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let decision = parse_decision(&mut check, &message.decision_number, message.decision_date.as_ref());
    let reason = check.text("reason", &message.reason, 1000);
    let (Some((scope, proposal)), Some(decision), Some(reason)) = (read, decision, reason) else {
        return Err(check);
    };
    Ok((scope, RejectProposal { proposal, decision, reason }))
}

fn render_row(tenant: &Tenant, placed: breakdowns::Placed) -> pb::BreakdownRow {
    let row = placed.row;
    pb::BreakdownRow {
        number: i32::try_from(row.number).unwrap_or(i32::MAX),
        position: names::POSITION.name(tenant, placed.position),
        row: Some(pb::FormationRow {
            unit_path: row.unit_path,
            title: row.title,
            kind: render_kind(row.kind).into(),
            seats: row.seats,
            education: row.education,
            pay_min: 0,
            pay_max: 0,
        }),
    }
}
