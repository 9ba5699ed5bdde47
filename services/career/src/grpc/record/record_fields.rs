//! Fields that requests about the record have in common.

use crate::{
    commands::Correcting,
    domain::{
        correction::History,
        education::EducationLevel,
        former_identity::Why,
        identity::Sex,
        placement::Assignment,
        rank::{RANK_KINDS, Rank},
        relative::Relation,
        servant::Employment,
    },
    names,
};
use contracts::{career::v1 as pb, google::r#type::Date as WireDate};
use jiff::civil::Date;
use pb::{
    education::Level as WireLevel, held_post::Assignment as WireAssignment, relative::Relation as WireRelation,
    servant::Employment as WireEmployment,
};
use platform::{Violations, dates};
use uuid::Uuid;

/// Levels of education in domain and message.
pub(crate) const LEVELS: [(EducationLevel, WireLevel); 13] = [
    (EducationLevel::Sd, WireLevel::Sd),
    (EducationLevel::Sltp, WireLevel::Sltp),
    (EducationLevel::SltpKejuruan, WireLevel::SltpKejuruan),
    (EducationLevel::Slta, WireLevel::Slta),
    (EducationLevel::D1, WireLevel::D1),
    (EducationLevel::D2, WireLevel::D2),
    (EducationLevel::Sgplb, WireLevel::Sgplb),
    (EducationLevel::D3, WireLevel::D3),
    (EducationLevel::D4, WireLevel::D4),
    (EducationLevel::S1, WireLevel::S1),
    (EducationLevel::Profession, WireLevel::Profession),
    (EducationLevel::S2, WireLevel::S2),
    (EducationLevel::S3, WireLevel::S3),
];

/// Assignments in domain and message.
pub(crate) const ASSIGNMENTS: [(Assignment, WireAssignment); 5] = [
    (Assignment::Definitive, WireAssignment::Definitive),
    (Assignment::Acting, WireAssignment::Acting),
    (Assignment::Daily, WireAssignment::Daily),
    (Assignment::Caretaker, WireAssignment::Caretaker),
    (Assignment::Additional, WireAssignment::Additional),
];

/// Relations in domain and message.
pub(crate) const RELATIONS: [(Relation, WireRelation); 3] = [
    (Relation::Spouse, WireRelation::Spouse),
    (Relation::Child, WireRelation::Child),
    (Relation::Parent, WireRelation::Parent),
];

/// Sexes in domain and message.
pub(crate) const SEXES: [(Sex, pb::Sex); 2] = [(Sex::Male, pb::Sex::Male), (Sex::Female, pb::Sex::Female)];

/// Kinds of employment in domain and message.
pub(crate) const EMPLOYMENTS: [(Employment, WireEmployment); 3] = [
    (Employment::Pns, WireEmployment::Pns),
    (Employment::Pppk, WireEmployment::Pppk),
    (Employment::PppkPartTime, WireEmployment::PppkPartTime),
];

/// Why something is corrected, and by which decree.
pub(crate) fn why(check: &mut Violations, reason: &str, decree_number: &str) -> Option<Why> {
    let reason = optional_text(check, "reason", reason, 1000);
    let decree_number = optional_text(check, "decree_number", decree_number, 100);
    Some(Why { reason: reason?, decree_number: decree_number? })
}

/// A text that may be empty.
pub(crate) fn optional_text(
    check: &mut Violations,
    field: impl Into<String>,
    text: &str,
    longest: usize,
) -> Option<String> {
    if text.trim().is_empty() { Some(String::new()) } else { check.text(field, text, longest) }
}

/// A day that people of today have to do with.
pub(crate) fn day(check: &mut Violations, field: &str, date: Option<&WireDate>) -> Option<Date> {
    let day = check.take(field, dates::parse(date))?;
    let sensible = (1900..=2100).contains(&day.year());
    check.check(field, sensible, "must be from 1900 to 2100");
    sensible.then_some(day)
}

/// Such a day, or none.
pub(crate) fn optional_day(check: &mut Violations, field: &str, date: Option<&WireDate>) -> Option<Option<Date>> {
    match date {
        None => Some(None),
        Some(date) => day(check, field, Some(date)).map(Some),
    }
}

/// First and last day of a row, in their order; none lasts.
pub(crate) fn period(
    check: &mut Violations,
    row: &str,
    start: Option<&WireDate>,
    end: Option<&WireDate>,
) -> Option<(Date, Option<Date>)> {
    let start = day(check, &format!("{row}.start_date"), start);
    let field = format!("{row}.end_date");
    let end = optional_day(check, &field, end);
    let (start, end) = (start?, end?);
    let ordered = end.is_none_or(|end| start <= end);
    check.check(field, ordered, "must not be before the first day");
    ordered.then_some((start, end))
}

/// Number and day of a decree; both may be empty.
pub(crate) fn decree(
    check: &mut Violations,
    row: &str,
    number: &str,
    date: Option<&WireDate>,
) -> Option<(String, Option<Date>)> {
    let number = optional_text(check, format!("{row}.decree_number"), number, 100);
    let date = optional_day(check, &format!("{row}.decree_date"), date);
    Some((number?, date?))
}

/// A grade and how it was reached.
pub(crate) fn rank(check: &mut Violations, row: &str, rank: &str, kind: &str) -> Option<(Rank, String)> {
    let rank = Rank::parse(rank.trim()).map_err(|_| "must be a grade I/a to IV/e, or I to XVII");
    let rank = check.take(format!("{row}rank"), rank);
    let known = kind.is_empty() || RANK_KINDS.iter().any(|(code, _)| *code == kind);
    check.check(format!("{row}rank_kind"), known, "must be a code of BKN, or empty");
    rank.filter(|_| known).map(|rank| (rank, kind.to_owned()))
}

/// Years and months in grade.
pub(crate) fn service(check: &mut Violations, row: &str, years: i32, months: i32) -> bool {
    let (sound_years, sound_months) = ((0..=60).contains(&years), (0..=11).contains(&months));
    check.check(format!("{row}service_years"), sound_years, "must be 0 to 60");
    check.check(format!("{row}service_months"), sound_months, "must be 0 to 11");
    sound_years && sound_months
}

/// What a row takes the place of: the outer option is empty when something is wrong.
pub(crate) fn correction(
    check: &mut Violations,
    correction: Option<&pb::Correction>,
    servant: &str,
    history: History,
) -> Option<Option<Correcting>> {
    let Some(told) = correction else { return Some(None) };
    let row = check.take("correction.replaces", names::parse_row(&told.replaces, history));
    correcting(check, told, servant, row.map(|(_, id)| id)).map(Some)
}

/// A row of one of these histories, and why it is taken out.
pub(crate) fn withdrawal(
    check: &mut Violations,
    correction: Option<&pb::Correction>,
    servant: &str,
    histories: &[History],
) -> Option<(History, Correcting)> {
    let told = correction.cloned().unwrap_or_default();
    let of = |history: &History| Some((*history, names::parse_row(&told.replaces, *history).ok()?.1));
    let found = histories.iter().find_map(of);
    let names: Vec<&str> = histories.iter().map(|history| history.as_str()).collect();
    let wanted = format!("must have the form `instansi/{{instansi}}/servants/{{id}}/{}/{{id}}`", names.join("|"));
    let found = check.take("correction.replaces", found.ok_or(wanted));
    let correcting = correcting(check, &told, servant, found.map(|(_, id)| id));
    Some((found?.0, correcting?))
}

fn correcting(check: &mut Violations, told: &pb::Correction, servant: &str, row: Option<Uuid>) -> Option<Correcting> {
    let own = told.replaces.strip_prefix(servant).is_some_and(|rest| rest.starts_with('/'));
    check.check("correction.replaces", row.is_none() || own, "must be a row of this servant");
    let reason = check.text("correction.reason", &told.reason, 1000);
    let decree_number = optional_text(check, "correction.decree_number", &told.decree_number, 100);
    let (row, reason, decree_number) = (row.filter(|_| own)?, reason?, decree_number?);
    Some(Correcting { row, reason, decree_number })
}
