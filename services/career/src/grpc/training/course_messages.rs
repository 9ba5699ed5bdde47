//! Courses between messages and domain.

use crate::{
    commands::CreateCourse,
    domain::{
        course::{Course, CourseKind, Mode, Teaching},
        hours::activity_title,
    },
    grpc::{from_wire, from_wire_or_none, to_wire},
    names,
    store::{courses::Filter, training_effects::Effect},
};
use contracts::career::v1 as pb;
use pb::course::{Kind as WireKind, Mode as WireMode};
use platform::{AsRead, Scope, Tenant, Violations, dates, etag, names::parse_parent, page::Page};
use uuid::Uuid;

/// Most lesson hours of one course.
pub(crate) const MOST_HOURS: i64 = 2_000;
/// Most rupiah a person.
const MOST_RUPIAH: i64 = 10_000_000_000;

const KINDS: [(CourseKind, WireKind); 5] = [
    (CourseKind::Technical, WireKind::Technical),
    (CourseKind::Managerial, WireKind::Managerial),
    (CourseKind::SocioCultural, WireKind::SocioCultural),
    (CourseKind::SoftSkills, WireKind::SoftSkills),
    (CourseKind::InformationTechnology, WireKind::InformationTechnology),
];

const MODES: [(Mode, WireMode); 4] = [
    (Mode::Classical, WireMode::Classical),
    (Mode::ELearning, WireMode::ELearning),
    (Mode::Distance, WireMode::Distance),
    (Mode::Blended, WireMode::Blended),
];

/// Reads what is taught, where something is.
pub(crate) fn parse_teaching(check: &mut Violations, teaching: Option<&pb::Teaching>) -> Option<Option<Teaching>> {
    let Some(message) = teaching else { return Some(None) };
    let dictionary = check.text("teaching.dictionary", &message.dictionary, 100);
    let code = check.text("teaching.code", &message.code, 40);
    let level = check.take("teaching.level", Teaching::level(message.level).ok_or("must be 1 to 5"));
    Some(Some(Teaching { dictionary: dictionary?, code: code?, level: level? }))
}

/// Reads a kind of activity.
pub(crate) fn parse_activity(check: &mut Violations, activity: i32) -> Option<i32> {
    let known = activity_title(activity).map(|_| activity);
    check.take("activity", known.ok_or("must be a kind of activity by BKN, 1 to 25"))
}

pub(crate) fn parse_create(message: &pb::CreateCourseRequest) -> Result<(Scope, CreateCourse), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let code = check.text("code", &message.code, 40);
    let title = check.text("title", &message.title, 300);
    let kind = check.take("kind", from_wire(&KINDS, message.kind));
    let activity = parse_activity(&mut check, message.activity);
    let teaching = parse_teaching(&mut check, message.teaching.as_ref());
    let hours = i64::from(message.hours);
    check.check("hours", (1..=MOST_HOURS).contains(&hours), "must be 1 to 2,000");
    let rupiah = message.cost_rupiah;
    check.check("cost_rupiah", (0..=MOST_RUPIAH).contains(&rupiah), "must be 0 to 10,000,000,000");
    let provider = check.text("provider", &message.provider, 200);
    let mode = check.take("mode", from_wire(&MODES, message.mode));
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(request_id), true) = (tenant, request_id, check.is_empty()) else { return Err(check) };
    let (Some(code), Some(title), Some(kind)) = (code, title, kind) else { return Err(check) };
    let (Some(activity), Some(teaching), Some(provider)) = (activity, teaching, provider) else { return Err(check) };
    let Some(mode) = mode else { return Err(check) };
    let input = CreateCourse { code, title, kind, activity, teaching, hours, rupiah, provider, mode };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

pub(crate) fn parse_retire(message: &pb::RetireCourseRequest) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    let name = names::COURSE.parse(&message.name);
    check.as_read(&message.name, name, &message.etag, &message.request_id).ok_or(check)
}

pub(crate) fn parse_list(message: &pb::ListCoursesRequest) -> Result<(Tenant, (Filter, Page)), Violations> {
    let mut check = Violations::default();
    let filters: [&dyn std::fmt::Display; 4] =
        [&message.kind, &message.dictionary, &message.competency, &message.include_retired];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let kind = check.take("kind", from_wire_or_none(&KINDS, message.kind));
    let dictionary = check.search("dictionary", &message.dictionary);
    let competency = check.search("competency", &message.competency);
    let (Some(tenant), Some(page), Some(kind)) = (tenant, page, kind) else { return Err(check) };
    let (Some(dictionary), Some(competency)) = (dictionary, competency) else { return Err(check) };
    Ok((tenant, (Filter { kind, dictionary, competency, retired: message.include_retired }, page)))
}

pub(crate) fn render_teaching(teaching: Teaching) -> pb::Teaching {
    pb::Teaching { dictionary: teaching.dictionary, code: teaching.code, level: teaching.level.into() }
}

pub(crate) fn render_course(tenant: &Tenant, course: Course) -> pb::Course {
    let kind = to_wire(&KINDS, course.kind);
    let mode = to_wire(&MODES, course.mode);
    pb::Course {
        name: names::COURSE.name(tenant, course.id),
        code: course.code,
        title: course.title,
        kind: kind.into(),
        activity: course.activity,
        teaching: course.teaching.map(render_teaching),
        hours: i32::try_from(course.hours).unwrap_or(i32::MAX),
        cost_rupiah: course.rupiah,
        provider: course.provider,
        mode: mode.into(),
        retire_time: course.retire_time.map(dates::render_time),
        etag: etag::render(course.version),
        create_time: Some(dates::render_time(course.create_time)),
    }
}

/// What a course did; of too few people, or too few with a gap, nothing is told.
pub(crate) fn render_effect(tenant: &Tenant, course: Uuid, effect: &Effect, smallest: usize) -> pb::CourseEffect {
    let course = names::COURSE.name(tenant, course);
    let few = |people: i32| usize::try_from(people).is_ok_and(|people| (1..smallest).contains(&people));
    if few(effect.ended) || few(effect.with_gap) {
        return pb::CourseEffect { course, withheld: true, ..Default::default() };
    }
    pb::CourseEffect {
        course,
        ended: effect.ended,
        passed: effect.passed,
        with_gap: effect.with_gap,
        closed: effect.closed,
        confirmed: effect.confirmed,
        narrowed: effect.narrowed,
        unchanged: effect.with_gap - effect.closed - effect.narrowed,
        levels_before: effect.levels_before,
        levels_now: effect.levels_now,
        withheld: false,
    }
}
