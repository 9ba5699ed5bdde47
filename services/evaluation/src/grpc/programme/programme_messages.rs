//! Evaluations of programmes between messages and domain.

use crate::{
    commands::{DecideProgrammeReport, RecordProgrammeCost, WhichSelection},
    domain::{
        cost_per_post::ProgrammeCost,
        programme_finding::{ProgrammeFinding, ShownEstimate},
        programme_report::{ProgrammeKind, ProgrammeReport, ReportState},
    },
    events::{PROGRAMMES, render_verdict},
    names,
};
use contracts::{evaluation::v1 as pb, google::r#type::Date as WireDate};
use jiff::civil::Date;
use pb::programme_report::{Kind as WireKind, State as WireState};
use platform::{
    Scope, Tenant, Violations, dates, etag,
    names::{asked, parse_parent},
    page::Page,
};
use uuid::Uuid;

/// Most rupiah of one cost.
const MOST_RUPIAH: i64 = 1_000_000_000_000;

const KINDS: [(ProgrammeKind, WireKind); 4] = [
    (ProgrammeKind::Selection, WireKind::Selection),
    (ProgrammeKind::Training, WireKind::Training),
    (ProgrammeKind::Unit, WireKind::Unit),
    (ProgrammeKind::Cost, WireKind::Cost),
];
const STATES: [(ReportState, WireState); 3] = [
    (ReportState::Measured, WireState::Measured),
    (ReportState::Adopted, WireState::Adopted),
    (ReportState::SetAside, WireState::SetAside),
];

/// Of a list of costs: programme and period, empty for any, and page.
pub(crate) type ListCosts = (String, String, Page);

/// The programme as it is stored.
pub(crate) fn read_programme(check: &mut Violations, number: i32) -> Option<String> {
    let known = PROGRAMMES.iter().find(|(_, wire)| i32::from(*wire) == number);
    let stored = known.map(|(stored, _)| (*stored).to_owned());
    check.take("programme", stored.ok_or("must be a programme of selections"))
}

pub(crate) fn read_period(check: &mut Violations, period: &str) -> Option<String> {
    check.text("period", period, 40)
}

fn which(check: &mut Violations, programme: i32, period: &str) -> Option<WhichSelection> {
    let (programme, period) = (read_programme(check, programme), read_period(check, period));
    Some(WhichSelection { programme: programme?, period: period? })
}

/// A day that has come.
pub(crate) fn read_day(check: &mut Violations, field: &str, date: Option<&WireDate>, today: Date) -> Option<Date> {
    let day = check.take(field, dates::parse(date))?;
    check.check(field, day <= today, "must not lie ahead");
    Some(day)
}

pub(crate) fn parse_selection(message: &pb::MeasureSelectionRequest) -> Result<(Scope, WhichSelection), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let which = which(&mut check, message.programme, &message.period);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(which), Some(request_id)) = (tenant, which, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), which))
}

pub(crate) fn parse_cost(message: &pb::MeasureCostRequest) -> Result<(Scope, WhichSelection), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let which = which(&mut check, message.programme, &message.period);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(which), Some(request_id)) = (tenant, which, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, &message.parent, request_id), which))
}

pub(crate) fn parse_training(message: &pb::MeasureTrainingRequest) -> Result<(Scope, (String, String)), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let both = message.dictionary.is_empty() == message.competency.is_empty();
    check.check("competency", both, "must come with its dictionary, or both be empty");
    let dictionary = read_optional(&mut check, "dictionary", &message.dictionary);
    let code = read_optional(&mut check, "competency", &message.competency);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(dictionary), Some(code), Some(request_id), true) =
        (tenant, dictionary, code, request_id, check.is_empty())
    else {
        return Err(check);
    };
    Ok((Scope::once(tenant, &message.parent, request_id), (dictionary, code)))
}

fn read_optional(check: &mut Violations, field: &str, text: &str) -> Option<String> {
    if text.is_empty() { Some(String::new()) } else { check.text(field, text, 100) }
}

pub(crate) fn parse_unit(message: &pb::MeasureUnitRequest, today: Date) -> Result<(Scope, (Uuid, Date)), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let service = check.own("public_service", &message.public_service, names::PUBLIC_SERVICE, tenant.as_ref());
    let day = read_day(&mut check, "change_date", message.change_date.as_ref(), today);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(service), Some(day), Some(request_id), true) =
        (tenant, service, day, request_id, check.is_empty())
    else {
        return Err(check);
    };
    Ok((Scope::once(tenant, &message.parent, request_id), (service, day)))
}

pub(crate) fn parse_get(message: &pb::GetProgrammeReportRequest) -> Result<(Tenant, Uuid), Violations> {
    asked(names::PROGRAMME_REPORT.parse(&message.name))
}

pub(crate) fn parse_list(
    message: &pb::ListProgrammeReportsRequest,
) -> Result<(Tenant, (Option<ProgrammeKind>, Page)), Violations> {
    let mut check = Violations::default();
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &[&message.kind]);
    let kind = match message.kind {
        0 => Some(None),
        number => {
            let known = KINDS.iter().find(|(_, wire)| i32::from(*wire) == number).map(|(kind, _)| *kind);
            check.take("kind", known.ok_or("must be a kind of report")).map(Some)
        }
    };
    let (Some(tenant), Some(page), Some(kind)) = (tenant, page, kind) else { return Err(check) };
    Ok((tenant, (kind, page)))
}

pub(crate) fn parse_decide(
    message: &pb::DecideProgrammeReportRequest,
) -> Result<(Scope, DecideProgrammeReport), Violations> {
    let mut check = Violations::default();
    let name = names::PROGRAMME_REPORT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let reason = check.text("reason", &message.reason, 1000);
    let (Some((scope, report)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, DecideProgrammeReport { report, adopt: message.adopt, reason }))
}

