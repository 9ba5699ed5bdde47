//! Reports of the public (*pengaduan*): filed or imported, verified, routed, answered, and talked about until they are over.

mod answer_complaint;
mod archive_complaint;
mod assign_complaint;
mod close_complaint;
mod complaint_routes;
mod desk_members;
mod file_complaint;
mod import_complaints;
mod issue_follow_up_code;
mod mask_reporters;
mod merge_complaint;
mod rate_answer;
mod recount_deadlines;
mod reject_complaint;
mod reject_complaints;
mod reopen_complaint;
mod reply_to_complaint;
mod resolve_complaint;
mod start_complaint;
mod suggest_routes;
mod sweep_silent_complaints;
mod unmerge_complaint;
mod verify_complaint;

pub use answer_complaint::{AnswerComplaint, answer_complaint};
pub use archive_complaint::archive_complaint;
pub use assign_complaint::{AssignComplaint, assign_complaint};
pub use close_complaint::close_complaint;
pub use complaint_routes::{CreateComplaintRoute, create_complaint_route, delete_complaint_route};
pub use desk_members::{LinkDeskMember, link_desk_member, unlink_desk_member};
pub use file_complaint::{FileComplaint, Reporting, file_complaint};
pub use import_complaints::{ImportedComplaints, NotTaken, ReceivedComplaint, import_complaints};
pub use issue_follow_up_code::issue_follow_up_code;
pub use mask_reporters::mask_reporters;
pub use merge_complaint::{MergeComplaint, merge_complaint};
pub use rate_answer::{RateAnswer, rate_answer};
pub use recount_deadlines::recount_deadlines;
pub use reject_complaint::reject_complaint;
pub use reject_complaints::{RejectComplaints, reject_complaints};
pub use reopen_complaint::reopen_complaint;
pub use reply_to_complaint::{ReplyToComplaint, reply_to_complaint};
pub use resolve_complaint::{ResolveComplaint, resolve_complaint};
pub use start_complaint::start_complaint;
pub use suggest_routes::suggest_routes;
pub use sweep_silent_complaints::{ComplaintPass, ComplaintSweep, sweep_silent_complaints};
pub use unmerge_complaint::unmerge_complaint;
pub use verify_complaint::{VerifyComplaint, verify_complaint};

