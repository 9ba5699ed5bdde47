use crate::{
    domain::complaint::{Complaint, State, month_of},
    error::Error,
    store::{complaints, public_services},
};
use jiff::tz::TimeZone;
use platform::{Work, sensitive::Sensitive};
use uuid::Uuid;

/// What somebody complains about.
pub struct FileComplaint {
    /// Service it is about.
    pub service: Uuid,
    /// What happened.
    pub text: Sensitive<String>,
}

/// Takes a complaint, its text sealed.
pub async fn file_complaint(work: &mut Work<'_>, input: FileComplaint, zone: &TimeZone) -> Result<Complaint, Error> {
    public_services::get(work.connection, input.service).await?.ok_or(Error::PublicServiceNotFound)?;
    let complaint = Complaint {
        id: Uuid::now_v7(),
        state: State::Received,
        service: input.service,
        receive_time: work.now,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    let sealed = work.vault.seal(complaint.id.as_bytes(), input.text.reveal().as_bytes())?;
    complaints::insert(work.connection, &complaint, month_of(work.now, zone), &sealed).await?;
    Ok(complaint)
}
