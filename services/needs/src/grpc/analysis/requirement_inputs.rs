//! Reads how a need is to be counted, and says everything that is wrong with it.

use crate::{
    domain::{
        abk_kes::AvailableTime,
        requirement::{
            ApproachInput, ApproachItem, ApproachKind, Area, Facility, Grade, HealthInput, HealthTask,
            IndividualAllowance, Input, MOST_CLASS_GROUPS, MOST_PEOPLE, MOST_TASKS, MinimumInput, SheetTask,
            TeacherInput, TeacherKind, WisnInput,
        },
        wisn::WorkingDays,
        workload::Task,
    },
    store::workloads::period_from_text,
};
use contracts::needs::v1::{self as pb, requirement_input::Method};
use num_rational::BigRational;
use num_traits::{One, Signed};
use platform::Violations;
use std::ops::RangeInclusive;

/// What was read: the input, and the ruleset or an empty text.
pub(crate) type Read = (Input, String);

/// Reads an input; fields are told below `input`.
pub(crate) fn parse(check: &mut Violations, input: Option<&pb::RequirementInput>) -> Option<Read> {
    let ruleset = input.map(|input| input.ruleset.as_str()).unwrap_or_default();
    let ruleset = match ruleset {
        "" => Some(String::new()),
        text => check.text("input.ruleset", text, 100),
    };
    let before = check.0.len();
    let parsed = match input.and_then(|input| input.method.as_ref()) {
        None => {
            check.add("input.method", "must be set");
            None
        }
        Some(Method::Sheet(sheet)) => sheet_input(check, sheet),
        Some(Method::HealthWorkload(health)) => health_input(check, health),
        Some(Method::Wisn(wisn)) => wisn_input(check, wisn),
        Some(Method::Approach(approach)) => approach_input(check, approach),
        Some(Method::Teachers(teachers)) => teacher_input(check, teachers),
        Some(Method::Minimum(minimum)) => minimum_input(check, minimum),
    };
    let (parsed, ruleset) = (parsed?, ruleset?);
    (check.0.len() == before).then_some((parsed, ruleset))
}

/// A plain decimal that is not below zero.
fn number(check: &mut Violations, field: impl Into<String>, text: &str) -> Option<BigRational> {
    let parsed = exact::parse(text).map_err(|error| error.to_string());
    let not_below = |number: BigRational| {
        if number.is_negative() { Err("must not be below zero".to_owned()) } else { Ok(number) }
    };
    check.take(field, parsed.and_then(not_below))
}

/// A number that something is divided by.
fn standard(check: &mut Violations, field: &str, text: &str) -> Option<BigRational> {
    let number = number(check, field, text)?;
    check.check(field, number.is_positive(), "must be more than zero");
    Some(number)
}

fn count(check: &mut Violations, field: impl Into<String>, number: i32, within: RangeInclusive<u32>) -> Option<u32> {
    let parsed = u32::try_from(number).ok().filter(|number| within.contains(number));
    check.take(field, parsed.ok_or_else(|| format!("must be {} to {}", within.start(), within.end())))
}

fn many<T>(check: &mut Violations, field: &str, items: &[T], least: usize, most: usize) {
    check.check(field, (least..=most).contains(&items.len()), format!("must be {least} to {most}"));
}

fn sheet_input(check: &mut Violations, sheet: &pb::SheetInput) -> Option<Input> {
    many(check, "input.sheet.tasks", &sheet.tasks, 1, MOST_TASKS);
    let mut tasks = Vec::new();
    for (n, task) in (1_i64..).zip(sheet.tasks.iter().take(MOST_TASKS)) {
        let at = |name: &str| format!("input.sheet.tasks[{}].{name}", n - 1);
        let description = check.text(at("description"), &task.description, 1000);
        let result_unit = check.text(at("result_unit"), &task.result_unit, 200);
        let volume = number(check, at("volume"), &task.volume);
        let minutes = standard(check, &at("minutes_per_unit"), &task.minutes_per_unit);
        let period = period_from_text(&task.period).ok_or("must be hour, day, week, month or year");
        let period = check.take(at("period"), period);
        let (Some(description), Some(result_unit), Some(volume), Some(minutes_per_unit), Some(period)) =
            (description, result_unit, volume, minutes, period)
        else {
            continue;
        };
        tasks.push(SheetTask {
            n,
            task: Task { description, result_unit, volume, period, minutes_per_unit },
            scale: BigRational::one(),
            population_driven: task.population_driven,
            volume_origin: String::new(),
            minutes_origin: String::new(),
        });
    }
    Some(Input::Sheet(tasks))
}

