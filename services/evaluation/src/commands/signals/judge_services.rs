use super::judge_service::{Case, Tally};
use crate::{
    domain::{
        days::{day_of, month_of},
        index_change::{SurveyedIndex, squared_error},
        overdue_fall::Quarter,
        satisfaction_fall::{ElementPoint, SurveyPoint},
        signal::{SignalKind, Standing, standing},
        signal_rules::SignalBook,
    },
    error::Error,
    store::{
        complaints, public_services, quality_signals, service_months,
        surveys::{self, PublishedIndex},
    },
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use num_rational::BigRational;
use platform::Work;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Services read at once.
const CHUNK: i64 = 250;
/// Months that a sweep tests: what is older was tested when its use was imported, and a rise is looked for in a year of months.
const SWEPT_MONTHS: i64 = 24;

/// Where a pass over all services goes on.
pub struct JudgeServices {
    /// Last service of the part before.
    pub after: Uuid,
    /// Most services of this part.
    pub most: i64,
}

/// How far it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignalSweep {
    /// Services tested.
    pub judged: i64,
    /// What was told.
    pub tally: Tally,
    /// Last of them.
    pub last: Option<Uuid>,
    /// Services after it.
    pub left: i64,
}

/// Tests the services after one, in the order of their ids, by everything that is known: complaints, surveys, late answers. What
/// was told before is not told again.
pub async fn judge_services(
    work: &mut Work<'_>,
    input: JudgeServices,
    book: &SignalBook,
    zone: &TimeZone,
) -> Result<SignalSweep, Error> {
    let (today, this_month) = (day_of(work.now, zone), month_of(work.now, zone));
    let mut sweep = SignalSweep::default();
    let mut after = input.after;
    while sweep.judged < input.most {
        let most = CHUNK.min(input.most - sweep.judged);
        let services = public_services::lock_after(work.connection, after, most).await?;
        let ids: Vec<Uuid> = services.iter().map(|service| service.id).collect();
        let Some(last) = ids.last() else { break };
        after = *last;
        let mut signals = quality_signals::of_services(work.connection, &ids).await?;
        let mut histories = service_months::histories(work.connection, &ids).await?;
        let mut published = surveys::published(work.connection, &ids).await?;
        let quarters = quarters(work.connection, &ids, (today, book)).await?;
        for service in services {
            let id = service.id;
            let signals = signals.remove(&id).unwrap_or_default();
            let mut case = Case { service, signals, book, tally: &mut sweep.tally };
            let history = histories.remove(&id).unwrap_or_default();
            let first = this_month.saturating_sub(SWEPT_MONTHS.months());
            case.by_complaints(work, &history, Some(first), this_month).await?;
            by_surveys(work, &mut case, published.remove(&id).unwrap_or_default()).await?;
            by_late_answers(work, &mut case, &quarters).await?;
        }
        sweep.judged += ids.len() as i64;
        sweep.last = Some(after);
    }
    sweep.left = public_services::count_after(work.connection, after).await?;
    Ok(sweep)
}

/// Tests published surveys, one after the other.
async fn by_surveys(work: &mut Work<'_>, case: &mut Case<'_>, published: Vec<PublishedIndex>) -> Result<(), Error> {
    let book = case.book;
    if book.current().satisfaction.is_none() {
        return Ok(());
    }
    let known = points_of(published);
    for count in 1..=known.len() {
        let surveys = &known[..count];
        let last = known[count - 1].period_end;
        let kind = SignalKind::Satisfaction;
        match standing(&case.signals, kind) {
            Standing::Steady(settled) => {
                let test = book.current().satisfaction.as_ref();
                if let Some(found) = test.and_then(|test| test.fall(surveys, settled)) {
                    case.fell(work, kind, found).await?;
                }
            }
            Standing::Fell(signal) if last <= signal.fell.last => {}
            Standing::Fell(signal) => {
                let (id, test) = (signal.id, book.of(&signal.ruleset).satisfaction.as_ref());
                if let Some(found) = test.and_then(|test| test.recovery(surveys, signal)) {
                    case.recovered(work, id, found).await?;
                }
            }
        }
    }
    Ok(())
}

/// The published surveys of a service, oldest first. Those below their minimum sample prove neither a fall nor its end.
fn points_of(mut published: Vec<PublishedIndex>) -> Vec<SurveyPoint> {
    published.retain(|survey| survey.sample_reached);
    published.sort_by_key(|survey| survey.period_end);
    published.into_iter().map(point_of).collect()
}

fn point_of(survey: PublishedIndex) -> SurveyPoint {
    let counts = survey.elements.iter().map(|(_, _, counts)| *counts).collect();
    let whole = SurveyedIndex { index: BigRational::new(survey.index.into(), 100.into()), counts };
    let elements = survey.elements.into_iter().map(|(element, index, counts)| ElementPoint {
        name: element.as_str().to_owned(),
        index,
        squared_error: squared_error(&counts),
    });
    SurveyPoint {
        period_end: survey.period_end,
        ruleset: survey.ruleset,
        index: survey.index,
        squared_error: whole.squared_error(),
        elements: elements.collect(),
        respondents: survey.respondents,
    }
}

/// A quarter with the overdue and due complaints of each service that has any.
type QuarterCounts = (Quarter, HashMap<Uuid, (i64, i64)>);

/// The last quarters that ended, oldest first.
async fn quarters(
    connection: &mut PgConnection,
    services: &[Uuid],
    (today, book): (Date, &SignalBook),
) -> Result<Vec<QuarterCounts>, Error> {
    let count = book.current().overdue.as_ref().map_or(0, |test| test.quarters);
    let mut quarters = Vec::with_capacity(count);
    for quarter in Quarter::ended_before(today, count) {
        let counts = complaints::overdue_of_quarter(connection, services, quarter.first, quarter.last).await?;
        quarters.push((quarter, counts));
    }
    Ok(quarters)
}

/// Tests the last quarters that ended.
async fn by_late_answers(work: &mut Work<'_>, case: &mut Case<'_>, quarters: &[QuarterCounts]) -> Result<(), Error> {
    let book = case.book;
    let Some(current) = book.current().overdue.as_ref() else { return Ok(()) };
    let kind = SignalKind::Overdue;
    for (quarter, counts) in quarters {
        let (overdue, due) = counts.get(&case.service.id).copied().unwrap_or_default();
        let (due, overdue) = (due.unsigned_abs(), overdue.unsigned_abs());
        match standing(&case.signals, kind) {
            Standing::Steady(Some(settled)) if quarter.last <= settled => {}
            Standing::Steady(_) => {
                if let Some(found) = current.fall(*quarter, due, overdue) {
                    case.fell(work, kind, found).await?;
                }
            }
            Standing::Fell(signal) if quarter.last <= signal.fell.last => {}
            Standing::Fell(signal) => {
                let (id, test) = (signal.id, book.of(&signal.ruleset).overdue.as_ref().unwrap_or(current));
                if let Some(found) = test.recovery(*quarter, due, overdue) {
                    case.recovered(work, id, found).await?;
                }
            }
        }
    }
    Ok(())
}
