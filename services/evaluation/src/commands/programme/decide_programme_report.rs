use crate::{
    domain::programme_report::{ProgrammeReport, ReportDecision},
    error::{Error, ProgrammeError},
    store::programme_reports,
};
use platform::{AsRead, Work};

/// What a person says of a report.
pub struct DecideProgrammeReport {
    /// Report.
    pub report: AsRead,
    /// Whether it is taken up; else it is set aside.
    pub adopt: bool,
    /// What follows, or why nothing does.
    pub reason: String,
}

/// Notes what a person says; nothing else changes by it.
pub async fn decide_programme_report(
    work: &mut Work<'_>,
    input: DecideProgrammeReport,
) -> Result<ProgrammeReport, Error> {
    let report = programme_reports::lock(work.connection, input.report.id).await?;
    let mut report = report.ok_or(ProgrammeError::ReportNotFound)?;
    input.report.must_be(report.version)?;
    let decision = ReportDecision { reason: input.reason, by: work.actor.subject.to_string(), time: work.now };
    report.decide(input.adopt, decision).map_err(ProgrammeError::from)?;
    report.update_time = work.now;
    programme_reports::update(work.connection, &mut report).await?;
    Ok(report.release())
}
