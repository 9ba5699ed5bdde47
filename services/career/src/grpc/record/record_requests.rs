//! Requests about the record, read: each row of each history.

use crate::grpc::{
    from_wire, from_wire_or_none,
    record_fields::{
        ASSIGNMENTS, EMPLOYMENTS, LEVELS, RELATIONS, SEXES, correction, day, decree, optional_day, optional_text,
        period, rank, service, why, withdrawal,
    },
};
use crate::{
    commands::{
        CorrectAppointment, RecordEducation, RecordIdentity, RecordPost, RecordPunishment, RecordRank, RecordRelative,
        RecordStanding, WithdrawRow,
    },
    domain::{
        correction::History,
        education::Education,
        identity::{FullName, Identity},
        job::{Job, JobType},
        nip::{Nip, nik::Nik},
        placement::{Assignment, Placement, unit_path},
        punishment::{Punishment, PunishmentDetail},
        rank::RankHeld,
        record_rules::RecordRules,
        relative::{Relative, RelativeDetail},
        servant::day_of,
        standing::HeldStanding,
    },
    names,
};
use contracts::career::v1 as pb;
use jiff::Timestamp;
use platform::{AsRead, Scope, Tenant, Violations};
use uuid::Uuid;

/// What every change of a record names.
fn change(check: &mut Violations, name: &str, etag: &str, request_id: &str) -> Option<(Scope, AsRead)> {
    check.as_read(name, names::SERVANT.parse(name), etag, request_id)
}

/// Reads who a servant is.
pub(crate) fn parse_identity(
    message: &pb::RecordIdentityRequest,
    now: Timestamp,
) -> Result<(Scope, RecordIdentity), Violations> {
    let mut check = Violations::default();
    let read = change(&mut check, &message.name, &message.etag, &message.request_id);
    let told = message.identity.clone().unwrap_or_default();
    let today = day_of(now);
    let full_name = check.text("identity.full_name", &told.full_name, 200);
    let front_titles = optional_text(&mut check, "identity.front_titles", &told.front_titles, 100);
    let back_titles = optional_text(&mut check, "identity.back_titles", &told.back_titles, 100);
    let nik = check.take("identity.nik", Nik::parse(&told.nik, today));
    let birth_date = day(&mut check, "identity.birth_date", told.birth_date.as_ref());
    let passed = birth_date.is_none_or(|birth_date| birth_date <= today);
    check.check("identity.birth_date", passed, "must not lie ahead");
    let why = why(&mut check, &message.reason, &message.decree_number);
    let mut optional = |field: &str, text: &str, longest| {
        optional_text(&mut check, format!("identity.{field}"), text, longest).unwrap_or_default()
    };
    let birth_place = optional("birth_place", &told.birth_place, 200);
    let religion = optional("religion", &told.religion, 50);
    let marital_status = optional("marital_status", &told.marital_status, 50);
    let phone = optional("phone", &told.phone, 50);
    let address = optional("address", &told.address, 1000);
    let email = optional("email", &told.email, 254);
    let tax_number = optional("tax_number", &told.tax_number, 30);
    let (Some((scope, servant)), Some(name), Some(nik), Some(birth_date)) = (read, full_name, nik, birth_date) else {
        return Err(check);
    };
    let (Some(front_titles), Some(back_titles), Some(why)) = (front_titles, back_titles, why) else {
        return Err(check);
    };
    if !check.is_empty() {
        return Err(check);
    }
    let number = nik.expose().to_owned();
    let identity =
        Identity { nik: number, birth_date, birth_place, religion, marital_status, phone, address, email, tax_number };
    Ok((scope, RecordIdentity { servant, name: FullName { name, front_titles, back_titles }, nik, identity, why }))
}

/// Reads what was recorded wrongly of an appointment.
pub(crate) fn parse_appointment(
    message: &pb::CorrectAppointmentRequest,
) -> Result<(Scope, CorrectAppointment), Violations> {
    let mut check = Violations::default();
    let read = change(&mut check, &message.name, &message.etag, &message.request_id);
    let nip = if message.nip.is_empty() { Some(None) } else { check.take("nip", Nip::parse(&message.nip).map(Some)) };
    let sex = check.take("sex", from_wire_or_none(&SEXES, message.sex));
    let appointed = optional_day(&mut check, "appointment_date", message.appointment_date.as_ref());
    let employment = check.take("employment", from_wire_or_none(&EMPLOYMENTS, message.employment));
    let why = why(&mut check, &message.reason, &message.decree_number);
    check.check("reason", why.as_ref().is_none_or(|why| !why.reason.is_empty()), "must not be empty");
    let (Some((scope, servant)), Some(nip), Some(sex), Some(appointment_date)) = (read, nip, sex, appointed) else {
        return Err(check);
    };
    let (Some(employment), Some(why)) = (employment, why) else { return Err(check) };
    let corrects = nip.is_some() || sex.is_some() || appointment_date.is_some() || employment.is_some();
    check.check("nip", corrects, "or something else must be set: there is nothing to correct");
    if !check.is_empty() {
        return Err(check);
    }
    Ok((scope, CorrectAppointment { servant, nip, sex, appointment_date, employment, why }))
}

