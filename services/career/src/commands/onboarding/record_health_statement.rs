use crate::commands::onboarding::lock_in_first_year;
use crate::{
    domain::{
        health_statement::{HealthDetail, HealthStatement},
        probation::{ProbationRefusal, is_on_probation},
        servant::{Servant, day_of},
    },
    error::{Error, OnboardingError},
    store::{health_statements, servants},
};
use jiff::civil::Date;
use platform::{AsRead, Failure, Violations, Work};
use uuid::Uuid;

/// A statement of health.
pub struct RecordHealthStatement {
    /// Servant.
    pub servant: AsRead,
    /// Day of the statement.
    pub date: Date,
    /// What it says.
    pub detail: HealthDetail,
}

/// Keeps a statement of health of somebody on probation, sealed.
pub async fn record_health_statement(work: &mut Work<'_>, input: RecordHealthStatement) -> Result<Servant, Error> {
    let mut servant = lock_in_first_year(work, input.servant).await?;
    if !is_on_probation(&servant) {
        return Err(OnboardingError::from(ProbationRefusal::NotOnProbation).into());
    }
    let mut check = Violations::default();
    check.check("statement_date", input.date <= day_of(work.now), "must not lie ahead");
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    let (id, date, detail) = (Uuid::now_v7(), input.date, input.detail);
    let statement = HealthStatement { id, servant: servant.id, date, detail, record_time: work.now };
    let sealed = work.vault.seal(id.as_bytes(), statement.detail.to_record().as_bytes())?;
    health_statements::insert(work.connection, &statement, &sealed).await?;
    servant.update_time = work.now;
    servants::update(work.connection, &mut servant).await?;
    Ok(servant.release())
}
