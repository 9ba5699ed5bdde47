use crate::{
    error::Error,
    store::{public_services, service_months},
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use platform::Work;
use uuid::Uuid;

/// How often a service was used in a month.
#[derive(Clone, Copy)]
pub struct Volume {
    /// Service.
    pub service: Uuid,
    /// First day of the month.
    pub month: Date,
    /// How often it was used.
    pub transactions: i64,
}

/// Keeps how often services were used. Returns the rows whose service is not known.
pub async fn import_volumes(work: &mut Work<'_>, rows: &[(i64, Volume)]) -> Result<Vec<i64>, Error> {
    let named: Vec<Uuid> = rows.iter().map(|(_, volume)| volume.service).collect();
    let known = public_services::known(work.connection, &named).await?;
    let mut new = service_months::Columns::default();
    let mut unknown = Vec::new();
    for (number, volume) in rows {
        if !known.contains(&volume.service) {
            unknown.push(*number);
            continue;
        }
        new.services.push(volume.service);
        new.months.push(volume.month.to_sqlx());
        new.transactions.push(volume.transactions);
    }
    service_months::import(work.connection, &new).await?;
    Ok(unknown)
}
