//! `ProposalService`.

use super::needs::{NeedsInput, parse_kind, parse_list_needs, render_kind, render_need};
use crate::{
    commands::{self, AdvanceProposal, CreateProposal, DetermineProposal, ReturnProposal},
    domain::proposal::{Advance, Decision, Item, Proposal, State},
    error::Error,
    names,
    store::{needs, proposals},
};
use contracts::needs::v1 as pb;
use platform::{
    Kit, Scope, Tenant, Violations, dates, etag,
    names::{asked, parse_parent},
    page::Page,
};
use tonic::{Request, Response, Status};

/// Serves proposals and needs.
pub struct Proposals {
    pub(crate) kit: Kit,
}

/// Most seats of one item.
const MOST_SEATS: i32 = 100_000;

type Answer = Result<Response<pb::Proposal>, Status>;

#[tonic::async_trait]
impl pb::proposal_service_server::ProposalService for Proposals {
    async fn create_proposal(&self, request: Request<pb::CreateProposalRequest>) -> Answer {
        self.kit
            .write(request, parse_create, async |work, input| {
                let (proposal, items) = commands::create_proposal(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn get_proposal(&self, request: Request<pb::GetProposalRequest>) -> Answer {
        let parse = |message: &pb::GetProposalRequest| asked(names::PROPOSAL.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let proposal = proposals::get(view.connection, id).await?.ok_or(Error::ProposalNotFound)?;
                let items = proposals::items(view.connection, id).await?;
                Ok::<_, Error>(render(&view.tenant, proposal, items))
            })
            .await
    }

    async fn list_proposals(
        &self,
        request: Request<pb::ListProposalsRequest>,
    ) -> Result<Response<pb::ListProposalsResponse>, Status> {
        let parse = |message: &pb::ListProposalsRequest| {
            let mut check = Violations::default();
            match check.list(&message.parent, message.page_size, &message.page_token, &[]) {
                (Some(tenant), Some(page)) => Ok((tenant, page)),
                _ => Err(check),
            }
        };
        self.kit
            .read(request, parse, async |view, page: Page| {
                let mut found = proposals::list(view.connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let proposals = found.into_iter().map(|one| render(&view.tenant, one, Vec::new())).collect();
                Ok::<_, Error>(pb::ListProposalsResponse { proposals, next_page_token })
            })
            .await
    }

    async fn submit_proposal(&self, request: Request<pb::SubmitProposalRequest>) -> Answer {
        let parse = |it: &pb::SubmitProposalRequest| advance(&it.name, &it.etag, &it.request_id, Advance::Submit);
        self.kit.write(request, parse, async |work, input| advanced(work, input).await).await
    }

    async fn verify_proposal(&self, request: Request<pb::VerifyProposalRequest>) -> Answer {
        let parse = |it: &pb::VerifyProposalRequest| advance(&it.name, &it.etag, &it.request_id, Advance::Verify);
        self.kit.write(request, parse, async |work, input| advanced(work, input).await).await
    }

    async fn approve_proposal(&self, request: Request<pb::ApproveProposalRequest>) -> Answer {
        let parse = |it: &pb::ApproveProposalRequest| advance(&it.name, &it.etag, &it.request_id, Advance::Approve);
        self.kit.write(request, parse, async |work, input| advanced(work, input).await).await
    }

    async fn send_proposal(&self, request: Request<pb::SendProposalRequest>) -> Answer {
        let parse = |it: &pb::SendProposalRequest| advance(&it.name, &it.etag, &it.request_id, Advance::Send);
        self.kit.write(request, parse, async |work, input| advanced(work, input).await).await
    }

    async fn return_proposal(&self, request: Request<pb::ReturnProposalRequest>) -> Answer {
        self.kit
            .write(request, parse_return, async |work, input| {
                let (proposal, items) = commands::return_proposal(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn determine_proposal(&self, request: Request<pb::DetermineProposalRequest>) -> Answer {
        self.kit
            .write(request, parse_determine, async |work, input| {
                let (proposal, items) = commands::determine_proposal(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn get_need(&self, request: Request<pb::GetNeedRequest>) -> Result<Response<pb::Need>, Status> {
        let parse = |message: &pb::GetNeedRequest| asked(names::NEED.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let need = needs::get(view.connection, id).await?.ok_or(Error::NeedNotFound)?;
                Ok::<_, Error>(render_need(&view.tenant, need))
            })
            .await
    }

    async fn list_needs(
        &self,
        request: Request<pb::ListNeedsRequest>,
    ) -> Result<Response<pb::ListNeedsResponse>, Status> {
        self.kit
            .read(request, parse_list_needs, async |view, (position, page): NeedsInput| {
                let mut found = needs::list(view.connection, position, &page).await?;
                let next_page_token = page.cut(&mut found, |need| (need.create_time.as_microsecond(), need.id));
                let needs = found.into_iter().map(|need| render_need(&view.tenant, need)).collect();
                Ok::<_, Error>(pb::ListNeedsResponse { needs, next_page_token })
            })
            .await
    }
}

async fn advanced(work: &mut platform::Work<'_>, input: AdvanceProposal) -> Result<pb::Proposal, Error> {
    let (proposal, items) = commands::advance_proposal(work, input).await?;
    Ok(render(&work.tenant, proposal, items))
}

fn parse_create(message: &pb::CreateProposalRequest) -> Result<(Scope, CreateProposal), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    check.check("year", (2015..=2100).contains(&message.year), "must be 2015 to 2100");
    check.check("items", (1..=2000).contains(&message.items.len()), "must be 1 to 2,000 items");
    let reassessment = check.own_or_none("reassessment", &message.reassessment, names::REASSESSMENT, tenant.as_ref());
    let numbered = message.items.iter().enumerate();
    let items = numbered.filter_map(|(nth, item)| parse_item(&mut check, tenant.as_ref(), nth, item));
    let items: Vec<Item> = items.collect();
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(request_id), Some(reassessment), true) =
        (tenant, request_id, reassessment, check.is_empty())
    else {
        return Err(check);
    };
    let scope = Scope::once(tenant, &message.parent, request_id);
    Ok((scope, CreateProposal { year: message.year, items, reassessment }))
}

fn parse_item(check: &mut Violations, parent: Option<&Tenant>, nth: usize, item: &pb::ProposalItem) -> Option<Item> {
    let field = |name: &str| format!("items[{nth}].{name}");
    let position = check.own(field("position"), &item.position, names::POSITION, parent);
    let kind = check.take(field("kind"), parse_kind(item.kind).ok_or("must be a kind of need"));
    check.check(field("seats"), (1..=MOST_SEATS).contains(&item.seats), "must be 1 to 100,000");
    check.check(field("education"), !item.education.is_empty(), "must name at least one");
    let education = item.education.iter().map(|name| check.text(field("education"), &name.replace('\n', " "), 300));
    let education: Option<Vec<String>> = education.collect();
    let (position, kind, education) = (position?, kind?, education?);
    Some(Item { position, kind, seats: item.seats, seats_determined: 0, education })
}

fn advance(name: &str, etag: &str, request_id: &str, step: Advance) -> Result<(Scope, AdvanceProposal), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(name, names::PROPOSAL.parse(name), etag, request_id);
    read.map(|(scope, proposal)| (scope, AdvanceProposal { proposal, step })).ok_or(check)
}

fn parse_return(message: &pb::ReturnProposalRequest) -> Result<(Scope, ReturnProposal), Violations> {
    let mut check = Violations::default();
    let name = names::PROPOSAL.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1000);
    let (Some((scope, proposal)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, ReturnProposal { proposal, reason }))
}

fn parse_determine(message: &pb::DetermineProposalRequest) -> Result<(Scope, DetermineProposal), Violations> {
    let mut check = Violations::default();
    let name = names::PROPOSAL.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let number = check.text("decision_number", &message.decision_number, 200);
    let date = check.take("decision_date", dates::parse(message.decision_date.as_ref()));
    check.check("total_seats", message.total_seats >= 0, "must not be negative");
    for (nth, seats) in message.item_seats.iter().enumerate() {
        check.check(format!("item_seats[{nth}]"), (0..=100_000).contains(seats), "must be 0 to 100,000");
    }
    let (Some((scope, proposal)), Some(number), Some(date), true) = (read, number, date, check.is_empty()) else {
        return Err(check);
    };
    let item_seats = message.item_seats.clone();
    let decision = Decision { number, date, total_seats: message.total_seats, item_seats };
    Ok((scope, DetermineProposal { proposal, decision }))
}

fn render(tenant: &Tenant, proposal: Proposal, items: Vec<Item>) -> pb::Proposal {
    let state = match proposal.state {
        State::Draft => pb::proposal::State::Draft,
        State::Submitted => pb::proposal::State::Submitted,
        State::Verified => pb::proposal::State::Verified,
        State::Approved => pb::proposal::State::Approved,
        State::Sent => pb::proposal::State::Sent,
        State::Determined => pb::proposal::State::Determined,
    };
    pb::Proposal {
        name: names::PROPOSAL.name(tenant, proposal.id),
        state: state.into(),
        year: proposal.year,
        items: items.into_iter().map(|item| render_item(tenant, item)).collect(),
        seats: proposal.seats,
        seats_determined: proposal.seats_determined,
        decision_number: proposal.decision_number,
        decision_date: proposal.decision_date.map(dates::render),
        reassessment: proposal.reassessment.map(|id| names::REASSESSMENT.name(tenant, id)).unwrap_or_default(),
        return_reason: proposal.return_reason,
        etag: etag::render(proposal.version),
        create_time: Some(dates::render_time(proposal.create_time)),
        update_time: Some(dates::render_time(proposal.update_time)),
    }
}

fn render_item(tenant: &Tenant, item: Item) -> pb::ProposalItem {
    pb::ProposalItem {
        position: names::POSITION.name(tenant, item.position),
        kind: render_kind(item.kind).into(),
        seats: item.seats,
        education: item.education,
        seats_determined: item.seats_determined,
    }
}