/// Reads which row of one of these histories is taken out, and why.
pub(crate) fn parse_withdrawal(
    message: &pb::WithdrawRowRequest,
    histories: &[History],
) -> Result<(Scope, WithdrawRow), Violations> {
    let mut check = Violations::default();
    let read = change(&mut check, &message.name, &message.etag, &message.request_id);
    let row = withdrawal(&mut check, message.correction.as_ref(), &message.name, histories);
    let (Some((scope, servant)), Some((history, correction))) = (read, row) else { return Err(check) };
    Ok((scope, WithdrawRow { servant, history, correction }))
}

/// Reads an education.
pub(crate) fn parse_education(
    message: &pb::RecordEducationRequest,
    now: Timestamp,
) -> Result<(Scope, RecordEducation), Violations> {
    let mut check = Violations::default();
    let read = change(&mut check, &message.name, &message.etag, &message.request_id);
    let education = education_row(&mut check, &message.education.clone().unwrap_or_default(), now);
    let correction = correction(&mut check, message.correction.as_ref(), &message.name, History::Educations);
    let (Some((scope, servant)), Some(education), Some(correction)) = (read, education, correction) else {
        return Err(check);
    };
    let education = Education { servant: servant.id, ..education };
    if check.is_empty() { Ok((scope, RecordEducation { servant, education, correction })) } else { Err(check) }
}

/// An education, without whose it is.
pub(crate) fn education_row(check: &mut Violations, told: &pb::Education, now: Timestamp) -> Option<Education> {
    let level = check.take("education.level", from_wire(&LEVELS, told.level));
    let program = optional_text(check, "education.program", &told.program, 200);
    let institution = check.text("education.institution", &told.institution, 200);
    let year = told.graduation_year;
    let passed = (1940..=i32::from(day_of(now).year())).contains(&year);
    check.check("education.graduation_year", passed, "must be 1940 to this year");
    let certificate = optional_text(check, "education.certificate_number", &told.certificate_number, 100);
    Some(Education {
        id: Uuid::now_v7(),
        servant: Uuid::nil(),
        level: level?,
        program: program?,
        institution: institution?,
        graduation_year: year,
        certificate_number: certificate?,
        recognised: told.recognised,
        record_time: now,
        superseded_time: None,
    })
}

/// Reads a rank.
pub(crate) fn parse_rank(message: &pb::RecordRankRequest, now: Timestamp) -> Result<(Scope, RecordRank), Violations> {
    let mut check = Violations::default();
    let read = change(&mut check, &message.name, &message.etag, &message.request_id);
    let rank = rank_row(&mut check, &message.rank.clone().unwrap_or_default(), now);
    let correction = correction(&mut check, message.correction.as_ref(), &message.name, History::Ranks);
    let (Some((scope, servant)), Some(rank), Some(correction), true) = (read, rank, correction, check.is_empty())
    else {
        return Err(check);
    };
    let rank = RankHeld { servant: servant.id, ..rank };
    Ok((scope, RecordRank { servant, rank, correction, ends_previous: message.ends_previous }))
}

/// A rank, without whose it is.
pub(crate) fn rank_row(check: &mut Violations, told: &pb::HeldRank, now: Timestamp) -> Option<RankHeld> {
    let reached = rank(check, "rank.", &told.rank, &told.rank_kind);
    let period = period(check, "rank", told.start_date.as_ref(), told.end_date.as_ref());
    let (service_years, service_months) = (told.service_years, told.service_months);
    service(check, "rank.", service_years, service_months);
    let decree = decree(check, "rank", &told.decree_number, told.decree_date.as_ref());
    let ((rank, kind), (start, end), (decree_number, decree_date)) = (reached?, period?, decree?);
    Some(RankHeld {
        id: Uuid::now_v7(),
        servant: Uuid::nil(),
        rank,
        kind,
        start,
        end,
        service_years,
        service_months,
        decree_number,
        decree_date,
        record_time: now,
        superseded_time: None,
    })
}

