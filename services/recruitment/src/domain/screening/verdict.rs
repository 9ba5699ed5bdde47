//! What was found about an application.

use crate::domain::document::DocumentKind;

/// Whether an application meets the requirements (*MS* or *TMS*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// *Memenuhi syarat*: goes on to the tests.
    Eligible,
    /// *Tidak memenuhi syarat*.
    Ineligible {
        /// Why, in codes; the applicant is told, with the words that stand elsewhere.
        reason: String,
    },
}

/// A required kind of document of which none is in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// The kind.
    pub kind: DocumentKind,
    /// Whether there was none at all.
    pub missing: bool,
}

/// By which way the verdicts of a vacancy came; a vacancy has one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictSource {
    /// Verifiers looked at the documents here (*verifikasi panselda*).
    Verified,
    /// They were taken over from the national portal, where the region verified (*SSCASN*).
    Imported,
}

/// What stands in the place of a kind in a reason that is about none.
const NO_KIND: &str = "UNSPECIFIED";

/// The code with which a reason about a kind of document begins, or about none.
pub fn code_of(kind: Option<DocumentKind>) -> &'static str {
    kind.map_or(NO_KIND, DocumentKind::as_str)
}

impl Verdict {
    /// The verdict of who was found insufficient elsewhere, where nobody said about which document.
    pub fn unexplained() -> Self {
        Self::Ineligible { reason: format!("{NO_KIND}: refused") }
    }

    /// The verdict that follows from what is lacking. Its reason is in codes: words about a person stay sealed.
    pub fn of(lacking: &[Lacking]) -> Self {
        let code =
            |one: &Lacking| format!("{}: {}", one.kind.as_str(), if one.missing { "missing" } else { "refused" });
        let codes: Vec<String> = lacking.iter().map(code).collect();
        if codes.is_empty() { Self::Eligible } else { Self::Ineligible { reason: codes.join("; ") } }
    }
}

impl VerdictSource {
    /// As rows have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Imported => "imported",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Verified, Self::Imported].into_iter().find(|source| source.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_names_every_kind_that_is_lacking() {
        use DocumentKind::{Diploma, Photo};
        assert_eq!(Verdict::of(&[]), Verdict::Eligible);
        let lacking = [Lacking { kind: Diploma, missing: false }, Lacking { kind: Photo, missing: true }];
        assert_eq!(Verdict::of(&lacking), Verdict::Ineligible { reason: "DIPLOMA: refused; PHOTO: missing".into() });
        for source in [VerdictSource::Verified, VerdictSource::Imported] {
            assert_eq!(VerdictSource::parse(source.as_str()), Some(source));
        }
    }
}
