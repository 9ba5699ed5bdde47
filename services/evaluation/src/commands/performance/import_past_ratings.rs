use crate::{
    domain::past_rating::PastRating,
    error::Error,
    store::{past_ratings, servants},
};
use platform::Work;
use std::collections::HashMap;

/// Why a row was not taken.
pub enum PastRowFault {
    /// Career has told of no such servant.
    UnknownServant,
    /// The servant has another rating of the year.
    OtherRating,
}

/// Takes ratings of old. Returns the rows that were not taken; the same rating again changes nothing.
pub async fn import_past_ratings(
    work: &mut Work<'_>,
    rows: Vec<(i64, PastRating)>,
) -> Result<Vec<(i64, PastRowFault)>, Error> {
    let named: Vec<String> = rows.iter().map(|(_, one)| one.servant.clone()).collect();
    let known = servants::known(work.connection, &named).await?;
    let (rows, strangers): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, one)| known.contains(&one.servant));
    let mut faults: Vec<_> = strangers.into_iter().map(|(row, _)| (row, PastRowFault::UnknownServant)).collect();
    // One of a servant and year a statement: the first of two in a chunk is taken, the second compared with it.
    let ratings: Vec<PastRating> = rows.iter().map(|(_, one)| one.clone()).collect();
    past_ratings::insert_all(work.connection, &ratings).await?;
    let servants: Vec<String> = ratings.iter().map(|one| one.servant.clone()).collect();
    let years: Vec<i32> = ratings.iter().map(|one| one.year).collect();
    let kept = past_ratings::of_pairs(work.connection, &servants, &years).await?;
    let kept: HashMap<(String, i32), PastRating> =
        kept.into_iter().map(|one| ((one.servant.clone(), one.year), one)).collect();
    for (row, rating) in rows {
        let same = kept.get(&(rating.servant.clone(), rating.year)).is_some_and(|kept| *kept == rating);
        if !same {
            faults.push((row, PastRowFault::OtherRating));
        }
    }
    Ok(faults)
}
