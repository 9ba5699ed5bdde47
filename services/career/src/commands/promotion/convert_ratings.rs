use super::{PromotionBook, must_be_converted_then, must_not_lie_ahead};
use crate::{
    domain::{
        credit_row::{CreditKind, CreditRow, Months, convert, is_over},
        rank_promotion::Paper,
        servant::day_of,
    },
    error::Error,
    store::{
        credits::{self, Convertible},
        next_promotions,
    },
};
use jiff::civil::Date;
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// Rows held at once.
const CHUNK: i64 = 5_000;

/// Ratings of a year to convert.
pub struct ConvertRatings {
    /// Year.
    pub year: i16,
    /// The document that lists them.
    pub document: Paper,
    /// Last servant of the part before.
    pub after: Uuid,
    /// Most servants of this part.
    pub most: i64,
}

/// How far it came.
#[derive(Debug, Default)]
pub struct Converted {
    /// Servants whose rating was converted.
    pub converted: u64,
    /// Last servant looked at, if there may be more.
    pub last: Option<Uuid>,
}

/// Converts the ratings of a whole year in one functional post to credit points, in the order of the servants' ids. Points
/// that are there already stay, and a year whose points were carried over from the old scale is not converted again. What was computed as next is marked, and computed again by its pass.
pub async fn convert_ratings(
    work: &mut Work<'_>,
    input: ConvertRatings,
    book: &PromotionBook,
) -> Result<Converted, Error> {
    let today = day_of(work.now);
    must_not_lie_ahead(today, &[("document_date", input.document.date)])?;
    let days = whole_year(input.year, today)?;
    must_be_converted_then("year", input.year, &book.credit)?;
    let (mut done, mut looked_at, mut after) = (Converted::default(), 0, input.after);
    while looked_at < input.most {
        let most = CHUNK.min(input.most - looked_at);
        let found = credits::convertible(work.connection, days, after, most).await?;
        let Some(last) = found.last() else { return Ok(Converted { last: None, ..done }) };
        after = last.servant;
        looked_at += found.len() as i64;
        done.last = Some(after);
        let mut rows = Vec::with_capacity(found.len());
        for one in found {
            rows.push(row(work, one, days, &input.document, book)?);
        }
        done.converted += credits::insert_all(work.connection, &rows).await?;
        let whose: Vec<Uuid> = rows.iter().map(|row| row.servant).collect();
        next_promotions::mark_stale(work.connection, &whose).await?;
    }
    Ok(done)
}

fn whole_year(year: i16, today: Date) -> Result<(Date, Date), Failure> {
    let days = Months { year, first: 1, last: 12 }.days().filter(|(_, last)| is_over(*last, today));
    days.ok_or_else(|| {
        let mut check = Violations::default();
        check.add("year", "must be over");
        check.into()
    })
}

fn row(
    work: &Work<'_>,
    one: Convertible,
    (first, last): (Date, Date),
    document: &Paper,
    book: &PromotionBook,
) -> Result<CreditRow, Error> {
    let (parts, basis) = convert(&book.credit, one.level, one.rating, 12)?;
    Ok(CreditRow {
        id: Uuid::now_v7(),
        servant: one.servant,
        kind: CreditKind::Conversion,
        level: one.level,
        first,
        last,
        rating: Some(one.rating),
        parts,
        basis,
        ruleset: book.credit.id.clone(),
        document_number: document.number.clone(),
        document_date: document.date,
        record_time: work.now,
        superseded_time: None,
    })
}
