//! The dated figures of the competency test (*seleksi kompetensi PPPK*): maxima, pass marks, and whose turn it is first.

use crate::domain::general_rules::begins_with_any;
use crate::domain::pppk_score::{PppkItems, PppkLimits, PppkMark};
use crate::domain::skd::NeedKind;
use std::collections::BTreeSet;
use thiserror::Error;

/// What a post belongs to (*kelompok jabatan*); each has its own order of tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JobGroup {
    /// *Guru*.
    Teacher,
    /// *Tenaga kesehatan*.
    Health,
    /// *Tenaga teknis*: every other post.
    Technical,
}

impl JobGroup {
    /// Every group.
    pub const ALL: [Self; 3] = [Self::Teacher, Self::Health, Self::Technical];

    /// As rulesets and answers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Teacher => "GURU",
            Self::Health => "KESEHATAN",
            Self::Technical => "TEKNIS",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == text)
    }
}

/// What decides between equal totals of one tier (*penentu*, PermenPANRB 6/2024 art. 47(3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Criterion {
    /// Technical, points for certificates included.
    Technical,
    /// Managerial and socio-cultural together.
    ManagerialSociocultural,
    /// Interview.
    Interview,
    /// The older applicant.
    Age,
}

impl Criterion {
    const ALL: [Self; 4] = [Self::Technical, Self::ManagerialSociocultural, Self::Interview, Self::Age];

    /// As rulesets and answers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Technical => "TECHNICAL",
            Self::ManagerialSociocultural => "MANAGERIAL_SOCIOCULTURAL",
            Self::Interview => "INTERVIEW",
            Self::Age => "AGE",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|criterion| criterion.as_str() == text)
    }
}

/// The posts of a group and the order in which its tiers get seats (*urutan prioritas*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRules {
    pub group: JobGroup,
    /// What the titles of its posts begin with; empty for every post that no group before it has.
    pub posts: Vec<String>,
    /// The greatest technical score, where the group has its own.
    pub technical_max: Option<u16>,
    /// Steps of priority: who is in an earlier one goes first, whatever the score. Codes of one step compete as equals.
    /// Empty where the selection knew no tiers.
    pub tiers: Vec<Vec<String>>,
}

/// Posts with another greatest technical score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostMaximum {
    /// What the titles of the posts begin with.
    pub posts: Vec<String>,
    pub technical_max: u16,
}

/// Whom a pass mark is for (*nilai ambang batas*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkRules {
    /// Kinds of need it is for; empty for all.
    pub needs: Vec<NeedKind>,
    /// What the titles of its posts begin with; empty for all.
    pub posts: Vec<String>,
    pub mark: PppkMark,
}

/// How the competency test of one selection is scored and ranked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompetencyTest {
    pub limits: PppkLimits,
    /// Items of the parts of which every answer gives points.
    pub items: PppkItems,
    /// The first that matches a post counts, before what its group says.
    pub post_maxima: Vec<PostMaximum>,
    /// The first that matches a post is its group.
    pub groups: Vec<GroupRules>,
    /// The first that matches a vacancy counts; none where the best rank is all that counts.
    pub marks: Vec<MarkRules>,
    pub tie_break: Vec<Criterion>,
    /// Whether seats that stay empty are filled from other places (*optimalisasi*): a decision of each year.
    pub fills_other_places: bool,
    /// Tiers that may be offered part-time work (*PPPK paruh waktu*) where they got no seat.
    pub part_time_tiers: Vec<String>,
}

/// What one vacancy is ranked by: the test, read for its post and kind of need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    pub group: JobGroup,
    pub limits: PppkLimits,
    /// Items of the parts of which every answer gives points.
    pub items: PppkItems,
    pub tiers: Vec<Vec<String>>,
    pub mark: PppkMark,
    pub tie_break: Vec<Criterion>,
}

impl Scheme {
    /// The step of priority of a tier's code (*kategori pelamar*), 0 the first. Without tiers the empty code is the only one.
    pub fn step(&self, tier: &str) -> Option<u32> {
        if self.tiers.is_empty() {
            return tier.is_empty().then_some(0);
        }
        let found = (0..).zip(&self.tiers).find(|(_, codes)| codes.iter().any(|code| code == tier));
        found.map(|(step, _)| step)
    }

    /// All codes of the vacancy, first priority first.
    pub fn codes(&self) -> Vec<&str> {
        self.tiers.iter().flatten().map(String::as_str).collect()
    }
}

