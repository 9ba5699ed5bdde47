use super::{ProgrammeDesk, keep};
use crate::{
    commands::survey_rules,
    domain::{
        days::month_of,
        index_change::SurveyedIndex,
        programme_finding::ProgrammeFinding,
        programme_report::{ProgrammeKind, ProgrammeReport},
        public_service::PublicService,
        satisfaction_survey::Survey,
        survey_element::Element,
        unit_change::{UnitMonths, UnitSurvey, complaints_change, satisfaction_change},
    },
    error::Error,
    names,
    store::{public_services, quality_signals, service_months, survey_results, surveys},
};
use jiff::{Timestamp, civil::Date};
use num_rational::BigRational;
use platform::Work;
use sqlx::PgConnection;
use uuid::Uuid;

/// What is known of a service around a day, and what it says.
pub struct UnitEvidence {
    /// Months before and after.
    pub months: UnitMonths,
    /// The last survey that was published of a period before.
    pub survey_before: Option<Uuid>,
    /// The first of a period that began on the day or later.
    pub survey_after: Option<Uuid>,
    /// What changed.
    pub findings: Vec<ProgrammeFinding>,
}

/// Measures whether a service did better after its unit was staffed on a day.
pub async fn measure_unit(
    work: &mut Work<'_>,
    (service, day): (Uuid, Date),
    desk: &ProgrammeDesk,
) -> Result<ProgrammeReport, Error> {
    let service = public_services::get(work.connection, service).await?.ok_or(Error::PublicServiceNotFound)?;
    let evidence = unit_evidence(work.connection, &service, (day, work.now), desk).await?;
    let subject = format!("{} {day}", names::PUBLIC_SERVICE.name(&work.tenant, service.id));
    let report = keep(work, ProgrammeKind::Unit, subject, evidence.findings, &desk.rules).await?;
    Ok(report.release())
}

/// Complaints, use and satisfaction of a service before and after a day.
pub async fn unit_evidence(
    connection: &mut PgConnection,
    service: &PublicService,
    (day, now): (Date, Timestamp),
    desk: &ProgrammeDesk,
) -> Result<UnitEvidence, Error> {
    let mut histories = service_months::histories(&mut *connection, &[service.id]).await?;
    let history = histories.remove(&service.id).unwrap_or_default();
    let signals = quality_signals::of_services(&mut *connection, &[service.id]).await?.remove(&service.id);
    let days = (day, month_of(now, &desk.zone));
    let months = UnitMonths::around(&history, &signals.unwrap_or_default(), days, desk.rules.most_months);
    let before = surveys::previous(&mut *connection, service.id, day).await?;
    let after = surveys::following(&mut *connection, service.id, day).await?;
    let (survey_before, survey_after) =
        (before.as_ref().map(|survey| survey.id), after.as_ref().map(|survey| survey.id));
    let before = surveyed(&mut *connection, before, desk).await?;
    let after = surveyed(&mut *connection, after, desk).await?;
    let findings = vec![
        complaints_change(&months, &desk.rules),
        satisfaction_change(before.as_ref(), after.as_ref(), &desk.rules),
    ];
    Ok(UnitEvidence { months, survey_before, survey_after, findings })
}

/// What came out of a survey, exactly; none of a survey that nobody answered.
async fn surveyed(
    connection: &mut PgConnection,
    survey: Option<Survey>,
    desk: &ProgrammeDesk,
) -> Result<Option<UnitSurvey>, Error> {
    let Some(survey) = survey else { return Ok(None) };
    let mut tallies = survey_results::of(connection, &[survey.id]).await?;
    let Some(tally) = tallies.remove(&survey.id).map(|sums| survey.counted(&sums)) else { return Ok(None) };
    let averages: Option<Vec<BigRational>> = Element::ALL.into_iter().map(|element| tally.average(element)).collect();
    let Some(averages) = averages else { return Ok(None) };
    let scheme = &survey_rules(&desk.surveys, &survey.ruleset)?.scheme;
    let index = scheme.index(&averages)?;
    let counts = Element::ALL.into_iter().map(|element| tally.of_element(element)).collect();
    Ok(Some(UnitSurvey {
        period_end: survey.period_end,
        respondents: tally.respondents.all().unsigned_abs(),
        scheme: scheme.id.clone(),
        surveyed: SurveyedIndex { index, counts },
    }))
}
