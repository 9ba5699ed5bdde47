//! The scores of a panel and what follows from them: exact means, totals, ranks. Nothing is rounded before it is compared.

use crate::domain::instrument::Instrument;
use exact::{round_half_up, whole};
use num_bigint::BigInt;
use num_rational::BigRational;
use std::{cmp::Reverse, fmt::Write};

/// The scores of one candidate by one member, in the order of the instruments.
pub type Marks = Vec<i32>;

/// All scores that count (*lembar nilai*): of every candidate by every member, but for those with a conflict of interest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Instruments in the order that decides ties.
    pub instruments: Vec<Instrument>,
    /// Codes of the candidates.
    pub candidates: Vec<String>,
    /// Numbers of the members.
    pub members: Vec<i32>,
    /// By candidate, then by member.
    pub marks: Vec<Vec<Option<Marks>>>,
}

/// A candidate's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Which candidate of the sheet.
    pub candidate: usize,
    /// From 1; equal where nothing decides.
    pub rank: u32,
    /// Points of 100.
    pub total: BigRational,
    /// Mean score of each instrument.
    pub means: Vec<BigRational>,
    /// Members who scored.
    pub members: usize,
}

/// Whose names go to the appointing authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortlist {
    /// Candidates whose rank says so.
    pub certain: Vec<usize>,
    /// Candidates of whom only some can go: their rank is equal.
    pub tied: Vec<usize>,
    /// How many of the tied can go.
    pub places: usize,
}

impl Sheet {
    /// Mean score of each instrument over the members who scored the candidate (*rata-rata*).
    pub fn means(&self, candidate: usize) -> Vec<BigRational> {
        let marks: Vec<&Marks> = self.marks[candidate].iter().flatten().collect();
        let count = BigInt::from(marks.len().max(1));
        let sum = |place: usize| marks.iter().map(|marks| i64::from(marks[place])).sum::<i64>();
        (0..self.instruments.len()).map(|place| BigRational::new(sum(place).into(), count.clone())).collect()
    }

    /// Points of 100 (*nilai akhir*): each mean as a share of its scale's highest score, by weight.
    fn total(&self, means: &[BigRational]) -> BigRational {
        let weighted = self
            .instruments
            .iter()
            .zip(means)
            .map(|(one, mean)| mean * BigRational::new(BigInt::from(one.weight), BigInt::from(one.highest)));
        weighted.sum()
    }

    /// The same with candidates by code: what is drawn at random is then the same for everybody who counts again.
    pub fn by_code(&self) -> Self {
        let mut rows: Vec<(&String, &Vec<Option<Marks>>)> = self.candidates.iter().zip(&self.marks).collect();
        rows.sort_by_key(|(code, _)| *code);
        let (candidates, marks) = rows.into_iter().map(|(code, row)| (code.clone(), row.clone())).unzip();
        Self { candidates, marks, instruments: self.instruments.clone(), members: self.members.clone() }
    }

    /// All candidates, best first: by total, then by the mean of the first instrument, then of the next. Whom nothing tells
    /// apart has the same rank; they stand by code.
    pub fn ranking(&self) -> Vec<Ranked> {
        let mut ranked: Vec<Ranked> = (0..self.candidates.len())
            .map(|candidate| {
                let means = self.means(candidate);
                let members = self.marks[candidate].iter().flatten().count();
                Ranked { candidate, rank: 0, total: self.total(&means), means, members }
            })
            .collect();
        ranked.sort_by(|one, other| {
            let key = |ranked: &Ranked| Reverse((ranked.total.clone(), ranked.means.clone()));
            let codes = |ranked: &Ranked| &self.candidates[ranked.candidate];
            key(one).cmp(&key(other)).then_with(|| codes(one).cmp(codes(other)))
        });
        let mut before: Option<(u32, BigRational, Vec<BigRational>)> = None;
        for (place, one) in (1..).zip(&mut ranked) {
            one.rank = match &before {
                Some((rank, total, means)) if *total == one.total && *means == one.means => *rank,
                _ => place,
            };
            before = Some((one.rank, one.total.clone(), one.means.clone()));
        }
        ranked
    }

    /// Points of 100 that each member gave each candidate, in thousandths, rounded half up: for the check alone, which
    /// decides nothing. By member, then by candidate.
    pub fn points(&self) -> Vec<Vec<Option<i64>>> {
        let of = |marks: &Marks| {
            let parts = self.instruments.iter().zip(marks).map(|(one, score)| {
                BigRational::new(BigInt::from(one.weight) * BigInt::from(*score), BigInt::from(one.highest))
            });
            let thousandths = parts.sum::<BigRational>() * whole(1000);
            i64::try_from(round_half_up(&thousandths)).unwrap_or(i64::MAX)
        };
        let cell = |member: usize, row: &Vec<Option<Marks>>| row[member].as_ref().map(of);
        (0..self.members.len()).map(|member| self.marks.iter().map(|row| cell(member, row)).collect()).collect()
    }

    /// The lines that are hashed when scores are sealed, after a first line with the salt: candidate, member, instrument
    /// and score, ordered by these.
    pub fn canonical(&self, salt: &str) -> String {
        let mut text = format!("{salt}\n");
        for (code, member, instrument, score) in self.lines() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{code}|{member}|{instrument}|{score}");
        }
        text
    }

    /// All scores, ordered by candidate, member and instrument.
    pub fn lines(&self) -> Vec<(&str, i32, &str, i32)> {
        let mut lines = Vec::new();
        for (code, row) in self.candidates.iter().zip(&self.marks) {
            for (member, marks) in self.members.iter().zip(row) {
                for (instrument, score) in self.instruments.iter().zip(marks.iter().flatten()) {
                    lines.push((code.as_str(), *member, instrument.code.as_str(), *score));
                }
            }
        }
        lines.sort_unstable();
        lines
    }
}

/// The first `names` of a ranking, and a tie that its end cuts.
pub fn shortlist(ranking: &[Ranked], names: usize) -> Shortlist {
    let last = ranking.get(names.saturating_sub(1)).map_or(u32::MAX, |one| one.rank);
    let at_last = || ranking.iter().filter(|one| one.rank == last).map(|one| one.candidate);
    let above = ranking.iter().filter(|one| one.rank < last).map(|one| one.candidate);
    let places = names.saturating_sub(above.clone().count());
    let tied: Vec<usize> = at_last().collect();
    if tied.len() <= places {
        return Shortlist { certain: above.chain(tied).collect(), tied: Vec::new(), places: 0 };
    }
    Shortlist { certain: above.collect(), tied, places }
}

#[cfg(test)]
#[path = "score_sheet_tests.rs"]
mod tests;
