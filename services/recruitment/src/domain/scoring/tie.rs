//! A tie that the law leaves open (*nilai sama sampai akhir*): the national committee (*Panselnas*) decides it by letter,
//! and its decision is recorded here. Nothing is ever drawn by lot.

use std::collections::HashSet;
use std::hash::Hash;

use thiserror::Error;

/// Equals at the last seats of a vacancy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie<Id> {
    /// Who is equal.
    pub tied: Vec<Id>,
    /// Seats they are equal for, fewer than they are.
    pub seats: u32,
}

/// Why a decision is none about this tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TieError {
    #[error("no tie of the vacancy waits for a decision")]
    NoTie,
    #[error("must be as many as there are seats: {seats}, not {given}")]
    WrongCount { seats: u32, given: usize },
    #[error("must be participants of the tie, each once")]
    NotTied,
}

impl<Id: Copy + Eq + Hash> Tie<Id> {
    /// Who gets no seat when `winners` do (*keputusan Panselnas*).
    pub fn decide(&self, winners: &[Id]) -> Result<Vec<Id>, TieError> {
        if self.tied.is_empty() {
            return Err(TieError::NoTie);
        }
        if u32::try_from(winners.len()) != Ok(self.seats) {
            return Err(TieError::WrongCount { seats: self.seats, given: winners.len() });
        }
        let won: HashSet<Id> = winners.iter().copied().collect();
        let losers: Vec<Id> = self.tied.iter().copied().filter(|one| !won.contains(one)).collect();
        if won.len() != winners.len() || losers.len() + won.len() != self.tied.len() {
            return Err(TieError::NotTied);
        }
        Ok(losers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committee_names_as_many_of_the_tied_as_there_are_seats() {
        let tie = Tie { tied: vec!['A', 'B', 'C'], seats: 2 };
        let wrong = |given| Err(TieError::WrongCount { seats: 2, given });
        type Case = (&'static [char], Result<Vec<char>, TieError>);
        let cases: [Case; 6] = [
            (&['C', 'A'], Ok(vec!['B'])),
            (&['A'], wrong(1)),
            (&['A', 'B', 'C'], wrong(3)),
            (&['A', 'A'], Err(TieError::NotTied)),
            (&['A', 'D'], Err(TieError::NotTied)),
            (&[], wrong(0)),
        ];
        for (winners, expected) in cases {
            assert_eq!(tie.decide(winners), expected, "{winners:?}");
        }
        assert_eq!(Tie { tied: vec![], seats: 1 }.decide(&['A']), Err(TieError::NoTie));
    }
}
