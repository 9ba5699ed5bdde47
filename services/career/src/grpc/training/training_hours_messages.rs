//! Hours and external trainings between messages and domain.

use crate::{
    commands::{DeclineExternalTraining, Length, RecordExternalTraining, RevokeExternalTraining},
    domain::{
        external_training::{ExternalState, ExternalTraining},
        hours::{Hours, Standing, activity_title},
    },
    grpc::{
        course_messages::{MOST_HOURS, parse_activity, parse_teaching, render_teaching},
        from_wire_or_none, read_scope, to_wire,
    },
    names,
    store::hours::UnitYear,
};
use contracts::career::v1 as pb;
use pb::external_training::State as WireState;
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, page::Page, sensitive::Sensitive};
use uuid::Uuid;

/// Most minutes of one external training: the most hours, generously.
const MOST_MINUTES: i64 = 120_000;

const STATES: [(ExternalState, WireState); 4] = [
    (ExternalState::Submitted, WireState::Submitted),
    (ExternalState::Accepted, WireState::Accepted),
    (ExternalState::Declined, WireState::Declined),
    (ExternalState::Revoked, WireState::Revoked),
];

pub(crate) fn parse_record(
    message: &pb::RecordExternalTrainingRequest,
) -> Result<(Scope, RecordExternalTraining), Violations> {
    let mut check = Violations::default();
    let servant = check.take("parent", names::SERVANT.parse(&message.parent));
    let title = check.text("title", &message.title, 300);
    let activity = parse_activity(&mut check, message.activity);
    let provider = check.text("provider", &message.provider, 200);
    let start = check.take("start_date", dates::parse(message.start_date.as_ref()));
    let end = check.take("end_date", dates::parse(message.end_date.as_ref()));
    let sensible = start.is_none_or(|start| (1950..=2100).contains(&start.year()));
    check.check("start_date", sensible, "must be from 1950 to 2100");
    let ordered = start.zip(end).is_none_or(|(start, end)| start <= end && end.year() <= 2100);
    check.check("end_date", ordered, "must be the first day or later, to 2100");
    let length = parse_length(&mut check, message.hours, message.minutes);
    let certificate = check.text("certificate_number", &message.certificate_number, 100);
    let teaching = parse_teaching(&mut check, message.teaching.as_ref());
    let request_id = check.request_id(&message.request_id);
    let (Some(name), Some(request_id), true) = (servant, request_id, check.is_empty()) else { return Err(check) };
    let (Some(title), Some(activity), Some(provider)) = (title, activity, provider) else { return Err(check) };
    let (Some(start), Some(end), Some(length)) = (start, end, length) else { return Err(check) };
    let (Some(certificate), Some(teaching)) = (certificate, teaching) else { return Err(check) };
    let (servant, own) = (name.id, false);
    let input =
        RecordExternalTraining { servant, own, title, activity, provider, start, end, length, certificate, teaching };
    Ok((Scope::once(name.tenant, &message.parent, request_id), input))
}

/// Either hours or minutes.
fn parse_length(check: &mut Violations, hours: i64, minutes: i64) -> Option<Length> {
    match (hours, minutes) {
        (hours, 0) if (1..=MOST_HOURS).contains(&hours) => Some(Length::Hours(hours)),
        (0, minutes) if (1..=MOST_MINUTES).contains(&minutes) => Some(Length::Minutes(minutes)),
        (0, 0) => {
            check.add("hours", "must be told, or minutes");
            None
        }
        (_, 0) => {
            check.add("hours", "must be 1 to 2,000");
            None
        }
        (0, _) => {
            check.add("minutes", "must be 1 to 120,000");
            None
        }
        _ => {
            check.add("minutes", "must be 0 where hours are told");
            None
        }
    }
}

/// The same of the caller's own.
pub(crate) fn parse_submit(
    message: &pb::SubmitExternalTrainingRequest,
) -> Result<(Scope, RecordExternalTraining), Violations> {
    let message = message.clone();
    let (scope, input) = parse_record(&pb::RecordExternalTrainingRequest {
        parent: message.parent,
        title: message.title,
        activity: message.activity,
        provider: message.provider,
        start_date: message.start_date,
        end_date: message.end_date,
        hours: message.hours,
        minutes: message.minutes,
        certificate_number: message.certificate_number,
        teaching: message.teaching,
        request_id: message.request_id,
    })?;
    Ok((scope, RecordExternalTraining { own: true, ..input }))
}

pub(crate) fn parse_accept(message: &pb::AcceptExternalTrainingRequest) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let name = names::EXTERNAL_TRAINING.parse(&message.name);
    check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
}

pub(crate) fn parse_decline(
    message: &pb::DeclineExternalTrainingRequest,
) -> Result<(Scope, DeclineExternalTraining), Violations> {
    let mut check = Violations::default();
    let name = names::EXTERNAL_TRAINING.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, training)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, DeclineExternalTraining { training, reason }))
}