/// What is wrong with a test.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TestViolation {
    #[error("a maximum or the points of an item are zero")]
    NoMaximum,
    #[error("the items of a part are zero, or its maximum is not so many whole points")]
    Items,
    #[error("points for certificates are above a hundred percent")]
    Certificates,
    #[error("no group takes every other post, or it is not the last")]
    NoLastGroup,
    #[error("a step of {group} is empty, or the tier {tier:?} comes twice", group = .0.as_str(), tier = .1)]
    Tiers(JobGroup, String),
    #[error("a pass mark cannot be reached")]
    UnreachableMark,
    #[error("the criteria of a tie are empty, or one comes twice")]
    TieBreak,
    #[error("no group has the tier {0}, which may work part-time")]
    PartTimeTier(String),
}

impl CompetencyTest {
    /// The test read for a post (*jabatan*) and a kind of need. A validated test has one for every post.
    pub fn scheme(&self, post: &str, kind: NeedKind) -> Option<Scheme> {
        let in_it = |posts: &[String]| posts.is_empty() || begins_with_any(post, posts);
        let rules = self.groups.iter().find(|rules| in_it(&rules.posts))?;
        let own = self.post_maxima.iter().find(|own| begins_with_any(post, &own.posts)).map(|own| own.technical_max);
        let technical_max = own.or(rules.technical_max).unwrap_or(self.limits.technical_max);
        let of_kind = |needs: &[NeedKind]| needs.is_empty() || needs.contains(&kind);
        let mark = self.marks.iter().find(|mark| of_kind(&mark.needs) && in_it(&mark.posts));
        Some(Scheme {
            group: rules.group,
            limits: PppkLimits { technical_max, ..self.limits },
            items: self.items,
            tiers: rules.tiers.clone(),
            mark: mark.map(|mark| mark.mark).unwrap_or_default(),
            tie_break: self.tie_break.clone(),
        })
    }

    /// Lists everything wrong with the test (*aturan tidak sah*), empty when it can be used.
    pub fn validate(&self) -> Vec<TestViolation> {
        let mut violations = Vec::new();
        let PppkLimits { technical_max, managerial_max, sociocultural_max, interview_max, points_per_item, .. } =
            self.limits;
        let mut maxima = vec![technical_max, managerial_max, sociocultural_max, interview_max, points_per_item];
        maxima.extend(self.post_maxima.iter().map(|own| own.technical_max));
        maxima.extend(self.groups.iter().filter_map(|rules| rules.technical_max));
        if maxima.contains(&0) {
            violations.push(TestViolation::NoMaximum);
        }
        if !self.items.fit(&self.limits) {
            violations.push(TestViolation::Items);
        }
        if self.limits.certificate_percent > 100 {
            violations.push(TestViolation::Certificates);
        }
        if self.groups.iter().position(|rules| rules.posts.is_empty()) != self.groups.len().checked_sub(1) {
            violations.push(TestViolation::NoLastGroup);
        }
        violations.extend(self.groups.iter().filter_map(tier_violation));
        let own = self.post_maxima.iter().map(|own| own.technical_max);
        let own = own.chain(self.groups.iter().filter_map(|rules| rules.technical_max));
        let technical_max = own.fold(self.limits.technical_max, u16::max);
        let reached = |mark: &PppkMark| mark.is_reachable(&PppkLimits { technical_max, ..self.limits });
        if !self.marks.iter().all(|rules| reached(&rules.mark)) {
            violations.push(TestViolation::UnreachableMark);
        }
        let once: BTreeSet<_> = self.tie_break.iter().collect();
        if once.is_empty() || once.len() != self.tie_break.len() {
            violations.push(TestViolation::TieBreak);
        }
        let known = |tier: &&String| self.groups.iter().any(|rules| rules.tiers.concat().contains(tier));
        let unknown = self.part_time_tiers.iter().filter(|tier| !known(tier));
        violations.extend(unknown.map(|tier| TestViolation::PartTimeTier(tier.clone())));
        violations
    }
}

fn tier_violation(rules: &GroupRules) -> Option<TestViolation> {
    let mut seen = BTreeSet::new();
    let wrong = rules.tiers.iter().flatten().find(|code| code.is_empty() || !seen.insert(*code));
    let empty_step = rules.tiers.iter().any(Vec::is_empty);
    let wrong = wrong.cloned().or(empty_step.then(String::new));
    wrong.map(|code| TestViolation::Tiers(rules.group, code))
}

#[cfg(test)]
#[path = "competency_test_tests.rs"]
mod tests;
