//! A servant's competency profile (*profil kompetensi*): what the post asks for against what the evidence shows on a day, and
//! the job-person match (*JPM*) of the two. Exact fractions; what is unknown is told, never counted as zero.

use crate::domain::{
    competency_rules::{CompetencyGroup, CompetencyRules, MatchCategory},
    evidence::{CompetencyCode, Shown, deciding, of_code},
    job::Job,
};
use jiff::civil::Date;
use num_bigint::BigInt;
use num_rational::BigRational;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// What a published standard is written for, nearest first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StandardScope {
    /// One position, by its name.
    Position(String),
    /// Every position with this title.
    JobTitle(String),
    /// Every position of this kind.
    JobKind(Job),
}

/// A competency and the level asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandardLine {
    /// The competency.
    pub code: CompetencyCode,
    /// 1 to 5.
    pub level: u8,
}

/// A competency standard (*standar kompetensi jabatan*) as needs published it: what it says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedStandard {
    /// Name in the needs service.
    pub name: String,
    /// Version that was told; an older one changes nothing.
    pub version: i64,
    /// Number of the revision in force.
    pub revision: i32,
    /// What it is written for.
    pub scope: StandardScope,
    /// Competencies and levels.
    pub lines: Vec<StandardLine>,
    /// The act that sets it.
    pub regulation: String,
}

/// What somebody holds: as much as a standard asks about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Post {
    /// Position in the needs service; empty for a post that is none of this instansi's positions.
    pub position: String,
    /// Title.
    pub title: String,
    /// Kind of job, where it is known.
    pub job: Option<Job>,
}

impl Post {
    /// What a standard that concerns it is written for, nearest first.
    pub fn scopes(&self) -> Vec<StandardScope> {
        let position = StandardScope::Position(self.position.clone());
        let title = StandardScope::JobTitle(self.title.clone());
        let mut scopes = Vec::new();
        scopes.extend((!self.position.is_empty()).then_some(position));
        scopes.extend((!self.title.is_empty()).then_some(title));
        scopes.extend(self.job.map(StandardScope::JobKind));
        scopes
    }
}

/// Published standards by what they are written for: needs has one of each.
pub type Standards = HashMap<StandardScope, PublishedStandard>;

/// Where a level that is asked for comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedBy {
    /// A published standard: its name, its revision and what it is written for.
    Standard(String, i32, StandardScope),
    /// The ruleset's level of the kind of job.
    Ruleset,
}

/// A competency that a post asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The competency.
    pub code: CompetencyCode,
    /// 1 to 5.
    pub level: u8,
    /// Where that comes from.
    pub by: AskedBy,
    /// What the competency belongs to.
    pub group: CompetencyGroup,
}

/// Puts together what a post asks for. Line by line the nearest standard that says something wins: the position's, its title's,
/// its kind's; the ruleset's level fills in for generic competencies. Generic ones come first, in the dictionary's order.
pub fn asked_for(post: &Post, standards: &Standards, rules: &CompetencyRules) -> Vec<Asked> {
    let mut levels: BTreeMap<&CompetencyCode, (u8, &PublishedStandard)> = BTreeMap::new();
    for standard in post.scopes().iter().filter_map(|scope| standards.get(scope)) {
        for line in &standard.lines {
            levels.entry(&line.code).or_insert((line.level, standard));
        }
    }
    let by = |standard: &PublishedStandard| {
        AskedBy::Standard(standard.name.clone(), standard.revision, standard.scope.clone())
    };
    let seed = post.job.and_then(|job| rules.dictionary.required.get(&job).copied());
    let mut asked = Vec::new();
    for generic in &rules.dictionary.competencies {
        let code = CompetencyCode::new(&rules.dictionary.id, &generic.code);
        let found = match levels.remove(&code) {
            Some((level, standard)) => Some((level, by(standard))),
            None => seed.map(|level| (level, AskedBy::Ruleset)),
        };
        if let Some((level, by)) = found {
            asked.push(Asked { code, level, by, group: generic.group });
        }
    }
    for (code, (level, standard)) in levels {
        asked.push(Asked { code: code.clone(), level, by: by(standard), group: rules.group_of(code) });
    }
    asked
}

