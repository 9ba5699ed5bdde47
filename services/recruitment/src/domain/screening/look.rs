//! Looks at an application (*pemeriksaan berkas*): what one verifier finds, and what follows from all of them.

use crate::domain::{
    document::{Document, DocumentKind},
    verdict::Lacking,
};
use uuid::Uuid;

/// What was found about one document.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// The document.
    pub document: Uuid,
    /// Why it is not in order; none if it is. It is about a person: no `Debug` shows it.
    pub refused: Option<String>,
    /// The kind in whose place it is accepted, where other evidence was announced to be; none if it shows what it is of.
    pub in_place_of: Option<DocumentKind>,
}

impl std::fmt::Debug for Finding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Finding({}, {})", self.document, if self.refused.is_some() { "refused" } else { "accepted" })
    }
}

/// One look of one verifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Id.
    pub id: Uuid,
    /// First, second, or the third that decides.
    pub number: i16,
    /// Who takes it.
    pub verifier: String,
    /// What follows from it; none while it is open.
    pub eligible: Option<bool>,
    /// Version.
    pub version: i64,
}

/// Why a look cannot be recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookError {
    /// Recorded before.
    #[error("the verification has been recorded")]
    Done,
}

impl Look {
    /// Records what follows from the findings.
    pub fn record(&mut self, eligible: bool) -> Result<(), LookError> {
        self.must_be_open()?;
        self.eligible = Some(eligible);
        Ok(())
    }

    /// Refuses a look that was taken.
    pub fn must_be_open(&self) -> Result<(), LookError> {
        if self.eligible.is_some() { Err(LookError::Done) } else { Ok(()) }
    }
}

/// The required kinds of which no document is in order and in whose place no other evidence was accepted (*berkas tidak
/// memenuhi syarat*). Who lacks none meets the requirements.
pub fn lacking(required: &[DocumentKind], documents: &[Document], findings: &[Finding]) -> Vec<Lacking> {
    let shows = |finding: &Finding, kind: DocumentKind| {
        let own = documents.iter().any(|document| document.id == finding.document && document.kind == kind);
        finding.refused.is_none() && (own || finding.in_place_of == Some(kind))
    };
    let wrong = required.iter().copied().filter(|kind| !findings.iter().any(|finding| shows(finding, *kind)));
    wrong.map(|kind| Lacking { kind, missing: !documents.iter().any(|document| document.kind == kind) }).collect()
}

/// What all looks at an application come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A look is open.
    Waits,
    /// Two disagree, and nobody has been asked to decide.
    Disagrees,
    /// The verdict.
    Decided {
        /// Whether the requirements are met.
        eligible: bool,
    },
}

/// What the looks, in the order of their numbers, come to: one alone decides, two when they agree, else the third.
pub fn outcome(looks: &[Look]) -> Outcome {
    let found: Vec<Option<bool>> = looks.iter().map(|look| look.eligible).collect();
    match found[..] {
        [Some(eligible)] | [Some(_), Some(_), Some(eligible)] => Outcome::Decided { eligible },
        [Some(one), Some(two)] if one == two => Outcome::Decided { eligible: one },
        [Some(_), Some(_)] => Outcome::Disagrees,
        _ => Outcome::Waits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn look(number: i16, eligible: Option<bool>) -> Look {
        Look { id: Uuid::nil(), number, verifier: format!("v{number}"), eligible, version: 1 }
    }

    fn document(id: u128, kind: DocumentKind) -> Document {
        let (id, upload_time) = (Uuid::from_u128(id), Timestamp::UNIX_EPOCH);
        Document { id, kind, sha256: vec![0; 32], size: 1, media_type: "image/png".into(), upload_time }
    }

    fn finding(id: u128, refused: Option<&str>) -> Finding {
        Finding { document: Uuid::from_u128(id), refused: refused.map(str::to_owned), in_place_of: None }
    }

    #[test]
    fn looks_agree_or_a_third_decides() {
        let decided = |eligible| Outcome::Decided { eligible };
        let cases: [(&[Option<bool>], Outcome); 8] = [
            (&[None], Outcome::Waits),
            (&[Some(false)], decided(false)),
            (&[Some(true), None], Outcome::Waits),
            (&[None, Some(true)], Outcome::Waits),
            (&[Some(true), Some(true)], decided(true)),
            (&[Some(true), Some(false)], Outcome::Disagrees),
            (&[Some(true), Some(false), None], Outcome::Waits),
            (&[Some(true), Some(false), Some(false)], decided(false)),
        ];
        for (found, expected) in cases {
            let looks: Vec<Look> = (1..).zip(found).map(|(number, eligible)| look(number, *eligible)).collect();
            assert_eq!(outcome(&looks), expected, "{found:?}");
        }
    }

    #[test]
    fn of_each_required_kind_one_document_has_to_be_in_order() {
        use DocumentKind::{Diploma, Other, Photo};
        let documents = [document(1, Diploma), document(2, Diploma), document(3, Other)];
        let found = [finding(1, Some("buram")), finding(2, None), finding(3, Some("tidak perlu"))];
        assert_eq!(lacking(&[Diploma], &documents, &found), []);
        assert_eq!(lacking(&[Diploma, Photo], &documents, &found), [Lacking { kind: Photo, missing: true }]);
        let refused = [finding(1, Some("buram")), finding(2, Some("nama lain")), finding(3, None)];
        assert_eq!(lacking(&[Diploma], &documents, &refused), [Lacking { kind: Diploma, missing: false }]);
    }

    /// A certificate of graduation takes the place of a diploma only where the verifier accepts it as such.
    #[test]
    fn other_evidence_takes_the_place_of_a_kind() {
        use DocumentKind::{Diploma, Other, Photo};
        let documents = [document(1, Other), document(2, Photo)];
        let plain = [finding(1, None), finding(2, None)];
        assert_eq!(lacking(&[Diploma, Photo], &documents, &plain), [Lacking { kind: Diploma, missing: true }]);
        let instead = [Finding { in_place_of: Some(Diploma), ..finding(1, None) }, finding(2, None)];
        assert_eq!(lacking(&[Diploma, Photo], &documents, &instead), []);
        assert_eq!(lacking(&[Diploma, Other], &documents, &instead), [], "it is also what it is");
        let refused = [Finding { in_place_of: Some(Diploma), ..finding(1, Some("buram")) }, finding(2, None)];
        assert_eq!(lacking(&[Diploma, Photo], &documents, &refused), [Lacking { kind: Diploma, missing: true }]);
    }

    #[test]
    fn a_look_is_recorded_once_and_shows_no_reason() {
        let mut look = look(1, None);
        assert_eq!(look.record(false), Ok(()));
        assert_eq!(look.record(true), Err(LookError::Done));
        assert!(!format!("{:?}", finding(1, Some("rahasia"))).contains("rahasia"));
    }
}
