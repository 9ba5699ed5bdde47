//! What an application has to bring (*persyaratan dokumen*): what the ruleset asks for, what the vacancy asks for besides, and
//! what was accepted in place of it.

use crate::domain::document::DocumentKind;

/// Most kinds of documents that a vacancy asks for besides those of its ruleset: a limit of our own.
pub const MOST_OWN_DOCUMENTS: usize = 10;

/// Other evidence that was accepted in place of a kind of document (*bukti pengganti*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The kind that may be replaced.
    pub document: DocumentKind,
    /// What may take its place.
    pub evidence: String,
}

/// What an application for one vacancy has to bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Kinds of which one document has to be in order, each once.
    pub required: Vec<DocumentKind>,
    /// What may take the place of one of them, in the order in which it was announced.
    pub alternatives: Vec<Alternative>,
}

impl Requirement {
    /// The papers of the ruleset with the `own` documents of the vacancy.
    pub fn of(papers: &[DocumentKind], own: &[DocumentKind], alternatives: Vec<Alternative>) -> Self {
        let mut required = [papers, own].concat();
        required.sort_unstable();
        required.dedup();
        Self { required, alternatives }
    }

    /// Whether other evidence may take the place of a kind.
    pub fn lets_replace(&self, kind: DocumentKind) -> bool {
        self.alternatives.iter().any(|alternative| alternative.document == kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vacancy_asks_for_more_than_its_ruleset_and_nothing_twice() {
        use DocumentKind::{Diploma, IdentityCard, PractisingLicence};
        let papers = [IdentityCard, Diploma];
        let alternative = Alternative { document: Diploma, evidence: "Surat keterangan lulus".into() };
        let asked = Requirement::of(&papers, &[PractisingLicence, Diploma], vec![alternative]);
        assert_eq!(asked.required, [IdentityCard, Diploma, PractisingLicence]);
        assert!(asked.lets_replace(Diploma) && !asked.lets_replace(IdentityCard));
        assert_eq!(Requirement::of(&papers, &[], Vec::new()).required, papers);
    }
}
