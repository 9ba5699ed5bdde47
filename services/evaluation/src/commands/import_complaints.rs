use crate::{
    domain::complaint::month_of,
    error::Error,
    store::{complaints, public_services},
};
use jiff::{Timestamp, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use platform::{Work, sensitive::Sensitive};
use uuid::Uuid;

/// A complaint another system received.
pub struct ReceivedComplaint {
    /// Its id there.
    pub external_id: String,
    /// Service it is about.
    pub service: Uuid,
    /// When it was received.
    pub receive_time: Timestamp,
    /// What happened.
    pub text: Sensitive<String>,
}

/// Takes complaints of another system, each id once. Returns the rows whose service is not known.
pub async fn import_complaints(
    work: &mut Work<'_>,
    rows: Vec<(i64, ReceivedComplaint)>,
    zone: &TimeZone,
) -> Result<Vec<i64>, Error> {
    let named: Vec<Uuid> = rows.iter().map(|(_, complaint)| complaint.service).collect();
    let known = public_services::known(work.connection, &named).await?;
    let mut new = complaints::Columns::default();
    let mut unknown = Vec::new();
    for (number, complaint) in rows {
        if !known.contains(&complaint.service) {
            unknown.push(number);
            continue;
        }
        let id = Uuid::now_v7();
        let sealed = work.vault.seal(id.as_bytes(), complaint.text.reveal().as_bytes())?;
        new.ids.push(id);
        new.services.push(complaint.service);
        new.external_ids.push(complaint.external_id);
        new.keys.push(sealed.key);
        new.texts.push(sealed.data);
        new.receive_times.push(complaint.receive_time.to_sqlx());
        new.months.push(month_of(complaint.receive_time, zone).to_sqlx());
    }
    complaints::import(work.connection, &new, work.now).await?;
    Ok(unknown)
}
