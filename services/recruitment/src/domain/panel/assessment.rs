//! Who scores whom: a panel, its conflicts of interest, and what of its scores is there.

use crate::domain::{
    instrument::Instrument,
    panel_check::{Check, Finding},
    panel_member::{Member, MemberState, PanelFlaw, flaws},
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

    /// Members who have not declared conflicts of interest.
    pub fn undeclared(&self) -> usize {
        self.active().filter(|member| !member.declared).count()
    }

    /// What is wrong with those who take part. An excused member may leave an even number.
    pub fn flaws(&self, rules: &PanelRules) -> Vec<PanelFlaw> {
        let as_named = self.members.iter().all(|member| member.state != MemberState::Excused);
        flaws(self.active().map(|member| &member.seat), rules, as_named)
    }

    /// Candidates whom too few members may score, as findings.
    pub fn short_of_members(&self, rules: &PanelRules) -> Vec<Finding> {
        let limit = i64::from(rules.scorers_minimum);
        let finding = |candidate: &Candidate| {
            let scorers = self.active().filter(|member| self.scores(member.id, candidate.id)).count() as i64;
            (scorers < limit).then(|| Finding {
                check: Check::Quorum,
                members: Vec::new(),
                candidate: candidate.code.clone(),
                observed: scorers,
                limit,
                as_strange: 0,
                permutations: 0,
            })
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
