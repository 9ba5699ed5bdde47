//! The dated figures of one selection (*aturan seleksi*): a decree of each recruitment year changes them.

use thiserror::Error;

use crate::domain::decides_by::DecidesBy;
use crate::domain::general_rules::{GeneralRules, GeneralViolation, begins_with_any};
use crate::domain::integration::{Integration, IntegrationError, Weights};
use crate::domain::optimisation::OptimisationCode;
use crate::domain::second_chance::FallbackTotals;
use crate::domain::skb_scheme::{SchemeLimits, SkbScheme};
use crate::domain::skd::{NeedKind, PassMark, SkdLimits};
use crate::domain::tie_break::TieBreak;

/// Everything a selection is computed by (*aturan seleksi CPNS*), stored by id with each result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionRuleset {
    /// What rulesets of all programmes say.
    pub general: GeneralRules,
    pub skd: SkdLimits,
    /// The pass mark of each kind of need (*nilai ambang batas*); kinds without a known mark are absent.
    pub pass_marks: Vec<(NeedKind, PassMark)>,
    /// Pass marks of listed posts, before that of their kind; the first that matches counts.
    pub post_marks: Vec<PostMark>,
    /// How many per seat go from the basic to the field test (*tiga kali formasi*).
    pub multiplier: u32,
    /// What the basic test weighs in the final mark, in percent.
    pub skd_weight: u32,
    /// What the field test weighs in the final mark, in percent.
    pub skb_weight: u32,
    /// The greatest score of the computer test of the field test (*nilai maksimal CAT SKB*).
    pub skb_cat_max: u32,
    /// The same of listed posts, before that of all others; the first that matches counts.
    pub post_cat_maxima: Vec<PostCatMax>,
    /// What a field test may be made of.
    pub skb_limits: SchemeLimits,
    /// What decides between equal final marks, in this order (*penentu kelulusan*).
    pub tie_breaks: Vec<TieBreak>,
    /// Whether exact or printed points decide.
    pub decides_by: DecidesBy,
    /// How unfilled seats are filled from elsewhere, in this order (*optimalisasi*); empty where it was not done.
    pub passes: Vec<OptimisationCode>,
    /// The least totals of the 2018 second chance; no other year had one.
    pub fallback: Option<FallbackTotals>,
}

/// The pass mark of listed posts of one kind of need (*nilai ambang batas jabatan tertentu*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostMark {
    pub kind: NeedKind,
    /// What the titles of the posts begin with.
    pub posts: Vec<String>,
    pub mark: PassMark,
}

/// The greatest score of the computer test of listed posts (*nilai maksimal CAT SKB jabatan tertentu*).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostCatMax {
    /// What the titles of the posts begin with.
    pub posts: Vec<String>,
    pub max: u32,
}

