use crate::commands::{
    open_signal::{Signal, open_one},
    report_survey::{Reported, in_future},
};
use crate::{domain::signal::SignalRules, error::Error, store::units};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// How a quarter's complaints were answered.
pub struct ReportOverdueComplaints {
    /// Unit that answers them.
    pub unit: Uuid,
    /// The public service, or empty.
    pub service: String,
    /// Year.
    pub year: i32,
    /// Quarter 1 to 4.
    pub quarter: i32,
    /// Complaints.
    pub complaints: i64,
    /// Those past their deadline.
    pub overdue: i64,
}

/// Judges how late the complaints of a quarter were answered.
pub async fn report_overdue_complaints(
    work: &mut Work<'_>,
    input: ReportOverdueComplaints,
    rules: &SignalRules,
    today: Date,
) -> Result<Reported, Error> {
    let ReportOverdueComplaints { unit, service, year, quarter, complaints, overdue } = input;
    if (year, quarter) > (today.year().into(), (i32::from(today.month()) + 2) / 3) {
        return Err(in_future("quarter"));
    }
    units::get(work.connection, unit).await?.ok_or(Error::UnitNotFound)?;
    let Some(fired) = rules.overdue(year, quarter, complaints, overdue) else {
        return Ok(Reported { fired: false, opened: None });
    };
    let opened =
        open_one(work, Signal { unit, service, told_by: String::new(), fired, ruleset: rules.id.clone() }).await?;
    Ok(Reported { fired: true, opened })
}
