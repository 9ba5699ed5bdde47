use crate::commands::{lock, save};
use crate::{
    domain::{
        notice::{Change, Notice},
        vacancy::Vacancy,
    },
    error::Error,
    store::notices,
};
use jiff::Timestamp;
use platform::{AsRead, Work};
use uuid::Uuid;

/// A later closing time.
pub struct ExtendVacancy {
    /// Vacancy as it was read.
    pub vacancy: AsRead,
    /// Last instant an application is taken from now on.
    pub close_time: Timestamp,
    /// Why.
    pub reason: String,
}

/// Takes applications for longer, and announces it.
pub async fn extend_vacancy(work: &mut Work<'_>, input: ExtendVacancy) -> Result<Vacancy, Error> {
    let mut vacancy = lock(work, input.vacancy).await?;
    let from = vacancy.extend(input.close_time, work.now)?;
    let notice = Notice {
        id: Uuid::now_v7(),
        vacancy_id: vacancy.id,
        change: Change::Extension { from, to: input.close_time },
        reason: input.reason,
        create_time: work.now,
    };
    notices::insert(work.connection, &notice).await?;
    save(work, &mut vacancy).await?;
    Ok(vacancy.release())
}
