//! What internships can refuse.

use crate::domain::intern::InternshipRefusal;
use contracts::recruitment::v1::ErrorReason;
use tonic::Code;

/// An error about internships.
#[derive(Debug, thiserror::Error)]
pub enum InternshipError {
    /// No such agreement in this tenant.
    #[error("the internship agreement does not exist")]
    AgreementNotFound,
    /// An agreement of this number exists.
    #[error("an internship agreement of this number exists")]
    AgreementExists,
    /// No such place in this tenant, or not for the caller's university.
    #[error("the internship place does not exist")]
    PlaceNotFound,
    /// No such internship in this tenant, or it does not concern the caller.
    #[error("the internship does not exist")]
    NotFound,
    /// The student applied for this place.
    #[error("this student applied for this place")]
    AlreadyIntern,
    /// No such entry.
    #[error("the logbook entry does not exist")]
    EntryNotFound,
    /// The week has its entry.
    #[error("the week has its entry in the logbook")]
    EntryExists,
    /// No certificate has the number.
    #[error("no certificate has this number")]
    CertificateNotFound,
    /// The internship refuses.
    #[error(transparent)]
    Refused(#[from] InternshipRefusal),
}

use InternshipRefusal as Refusal;

impl InternshipError {
    /// A number, a student or a week that comes twice; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_agreement_a_number") => Self::AgreementExists.into(),
            Some("one_internship_a_place") => Self::AlreadyIntern.into(),
            Some("one_entry_a_week") => Self::EntryExists.into(),
            _ => error.into(),
        }
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::AgreementNotFound
            | Self::PlaceNotFound
            | Self::NotFound
            | Self::EntryNotFound
            | Self::CertificateNotFound => Code::NotFound,
            Self::AgreementExists | Self::AlreadyIntern | Self::EntryExists => Code::AlreadyExists,
            Self::Refused(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::AgreementNotFound => ErrorReason::AgreementNotFound,
            Self::AgreementExists => ErrorReason::AgreementExists,
            Self::PlaceNotFound => ErrorReason::PlaceNotFound,
            Self::NotFound => ErrorReason::InternshipNotFound,
            Self::AlreadyIntern => ErrorReason::AlreadyIntern,
            Self::EntryNotFound => ErrorReason::LogbookEntryNotFound,
            Self::EntryExists => ErrorReason::LogbookEntryExists,
            Self::CertificateNotFound => ErrorReason::CertificateNotFound,
            Self::Refused(refusal) => match refusal {
                Refusal::NotInForce => ErrorReason::AgreementNotInForce,
                Refusal::NotAccepting => ErrorReason::PlaceNotAccepting,
                Refusal::NoPlaceLeft => ErrorReason::NoPlaceLeft,
                Refusal::FieldNotAccepted => ErrorReason::FieldNotAccepted,
                Refusal::State(_) => ErrorReason::InternshipState,
                Refusal::NotTime { .. } => ErrorReason::InternshipNotTime,
                Refusal::LogbookIncomplete { .. } => ErrorReason::LogbookIncomplete,
                Refusal::Countersigned => ErrorReason::LogbookEntryCountersigned,
                Refusal::NoConsent => ErrorReason::NoConsent,
            },
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(Refusal::State(state)) => vec![("state", state.to_string())],
            Self::Refused(Refusal::LogbookIncomplete { countersigned, wanted }) => {
                vec![("countersigned", countersigned.to_string()), ("wanted", wanted.to_string())]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::AgreementNotFound | Self::AgreementExists => Some("asn.recruitment.v1.InternshipAgreement"),
            Self::PlaceNotFound => Some("asn.recruitment.v1.InternshipPlace"),
            Self::NotFound | Self::AlreadyIntern => Some("asn.recruitment.v1.Internship"),
            Self::EntryNotFound | Self::EntryExists => Some("asn.recruitment.v1.LogbookEntry"),
            Self::CertificateNotFound => Some("asn.recruitment.v1.InternshipCertificate"),
            Self::Refused(_) => None,
        }
    }
}
