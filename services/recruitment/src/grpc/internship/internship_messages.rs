//! Internships between messages and domain.

use crate::{
    commands::{AcceptInternship, AssessInternship, CountersignLogbookEntry, SubmitInternship, WriteLogbookEntry},
    domain::{
        intern::{Internship, InternshipState, LogbookEntry, Mentor, Student, day_of},
        intern_assessment::{GivenMark, Mark},
        internship_agreement::{Agreement, Period, Place},
        nik::Nik,
    },
    names,
    store::internships::Noted,
};
use contracts::{google::r#type::Date as WireDate, recruitment::v1 as pb};
use jiff::Timestamp;
use pb::internship::State as WireState;
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, names::Name, sensitive::Sensitive};

/// Most marks of an assessment.
const MOST_MARKS: usize = 50;

/// First and last day, in their order.
pub(crate) fn parse_period(
    check: &mut Violations,
    first: Option<&WireDate>,
    last: Option<&WireDate>,
) -> Option<Period> {
    let first = check.take("start_date", dates::parse(first));
    let last = check.take("end_date", dates::parse(last));
    let (first, last) = (first?, last?);
    check.check("end_date", first <= last, "must not be before the first day");
    let sensible = (2000..=2100).contains(&first.year()) && (2000..=2100).contains(&last.year());
    check.check("start_date", sensible, "must be from 2000 to 2100, like the last day");
    (first <= last && sensible).then_some(Period { first, last })
}

/// Reads a student's application.
pub(crate) fn parse_submit(
    message: &pb::SubmitInternshipRequest,
    now: Timestamp,
) -> Result<(Scope, SubmitInternship), Violations> {
    let mut check = Violations::default();
    let place = check.take("parent", names::INTERNSHIP_PLACE.parse(&message.parent));
    let nik = check.take("nik", Nik::parse(&message.nik, day_of(now)));
    let full_name = check.text("full_name", &message.full_name, 200);
    let student_number = check.text("student_number", &message.student_number, 40);
    // Both are lines of one sealed record.
    let one_line = student_number.as_ref().is_none_or(|number| !number.contains('\n'));
    check.check("student_number", one_line, "must be one line");
    let field = check.text("field", &message.field, 200);
    let credits = message.credits;
    check.check("credits", (0..=40).contains(&credits), "must be 0 to what the ruleset allows");
    let request_id = check.request_id(&message.request_id);
    let (Some(place), Some(nik), Some(full_name), Some(student_number)) = (place, nik, full_name, student_number)
    else {
        return Err(check);
    };
    let (Some(field), Some(request_id), true) = (field, request_id, check.is_empty()) else { return Err(check) };
    let student = Student { nik: nik.expose().to_owned(), student_number, full_name };
    let consent = message.talent_note_consent;
    let input = SubmitInternship { place_id: place.id, student, field, credits, consent };
    Ok((Scope::once(place.tenant, &message.parent, request_id), input))
}

/// What every step of an internship names.
pub(crate) fn parse_step(name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    check.as_read(name, names::INTERNSHIP.parse(name), etag, request_id).ok_or(check)
}

/// The same with a reason about the person.
pub(crate) fn parse_reasoned(
    name: &str,
    etag: &str,
    reason: &str,
    request_id: &str,
) -> Result<(Scope, AsRead, Sensitive<String>), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(name, names::INTERNSHIP.parse(name), etag, request_id);
    let reason = check.text("reason", reason, 1_000).map(Sensitive::new);
    let (Some((scope, read)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, read, reason))
}

/// Reads who guides an intern.
pub(crate) fn parse_accept(message: &pb::AcceptInternshipRequest) -> Result<(Scope, AcceptInternship), Violations> {
    let mut check = Violations::default();
    let name = names::INTERNSHIP.parse(&message.name);
    let tenant = name.as_ref().ok().map(|name| name.tenant.clone());
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let servant = check.own("mentor", &message.mentor, names::SERVANT, tenant.as_ref());
    let subject = check.text("mentor_subject", &message.mentor_subject, 200);
    let (Some((scope, internship)), Some(_), Some(subject)) = (read, servant, subject) else { return Err(check) };
    let mentor = Mentor { servant: message.mentor.clone(), subject };
    Ok((scope, AcceptInternship { internship, mentor }))
}

/// Reads a week of a logbook.
pub(crate) fn parse_entry(message: &pb::WriteLogbookEntryRequest) -> Result<(Scope, WriteLogbookEntry), Violations> {
    let mut check = Violations::default();
    let name = check.take("parent", names::INTERNSHIP.parse(&message.parent));
    let week = message.week;
    check.check("week", (1..=1_000).contains(&week), "must be a week of the internship, from 1");
    let text = check.text("text", &message.text, 5_000).map(Sensitive::new);
    let request_id = check.request_id(&message.request_id);
    let (Some(name), Some(text), Some(request_id), true) = (name, text, request_id, check.is_empty()) else {
        return Err(check);
    };
    let scope = Scope::once(name.tenant, &message.parent, request_id);
    Ok((scope, WriteLogbookEntry { internship_id: name.id, week, text }))
}

