//! Complaints of other systems: rows in chunks, bad ones reported by number.

use crate::{
    commands::{self, ComplaintBook, NotTaken, ReceivedComplaint, Reporting},
    domain::{
        complaint_rules::Deadline,
        report_nature::{Channel, Kind},
    },
    error::Error,
    grpc::complaint_views as views,
    names,
    store::import_turns,
};
use contracts::evaluation::v1 as pb;
use jiff::{Timestamp, civil::Date};
use platform::{
    Tenant, Violations, Work, dates,
    imports::{Report, Rows, Split, first_seen},
    sensitive::Sensitive,
};
use std::collections::HashSet;
use uuid::Uuid;

type ComplaintRows = Rows<pb::ImportComplaintsRequest, pb::ComplaintRow>;

/// Seconds of 2000-01-01 UTC: no system that we import from is older.
const YEAR_2000: i64 = 946_684_800;

pub(crate) const SPLIT_COMPLAINTS: Split<pb::ImportComplaintsRequest, pb::ComplaintRow> =
    platform::import_message!(pb::ImportComplaintsRequest, pb::import_complaints_request::Part, pb::ComplaintRow);

/// Rows taken in one statement.
const CHUNK: usize = 1_000;
const UNKNOWN_SERVICE: &str = "must be a public service of this instansi";
const NO_ROUTE: &str = "must be named: no route leads from the likeliest sector to a public service";
const ONLY_COUNTED: &str = "must not be told of what is neither handled here nor ended: it would never be destroyed";

pub(crate) async fn complaints(
    work: &mut Work<'_>,
    rows: &mut ComplaintRows,
    book: &ComplaintBook,
) -> Result<pb::ImportComplaintsResponse, Error> {
    import_turns::take(work.connection, "complaints").await?;
    let (mut ended, mut known) = (0, 0);
    while let Some(chunk) = rows.next(CHUNK).await? {
        let mut good = Vec::new();
        for (number, row) in chunk {
            match parse_complaint(&row, &work.tenant, work.now, book) {
                Ok(complaint) => good.push((number, complaint)),
                Err(violations) => rows.report.reject(number, violations),
            }
        }
        let good = once(work, rows, good).await?;
        let done = commands::import_complaints(work, good, book).await?;
        (ended, known) = (ended + done.ended, known + done.known);
        for (number, why) in done.not_taken {
            let reason = match why {
                NotTaken::UnknownService => UNKNOWN_SERVICE,
                NotTaken::NoRoute => NO_ROUTE,
            };
            rows.report.reject_field(number, "public_service", reason);
        }
    }
    Ok(pb::ImportComplaintsResponse {
        accepted: rows.report.accepted(),
        rejected: rows.report.rejected,
        errors: render_errors(&rows.report),
        ended: i64::try_from(ended).unwrap_or(i64::MAX),
        known: i64::try_from(known).unwrap_or(i64::MAX),
    })
}

/// Refuses rows whose id stands in an earlier row of the import; the database remembers the ids, however many come.
async fn once(
    work: &mut Work<'_>,
    rows: &mut ComplaintRows,
    good: Vec<(i64, ReceivedComplaint)>,
) -> Result<Vec<(i64, ReceivedComplaint)>, Error> {
    let ids: Vec<String> = good.iter().map(|(_, complaint)| complaint.external_id.clone()).collect();
    let mut fresh: HashSet<String> = first_seen(work.connection, &ids).await?;
    let mut kept = Vec::with_capacity(good.len());
    for (number, complaint) in good {
        if fresh.remove(&complaint.external_id) {
            kept.push((number, complaint));
        } else {
            rows.report.reject_field(number, "external_id", "stands in an earlier row");
        }
    }
    Ok(kept)
}