fn health_tasks(check: &mut Violations, field: &str, tasks: &[pb::HealthTask], least: usize) -> Vec<HealthTask> {
    many(check, field, tasks, least, MOST_TASKS);
    let mut read = Vec::new();
    for (place, task) in tasks.iter().take(MOST_TASKS).enumerate() {
        let at = |name: &str| format!("{field}[{place}].{name}");
        let description = check.text(at("description"), &task.description, 1000);
        let annual_volume = number(check, at("annual_volume"), &task.annual_volume);
        let minutes = standard(check, &at("minutes"), &task.minutes);
        if let (Some(description), Some(annual_volume), Some(minutes)) = (description, annual_volume, minutes) {
            read.push(HealthTask { description, annual_volume, minutes });
        }
    }
    read
}

fn health_input(check: &mut Violations, health: &pb::HealthWorkloadInput) -> Option<Input> {
    let available = health.available_time.as_ref().map(|time| available_time(check, time));
    let main = health_tasks(check, "input.health_workload.main_tasks", &health.main_tasks, 1);
    let support = health_tasks(check, "input.health_workload.support_tasks", &health.support_tasks, 0);
    let available = match available {
        Some(None) => return None,
        Some(time) => time,
        None => None,
    };
    Some(Input::HealthWorkload(HealthInput { available, main, support }))
}

fn available_time(check: &mut Violations, time: &pb::AvailableTime) -> Option<AvailableTime> {
    let at = |name: &str| format!("input.health_workload.available_time.{name}");
    let hours_per_week = standard(check, &at("hours_per_week"), &time.hours_per_week);
    let slack = number(check, at("slack"), &time.slack);
    let below_one = slack.as_ref().is_none_or(|slack| *slack < BigRational::one());
    check.check(at("slack"), below_one, "must be below 1");
    let days_per_week = count(check, at("days_per_week"), time.days_per_week, 1..=7);
    let days_per_year = count(check, at("days_per_year"), time.days_per_year, 365..=366);
    let weeks_per_year = count(check, at("weeks_per_year"), time.weeks_per_year, 52..=53);
    let holidays = count(check, at("holidays"), time.holidays, 0..=366);
    let leave = count(check, at("leave"), time.leave, 0..=366);
    Some(AvailableTime {
        hours_per_week: hours_per_week?,
        slack: slack?,
        days_per_week: days_per_week?,
        days_per_year: days_per_year?,
        weeks_per_year: weeks_per_year?,
        holidays: holidays?,
        leave: leave?,
    })
}

fn wisn_input(check: &mut Violations, wisn: &pb::WisnInput) -> Option<Input> {
    let days = [
        ("possible_days", &wisn.possible_days),
        ("holidays", &wisn.holidays),
        ("leave", &wisn.leave),
        ("sick", &wisn.sick),
        ("other", &wisn.other),
    ]
    .map(|(name, text)| number(check, format!("input.wisn.{name}"), text));
    let hours_per_day = standard(check, "input.wisn.hours_per_day", &wisn.hours_per_day);
    let activities = health_tasks(check, "input.wisn.activities", &wisn.activities, 1);
    many(check, "input.wisn.category_allowances", &wisn.category_allowances, 0, 100);
    let mut category = Vec::new();
    for (place, one) in wisn.category_allowances.iter().enumerate().take(100) {
        let at = |name: &str| format!("input.wisn.category_allowances[{place}].{name}");
        let description = check.text(at("description"), &one.description, 1000);
        let percent = number(check, at("percent"), &one.percent);
        let below = percent.as_ref().is_none_or(|percent| *percent < exact::whole(100));
        check.check(at("percent"), below, "must be below 100");
        category.extend(description.zip(percent));
    }
    many(check, "input.wisn.individual_allowances", &wisn.individual_allowances, 0, 100);
    let mut individual = Vec::new();
    for (place, one) in wisn.individual_allowances.iter().enumerate().take(100) {
        let at = |name: &str| format!("input.wisn.individual_allowances[{place}].{name}");
        let description = check.text(at("description"), &one.description, 1000);
        let hours = number(check, at("hours"), &one.hours);
        let people = count(check, at("people"), one.people, 0..=MOST_PEOPLE);
        if let (Some(description), Some(hours), Some(people)) = (description, hours, people) {
            individual.push(IndividualAllowance { description, hours, people });
        }
    }
    let [possible, holidays, leave, sick, other] = days;
    let days = WorkingDays { possible: possible?, holidays: holidays?, leave: leave?, sick: sick?, other: other? };
    Some(Input::Wisn(Box::new(WisnInput { days, hours_per_day: hours_per_day?, activities, category, individual })))
}