/// Reads which week is countersigned.
pub(crate) fn parse_countersign(
    message: &pb::CountersignLogbookEntryRequest,
) -> Result<(Scope, CountersignLogbookEntry), Violations> {
    let mut check = Violations::default();
    let parsed = names::parse_logbook_entry(&message.name);
    let internship_id = parsed.as_ref().map(|(internship, _)| internship.id).unwrap_or_default();
    let name = parsed.map(|(internship, id)| Name { tenant: internship.tenant, id });
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let (scope, entry) = read.ok_or(check)?;
    Ok((scope, CountersignLogbookEntry { internship_id, entry }))
}

/// Reads a mentor's assessment; the criteria are compared with the ruleset later.
pub(crate) fn parse_assess(message: &pb::AssessInternshipRequest) -> Result<(Scope, AssessInternship), Violations> {
    let mut check = Violations::default();
    let name = names::INTERNSHIP.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    check.check("marks", (1..=MOST_MARKS).contains(&message.marks.len()), "must be 1 to 50");
    let mut marks = Vec::new();
    for (index, row) in message.marks.iter().enumerate().take(MOST_MARKS) {
        let criterion = check.text(format!("marks[{index}].criterion"), &row.criterion, 40);
        let reason = check.text(format!("marks[{index}].reason"), &row.reason, 1_000);
        check.check(format!("marks[{index}].points"), (0..=1_000).contains(&row.points), "must be 0 to 1,000");
        if let (Some(criterion), Some(reason)) = (criterion, reason) {
            marks.push(GivenMark { criterion, points: row.points, reason });
        }
    }
    let (Some((scope, internship)), true) = (read, check.is_empty()) else { return Err(check) };
    Ok((scope, AssessInternship { internship, marks }))
}

const STATES: [(InternshipState, WireState); 7] = [
    (InternshipState::Applied, WireState::Applied),
    (InternshipState::Declined, WireState::Declined),
    (InternshipState::Accepted, WireState::Accepted),
    (InternshipState::Started, WireState::Started),
    (InternshipState::Assessed, WireState::Assessed),
    (InternshipState::Certified, WireState::Certified),
    (InternshipState::Withdrawn, WireState::Withdrawn),
];

/// Reads the state that a list asks for; unspecified means all.
pub(crate) fn parse_state(state: i32) -> Result<Option<InternshipState>, &'static str> {
    let wire = WireState::try_from(state).map_err(|_| "must be a known state")?;
    Ok(STATES.iter().find(|(_, known)| *known == wire).map(|(state, _)| *state))
}

pub(crate) fn render_internship(tenant: &Tenant, one: Internship) -> pb::Internship {
    let state = STATES.iter().find(|(state, _)| *state == one.state).map(|(_, wire)| *wire).unwrap_or_default();
    let Period { first, last } = one.period;
    pb::Internship {
        name: names::INTERNSHIP.name(tenant, one.id),
        state: state.into(),
        place: names::INTERNSHIP_PLACE.name(tenant, one.place_id),
        agreement: names::INTERNSHIP_AGREEMENT.name(tenant, one.agreement_id),
        ruleset: one.ruleset,
        field: one.field,
        credits: one.credits,
        talent_note_consent: one.consent_time.is_some(),
        mentor: one.mentor.map(|mentor| mentor.servant).unwrap_or_default(),
        start_date: Some(dates::render(first)),
        end_date: Some(dates::render(last)),
        logbook_weeks: one.logbook_weeks,
        countersigned_weeks: one.countersigned_weeks,
        marks: render_marks(one.marks),
        certificate_number: one.certificate.map(|certificate| certificate.number).unwrap_or_default(),
        erased: one.erased,
        etag: etag::render(one.version),
        create_time: Some(dates::render_time(one.create_time)),
    }
}

fn render_marks(marks: Vec<Mark>) -> Vec<pb::InternshipMark> {
    let render = |Mark { criterion, points, maximum }| pb::InternshipMark { criterion, points, maximum };
    marks.into_iter().map(render).collect()
}

pub(crate) fn render_entry(tenant: &Tenant, entry: &LogbookEntry, text: String) -> pb::LogbookEntry {
    pb::LogbookEntry {
        name: names::logbook_entry(tenant, entry.internship_id, entry.id),
        week: entry.week,
        text,
        countersign_time: entry.countersign_time.map(dates::render_time),
        etag: etag::render(entry.version),
    }
}

/// What anybody may know of a certificate.
pub(crate) fn render_certificate(
    one: Internship,
    agreement: Agreement,
    place: Place,
) -> Option<pb::InternshipCertificate> {
    let certificate = one.certificate?;
    let hex: String = certificate.text_sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(pb::InternshipCertificate {
        number: certificate.number,
        institution_title: agreement.institution_title,
        unit_title: place.unit_title,
        field: one.field,
        start_date: Some(dates::render(one.period.first)),
        end_date: Some(dates::render(one.period.last)),
        text_sha256: hex,
        certify_time: Some(dates::render_time(certificate.time)),
    })
}

pub(crate) fn render_note(tenant: &Tenant, one: Internship, student: Student, noted: Noted) -> pb::TalentNote {
    pb::TalentNote {
        internship: names::INTERNSHIP.name(tenant, one.id),
        full_name: student.full_name,
        institution_title: noted.institution_title,
        field: one.field,
        unit_title: noted.unit_title,
        mentor: one.mentor.map(|mentor| mentor.servant).unwrap_or_default(),
        marks: render_marks(one.marks),
        end_date: Some(dates::render(one.period.last)),
    }
}
