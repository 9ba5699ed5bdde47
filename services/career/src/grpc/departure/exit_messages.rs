//! Exits between messages and domain.

use crate::{
    commands::{RecordExit, RevokeExit},
    domain::{
        exit::{Exit, ExitDecision, ExitState},
        retirement_rules::{NeedEffect, RetirementRules},
    },
    grpc::{from_wire_or_none, read_scope, to_wire},
    names,
};
use contracts::career::v1 as pb;
use pb::exit::{NeedEffect as WireEffect, State as WireState};
use platform::{Scope, Tenant, Violations, dates, etag, names::parse_parent, page::Page};
use uuid::Uuid;

const STATES: [(ExitState, WireState); 3] = [
    (ExitState::Recorded, WireState::Recorded),
    (ExitState::Applied, WireState::Applied),
    (ExitState::Revoked, WireState::Revoked),
];

/// A list of exits: whose, in which state, of which kind, and page.
pub(crate) type ListInput = (Option<Uuid>, Option<ExitState>, String, Page);

pub(crate) fn parse_record(message: &pb::RecordExitRequest) -> Result<(Scope, RecordExit), Violations> {
    let mut check = Violations::default();
    let name = names::SERVANT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let kind = check.text("exit_kind", &message.exit_kind, 10);
    let last_day = check.take("last_day", dates::parse(message.last_day.as_ref()));
    let sensible = last_day.is_none_or(|day| (1950..=2200).contains(&day.year()));
    check.check("last_day", sensible, "must be from 1950 to 2200");
    let decree_number = check.text("decree_number", &message.decree_number, 100);
    let decree_date = check.take("decree_date", dates::parse(message.decree_date.as_ref()));
    let reason = check.text("reason", &message.reason, 1000);
    let (Some((scope, servant)), Some(kind), Some(last_day), true) = (read, kind, last_day, sensible) else {
        return Err(check);
    };
    let (Some(decree_number), Some(decree_date), Some(reason)) = (decree_number, decree_date, reason) else {
        return Err(check);
    };
    let decision = ExitDecision { kind, last_day, decree_number, decree_date, reason };
    Ok((scope, RecordExit { servant, decision }))
}

pub(crate) fn parse_revoke(message: &pb::RevokeExitRequest) -> Result<(Scope, RevokeExit), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(&message.name, names::EXIT.parse(&message.name), &message.etag, &message.request_id);
    let decree_number = check.text("decree_number", &message.decree_number, 100);
    let (Some((scope, exit)), Some(decree_number)) = (read, decree_number) else { return Err(check) };
    Ok((scope, RevokeExit { exit, decree_number }))
}

pub(crate) fn parse_get(message: &pb::GetExitRequest) -> Result<(Scope, Uuid), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::EXIT.parse(&message.name));
    name.map(|name| (Scope::of(name.tenant, &message.name), name.id)).ok_or(check)
}

pub(crate) fn parse_list(message: &pb::ListExitsRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let filters: &[&dyn std::fmt::Display] = &[&message.servant, &message.state, &message.exit_kind];
    let (tenant, page) = check.list(&message.parent, size, token, filters);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let state = check.take("state", from_wire_or_none(&STATES, message.state));
    let kind = if message.exit_kind.is_empty() {
        Some(String::new())
    } else {
        check.text("exit_kind", &message.exit_kind, 10)
    };
    let (Some(tenant), Some(page), Some(servant), Some(state), Some(kind)) = (tenant, page, servant, state, kind)
    else {
        return Err(check);
    };
    Ok((read_scope(tenant, &message.parent, &message.servant), (servant, state, kind, page)))
}

pub(crate) fn parse_sweep(message: &pb::SweepExitsRequest) -> Result<(Scope, ()), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(request_id)) = (tenant, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), ()))
}

/// An exit with the seat that is left by it, held now or left then, and what that does to the need.
pub(crate) fn render_exit(
    tenant: &Tenant,
    exit: Exit,
    (position, seat): (String, i32),
    rules: &RetirementRules,
) -> pb::Exit {
    let state = to_wire(&STATES, exit.state);
    let kind = rules.exit(&exit.kind);
    let effect = exit.effect.or(kind.map(|kind| kind.effect)).filter(|_| exit.state != ExitState::Revoked);
    let wire_effect = match effect.filter(|_| seat > 0) {
        None => WireEffect::Unspecified,
        Some(NeedEffect::Replace) => WireEffect::Replace,
        Some(NeedEffect::Abolish) => WireEffect::Abolish,
    };
    let standing = kind.map(|kind| kind.standing.clone()).unwrap_or_default();
    pb::Exit {
        name: names::EXIT.name(tenant, exit.id),
        servant: names::SERVANT.name(tenant, exit.servant),
        kind_title: kind.map(|kind| kind.title.clone()).unwrap_or_default(),
        exit_kind: exit.kind,
        last_day: Some(dates::render(exit.last_day)),
        decree_number: exit.decree_number,
        decree_date: Some(dates::render(exit.decree_date)),
        reason: exit.reason.0,
        state: state.into(),
        position,
        seat,
        standing: if exit.standing.is_empty() { standing } else { exit.standing },
        need_effect: wire_effect.into(),
        need_explanation: effect.map(|effect| rules.effect_text(effect, seat > 0).to_owned()).unwrap_or_default(),
        revoke_decree_number: exit.revoke_decree,
        ruleset: if exit.ruleset.is_empty() { rules.id.clone() } else { exit.ruleset },
        etag: etag::render(exit.version),
        create_time: Some(dates::render_time(exit.create_time)),
        update_time: Some(dates::render_time(exit.update_time)),
    }
}
