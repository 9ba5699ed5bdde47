use crate::{error::Error, store::servants};
use jiff::civil::Date;
use platform::Work;

/// A servant whose record begins in the career service.
pub struct NewServant {
    /// Servant in the career service.
    pub servant: String,
    /// Position in the needs service.
    pub position: String,
    /// First day of service.
    pub appointment_date: Date,
}

/// Notes who is a servant: appraisals are of servants only.
pub async fn note_servant(work: &mut Work<'_>, new: NewServant) -> Result<(), Error> {
    servants::keep(work.connection, &new.servant, &new.position, new.appointment_date, work.caused_by).await?;
    Ok(())
}
