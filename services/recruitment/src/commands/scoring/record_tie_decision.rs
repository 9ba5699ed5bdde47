use super::{announce_again, log_moves};
use crate::commands::{must_be_settled, save, seal_result, tell_decision};
use crate::{
    domain::{
        tie::{Tie, TieError},
        vacancy::{State, Vacancy},
    },
    error::{Error, ScoringError},
    store::{
        moves, replacements, seats,
        ties::{self, Decision, Tied},
        vacancies,
    },
};
use platform::{AsRead, Locked, Violations, Work};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What the national committee decided about equals.
pub struct RecordTieDecision {
    /// Vacancy as it was read.
    pub vacancy: AsRead,
    /// Participant numbers of those who get the seats.
    pub winners: Vec<String>,
    /// Number of the committee's letter.
    pub letter_number: String,
    /// Reason the letter gives.
    pub reason: String,
}

/// Records who gets the last seats of a vacancy among equals. It is the national committee that decides, by letter. A public
/// result is only touched when nobody can object to it any more.
pub async fn record_tie_decision(work: &mut Work<'_>, input: RecordTieDecision) -> Result<(Vacancy, Decision), Error> {
    let mut held = hold(work, input.vacancy.id).await?;
    let at = held.iter().position(|one| one.id == input.vacancy.id).ok_or(Error::VacancyNotFound)?;
    let mut vacancy = held.swap_remove(at);
    input.vacancy.must_be(vacancy.version)?;
    match vacancy.state {
        State::Published => must_be_settled(work, &vacancy).await?,
        _ => vacancy.must_be(State::FinalRanked)?,
    }
    // The passes were here in between: somebody has to look again.
    let origins = moves::tied_origins(work.connection, vacancy.id).await?;
    if !origins.iter().all(|origin| held.iter().any(|one| one.id == *origin)) {
        return Err(ScoringError::NoTie.into());
    }
    let tied = ties::tied(work.connection, vacancy.id).await?;
    let taken = seats::taken(work.connection, &[vacancy.id]).await?;
    // The seats of those who left are the next rank's, not the tie's.
    let promised = replacements::waiting(work.connection, vacancy.id).await?;
    let seats = vacancy.seats - taken.get(&vacancy.id).copied().unwrap_or_default().seats - promised;
    let (winners, losers) = decide(&tied, seats, &input.winners)?;
    let elsewhere = tied.iter().any(|one| one.moves);
    if elsewhere {
        ties::decide_moves(work.connection, &winners, &losers).await?;
        log_moves(work, &winners).await?;
    } else {
        if vacancy.state == State::Published {
            tell_decision(work, vacancy.id, &winners, &losers).await?;
        }
        ties::decide_own(work.connection, &winners, &losers).await?;
    }
    let decision = decision(work, &tied, &winners, input)?;
    ties::insert(work.connection, vacancy.id, &decision).await?;
    if vacancy.state == State::Published {
        announce_again(work, &[vacancy.id]).await?;
        vacancy.version += 1;
        if !elsewhere {
            seal_result(work, vacancy.id).await?;
        }
    } else {
        save(work, &mut vacancy).await?;
    }
    Ok((vacancy.release(), decision))
}

/// Holds the vacancy and those applied for by who would move here, whose results change with the decision: in one order.
async fn hold(work: &mut Work<'_>, vacancy: Uuid) -> Result<Vec<Locked<Vacancy>>, Error> {
    let mut held: BTreeSet<Uuid> = moves::tied_origins(work.connection, vacancy).await?.into_iter().collect();
    held.insert(vacancy);
    Ok(vacancies::lock_all(work.connection, &Vec::from_iter(held)).await?)
}

/// Who gets a seat and who does not, by application.
fn decide(tied: &[Tied], seats: i32, winners: &[String]) -> Result<(Vec<Uuid>, Vec<Uuid>), Error> {
    // Who has got a seat meanwhile is in no tie, and the passes have to look at it anew.
    if tied.iter().any(|one| !one.waits) {
        return Err(ScoringError::NoTie.into());
    }
    let by_number: HashMap<&str, Uuid> = tied.iter().map(|one| (one.participant_number.as_str(), one.id)).collect();
    // Who is not known here is nobody in the tie.
    let won = winners.iter().map(|number| by_number.get(number.as_str()).copied().unwrap_or_default());
    let won: Vec<Uuid> = won.collect();
    let tie = Tie { tied: tied.iter().map(|one| one.id).collect(), seats: seats.max(0).unsigned_abs() };
    match tie.decide(&won) {
        Ok(losers) => Ok((won, losers)),
        Err(TieError::NoTie) => Err(ScoringError::NoTie.into()),
        Err(wrong @ (TieError::WrongCount { .. } | TieError::NotTied)) => {
            let mut check = Violations::default();
            check.add("winners", wrong);
            Err(Error::Failure(check.into()))
        }
    }
}

fn decision(work: &Work<'_>, tied: &[Tied], winners: &[Uuid], input: RecordTieDecision) -> Result<Decision, Error> {
    let id = Uuid::now_v7();
    let numbers = |won: bool| {
        let chosen = tied.iter().filter(|one| winners.contains(&one.id) == won);
        chosen.map(|one| one.participant_number.clone()).collect()
    };
    Ok(Decision {
        id,
        winners: numbers(true),
        losers: numbers(false),
        letter_number: input.letter_number,
        reason: work.vault.seal(id.as_bytes(), input.reason.as_bytes())?,
        decide_time: work.now,
    })
}
