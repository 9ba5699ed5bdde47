//! Transfers as messages, and requests of `TransferService`, read.

use crate::{
    commands::{CheckDocuments, DecideTransfer, RejectTransfer, RequestTransfer},
    domain::{
        rank_promotion::Paper,
        talent_condition::{Condition, Outcome},
        transfer::{Document, Transfer, TransferKind, TransferState},
        transfer_rules::TransferWish,
    },
    grpc::{from_wire_or_none, read_scope, record_fields::optional_text, to_wire},
    names,
};
use contracts::career::v1 as pb;
use pb::transfer::State as WireState;
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, page::Page, sensitive::Sensitive};
use uuid::Uuid;

/// Most documents of a request.
const MOST_DOCUMENTS: usize = 50;

const STATES: [(TransferState, WireState); 4] = [
    (TransferState::Requested, WireState::Requested),
    (TransferState::Checked, WireState::Checked),
    (TransferState::Granted, WireState::Granted),
    (TransferState::Rejected, WireState::Rejected),
];

/// A list of transfers: whose, and in which state.
pub(super) type ListInput = (Option<Uuid>, Option<TransferState>, Page);

pub(super) fn parse_look(message: &pb::CheckTransferRequest) -> Result<(Scope, (Uuid, TransferWish)), Violations> {
    let mut check = Violations::default();
    let servant = check.take("servant", names::SERVANT.parse(&message.servant));
    let wish = wish(&mut check, message.wish.as_ref(), servant.as_ref().map(|name| &name.tenant));
    let request_id = check.request_id(&message.request_id);
    let (Some(servant), Some(wish), Some(request_id)) = (servant, wish, request_id) else { return Err(check) };
    Ok((Scope::once(servant.tenant, &message.servant, request_id), (servant.id, wish)))
}

pub(super) fn parse_request(message: &pb::RequestTransferRequest) -> Result<(Scope, RequestTransfer), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(&message.parent));
    let wish = wish(&mut check, message.wish.as_ref(), servant.as_ref().map(|name| &name.tenant));
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let request_id = check.request_id(&message.request_id);
    let (Some(servant), Some(wish), Some(reason), Some(request_id)) = (servant, wish, reason, request_id) else {
        return Err(check);
    };
    let scope = Scope::once(servant.tenant, &message.parent, request_id);
    Ok((scope, RequestTransfer { servant: servant.id, wish, reason }))
}

/// What is asked for: a position here, or who receives the servant, as the kind allows.
fn wish(check: &mut Violations, message: Option<&pb::TransferWish>, tenant: Option<&Tenant>) -> Option<TransferWish> {
    let Some(message) = message else {
        check.add("wish", "must be set");
        return None;
    };
    let kind = kind_of(message.kind);
    check.check("wish.kind", kind.is_some(), "must be a kind of transfer");
    let effective = check.take("wish.effective_date", dates::parse(message.effective_date.as_ref()));
    let position = check.own_or_none("wish.position", &message.position, names::POSITION, tenant);
    let receiver = optional_text(check, "wish.receiver", &message.receiver, 300);
    let exception = optional_text(check, "wish.exception", &message.exception, 100);
    let formation = optional_text(check, "wish.formation", &message.formation, 100);
    let (kind, effective) = (kind?, effective?);
    let (position, receiver, exception, formation) = (position?, receiver?, exception?, formation?);
    let stays = position.is_some();
    check.check("wish.position", stays || !receiver.is_empty(), "must be set within the instansi, else the receiver");
    check.check("wish.receiver", !stays || receiver.is_empty(), "must be empty where a position is given");
    let either = stays == receiver.is_empty();
    let allowed = if stays { kind.can_stay() } else { kind.can_leave() };
    check.check("wish.kind", allowed, "must lead where the position or the receiver says");
    let wish = TransferWish { kind, position: message.position.clone(), receiver, effective, exception, formation };
    (either && allowed).then_some(wish)
}

fn kind_of(kind: i32) -> Option<TransferKind> {
    match pb::TransferKind::try_from(kind) {
        Ok(pb::TransferKind::Within) => Some(TransferKind::Within),
        Ok(pb::TransferKind::BetweenRegencies) => Some(TransferKind::BetweenRegencies),
        Ok(pb::TransferKind::BetweenProvinces) => Some(TransferKind::BetweenProvinces),
        Ok(pb::TransferKind::RegionCentre) => Some(TransferKind::RegionCentre),
        Ok(pb::TransferKind::BetweenCentral) => Some(TransferKind::BetweenCentral),
        Ok(pb::TransferKind::Abroad) => Some(TransferKind::Abroad),
        Ok(pb::TransferKind::OwnRequest) => Some(TransferKind::OwnRequest),
        Ok(pb::TransferKind::Unspecified) | Err(_) => None,
    }
}