/// Reads a post.
pub(crate) fn parse_post(message: &pb::RecordPostRequest, now: Timestamp) -> Result<(Scope, RecordPost), Violations> {
    let mut check = Violations::default();
    let read = change(&mut check, &message.name, &message.etag, &message.request_id);
    let tenant = read.as_ref().map(|(scope, _)| &scope.tenant);
    let post = post_row(&mut check, &message.post.clone().unwrap_or_default(), tenant, now);
    let correction = correction(&mut check, message.correction.as_ref(), &message.name, History::Posts);
    let (Some((scope, servant)), Some(post), Some(correction), true) = (read, post, correction, check.is_empty())
    else {
        return Err(check);
    };
    let post = Placement { servant: servant.id, ..post };
    Ok((scope, RecordPost { servant, post, correction }))
}

/// A post, without whose it is.
pub(crate) fn post_row(
    check: &mut Violations,
    told: &pb::HeldPost,
    tenant: Option<&Tenant>,
    now: Timestamp,
) -> Option<Placement> {
    let place = place(check, told, tenant);
    let title = optional_text(check, "post.title", &told.title, 300);
    let path = if told.unit_path.trim().is_empty() { Some(String::new()) } else { unit_path(&told.unit_path) };
    let path = check.take("post.unit_path", path.ok_or("must be unit names joined by ` | `, none of them empty"));
    let path = path.and_then(|path| optional_text(check, "post.unit_path", &path, 2000));
    let (kind, level) = (&told.job_type, &told.job_level);
    check.check("post.job_type", kind.is_empty() || JobType::parse(kind).is_some(), "must be a known kind of job");
    let job = Job::parse(kind, level);
    check.check("post.job_level", level.is_empty() || job.is_some(), "must be a known level, of a functional job only");
    check.check("post.job_class", (0..=17).contains(&told.job_class), "must be 1 to 17, or 0 when not known");
    let mutation = optional_text(check, "post.mutation", &told.mutation, 200);
    let period = period(check, "post", told.start_date.as_ref(), told.end_date.as_ref());
    let decree = decree(check, "post", &told.decree_number, told.decree_date.as_ref());
    let ((start, end), (decree_number, decree_date)) = (period?, decree?);
    let position = told.position.clone();
    Some(Placement {
        assignment: place?,
        title: title?,
        unit_path: path?,
        job,
        job_class: told.job_class,
        mutation: mutation?,
        end,
        decree_number,
        decree_date,
        ..Placement::on_seat(Uuid::now_v7(), Uuid::nil(), position, told.seat, start, now)
    })
}

/// How and where a post is held: a definitive one of a position has a seat, and no other.
fn place(check: &mut Violations, told: &pb::HeldPost, tenant: Option<&Tenant>) -> Option<Assignment> {
    let assignment = check.take("post.assignment", from_wire(&ASSIGNMENTS, told.assignment));
    let position = check.own_or_none("post.position", &told.position, names::POSITION, tenant);
    check.check("post.seat", (0..=100_000).contains(&told.seat), "must be 1 to 100,000, or 0 without one");
    let (assignment, position) = (assignment?, position?);
    let definitive = assignment == Assignment::Definitive && position.is_some();
    check.check(
        "post.seat",
        definitive == (told.seat > 0),
        "is what a definitive post of a position has, and no other",
    );
    Some(assignment)
}

/// Reads a legal standing.
pub(crate) fn parse_standing(
    message: &pb::RecordStandingRequest,
    now: Timestamp,
    rules: &RecordRules,
) -> Result<(Scope, RecordStanding), Violations> {
    let mut check = Violations::default();
    let read = change(&mut check, &message.name, &message.etag, &message.request_id);
    let told = message.standing.clone().unwrap_or_default();
    let code = rules.standing(&told.standing_code).filter(|code| !code.ends_service);
    let code = code.map(|code| code.code.clone());
    let wanted = "must be a code of BKN that does not mean the end of service: that is reached by leaving";
    let code = check.take("standing.standing_code", code.ok_or(wanted));
    let period = period(&mut check, "standing", told.start_date.as_ref(), told.end_date.as_ref());
    let decree = decree(&mut check, "standing", &told.decree_number, told.decree_date.as_ref());
    let correction = correction(&mut check, message.correction.as_ref(), &message.name, History::Standings);
    let (Some((scope, servant)), Some(code), Some((start, end))) = (read, code, period) else { return Err(check) };
    let (Some((decree_number, decree_date)), Some(correction), true) = (decree, correction, check.is_empty()) else {
        return Err(check);
    };
    let standing = HeldStanding {
        id: Uuid::now_v7(),
        servant: servant.id,
        code,
        start,
        end,
        decree_number,
        decree_date,
        record_time: now,
        superseded_time: None,
    };
    Ok((scope, RecordStanding { servant, standing, correction, ends_previous: message.ends_previous }))
}

