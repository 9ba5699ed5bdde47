//! Rows of retirements: read, and refused with reasons.

use crate::{
    commands::{RetirementLine, Whose},
    domain::position::UnitPath,
    names,
};
use contracts::needs::v1 as pb;
use platform::{Tenant, Violations, dates, import_message, imports::Split};

/// Header or row of `ImportRetirements`.
pub(crate) const SPLIT_RETIREMENTS: Split<pb::ImportRetirementsRequest, pb::RetirementRow> =
    import_message!(pb::ImportRetirementsRequest, pb::import_retirements_request::Part, pb::RetirementRow, |header| {
        header.ruleset
    });

/// The position that a row means; none where it cannot mean one.
pub(crate) fn whose(row: &pb::RetirementRow, tenant: &Tenant) -> Option<Whose> {
    let mut ignored = Violations::default();
    parse_whose(&mut ignored, row, tenant)
}

/// Reads a row: a count of a year, or the day of a seat.
pub(crate) fn parse_retirement_row(
    number: i64,
    row: &pb::RetirementRow,
    tenant: &Tenant,
    on_first_of_month: bool,
) -> Result<RetirementLine, Violations> {
    let mut check = Violations::default();
    let whose = parse_whose(&mut check, row, tenant);
    let (year, seat, people, date) = if row.date.is_some() || row.seat != 0 {
        let date = check.take("date", dates::parse(row.date.as_ref()));
        check.check("seat", (1..=100_000).contains(&row.seat), "must be 1 to 100,000");
        check.check("year", row.year == 0 && row.count == 0, "a seat has a date, and neither year nor count");
        let first = date.is_none_or(|date| !on_first_of_month || date.day() == 1);
        check.check("date", first, "must be the first of a month: retirement takes effect then");
        let known = date.is_none_or(|date| (2015..=2100).contains(&date.year()));
        check.check("date", known, "must be of 2015 to 2100");
        (date.map_or(0, |date| date.year().into()), row.seat, 1, date)
    } else {
        check.check("year", (2015..=2100).contains(&row.year), "must be 2015 to 2100, or a seat with its date");
        check.check("count", (0..=100_000).contains(&row.count), "must be 0 to 100,000");
        (row.year, 0, row.count, None)
    };
    match (whose, check.is_empty()) {
        (Some(whose), true) => Ok(RetirementLine { row: number, whose, year, seat, people, date }),
        _ => Err(check),
    }
}

fn parse_whose(check: &mut Violations, row: &pb::RetirementRow, tenant: &Tenant) -> Option<Whose> {
    if row.position.is_empty() {
        let path = check.take("unit_path", UnitPath::parse(&row.unit_path));
        let title = check.text("title", &row.title, 200);
        return Some(Whose::Titled(path?.to_string(), title?));
    }
    check.check("unit_path", row.unit_path.is_empty(), "must be empty where the position is named");
    check.check("title", row.title.is_empty(), "must be empty where the position is named");
    check.own("position", &row.position, names::POSITION, Some(tenant)).map(Whose::Position)
}
