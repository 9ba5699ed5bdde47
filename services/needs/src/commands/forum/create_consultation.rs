use crate::{
    domain::consultation::{Consultation, State, Subject},
    error::Error,
    store::{consultations, proposals},
};
use jiff::Timestamp;
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// A consultation to be prepared.
pub struct CreateConsultation {
    /// What it is about.
    pub subject: Subject,
    /// Title.
    pub title: String,
    /// What the public is asked.
    pub text: String,
    /// From when contributions are taken.
    pub open_time: Timestamp,
    /// Until when.
    pub close_time: Timestamp,
}

/// Prepares a consultation on units or on a proposal that exist, with time left to say something.
pub async fn create_consultation(work: &mut Work<'_>, input: CreateConsultation) -> Result<Consultation, Error> {
    if input.close_time <= work.now {
        let mut check = Violations::default();
        check.add("close_time", "must be after now");
        return Err(Failure::from(check).into());
    }
    match &input.subject {
        Subject::Units(_, units) => {
            if consultations::known_units(work.connection, units).await?.len() != units.len() {
                return Err(Error::UnitNotFound);
            }
        }
        Subject::Proposal(id) => {
            proposals::get(work.connection, *id).await?.ok_or(Error::ProposalNotFound)?;
        }
    }
    let consultation = Consultation {
        id: Uuid::now_v7(),
        state: State::Draft,
        subject: input.subject,
        title: input.title,
        text: input.text,
        open_time: input.open_time,
        close_time: input.close_time,
        minutes: String::new(),
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    consultations::insert(work.connection, &consultation).await?;
    Ok(consultation)
}
