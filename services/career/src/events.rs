//! Events out: domain to message. Events in: one subscription, one command.

mod candidate_appointed;
mod skp_finalised;

use crate::{
    domain::servant::{Placement, Servant},
    names,
};
use contracts::{
    career::events::v1::{PositionFilled, PositionVacated, ServantAppointed},
    evaluation::events::v1::SkpFinalised,
    recruitment::events::v1::CandidateAppointed,
};
use jiff::civil::Date;
use platform::{BoxError, Event, Subscriber, Subscription, Tenant, Work, dates};

/// What this service tells the others.
pub const PUBLISHES: &[&str] = &[
    "asn.career.events.v1.PositionFilled",
    "asn.career.events.v1.PositionVacated",
    "asn.career.events.v1.ServantAppointed",
];

/// What it hears from them.
pub const LISTENS_TO: &[Subscription] = &[
    Subscription {
        producer: "recruitment",
        event: "asn.recruitment.events.v1.CandidateAppointed",
        effect: "begins the servant's record and fills the lowest free seat of the position",
    },
    Subscription {
        producer: "evaluation",
        event: "asn.evaluation.events.v1.SkpFinalised",
        effect: "notes the rating in the servant's record",
    },
];

/// Applies the events of other services.
pub struct Incoming;

impl Subscriber for Incoming {
    async fn apply(&self, work: &mut Work<'_>, event: &Event) -> Result<(), BoxError> {
        if let Some(message) = event.as_message::<CandidateAppointed>() {
            candidate_appointed::apply(work, event.id, message?).await?;
        } else if let Some(message) = event.as_message::<SkpFinalised>() {
            skp_finalised::apply(work, message?).await?;
        }
        Ok(())
    }
}

/// A record that begins, and the seat it takes.
pub fn appointed(tenant: &Tenant, servant: &Servant, placement: &Placement) -> (ServantAppointed, PositionFilled) {
    let name = names::SERVANT.name(tenant, servant.id);
    let appointed = ServantAppointed {
        servant: name.clone(),
        version: servant.version,
        application: servant.application.clone(),
        position: placement.position.clone(),
        appointment_date: Some(dates::render(servant.appointment_date)),
    };
    let filled = PositionFilled {
        servant: name,
        version: servant.version,
        position: placement.position.clone(),
        need: servant.need.clone(),
        application: servant.application.clone(),
        seat: placement.seat,
        start_date: Some(dates::render(placement.start)),
    };
    (appointed, filled)
}

/// A seat that becomes free after `last_day`.
pub fn vacated(tenant: &Tenant, servant: &Servant, placement: &Placement, last_day: Date) -> PositionVacated {
    PositionVacated {
        servant: names::SERVANT.name(tenant, servant.id),
        version: servant.version,
        position: placement.position.clone(),
        seat: placement.seat,
        end_date: Some(dates::render(last_day)),
    }
}
