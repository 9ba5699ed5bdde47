//! The volumes of `ComplaintService.ImportServiceVolumes`: rows in chunks, bad ones reported by number; then each service that
//! they name is tested.

use crate::{
    commands::{self, Tally, Volume},
    domain::{days::month_of, signal_rules::SignalBook},
    error::Error,
    grpc::imports::render_errors,
    names,
    store::import_turns,
};
use contracts::evaluation::v1 as pb;
use jiff::{
    civil::{Date, date},
    tz::TimeZone,
};
use platform::{
    Tenant, Violations, Work,
    imports::{Rows, Split, first_seen},
};
use std::collections::BTreeMap;
use uuid::Uuid;

type VolumeRows = Rows<pb::ImportServiceVolumesRequest, pb::ServiceVolumeRow>;

pub(crate) const SPLIT_VOLUMES: Split<pb::ImportServiceVolumesRequest, pb::ServiceVolumeRow> = platform::import_message!(
    pb::ImportServiceVolumesRequest,
    pb::import_service_volumes_request::Part,
    pb::ServiceVolumeRow
);

/// Rows taken in one statement.
const CHUNK: usize = 1_000;
/// Most uses of a service in a month: more is a mistake, and sums of years still fit.
const MOST_TRANSACTIONS: i64 = 1_000_000_000_000;

pub(crate) async fn volumes(
    work: &mut Work<'_>,
    rows: &mut VolumeRows,
    zone: &TimeZone,
    book: &SignalBook,
) -> Result<pb::ImportServiceVolumesResponse, Error> {
    let this_month = month_of(work.now, zone);
    let mut tally = Tally::default();
    for (service, first) in take_volumes(work, rows, this_month).await? {
        commands::judge_service(work, service, (first, this_month), book, &mut tally).await?;
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
    this_month: Date,
) -> Result<BTreeMap<Uuid, Date>, Error> {
    import_turns::take(work.connection, "volumes").await?;
    let mut first_months = BTreeMap::new();
    while let Some(chunk) = rows.next(CHUNK).await? {
        let mut good = Vec::new();
        for (number, row) in chunk {
            match parse_volume(row, &work.tenant, this_month) {
                Ok(volume) => good.push((number, volume)),
                Err(violations) => rows.report.reject(number, violations),
            }
        }
        let good = once(work, rows, good).await?;
        let unknown = commands::import_volumes(work, &good).await?;
        for (_, volume) in good.iter().filter(|(number, _)| !unknown.contains(number)) {
            let first = first_months.entry(volume.service).or_insert(volume.month);
            *first = volume.month.min(*first);
        }
        for number in unknown {
            rows.report.reject_field(number, "public_service", "must be a public service of this instansi");
        }
    }
    Ok(first_months)
}

/// Refuses rows whose service and month stand in an earlier row of the import.
async fn once(
    work: &mut Work<'_>,
    rows: &mut VolumeRows,
    good: Vec<(i64, Volume)>,
) -> Result<Vec<(i64, Volume)>, Error> {
    let keys: Vec<String> = good.iter().map(|(_, one)| format!("{} {}", one.service, one.month)).collect();
    let mut fresh = first_seen(work.connection, &keys).await?;
    let mut kept = Vec::with_capacity(good.len());
    for ((number, volume), key) in good.into_iter().zip(keys) {
        if fresh.remove(&key) {
            kept.push((number, volume));
        } else {
            rows.report.reject_field(number, "month", "stands with the same service in an earlier row");
        }
    }
    Ok(kept)
}

fn parse_volume(row: pb::ServiceVolumeRow, tenant: &Tenant, this_month: Date) -> Result<Volume, Violations> {
    let mut check = Violations::default();
    let service = check.own("public_service", &row.public_service, names::PUBLIC_SERVICE, Some(tenant));
    let month = check.take("month", parse_month(&row.month));
    check.check("month", month.is_none_or(|month| month <= this_month), "must not be in the future");
    check.check("transactions", row.transactions >= 0, "must not be negative");
    let most = format!("must not be more than {MOST_TRANSACTIONS}");
    check.check("transactions", row.transactions <= MOST_TRANSACTIONS, most);
    let (Some(service), Some(month), true) = (service, month, check.is_empty()) else {
        return Err(check);
    };
    Ok(Volume { service, month, transactions: row.transactions })
}

/// Reads `2025-10` as the first day of that month.
pub(crate) fn parse_month(text: &str) -> Result<Date, &'static str> {
    const WRONG: &str = "must be a month such as `2025-10`";
    let bytes = text.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    if bytes.len() != 7 || !digits(&bytes[..4]) || bytes[4] != b'-' || !digits(&bytes[5..]) {
        return Err(WRONG);
    }
    format!("{text}-01").parse().ok().filter(|month| *month >= date(2000, 1, 1)).ok_or(WRONG)
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
