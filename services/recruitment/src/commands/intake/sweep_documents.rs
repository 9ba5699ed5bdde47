use crate::{error::Error, store::documents};
use jiff::SignedDuration;
use platform::Work;

/// How long an upload waits for its application.
const WAITS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What was removed.
#[derive(Debug, Default)]
pub struct Swept {
    /// Documents that nobody applied with.
    pub uploads: u64,
    /// Where contents lie that nothing names any more; they can go once this is committed.
    pub places: Vec<String>,
}

/// Removes uploads that nobody applied with and contents without a document, and finds those of `settled` that no row names:
/// an upload broke off before its row was written.
pub async fn sweep_documents(work: &mut Work<'_>, settled: Vec<String>) -> Result<Swept, Error> {
    let before = work.now - WAITS;
    let uploads = documents::delete_unused(work.connection, before).await?;
    let mut places = documents::delete_unnamed(work.connection, before).await?;
    let known = documents::known(work.connection, &settled).await?;
    let unnamed: Vec<String> =
        settled.into_iter().filter(|place| !known.contains(place) && !places.contains(place)).collect();
    places.extend(unnamed);
    Ok(Swept { uploads, places })
}
