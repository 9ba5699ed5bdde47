//! Events out: domain to message. Events in: one subscription, one command.

mod position_filled;
mod position_vacated;
mod retirement_approaching;
mod service_quality_fell;
mod service_quality_recovered;
mod service_signal_dismissed;
mod standard_published;

use crate::{
    domain::{
        need::Need,
        position::Position,
        position_definition::PositionDefinition,
        reassessment::{Reassessment, State},
    },
    grpc::{needs::render_kind, reassessments::render_cause},
    names,
};
use contracts::{
    career::events::v1::{PositionFilled, PositionVacated, RetirementApproaching},
    evaluation::events::v1::{ServiceQualityFell, ServiceQualityRecovered, ServiceSignalDismissed},
    needs::events::v1::{NeedDetermined, PositionDefined, ReassessmentClosed, ReassessmentOpened},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::{BoxError, Event, Subscriber, Subscription, Tenant, Work, dates};
use uuid::Uuid;

pub use standard_published::standard_published;

/// What this service tells the others.
pub const PUBLISHES: &[&str] = &[
    "asn.needs.events.v1.CompetencyStandardPublished",
    "asn.needs.events.v1.NeedDetermined",
    "asn.needs.events.v1.PositionDefined",
    "asn.needs.events.v1.ReassessmentClosed",
    "asn.needs.events.v1.ReassessmentOpened",
];

/// What it hears from them.
pub const LISTENS_TO: &[Subscription] = &[
    Subscription {
        producer: "career",
        event: "asn.career.events.v1.PositionFilled",
        effect: "counts one more incumbent and one seat of the need filled",
    },
    Subscription {
        producer: "career",
        event: "asn.career.events.v1.PositionVacated",
        effect: "counts one incumbent less, and forgets a later retirement from the seat",
    },
    Subscription {
        producer: "career",
        event: "asn.career.events.v1.RetirementApproaching",
        effect: "notes that the seat will be vacant, so that the projection counts it; another date takes the place of the one before",
    },
    Subscription {
        producer: "evaluation",
        event: "asn.evaluation.events.v1.ServiceQualityFell",
        effect: "opens a reassessment that a person accepts or rejects",
    },
    Subscription {
        producer: "evaluation",
        event: "asn.evaluation.events.v1.ServiceQualityRecovered",
        effect: "notes the recovery beside the reassessment",
    },
    Subscription {
        producer: "evaluation",
        event: "asn.evaluation.events.v1.ServiceSignalDismissed",
        effect: "notes the dismissal beside the reassessment, which a person still answers",
    },
];

/// Applies the events of other services.
pub struct Incoming;

impl Subscriber for Incoming {
    async fn apply(&self, work: &mut Work<'_>, event: &Event) -> Result<(), BoxError> {
        if let Some(message) = event.as_message::<PositionFilled>() {
            position_filled::apply(work, event.caused_by, message?).await?;
        } else if let Some(message) = event.as_message::<PositionVacated>() {
            position_vacated::apply(work, message?).await?;
        } else if let Some(message) = event.as_message::<RetirementApproaching>() {
            retirement_approaching::apply(work, message?).await?;
        } else if let Some(message) = event.as_message::<ServiceQualityFell>() {
            service_quality_fell::apply(work, message?).await?;
        } else if let Some(message) = event.as_message::<ServiceQualityRecovered>() {
            service_quality_recovered::apply(work, message?).await?;
        } else if let Some(message) = event.as_message::<ServiceSignalDismissed>() {
            service_signal_dismissed::apply(work, message?).await?;
        }
        Ok(())
    }
}

/// The permission to recruit.
pub fn determined(tenant: &Tenant, need: &Need, position: &Position, reassessment: Option<Uuid>) -> NeedDetermined {
    NeedDetermined {
        need: names::NEED.name(tenant, need.id),
        version: need.version,
        position: names::POSITION.name(tenant, position.id),
        position_title: position.title.clone(),
        unit: names::UNIT.name(tenant, position.unit),
        unit_path: position.unit_path.clone(),
        kind: render_kind(need.kind).into(),
        seats: need.seats,
        education: need.education.clone(),
        year: need.year,
        decision_number: need.decision_number.clone(),
        reassessment: reassessment.map(|id| names::REASSESSMENT.name(tenant, id)).unwrap_or_default(),
    }
}

/// What a position is.
pub fn position_defined(tenant: &Tenant, definition: &PositionDefinition) -> PositionDefined {
    PositionDefined {
        position: names::POSITION.name(tenant, definition.id),
        version: definition.version,
        title: definition.title.clone(),
        unit: names::UNIT.name(tenant, definition.unit),
        unit_path: definition.unit_path.clone(),
        sector: definition.sector.clone(),
        job_type: definition.job_type.clone(),
        job_level: definition.job_level.clone(),
        job_class: definition.job_class,
    }
}

/// A question to a person.
pub fn opened(tenant: &Tenant, reassessment: &Reassessment) -> ReassessmentOpened {
    ReassessmentOpened {
        reassessment: names::REASSESSMENT.name(tenant, reassessment.id),
        version: reassessment.version,
        unit: names::UNIT.name(tenant, reassessment.unit),
        service: reassessment.service.clone(),
        // The event counts its causes as the resource does.
        cause: render_cause(reassessment.cause).into(),
    }
}

/// The end of a question.
pub fn closed(tenant: &Tenant, reassessment: &Reassessment) -> ReassessmentClosed {
    ReassessmentClosed {
        reassessment: names::REASSESSMENT.name(tenant, reassessment.id),
        version: reassessment.version,
        unit: names::UNIT.name(tenant, reassessment.unit),
        need_revised: reassessment.state == State::Closed,
    }
}

/// The day that an event names; the day on which it is heard where it names none.
fn day_of(date: Option<&contracts::google::r#type::Date>, now: Timestamp) -> Result<Date, dates::NotADate> {
    date.map_or_else(|| Ok(now.to_zoned(TimeZone::UTC).date()), |date| dates::parse(Some(date)))
}