pub(crate) fn parse_revoke(
    message: &pb::RevokeExternalTrainingRequest,
) -> Result<(Scope, RevokeExternalTraining), Violations> {
    let mut check = Violations::default();
    let name = names::EXTERNAL_TRAINING.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1_000).map(Sensitive::new);
    let (Some((scope, training)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, RevokeExternalTraining { training, reason }))
}

pub(crate) type ListInput = (Option<Uuid>, Option<ExternalState>, Page);

pub(crate) fn parse_list(message: &pb::ListExternalTrainingsRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.servant, &message.state]);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let state = check.take("state", from_wire_or_none(&STATES, message.state));
    let (Some(tenant), Some(page), Some(servant), Some(state)) = (tenant, page, servant, state) else {
        return Err(check);
    };
    Ok((read_scope(tenant, &message.parent, &message.servant), (servant, state, page)))
}

fn parse_year(check: &mut Violations, year: i32) -> Option<i32> {
    let sensible = (1950..=2200).contains(&year).then_some(year);
    check.take("year", sensible.ok_or("must be from 1950 to 2200"))
}

pub(crate) fn parse_hours(message: &pb::GetHoursRequest) -> Result<(Scope, (Uuid, i32)), Violations> {
    let mut check = Violations::default();
    let servant = check.take("name", names::SERVANT.parse(&message.name));
    let year = parse_year(&mut check, message.year);
    let (Some(servant), Some(year)) = (servant, year) else { return Err(check) };
    Ok((Scope::of(servant.tenant, &message.name), (servant.id, year)))
}

pub(crate) type SumInput = (i32, String, Page);

pub(crate) fn parse_sum(message: &pb::SumHoursRequest) -> Result<(Tenant, SumInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.year, &message.unit]);
    let year = parse_year(&mut check, message.year);
    let unit = check.own_or_none("unit", &message.unit, names::UNIT, tenant.as_ref());
    let (Some(tenant), Some(page), Some(year), Some(_)) = (tenant, page, year, unit) else { return Err(check) };
    Ok((tenant, (year, message.unit.clone(), page)))
}

pub(crate) fn render_external(tenant: &Tenant, one: ExternalTraining, reason: String) -> pb::ExternalTraining {
    let state = to_wire(&STATES, one.state);
    pb::ExternalTraining {
        name: names::EXTERNAL_TRAINING.name(tenant, one.id),
        servant: names::SERVANT.name(tenant, one.servant),
        state: state.into(),
        title: one.title,
        activity: one.activity,
        provider: one.provider,
        start_date: Some(dates::render(one.start)),
        end_date: Some(dates::render(one.end)),
        hours: one.hours,
        certificate_number: one.certificate,
        teaching: one.teaching.map(render_teaching),
        reason,
        etag: etag::render(one.version),
        create_time: Some(dates::render_time(one.create_time)),
    }
}

fn render_booking(one: Hours) -> pb::HoursBooking {
    pb::HoursBooking {
        activity: one.kind,
        activity_title: activity_title(one.kind).unwrap_or_default().to_owned(),
        hours: one.hours,
        source: one.source,
        date: Some(dates::render(one.date)),
    }
}

/// What a year of a servant's hours is made of.
pub(crate) struct YearOf {
    /// Name of the servant.
    pub servant: String,
    /// Calendar year.
    pub year: i32,
    /// Id of the rules.
    pub ruleset: String,
    /// Every booking.
    pub bookings: Vec<Hours>,
    /// Hours reserved.
    pub reserved: i64,
    /// Where the servant stands.
    pub standing: Standing,
}

pub(crate) fn render_hours(one: YearOf) -> pb::ServantHours {
    pb::ServantHours {
        servant: one.servant,
        year: one.year,
        ruleset: one.ruleset,
        bookings: one.bookings.into_iter().map(render_booking).collect(),
        hours: one.standing.hours,
        reserved: one.reserved,
        required: one.standing.required,
        missing: one.standing.missing,
        met: one.standing.met(),
        cap: one.standing.cap.unwrap_or_default(),
        explanation: one.standing.explanation(),
    }
}

/// The hours of a unit, those of too few people withheld. Nothing wider is told, from which they would follow.
pub(crate) fn render_unit(one: UnitYear, smallest: usize) -> pb::UnitHours {
    if usize::try_from(one.servants).is_ok_and(|people| people < smallest) {
        return pb::UnitHours { unit: one.unit, withheld: true, ..Default::default() };
    }
    pb::UnitHours {
        unit: one.unit,
        servants: one.servants,
        hours: one.hours,
        obliged: one.obliged,
        met: one.met,
        missing: one.missing,
        withheld: false,
    }
}
