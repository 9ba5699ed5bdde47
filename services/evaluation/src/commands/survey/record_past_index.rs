use crate::{
    domain::{past_index::PastIndex, survey_rules::SurveyBook},
    error::{Error, SurveyError},
    store::{past_indexes, public_services},
};
use jiff::civil::Date;
use platform::{Violations, Work};
use uuid::Uuid;

/// An index of before this system.
pub struct RecordPastIndex {
    /// Service.
    pub service: Uuid,
    /// First day of the period.
    pub period_start: Date,
    /// Last day of the period.
    pub period_end: Date,
    /// Scheme.
    pub scheme: String,
    /// Respondents; 0 when not known.
    pub respondents: i64,
    /// Index in hundredths.
    pub index: i64,
    /// Elements as printed, with their averages in thousandths.
    pub elements: Vec<(String, i32)>,
}

/// Keeps an index of before this system, as it was printed.
pub async fn record_past_index(
    work: &mut Work<'_>,
    input: RecordPastIndex,
    book: &SurveyBook,
) -> Result<PastIndex, Error> {
    let past = PastIndex {
        id: Uuid::now_v7(),
        service: input.service,
        period_start: input.period_start,
        period_end: input.period_end,
        scheme: input.scheme,
        respondents: input.respondents,
        index: input.index,
        elements: input.elements,
        create_time: work.now,
    };
    check(&past, book)?;
    // Its row is held so that two indexes of it are recorded one after the other.
    public_services::lock(work.connection, past.service).await?.ok_or(Error::PublicServiceNotFound)?;
    if past_indexes::overlaps(work.connection, past.service, past.period_start, past.period_end).await? {
        return Err(SurveyError::PastIndexExists.into());
    }
    past_indexes::insert(work.connection, &past).await?;
    Ok(past)
}

fn check(past: &PastIndex, book: &SurveyBook) -> Result<(), Error> {
    let mut check = Violations::default();
    match book.scheme(&past.scheme) {
        Some(scheme) => {
            for (field, wrong) in past.violations(scheme) {
                check.add(format!("past_index.{field}"), wrong);
            }
        }
        None => check.add("past_index.scheme", "must be a known scheme, such as skm-kepmenpan-25-2004"),
    }
    if check.is_empty() { Ok(()) } else { Err(Error::Failure(check.into())) }
}
