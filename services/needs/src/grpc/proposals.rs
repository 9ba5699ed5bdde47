//! `ProposalService`.

use crate::{
    commands::{self, AdvanceProposal, CreateProposal, DetermineProposal, ReturnProposal},
    domain::{
        need::{Need, NeedKind},
        proposal::{Advance, Decision, Item, Proposal, State},
    },
    error::Error,
    names,
    store::{needs, proposals},
};
use contracts::needs::v1 as pb;
use platform::{
    Kit, Scope, Tenant, Violations, dates, etag,
    names::{Name, parse_parent},
    page::Page,
};
use tonic::{Request, Response, Status};
use uuid::Uuid;

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
        let parse = |message: &pb::GetProposalRequest| {
            let mut check = Violations::default();
            let name = check.take("name", names::parse_proposal(&message.name));
            name.map(|name| (name.tenant.clone(), name)).ok_or(check)
        };
        self.kit
            .read(request, parse, async |connection, name: Name| {
                let proposal = proposals::get(connection, name.id).await?.ok_or(Error::ProposalNotFound)?;
                let items = proposals::items(connection, name.id).await?;
                Ok::<_, Error>(render(&name.tenant, proposal, items))
            })
            .await
    }

    async fn list_proposals(
        &self,
        request: Request<pb::ListProposalsRequest>,
    ) -> Result<Response<pb::ListProposalsResponse>, Status> {
        let parse = |message: &pb::ListProposalsRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let page = check.page(message.page_size, &message.page_token, &message.parent);
            let (Some(tenant), Some(page)) = (tenant, page) else { return Err(check) };
            Ok((tenant.clone(), (tenant, page)))
        };
        self.kit
            .read(request, parse, async |connection, (tenant, page): (Tenant, Page)| {
                let mut found = proposals::list(connection, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let proposals = found.into_iter().map(|one| render(&tenant, one, Vec::new())).collect();
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
        let parse = |message: &pb::GetNeedRequest| {
            let mut check = Violations::default();
            let name = check.take("name", names::parse_need(&message.name));
            name.map(|name| (name.tenant.clone(), name)).ok_or(check)
        };
        self.kit
            .read(request, parse, async |connection, name: Name| {
                let need = needs::get(connection, name.id).await?.ok_or(Error::NeedNotFound)?;
                Ok::<_, Error>(render_need(&name.tenant, need))
            })
            .await
    }

    async fn list_needs(
        &self,
        request: Request<pb::ListNeedsRequest>,
    ) -> Result<Response<pb::ListNeedsResponse>, Status> {
        self.kit
            .read(request, parse_list_needs, async |connection, (tenant, position, page): NeedsInput| {
                let mut found = needs::list(connection, position, &page).await?;
                let next_page_token = page.cut(&mut found, |need| (need.create_time.as_microsecond(), need.id));
                let needs = found.into_iter().map(|need| render_need(&tenant, need)).collect();
                Ok::<_, Error>(pb::ListNeedsResponse { needs, next_page_token })
            })
            .await
    }
}

async fn advanced(work: &mut platform::Work<'_>, input: AdvanceProposal) -> Result<pb::Proposal, Error> {
    let (proposal, items) = commands::advance_proposal(work, input).await?;
    Ok(render(&work.tenant, proposal, items))
}

type NeedsInput = (Tenant, Option<Uuid>, Page);

fn parse_list_needs(message: &pb::ListNeedsRequest) -> Result<(Tenant, NeedsInput), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let position = match message.position.as_str() {
        "" => None,
        name => check.take("position", names::parse_position(name)),
    };
    belongs(&mut check, "position", position.as_ref(), tenant.as_ref());
    let filter = format!("{}|{}", message.parent, message.position);
    let page = check.page(message.page_size, &message.page_token, &filter);
    let (Some(tenant), Some(page), true) = (tenant, page, check.is_empty()) else { return Err(check) };
    Ok((tenant.clone(), (tenant, position.map(|position| position.id), page)))
}

fn parse_create(message: &pb::CreateProposalRequest) -> Result<(Scope, CreateProposal), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    check.check("year", (2015..=2100).contains(&message.year), "must be 2015 to 2100");
    check.check("items", (1..=2000).contains(&message.items.len()), "must be 1 to 2,000 items");
    let reassessment = match message.reassessment.as_str() {
        "" => None,
        name => check.take("reassessment", names::parse_reassessment(name)),
    };
    belongs(&mut check, "reassessment", reassessment.as_ref(), tenant.as_ref());
    let numbered = message.items.iter().enumerate();
    let items = numbered.filter_map(|(nth, item)| parse_item(&mut check, tenant.as_ref(), nth, item));
    let items: Vec<Item> = items.collect();
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(request_id), true) = (tenant, request_id, check.is_empty()) else { return Err(check) };
    let scope = Scope::once(tenant, &message.parent, request_id);
    Ok((scope, CreateProposal { year: message.year, items, reassessment: reassessment.map(|name| name.id) }))
}

/// Notes that a name is of another instansi than the parent.
fn belongs(check: &mut Violations, field: &str, name: Option<&Name>, parent: Option<&Tenant>) {
    if let (Some(name), Some(parent)) = (name, parent) {
        check.check(field, name.tenant == *parent, "must belong to the parent");
    }
}

