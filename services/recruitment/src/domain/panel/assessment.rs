//! Who scores whom: a panel, its conflicts of interest, and what of its scores is there.

use crate::domain::{
    instrument::Instrument,
    panel_check::{Check, Finding},
    panel_member::{Member, MemberState, PanelFlaw, Seat, enough_outside, flaws, outside},
    score_sheet::Sheet,
    selection_candidate::Candidate,
    selter::PanelRules,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A score by member, candidate and instrument.
pub type Scores = HashMap<(Uuid, Uuid, String), i32>;

/// Everything that an assessment is made of, but for the scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Instruments in the order that decides ties.
    pub instruments: Vec<Instrument>,
    /// All members, those who no longer take part included.
    pub members: Vec<Member>,
    /// Candidates.
    pub candidates: Vec<Candidate>,
    /// Member and candidate.
    pub conflicts: BTreeSet<(Uuid, Uuid)>,
}

impl Assessment {
    /// Members who take part.
    pub fn active(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.is_active())
    }

    /// Whether the member scores the candidate.
    pub fn scores(&self, member: Uuid, candidate: Uuid) -> bool {
        !self.conflicts.contains(&(member, candidate))
    }

    /// Candidates about whom a member has a conflict of interest.
    pub fn conflicts_of(&self, member: Uuid) -> BTreeSet<Uuid> {
        self.conflicts.iter().filter(|(one, _)| *one == member).map(|(_, candidate)| *candidate).collect()
    }

    /// The codes of some candidates.
    pub fn codes(&self, candidates: &BTreeSet<Uuid>) -> impl Iterator<Item = &str> {
        let some = self.candidates.iter().filter(|candidate| candidates.contains(&candidate.id));
        some.map(|candidate| candidate.code.as_str())
    }

    /// The seat of a member who takes part or left, for somebody else to take.
    pub fn seat_to_fill(&mut self, member: Uuid) -> Option<&mut Member> {
        let fillable = |one: &&mut Member| matches!(one.state, MemberState::Active | MemberState::Left);
        self.members.iter_mut().filter(fillable).find(|one| one.id == member)
    }

    /// Whether somebody left whom nobody has followed.
    pub fn has_free_seats(&self) -> bool {
        self.members.iter().any(|member| member.state == MemberState::Left)
    }

    /// Members who have not declared conflicts of interest.
    pub fn undeclared(&self) -> usize {
        self.active().filter(|member| !member.declared).count()
    }

    /// What is wrong with those who take part; their number is to be odd until the assessment begins.
    pub fn flaws(&self, rules: &PanelRules, odd: bool) -> Vec<PanelFlaw> {
        flaws(self.active().map(|member| &member.seat), rules, odd)
    }

    /// The same on the way, with what conflicts of interest make of it for a candidate.
    pub fn flaws_on_the_way(&self, rules: &PanelRules) -> Vec<PanelFlaw> {
        let mut flaws = self.flaws(rules, false);
        for finding in self.short_of_members(rules) {
            let flaw = if finding.check == Check::Outside { PanelFlaw::Outside } else { PanelFlaw::Quorum };
            if !flaws.contains(&flaw) {
                flaws.push(flaw);
            }
        }
        flaws
    }

    /// What keeps those who take part from going on, as findings.
    pub fn shortages(&self, rules: &PanelRules) -> Vec<Finding> {
        let seats: Vec<&Seat> = self.active().map(|member| &member.seat).collect();
        let flaws = self.flaws(rules, false);
        let mut found = Vec::new();
        if flaws.contains(&PanelFlaw::Outside) {
            found.push(Finding::of_all(Check::Outside, share(&seats), i64::from(rules.outside_percent) * 10));
        }
        if flaws.iter().any(|flaw| *flaw != PanelFlaw::Outside) {
            found.push(Finding::of_all(Check::Composition, seats.len() as i64, rules.minimum.into()));
        }
        found.extend(self.short_of_members(rules));
        found
    }

    /// Candidates whom too few members may score, or too few from outside, as findings.
    pub fn short_of_members(&self, rules: &PanelRules) -> Vec<Finding> {
        let finding = |candidate: &Candidate| {
            let scorers = self.active().filter(|member| self.scores(member.id, candidate.id));
            let seats: Vec<&Seat> = scorers.map(|member| &member.seat).collect();
            // Without a conflict of interest the seats are the panel's, which has its own rule.
            let barred = seats.len() < self.active().count();
            let of = |check, observed, limit| Finding {
                candidate: candidate.code.clone(),
                ..Finding::of_all(check, observed, limit)
            };
            if seats.len() < usize::from(rules.scorers_minimum) {
                return Some(of(Check::Quorum, seats.len() as i64, rules.scorers_minimum.into()));
            }
            let (percent, enough) =
                (rules.scorers_outside_percent, enough_outside(&seats, rules.scorers_outside_percent));
            (barred && !enough).then(|| of(Check::Outside, share(&seats), i64::from(percent) * 10))
        };
        self.candidates.iter().filter_map(finding).collect()
    }

    /// How many candidates a member has still to score, from how many instruments each is scored on.
    pub fn left_to(&self, member: Uuid, counts: &[(Uuid, Uuid, i64)]) -> usize {
        let whole = self.instruments.len() as i64;
        let done = |candidate: Uuid| counts.contains(&(member, candidate, whole));
        let own = self.candidates.iter().filter(|candidate| self.scores(member, candidate.id));
        own.filter(|candidate| !done(candidate.id)).count()
    }

    /// How many scores are missing of all that have to be there.
    pub fn missing(&self, counts: &[(Uuid, Uuid, i64)]) -> usize {
        self.active().map(|member| self.left_to(member.id, counts)).sum::<usize>() * self.instruments.len()
    }

    /// The sheet of those who take part. Whoever has a conflict of interest does not count, whatever stands there.
    pub fn sheet(&self, scores: &Scores) -> Sheet {
        let active: Vec<&Member> = self.active().collect();
        let marks = |member: &Member, candidate: &Candidate| {
            let of = |one: &Instrument| scores.get(&(member.id, candidate.id, one.code.clone())).copied();
            let whole: Option<Vec<i32>> = self.instruments.iter().map(of).collect();
            whole.filter(|_| self.scores(member.id, candidate.id))
        };
        let row = |candidate: &Candidate| active.iter().map(|member| marks(member, candidate)).collect();
        Sheet {
            instruments: self.instruments.clone(),
            candidates: self.candidates.iter().map(|candidate| candidate.code.clone()).collect(),
            members: active.iter().map(|member| member.number).collect(),
            marks: self.candidates.iter().map(row).collect(),
        }
    }
}

/// How many of a thousand seats are from outside.
fn share(seats: &[&Seat]) -> i64 {
    (outside(seats) * 1000 / seats.len().max(1)) as i64
}

#[cfg(test)]
#[path = "assessment_tests.rs"]
mod tests;
