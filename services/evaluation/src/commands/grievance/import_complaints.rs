use super::{ComplaintBook, Reporting, seal_identity};
use crate::{
    domain::{
        complaint::{Complaint, State},
        complaint_rules::Deadline,
        days::month_of,
        report_nature::Nature,
        routing::{Route, route_of},
    },
    error::Error,
    names,
    store::{complaint_imports, complaint_reporters, complaint_routes},
};
use jiff::{Timestamp, civil::Date};
use platform::{Work, sensitive::Sensitive};
use std::collections::HashMap;
use uuid::Uuid;

/// A report that another system received.
pub struct ReceivedComplaint {
    /// Its id there.
    pub external_id: String,
    /// Service it is about; none where routes lead to it.
    pub service: Option<Uuid>,
    /// When it was received.
    pub receive_time: Timestamp,
    /// What happened.
    pub text: Sensitive<String>,
    /// What it is, and who reported it how.
    pub reporting: Reporting,
    /// What was found about it.
    pub nature: Nature,
    /// Category there; empty if it has none.
    pub category: String,
    /// It is handled here from now on.
    pub is_handled_here: bool,
    /// Deadline that the other system set.
    pub deadline: Option<Deadline>,
    /// When the other system ended it with an answer.
    pub close_date: Option<Date>,
}

/// Why a row was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// The service it names is none of this instansi.
    UnknownService,
    /// It names no service, and no route leads to one.
    NoRoute,
}

/// Where rows go: units of services, and routes.
struct Places {
    units: HashMap<Uuid, Uuid>,
    routes: Vec<Route>,
}

/// What an import did.
#[derive(Default)]
pub struct ImportedComplaints {
    /// Rows that were not taken.
    pub not_taken: Vec<(i64, NotTaken)>,
    /// Known reports that the other system has ended since.
    pub ended: usize,
    /// Rows of known reports that changed nothing.
    pub known: usize,
}

/// Takes reports of another system, each id once, and what that system says later of how they ended.
pub async fn import_complaints(
    work: &mut Work<'_>,
    rows: Vec<(i64, ReceivedComplaint)>,
    book: &ComplaintBook,
) -> Result<ImportedComplaints, Error> {
    let places = find_places(work, &rows, book).await?;
    let mut new = complaint_imports::Columns::default();
    let (mut not_taken, mut reporters) = (Vec::new(), Vec::new());
    for (number, row) in rows {
        let (service, unit, sector) = match place_of(&row, &places, book) {
            Ok(place) => place,
            Err(why) => {
                not_taken.push((number, why));
                continue;
            }
        };
        let id = Uuid::now_v7();
        let text = work.vault.seal(id.as_bytes(), row.text.reveal().as_bytes())?;
        if row.reporting.name.is_some() || row.reporting.contact.is_some() {
            let (name, contact) = (row.reporting.name.as_ref(), row.reporting.contact.as_ref());
            reporters.push((id, seal_identity(&work.vault, id, name, contact)?));
        }
        let (external_id, month) = (row.external_id.clone(), month_of(row.receive_time, &book.zone));
        let complaint = Complaint { id, service, unit, sector, ..unplaced(row, work.now, book) };
        new.push(complaint, external_id, month, text);
    }
    let rows = new.len();
    let imported = complaint_imports::import(work.connection, &new, work.now).await?;
    for (id, identity) in &reporters {
        if imported.added.contains(id) {
            complaint_reporters::insert(work.connection, *id, identity, None).await?;
        }
    }
    Ok(ImportedComplaints { not_taken, ended: imported.ended, known: rows - imported.added.len() - imported.ended })
}

async fn find_places(
    work: &mut Work<'_>,
    rows: &[(i64, ReceivedComplaint)],
    book: &ComplaintBook,
) -> Result<Places, Error> {
    let named: Vec<Uuid> = rows.iter().filter_map(|(_, row)| row.service).collect();
    let units = complaint_imports::units_of_services(work.connection, &named).await?;
    let units = units.into_iter().filter_map(|(service, unit)| Some((service, names::UNIT.parse(&unit).ok()?.id)));
    let units = units.collect();
    if named.len() == rows.len() {
        return Ok(Places { units, routes: Vec::new() });
    }
    let sectors: Vec<String> = book.routing.sectors.iter().map(|rule| rule.code.clone()).collect();
    let routes = complaint_routes::of_sectors(work.connection, &sectors).await?;
    Ok(Places { units, routes })
}

/// Service, unit and sector of a row: the service it names, or the one to which the likeliest sector leads. Where that leads
/// nowhere, a less likely one is no reason to send it there.
fn place_of(
    row: &ReceivedComplaint,
    places: &Places,
    book: &ComplaintBook,
) -> Result<(Uuid, Option<Uuid>, String), NotTaken> {
    if let Some(service) = row.service {
        let unit = places.units.get(&service).ok_or(NotTaken::UnknownService)?;
        return Ok((service, Some(*unit), String::new()));
    }
    let matches = book.routing.sectors(&row.category, row.text.reveal());
    let likeliest = matches.first().ok_or(NotTaken::NoRoute)?;
    let route = route_of(&places.routes, &likeliest.sector, &row.reporting.region).ok_or(NotTaken::NoRoute)?;
    Ok((route.service, Some(route.unit), route.sector.clone()))
}

/// The report of a row before it has its id and place. What is neither handled here nor ended there has no deadline: it is only
/// counted.
fn unplaced(row: ReceivedComplaint, now: Timestamp, book: &ComplaintBook) -> Complaint {
    let is_timed = row.is_handled_here || row.close_date.is_some();
    let computed = || is_timed.then(|| book.deadline(&row.nature, row.receive_time));
    Complaint {
        id: Uuid::nil(),
        state: if row.close_date.is_some() { State::Closed } else { State::Received },
        nature: row.nature,
        channel: row.reporting.channel,
        is_anonymous: row.reporting.is_anonymous,
        is_secret: row.reporting.is_secret,
        service: Uuid::nil(),
        sector: String::new(),
        deadline: row.deadline.clone().or_else(computed),
        category: row.category,
        region: row.reporting.region,
        unit: None,
        is_handled_here: row.is_handled_here && row.close_date.is_none(),
        receive_time: row.receive_time,
        verify_date: None,
        answer_date: row.close_date,
        reply_due: None,
        reply_until: None,
        close_date: row.close_date,
        merged_into: None,
        plain_answer: None,
        version: 1,
        create_time: now,
        update_time: now,
    }
}
