//! The servant's record (*data pegawai*): who, in which post and rank, with which education, and since when.

mod assign_nip;
mod correct_appointment;
mod end_placement;
mod import_histories;
mod import_servants;
mod keep_position;
mod link_account;
mod note_rating;
mod record_appointment;
mod record_education;
mod record_identity;
mod record_post;
mod record_punishment;
mod record_rank;
mod record_relative;
mod record_standing;
mod withdraw_row;

pub use assign_nip::{AssignNip, assign_nip};
pub use correct_appointment::{CorrectAppointment, correct_appointment};
pub use end_placement::{EndPlacement, end_placement};
pub use import_histories::{HistoryItem, HistoryLine, import_histories};
pub use import_servants::{ImportedPost, ImportedServants, ServantLine, import_servants};
pub use keep_position::keep_position;
pub use link_account::{LinkAccount, link_account};
pub use note_rating::note_rating;
pub use record_appointment::{Appointment, record_appointment};
pub use record_education::{RecordEducation, record_education};
pub use record_identity::{RecordIdentity, record_identity};
pub use record_post::{RecordPost, record_post};
pub use record_punishment::{RecordPunishment, record_punishment};
pub use record_rank::{RecordRank, record_rank};
pub use record_relative::{RecordRelative, record_relative};
pub use record_standing::{RecordStanding, record_standing};
pub use withdraw_row::{WithdrawRow, withdraw_row};

use crate::{
    commands::is_actor,
    domain::{
        correction::{Correction, History},
        former_identity::{FormerDetail, FormerIdentity, Why},
        nip::{Nip, nik::Nik},
        servant::Servant,
    },
    error::{Collision, Error, RecordError},
    names,
    store::{
        corrections, educations, former_identities, identities, placements, punishments, ranks, relatives, servants,
        standings,
    },
};
use jiff::{Timestamp, civil::Date};
use platform::{AsRead, Failure, Locked, Violations, Work};
use std::fmt::Display;
use uuid::Uuid;

/// Row that another one takes the place of, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correcting {
    /// The row.
    pub row: Uuid,
    /// Why.
    pub reason: String,
    /// Number of the decree that corrects.
    pub decree_number: String,
}

/// Locks a servant in the version that was read. Nobody changes their own record: they ask for a correction.
async fn lock_as_read(work: &mut Work<'_>, read: AsRead) -> Result<Locked<Servant>, Error> {
    let servant = servants::lock(work.connection, read.id).await?.ok_or(Error::ServantNotFound)?;
    read.must_be(servant.version)?;
    if is_actor(work, &servant) { Err(RecordError::OwnRecord.into()) } else { Ok(servant) }
}

/// Refuses a row that lasts longer than the service of somebody who left.
fn must_end_with_service(check: &mut Violations, field: &str, servant: &Servant, end: Option<Date>) {
    let within = servant.last_day.is_none_or(|last_day| end.is_some_and(|end| end <= last_day));
    check.check(field, within, "must be set and not lie after the last day of service: the servant left");
}

/// Keeps a national number, sealed.
async fn seal_nip(work: &mut Work<'_>, servant: Uuid, nip: &Nip) -> Result<(), Error> {
    let number = nip.expose();
    let sealed = work.vault.seal(servant.as_bytes(), number.as_bytes())?;
    let index = work.vault.blind_index(number);
    servants::seal_nip(work.connection, servant, &index, &sealed).await.map_err(Error::of_nip)
}

/// Keeps what is known of who a servant is and how appointed, sealed, before it is corrected.
async fn keep_former(work: &mut Work<'_>, servant: &Servant, why: Why) -> Result<(), Error> {
    let nip = identities::open_nip(work, servant.id).await?.map(|nip| nip.expose().to_owned());
    let identity = identities::open(work, servant.id).await?;
    let former = FormerIdentity {
        id: Uuid::now_v7(),
        servant: servant.id,
        detail: FormerDetail::of(servant, nip.unwrap_or_default(), identity, why),
        superseded_time: work.now,
    };
    let sealed = work.vault.seal(former.id.as_bytes(), former.detail.to_record().as_bytes())?;
    Ok(former_identities::insert(work.connection, &former, &sealed).await?)
}

/// Saves a servant whose record changed under the next version.
async fn touch(work: &mut Work<'_>, servant: &mut Locked<Servant>) -> Result<(), Error> {
    servant.update_time = work.now;
    Ok(servants::update(work.connection, servant).await?)
}

/// Refuses a field for what only the record tells.
fn refused(field: &str, reason: impl Display) -> Error {
    let mut check = Violations::default();
    check.add(field, reason);
    Failure::from(check).into()
}

/// The blind index of a citizen number: never equal to another service's, so that the two cannot be joined.
fn nik_index(work: &Work<'_>, nik: &Nik) -> Vec<u8> {
    work.vault.blind_index_for("servants", nik.expose())
}

/// A row that is in the way.
fn collision(
    work: &Work<'_>,
    history: History,
    (servant, id): (Uuid, Uuid),
    (start, end): (Date, Option<Date>),
) -> Collision {
    Collision { row: names::row(&work.tenant, servant, history, id), start, end }
}

/// Whose a row is, and when another one took its place.
async fn state_of(
    work: &mut Work<'_>,
    history: History,
    row: Uuid,
) -> Result<Option<(Uuid, Option<Timestamp>)>, Error> {
    let connection = &mut *work.connection;
    Ok(match history {
        History::Educations => educations::get(connection, row).await?.map(|row| (row.servant, row.superseded_time)),
        History::Ranks => ranks::get(connection, row).await?.map(|row| (row.servant, row.superseded_time)),
        History::Posts => placements::get(connection, row).await?.map(|row| (row.servant, row.superseded_time)),
        History::Standings => standings::get(connection, row).await?.map(|row| (row.servant, row.superseded_time)),
        History::Relatives => relatives::state_of(connection, row).await?,
        History::Punishments => punishments::state_of(connection, row).await?,
    })
}

/// Supersedes a row of a servant's history, which has to stand, and notes why; `by` is the row in its place.
async fn correct(
    work: &mut Work<'_>,
    servant: Uuid,
    history: History,
    correcting: Correcting,
    by: Option<Uuid>,
) -> Result<(), Error> {
    let row = correcting.row;
    let found = state_of(work, history, row).await?.filter(|(owner, _)| *owner == servant);
    let (_, superseded) = found.ok_or(RecordError::RowNotFound)?;
    if superseded.is_some() {
        return Err(RecordError::RowSuperseded.into());
    }
    let now = work.now;
    let connection = &mut *work.connection;
    match history {
        History::Educations => educations::supersede(connection, row, now).await?,
        History::Ranks => ranks::supersede(connection, row, now).await?,
        History::Posts => placements::supersede(connection, row, now).await?,
        History::Standings => standings::supersede(connection, row, now).await?,
        History::Relatives => relatives::supersede(connection, row, now).await?,
        History::Punishments => punishments::supersede(connection, row, now).await?,
    };
    let Correcting { reason, decree_number, .. } = correcting;
    let correction = Correction { superseded: row, row: by, servant, reason, decree_number, record_time: now };
    keep_correction(work, &correction).await
}

/// Keeps why a row was corrected or taken out, sealed.
pub(crate) async fn keep_correction(work: &mut Work<'_>, correction: &Correction) -> Result<(), Error> {
    let sealed = work.vault.seal(correction.superseded.as_bytes(), correction.detail().as_bytes())?;
    Ok(corrections::insert(work.connection, correction, &sealed).await?)
}
