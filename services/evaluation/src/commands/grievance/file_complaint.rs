use super::{ComplaintBook, new_code, seal_identity, unit_of};
use crate::{
    domain::{
        complaint::{Complaint, State},
        days::month_of,
        report_nature::{Channel, Kind, Nature},
    },
    error::{Error, GrievanceError},
    store::{complaint_reporters, complaint_sweeps, complaints, public_services},
};
use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, Unit};
use platform::{Failure, Work, sensitive::Sensitive};
use uuid::Uuid;

/// What somebody reports.
pub struct FileComplaint {
    /// Service it is about.
    pub service: Uuid,
    /// What happened.
    pub text: Sensitive<String>,
    /// What it is, and who reports it how.
    pub reporting: Reporting,
}

/// What a report is, and who reports it how.
pub struct Reporting {
    /// Class.
    pub kind: Kind,
    /// How it came.
    pub channel: Channel,
    /// The reporter asks not to be named.
    pub is_anonymous: bool,
    /// The reporter asks for secrecy.
    pub is_secret: bool,
    /// Who it is, if told.
    pub name: Option<Sensitive<String>>,
    /// How to reach them, if told.
    pub contact: Option<Sensitive<String>>,
    /// National code of the region it is about; empty if not told.
    pub region: String,
}

/// In which reports are counted against a flood.
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Role of those who file for people at the counter or on the telephone.
const DESK: &str = "public_desk";

/// Takes a report, its text and reporter sealed and apart, and makes a follow-up code of which only a keyed hash is kept.
/// Anybody may call this as often as they like, so whoever is refused leaves no trace in the tables.
pub async fn file_complaint(
    work: &mut Work<'_>,
    input: FileComplaint,
    book: &ComplaintBook,
) -> Result<(Complaint, String), Error> {
    let service = public_services::get(work.connection, input.service).await?.ok_or(Error::PublicServiceNotFound)?;
    let is_by_desk = work.actor.acts_for(&work.tenant) && work.actor.roles.iter().any(|role| role == DESK);
    must_not_flood(work, service.id, is_by_desk, book).await?;
    let reporting = input.reporting;
    let hides_reporter = reporting.is_anonymous || reporting.is_secret;
    let time = if hides_reporter { to_the_minute(work.now)? } else { work.now };
    let nature = Nature::of(reporting.kind);
    let complaint = Complaint {
        // An id of the other kind holds the time.
        id: if hides_reporter { Uuid::new_v4() } else { Uuid::now_v7() },
        state: State::Received,
        nature,
        channel: reporting.channel,
        is_anonymous: reporting.is_anonymous,
        is_secret: reporting.is_secret,
        service: service.id,
        sector: String::new(),
        category: String::new(),
        region: reporting.region,
        unit: Some(unit_of(&service)?),
        is_handled_here: true,
        receive_time: time,
        deadline: Some(book.deadline(&nature, time)),
        verify_date: None,
        answer_date: None,
        reply_due: None,
        reply_until: None,
        close_date: None,
        merged_into: None,
        plain_answer: None,
        version: 1,
        create_time: time,
        update_time: time,
    };
    let text = work.vault.seal(complaint.id.as_bytes(), input.text.reveal().as_bytes())?;
    complaints::insert(work.connection, &complaint, month_of(time, &book.zone), &text, is_by_desk).await?;
    let identity = seal_identity(&work.vault, complaint.id, reporting.name.as_ref(), reporting.contact.as_ref())?;
    let (code, index) = new_code(&work.vault)?;
    complaint_reporters::insert(work.connection, complaint.id, &identity, Some(&index)).await?;
    Ok((complaint, code))
}

/// The public desk has a share of its own: whoever floods the service does not close the counter.
async fn must_not_flood(
    work: &mut Work<'_>,
    service: Uuid,
    is_by_desk: bool,
    book: &ComplaintBook,
) -> Result<(), Error> {
    let rules = &book.rules;
    let by_all = [(None, rules.filings_a_minute), (Some(service), rules.filings_a_minute_a_service)];
    let by_desk = [(None, rules.filings_a_minute_by_desk)];
    let shares = if is_by_desk { by_desk.as_slice() } else { by_all.as_slice() };
    for &(service, most) in shares {
        let (since, all) = (work.now - MINUTE, i64::from(most));
        if complaint_sweeps::count_filed(work.connection, is_by_desk, service, since, all).await? >= all {
            return Err(GrievanceError::Flooded(most).into());
        }
    }
    Ok(())
}

/// The audit trail holds the moment of the call; a report whose reporter is to be hidden does not.
fn to_the_minute(now: Timestamp) -> Result<Timestamp, Error> {
    let minute = TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Trunc);
    Ok(now.round(minute).map_err(|error| Failure::Internal(error.into()))?)
}
