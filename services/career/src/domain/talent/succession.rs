//! The succession pool (*kelompok rencana suksesi*) of a key post: who is in, in which order, who is out, and why.

use crate::domain::{
    match_score::MatchParts,
    nine_box::{BoxProposal, ratio},
    position::Position,
    post_requirement::{CandidateFacts, PostRequirement},
    professionalism::ProfessionalismRules,
    talent_box::TalentBox,
    talent_condition::{Condition, Outcome, lines, open},
    talent_rules::TalentRules,
};
use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;
use uuid::Uuid;

/// Whether somebody is in a pool. In this order they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// In it.
    In,
    /// Something is unknown: somebody has to look.
    NeedsReview,
    /// Not in it.
    Out,
}

impl Verdict {
    /// Every verdict with its name in tables.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::In, "in"), (Self::NeedsReview, "needs_review"), (Self::Out, "out")];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }
}

/// Somebody in one of the boxes of the pool, looked at for a key post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolMember {
    /// Who.
    pub servant: Uuid,
    /// In, out, or to be looked at.
    pub verdict: Verdict,
    /// Box, as decided or proposed; 0 where nothing is proposed and nobody decided yet.
    pub number: i32,
    /// Exact match score; none where a part is unknown.
    pub score: Option<BigRational>,
    /// Points of the performance, by which ties are broken; none where they are not known.
    pub performance: Option<i32>,
    /// What holds, and how the score arose.
    pub figures: Vec<String>,
    /// What keeps them out or has to be looked at.
    pub reasons: Vec<String>,
}

/// What a pool is drawn by.
pub struct PoolRules<'r> {
    /// Rules.
    pub rules: &'r TalentRules,
    /// Levels of punishments.
    pub levels: &'r ProfessionalismRules,
    /// What the post asks for.
    pub requirement: &'r PostRequirement,
    /// The post.
    pub position: &'r Position,
    /// The day.
    pub day: Date,
}

/// Conditions that a person clears by naming a successor: what was done elsewhere no record here shows. Whatever else is unknown
/// can be recorded, or decided.
pub const CLEARED_BY_NAMING: [&str; 2] = ["related", "held"];

/// Of reasons why somebody has to be looked at, the names of the conditions; none where one of them is not cleared by naming.
pub fn cleared_by_naming(reasons: &[String]) -> Option<Vec<String>> {
    let name = |line: &String| {
        let (rule, _) = line.split_once(": ")?;
        CLEARED_BY_NAMING.contains(&rule).then(|| rule.to_owned())
    };
    reasons.iter().map(name).collect()
}

impl PoolRules<'_> {
    /// Looks at one person, whose box is proposed anew: what it was decided from may have expired since.
    pub fn look(&self, seen: &TalentBox, anew: &BoxProposal, facts: &CandidateFacts) -> PoolMember {
        let integrity = self.rules.integrity_points(self.levels, &facts.punishments, self.day);
        let mut conditions = vec![self.box_counts(seen), self.not_held_already(facts)];
        conditions.extend(self.requirement.look(facts, &self.position.sector, integrity, self.day));
        let parts = self.parts(anew, facts, integrity, &mut conditions);
        let blocking = open(&conditions);
        let holding: Vec<Condition> = conditions.into_iter().filter(|one| !one.is_open()).collect();
        let verdict = match blocking.iter().map(|one| one.outcome).max() {
            None => Verdict::In,
            Some(Outcome::Holds | Outcome::Unknown) => Verdict::NeedsReview,
            Some(Outcome::Lacks) => Verdict::Out,
        };
        let mut figures = lines(&holding);
        figures.extend(parts.as_ref().map(|parts| self.rules.explain_score(parts)));
        PoolMember {
            servant: facts.servant,
            verdict,
            number: seen.decided.or(seen.proposal.number).unwrap_or_default(),
            score: parts.map(|parts| self.rules.match_score(&parts)),
            performance: anew.performance,
            figures,
            reasons: lines(&blocking),
        }
    }

    /// Only what a person decided counts, and not for ever.
    fn box_counts(&self, seen: &TalentBox) -> Condition {
        let Some(number) = seen.decided else {
            return Condition::unknown("box", format!("nobody decided about the box of {} yet", seen.year));
        };
        if i32::from(self.day.year()) - seen.year > self.rules.box_years {
            return Condition::unknown("box", format!("box {number} is of {}, which is too old", seen.year));
        }
        Condition::when(
            self.rules.pool_boxes.contains(&number),
            "box",
            format!("box {number} of {}, decided", seen.year),
        )
    }

    fn not_held_already(&self, facts: &CandidateFacts) -> Condition {
        let holds_it = |position: &str| position == self.position.name;
        let holder = facts.posts.iter().any(|post| holds_it(&post.position) && post.end.is_none());
        Condition::when(!holder, "not_holder", if holder { "holds a seat of the post" } else { "holds another post" })
    }

    /// The parts of the score; what is unknown of them is noted.
    fn parts(
        &self,
        anew: &BoxProposal,
        facts: &CandidateFacts,
        integrity: Option<i32>,
        conditions: &mut Vec<Condition>,
    ) -> Option<MatchParts> {
        let potential = anew.potential.and_then(ratio);
        if potential.is_none() {
            conditions.push(Condition::unknown("potential", "it is unknown or has expired"));
        }
        let qualification = facts.education.and_then(|education| self.rules.qualification_points(education));
        Some(MatchParts {
            potential: potential?,
            qualification: BigRational::from(BigInt::from(qualification?)),
            integrity: integrity?,
        })
    }
}

/// Puts members into their order: who is in by score, ties by performance; then who has to be looked at; then who is out.
/// Whoever is still equal stands in the order of ids, which says nothing about them.
pub fn in_order(mut members: Vec<PoolMember>) -> Vec<PoolMember> {
    members.sort_by(|one, other| {
        let verdict = one.verdict.cmp(&other.verdict);
        let score = other.score.cmp(&one.score);
        let performance = other.performance.cmp(&one.performance);
        verdict.then(score).then(performance).then(one.servant.cmp(&other.servant))
    });
    members
}

#[cfg(test)]
#[path = "succession_tests.rs"]
mod tests;