/// What is wrong with a ruleset (*aturan tidak sah*).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RulesetViolation {
    #[error("the weights make {0}, not 100")]
    WeightsNotHundred(u64),
    #[error("the multiplier is zero")]
    NoMultiplier,
    #[error("a maximum or the points of an item are zero")]
    NoMaximum,
    #[error("a maximum of listed posts is zero, or of no post")]
    NoPostMaximum,
    #[error("the general need has no pass mark")]
    NoGeneralMark,
    #[error("{} has two pass marks", .0.as_str())]
    TwoMarks(NeedKind),
    #[error("a pass mark of {} cannot be reached, or is of no post", .0.as_str())]
    UnreachableMark(NeedKind),
    #[error("{0} decides twice")]
    TwoTieBreaks(&'static str),
    #[error("nothing decides between equal marks")]
    NoTieBreak,
    #[error("{0:?} is not a pass, or comes twice")]
    Pass(OptimisationCode),
    #[error("the limits of the field test leave no lawful one")]
    NoScheme,
    #[error(transparent)]
    General(#[from] GeneralViolation),
}

impl SelectionRuleset {
    /// The pass mark of a kind of need (*nilai ambang batas*), if this ruleset knows one.
    pub fn pass_mark(&self, kind: NeedKind) -> Option<&PassMark> {
        self.pass_marks.iter().find(|(of, _)| *of == kind).map(|(_, mark)| mark)
    }

    /// The pass mark of a vacancy: that of its post where it is listed, else that of its kind.
    pub fn mark_of(&self, kind: NeedKind, post: &str) -> Option<&PassMark> {
        let listed = self.post_marks.iter().find(|own| own.kind == kind && begins_with_any(post, &own.posts));
        listed.map(|own| &own.mark).or_else(|| self.pass_mark(kind))
    }

    /// The greatest score of the computer test of the field test of a post.
    pub fn cat_max_of(&self, post: &str) -> u32 {
        let listed = self.post_cat_maxima.iter().find(|own| begins_with_any(post, &own.posts));
        listed.map_or(self.skb_cat_max, |own| own.max)
    }

    /// How the final mark is made (*bobot integrasi*).
    pub fn weights(&self) -> Weights {
        Weights { skd_max: self.skd.total_max(), skd: self.skd_weight, skb: self.skb_weight }
    }

    /// How SKD and SKB are integrated (*integrasi*) while the field test is the computer test alone.
    pub fn integration(&self) -> Result<Integration, IntegrationError> {
        Integration::new(self.weights(), SkbScheme::cat_only(self.skb_cat_max))
    }

    /// Lists everything wrong with the ruleset (*aturan tidak sah*), empty when it can be used.
    pub fn validate(&self) -> Vec<RulesetViolation> {
        let mut violations = Vec::new();
        let weights = u64::from(self.skd_weight) + u64::from(self.skb_weight);
        if weights != 100 {
            violations.push(RulesetViolation::WeightsNotHundred(weights));
        }
        if self.multiplier == 0 {
            violations.push(RulesetViolation::NoMultiplier);
        }
        if [self.skd.twk_max, self.skd.tiu_max, self.skd.tkp_max, self.skd.points_per_item].contains(&0)
            || self.skb_cat_max == 0
        {
            violations.push(RulesetViolation::NoMaximum);
        }
        let unsound = |own: &PostCatMax| own.max == 0 || own.posts.is_empty() || own.posts.contains(&String::new());
        if self.post_cat_maxima.iter().any(unsound) {
            violations.push(RulesetViolation::NoPostMaximum);
        }
        if self.skb_limits.cat_weight > 100 || self.skb_limits.interview_weight > 100 {
            violations.push(RulesetViolation::NoScheme);
        }
        violations.extend(self.mark_violations());
        violations.extend(self.order_violations());
        violations.extend(self.general.validate().into_iter().map(RulesetViolation::from));
        violations
    }

    fn order_violations(&self) -> Vec<RulesetViolation> {
        let mut violations = Vec::new();
        if self.tie_breaks.is_empty() {
            violations.push(RulesetViolation::NoTieBreak);
        }
        for (position, tie_break) in self.tie_breaks.iter().enumerate() {
            if self.tie_breaks[..position].contains(tie_break) {
                violations.push(RulesetViolation::TwoTieBreaks(tie_break.as_str()));
            }
        }
        for (position, pass) in self.passes.iter().enumerate() {
            if pass.pass().is_none() || self.passes[..position].contains(pass) {
                violations.push(RulesetViolation::Pass(*pass));
            }
        }
        violations
    }

    fn mark_violations(&self) -> Vec<RulesetViolation> {
        let mut violations = Vec::new();
        if self.pass_mark(NeedKind::Umum).is_none() {
            violations.push(RulesetViolation::NoGeneralMark);
        }
        for (position, (kind, mark)) in self.pass_marks.iter().enumerate() {
            if self.pass_marks[..position].iter().any(|(earlier, _)| earlier == kind) {
                violations.push(RulesetViolation::TwoMarks(*kind));
            }
            if !self.is_reachable(mark) {
                violations.push(RulesetViolation::UnreachableMark(*kind));
            }
        }
        let sound = |own: &PostMark| self.is_reachable(&own.mark) && !own.posts.is_empty();
        let unsound = self.post_marks.iter().filter(|own| !sound(own));
        violations.extend(unsound.map(|own| RulesetViolation::UnreachableMark(own.kind)));
        violations
    }

    fn is_reachable(&self, mark: &PassMark) -> bool {
        let SkdLimits { twk_max, tiu_max, tkp_max, .. } = self.skd;
        mark.twk.is_none_or(|least| least <= twk_max)
            && mark.tiu.is_none_or(|least| least <= tiu_max)
            && mark.tkp.is_none_or(|least| least <= tkp_max)
            && mark.total.is_none_or(|least| u32::from(least) <= self.skd.total_max())
    }
}

#[cfg(test)]
#[path = "ruleset_tests.rs"]
pub(crate) mod tests;
