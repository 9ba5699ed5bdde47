use crate::{
    commands::seat_change,
    domain::{difference::Reason, final_ranking::FinalOutcome},
    error::Error,
    store::{applications, result_changes},
};
use platform::Work;
use uuid::Uuid;

/// Tells the public who of a tie in a published result has a seat and who has none, before the applications say so: the
/// national committee decided, and its letter says why.
pub(crate) async fn tell_decision(
    work: &mut Work<'_>,
    vacancy: Uuid,
    winners: &[Uuid],
    losers: &[Uuid],
) -> Result<(), Error> {
    let mut changes = Vec::new();
    for (decided, outcome) in [(winners, FinalOutcome::Selected), (losers, FinalOutcome::NotSelected)] {
        for id in decided {
            let application = applications::get(work.connection, vacancy, *id).await?;
            let application = application.ok_or(Error::ApplicationNotFound)?;
            changes.push(seat_change(&application, Reason::Decided, "", outcome));
        }
    }
    Ok(result_changes::insert(work.connection, vacancy, &changes, Some(work.now)).await?)
}
