use crate::{error::Error, store::servants};
use jiff::civil::Date;
use platform::Work;

/// Notes the last day of a servant who left the service: nobody waits for plan or rating of the time after.
pub async fn note_servant_left(work: &mut Work<'_>, servant: &str, last_day: Date) -> Result<(), Error> {
    Ok(servants::set_left(work.connection, servant, last_day).await?)
}
