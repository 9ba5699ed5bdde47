//! Corrections and who they move, as messages.

use crate::{
    commands::{Asked, CorrectResult},
    domain::{
        difference::{Change, Position, Reason},
        final_ranking::FinalOutcome,
        pppk_ranking::printed,
        ranking::SkdOutcome,
        result_code::SkdCode,
        skb_outcome::SkbOutcome,
        skd::SkdScore,
        thousandths::Thousandths,
    },
    grpc::{imports::parse_marks, pppk_selections::parse_tested},
    names,
    store::rerankings::Correction,
};
use contracts::recruitment::v1::{self as pb, correct_result_request as part, skd_row::Attendance};
use jiff::Timestamp;
use platform::{Scope, Tenant, Violations, dates, names::Name};
use uuid::Uuid;

/// Longest reason of a verdict, in characters.
const LONGEST_REASON: usize = 1_000;

pub(super) fn parse_correct(message: &pb::CorrectResultRequest) -> Result<(Scope, CorrectResult), Violations> {
    let mut check = Violations::default();
    let parsed = names::parse_application(&message.name);
    let vacancy_id = parsed.as_ref().map(|(vacancy, _)| vacancy.id).unwrap_or_default();
    let tenant = parsed.as_ref().ok().map(|(vacancy, _)| vacancy.tenant.clone());
    let name = parsed.map(|(vacancy, id)| Name { tenant: vacancy.tenant, id });
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let objection_id = check.own("objection", &message.objection, names::OBJECTION, tenant.as_ref());
    let correction = match &message.correction {
        None => check.take("correction", Err("must be given")),
        Some(part::Correction::Skd(skd)) => parse_skd(&mut check, *skd).map(Asked::Result),
        Some(part::Correction::Pppk(tested)) => {
            let tested = parse_tested(&mut check, "pppk.", &row_of(tested));
            tested.map(|(tier, outcome)| Asked::Result(Correction::Pppk(tier, outcome)))
        }
        Some(part::Correction::CatThousandths(mark)) => {
            let mark = u32::try_from(*mark).ok().filter(|mark| *mark <= i32::MAX.cast_unsigned());
            let mark = check.take("cat_thousandths", mark.ok_or("must be a score in thousandths"));
            mark.map(|mark| Asked::Cat(Thousandths(mark)))
        }
        Some(part::Correction::Skb(skb)) => parse_skb(&mut check, skb).map(|skb| Asked::Result(Correction::Skb(skb))),
        Some(part::Correction::TakeBack(take_back)) => {
            check.check("take_back", *take_back, "must be true where it is given");
            Some(Asked::TakenBack)
        }
        Some(part::Correction::IneligibleReason(reason)) => {
            let reason = check.text("ineligible_reason", reason, LONGEST_REASON);
            reason.map(|reason| Asked::Result(Correction::Ineligible(reason)))
        }
    };
    let (Some((scope, application)), Some(objection_id), Some(correction), true) =
        (read, objection_id, correction, check.is_empty())
    else {
        return Err(check);
    };
    Ok((scope, CorrectResult { vacancy_id, application, objection_id, correction }))
}

fn parse_skb(check: &mut Violations, skb: &pb::CorrectedSkb) -> Option<SkbOutcome> {
    let pb::CorrectedSkb { outcome, cat_thousandths, additional_thousandths } = skb.clone();
    check.check("skb.outcome", outcome != 0, "must be given");
    let row = pb::SkbRow { outcome, cat_thousandths, additional_thousandths, ..Default::default() };
    parse_marks(check, "skb.", &row)
}

/// As an import gives it.
fn row_of(tested: &pb::CorrectedPppk) -> pb::PppkRow {
    let pb::CorrectedPppk { outcome, tier, technical, certificate_thousandths, managerial, sociocultural, interview } =
        tested.clone();
    let participant_number = String::new();
    pb::PppkRow {
        participant_number,
        outcome,
        tier,
        technical,
        certificate_thousandths,
        managerial,
        sociocultural,
        interview,
        ..Default::default()
    }
}

fn parse_skd(check: &mut Violations, skd: pb::CorrectedSkd) -> Option<Correction> {
    let part = |number: i32| u16::try_from(number).map_err(|_| "must be a score");
    let twk = check.take("skd.twk", part(skd.twk));
    let tiu = check.take("skd.tiu", part(skd.tiu));
    let tkp = check.take("skd.tkp", part(skd.tkp));
    let score = SkdScore { twk: twk?, tiu: tiu?, tkp: tkp? };
    let without = |outcome| match (skd.twk, skd.tiu, skd.tkp) {
        (0, 0, 0) => Ok(outcome),
        _ => Err("only who is present has scores"),
    };
    let outcome = match skd.attendance() {
        Attendance::Present => Ok(SkdOutcome::Scored(score)),
        Attendance::Absent => without(SkdOutcome::Absent),
        Attendance::Disqualified => without(SkdOutcome::Disqualified),
        Attendance::Unspecified => Err("must be given"),
    };
    check.take("skd.attendance", outcome).map(Correction::Skd)
}

pub(super) fn render_change(
    tenant: &Tenant,
    vacancy: Uuid,
    change: Change<Uuid>,
    publish_time: Option<Timestamp>,
) -> pb::ResultChange {
    pb::ResultChange {
        vacancy: names::VACANCY.name(tenant, vacancy),
        participant_number: change.number,
        reason: match change.reason {
            Reason::Corrected => pb::result_change::Reason::Corrected,
            Reason::Displaced => pb::result_change::Reason::Displaced,
            Reason::Withdrew => pb::result_change::Reason::Withdrew,
            Reason::Lapsed => pb::result_change::Reason::Lapsed,
            Reason::Replaced => pb::result_change::Reason::Replaced,
            Reason::Decided => pb::result_change::Reason::Decided,
        }
        .into(),
        because_of: change.because_of,
        from: Some(render_position(&change.from)),
        to: Some(render_position(&change.to)),
        publish_time: publish_time.map(dates::render_time),
    }
}

fn render_position(position: &Position) -> pb::PublishedStanding {
    let outcome = position.outcome.map_or("", |outcome| match outcome {
        FinalOutcome::Selected => "SELECTED",
        FinalOutcome::NotSelected => "NOT_SELECTED",
        FinalOutcome::NeedsDecision => "NEEDS_DECISION",
        FinalOutcome::Moved => "MOVED",
    });
    pb::PublishedStanding {
        skd_code: position.code.map_or("", SkdCode::as_str).to_owned(),
        skd_rank: position.skd_rank.unwrap_or_default().cast_signed(),
        final_points: position.points.map(|points| points.rounded()).unwrap_or_default(),
        final_points_exact: position.points.map(|points| points.fraction()).unwrap_or_default(),
        final_rank: position.rank.unwrap_or_default().cast_signed(),
        decision: outcome.to_owned(),
        place: position.place.unwrap_or_default().cast_signed(),
        pppk_code: position.pppk_code.as_deref().map(|code| printed(code, position.outcome)).unwrap_or_default(),
    }
}
