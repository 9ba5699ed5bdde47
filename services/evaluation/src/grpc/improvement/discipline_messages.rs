//! Proposals of punishments between messages and domain.

use crate::{
    commands::{DecideDiscipline, ImprovementDesk, OpenDisciplineCase, RecordExamination},
    domain::{
        absence_ladder::{LadderFinding, LadderRules},
        discipline_case::{DisciplineCase, DisciplineStage},
    },
    names,
    store::discipline_cases::WantedDiscipline,
};
use contracts::evaluation::v1 as pb;
use jiff::civil::Date;
use pb::discipline_case::Stage;
use platform::{Scope, Tenant, Violations, dates, etag, names::parse_parent, page::Page, sensitive::Sensitive};
use uuid::Uuid;

const STAGES: [(DisciplineStage, Stage); 4] = [
    (DisciplineStage::Proposed, Stage::Proposed),
    (DisciplineStage::Examined, Stage::Examined),
    (DisciplineStage::Punished, Stage::Punished),
    (DisciplineStage::Dropped, Stage::Dropped),
];

/// Longest text.
const LONG: usize = 4_000;

/// None for any.
fn parse_stage(number: i32) -> Result<Option<DisciplineStage>, &'static str> {
    let wire = Stage::try_from(number).map_err(|_| "must be a stage of proposals")?;
    Ok(STAGES.iter().find(|(_, known)| *known == wire).map(|(stage, _)| *stage))
}

/// A day that may be missing, and not in the future.
fn parse_day(
    check: &mut Violations,
    day: Option<&contracts::google::r#type::Date>,
    today: Date,
) -> Option<Option<Date>> {
    let Some(wire) = day else { return Some(None) };
    let day = check.take("day", dates::parse(Some(wire)))?;
    check.check("day", day <= today, "must not lie ahead");
    Some(Some(day))
}

pub(super) fn parse_open(
    message: &pb::OpenDisciplineCaseRequest,
    today: Date,
) -> Result<(Scope, OpenDisciplineCase), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let servant = check.own("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let day = parse_day(&mut check, message.day.as_ref(), today);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(_), Some(day), Some(request_id), true) =
        (tenant, servant, day, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let scope = Scope::once(tenant, &message.servant, request_id);
    Ok((scope, OpenDisciplineCase { servant: message.servant.clone(), day }))
}

pub(super) fn parse_examination(
    message: &pb::RecordExaminationRequest,
    today: Date,
) -> Result<(Scope, RecordExamination), Violations> {
    let mut check = Violations::default();
    let name = names::DISCIPLINE_CASE.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let heard = check.take("examine_date", dates::parse(message.examine_date.as_ref()));
    check.check("examine_date", heard.is_none_or(|day| day <= today), "must not lie ahead");
    let examination = check.text("examination", &message.examination, LONG).map(Sensitive::new);
    let (Some((scope, case)), Some(heard), Some(examination), true) = (read, heard, examination, check.is_empty())
    else {
        return Err(check);
    };
    Ok((scope, RecordExamination { case, heard, examination }))
}

pub(super) fn parse_decide(message: &pb::DecideDisciplineRequest) -> Result<(Scope, DecideDiscipline), Violations> {
    let mut check = Violations::default();
    let name = names::DISCIPLINE_CASE.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let code = match message.decided_code.as_str() {
        "" => Some(String::new()),
        code => check.text("decided_code", code, 20),
    };
    let document_number = check.text("document_number", &message.document_number, 100);
    let reason = check.text("reason", &message.reason, LONG).map(Sensitive::new);
    let (Some((scope, case)), Some(code), Some(document_number), Some(reason)) = (read, code, document_number, reason)
    else {
        return Err(check);
    };
    Ok((scope, DecideDiscipline { case, code, document_number, reason }))
}

pub(super) fn parse_get(message: &pb::GetDisciplineCaseRequest) -> Result<(Scope, Uuid), Violations> {
    let mut check = Violations::default();
    let parsed = check.take("name", names::DISCIPLINE_CASE.parse(&message.name));
    parsed.map(|parsed| (Scope::of(parsed.tenant, &message.name), parsed.id)).ok_or(check)
}

fn day_text(day: Option<&contracts::google::r#type::Date>) -> String {
    day.map(|day| format!("{}-{}-{}", day.year, day.month, day.day)).unwrap_or_default()
}

pub(super) fn parse_list(
    message: &pb::ListDisciplineCasesRequest,
) -> Result<(Scope, (WantedDiscipline, Page)), Violations> {
    let mut check = Violations::default();
    let due = day_text(message.due_by.as_ref());
    let filters: [&dyn std::fmt::Display; 3] = [&message.servant, &message.stage, &due];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let servant = check.own_or_none("servant", &message.servant, names::SERVANT, tenant.as_ref());
    let stage = check.take("stage", parse_stage(message.stage));
    let due_by = message.due_by.as_ref().and_then(|day| check.take("due_by", dates::parse(Some(day))));
    let (Some(tenant), Some(page), Some(servant), Some(stage), true) = (tenant, page, servant, stage, check.is_empty())
    else {
        return Err(check);
    };
    // The trail names whose proposals, where somebody's are asked for.
    let target = if servant.is_some() { &message.servant } else { &message.parent };
    let wanted = WantedDiscipline { servant: message.servant.clone(), stage, due_by };
    Ok((Scope::of(tenant, target), (wanted, page)))
}

pub(super) fn parse_findings(
    message: &pb::ListAbsenceFindingsRequest,
    today: Date,
) -> Result<(Scope, (Date, Page)), Violations> {
    let mut check = Violations::default();
    let text = day_text(message.day.as_ref());
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[&text]);
    let day = parse_day(&mut check, message.day.as_ref(), today);
    let (Some(tenant), Some(page), Some(day), true) = (tenant, page, day, check.is_empty()) else {
        return Err(check);
    };
    Ok((Scope::of(tenant, &message.parent), (day.unwrap_or(today), page)))
}

