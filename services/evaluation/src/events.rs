//! Events out: domain to message. Events in: one subscription, one command.

mod servant_appointed;

use crate::{
    domain::{
        appraisal::Appraisal,
        complaint::Complaint,
        public_service::PublicService,
        quality::{ServiceMonth, SignalRuleset},
        rating::Predikat,
    },
    names,
};
use contracts::{
    career::events::v1::ServantAppointed,
    evaluation::events::v1::{ComplaintResolved, ServiceQualityFell, ServiceQualityRecovered, SkpFinalised},
};
use jiff::civil::Date;
use platform::{BoxError, Event, Subscriber, Subscription, Tenant, Work};

/// What this service tells the others.
pub const PUBLISHES: &[&str] = &[
    "asn.evaluation.events.v1.ComplaintResolved",
    "asn.evaluation.events.v1.ServiceQualityFell",
    "asn.evaluation.events.v1.ServiceQualityRecovered",
    "asn.evaluation.events.v1.SkpFinalised",
];

/// What it hears from them.
pub const LISTENS_TO: &[Subscription] = &[Subscription {
    producer: "career",
    event: "asn.career.events.v1.ServantAppointed",
    effect: "notes the servant, who can be appraised from then on",
}];

/// Applies the events of other services.
pub struct Incoming;

impl Subscriber for Incoming {
    async fn apply(&self, work: &mut Work<'_>, event: &Event) -> Result<(), BoxError> {
        if let Some(message) = event.as_message::<ServantAppointed>() {
            servant_appointed::apply(work, message?).await?;
        }
        Ok(())
    }
}

/// A rating that became final.
pub fn finalised(tenant: &Tenant, appraisal: &Appraisal, predikat: Predikat) -> SkpFinalised {
    SkpFinalised {
        appraisal: names::APPRAISAL.name(tenant, appraisal.id),
        version: appraisal.version,
        servant: appraisal.servant.clone(),
        year: appraisal.year,
        predicate: predikat.bkn_id().into(),
    }
}

/// A complaint that was answered; the answer stays here.
pub fn resolved(tenant: &Tenant, complaint: &Complaint) -> ComplaintResolved {
    ComplaintResolved {
        complaint: names::COMPLAINT.name(tenant, complaint.id),
        version: complaint.version,
        public_service: names::PUBLIC_SERVICE.name(tenant, complaint.service),
    }
}

/// A service whose quality fell, with the run of months that proves it.
pub fn fell(
    tenant: &Tenant,
    service: &PublicService,
    rules: &SignalRuleset,
    month: Date,
    run: &[ServiceMonth],
) -> ServiceQualityFell {
    ServiceQualityFell {
        public_service: names::PUBLIC_SERVICE.name(tenant, service.id),
        version: service.version,
        display_name: service.display_name.clone(),
        unit: service.unit.clone(),
        ruleset: rules.id.clone(),
        month: render_month(month),
        complaints: run.iter().map(|month| saturating(month.complaints)).collect(),
        transactions: run.iter().map(|month| saturating(month.transactions)).collect(),
    }
}

/// A service whose quality is as usual again.
pub fn recovered(
    tenant: &Tenant,
    service: &PublicService,
    rules: &SignalRuleset,
    month: Date,
) -> ServiceQualityRecovered {
    ServiceQualityRecovered {
        public_service: names::PUBLIC_SERVICE.name(tenant, service.id),
        version: service.version,
        unit: service.unit.clone(),
        ruleset: rules.id.clone(),
        month: render_month(month),
    }
}

/// `2025-10`
fn render_month(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}

fn saturating(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
