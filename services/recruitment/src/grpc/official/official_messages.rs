//! Official lists on the wire.

use crate::{
    commands::CreateOfficialList,
    domain::{
        audit::{Counts, Kind},
        columns::{Column, Numbers, PrintedRow, read_printed},
        official_list::{ListState, OfficialList, Stage},
    },
    names,
    store::differences::Kept,
};
use contracts::recruitment::v1 as pb;
use platform::{Scope, Tenant, Violations, dates, etag};

/// Longest name of a source, in characters.
const LONGEST_SOURCE: usize = 300;

pub(super) fn parse_create(message: &pb::CreateOfficialListRequest) -> Result<(Scope, CreateOfficialList), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", platform::names::parse_parent(&message.parent));
    let vacancy_id = check.own("vacancy", &message.vacancy, names::VACANCY, tenant.as_ref());
    let stage = check.take("stage", parse_stage(message.stage()));
    let source = check.text("source", &message.source, LONGEST_SOURCE);
    let list_date = check.take("list_date", dates::parse(message.list_date.as_ref()));
    let source_sha256 = message.sha256.to_ascii_lowercase();
    let is_hash = source_sha256.len() == 64 && source_sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    check.check("sha256", source_sha256.is_empty() || is_hash, "must be 64 hexadecimal digits");
    let request_id = check.request_id(&message.request_id);
    let (Some(tenant), Some(vacancy_id), Some(stage), Some(source), Some(list_date), Some(request_id), true) =
        (tenant, vacancy_id, stage, source, list_date, request_id, check.is_empty())
    else {
        return Err(check);
    };
    let create = CreateOfficialList { vacancy_id, stage, source, list_date, source_sha256 };
    Ok((Scope::once(tenant, &message.parent, request_id), create))
}

fn parse_stage(stage: pb::official_list::Stage) -> Result<Stage, &'static str> {
    match stage {
        pb::official_list::Stage::Unspecified => Err("must be given"),
        pb::official_list::Stage::Skd => Ok(Stage::Skd),
        pb::official_list::Stage::Final => Ok(Stage::Final),
    }
}

pub(super) fn parse_row(row: i64, message: pb::OfficialRow) -> Result<PrintedRow, Violations> {
    let mut check = Violations::default();
    let mut numbers = Numbers::default();
    for column in Column::ALL {
        let text = printed(&message, column);
        if !text.is_empty() {
            numbers.set(column, check.take(column.as_str(), read_printed(text)));
        }
    }
    let participant_number = check.text("participant_number", &message.participant_number, 40);
    if let Some(number) = &participant_number {
        check.check("participant_number", is_plain(number), "must be letters, digits and - / . only");
    }
    // Lists print `P / L` as well as `P/L`.
    let code: String = message.code.chars().filter(|sign| !sign.is_whitespace()).collect();
    check.check("code", code.len() <= 20 && (code.is_empty() || is_plain(&code)), "must be a result code");
    let rank = message.rank.map(|rank| u32::try_from(rank).ok().filter(|rank| *rank > 0).ok_or("must be above zero"));
    let rank = check.take("rank", rank.transpose());
    let (Some(participant_number), Some(rank), true) = (participant_number, rank, check.is_empty()) else {
        return Err(check);
    };
    let code = Some(code).filter(|code| !code.is_empty());
    Ok(PrintedRow { row, participant_number, numbers, code, rank, seat: message.seat })
}

/// Letters, digits and a few signs, beginning with a letter or a digit: harmless in every file.
fn is_plain(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-/.".contains(&byte);
    text.bytes().all(sign) && text.starts_with(|first: char| first.is_ascii_alphanumeric())
}

fn printed(message: &pb::OfficialRow, column: Column) -> &str {
    match column {
        Column::Twk => &message.twk,
        Column::Tiu => &message.tiu,
        Column::Tkp => &message.tkp,
        Column::SkdTotal => &message.skd_total,
        Column::SkbCat => &message.skb_cat,
        Column::SkbAdditional => &message.skb_additional,
        Column::SkbTotal => &message.skb_total,
        Column::Technical => &message.technical,
        Column::Certificate => &message.certificate,
        Column::Managerial => &message.managerial,
        Column::Sociocultural => &message.sociocultural,
        Column::Interview => &message.interview,
        Column::Final => &message.r#final,
    }
}