/// Reads a member of the family.
pub(crate) fn parse_relative(
    message: &pb::RecordRelativeRequest,
    now: Timestamp,
) -> Result<(Scope, RecordRelative), Violations> {
    let mut check = Violations::default();
    let read = change(&mut check, &message.name, &message.etag, &message.request_id);
    let told = message.relative.clone().unwrap_or_default();
    let today = day_of(now);
    let relation = check.take("relative.relation", from_wire(&RELATIONS, told.relation));
    let full_name = check.text("relative.full_name", &told.full_name, 200);
    let nik = if told.nik.is_empty() {
        Some(String::new())
    } else {
        check.take("relative.nik", Nik::parse(&told.nik, today)).map(|nik| nik.expose().to_owned())
    };
    let birth_date = day(&mut check, "relative.birth_date", told.birth_date.as_ref());
    let passed = birth_date.is_none_or(|birth_date| birth_date <= today);
    check.check("relative.birth_date", passed, "must not lie ahead");
    let occupation = optional_text(&mut check, "relative.occupation", &told.occupation, 200);
    let start = optional_day(&mut check, "relative.start_date", told.start_date.as_ref());
    let end = optional_day(&mut check, "relative.end_date", told.end_date.as_ref());
    let correction = correction(&mut check, message.correction.as_ref(), &message.name, History::Relatives);
    let (Some((scope, servant)), Some(relation), Some(full_name), Some(nik)) = (read, relation, full_name, nik) else {
        return Err(check);
    };
    let (Some(birth_date), Some(occupation), Some(start), Some(end)) = (birth_date, occupation, start, end) else {
        return Err(check);
    };
    check.check(
        "relative.end_date",
        end.is_none_or(|end| start.unwrap_or(birth_date) <= end),
        "must not be before the first day",
    );
    let (Some(correction), true) = (correction, check.is_empty()) else { return Err(check) };
    let allowance = told.allowance;
    let detail = RelativeDetail { relation, full_name, nik, birth_date, occupation, allowance, start, end };
    let id = Uuid::now_v7();
    let relative = Relative { id, servant: servant.id, detail, record_time: now, superseded_time: None };
    Ok((scope, RecordRelative { servant, relative, correction }))
}

/// Reads a punishment; a last day that is not told is what its code says.
pub(crate) fn parse_punishment(
    message: &pb::RecordPunishmentRequest,
    now: Timestamp,
    rules: &RecordRules,
) -> Result<(Scope, RecordPunishment), Violations> {
    let mut check = Violations::default();
    let read = change(&mut check, &message.name, &message.etag, &message.request_id);
    let told = message.punishment.clone().unwrap_or_default();
    let code = rules.punishment(&told.punishment_code).ok_or("must be a code of BKN");
    let code = check.take("punishment.punishment_code", code);
    let period = period(&mut check, "punishment", told.start_date.as_ref(), told.end_date.as_ref());
    let decree = decree(&mut check, "punishment", &told.decree_number, told.decree_date.as_ref());
    let reason = check.text("punishment.reason", &told.reason, 2000);
    let correction = correction(&mut check, message.correction.as_ref(), &message.name, History::Punishments);
    let (Some((scope, servant)), Some(code), Some((start, end)), Some(reason)) = (read, code, period, reason) else {
        return Err(check);
    };
    let (Some((decree_number, decree_date)), Some(correction), true) = (decree, correction, check.is_empty()) else {
        return Err(check);
    };
    let detail = PunishmentDetail { code: code.code.clone(), decree_number, decree_date, reason };
    let punishment = Punishment {
        id: Uuid::now_v7(),
        servant: servant.id,
        detail,
        start,
        end: end.or_else(|| code.term.last_day(start)),
        record_time: now,
        superseded_time: None,
    };
    Ok((scope, RecordPunishment { servant, punishment, correction }))
}
