//! Documents, between the contract and the domain.

use crate::{
    domain::document::{Document, DocumentKind},
    names,
};
use contracts::recruitment::v1 as pb;
use platform::{Tenant, dates};

pub use ::proof::to_hex as hex;

/// Reads a kind.
pub fn parse_kind(kind: i32) -> Result<DocumentKind, &'static str> {
    use pb::DocumentKind as Wire;
    Ok(match Wire::try_from(kind).unwrap_or_default() {
        Wire::Unspecified => return Err("must be a kind of document"),
        Wire::IdentityCard => DocumentKind::IdentityCard,
        Wire::Diploma => DocumentKind::Diploma,
        Wire::Transcript => DocumentKind::Transcript,
        Wire::ApplicationLetter => DocumentKind::ApplicationLetter,
        Wire::Statement => DocumentKind::Statement,
        Wire::Photo => DocumentKind::Photo,
        Wire::Accreditation => DocumentKind::Accreditation,
        Wire::DisabilityCertificate => DocumentKind::DisabilityCertificate,
        Wire::OriginCertificate => DocumentKind::OriginCertificate,
        Wire::DegreeEquivalence => DocumentKind::DegreeEquivalence,
        Wire::ResidenceAbroad => DocumentKind::ResidenceAbroad,
        Wire::WorkExperience => DocumentKind::WorkExperience,
        Wire::PractisingLicence => DocumentKind::PractisingLicence,
        Wire::Other => DocumentKind::Other,
    })
}

/// A kind as the contract has it.
pub fn render_kind(kind: DocumentKind) -> pb::DocumentKind {
    match kind {
        DocumentKind::IdentityCard => pb::DocumentKind::IdentityCard,
        DocumentKind::Diploma => pb::DocumentKind::Diploma,
        DocumentKind::Transcript => pb::DocumentKind::Transcript,
        DocumentKind::ApplicationLetter => pb::DocumentKind::ApplicationLetter,
        DocumentKind::Statement => pb::DocumentKind::Statement,
        DocumentKind::Photo => pb::DocumentKind::Photo,
        DocumentKind::Accreditation => pb::DocumentKind::Accreditation,
        DocumentKind::DisabilityCertificate => pb::DocumentKind::DisabilityCertificate,
        DocumentKind::OriginCertificate => pb::DocumentKind::OriginCertificate,
        DocumentKind::DegreeEquivalence => pb::DocumentKind::DegreeEquivalence,
        DocumentKind::ResidenceAbroad => pb::DocumentKind::ResidenceAbroad,
        DocumentKind::WorkExperience => pb::DocumentKind::WorkExperience,
        DocumentKind::PractisingLicence => pb::DocumentKind::PractisingLicence,
        DocumentKind::Other => pb::DocumentKind::Other,
    }
}

/// Kinds as the contract has them.
pub fn render_kinds(kinds: &[DocumentKind]) -> Vec<i32> {
    kinds.iter().map(|kind| render_kind(*kind).into()).collect()
}

/// A document as the contract has it.
pub fn render_document(tenant: &Tenant, document: &Document) -> pb::Document {
    pb::Document {
        name: names::DOCUMENT.name(tenant, document.id),
        kind: render_kind(document.kind).into(),
        sha256: hex(&document.sha256),
        size_bytes: document.size.into(),
        media_type: document.media_type.clone(),
        upload_time: Some(dates::render_time(document.upload_time)),
    }
}