fn parse_item(
    check: &mut Violations,
    parent: Option<&Tenant>,
    nth: usize,
    item: &pb::ProposalItem,
) -> Option<Item> {
    let field = |name: &str| format!("items[{nth}].{name}");
    let position = check.take(field("position"), names::parse_position(&item.position));
    belongs(check, &field("position"), position.as_ref(), parent);
    let kind = check.take(field("kind"), parse_kind(item.kind).ok_or("must be a kind of need"));
    check.check(field("seats"), (1..=MOST_SEATS).contains(&item.seats), "must be 1 to 100,000");
    check.check(field("education"), !item.education.is_empty(), "must name at least one");
    let education = item.education.iter().map(|name| check.text(field("education"), &name.replace('\n', " "), 300));
    let education: Option<Vec<String>> = education.collect();
    let (position, kind, education) = (position?, kind?, education?);
    Some(Item { position: position.id, kind, seats: item.seats, seats_determined: 0, education })
}

fn advance(name: &str, etag: &str, request_id: &str, step: Advance) -> Result<(Scope, AdvanceProposal), Violations> {
    let mut check = Violations::default();
    let parsed = check.take("name", names::parse_proposal(name));
    let version = check.take("etag", etag::parse(etag));
    let request_id = check.request_id(request_id);
    let (Some(parsed), Some(version), Some(request_id)) = (parsed, version, request_id) else { return Err(check) };
    Ok((Scope::once(parsed.tenant, name, request_id), AdvanceProposal { id: parsed.id, version, step }))
}

fn parse_return(message: &pb::ReturnProposalRequest) -> Result<(Scope, ReturnProposal), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::parse_proposal(&message.name));
    let version = check.take("etag", etag::parse(&message.etag));
    let reason = check.text("reason", &message.reason, 1000);
    let request_id = check.request_id(&message.request_id);
    let (Some(name), Some(version), Some(reason), Some(request_id)) = (name, version, reason, request_id) else {
        return Err(check);
    };
    Ok((Scope::once(name.tenant, &message.name, request_id), ReturnProposal { id: name.id, version, reason }))
}

fn parse_determine(message: &pb::DetermineProposalRequest) -> Result<(Scope, DetermineProposal), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::parse_proposal(&message.name));
    let version = check.take("etag", etag::parse(&message.etag));
    let number = check.text("decision_number", &message.decision_number, 200);
    let date = check.take("decision_date", dates::parse(message.decision_date.as_ref()));
    check.check("total_seats", message.total_seats >= 0, "must not be negative");
    for (nth, seats) in message.item_seats.iter().enumerate() {
        check.check(format!("item_seats[{nth}]"), (0..=MOST_SEATS).contains(seats), "must be 0 to 100,000");
    }
    let request_id = check.request_id(&message.request_id);
    let (Some(name), Some(version), Some(number), Some(date), Some(request_id), true) =
        (name, version, number, date, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let item_seats = message.item_seats.clone();
    let decision = Decision { number, date, total_seats: message.total_seats, item_seats };
    Ok((Scope::once(name.tenant, &message.name, request_id), DetermineProposal { id: name.id, version, decision }))
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
        name: names::proposal(tenant, proposal.id),
        state: state.into(),
        year: proposal.year,
        items: items.into_iter().map(|item| render_item(tenant, item)).collect(),
        seats: proposal.seats,
        seats_determined: proposal.seats_determined,
        decision_number: proposal.decision_number,
        decision_date: proposal.decision_date.map(dates::render),
        reassessment: proposal.reassessment.map(|id| names::reassessment(tenant, id)).unwrap_or_default(),
        return_reason: proposal.return_reason,
        etag: etag::render(proposal.version),
        create_time: Some(dates::render_time(proposal.create_time)),
        update_time: Some(dates::render_time(proposal.update_time)),
    }
}

fn render_item(tenant: &Tenant, item: Item) -> pb::ProposalItem {
    pb::ProposalItem {
        position: names::position(tenant, item.position),
        kind: render_kind(item.kind).into(),
        seats: item.seats,
        education: item.education,
        seats_determined: item.seats_determined,
    }
}

fn render_need(tenant: &Tenant, need: Need) -> pb::Need {
    pb::Need {
        name: names::need(tenant, need.id),
        position: names::position(tenant, need.position),
        kind: render_kind(need.kind).into(),
        seats: need.seats,
        education: need.education,
        proposal: names::proposal(tenant, need.proposal),
        year: need.year,
        decision_number: need.decision_number,
        filled: need.filled,
        event_id: need.event_id.map(|id| id.to_string()).unwrap_or_default(),
        create_time: Some(dates::render_time(need.create_time)),
    }
}

const KINDS: [(NeedKind, pb::NeedKind); 9] = [
    (NeedKind::General, pb::NeedKind::General),
    (NeedKind::CumLaude, pb::NeedKind::CumLaude),
    (NeedKind::Diaspora, pb::NeedKind::Diaspora),
    (NeedKind::Disability, pb::NeedKind::Disability),
    (NeedKind::Papua, pb::NeedKind::Papua),
    (NeedKind::DisadvantagedRegion, pb::NeedKind::DisadvantagedRegion),
    (NeedKind::Kalimantan, pb::NeedKind::Kalimantan),
    (NeedKind::IndigenousPapuan, pb::NeedKind::IndigenousPapuan),
    (NeedKind::GeneralNonPapuan, pb::NeedKind::GeneralNonPapuan),
];

/// A kind of need on the wire.
pub fn render_kind(kind: NeedKind) -> pb::NeedKind {
    KINDS.iter().find(|(known, _)| *known == kind).map_or(pb::NeedKind::Unspecified, |(_, wire)| *wire)
}

fn parse_kind(kind: i32) -> Option<NeedKind> {
    KINDS.iter().find(|(_, wire)| i32::from(*wire) == kind).map(|(kind, _)| *kind)
}
