//! Evidence of what a servant can do (*bukti kompetensi*), and which level of a competency it shows on a day.

use jiff::{Timestamp, civil::Date};
use std::sync::Arc;
use uuid::Uuid;

/// Which competency: a code in a dictionary (*kamus kompetensi*). A code means nothing without its dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CompetencyCode {
    /// Id of the dictionary and its edition.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
}

impl CompetencyCode {
    /// A code of a dictionary.
    pub fn new(dictionary: &str, code: &str) -> Self {
        Self { dictionary: dictionary.to_owned(), code: code.to_owned() }
    }
}

/// What shows a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// *Uji kompetensi*, *asesmen*: it measures, so its level counts even where it is lower than what was shown before.
    Assessment,
    /// *Sertifikat kompetensi*
    Certificate,
    /// Work that somebody saw (*pengamatan kinerja*).
    Observed,
    /// Result of a training (*hasil pelatihan*).
    Training,
}

impl EvidenceKind {
    /// Every kind with its name in tables.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Assessment, "assessment"),
        (Self::Certificate, "certificate"),
        (Self::Observed, "observed"),
        (Self::Training, "training"),
    ];

    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, text)| text)
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(one, _)| one)
    }

    /// The lowest level it can show: an assessment can find none (0), anything else shows one.
    pub fn lowest_level(self) -> u8 {
        u8::from(self != Self::Assessment)
    }
}

/// The highest level of mastery (*ahli*).
pub const HIGHEST_LEVEL: u8 = 5;

/// What somebody puts forward: what is known before any rule looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub servant: Uuid,
    /// What shows the level.
    pub kind: EvidenceKind,
    /// Id of the competency's dictionary.
    pub dictionary: String,
    /// Code in it.
    pub code: String,
    /// Level shown: 1 to 5, and 0 where an assessment found none.
    pub level: u8,
    /// Who assessed, certified, saw or trained.
    pub assessor: String,
    /// By what: the test, the scheme, the course.
    pub instrument: String,
    /// Day on which it was shown.
    pub date: Date,
    /// Last day that the paper itself tells; none where it tells none. The ruleset's own term may end earlier.
    pub expiry: Option<Date>,
    /// Number of the paper, or name of the resource it comes from; may be empty.
    pub reference: String,
}

/// Evidence as it is kept, without what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvidence {
    /// What was put forward.
    pub evidence: Evidence,
    /// Last day on which it counts, by the paper and the ruleset.
    pub last_day: Date,
    /// Ruleset that said so.
    pub ruleset: String,
    /// Subject of whoever recorded it.
    pub recorded_by: String,
    /// When it was taken back.
    pub withdrawn_time: Option<Timestamp>,
    /// Version.
    pub version: i64,
    /// When it was recorded.
    pub create_time: Timestamp,
}

/// Why evidence is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceRefusal {
    /// It was taken back before.
    #[error("the evidence was withdrawn before")]
    Withdrawn,
    /// Nobody assesses themselves, or takes back what was assessed.
    #[error("nobody records or withdraws evidence about themselves")]
    Own,
    /// It shows something before it happened.
    #[error("must not lie ahead")]
    NotYet,
    /// No dictionary in use and no published standard holds the competency.
    #[error("no dictionary in use and no published standard holds this competency")]
    UnknownCompetency,
}

impl KeptEvidence {
    /// Takes it back: a correction, after which it counts for nothing.
    pub fn withdraw(&mut self, now: Timestamp) -> Result<(), EvidenceRefusal> {
        if self.withdrawn_time.is_some() {
            return Err(EvidenceRefusal::Withdrawn);
        }
        self.withdrawn_time = Some(now);
        Ok(())
    }
}

/// What a level is decided by: evidence that was not withdrawn, without its papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Id of the evidence.
    pub evidence: Uuid,
    /// What shows it.
    pub kind: EvidenceKind,
    /// Level shown.
    pub level: u8,
    /// Day on which it was shown.
    pub date: Date,
    /// Last day on which it counts.
    pub last_day: Date,
}

impl Shown {
    /// Whether it counts on a day.
    pub fn counts_on(&self, day: Date) -> bool {
        (self.date..=self.last_day).contains(&day)
    }
}

/// What one servant has shown, each with its competency: one of a few that everybody shares.
pub type ShownByOne = Vec<(Arc<CompetencyCode>, Shown)>;

/// What has been shown of one competency.
pub fn of_code<'a>(
    shown: &'a [(Arc<CompetencyCode>, Shown)],
    code: &'a CompetencyCode,
) -> impl Iterator<Item = &'a Shown> + Clone {
    shown.iter().filter(move |(of, _)| **of == *code).map(|(_, shown)| shown)
}

/// The evidence that decides the level of one competency on a day; none where nothing counts: the level is then unknown, not
/// zero. The latest assessment by the day measures, and whatever was shown before it counts no more, also when that assessment
/// has expired. A certificate, work seen or a training result shows *at least* its level, so it raises what was measured on
/// its own day or before, and never lowers it. Of two on one day the higher counts.
pub fn deciding<'a>(
    of_competency: impl IntoIterator<Item = &'a Shown, IntoIter: Clone>,
    day: Date,
) -> Option<&'a Shown> {
    let of_competency = of_competency.into_iter();
    let known = || of_competency.clone().filter(|one| one.date <= day);
    let assessments = known().filter(|one| one.kind == EvidenceKind::Assessment);
    let latest = assessments.max_by_key(|one| (one.date, one.level));
    let since = |one: &&Shown| latest.is_none_or(|latest| one.date >= latest.date);
    let shown = known().filter(|one| one.kind != EvidenceKind::Assessment).filter(since);
    let raised = shown.filter(|one| one.counts_on(day)).max_by_key(|one| (one.level, one.date));
    let measured = latest.filter(|latest| latest.counts_on(day));
    match (measured, raised) {
        (Some(measured), Some(raised)) if raised.level > measured.level => Some(raised),
        (Some(measured), _) => Some(measured),
        (None, raised) => raised,
    }
}

#[cfg(test)]
#[path = "evidence_tests.rs"]
mod tests;