pub(crate) fn parse_record(
    message: &pb::RecordProgrammeCostRequest,
    today: Date,
) -> Result<(Scope, RecordProgrammeCost), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(&message.parent));
    let which = which(&mut check, message.programme, &message.period);
    let item = check.text("item", &message.item, 200);
    let in_range = (1..=MOST_RUPIAH).contains(&message.rupiah);
    check.check("rupiah", in_range, "must be from 1 to 1,000,000,000,000");
    let number = check.text("document_number", &message.document_number, 100);
    let day = read_day(&mut check, "document_date", message.document_date.as_ref(), today);
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(which), Some(request_id), true) = (tenant, which, request_id, check.is_empty()) else {
        return Err(check);
    };
    let (Some(item), Some(document_number), Some(document_date)) = (item, number, day) else { return Err(check) };
    let input = RecordProgrammeCost {
        programme: which.programme,
        period: which.period,
        item,
        rupiah: message.rupiah,
        document_number,
        document_date,
    };
    Ok((Scope::once(tenant, &message.parent, request_id), input))
}

pub(crate) fn parse_costs(message: &pb::ListProgrammeCostsRequest) -> Result<(Tenant, ListCosts), Violations> {
    let mut check = Violations::default();
    let filters: [&dyn std::fmt::Display; 2] = [&message.programme, &message.period];
    let (tenant, page) = check.list(&message.parent, message.page_size, &message.page_token, &filters);
    let programme =
        if message.programme == 0 { Some(String::new()) } else { read_programme(&mut check, message.programme) };
    let period = if message.period.is_empty() { Some(String::new()) } else { read_period(&mut check, &message.period) };
    let (Some(tenant), Some(page), Some(programme), Some(period)) = (tenant, page, programme, period) else {
        return Err(check);
    };
    Ok((tenant, (programme, period, page)))
}

pub(crate) fn render(tenant: &Tenant, report: ProgrammeReport) -> pb::ProgrammeReport {
    let kind = KINDS.iter().find(|(kind, _)| *kind == report.kind).map(|(_, wire)| *wire);
    let state = STATES.iter().find(|(state, _)| *state == report.state).map(|(_, wire)| *wire);
    let decision = report.decision;
    pb::ProgrammeReport {
        name: names::PROGRAMME_REPORT.name(tenant, report.id),
        kind: kind.unwrap_or_default().into(),
        subject: report.subject,
        state: state.unwrap_or_default().into(),
        findings: report.findings.into_iter().map(render_finding).collect(),
        ruleset: report.ruleset,
        caveats: caveats(report.kind).iter().map(|caveat| (*caveat).to_owned()).collect(),
        decide_time: decision.as_ref().map(|decision| dates::render_time(decision.time)),
        decision_reason: decision.map(|decision| decision.reason).unwrap_or_default(),
        etag: etag::render(report.version),
        create_time: Some(dates::render_time(report.create_time)),
        update_time: Some(dates::render_time(report.update_time)),
    }
}

/// What the figures of a kind do not say.
fn caveats(kind: ProgrammeKind) -> &'static [&'static str] {
    match kind {
        ProgrammeKind::Selection => &[
            "the correction assumes that people were chosen by these scores and nothing else, that ratings follow them in a line, and \
             speaks of those who have every score",
            "who left before the rating is not in it; posts and raters differ, and ratings have five steps",
            "of twenty criteria that predict nothing one shows a signal by chance",
        ],
        ProgrammeKind::Training => &[
            "who was trained was not drawn by lot",
            "pairs are measured within three months of each other, not on the same day",
        ],
        ProgrammeKind::Unit => &[
            "before and after is no proof of why",
            "only the same calendar months are compared, and months of falls before the day are left out: what was usual is compared, \
             not the trouble that somebody was recruited for",
            "months are taken to be independent of each other, as if nothing grew or faded slowly",
            "the interval of the index is the widest that sums of answers allow",
        ],
        ProgrammeKind::Cost => &["only costs that were entered are counted"],
    }
}

pub(crate) fn render_finding(finding: ProgrammeFinding) -> pb::ProgrammeFinding {
    pb::ProgrammeFinding {
        criterion: finding.criterion,
        verdict: render_verdict(finding.verdict).into(),
        estimate: render_estimate(finding.estimate),
        corrected: render_estimate(finding.corrected),
        summary: finding.summary,
        suggestion: finding.suggestion,
        figures: finding
            .figures
            .into_iter()
            .map(|figure| pb::ProgrammeFigure { name: figure.name, value: figure.value })
            .collect(),
    }
}

fn render_estimate(shown: ShownEstimate) -> Option<pb::ProgrammeEstimate> {
    let ShownEstimate { value, lower, upper } = shown;
    (!value.is_empty()).then_some(pb::ProgrammeEstimate { value, lower, upper })
}

pub(crate) fn render_cost(tenant: &Tenant, cost: ProgrammeCost) -> pb::ProgrammeCost {
    let programme = PROGRAMMES.iter().find(|(stored, _)| *stored == cost.programme).map(|(_, wire)| *wire);
    pb::ProgrammeCost {
        name: names::PROGRAMME_COST.name(tenant, cost.id),
        programme: programme.unwrap_or_default().into(),
        period: cost.period,
        item: cost.item,
        rupiah: cost.rupiah,
        document_number: cost.document_number,
        document_date: Some(dates::render(cost.document_date)),
        create_time: Some(dates::render_time(cost.create_time)),
    }
}
