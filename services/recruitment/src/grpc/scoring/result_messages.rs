//! Results between domain and messages.

use crate::{
    domain::{
        application::{Application, Standing},
        final_ranking::FinalOutcome,
        skb_outcome::{Dropout, final_code},
    },
    names,
};
use contracts::recruitment::v1 as pb;
use platform::Tenant;

/// What a participant of a CPNS selection reached; nothing before the first ranking.
pub(crate) fn render_result(tenant: &Tenant, application: Application) -> Option<pb::Result> {
    let vacancy_id = application.vacancy_id;
    let last = application.last;
    let Standing { score, code, skd_rank, dropout } = application.standing?;
    let seat = last.as_ref().and_then(|last| last.seat);
    let outcome = last.as_ref().map(|last| last.outcome);
    let shown = pb::Result {
        participant_number: application.participant_number,
        twk: score.twk.into(),
        tiu: score.tiu.into(),
        tkp: score.tkp.into(),
        skd_code: code.as_str().to_owned(),
        skd_rank: skd_rank.unwrap_or_default().cast_signed(),
        skb_code: dropout.map(Dropout::as_str).unwrap_or_default().to_owned(),
        final_code: final_code(outcome, seat.map(|seat| seat.code), dropout).unwrap_or_default(),
        ..Default::default()
    };
    let Some(last) = last else { return Some(shown) };
    Some(pb::Result {
        final_points: last.points.rounded(),
        final_points_exact: last.points.fraction(),
        final_rank: last.rank.cast_signed(),
        decision: render_decision(last.outcome).to_owned(),
        rounded_rank: last.rounded_rank.unwrap_or_default().cast_signed(),
        rounding_alert: last.rounding_alert,
        moved_from: seat.map(|_| names::VACANCY.name(tenant, vacancy_id)).unwrap_or_default(),
        moved_to: seat.map(|seat| names::VACANCY.name(tenant, seat.vacancy_id)).unwrap_or_default(),
        ..shown
    })
}

/// What a participant reached in the basic test, and nothing that came later.
pub(crate) fn render_skd_result(application: &Application) -> Option<pb::Result> {
    let Standing { score, code, skd_rank, .. } = application.standing.as_ref()?;
    Some(pb::Result {
        participant_number: application.participant_number.clone(),
        twk: score.twk.into(),
        tiu: score.tiu.into(),
        tkp: score.tkp.into(),
        skd_code: code.as_str().to_owned(),
        skd_rank: skd_rank.unwrap_or_default().cast_signed(),
        ..Default::default()
    })
}

pub(crate) fn render_decision(outcome: FinalOutcome) -> &'static str {
    match outcome {
        FinalOutcome::Selected => "SELECTED",
        FinalOutcome::NotSelected => "NOT_SELECTED",
        FinalOutcome::NeedsDecision => "NEEDS_DECISION",
        FinalOutcome::Moved => "MOVED",
    }
}
