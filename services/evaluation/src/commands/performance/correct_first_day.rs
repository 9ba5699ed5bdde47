use crate::{
    error::Error,
    store::{chosen_servants, servants},
};
use jiff::civil::Date;
use platform::Work;

/// Puts the first day of a servant right: for plans and ratings, and for what is asked about whom a selection chose.
pub async fn correct_first_day(work: &mut Work<'_>, servant: &str, first_day: Date) -> Result<(), Error> {
    servants::set_first_day(work.connection, servant, first_day).await?;
    Ok(chosen_servants::set_first_day(work.connection, servant, first_day).await?)
}