fn approach_input(check: &mut Violations, approach: &pb::ApproachInput) -> Option<Input> {
    use pb::approach_input::Kind;
    let kind = match approach.kind() {
        Kind::Unspecified => Err("must be set"),
        Kind::Result => Ok(ApproachKind::Result),
        Kind::Object => Ok(ApproachKind::Object),
        Kind::Tool => Ok(ApproachKind::Tool),
        Kind::Process => Ok(ApproachKind::Process),
    };
    let kind = check.take("input.approach.kind", kind);
    many(check, "input.approach.items", &approach.items, 1, 500);
    let mut items = Vec::new();
    for (place, item) in approach.items.iter().enumerate().take(500) {
        let at = |name: &str| format!("input.approach.items[{place}].{name}");
        let description = check.text(at("description"), &item.description, 1000);
        let amount = number(check, at("amount"), &item.amount);
        let by_rule = kind == Some(ApproachKind::Process) && item.standard.is_empty();
        let standard = if by_rule { None } else { standard(check, &at("standard"), &item.standard) };
        if let (Some(description), Some(amount)) = (description, amount) {
            items.push(ApproachItem { description, amount, standard });
        }
    }
    Some(Input::Approach(ApproachInput { kind: kind?, items }))
}

fn teacher_input(check: &mut Violations, teachers: &pb::TeacherInput) -> Option<Input> {
    use pb::teacher_input::{Kind, Rounding};
    let kind = match teachers.kind() {
        Kind::Unspecified => Err("must be set"),
        Kind::Class => Ok(TeacherKind::Class),
        Kind::Subject => Ok(TeacherKind::Subject),
        Kind::SpecialNeeds => Ok(TeacherKind::SpecialNeeds),
    };
    let kind = check.take("input.teachers.kind", kind);
    many(check, "input.teachers.grades", &teachers.grades, 1, 100);
    let mut grades = Vec::new();
    for (place, one) in teachers.grades.iter().enumerate().take(100) {
        let at = |name: &str| format!("input.teachers.grades[{place}].{name}");
        let grade = check.text(at("grade"), &one.grade, 100);
        let class_groups = count(check, at("class_groups"), one.class_groups, 0..=MOST_CLASS_GROUPS);
        let weekly_hours = if kind == Some(TeacherKind::Subject) {
            number(check, at("weekly_hours"), &one.weekly_hours)
        } else {
            check.check(at("weekly_hours"), one.weekly_hours.is_empty(), "must be empty");
            Some(exact::whole(0))
        };
        if let (Some(grade), Some(class_groups), Some(weekly_hours)) = (grade, class_groups, weekly_hours) {
            grades.push(Grade { grade, class_groups, weekly_hours });
        }
    }
    let decision = match teachers.decision() {
        Rounding::Unspecified => None,
        up_or_down => {
            let reason = check.text("input.teachers.decision_reason", &teachers.decision_reason, 1000);
            reason.map(|reason| (up_or_down == Rounding::Up, reason))
        }
    };
    Some(Input::Teachers(TeacherInput { kind: kind?, grades, decision }))
}

fn minimum_input(check: &mut Violations, minimum: &pb::MinimumInput) -> Option<Input> {
    use pb::minimum_input as wire;
    let facility = match minimum.facility() {
        wire::Facility::Unspecified => Err("must be set"),
        wire::Facility::WithoutBeds => Ok(Facility::WithoutBeds),
        wire::Facility::WithBeds => Ok(Facility::WithBeds),
        wire::Facility::SubCentre => Ok(Facility::SubCentre),
    };
    let area = match minimum.area() {
        wire::Area::Unspecified => Err("must be set"),
        wire::Area::Urban => Ok(Area::Urban),
        wire::Area::Rural => Ok(Area::Rural),
        wire::Area::Remote => Ok(Area::Remote),
    };
    let facility = check.take("input.minimum.facility", facility);
    let area = check.take("input.minimum.area", area);
    let staff = check.text("input.minimum.staff", &minimum.staff, 100);
    Some(Input::Minimum(MinimumInput { facility: facility?, area: area?, staff: staff? }))
}
