//! Events out: domain to message. Events in: one subscription, one command.

mod candidate_appointed;
mod competency_standard_published;
mod position_defined;
mod skp_finalised;

use crate::{
    domain::{
        adaptation::{AspectAnswer, FollowUp, Lack, Side},
        competency_rules::CompetencyRules,
        course::Course,
        exit::Exit,
        gap::NewGap,
        holder::Holder,
        onboarding_rules::OnboardingRules,
        placement::Placement,
        rank::RankHeld,
        retirement_rules::{ExitDays, ExitKind, NeedEffect, RetirementTold},
        servant::Servant,
        training_participant::{Participant, ParticipantState},
    },
    names,
};
use contracts::{
    career::events::v1::{
        AppointmentCorrected, CompetencyGapFound, FollowUpAnswered, PositionFilled, PositionVacated, ProbationEnded,
        Promoted, RetirementApproaching, ServantAppointed, ServantLeft, TrainingCompleted,
        follow_up_answered::{AspectLevel, Lack as ToldLack, Side as ToldSide},
        servant_left::Reason,
    },
    evaluation::events::v1::SkpFinalised,
    needs::events::v1::{CompetencyStandardPublished, PositionDefined},
    recruitment::events::v1::CandidateAppointed,
};
use jiff::civil::Date;
use platform::{BoxError, Event, Subscriber, Subscription, Tenant, Work, dates};
use std::sync::Arc;

/// What this service tells the others.
pub const PUBLISHES: &[&str] = &[
    "asn.career.events.v1.AppointmentCorrected",
    "asn.career.events.v1.CompetencyGapFound",
    "asn.career.events.v1.FollowUpAnswered",
    "asn.career.events.v1.PositionFilled",
    "asn.career.events.v1.PositionVacated",
    "asn.career.events.v1.ProbationEnded",
    "asn.career.events.v1.Promoted",
    "asn.career.events.v1.RetirementApproaching",
    "asn.career.events.v1.ServantAppointed",
    "asn.career.events.v1.ServantLeft",
    "asn.career.events.v1.TrainingCompleted",
];

/// What it hears from them.
pub const LISTENS_TO: &[Subscription] = &[
    Subscription {
        producer: "recruitment",
        event: "asn.recruitment.events.v1.CandidateAppointed",
        effect: "begins the servant's record and fills the lowest free seat of the position",
    },
    Subscription {
        producer: "needs",
        event: "asn.needs.events.v1.CompetencyStandardPublished",
        effect: "keeps which competencies and levels the post, the title or the kind of job asks for",
    },
    Subscription {
        producer: "needs",
        event: "asn.needs.events.v1.PositionDefined",
        effect: "keeps what the position is, and writes it into posts that began before",
    },
    Subscription {
        producer: "evaluation",
        event: "asn.evaluation.events.v1.SkpFinalised",
        effect: "notes the rating in the servant's record",
    },
];

/// Applies the events of other services, by the rules in use.
pub struct Incoming {
    /// Of the first year, which an appointment opens.
    pub(crate) onboarding: Arc<OnboardingRules>,
    /// Of profiles, which a post changes.
    pub(crate) competency: Arc<CompetencyRules>,
}

