//! The order of a vacancy (*peringkat PPPK*, PermenPANRB 6/2024 art. 47): tier before score, score before tie-breaks.

use crate::domain::competency_test::{Criterion, Scheme};
use crate::domain::final_ranking::FinalOutcome;
use crate::domain::pppk_score::PppkScore;
use jiff::civil::Date;
use std::cmp::Ordering;

/// How the test ended for a participant (*hasil seleksi kompetensi*).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PppkOutcome {
    Scored(PppkScore),
    /// `TH`: did not come (*tidak hadir*).
    Absent,
    /// `TMS`: does not meet the requirements after all (*tidak memenuhi syarat*).
    Ineligible,
    /// `APS`: withdrew (*atas permintaan sendiri*).
    Withdrew,
    /// `DIS`: was sent out (*diskualifikasi*).
    Disqualified,
}

impl PppkOutcome {
    /// As it is kept, and written into leaves.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scored(_) => "present",
            Self::Absent => "absent",
            Self::Ineligible => "ineligible",
            Self::Withdrew => "withdrew",
            Self::Disqualified => "disqualified",
        }
    }

    /// Reads what [`Self::as_str`] writes; only who was present has the score.
    pub fn parse(text: &str, score: PppkScore) -> Option<Self> {
        [Self::Scored(score), Self::Absent, Self::Ineligible, Self::Withdrew, Self::Disqualified]
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
    }

    /// The score; zero for who has none.
    pub fn score(self) -> PppkScore {
        if let Self::Scored(score) = self { score } else { PppkScore::default() }
    }

    /// The code of who has no score.
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Scored(_) => None,
            Self::Absent => Some("TH"),
            Self::Ineligible => Some("TMS"),
            Self::Withdrew => Some("APS"),
            Self::Disqualified => Some("DIS"),
        }
    }
}

/// What decides about a participant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PppkCandidate<Id> {
    pub id: Id,
    /// Code of the tier (*kategori pelamar*): R1 to R5.
    pub tier: String,
    /// The tier's step of priority.
    pub step: u32,
    pub outcome: PppkOutcome,
    pub birth_date: Date,
}

/// A participant's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PppkPlacing<Id> {
    pub id: Id,
    /// The code without what a seat adds to it, see [`printed`].
    pub code: String,
    /// Rank and seat of who took the whole test and met the mark; equal participants share a rank.
    pub standing: Option<(u32, FinalOutcome)>,
}

/// Ranks the participants of one vacancy and gives its seats to the best: a lower score in a higher tier wins.
///
/// A group that is equal in everything and does not fit into the seats left is marked for a decision, never drawn by lot.
/// The answer lists the ranked, then the others, and does not depend on the order of the input.
pub fn rank_pppk<Id: Copy + Ord>(
    quota: u32,
    scheme: &Scheme,
    candidates: &[PppkCandidate<Id>],
) -> Vec<PppkPlacing<Id>> {
    rank_pppk_beside(quota, scheme, candidates, |_| false)
}

/// The same where who stands `aside` takes no seat: they have one elsewhere, or gave theirs back.
pub fn rank_pppk_beside<Id: Copy + Ord>(
    quota: u32,
    scheme: &Scheme,
    candidates: &[PppkCandidate<Id>],
    aside: impl Fn(&PppkCandidate<Id>) -> bool,
) -> Vec<PppkPlacing<Id>> {
    let (mut ranked, mut others) = (Vec::new(), Vec::new());
    for candidate in candidates {
        match candidate.outcome {
            PppkOutcome::Scored(score) if scheme.mark.admits(&score) => ranked.push((candidate, score)),
            outcome => others.push((candidate.id, outcome.code().unwrap_or("TL"))),
        }
    }
    let compare = |left: &(&PppkCandidate<Id>, PppkScore), right: &(&PppkCandidate<Id>, PppkScore)| {
        by_law(&scheme.tie_break, *left, *right)
    };
    ranked.sort_by(|left, right| compare(left, right).then(left.0.id.cmp(&right.0.id)));
    others.sort_by_key(|(id, code)| (*code, *id));

    let mut placings = Vec::with_capacity(candidates.len());
    // Everybody counts for the rank, and for the seats only those who may take one.
    let (mut ahead, mut seated): (u32, u32) = (0, 0);
    for group in ranked.chunk_by(|left, right| compare(left, right).is_eq()) {
        let competing = count(group.iter().filter(|(candidate, _)| !aside(candidate)));
        let outcome = if seated.saturating_add(competing) <= quota {
            FinalOutcome::Selected
        } else if seated < quota {
            FinalOutcome::NeedsDecision
        } else {
            FinalOutcome::NotSelected
        };
        placings.extend(group.iter().map(|(candidate, _)| PppkPlacing {
            id: candidate.id,
            code: code_of(&candidate.tier).to_owned(),
            standing: Some((ahead + 1, if aside(candidate) { FinalOutcome::NotSelected } else { outcome })),
        }));
        (ahead, seated) = (ahead.saturating_add(count(group.iter())), seated.saturating_add(competing));
    }
    placings.extend(others.into_iter().map(|(id, code)| PppkPlacing { id, code: code.to_owned(), standing: None }));
    placings
}

fn count(group: impl Iterator) -> u32 {
    u32::try_from(group.count()).unwrap_or(u32::MAX)
}

/// The better first: tier, total, then what the ruleset lists.
pub(crate) fn by_law<Id>(
    tie_break: &[Criterion],
    (left, left_score): (&PppkCandidate<Id>, PppkScore),
    (right, right_score): (&PppkCandidate<Id>, PppkScore),
) -> Ordering {
    let mut order = left.step.cmp(&right.step).then(right_score.total().cmp(&left_score.total()));
    for criterion in tie_break {
        order = order.then_with(|| match criterion {
            Criterion::Technical => right_score.technical_total().cmp(&left_score.technical_total()),
            Criterion::ManagerialSociocultural => {
                right_score.managerial_sociocultural().cmp(&left_score.managerial_sociocultural())
            }
            Criterion::Interview => right_score.interview.cmp(&left_score.interview),
            Criterion::Age => left.birth_date.cmp(&right.birth_date),
        });
    }
    order
}

/// The code of a tier without a seat. A selection without tiers prints `P/L` and `P`.
fn code_of(tier: &str) -> &str {
    if tier.is_empty() { "P" } else { tier }
}

/// The code as lists print it: `/L` for who has a seat, `/L-2` where it is one of another place (*optimalisasi*).
pub fn printed(code: &str, outcome: Option<FinalOutcome>) -> String {
    match outcome {
        Some(FinalOutcome::Selected) => format!("{code}/L"),
        Some(FinalOutcome::Moved) => format!("{code}/L-2"),
        Some(FinalOutcome::NotSelected | FinalOutcome::NeedsDecision) | None => code.to_owned(),
    }
}

#[cfg(test)]
#[path = "pppk_ranking_tests.rs"]
mod tests;