pub(super) fn render_finding(servant: String, finding: &LadderFinding) -> pb::AbsenceFinding {
    let rung = finding.rung.as_ref();
    pb::AbsenceFinding {
        servant,
        first_day: Some(dates::render(finding.first_day)),
        last_day: Some(dates::render(finding.last_day)),
        days: i32::try_from(finding.days).unwrap_or(i32::MAX),
        longest_row: i32::try_from(finding.longest_row).unwrap_or(i32::MAX),
        proposed_code: rung.map(|rung| rung.code.clone()).unwrap_or_default(),
        proposed_title: rung.map(|rung| rung.title.clone()).unwrap_or_default(),
        by_row: finding.by_row,
    }
}

/// A proposal without what was said.
pub(super) fn render(tenant: &Tenant, case: DisciplineCase, desk: &ImprovementDesk) -> pb::DisciplineCase {
    let stage = STAGES.iter().find(|(known, _)| *known == case.stage).map(|(_, wire)| *wire).unwrap_or_default();
    let ladder: Option<&LadderRules> = desk.ladders.of(&case.ruleset).ok();
    let title = ladder.and_then(|ladder| ladder.rung(&case.proposed_code)).map(|rung| rung.title.clone());
    let by_row = ladder.is_some_and(|ladder| i64::from(case.longest_row) >= i64::from(ladder.in_a_row));
    let finding = pb::AbsenceFinding {
        servant: case.servant,
        first_day: Some(dates::render(case.first_day)),
        last_day: Some(dates::render(case.last_day)),
        days: case.days,
        longest_row: case.longest_row,
        proposed_code: case.proposed_code,
        proposed_title: title.unwrap_or_default(),
        by_row,
    };
    pb::DisciplineCase {
        name: names::DISCIPLINE_CASE.name(tenant, case.id),
        stage: stage.into(),
        finding: Some(finding),
        due_date: case.due.map(dates::render),
        examine_date: case.examine_date.map(dates::render),
        examination: String::new(),
        decided_code: case.decided_code,
        document_number: case.document_number,
        reason: String::new(),
        ruleset: case.ruleset,
        calendar: case.calendar,
        etag: etag::render(case.version),
        create_time: Some(dates::render_time(case.create_time)),
        update_time: Some(dates::render_time(case.update_time)),
    }
}
