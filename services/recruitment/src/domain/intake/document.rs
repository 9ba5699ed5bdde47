//! Documents of an application (*berkas lamaran*): what they are meant to show, and what a file may be.

use crate::domain::leaf_text::Writer;
use jiff::Timestamp;
use uuid::Uuid;

/// Most documents of one application or upload.
pub const MOST_DOCUMENTS: i64 = 30;

/// What a document is meant to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// *KTP*.
    IdentityCard,
    /// *Ijazah*.
    Diploma,
    /// *Transkrip nilai*.
    Transcript,
    /// *Surat lamaran*.
    ApplicationLetter,
    /// *Surat pernyataan*.
    Statement,
    /// *Pas foto*.
    Photo,
    /// *Akreditasi* of study programme and university.
    Accreditation,
    /// *Surat keterangan disabilitas*.
    DisabilityCertificate,
    /// *Surat keterangan asal*.
    OriginCertificate,
    /// *Penyetaraan ijazah*.
    DegreeEquivalence,
    /// *Surat rekomendasi diaspora*.
    ResidenceAbroad,
    /// *Surat pengalaman kerja*.
    WorkExperience,
    /// *STR*.
    PractisingLicence,
    /// Anything else.
    Other,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::IdentityCard,
        Self::Diploma,
        Self::Transcript,
        Self::ApplicationLetter,
        Self::Statement,
        Self::Photo,
        Self::Accreditation,
        Self::DisabilityCertificate,
        Self::OriginCertificate,
        Self::DegreeEquivalence,
        Self::ResidenceAbroad,
        Self::WorkExperience,
        Self::PractisingLicence,
        Self::Other,
    ];

    /// Its code in rulesets and rows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdentityCard => "IDENTITY_CARD",
            Self::Diploma => "DIPLOMA",
            Self::Transcript => "TRANSCRIPT",
            Self::ApplicationLetter => "APPLICATION_LETTER",
            Self::Statement => "STATEMENT",
            Self::Photo => "PHOTO",
            Self::Accreditation => "ACCREDITATION",
            Self::DisabilityCertificate => "DISABILITY_CERTIFICATE",
            Self::OriginCertificate => "ORIGIN_CERTIFICATE",
            Self::DegreeEquivalence => "DEGREE_EQUIVALENCE",
            Self::ResidenceAbroad => "RESIDENCE_ABROAD",
            Self::WorkExperience => "WORK_EXPERIENCE",
            Self::PractisingLicence => "PRACTISING_LICENCE",
            Self::Other => "OTHER",
        }
    }

    /// Reads a code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What a file is, told by its first bytes and never by who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl MediaType {
    /// What the content is, if it is anything that a verifier's screen shows without running it.
    pub fn of(content: &[u8]) -> Option<Self> {
        let begins: [(Self, &[u8]); 3] =
            [(Self::Pdf, b"%PDF-"), (Self::Jpeg, b"\xff\xd8\xff"), (Self::Png, b"\x89PNG\r\n\x1a\n")];
        begins.into_iter().find(|(_, magic)| content.starts_with(magic)).map(|(media, _)| media)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// A document without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Id.
    pub id: Uuid,
    /// What it is meant to show.
    pub kind: DocumentKind,
    /// SHA-256 of the content.
    pub sha256: Vec<u8>,
    /// Bytes of the content.
    pub size: i32,
    /// What the content is.
    pub media_type: String,
    /// When it was taken.
    pub upload_time: Timestamp,
}

/// A document that came with an application when it was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// What it is meant to show.
    pub kind: DocumentKind,
    /// SHA-256 of the content.
    pub sha256: Vec<u8>,
}

/// What a receipt's commitment to the documents is to: kind and hash of each on a line of its own, in the order of the
/// lines, so that whoever has the files can write it again. There is a text also where nothing was handed in.
pub fn handed_in_text(documents: &[HandedIn]) -> String {
    let mut lines: Vec<String> = documents.iter().map(HandedIn::line).collect();
    lines.sort_unstable();
    Writer::new("documents").put_each("document", lines).end()
}

impl HandedIn {
    fn line(&self) -> String {
        let hash: String = self.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{} {hash}", self.kind.as_str())
    }
}

/// The kinds of `required` that no document is of.
pub fn missing(required: &[DocumentKind], documents: &[Document]) -> Vec<DocumentKind> {
    let has = |kind: &DocumentKind| documents.iter().any(|document| document.kind == *kind);
    required.iter().copied().filter(|kind| !has(kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert_eq!(MediaType::of(b"%PDF-1.7 ..."), Some(MediaType::Pdf));
        assert_eq!(MediaType::of(b"\xff\xd8\xff\xe0"), Some(MediaType::Jpeg));
        assert_eq!(MediaType::of(b"\x89PNG\r\n\x1a\n...."), Some(MediaType::Png));
        for other in [&b"<html>"[..], b"MZ", b"PK\x03\x04", b"%PD", b""] {
            assert_eq!(MediaType::of(other), None);
        }
    }

    #[test]
    fn what_is_committed_to_depends_on_the_documents_and_not_on_their_order() {
        let diploma = HandedIn { kind: DocumentKind::Diploma, sha256: vec![0xab; 32] };
        let photo = HandedIn { kind: DocumentKind::Photo, sha256: vec![0x01; 32] };
        let text = handed_in_text(&[photo.clone(), diploma.clone()]);
        let expected = format!(
            "siklus leaf v1 documents\ndocument DIPLOMA {}\ndocument PHOTO {}\n",
            "ab".repeat(32),
            "01".repeat(32)
        );
        assert_eq!(text, expected);
        assert_eq!(handed_in_text(&[diploma.clone(), photo]), text);
        assert_ne!(
            handed_in_text(&[HandedIn { kind: DocumentKind::Other, ..diploma.clone() }]),
            handed_in_text(&[diploma])
        );
        assert_eq!(handed_in_text(&[]), "siklus leaf v1 documents\n");
    }

    #[test]
    fn codes_are_read_back() {
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(DocumentKind::parse("KTP"), None);
    }
}
