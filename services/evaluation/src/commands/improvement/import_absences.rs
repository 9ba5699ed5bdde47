use crate::{
    error::Error,
    store::{absences, servants},
};
use jiff::civil::Date;
use platform::Work;

/// A day of a servant.
pub struct AbsenceDay {
    /// Number of the row.
    pub row: i64,
    /// Servant in the career service.
    pub servant: String,
    /// The day.
    pub day: Date,
    /// Whether it is taken back.
    pub excused: bool,
}

/// Takes days of absence or takes them back. Returns the rows of servants whom career has not told of.
pub async fn import_absences(work: &mut Work<'_>, rows: Vec<AbsenceDay>) -> Result<Vec<i64>, Error> {
    let servants: Vec<String> = rows.iter().map(|one| one.servant.clone()).collect();
    let known = servants::known(work.connection, &servants).await?;
    let (rows, strangers): (Vec<_>, Vec<_>) = rows.into_iter().partition(|one| known.contains(&one.servant));
    let (excused, absent): (Vec<_>, Vec<_>) = rows.into_iter().partition(|one| one.excused);
    let (servants, days): (Vec<String>, Vec<Date>) = absent.into_iter().map(|one| (one.servant, one.day)).unzip();
    absences::insert_all(work.connection, &servants, &days).await?;
    let (servants, days): (Vec<String>, Vec<Date>) = excused.into_iter().map(|one| (one.servant, one.day)).unzip();
    absences::delete_all(work.connection, &servants, &days).await?;
    Ok(strangers.into_iter().map(|one| one.row).collect())
}