pub(super) fn parse_documents(message: &pb::CheckDocumentsRequest) -> Result<(Scope, CheckDocuments), Violations> {
    let mut check = Violations::default();
    let read = as_read(&mut check, &message.name, &message.etag, &message.request_id);
    let few = message.documents.len() <= MOST_DOCUMENTS;
    check.check("documents", few, format!("must not be more than {MOST_DOCUMENTS}"));
    let mut documents: Vec<Document> = Vec::new();
    for (place, document) in message.documents.iter().take(MOST_DOCUMENTS).enumerate() {
        let field = |name: &str| format!("documents[{place}].{name}");
        let code = check.text(field("code"), &document.code, 100);
        let number = line(&mut check, field("number"), &document.number);
        let date = check.take(field("date"), dates::parse(document.date.as_ref()));
        let (Some(code), Some(number), Some(date)) = (code, number, date) else { continue };
        let twice = documents.iter().any(|other| other.code == code);
        check.check(field("code"), !twice, "must not come twice");
        documents.push(Document { code, number, date });
    }
    if !check.is_empty() {
        return Err(check);
    }
    let Some((scope, transfer)) = read else { return Err(check) };
    Ok((scope, CheckDocuments { transfer, documents }))
}

/// A text on one line.
fn line(check: &mut Violations, field: String, text: &str) -> Option<String> {
    let text = check.text(field.clone(), text, 100)?;
    let whole = !text.contains(['\n', '\t']);
    check.check(field, whole, "must be one line");
    whole.then_some(text)
}

pub(super) fn parse_decision(message: &pb::DecideTransferRequest) -> Result<(Scope, DecideTransfer), Violations> {
    let mut check = Violations::default();
    let read = as_read(&mut check, &message.name, &message.etag, &message.request_id);
    let number = check.text("decree_number", &message.decree_number, 100);
    let date = check.take("decree_date", dates::parse(message.decree_date.as_ref()));
    let (Some((scope, transfer)), Some(number), Some(date)) = (read, number, date) else { return Err(check) };
    Ok((scope, DecideTransfer { transfer, paper: Paper { number, date } }))
}

pub(super) fn parse_rejection(message: &pb::RejectTransferRequest) -> Result<(Scope, RejectTransfer), Violations> {
    let mut check = Violations::default();
    let read = as_read(&mut check, &message.name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, transfer)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, RejectTransfer { transfer, reason }))
}

fn as_read(check: &mut Violations, name: &str, etag: &str, request_id: &str) -> Option<(Scope, AsRead)> {
    check.as_read(name, names::TRANSFER.parse(name), etag, request_id)
}

pub(super) fn parse_list(message: &pb::ListTransfersRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant, &message.state]);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let state = check.take("state", from_wire_or_none(&STATES, message.state));
    let (Some(tenant), Some(page), Some(servant), Some(state)) = (tenant, page, servant, state) else {
        return Err(check);
    };
    Ok((read_scope(tenant, &message.parent, &message.servant), (servant, state, page)))
}

/// A condition that was looked at.
pub(super) fn render_condition(condition: Condition) -> pb::TransferCondition {
    let outcome = match condition.outcome {
        Outcome::Holds => pb::transfer_condition::Outcome::Holds,
        Outcome::Unknown => pb::transfer_condition::Outcome::Unknown,
        Outcome::Lacks => pb::transfer_condition::Outcome::Lacks,
    };
    pb::TransferCondition { rule: condition.rule.to_owned(), outcome: outcome.into(), detail: condition.detail }
}

/// A transfer; what is sealed and what is missing is put in by whoever shows it.
pub(super) fn render_transfer(tenant: &Tenant, transfer: Transfer) -> pb::Transfer {
    let state = to_wire(&STATES, transfer.state);
    let (decree_number, decree_date) =
        transfer.decree.map_or((String::new(), None), |paper| (paper.number, Some(dates::render(paper.date))));
    pb::Transfer {
        name: names::TRANSFER.name(tenant, transfer.id),
        servant: names::SERVANT.name(tenant, transfer.servant),
        wish: Some(render_wish(transfer.wish)),
        state: state.into(),
        documents: transfer.documents.into_iter().map(render_document).collect(),
        missing_documents: Vec::new(),
        reason: String::new(),
        ruleset: transfer.ruleset,
        grounds: transfer.grounds,
        decree_number,
        decree_date,
        reject_reason: String::new(),
        requested_by: transfer.requested_by,
        decided_by: transfer.decided_by,
        etag: etag::render(transfer.version),
        create_time: Some(dates::render_time(transfer.create_time)),
        update_time: Some(dates::render_time(transfer.update_time)),
    }
}

fn render_document(document: Document) -> pb::TransferDocument {
    pb::TransferDocument { code: document.code, number: document.number, date: Some(dates::render(document.date)) }
}

fn render_wish(wish: TransferWish) -> pb::TransferWish {
    let kind = match wish.kind {
        TransferKind::Within => pb::TransferKind::Within,
        TransferKind::BetweenRegencies => pb::TransferKind::BetweenRegencies,
        TransferKind::BetweenProvinces => pb::TransferKind::BetweenProvinces,
        TransferKind::RegionCentre => pb::TransferKind::RegionCentre,
        TransferKind::BetweenCentral => pb::TransferKind::BetweenCentral,
        TransferKind::Abroad => pb::TransferKind::Abroad,
        TransferKind::OwnRequest => pb::TransferKind::OwnRequest,
    };
    pb::TransferWish {
        kind: kind.into(),
        position: wish.position,
        receiver: wish.receiver,
        effective_date: Some(dates::render(wish.effective)),
        exception: wish.exception,
        formation: wish.formation,
    }
}