use crate::{
    domain::{
        complaint::Complaint,
        complaint_rules::{ComplaintRules, Deadline},
        complaint_thread::Said,
        days::day_of,
        public_service::PublicService,
        report_nature::Nature,
        routing::RoutingRules,
        work_calendar::WorkCalendar,
    },
    error::{Error, GrievanceError},
    events, names,
    store::{complaint_messages, complaint_reporters, complaint_routes as assigned, complaints, desk_members as desks},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::{
    AsRead, Failure, Locked, Tenant, Work,
    follow_up::{NotACode, follow_up_code, read_code},
    sensitive::{Sealed, Sensitive, Vault},
};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What the steps of a report follow: its rules, the days that are worked, the rules of routing, and where the instansi is.
pub struct ComplaintBook {
    /// How long each step may take.
    pub rules: ComplaintRules,
    /// Days that are worked.
    pub calendar: WorkCalendar,
    /// Where a report belongs.
    pub routing: RoutingRules,
    /// Time zone of the instansi.
    pub zone: TimeZone,
}

/// The book of each instansi: one for those that say nothing, and those of whoever has another zone or week.
pub struct ComplaintBooks {
    /// Of those that say nothing.
    pub usual: ComplaintBook,
    /// Of those that say something, by their codes.
    pub own: BTreeMap<String, ComplaintBook>,
}

impl ComplaintBooks {
    /// The book of an instansi.
    pub fn of(&self, tenant: &Tenant) -> &ComplaintBook {
        self.own.get(tenant.as_str()).unwrap_or(&self.usual)
    }
}

impl ComplaintBook {
    /// The day on which something happened, where the instansi is.
    pub fn day(&self, time: Timestamp) -> Date {
        day_of(time, &self.zone)
    }

    /// The deadline of a report of this nature that came, or was opened again, then.
    pub fn deadline(&self, nature: &Nature, time: Timestamp) -> Deadline {
        self.rules.deadline(&self.calendar, nature, self.day(time))
    }
}

/// A complaint as it was read, with a word about the step.
pub struct StepWithReason {
    /// Complaint.
    pub complaint: AsRead,
    /// Why; it may name people.
    pub reason: Sensitive<String>,
    /// Reporters of duplicates see it too.
    pub is_shared: bool,
}

/// Locks a complaint in the version that was read.
async fn lock_as_read(work: &mut Work<'_>, read: AsRead) -> Result<Locked<Complaint>, Error> {
    let complaint = complaints::lock(work.connection, read.id).await?.ok_or(Error::ComplaintNotFound)?;
    read.must_be(complaint.version)?;
    Ok(complaint)
}

/// Locks a complaint that the caller's unit has, in the version that was read. Others are not there for the caller.
async fn lock_own(work: &mut Work<'_>, read: AsRead) -> Result<Locked<Complaint>, Error> {
    let complaint = complaints::lock(work.connection, read.id).await?.ok_or(Error::ComplaintNotFound)?;
    must_have(work.connection, &complaint, &work.actor.subject).await?;
    read.must_be(complaint.version)?;
    Ok(complaint)
}

/// Refuses whoever does not answer for the unit that a complaint was assigned to, as if it were not there.
pub async fn must_have(connection: &mut PgConnection, complaint: &Complaint, account: &str) -> Result<(), Error> {
    let unit = complaint.unit.ok_or(Error::ComplaintNotFound)?;
    let is_theirs = desks::units_of(connection, account).await?.contains(&unit);
    // A report about a service is not that of its unit before somebody says so: it may be about the unit's own people.
    if is_theirs && assigned::was_given(connection, complaint.id, unit).await? {
        return Ok(());
    }
    Err(Error::ComplaintNotFound)
}

/// Saves a complaint after a step.
async fn save(work: &mut Work<'_>, complaint: &mut Locked<Complaint>) -> Result<(), Error> {
    complaint.update_time = work.now;
    Ok(complaints::update(work.connection, complaint).await?)
}

/// Saves a complaint that ended with an answer, and tells it.
async fn save_resolved(work: &mut Work<'_>, complaint: &mut Locked<Complaint>) -> Result<(), Error> {
    save(work, complaint).await?;
    let resolved = events::resolved(&work.tenant, complaint);
    work.record(complaint, &resolved);
    Ok(())
}

/// Keeps what was said, sealed for its complaint.
async fn say(work: &mut Work<'_>, said: &Said, text: &Sensitive<String>) -> Result<(), Error> {
    let sealed = work.vault.seal(said.complaint.as_bytes(), text.reveal().as_bytes())?;
    Ok(complaint_messages::insert(work.connection, said, &sealed).await?)
}

/// Opens a text that was sealed for a complaint.
pub fn open_of_complaint(vault: &Vault, complaint: Uuid, sealed: &Sealed) -> Result<String, Error> {
    let text = vault.open(complaint.as_bytes(), sealed)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// A new follow-up code and its keyed hash.
fn new_code(vault: &Vault) -> Result<(String, Vec<u8>), Error> {
    let code = follow_up_code(Uuid::new_v4());
    let index = follow_index(vault, &code).map_err(|error| Failure::Internal(error.into()))?;
    Ok((code, index))
}

/// The keyed hash of a follow-up code.
fn follow_index(vault: &Vault, code: &str) -> Result<Vec<u8>, NotACode> {
    Ok(vault.blind_index_for("complaint follow-up", &read_code(code)?))
}

/// Finds the report that a code follows.
pub async fn find_followed(
    connection: &mut PgConnection,
    vault: &Vault,
    code: &Sensitive<String>,
) -> Result<complaint_reporters::Followed, Error> {
    let index = follow_index(vault, code.reveal()).map_err(|_| GrievanceError::CodeNotFound)?;
    let found = complaint_reporters::follow(connection, &index).await?;
    Ok(found.ok_or(GrievanceError::CodeNotFound)?)
}

/// Who reported, sealed for the complaint.
fn seal_identity(
    vault: &Vault,
    complaint: Uuid,
    name: Option<&Sensitive<String>>,
    contact: Option<&Sensitive<String>>,
) -> Result<complaint_reporters::Identity, Error> {
    let seal = |text: Option<&Sensitive<String>>| {
        text.map(|text| vault.seal(complaint.as_bytes(), text.reveal().as_bytes())).transpose()
    };
    Ok(complaint_reporters::Identity { name: seal(name)?, contact: seal(contact)? })
}

/// The unit of a service; its name was checked when the service was made.
fn unit_of(service: &PublicService) -> Result<Uuid, Error> {
    let unit = names::UNIT.parse(&service.unit).map_err(|error| Failure::Internal(error.into()))?;
    Ok(unit.id)
}
