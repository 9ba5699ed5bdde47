//! Needs on the wire, and their kinds.

use crate::{
    domain::need::{Need, NeedKind},
    names,
};
use contracts::needs::v1 as pb;
use platform::{Tenant, Violations, dates, page::Page};
use uuid::Uuid;

/// Tenant, position and page of a list.
pub(crate) type NeedsInput = (Option<Uuid>, Page);

/// Reads a request for a list.
pub(crate) fn parse_list_needs(message: &pb::ListNeedsRequest) -> Result<(Tenant, NeedsInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.position]);
    let position = check.own_or_none("position", &message.position, names::POSITION, tenant.as_ref());
    let (Some(tenant), Some(page), Some(position)) = (tenant, page, position) else {
        return Err(check);
    };
    Ok((tenant, (position, page)))
}

/// A need as the caller sees it.
pub(crate) fn render_need(tenant: &Tenant, need: Need) -> pb::Need {
    pb::Need {
        name: names::NEED.name(tenant, need.id),
        position: names::POSITION.name(tenant, need.position),
        kind: render_kind(need.kind).into(),
        seats: need.seats,
        education: need.education,
        proposal: names::PROPOSAL.name(tenant, need.proposal),
        year: need.year,
        decision_number: need.decision_number,
        filled: need.filled,
        lapsed: need.lapsed,
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

/// A kind of need from the wire.
pub(crate) fn parse_kind(kind: i32) -> Option<NeedKind> {
    KINDS.iter().find(|(_, wire)| i32::from(*wire) == kind).map(|(kind, _)| *kind)
}