pub(super) fn parse_kind(kind: i32) -> Result<Option<Kind>, &'static str> {
    use pb::DifferenceKind as Wire;
    let wire = Wire::try_from(kind).map_err(|_| "must be a kind of difference")?;
    Ok(Kind::ALL.into_iter().find(|kind| render_kind(kind.as_str()) == wire))
}

/// The kind of a stored name; the names of the contract are the same behind their prefix.
fn render_kind(name: &str) -> pb::DifferenceKind {
    pb::DifferenceKind::from_str_name(&format!("DIFFERENCE_KIND_{name}")).unwrap_or_default()
}

pub(super) fn render(tenant: &Tenant, list: OfficialList, kinds: Vec<(String, i64)>) -> pb::OfficialList {
    let audit = list.counts.zip(list.audit_time).map(|(counts, time)| {
        let Counts { rows, equal, differing, belonging, found, missing, .. } = counts;
        let kind = |(kind, count): (String, i64)| pb::KindCount { kind: render_kind(&kind).into(), count };
        let kinds = kinds.into_iter().map(kind).collect();
        let audit_time = Some(dates::render_time(time));
        pb::AuditSummary { audit_time, rows, equal, differing, belonging, found, missing, kinds }
    });
    pb::OfficialList {
        name: names::OFFICIAL_LIST.name(tenant, list.id),
        vacancy: names::VACANCY.name(tenant, list.vacancy_id),
        stage: render_stage(list.stage).into(),
        state: render_state(list.state).into(),
        source: list.source,
        list_date: Some(dates::render(list.list_date)),
        sha256: list.source_sha256,
        rows: list.rows,
        refused_rows: list.refused_rows,
        rows_sha256: list.rows_sha256,
        audit,
        create_time: Some(dates::render_time(list.create_time)),
        etag: etag::render(list.version),
    }
}

fn render_stage(stage: Stage) -> pb::official_list::Stage {
    match stage {
        Stage::Skd => pb::official_list::Stage::Skd,
        Stage::Final => pb::official_list::Stage::Final,
    }
}

fn render_state(state: ListState) -> pb::official_list::State {
    match state {
        ListState::Empty => pb::official_list::State::Empty,
        ListState::Imported => pb::official_list::State::Imported,
        ListState::Audited => pb::official_list::State::Audited,
    }
}

pub(super) fn render_difference(one: Kept) -> pb::Difference {
    pb::Difference {
        row: one.row,
        participant_number: one.participant_number,
        kind: render_kind(&one.kind).into(),
        field: one.field,
        printed: one.printed,
        computed: one.computed,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_name_on_the_wire() {
        for kind in Kind::ALL {
            let wire = render_kind(kind.as_str());
            assert_eq!(parse_kind(wire.into()).unwrap(), Some(kind));
        }
        assert_eq!(parse_kind(0).unwrap(), None);
        assert!(parse_kind(99).is_err());
    }

    #[test]
    fn rows_are_read_as_they_are_printed() {
        let message = pb::OfficialRow {
            participant_number: " 24-1001/2.3 ".into(),
            twk: "100".into(),
            r#final: "76,145".into(),
            code: "P / L".into(),
            ..Default::default()
        };
        let row = parse_row(7, message).unwrap();
        assert_eq!((row.row, row.participant_number.as_str(), row.code.as_deref()), (7, "24-1001/2.3", Some("P/L")));
        assert_eq!(row.numbers.get(Column::Final).unwrap().to_string(), "76.145");
        assert_eq!(row.numbers.get(Column::Tiu), None);
    }

    #[test]
    fn what_no_list_prints_is_refused_by_field() {
        let message = pb::OfficialRow {
            participant_number: "=1+1".into(),
            twk: "1.2345".into(),
            r#final: "-1".into(),
            code: "+P/L".into(),
            rank: Some(0),
            ..Default::default()
        };
        let refused = parse_row(1, message).unwrap_err();
        let fields: Vec<_> = refused.0.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(fields, ["twk", "final", "participant_number", "code", "rank"]);
    }
}
