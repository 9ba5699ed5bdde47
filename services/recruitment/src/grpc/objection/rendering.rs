//! Objections as messages.

use crate::{
    domain::{
        leaf::read_decision,
        objections::{Cause, Effect, Objection, Round},
        pppk_ranking::printed,
        result_code::SkdCode,
    },
    error::Error,
    names,
    store::{
        evidence::{self, Details, Evidence, PppkEvidence},
        objections::Count,
    },
};
use contracts::recruitment::v1::{self as pb, skb_row::Outcome, skd_row::Attendance};
use jiff::Timestamp;
use platform::{Tenant, dates, etag, sensitive::Vault};

/// An objection as a list shows it.
pub(super) fn render(tenant: &Tenant, objection: &Objection, number: String, now: Timestamp) -> pb::Objection {
    let answer = objection.answer;
    pb::Objection {
        name: names::OBJECTION.name(tenant, objection.id),
        vacancy: names::VACANCY.name(tenant, objection.vacancy_id),
        application: names::application(tenant, objection.vacancy_id, objection.application_id),
        participant_number: number,
        round: render_round(objection.round).into(),
        state: match answer {
            None => pb::objection::State::Filed,
            Some(answer) if answer.ruling.accepted() => pb::objection::State::Accepted,
            Some(_) => pb::objection::State::Rejected,
        }
        .into(),
        challenged_reasons: objection.challenged.clone(),
        file_time: Some(dates::render_time(objection.file_time)),
        answer_until: Some(dates::render_time(objection.answers_until)),
        cause: answer.map_or(pb::objection::Cause::Unspecified, |answer| render_cause(answer.ruling.cause())).into(),
        answer_time: answer.map(|answer| dates::render_time(answer.time)),
        late: objection.is_late(now),
        effect: answer.map_or(pb::objection::Effect::Unspecified, |answer| render_effect(answer.effect)).into(),
        announce_time: objection.announce_time.map(dates::render_time),
        etag: etag::render(objection.version),
        ..Default::default()
    }
}

/// One objection with everything that was said.
pub(super) fn render_all(
    tenant: &Tenant,
    vault: &Vault,
    objection: &Objection,
    details: Details,
    now: Timestamp,
) -> Result<pb::Objection, Error> {
    let id = objection.id;
    let answer = details.answer.as_ref().map(|answer| evidence::open(vault, id, answer)).transpose()?;
    let reasons = evidence::open_reasons(vault, id, &details.reasons)?;
    Ok(pb::Objection {
        grounds: evidence::open(vault, id, &details.grounds)?,
        answer: answer.unwrap_or_default(),
        evidence: Some(render_evidence(details.evidence, reasons)),
        evidence_changed: details.changed,
        ..render(tenant, objection, details.participant_number, now)
    })
}

fn render_evidence(evidence: Evidence, reasons: Vec<String>) -> pb::ObjectionEvidence {
    let [twk, tiu, tkp] = evidence.scores;
    pb::ObjectionEvidence {
        verdict: match evidence.verdict.as_str() {
            "eligible" => pb::Verdict::Eligible,
            "ineligible" => pb::Verdict::Ineligible,
            _ => pb::Verdict::Unspecified,
        }
        .into(),
        reasons,
        attendance: match evidence.attendance.as_str() {
            "present" => Attendance::Present,
            "absent" => Attendance::Absent,
            "disqualified" => Attendance::Disqualified,
            _ => Attendance::Unspecified,
        }
        .into(),
        twk,
        tiu,
        tkp,
        skd_code: SkdCode::parse(&evidence.skd_code).map_or("", SkdCode::as_str).to_owned(),
        cat_thousandths: evidence.skb_thousandths.into(),
        field_test: match evidence.skb_outcome.as_str() {
            "present" => Outcome::Present,
            "eliminated" => Outcome::Eliminated,
            "absent" => Outcome::Absent,
            "disqualified" => Outcome::Disqualified,
            _ => Outcome::Unspecified,
        }
        .into(),
        additional_thousandths: evidence.skb_additional.into_iter().map(i64::from).collect(),
        skd_rank: evidence.skd_rank,
        final_points: evidence.points.map(|points| points.rounded()).unwrap_or_default(),
        final_rank: evidence.final_rank,
        pppk: evidence.pppk.map(|tested| render_tested(tested, &evidence.decision)),
        decision: evidence.decision.to_uppercase(),
        place: evidence.place,
        sha256: evidence.sha256,
    }
}

fn render_tested(tested: PppkEvidence, decision: &str) -> pb::PppkResult {
    let PppkEvidence { tier, parts: [technical, certificate_thousandths, managerial, sociocultural, interview], code } =
        tested;
    let code = printed(&code, read_decision(decision));
    pb::PppkResult { technical, certificate_thousandths, managerial, sociocultural, interview, tier, code }
}

pub(super) fn render_count(count: &Count) -> pb::ObjectionCount {
    pb::ObjectionCount {
        round: render_round(count.round).into(),
        filed: count.filed,
        accepted: count.accepted,
        rejected: count.rejected,
        waiting: count.filed - count.accepted - count.rejected,
        overdue: count.overdue,
        answered_late: count.answered_late,
    }
}

fn render_round(round: Round) -> pb::objection::Round {
    match round {
        Round::Administration => pb::objection::Round::Administration,
        Round::Final => pb::objection::Round::Final,
    }
}

fn render_cause(cause: Cause) -> pb::objection::Cause {
    match cause {
        Cause::Verifier => pb::objection::Cause::Verifier,
        Cause::System => pb::objection::Cause::System,
        Cause::Scoring => pb::objection::Cause::Scoring,
        Cause::Requirement => pb::objection::Cause::Requirement,
        Cause::ApplicantsOwn => pb::objection::Cause::ApplicantsOwn,
        Cause::NoError => pb::objection::Cause::NoError,
    }
}

pub(super) fn parse_cause(cause: pb::objection::Cause) -> Option<Cause> {
    match cause {
        pb::objection::Cause::Unspecified => None,
        pb::objection::Cause::Verifier => Some(Cause::Verifier),
        pb::objection::Cause::System => Some(Cause::System),
        pb::objection::Cause::Scoring => Some(Cause::Scoring),
        pb::objection::Cause::Requirement => Some(Cause::Requirement),
        pb::objection::Cause::ApplicantsOwn => Some(Cause::ApplicantsOwn),
        pb::objection::Cause::NoError => Some(Cause::NoError),
    }
}

fn render_effect(effect: Effect) -> pb::objection::Effect {
    match effect {
        Effect::None => pb::objection::Effect::None,
        Effect::Eligible => pb::objection::Effect::Eligible,
        Effect::StaysIneligible => pb::objection::Effect::StaysIneligible,
        Effect::Correction => pb::objection::Effect::Correction,
    }
}
