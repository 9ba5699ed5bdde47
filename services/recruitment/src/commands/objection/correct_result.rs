use crate::{
    commands::{check_outcome, check_tested, committed_scheme, final_rules, skd_rules},
    domain::{
        application::Application,
        integration::SkbScores,
        objections::{Effect, Round},
        pppk_ranking::PppkOutcome,
        programme::Programme,
        ranking::SkdOutcome,
        result_code::SkdCode,
        skb_outcome::SkbOutcome,
        thousandths::Thousandths,
        vacancy::{State, Vacancy},
    },
    error::{Error, ObjectionError},
    rulesets::Rulebook,
    store::{
        applications, objections, pppk_corrections, published,
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
    pub correction: Asked,
}

/// What is asked for.
pub enum Asked {
    /// A result as it should have been.
    Result(Correction),
    /// The same of the field test, of which only the computer test was wrong.
    Cat(Thousandths),
    /// To forget what was corrected of this participant for the objection.
    TakenBack,
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
    let here = objection.vacancy_id == vacancy_id && objection.round == Round::Final;
    if !asks || !here || objection.announce_time.is_some() || !is_ranked(work, &vacancy, &application).await? {
        return Err(ObjectionError::NotCorrectable.into());
    }
    let of = Corrected { vacancy_id, application_id: read.id, objection_id };
    let (correction, prefix) = match correction {
        Asked::Result(correction) => (Some(correction), "skb."),
        Asked::Cat(cat) => {
            let additional = additional_marks(work, read.id).await?;
            (Some(Correction::Skb(SkbOutcome::Marked(SkbScores { cat, additional }))), "")
        }
        Asked::TakenBack if rerankings::take_back(work.connection, &of).await? == 0 => {
            return Err(ObjectionError::NotCorrectable.into());
        }
        Asked::TakenBack => (None, ""),
    };
    if let Some(correction) = correction {
        check(work, (&vacancy, &application), (&correction, prefix), rulebook).await?;
        rerankings::save_correction(work.connection, &of, &correction, work.now).await?;
    }
    rerankings::discard(work.connection, vacancy_id).await?;
    result_changes::discard(work.connection, vacancy_id).await?;
    Ok(application.participant_number.clone())
}

/// Whether the participant has a result that can be wrong.
async fn is_ranked(work: &mut Work<'_>, vacancy: &Vacancy, application: &Application) -> Result<bool, Error> {
    Ok(match vacancy.programme {
        Some(Programme::Pppk) => pppk_corrections::has_result(work.connection, application.id).await?,
        Some(Programme::Cpns) | None => application.standing.is_some(),
    })
}

/// The marks of the additional tests as they were published.
async fn additional_marks(work: &mut Work<'_>, application: Uuid) -> Result<Vec<Thousandths>, Error> {
    let rows = published::skb_rows(work.connection, &[application]).await?;
    Ok(rows.into_iter().next().map(|(_, row)| row.scores.additional).unwrap_or_default())
}

/// A corrected score has to be as possible as an imported one. Violations name the fields of the field test behind `prefix`.
async fn check(
    work: &mut Work<'_>,
    (vacancy, application): (&Vacancy, &Application),
    (correction, prefix): (&Correction, &str),
    rulebook: &Rulebook,
) -> Result<(), Error> {
    let mut check = Violations::default();
    match correction {
        Correction::Skd(outcome) => check_skd(&mut check, work, *outcome, vacancy, rulebook).await?,
        Correction::Skb(outcome) => {
            let rules = final_rules(work.connection, vacancy, rulebook).await?;
            check_outcome(&mut check, prefix, &rules, outcome);
            let goes_on = application.standing.as_ref().is_some_and(|one| one.code == SkdCode::PassedToSkb);
            let may = goes_on || rerankings::is_skd_corrected(work.connection, application.id).await?;
            let field = if prefix.is_empty() { "cat_thousandths" } else { "skb" };
            check.check(
                field,
                may,
                "the participant did not go on to the field test, and the basic test is not corrected",
            );
        }
        Correction::Pppk(tier, outcome) => check_pppk(&mut check, work, vacancy, (tier, *outcome)).await?,
        Correction::Ineligible(_) => {}
    }
    if check.is_empty() { Ok(()) } else { Err(Error::Failure(check.into())) }
}

async fn check_skd(
    check: &mut Violations,
    work: &mut Work<'_>,
    outcome: SkdOutcome,
    vacancy: &Vacancy,
    rulebook: &Rulebook,
) -> Result<(), Error> {
    let rules = skd_rules(work, vacancy, rulebook).await?;
    if let SkdOutcome::Scored(score) = outcome {
        for violation in rules.limits.violations(&score) {
            check.add(format!("skd.{}", violation.part().to_lowercase()), violation);
        }
    }
    Ok(())
}

async fn check_pppk(
    check: &mut Violations,
    work: &mut Work<'_>,
    vacancy: &Vacancy,
    tested: (&str, PppkOutcome),
) -> Result<(), Error> {
    let scheme = committed_scheme(work.connection, vacancy).await?;
    check_tested(check, "pppk.", &scheme, tested);
    Ok(())
}
