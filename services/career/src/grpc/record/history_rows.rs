//! Rows of an import of histories: read, and refused with all that is wrong with them.

use crate::grpc::record_requests::{education_row, post_row, rank_row};
use crate::{
    commands::{HistoryItem, HistoryLine},
    domain::{credit::Rating, nip::Nip, rating::YearRating, servant::day_of},
};
use contracts::career::v1 as pb;
use jiff::Timestamp;
use pb::history_row::History;
use platform::{Tenant, Violations, import_message, imports::Split};

/// Header or row of `ImportHistories`.
pub(crate) const SPLIT_HISTORIES: Split<pb::ImportHistoriesRequest, pb::HistoryRow> =
    import_message!(pb::ImportHistoriesRequest, pb::import_histories_request::Part, pb::HistoryRow);

/// Ratings as the national system prints them, and as evaluation calls them.
const RATINGS: [(&str, Rating, &str); 5] = [
    ("SANGAT BAIK", Rating::SangatBaik, "VERY_GOOD"),
    ("BAIK", Rating::Baik, "GOOD"),
    ("BUTUH PERBAIKAN", Rating::ButuhPerbaikan, "NEEDS_IMPROVEMENT"),
    ("KURANG", Rating::Kurang, "POOR"),
    ("SANGAT KURANG", Rating::SangatKurang, "VERY_POOR"),
];

/// Reads a row.
pub(crate) fn read_history(
    number: i64,
    row: &pb::HistoryRow,
    tenant: &Tenant,
    now: Timestamp,
) -> Result<HistoryLine, Violations> {
    let mut check = Violations::default();
    let nip = check.take("nip", Nip::parse(&row.nip));
    let item = match &row.history {
        None => check.take("history", Err("must be a rank, post, education or rating")),
        Some(History::Rank(told)) => rank_row(&mut check, told, now).map(HistoryItem::Rank),
        Some(History::Post(told)) => post_row(&mut check, told, Some(tenant), now).map(HistoryItem::Post),
        Some(History::Education(told)) => education_row(&mut check, told, now).map(HistoryItem::Education),
        Some(History::Rating(told)) => rating(&mut check, told, now),
    };
    match (nip, item) {
        (Some(nip), Some(item)) if check.is_empty() => Ok(HistoryLine { row: number, nip, item }),
        _ => Err(check),
    }
}

fn rating(check: &mut Violations, told: &pb::RatingRow, now: Timestamp) -> Option<HistoryItem> {
    let over = (1990..i32::from(day_of(now).year())).contains(&told.year);
    check.check("rating.year", over, "must be a year that is over, from 1990 on");
    let printed = told.rating.trim().to_uppercase();
    let found = RATINGS.into_iter().find(|(text, ..)| *text == printed);
    let wanted = "must be SANGAT BAIK, BAIK, BUTUH PERBAIKAN, KURANG or SANGAT KURANG";
    let (_, rating, predicate) = check.take("rating.rating", found.ok_or(wanted))?;
    Some(HistoryItem::Rating(YearRating { year: told.year, rating }, predicate))
}
