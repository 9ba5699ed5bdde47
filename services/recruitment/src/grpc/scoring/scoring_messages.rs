//! Moves, ties and alerts between messages and domain.

use crate::{
    commands::{Filled, LeftOut, RecordTieDecision},
    domain::optimisation::{OptimisationCode, Place, Side, Source},
    error::Error,
    grpc::result_messages::render_decision,
    names,
    store::{moves::Listed, rounding_alerts::Alert, ties::Decision},
};
use contracts::recruitment::v1::{self as pb, fill_unfilled_seats_response::LeftOut as LeftOutMessage};
use platform::{Scope, Tenant, Violations, dates, names as tenants, page::Page, sensitive::Vault};
use uuid::Uuid;

/// Longest name of a period, in characters.
pub(super) const LONGEST_PERIOD: usize = 60;
/// Most jobs that are named as left out.
const MOST_LEFT_OUT: usize = 1_000;
/// Most winners of one tie.
const MOST_WINNERS: usize = 100;

pub(crate) fn parse_fill(message: &pb::FillUnfilledSeatsRequest) -> Result<(Scope, String), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", tenants::parse_parent(&message.parent));
    let period = check.text("period", &message.period, LONGEST_PERIOD);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(period), Some(request_id)) = (tenant, period, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), period))
}

type MovesInput = (String, Option<Uuid>, Page);

pub(crate) fn parse_list_moves(message: &pb::ListMovesRequest) -> Result<(Tenant, MovesInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.period, &message.vacancy]);
    let period = check.text("period", &message.period, LONGEST_PERIOD);
    let vacancy = check.own_or_none("vacancy", &message.vacancy, names::VACANCY, tenant.as_ref());
    let (Some(tenant), Some(period), Some(vacancy), Some(page)) = (tenant, period, vacancy, page) else {
        return Err(check);
    };
    Ok((tenant, (period, vacancy, page)))
}

pub(crate) fn parse_tie_decision(
    message: &pb::RecordTieDecisionRequest,
) -> Result<(Scope, RecordTieDecision), Violations> {
    let mut check = Violations::default();
    let name = names::VACANCY.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let count = message.winners.len();
    check.check(
        "winners",
        (1..=MOST_WINNERS).contains(&count),
        format_args!("must be 1 to {MOST_WINNERS} participants"),
    );
    let numbers = message.winners.iter().take(MOST_WINNERS).enumerate();
    let winners: Vec<_> = numbers.map(|(at, number)| check.text(format!("winners[{at}]"), number, 40)).collect();
    let letter_number = check.text("letter_number", &message.letter_number, 100);
    let reason = check.text("reason", &message.reason, 2000);
    let (Some((scope, vacancy)), Some(letter_number), Some(reason), true) =
        (read, letter_number, reason, check.is_empty())
    else {
        return Err(check);
    };
    let winners = winners.into_iter().flatten().collect();
    Ok((scope, RecordTieDecision { vacancy, winners, letter_number, reason }))
}

pub(crate) fn parse_list_decisions(
    message: &pb::ListTieDecisionsRequest,
) -> Result<(Tenant, (Uuid, Page)), Violations> {
    let mut check = Violations::default();
    let vacancy = check.take("parent", names::VACANCY.parse(&message.parent));
    let page = check.page(message.page_size, &message.page_token, &message.parent);
    let (Some(vacancy), Some(page)) = (vacancy, page) else { return Err(check) };
    Ok((vacancy.tenant, (vacancy.id, page)))
}

pub(crate) fn parse_list_alerts(
    message: &pb::ListRoundingAlertsRequest,
) -> Result<(Tenant, (Option<Uuid>, Page)), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[&message.vacancy]);
    let vacancy = check.own_or_none("vacancy", &message.vacancy, names::VACANCY, tenant.as_ref());
    let (Some(tenant), Some(vacancy), Some(page)) = (tenant, vacancy, page) else { return Err(check) };
    Ok((tenant, (vacancy, page)))
}

pub(crate) fn render_filled(filled: Filled) -> pb::FillUnfilledSeatsResponse {
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let seats = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    pb::FillUnfilledSeatsResponse {
        vacancies: count(filled.vacancies),
        free_before: seats(filled.free_before),
        moved: count(filled.moved),
        contested: count(filled.contested),
        free_after: seats(filled.free_after),
        waiting: seats(filled.waiting),
        left_out: filled.left_out.into_iter().take(MOST_LEFT_OUT).map(render_left_out).collect(),
    }
}

fn render_left_out(job: LeftOut) -> LeftOutMessage {
    LeftOutMessage {
        position_title: job.title,
        vacancies: i32::try_from(job.vacancies).unwrap_or(i32::MAX),
        free: i32::try_from(job.free).unwrap_or(i32::MAX),
        reason: pb::ErrorReason::PassesDiffer.into(),
    }
}

pub(crate) fn render_move(tenant: &Tenant, listed: Listed) -> pb::Move {
    let one = listed.moved;
    pb::Move {
        application: names::application(tenant, one.from, one.application),
        participant_number: listed.participant_number,
        from_vacancy: names::VACANCY.name(tenant, one.from),
        to_vacancy: names::VACANCY.name(tenant, one.to),
        code: one.code.as_str().to_owned(),
        pass: one.pass.cast_signed(),
        pool_rank: one.rank.cast_signed(),
        reason: reason(one.code),
        contested: one.contested,
        create_time: Some(dates::render_time(listed.create_time)),
    }
}

/// What a code says about the move, in words.
fn reason(code: OptimisationCode) -> String {
    if code == OptimisationCode::OtherPlace {
        return "a free seat, filled from the same job at other places: accepted education, best rank".to_owned();
    }
    let Some(movement) = code.pass() else { return String::new() };
    let seat = match movement.seat {
        Side::General => "general",
        Side::Special => "special",
    };
    let from = match movement.source {
        Source::General => "the general need",
        Source::Special => "special needs",
        Source::SameSpecial => "the same special need",
        Source::Other => "other kinds of need",
        Source::GeneralOrSpecial => "general and special needs",
        Source::IndigenousPapuan => "the need of indigenous Papuans",
    };
    let place = match movement.place {
        Place::Same => "the same place",
        Place::Different => "other places",
    };
    format!(
        "a free {seat} seat, filled from {from} of {place}: same job, accepted education, general pass mark, best rank"
    )
}

/// Opens the sealed reason.
pub(crate) fn render_decided(
    tenant: &Tenant,
    vault: &Vault,
    vacancy: Uuid,
    decision: Decision,
) -> Result<pb::TieDecision, Error> {
    let reason = vault.open(decision.id.as_bytes(), &decision.reason)?;
    Ok(pb::TieDecision {
        vacancy: names::VACANCY.name(tenant, vacancy),
        winners: decision.winners,
        losers: decision.losers,
        letter_number: decision.letter_number,
        reason: String::from_utf8_lossy(&reason).into_owned(),
        decide_time: Some(dates::render_time(decision.decide_time)),
        vacancy_etag: String::new(),
    })
}

pub(crate) fn render_alert(tenant: &Tenant, alert: Alert) -> pb::RoundingAlert {
    let ((final_rank, exact), (rounded_rank, rounded)) = (alert.exact, alert.rounded);
    pb::RoundingAlert {
        application: names::application(tenant, alert.vacancy, alert.id),
        participant_number: alert.participant_number,
        final_points_exact: alert.points.fraction(),
        final_points: alert.points.rounded(),
        final_rank,
        rounded_rank,
        decision: render_decision(exact).to_owned(),
        rounded_decision: render_decision(rounded).to_owned(),
    }
}
