//! Imports of `ComplaintService`: rows in chunks, bad ones reported by number.

use crate::{
    commands::{self, ReceivedComplaint, Tally, Volume},
    domain::{complaint::month_of, quality::SignalRuleset},
    error::Error,
    names,
};
use contracts::evaluation::v1 as pb;
use jiff::{
    Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};
use platform::{
    Tenant, Violations, Work, dates,
    imports::{Report, Rows, Split},
    sensitive::Sensitive,
};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

type ComplaintRows = Rows<pb::ImportComplaintsRequest, pb::ComplaintRow>;
type VolumeRows = Rows<pb::ImportServiceVolumesRequest, pb::ServiceVolumeRow>;

/// Seconds of 2000-01-01 UTC: no system that we import from is older.
const YEAR_2000: i64 = 946_684_800;

pub(super) const SPLIT_COMPLAINTS: Split<pb::ImportComplaintsRequest, pb::ComplaintRow> =
    platform::import_message!(pb::ImportComplaintsRequest, pb::import_complaints_request::Part, pb::ComplaintRow);
pub(super) const SPLIT_VOLUMES: Split<pb::ImportServiceVolumesRequest, pb::ServiceVolumeRow> = platform::import_message!(
    pb::ImportServiceVolumesRequest,
    pb::import_service_volumes_request::Part,
    pb::ServiceVolumeRow
);

/// Rows taken in one statement.
const CHUNK: usize = 1_000;
const UNKNOWN_SERVICE: &str = "must be a public service of this instansi";

pub(super) async fn complaints(
    work: &mut Work<'_>,
    rows: &mut ComplaintRows,
    zone: &TimeZone,
) -> Result<pb::ImportComplaintsResponse, Error> {
    let mut seen = HashSet::new();
    while let Some(chunk) = rows.next(CHUNK).await? {
        let mut good = Vec::new();
        for (number, row) in chunk {
            match parse_complaint(row, &work.tenant, work.now, &mut seen) {
                Ok(complaint) => good.push((number, complaint)),
                Err(violations) => rows.report.reject(number, violations),
            }
        }
        for number in commands::import_complaints(work, good, zone).await? {
            rows.report.reject_field(number, "public_service", UNKNOWN_SERVICE);
        }
    }
    Ok(pb::ImportComplaintsResponse {
        accepted: rows.report.accepted(),
        rejected: rows.report.rejected,
        errors: render_errors(&rows.report),
    })
}

pub(super) async fn volumes(
    work: &mut Work<'_>,
    rows: &mut VolumeRows,
    zone: &TimeZone,
    rules: &SignalRuleset,
) -> Result<pb::ImportServiceVolumesResponse, Error> {
    let mut tally = Tally::default();
    for (service, first) in take_volumes(work, rows, zone).await? {
        commands::judge_service(work, service, first, rules, &mut tally).await?;
    }
    Ok(pb::ImportServiceVolumesResponse {
        accepted: rows.report.accepted(),
        rejected: rows.report.rejected,
        errors: render_errors(&rows.report),
        services_fell: tally.fell,
        services_recovered: tally.recovered,
    })
}

/// Takes all volumes. Returns the services they name with the first month of each, in the order of ids, so that two
/// imports at once lock the services in the same order.
async fn take_volumes(
    work: &mut Work<'_>,
    rows: &mut VolumeRows,
    zone: &TimeZone,
) -> Result<BTreeMap<Uuid, Date>, Error> {
    let this_month = month_of(work.now, zone);
    let mut seen = HashSet::new();
    let mut first_months = BTreeMap::new();
    while let Some(chunk) = rows.next(CHUNK).await? {
        let mut good = Vec::new();
        for (number, row) in chunk {
            match parse_volume(row, &work.tenant, this_month, &mut seen) {
                Ok(volume) => good.push((number, volume)),
                Err(violations) => rows.report.reject(number, violations),
            }
        }
        let unknown = commands::import_volumes(work, &good).await?;
        for (_, volume) in good.iter().filter(|(number, _)| !unknown.contains(number)) {
            let first = first_months.entry(volume.service).or_insert(volume.month);
            *first = volume.month.min(*first);
        }
        for number in unknown {
            rows.report.reject_field(number, "public_service", UNKNOWN_SERVICE);
        }
    }
    Ok(first_months)
}

fn parse_complaint(
    row: pb::ComplaintRow,
    tenant: &Tenant,
    now: Timestamp,
    seen: &mut HashSet<String>,
) -> Result<ReceivedComplaint, Violations> {
    let mut check = Violations::default();
    let external_id = check.text("external_id", &row.external_id, 100);
    let service = parse_service(&mut check, &row.public_service, tenant);
    let receive_time = check.take("receive_time", dates::parse_time(row.receive_time.as_ref()));
    check.check("receive_time", receive_time.is_none_or(|time| time <= now), "must not be in the future");
    let ancient = receive_time.is_some_and(|time| time.as_second() < YEAR_2000);
    check.check("receive_time", !ancient, "must not lie before the year 2000");
    let text = check.text("text", &row.text, 4000);
    let (Some(external_id), Some(service), Some(receive_time), Some(text), true) =
        (external_id, service, receive_time, text, check.is_empty())
    else {
        return Err(check);
    };
    check.check("external_id", seen.insert(external_id.clone()), "stands in an earlier row");
    if !check.is_empty() {
        return Err(check);
    }
    Ok(ReceivedComplaint { external_id, service, receive_time, text: Sensitive::new(text) })
}

fn parse_volume(
    row: pb::ServiceVolumeRow,
    tenant: &Tenant,
    this_month: Date,
    seen: &mut HashSet<(Uuid, Date)>,
) -> Result<Volume, Violations> {
    let mut check = Violations::default();
    let service = parse_service(&mut check, &row.public_service, tenant);
    let month = check.take("month", parse_month(&row.month));
    check.check("month", month.is_none_or(|month| month <= this_month), "must not be in the future");
    check.check("transactions", row.transactions >= 0, "must not be negative");
    let (Some(service), Some(month), true) = (service, month, check.is_empty()) else {
        return Err(check);
    };
    check.check("month", seen.insert((service, month)), "stands with the same service in an earlier row");
    if !check.is_empty() {
        return Err(check);
    }
    Ok(Volume { service, month, transactions: row.transactions })
}

fn parse_service(check: &mut Violations, text: &str, tenant: &Tenant) -> Option<Uuid> {
    check.own("public_service", text, names::PUBLIC_SERVICE, Some(tenant))
}

/// Reads `2025-10` as the first day of that month.
fn parse_month(text: &str) -> Result<Date, &'static str> {
    const WRONG: &str = "must be a month such as `2025-10`";
    let bytes = text.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    if bytes.len() != 7 || !digits(&bytes[..4]) || bytes[4] != b'-' || !digits(&bytes[5..]) {
        return Err(WRONG);
    }
    format!("{text}-01").parse().ok().filter(|month| *month >= date(2000, 1, 1)).ok_or(WRONG)
}

fn render_errors(report: &Report) -> Vec<pb::RowError> {
    report.render(|bad| pb::RowError { row: bad.row, field: bad.field.clone(), reason: bad.reason.clone() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_year_and_month_are_a_month() {
        assert_eq!(parse_month("2025-10").unwrap(), date(2025, 10, 1));
        for bad in ["", "2025", "2025-1", "2025-13", "2025-00", "25-10", "2025/10", "2025-10-01", "0000-01", "+025-10"]
        {
            assert!(parse_month(bad).is_err(), "{bad}");
        }
    }
}
