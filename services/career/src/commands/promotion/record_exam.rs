use super::{PromotionBook, keep_next, must_not_lie_ahead};
use crate::{
    domain::{
        credit::Level,
        exam::{ExamKind, ExamTaken},
        servant::day_of,
    },
    error::{Error, PromotionError},
    store::{exams, servants},
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// An examination.
pub struct RecordExam {
    /// Who was examined.
    pub servant: Uuid,
    /// What.
    pub kind: ExamKind,
    /// The level a competency test is for.
    pub level: Option<Level>,
    /// Whether it was passed.
    pub passed: bool,
    /// Day.
    pub date: Date,
    /// Number of the certificate.
    pub number: String,
    /// Who issued it.
    pub issuer: String,
    /// The row that this one corrects.
    pub replaces: Option<Uuid>,
}

/// Records an examination as evidence, or corrects one by a new row.
pub async fn record_exam(work: &mut Work<'_>, input: RecordExam, book: &PromotionBook) -> Result<ExamTaken, Error> {
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    must_not_lie_ahead(day_of(work.now), &[("date", input.date)])?;
    if let Some(old) = input.replaces
        && !exams::supersede(work.connection, servant.id, old, work.now).await?
    {
        return Err(PromotionError::ExamNotFound.into());
    }
    let exam = ExamTaken {
        id: Uuid::now_v7(),
        servant: servant.id,
        kind: input.kind,
        level: input.level,
        passed: input.passed,
        date: input.date,
        number: input.number,
        issuer: input.issuer,
        record_time: work.now,
        superseded_time: None,
    };
    exams::insert(work.connection, &exam).await.map_err(PromotionError::of)?;
    keep_next(work, servant.id, book).await?;
    Ok(exam)
}
