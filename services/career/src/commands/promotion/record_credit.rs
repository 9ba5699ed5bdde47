use super::{PromotionBook, keep_next, must_be_converted_then, must_not_lie_ahead};
use crate::{
    domain::{
        credit::{Level, Rating},
        credit_row::{CreditKind, CreditRow, Months, convert, integrate, is_over, stated_parts},
        rank_promotion::{Paper, PromotionRefusal},
        servant::day_of,
    },
    error::{Error, PromotionError},
    store::{credits, placements, ratings, servants},
};
use jiff::civil::Date;
use num_rational::BigRational;
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// Where points come from.
pub enum CreditSource {
    /// From the recorded rating of the year, or a periodic one.
    Conversion {
        /// For these months.
        months: Months,
        /// A periodic rating.
        rating: Option<Rating>,
    },
    /// From points of the old scale.
    Integration(BigRational),
    /// Given with the first appointment to the level.
    First(BigRational),
}

/// Points to record.
pub struct RecordCredit {
    /// Whose.
    pub servant: Uuid,
    /// Where they come from.
    pub source: CreditSource,
    /// The document (*PAK*).
    pub document: Paper,
    /// The row that this one corrects.
    pub replaces: Option<Uuid>,
}

/// A figure and what it is for.
struct Figure {
    kind: CreditKind,
    level: Level,
    days: (Date, Date),
    rating: Option<Rating>,
    parts: i64,
    basis: String,
}

/// Records points for the level held on the days that they are for, or corrects a row by a new one.
pub async fn record_credit(work: &mut Work<'_>, input: RecordCredit, book: &PromotionBook) -> Result<CreditRow, Error> {
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    must_not_lie_ahead(day_of(work.now), &[("document_date", input.document.date)])?;
    let figure = match &input.source {
        CreditSource::Conversion { months, rating } => converted(work, servant.id, *months, *rating, book).await?,
        CreditSource::Integration(old) => {
            let level = level_on(work, servant.id, day_of(work.now)).await?;
            let (parts, basis) = integrate(&book.rules, level, old)?;
            carried(CreditKind::Integration, level, input.document.date, (parts, basis))
        }
        CreditSource::First(points) => {
            let level = level_on(work, servant.id, day_of(work.now)).await?;
            let basis = format!("given with the first appointment ({})", level.as_str());
            carried(CreditKind::First, level, input.document.date, (stated_parts(points)?, basis))
        }
    };
    if let Some(old) = input.replaces
        && !credits::supersede(work.connection, servant.id, old, work.now).await?
    {
        return Err(PromotionError::CreditNotFound.into());
    }
    must_count_once(work, servant.id, &figure).await?;
    let ruleset = if figure.kind == CreditKind::Conversion { &book.credit.id } else { &book.rules.id };
    let row = CreditRow {
        id: Uuid::now_v7(),
        servant: servant.id,
        kind: figure.kind,
        level: figure.level,
        first: figure.days.0,
        last: figure.days.1,
        rating: figure.rating,
        parts: figure.parts,
        basis: figure.basis,
        ruleset: ruleset.clone(),
        document_number: input.document.number,
        document_date: input.document.date,
        record_time: work.now,
        superseded_time: None,
    };
    credits::insert(work.connection, &row).await.map_err(PromotionError::of)?;
    keep_next(work, servant.id, book).await?;
    Ok(row)
}

/// Points of the old scale hold whatever was earned until they were carried over, so ratings of days before are not converted
/// beside them.
async fn must_count_once(work: &mut Work<'_>, servant: Uuid, figure: &Figure) -> Result<(), Error> {
    let (level, (first, last)) = (figure.level, figure.days);
    let twice = match figure.kind {
        CreditKind::Conversion => credits::is_integrated_after(work.connection, servant, level, last).await?,
        CreditKind::Integration => credits::is_converted_before(work.connection, servant, level, first).await?,
        CreditKind::First => false,
    };
    if twice { Err(PromotionError::CreditOverlap.into()) } else { Ok(()) }
}

/// What a rating earns: the level is the one held on the first and on the last day, so nobody earns by two at once.
async fn converted(
    work: &mut Work<'_>,
    servant: Uuid,
    months: Months,
    given: Option<Rating>,
    book: &PromotionBook,
) -> Result<Figure, Error> {
    let mut check = Violations::default();
    let over = months.days().filter(|(_, last)| is_over(*last, day_of(work.now)));
    let Some((first, last)) = over else {
        check.add("last_month", "must be over, and not before the first month");
        return Err(Failure::from(check).into());
    };
    must_be_converted_then("year", months.year, &book.credit)?;
    let level = level_on(work, servant, first).await?;
    if level_on(work, servant, last).await? != level {
        return Err(PromotionRefusal::NotFunctional.into());
    }
    let recorded = ratings::of(work.connection, servant).await?;
    let recorded = recorded.into_iter().find(|one| one.year == i32::from(months.year)).map(|one| one.rating);
    let whole_year = months.count() == 12;
    let rating = match (given, recorded) {
        (Some(given), Some(recorded)) if whole_year && given != recorded => {
            check.add("rating", "must be the recorded rating of the year, or left out");
            return Err(Failure::from(check).into());
        }
        (Some(rating), _) | (None, Some(rating)) => rating,
        (None, None) => return Err(PromotionRefusal::NoRating(months.year).into()),
    };
    let (parts, basis) = convert(&book.credit, level, rating, months.count())?;
    Ok(Figure { kind: CreditKind::Conversion, level, days: (first, last), rating: Some(rating), parts, basis })
}

fn carried(kind: CreditKind, level: Level, day: Date, (parts, basis): (i64, String)) -> Figure {
    Figure { kind, level, days: (day, day), rating: None, parts, basis }
}

/// The functional level held on a day.
async fn level_on(work: &mut Work<'_>, servant: Uuid, day: Date) -> Result<Level, Error> {
    let post = placements::on(work.connection, servant, day).await?;
    let level = post.and_then(|post| post.job).and_then(|job| job.level);
    Ok(level.ok_or(PromotionRefusal::NotFunctional)?)
}
