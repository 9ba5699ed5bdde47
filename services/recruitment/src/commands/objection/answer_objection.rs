use crate::{
    domain::objections::{Effect, Objection, Ruling},
    error::{Error, ObjectionError},
    store::{evidence, objections, vacancies},
};
use platform::{AsRead, Work};

/// The committee's answer.
pub struct AnswerObjection {
    /// Objection as it was read.
    pub objection: AsRead,
    /// What is decided.
    pub ruling: Ruling,
    /// Why; sealed.
    pub answer: String,
}

/// Answers an objection for good. One accepted against a verdict changes it now; one against a final result asks for a
/// correction of the official result.
pub async fn answer_objection(work: &mut Work<'_>, input: AnswerObjection) -> Result<Objection, Error> {
    let id = input.objection.id;
    let found = objections::get(work.connection, id).await?.ok_or(ObjectionError::NotFound)?;
    vacancies::lock(work.connection, found.vacancy_id).await?.ok_or(Error::VacancyNotFound)?;
    let mut objection = objections::lock(work.connection, id).await?.ok_or(ObjectionError::NotFound)?;
    input.objection.must_be(objection.version)?;
    let details = evidence::get(work.connection, id).await?.ok_or(ObjectionError::NotFound)?;
    let reasons = evidence::open_reasons(&work.vault, id, &details.reasons)?;
    let effect = objection.answer(input.ruling, reasons.len(), work.now).map_err(ObjectionError::from)?;
    let sealed = work.vault.seal(id.as_bytes(), input.answer.as_bytes())?;
    let answer = objection.answer.ok_or_else(|| Error::internal("an answered objection without its answer"))?;
    objections::save_answer(work.connection, &mut objection, &answer, &sealed).await?;
    if effect == Effect::Eligible {
        objections::make_eligible(work.connection, objection.application_id).await?;
    }
    Ok(objection.release())
}
