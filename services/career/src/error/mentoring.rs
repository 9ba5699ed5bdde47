//! What mentoring can refuse.

use crate::domain::mentorship::MentorshipRefusal;
use contracts::career::v1::ErrorReason;
use platform::{Failure, Violations};
use tonic::Code;

/// An error about mentoring and coaching.
#[derive(Debug, thiserror::Error)]
pub enum MentoringError {
    /// No such pair in this tenant, or not one of the caller's.
    #[error("the mentorship does not exist")]
    MentorshipNotFound,
    /// No such session of one of the caller's pairs.
    #[error("the mentoring session does not exist")]
    SessionNotFound,
    /// No such proposal in this tenant.
    #[error("the mentoring proposal does not exist")]
    ProposalNotFound,
    /// The pair refuses.
    #[error(transparent)]
    Refused(#[from] MentorshipRefusal),
    /// Not in service, or not above what is asked.
    #[error("the mentor is not in service, or does not show a level high enough for the gap")]
    MentorUnsuitable,
    /// As many mentees as a mentor may have.
    #[error("the mentor has {0} mentees, and may have no more")]
    MentorFull(i64),
    /// Proposed or confirmed before.
    #[error("the mentee has a mentor, or one is proposed")]
    MenteePaired,
    /// Nothing to learn any more.
    #[error("the gap is closed, or the mentee left the service")]
    GapClosed,
    /// Too many to look at.
    #[error("more than {0} mentors come into question: ask for one unit or one competency")]
    TooManyMentors(i64),
}

impl MentoringError {
    /// A second mentor of one mentee; anything else is the database's.
    pub(crate) fn of(error: sqlx::Error) -> super::Error {
        match error.as_database_error().and_then(|error| error.constraint()) {
            Some("one_pair_a_mentee") => Self::MenteePaired.into(),
            _ => error.into(),
        }
    }

    /// A day out of bounds is a fault of its field, anything else a refusal.
    pub(crate) fn of_field(field: &str, refusal: MentorshipRefusal) -> super::Error {
        if !matches!(refusal, MentorshipRefusal::NotTime { .. }) {
            return Self::Refused(refusal).into();
        }
        let mut check = Violations::default();
        check.add(field, refusal);
        Failure::from(check).into()
    }

    pub(super) fn code(&self) -> Code {
        match self {
            Self::MentorshipNotFound | Self::SessionNotFound | Self::ProposalNotFound => Code::NotFound,
            Self::MenteePaired => Code::AlreadyExists,
            Self::Refused(_)
            | Self::MentorUnsuitable
            | Self::MentorFull(_)
            | Self::GapClosed
            | Self::TooManyMentors(_) => Code::FailedPrecondition,
        }
    }

    pub(super) fn reason(&self) -> ErrorReason {
        match self {
            Self::MentorshipNotFound => ErrorReason::MentorshipNotFound,
            Self::ProposalNotFound => ErrorReason::MentoringProposalNotFound,
            Self::Refused(MentorshipRefusal::OutcomeAboveMentor) => ErrorReason::OutcomeAboveMentor,
            Self::Refused(MentorshipRefusal::NotTheMentor | MentorshipRefusal::Own) => ErrorReason::NotTheMentor,
            Self::Refused(
                MentorshipRefusal::State(_) | MentorshipRefusal::NotTime { .. } | MentorshipRefusal::Withdrawn,
            ) => ErrorReason::MentorshipState,
            Self::SessionNotFound => ErrorReason::MentorshipNotFound,
            Self::MentorUnsuitable => ErrorReason::MentorUnsuitable,
            Self::MentorFull(_) => ErrorReason::MentorFull,
            Self::MenteePaired => ErrorReason::MenteePaired,
            Self::GapClosed => ErrorReason::MentoringGapClosed,
            Self::TooManyMentors(_) => ErrorReason::TooManyMentors,
        }
    }

    pub(super) fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(MentorshipRefusal::State(state)) => vec![("state", state.to_string())],
            Self::MentorFull(mentees) => vec![("mentees", mentees.to_string())],
            Self::TooManyMentors(most) => vec![("most", most.to_string())],
            _ => Vec::new(),
        }
    }

    pub(super) fn resource(&self) -> Option<&'static str> {
        match self {
            Self::MentorshipNotFound | Self::MenteePaired => Some("asn.career.v1.Mentorship"),
            Self::SessionNotFound => Some("asn.career.v1.MentoringSession"),
            Self::ProposalNotFound => Some("asn.career.v1.MentoringProposal"),
            _ => None,
        }
    }
}
