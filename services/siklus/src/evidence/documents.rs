//! What an applicant shows of a receipt: its salt, and what was handed in.

use super::check::Checked;
use anyhow::Context;
use jiff::civil::Date;
use proof::{Salt, commitment, from_hex, to_hex};
use recruitment::domain::{
    document::{DocumentKind, HandedIn, handed_in_text},
    leaf::{Leaf, ReceiptLeaf},
    recount::Finding,
};

/// The documents of an application by the hashes of their contents, and the salt that only its applicant has.
pub struct ShownDocuments {
    salt: Salt,
    documents: Vec<HandedIn>,
    /// The birth date that the applicant says is the own one.
    birth_date: Option<Date>,
}

impl ShownDocuments {
    /// Reads the salt in hex, and documents as `DIPLOMA=` and the SHA-256 of the file.
    pub fn read(salt: &str, documents: &[String]) -> anyhow::Result<Self> {
        let salt = Salt(from_hex(salt).context("the salt is not 64 lower-case hex digits")?);
        let documents = documents.iter().map(|text| read_document(text)).collect::<anyhow::Result<_>>()?;
        Ok(Self { salt, documents, birth_date: None })
    }

    /// With a birth date. Then the documents count only where some are shown.
    pub fn with_birth_date(self, birth_date: Option<Date>) -> Self {
        Self { birth_date, ..self }
    }

    /// Checks that they are what a participant's receipt commits to.
    pub(super) fn check(&self, leaves: &[(u64, Leaf)], number: &str, checked: &mut Checked) {
        for (position, leaf) in leaves {
            let Leaf::Receipt(receipt) = leaf else { continue };
            if receipt.participant != number {
                continue;
            }
            if let Some(birth_date) = self.birth_date {
                if self.is_birth_date_of(receipt, birth_date) {
                    checked.notes.push(format!("{number}: the receipt commits to the birth date {birth_date}"));
                } else {
                    let what = "does not commit to this birth date: another salt, or another date";
                    checked.findings.push(Finding::at(*position, what));
                }
                if self.documents.is_empty() {
                    continue;
                }
            }
            if self.are_those_of(receipt) {
                let count = self.documents.len();
                checked.notes.push(format!("{number}: the receipt commits to these {count} documents and no other"));
            } else {
                let what = "does not commit to these documents: another salt, another hash or kind, or not all of them";
                checked.findings.push(Finding::at(*position, what));
            }
        }
    }

    fn is_birth_date_of(&self, receipt: &ReceiptLeaf, birth_date: Date) -> bool {
        let text = birth_date.to_string();
        to_hex(&commitment("birth-date", &self.salt.of("birth-date"), text.as_bytes())) == receipt.birth_date
    }

    /// Whether the receipt commits to these documents, all of them and no other.
    fn are_those_of(&self, receipt: &ReceiptLeaf) -> bool {
        let text = handed_in_text(&self.documents);
        to_hex(&commitment("documents", &self.salt.of("documents"), text.as_bytes())) == receipt.documents
    }
}

fn read_document(text: &str) -> anyhow::Result<HandedIn> {
    let (kind, hash) = text.split_once('=').with_context(|| format!("{text:?} is not KIND=HASH"))?;
    let known = DocumentKind::ALL.map(DocumentKind::as_str).join(", ");
    let kind = DocumentKind::parse(kind).with_context(|| format!("{kind:?} is none of {known}"))?;
    let wrong = || format!("the hash of the {} is not 64 lower-case hex digits", kind.as_str());
    Ok(HandedIn { kind, sha256: from_hex(hash).with_context(wrong)?.to_vec() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use recruitment::domain::thousandths::Thousandths;

    fn receipt(documents: &ShownDocuments) -> ReceiptLeaf {
        let text = handed_in_text(&documents.documents);
        ReceiptLeaf {
            participant: "20246571000000000042".into(),
            time: "2024-09-06T08:00:00Z".parse().unwrap(),
            gpa: Some(Thousandths(3_500)),
            application: String::new(),
            birth_date: String::new(),
            documents: to_hex(&commitment("documents", &documents.salt.of("documents"), text.as_bytes())),
        }
    }

    #[test]
    fn only_all_the_documents_and_the_salt_open_the_commitment() {
        let (salt, other) = ("5a".repeat(32), "5b".repeat(32));
        let diploma = format!("DIPLOMA={}", "ab".repeat(32));
        let photo = format!("PHOTO={}", "cd".repeat(32));
        let both = ShownDocuments::read(&salt, &[diploma.clone(), photo.clone()]).unwrap();
        let receipt = receipt(&both);
        let holds = |salt: &str, shown: &[&String]| {
            let shown: Vec<String> = shown.iter().copied().cloned().collect();
            ShownDocuments::read(salt, &shown).unwrap().are_those_of(&receipt)
        };
        assert!(holds(&salt, &[&diploma, &photo]) && holds(&salt, &[&photo, &diploma]));
        assert!(!holds(&other, &[&diploma, &photo]) && !holds(&salt, &[&diploma]) && !holds(&salt, &[]));
        assert!(!holds(&salt, &[&diploma, &photo.replace("PHOTO", "OTHER")]));
        let (number, mut checked) = (receipt.participant.clone(), Checked::default());
        let leaves = [(7, Leaf::Receipt(receipt.clone()))];
        both.check(&leaves, "somebody else", &mut checked);
        both.check(&leaves, &number, &mut checked);
        assert!(checked.holds() && checked.notes.len() == 1, "{}", checked.to_text());
        ShownDocuments::read(&salt, std::slice::from_ref(&diploma)).unwrap().check(&leaves, &number, &mut checked);
        assert_eq!(checked.findings[0].position, Some(7));
    }

    #[test]
    fn the_salt_opens_the_birth_date_alone() {
        let salt = "5a".repeat(32);
        let shown = |day: i8| {
            let birth_date = Some(jiff::civil::date(1994, 5, day));
            ShownDocuments::read(&salt, &[]).unwrap().with_birth_date(birth_date)
        };
        let mut receipt = receipt(&shown(3));
        let own = commitment("birth-date", &shown(3).salt.of("birth-date"), b"1994-05-03");
        receipt.birth_date = to_hex(&own);
        let number = receipt.participant.clone();
        let leaves = [(7, Leaf::Receipt(receipt))];
        for (day, holds) in [(3, true), (4, false)] {
            let mut checked = Checked::default();
            shown(day).check(&leaves, &number, &mut checked);
            assert_eq!((checked.holds(), checked.notes.len()), (holds, usize::from(holds)), "{}", checked.to_text());
        }
    }

    #[test]
    fn what_is_no_document_is_refused() {
        let salt = "5a".repeat(32);
        for bad in ["DIPLOMA", "IJAZAH=ab", "DIPLOMA=AB"] {
            assert!(ShownDocuments::read(&salt, &[bad.to_owned()]).is_err(), "{bad}");
        }
        assert!(ShownDocuments::read("5a", &[]).is_err());
    }
}