fn parse_complaint(
    row: &pb::ComplaintRow,
    tenant: &Tenant,
    now: Timestamp,
    book: &ComplaintBook,
) -> Result<ReceivedComplaint, Violations> {
    let mut check = Violations::default();
    let external_id = check.text("external_id", &row.external_id, 100);
    let service = parse_service(&mut check, row, tenant);
    let receive_time = check.take("receive_time", dates::parse_time(row.receive_time.as_ref()));
    check.check("receive_time", receive_time.is_none_or(|time| time <= now), "must not be in the future");
    let ancient = receive_time.is_some_and(|time| time.as_second() < YEAR_2000);
    check.check("receive_time", !ancient, "must not lie before the year 2000");
    let text = check.text("text", &row.text, 4000);
    let reporting = parse_reporting(&mut check, row);
    let kind = reporting.as_ref().map_or(Kind::Complaint, |reporting| reporting.kind);
    let is_counted_only = !row.handled_here && row.close_date.is_none();
    for (field, told) in [("reporter_name", &row.reporter_name), ("reporter_contact", &row.reporter_contact)] {
        check.check(field, !is_counted_only || told.trim().is_empty(), ONLY_COUNTED);
    }
    let nature = views::read_nature(&mut check, kind, [row.simple, row.supervision, row.inspection]);
    let category = check.search("category", &row.category);
    check.check("category", row.category.chars().count() <= 100, "must not be longer than 100 characters");
    let days = receive_time.and_then(|time| parse_days(&mut check, row, book.day(time), book.day(now)));
    let (Some(external_id), Some(service), Some(receive_time), Some(text), true) =
        (external_id, service, receive_time, text, check.is_empty())
    else {
        return Err(check);
    };
    let (Some(reporting), Some(nature), Some(category), Some((deadline, close_date))) =
        (reporting, nature, category, days)
    else {
        return Err(check);
    };
    Ok(ReceivedComplaint {
        external_id,
        service,
        receive_time,
        text: Sensitive::new(text),
        reporting,
        nature,
        category,
        is_handled_here: row.handled_here,
        deadline,
        close_date,
    })
}

/// The service; none where there is something else to route by.
fn parse_service(check: &mut Violations, row: &pb::ComplaintRow, tenant: &Tenant) -> Option<Option<Uuid>> {
    check.own_or_none("public_service", &row.public_service, names::PUBLIC_SERVICE, Some(tenant))
}

fn parse_reporting(check: &mut Violations, row: &pb::ComplaintRow) -> Option<Reporting> {
    let kind = views::read_kind(check, row.kind, Some(Kind::Complaint));
    let channel = views::read_channel(check, row.channel, Channel::OtherSystem);
    let name = views::read_optional(check, "reporter_name", &row.reporter_name, 200);
    let contact = views::read_optional(check, "reporter_contact", &row.reporter_contact, 200);
    let region = views::read_region(check, &row.region);
    let (is_anonymous, is_secret) = (row.anonymous, row.secret);
    let (kind, channel, name, contact, region) = (kind?, channel?, name?, contact?, region?);
    Some(Reporting { kind, channel, is_anonymous, is_secret, name, contact, region })
}

/// The deadline that the other system set, and the day on which it ended the complaint; neither before the receipt.
fn parse_days(
    check: &mut Violations,
    row: &pb::ComplaintRow,
    received: Date,
    today: Date,
) -> Option<(Option<Deadline>, Option<Date>)> {
    let mut deadline = None;
    if row.due_date.is_some() {
        let due = check.take("due_date", dates::parse(row.due_date.as_ref()))?;
        deadline = Some(check.take("due_date", Deadline::set_elsewhere(received, due))?);
    }
    let mut close_date = None;
    if row.close_date.is_some() {
        let day = check.take("close_date", dates::parse(row.close_date.as_ref()))?;
        check.check("close_date", day >= received, "must not lie before the day of receipt");
        check.check("close_date", day <= today, "must not be in the future");
        close_date = Some(day);
    }
    Some((deadline, close_date))
}

/// The first rows that were refused, as every import tells them.
pub(crate) fn render_errors(report: &Report) -> Vec<pb::RowError> {
    report.render(|bad| pb::RowError { row: bad.row, field: bad.field.clone(), reason: bad.reason.clone() })
}
