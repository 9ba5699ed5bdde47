use crate::{
    domain::{
        objections::{Effect, Round},
        ranking::SkdOutcome,
        vacancy::{State, Vacancy},
    },
    error::{Error, ObjectionError},
    rulesets::Rulebook,
    store::{
        applications, objections,
        rerankings::{self, Corrected, Correction},
        result_changes, vacancies,
    },
};
use platform::{AsRead, Violations, Work};
use uuid::Uuid;

/// A corrected official result.
pub struct CorrectResult {
    /// Vacancy.
    pub vacancy_id: Uuid,
    /// Application as it was read.
    pub application: AsRead,
    /// Accepted objection that asks for it.
    pub objection_id: Uuid,
    /// What is corrected.
    pub correction: Correction,
}

/// Keeps a corrected result until it is published, and returns the participant's number. A ranking that did not know it is
/// forgotten.
pub async fn correct_result(work: &mut Work<'_>, input: CorrectResult, rulebook: &Rulebook) -> Result<String, Error> {
    let CorrectResult { vacancy_id, application: read, objection_id, correction } = input;
    let vacancy = vacancies::lock(work.connection, vacancy_id).await?.ok_or(Error::VacancyNotFound)?;
    let application = applications::lock(work.connection, vacancy_id, read.id).await?;
    let application = application.ok_or(Error::ApplicationNotFound)?;
    read.must_be(application.version)?;
    vacancy.must_be(State::Published)?;
    let objection = objections::get(work.connection, objection_id).await?.ok_or(ObjectionError::NotFound)?;
    let asks = objection.answer.is_some_and(|answer| answer.effect == Effect::Correction);
    if !asks
        || objection.vacancy_id != vacancy_id
        || objection.round != Round::Final
        || objection.announce_time.is_some()
    {
        return Err(ObjectionError::NotCorrectable.into());
    }
    check(&vacancy, &correction, rulebook)?;
    let of = Corrected { vacancy_id, application_id: read.id, objection_id };
    rerankings::save_correction(work.connection, &of, &correction, work.now).await?;
    rerankings::discard(work.connection, vacancy_id).await?;
    result_changes::discard(work.connection, vacancy_id).await?;
    Ok(application.participant_number.clone())
}

/// A corrected score has to be as possible as an imported one.
fn check(vacancy: &Vacancy, correction: &Correction, rulebook: &Rulebook) -> Result<(), Error> {
    let ruleset = rulebook.selection(&vacancy.ruleset)?;
    let mut check = Violations::default();
    match correction {
        Correction::Skd(SkdOutcome::Scored(score)) => {
            for violation in ruleset.skd.violations(score) {
                check.add(format!("skd.{}", violation.part().to_lowercase()), violation);
            }
        }
        Correction::Skb(mark) => {
            let max = ruleset.skb_cat_max;
            let sound = u64::from(mark.0) <= u64::from(max) * 1_000;
            check.check("cat_thousandths", sound, format_args!("is above the maximum of {max}"));
        }
        Correction::Skd(_) | Correction::Ineligible(_) => {}
    }
    if check.is_empty() { Ok(()) } else { Err(Error::Failure(check.into())) }
}