impl Subscriber for Incoming {
    async fn apply(&self, work: &mut Work<'_>, event: &Event) -> Result<(), BoxError> {
        if let Some(message) = event.as_message::<CandidateAppointed>() {
            candidate_appointed::apply(work, (event.id, message?), &self.onboarding, &self.competency).await?;
        } else if let Some(message) = event.as_message::<CompetencyStandardPublished>() {
            competency_standard_published::apply(work, message?).await?;
        } else if let Some(message) = event.as_message::<PositionDefined>() {
            position_defined::apply(work, message?).await?;
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

/// A first day of service that was recorded wrongly.
pub fn appointment_corrected(tenant: &Tenant, servant: &Servant) -> AppointmentCorrected {
    AppointmentCorrected {
        servant: names::SERVANT.name(tenant, servant.id),
        version: servant.version,
        appointment_date: Some(dates::render(servant.appointment_date)),
    }
}

/// A seat held by somebody who was in service before: no need made it, so only the incumbents of its position count. Needs
/// counts who came after the day of its count, so nobody who was counted there counts again.
pub fn filled(tenant: &Tenant, servant: &Servant, placement: &Placement) -> PositionFilled {
    PositionFilled {
        servant: names::SERVANT.name(tenant, servant.id),
        version: servant.version,
        position: placement.position.clone(),
        need: String::new(),
        application: String::new(),
        seat: placement.seat,
        start_date: Some(dates::render(placement.start)),
    }
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

/// A gap that was found on `date` for a post on `position`.
pub fn gap_found(tenant: &Tenant, holder: &Holder, gap: &NewGap, position: &str, date: Date) -> CompetencyGapFound {
    CompetencyGapFound {
        servant: names::SERVANT.name(tenant, holder.id),
        version: holder.version,
        dictionary: gap.code.dictionary.clone(),
        code: gap.code.code.clone(),
        standard: gap.standard.into(),
        achieved: gap.achieved.into(),
        position: position.to_owned(),
        date: Some(dates::render(date)),
    }
}

/// One side answered how a newcomer settles in. What was said in words stays here.
pub fn follow_up_answered(
    tenant: &Tenant,
    servant: &Servant,
    follow_up: &FollowUp,
    (side, answers): (Side, &[AspectAnswer]),
    lacks: &[Lack],
    day: Date,
) -> FollowUpAnswered {
    let told = |lack: &Lack| {
        let rated = answers.iter().find(|answer| answer.aspect == lack.aspect);
        let (dictionary, code) =
            lack.competency.as_ref().map(|seen| (seen.dictionary.clone(), seen.code.clone())).unwrap_or_default();
        ToldLack { aspect: lack.aspect.clone(), level: rated.map_or(1, |answer| answer.level.into()), dictionary, code }
    };
    let side = match side {
        Side::Rater => ToldSide::Rater,
        Side::Servant => ToldSide::Servant,
    };
    let level = |one: &AspectAnswer| AspectLevel { aspect: one.aspect.clone(), level: one.level.into() };
    FollowUpAnswered {
        servant: names::SERVANT.name(tenant, servant.id),
        version: servant.version,
        follow_up: names::FOLLOW_UP.name(tenant, follow_up.id),
        months: follow_up.months,
        due_date: Some(dates::render(follow_up.due_date)),
        side: side.into(),
        levels: answers.iter().map(level).collect(),
        lacks: lacks.iter().map(told).collect(),
        ruleset: follow_up.ruleset.clone(),
        date: Some(dates::render(day)),
    }
}

/// The result of a course on a day.
pub fn training_completed(
    tenant: &Tenant,
    servant: &Servant,
    course: &Course,
    participant: &Participant,
    day: Date,
) -> TrainingCompleted {
    let teaching = course.teaching.as_ref();
    TrainingCompleted {
        servant: names::SERVANT.name(tenant, servant.id),
        version: servant.version,
        session: names::TRAINING_SESSION.name(tenant, participant.session),
        course: names::COURSE.name(tenant, course.id),
        dictionary: teaching.map(|teaching| teaching.dictionary.clone()).unwrap_or_default(),
        competency: teaching.map(|teaching| teaching.code.clone()).unwrap_or_default(),
        hours: participant.hours,
        date: Some(dates::render(day)),
        passed: participant.state == ParticipantState::Passed,
    }
}

/// A rank that was decided.
pub fn promoted(tenant: &Tenant, servant: &Servant, rank: &RankHeld) -> Promoted {
    Promoted {
        servant: names::SERVANT.name(tenant, servant.id),
        version: servant.version,
        rank: rank.rank.as_str().to_owned(),
        kind: rank.kind.clone(),
        effective_date: Some(dates::render(rank.start)),
    }
}

/// A retirement that comes near, or moved since it was told.
pub fn retirement_approaching(tenant: &Tenant, holder: &Holder, told: &RetirementTold) -> RetirementApproaching {
    RetirementApproaching {
        servant: names::SERVANT.name(tenant, holder.id),
        version: holder.version,
        position: told.position.clone(),
        seat: told.seat,
        retirement_date: Some(dates::render(told.date)),
        months: told.months,
    }
}

/// The end of a career.
pub fn left(tenant: &Tenant, servant: &Servant, exit: &Exit, kind: &ExitKind) -> ServantLeft {
    let reason = match kind.days {
        ExitDays::Retirement => Reason::Retirement,
        ExitDays::Past => Reason::Death,
        ExitDays::Any => Reason::Other,
    };
    ServantLeft {
        servant: names::SERVANT.name(tenant, servant.id),
        version: servant.version,
        position: exit.position.clone(),
        seat: exit.seat,
        last_day: Some(dates::render(exit.last_day)),
        reason: reason.into(),
        abolished: kind.effect == NeedEffect::Abolish,
    }
}

/// The end of probation: the first day as a civil servant, or the last day of service.
pub fn probation_ended(tenant: &Tenant, servant: &Servant, appointed: bool, date: Date) -> ProbationEnded {
    ProbationEnded {
        servant: names::SERVANT.name(tenant, servant.id),
        version: servant.version,
        appointed,
        date: Some(dates::render(date)),
    }
}
