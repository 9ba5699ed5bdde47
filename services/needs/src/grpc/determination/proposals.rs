//! `ProposalService`.

use crate::grpc::{
    drafts::check_year,
    fitting::{cut_to_fit, length_of},
    formation_rows::parse_education,
    needs::{NeedsInput, parse_kind, parse_list_needs, render_need},
    proposal_messages::{parse_decision, parse_read, render},
};
use crate::{
    commands::{self, AdvanceProposal, CreateProposal, DetermineProposal, ExtendDeadline, ReturnProposal},
    domain::{
        need::Need,
        proposal::{Advance, Decision, Item},
        proposal_rules::Rulebook,
    },
    error::Error,
    names,
    store::{
        deadlines::{self, Extension},
        needs, proposal_items, proposals,
    },
};
use contracts::needs::v1 as pb;
use jiff::{ToSpan, civil::Date};
use platform::{
    Kit, Scope, Tenant, Violations, dates,
    names::{asked, parse_parent},
    page::Page,
};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves proposals and needs.
pub struct Proposals {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

/// Most seats of one item.
const MOST_SEATS: i32 = 100_000;
/// Most items of a draft that is written in one message.
const MOST_ITEMS: usize = 2000;
/// Most items of a proposal.
const MOST_DECIDED: usize = 100_000;

type Answer = Result<Response<pb::Proposal>, Status>;

#[tonic::async_trait]
impl pb::proposal_service_server::ProposalService for Proposals {
    async fn create_proposal(&self, request: Request<pb::CreateProposalRequest>) -> Answer {
        self.kit
            .write(request, parse_create, async |work, input| {
                let (proposal, items) = commands::create_proposal(work, input, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
    }

    async fn get_proposal(&self, request: Request<pb::GetProposalRequest>) -> Answer {
        let parse = |message: &pb::GetProposalRequest| asked(names::PROPOSAL.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let proposal = proposals::get(view.connection, id).await?.ok_or(Error::ProposalNotFound)?;
                let items = proposal_items::shown(view.connection, id).await?;
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
        let parse = |it: &pb::SendProposalRequest| {
            let mut check = Violations::default();
            parse_read(&mut check, &it.name, &it.etag, &it.request_id).ok_or(check)
        };
        self.kit
            .write(request, parse, async |work, proposal| {
                let (proposal, items) = commands::send_proposal(work, proposal, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, proposal, items))
            })
            .await
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

    async fn get_proposal_deadline(
        &self,
        request: Request<pb::GetProposalDeadlineRequest>,
    ) -> Result<Response<pb::ProposalDeadline>, Status> {
        let parse = |message: &pb::GetProposalDeadlineRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            check_year(&mut check, message.year);
            tenant.filter(|_| check.is_empty()).map(|tenant| (tenant, message.year)).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, year| {
                let extended = deadlines::latest(view.connection, year).await?;
                Ok::<_, Error>(render_deadline(year, extended, &self.rulebook, view.now))
            })
            .await
    }

    async fn extend_deadline(
        &self,
        request: Request<pb::ExtendDeadlineRequest>,
    ) -> Result<Response<pb::ProposalDeadline>, Status> {
        let today = self.rulebook.day_of(self.kit.clock.now());
        self.kit
            .write(
                request,
                |message| parse_extend(message, today),
                async |work, input| {
                    let year = input.year;
                    let extension = commands::extend_deadline(work, input, &self.rulebook).await?;
                    Ok::<_, Error>(render_deadline(year, Some(extension), &self.rulebook, work.now))
                },
            )
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
                let bytes = |need: &Need| length_of(&need.education);
                let key = |need: &Need| (need.create_time.as_microsecond(), need.id);
                let next_page_token = cut_to_fit(&page, &mut found, bytes, key);
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
    check_year(&mut check, message.year);
    check.check("items", (1..=MOST_ITEMS).contains(&message.items.len()), "must be 1 to 2,000 items");
    let reassessment = check.own_or_none("reassessment", &message.reassessment, names::REASSESSMENT, tenant.as_ref());
    let numbered = message.items.iter().take(MOST_ITEMS).enumerate();
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
    let education = parse_education(check, &field("education"), &item.education);
    let (position, kind, education) = (position?, kind?, education?);
    Some(Item { position, kind, seats: item.seats, seats_determined: 0, education, pay: None })
}

fn advance(name: &str, etag: &str, request_id: &str, step: Advance) -> Result<(Scope, AdvanceProposal), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, name, etag, request_id);
    read.map(|(scope, proposal)| (scope, AdvanceProposal { proposal, step })).ok_or(check)
}

fn parse_return(message: &pb::ReturnProposalRequest) -> Result<(Scope, ReturnProposal), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1000);
    let (Some((scope, proposal)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, ReturnProposal { proposal, reason }))
}

fn parse_determine(message: &pb::DetermineProposalRequest) -> Result<(Scope, DetermineProposal), Violations> {
    let mut check = Violations::default();
    let read = parse_read(&mut check, &message.name, &message.etag, &message.request_id);
    let letter = parse_decision(&mut check, &message.decision_number, message.decision_date.as_ref());
    check.check("total_seats", message.total_seats >= 0, "must not be negative");
    check.check("item_seats", message.item_seats.len() <= MOST_DECIDED, "must not be more than 100,000");
    for (nth, seats) in message.item_seats.iter().take(MOST_DECIDED).enumerate() {
        check.check(format!("item_seats[{nth}]"), (0..=100_000).contains(seats), "must be 0 to 100,000");
    }
    let (Some((scope, proposal)), Some(letter), true) = (read, letter, check.is_empty()) else { return Err(check) };
    let item_seats = message.item_seats.clone();
    let decision = Decision { letter, total_seats: message.total_seats, item_seats };
    Ok((scope, DetermineProposal { proposal, decision }))
}

/// Days from today to the latest last day an extension may set.
const LONGEST_EXTENSION: i32 = 366;

fn parse_extend(message: &pb::ExtendDeadlineRequest, today: Date) -> Result<(Scope, ExtendDeadline), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    check_year(&mut check, message.year);
    let last_day = check.take("last_day", dates::parse(message.last_day.as_ref()));
    // A last day can only be moved further away: a slip of the pen could not be taken back.
    let latest = today.saturating_add(LONGEST_EXTENSION.days());
    let within = last_day.is_none_or(|day| day <= latest);
    check.check("last_day", within, format_args!("must not be after {latest}"));
    let reason = check.text("reason", &message.reason, 1000);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(last_day), Some(reason), Some(request_id), true) =
        (tenant, last_day, reason, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let scope = Scope::once(tenant, &message.parent, request_id);
    Ok((scope, ExtendDeadline { year: message.year, extension: Extension { last_day, reason } }))
}

fn render_deadline(
    year: i32,
    extended: Option<Extension>,
    rulebook: &Rulebook,
    now: jiff::Timestamp,
) -> pb::ProposalDeadline {
    let rules = rulebook.for_year(year);
    let regular = rules.last_day(year);
    let last_day = rules.last_day_in_force(year, extended.as_ref().map(|extension| extension.last_day));
    let extended = extended.filter(|extension| extension.last_day > regular);
    pb::ProposalDeadline {
        year,
        last_day: Some(dates::render(last_day)),
        regular_last_day: Some(dates::render(regular)),
        extension_reason: extended.map(|extension| extension.reason).unwrap_or_default(),
        passed: rulebook.day_of(now) > last_day,
        ruleset: rules.id.clone(),
    }
}
