//! What reading the record asks for, and what every answer needs.

use crate::grpc::record_views::{Shown, employment_shown};
use crate::{
    domain::servant::{Servant, day_of},
    error::Error,
    names,
    store::{corrections, former_identities, servants},
};
use contracts::career::v1 as pb;
use jiff::{Timestamp, civil::Date};
use platform::{Scope, Violations, Work, dates, page::Page};
use uuid::Uuid;

/// A page of one history of one servant.
pub(crate) struct ListInput {
    /// Servant.
    pub servant: Uuid,
    /// Whether superseded rows are wanted.
    pub superseded: bool,
    /// Page.
    pub page: Page,
}

/// Reads which page of whose history is wanted.
pub(crate) fn parse_list(
    parent: &str,
    size: i32,
    token: &str,
    superseded: bool,
) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let name = check.take("parent", names::SERVANT.parse(parent));
    let page = check.page(size, token, &format!("{parent}|{superseded}"));
    let (Some(name), Some(page)) = (name, page) else { return Err(check) };
    Ok((Scope::of(name.tenant, parent), ListInput { servant: name.id, superseded, page }))
}

/// The record on a day, as far as it was known at an instant.
pub(crate) struct RecordOn {
    /// Servant.
    pub servant: Uuid,
    /// Day.
    pub day: Date,
    /// Instant.
    pub known: Timestamp,
}

/// Reads of which day and instant the record is wanted.
pub(crate) fn parse_record_on(
    message: &pb::GetRecordOnRequest,
    now: Timestamp,
) -> Result<(Scope, RecordOn), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::SERVANT.parse(&message.name));
    let day = match &message.day {
        None => Some(day_of(now)),
        Some(day) => check.take("day", dates::parse(Some(day))),
    };
    let known = match &message.known_time {
        None => Some(now),
        Some(time) => check.take("known_time", dates::parse_time(Some(time))),
    };
    let (Some(name), Some(day), Some(known)) = (name, day, known) else { return Err(check) };
    Ok((Scope::of(name.tenant, &message.name), RecordOn { servant: name.id, day, known }))
}

/// The servant, who has to be there.
pub(crate) async fn known_servant(work: &mut Work<'_>, id: Uuid) -> Result<Servant, Error> {
    servants::get(work.connection, id).await?.ok_or(Error::ServantNotFound)
}

/// Who the servant was told to be at an instant, as far as it is plain; nothing before the record began.
pub(crate) async fn known_as(
    work: &mut Work<'_>,
    servant: Servant,
    known: Timestamp,
) -> Result<pb::ServantRecord, Error> {
    if known < servant.create_time {
        return Ok(pb::ServantRecord::default());
    }
    let former = former_identities::known_at(work.connection, &work.vault, servant.id, known).await?;
    let (name, appointed, employment) = match former {
        Some(former) => (former.detail.name, former.detail.appointment_date, former.detail.employment),
        None => (servant.name, servant.appointment_date, servant.employment),
    };
    Ok(pb::ServantRecord {
        full_name: name.name,
        front_titles: name.front_titles,
        back_titles: name.back_titles,
        appointment_date: Some(dates::render(appointed)),
        employment: employment_shown(employment).into(),
        ..Default::default()
    })
}

/// What these rows need to be shown.
pub(crate) async fn shown<'w>(work: &'w mut Work<'_>, rows: &[Uuid]) -> Result<Shown<'w>, Error> {
    let corrections = corrections::of_rows(work.connection, &work.vault, rows).await?;
    Ok(Shown { tenant: &work.tenant, corrections })
}
