use crate::commands::open_signal::{Signal, open_one};
use crate::{
    domain::signal::{SignalRules, Survey},
    error::Error,
    store::{signals, units},
};
use jiff::civil::Date;
use platform::{Violations, Work};
use uuid::Uuid;

/// A survey of a public service.
pub struct ReportSurvey {
    /// Unit that offers the service.
    pub unit: Uuid,
    /// The public service.
    pub service: String,
    /// What it said.
    pub survey: Survey,
}

pub(crate) fn in_future(field: &str) -> Error {
    let mut check = Violations::default();
    check.add(field, "must not be in the future");
    Error::Failure(check.into())
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// Whether the test fired.
    pub fired: bool,
    /// The reassessment that was opened.
    pub opened: Option<Uuid>,
}

/// Keeps a survey and judges it with those before.
pub async fn report_survey(
    work: &mut Work<'_>,
    input: ReportSurvey,
    rules: &SignalRules,
    today: Date,
) -> Result<Reported, Error> {
    let ReportSurvey { unit, service, survey } = input;
    if survey.period > today {
        return Err(in_future("period"));
    }
    units::get(work.connection, unit).await?.ok_or(Error::UnitNotFound)?;
    // Two reports at once would each miss the other's survey.
    signals::lock(work.connection).await?;
    signals::save_survey(work.connection, unit, &service, &survey).await?;
    let most = i64::try_from(rules.survey_run.max(2)).unwrap_or(i64::MAX);
    let surveys = signals::surveys(work.connection, unit, &service, survey.period, most).await?;
    let Some(fired) = rules.survey(&surveys) else { return Ok(Reported { fired: false, opened: None }) };
    let opened =
        open_one(work, Signal { unit, service, told_by: String::new(), fired, ruleset: rules.id.clone() }).await?;
    Ok(Reported { fired: true, opened })
}
