use super::lot;
use crate::{
    domain::{
        assignment::{FEWEST_FOR_TWO_LOOKS, Lot, deal, redeal},
        vacancy::State,
        verdict::VerdictSource,
    },
    error::{Error, ScreeningError},
    rulesets::Rulebook,
    store::{
        rounds::{self, Round},
        vacancies, verdicts,
    },
};
use aws_lc_rs::{digest, rand};
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// Who verifies the applications of a vacancy.
pub struct AssignVerification {
    /// The vacancy.
    pub vacancy: Uuid,
    /// Subjects of the verifiers, each once, in order.
    pub verifiers: Vec<String>,
}

/// Splits the work over verifiers and draws who is looked at twice, once a vacancy; later it only gives what is open to
/// others. The seed of the lots is drawn here, when the applications are known and nobody has judged one, and its hash is
/// public from now on.
pub async fn assign_verification(
    work: &mut Work<'_>,
    input: AssignVerification,
    rulebook: &Rulebook,
) -> Result<(), Error> {
    let AssignVerification { vacancy: id, verifiers } = input;
    let vacancy = vacancies::lock(work.connection, id).await?.ok_or(Error::VacancyNotFound)?;
    vacancy.must_be(State::Closed)?;
    let before = rounds::get(work.connection, id).await?;
    if verdicts::source(work.connection, id).await? == Some(VerdictSource::Imported) {
        return Err(ScreeningError::VerdictsImported.into());
    }
    let rules = &rulebook.general(&vacancy.ruleset)?.intake;
    let percent = before.as_ref().map_or(rules.second_look_percent, |round| round.percent);
    if percent > 0 && verifiers.len() < FEWEST_FOR_TWO_LOOKS {
        let mut check = Violations::default();
        check.add("verifiers", "must be at least three where some applications are looked at twice");
        return Err(Failure::from(check).into());
    }
    if before.is_some() {
        let looks = rounds::open_looks(work.connection, id).await?;
        rounds::move_looks(work.connection, &redeal(&looks, &verifiers)).await?;
        return Ok(rounds::set_verifiers(work.connection, id, &verifiers).await?);
    }
    let mut seed = [0; 32];
    rand::fill(&mut seed).map_err(Error::internal)?;
    let lots: Vec<Lot> =
        rounds::undecided(work.connection, id).await?.into_iter().map(|one| (one, lot(&seed, one))).collect();
    let dealt = deal(lots, &verifiers, percent);
    let round = Round {
        vacancy: id,
        verifiers,
        percent,
        commitment: digest::digest(&digest::SHA256, &seed).as_ref().to_vec(),
        seed: work.vault.seal(id.as_bytes(), &seed)?,
        assign_time: work.now,
    };
    rounds::insert(work.connection, &round).await?;
    Ok(rounds::insert_looks(work.connection, id, &dealt).await?)
}
