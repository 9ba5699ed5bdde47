//! Events out: domain to message. Events in: one subscription, one command.

mod appointment_corrected;
mod coaching;
mod follow_up_answered;
mod gap_measured;
mod servant_appointed;
mod servant_left;
mod service_quality;
mod survey_published;
mod training_ended;
mod validity_measured;

pub use coaching::{coaching_closed, coaching_opened};
pub use service_quality::{fell, recovered, signal_dismissed};
pub use survey_published::survey_published;
pub use validity_measured::{PROGRAMMES, render_verdict, validity_measured};

use crate::{
    domain::{appraisal::Appraisal, complaint::Complaint, rating::Predikat},
    names,
};
use contracts::{
    career::events::v1::{
        AppointmentCorrected, CompetencyGapFound, FollowUpAnswered, ServantAppointed, ServantLeft, TrainingCompleted,
    },
    evaluation::events::v1::{ComplaintResolved, SkpFinalised},
};
use platform::{BoxError, Event, Subscriber, Subscription, Tenant, Work};

/// What this service tells the others.
pub const PUBLISHES: &[&str] = &[
    "asn.evaluation.events.v1.CoachingClosed",
    "asn.evaluation.events.v1.CoachingOpened",
    "asn.evaluation.events.v1.ComplaintResolved",
    "asn.evaluation.events.v1.SelectionValidityMeasured",
    "asn.evaluation.events.v1.ServiceQualityFell",
    "asn.evaluation.events.v1.ServiceQualityRecovered",
    "asn.evaluation.events.v1.ServiceSignalDismissed",
    "asn.evaluation.events.v1.SkpFinalised",
    "asn.evaluation.events.v1.SurveyPublished",
];

/// What it hears from them.
pub const LISTENS_TO: &[Subscription] = &[
    Subscription {
        producer: "career",
        event: "asn.career.events.v1.AppointmentCorrected",
        effect: "puts the first day of the servant right, before which nobody waits for a plan",
    },
    Subscription {
        producer: "career",
        event: "asn.career.events.v1.CompetencyGapFound",
        effect: "notes the gap, before it is known whether training closes it",
    },
    Subscription {
        producer: "career",
        event: "asn.career.events.v1.FollowUpAnswered",
        effect: "notes how the newcomer settles in and what is lacking, beside what the selection measured",
    },
    Subscription {
        producer: "career",
        event: "asn.career.events.v1.ServantAppointed",
        effect: "notes the servant, who can be appraised from then on",
    },
    Subscription {
        producer: "career",
        event: "asn.career.events.v1.ServantLeft",
        effect: "notes the last day: nobody waits for plan or rating of the time after",
    },
    Subscription {
        producer: "career",
        event: "asn.career.events.v1.TrainingCompleted",
        effect: "notes who ended a training that teaches a competency",
    },
];

/// Applies the events of other services.
pub struct Incoming;

impl Subscriber for Incoming {
    async fn apply(&self, work: &mut Work<'_>, event: &Event) -> Result<(), BoxError> {
        if let Some(message) = event.as_message::<ServantAppointed>() {
            servant_appointed::apply(work, message?).await?;
        }
        if let Some(message) = event.as_message::<AppointmentCorrected>() {
            appointment_corrected::apply(work, message?).await?;
        }
        if let Some(message) = event.as_message::<ServantLeft>() {
            servant_left::apply(work, message?).await?;
        }
        if let Some(message) = event.as_message::<FollowUpAnswered>() {
            follow_up_answered::apply(work, message?).await?;
        }
        if let Some(message) = event.as_message::<CompetencyGapFound>() {
            gap_measured::apply(work, message?).await?;
        }
        if let Some(message) = event.as_message::<TrainingCompleted>() {
            training_ended::apply(work, message?).await?;
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
