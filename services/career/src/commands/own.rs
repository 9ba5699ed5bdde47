//! What a servant asks of the own record, and what the office answers.

mod answer_correction;
mod request_correction;

pub use answer_correction::*;
pub use request_correction::*;

use crate::{
    domain::servant::Servant,
    error::{Error, OwnError},
    store::servants,
};
use platform::Work;

/// The servant whom the caller's account is linked with. Nobody can ask for another one.
pub(crate) async fn own_record(work: &mut Work<'_>) -> Result<Servant, Error> {
    let found = servants::of_account(work.connection, &work.actor.subject).await?;
    Ok(found.ok_or(OwnError::NoOwnRecord)?)
}