/// One competency of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileLine<'a> {
    /// What is asked for.
    pub asked: &'a Asked,
    /// The evidence that decides the level; none where nothing counts on the day.
    pub decided_by: Option<Shown>,
    /// Whether there was evidence that does not count any more.
    pub expired: bool,
}

impl ProfileLine<'_> {
    /// The level shown; none where it is unknown.
    pub fn achieved(&self) -> Option<u8> {
        self.decided_by.as_ref().map(|shown| shown.level)
    }

    /// Achieved − asked for (*kesenjangan*): negative is a need of training. None where the level is unknown.
    pub fn gap(&self) -> Option<i32> {
        self.achieved().map(|level| i32::from(level) - i32::from(self.asked.level))
    }
}

/// The profile of one servant on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile<'a> {
    /// Each competency that is asked for.
    pub lines: Vec<ProfileLine<'a>>,
    /// `100 × Σ achieved ÷ Σ asked for` over the assessed competencies, exact; none when nothing is assessed.
    pub percent: Option<BigRational>,
}

impl<'a> Profile<'a> {
    /// Compares what is asked for with what the evidence shows on `day`.
    pub fn measure(
        asked: &'a [Asked],
        evidence: &[(Arc<CompetencyCode>, Shown)],
        job: Option<Job>,
        rules: &CompetencyRules,
        day: Date,
    ) -> Self {
        let line = |asked: &'a Asked| {
            let of_code = of_code(evidence, &asked.code);
            let decided_by = deciding(of_code.clone(), day).cloned();
            let expired = decided_by.is_none() && of_code.into_iter().any(|one| one.last_day < day);
            ProfileLine { asked, decided_by, expired }
        };
        let lines: Vec<_> = asked.iter().map(line).collect();
        let weight = job.and_then(|job| rules.technical_weights.get(&job).copied());
        let percent = percent_of(&lines, weight);
        Self { lines, percent }
    }

    /// Competencies with evidence that counts.
    pub fn assessed(&self) -> usize {
        self.lines.iter().filter(|line| line.decided_by.is_some()).count()
    }

    /// Whether every level that is asked for is known, and there is one. Only then the match has a category, and only then it
    /// is passed on to whoever decides with it; else it needs review.
    pub fn is_complete(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|line| line.decided_by.is_some())
    }

    /// The match in words; none while it needs review.
    pub fn category(&self, rules: &CompetencyRules) -> Option<MatchCategory> {
        let percent = self.percent.as_ref().filter(|_| self.is_complete());
        percent.map(|percent| rules.category(percent))
    }
}

fn percent_of(lines: &[ProfileLine<'_>], technical_weight: Option<u32>) -> Option<BigRational> {
    let pairs = |technical: Option<bool>| {
        let wanted = move |line: &&ProfileLine<'_>| {
            technical.is_none_or(|wanted| wanted == (line.asked.group == CompetencyGroup::Technical))
        };
        lines.iter().filter(wanted).filter_map(|line| Some((line.achieved()?, line.asked.level)))
    };
    match technical_weight {
        Some(weight) => weighted(match_percent(pairs(Some(true))), match_percent(pairs(Some(false))), weight),
        None => match_percent(pairs(None)),
    }
}

/// `100 × Σ achieved ÷ Σ asked for` of pairs of the two; none of none.
pub fn match_percent(pairs: impl IntoIterator<Item = (u8, u8)>) -> Option<BigRational> {
    let (mut achieved, mut asked) = (0_i64, 0_i64);
    for (level, standard) in pairs {
        achieved += i64::from(level);
        asked += i64::from(standard);
    }
    (asked > 0).then(|| BigRational::new(BigInt::from(achieved * 100), BigInt::from(asked)))
}

/// A match of which the technical competencies make `weight` percent. A part that nobody assessed is left out.
pub fn weighted(technical: Option<BigRational>, generic: Option<BigRational>, weight: u32) -> Option<BigRational> {
    match (technical, generic) {
        (Some(technical), Some(generic)) => {
            let (hundred, weight) = (exact::whole(100), exact::whole(u64::from(weight)));
            Some((technical * &weight + generic * (&hundred - &weight)) / hundred)
        }
        (one, other) => one.or(other),
    }
}

/// At most 100, where an axis ends there.
pub fn clamped(percent: &BigRational) -> BigRational {
    percent.clone().min(exact::whole(100))
}

#[cfg(test)]
#[path = "competency_profile_tests.rs"]
mod tests;
