use super::announce_again;
use crate::commands::{lock, save};
use crate::{
    domain::{
        tie::{Tie, TieError},
        vacancy::{State, Vacancy},
    },
    error::{Error, ScoringError},
    store::{
        seats,
        ties::{self, Decision, Tied},
    },
};
use platform::{AsRead, Violations, Work};
use std::collections::HashMap;
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

/// Records who gets the last seats of a vacancy among equals. It is the national committee that decides, by letter.
pub async fn record_tie_decision(work: &mut Work<'_>, input: RecordTieDecision) -> Result<(Vacancy, Decision), Error> {
    let mut vacancy = lock(work, input.vacancy).await?;
    if vacancy.state != State::Published {
        vacancy.must_be(State::FinalRanked)?;
    }
    let tied = ties::tied(work.connection, vacancy.id).await?;
    let taken = seats::taken(work.connection, &[vacancy.id]).await?;
    let seats = vacancy.seats - taken.get(&vacancy.id).copied().unwrap_or_default().seats;
    let (winners, losers) = decide(&tied, seats, &input.winners)?;
    if tied.iter().any(|one| one.moves) {
        ties::decide_moves(work.connection, &winners, &losers).await?;
    } else {
        ties::decide_own(work.connection, &winners, &losers).await?;
    }
    let decision = decision(work, &tied, &winners, input)?;
    ties::insert(work.connection, vacancy.id, &decision).await?;
    if vacancy.state == State::Published {
        announce_again(work, &[vacancy.id]).await?;
        vacancy.version += 1;
    } else {
        save(work, &mut vacancy).await?;
    }
    Ok((vacancy.release(), decision))
}

/// Who gets a seat and who does not, by application.
fn decide(tied: &[Tied], seats: i32, winners: &[String]) -> Result<(Vec<Uuid>, Vec<Uuid>), Error> {
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
