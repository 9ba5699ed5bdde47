use super::{TalentBook, look_at_transfer};
use crate::{
    commands::seal_text,
    domain::{
        servant::day_of,
        transfer::{Transfer, TransferState, must_hold},
        transfer_rules::TransferWish,
    },
    error::{Error, TalentError},
    store::{servants, transfers},
};
use jiff::{ToSpan, civil::Date};
use platform::{Failure, Violations, Work, sensitive::Sensitive};
use uuid::Uuid;

/// A transfer that is asked for.
pub struct RequestTransfer {
    /// Servant.
    pub servant: Uuid,
    /// What is asked for.
    pub wish: TransferWish,
    /// Why, and why an exception is asked for.
    pub reason: Sensitive<String>,
}

/// Writes down a request whose conditions hold as far as they can be known today; documents come later. Refuses with every
/// condition that stands in the way.
pub async fn request_transfer(
    work: &mut Work<'_>,
    input: RequestTransfer,
    book: &TalentBook,
) -> Result<Transfer, Error> {
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    must_be_near(day_of(work.now), input.wish.effective)?;
    let conditions = look_at_transfer(work, &servant, &input.wish, book).await?;
    must_hold(&conditions)?;
    let transfer = Transfer {
        id: Uuid::now_v7(),
        servant: servant.id,
        wish: input.wish,
        state: TransferState::Requested,
        documents: Vec::new(),
        ruleset: book.transfers.id.clone(),
        grounds: Vec::new(),
        decree: None,
        requested_by: work.actor.subject.to_string(),
        decided_by: String::new(),
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    let sealed = seal_text(work, transfer.id, &input.reason)?;
    transfers::insert(work.connection, &transfer, &sealed).await.map_err(TalentError::of)?;
    Ok(transfer)
}

/// Nobody knows today what holds in years: a transfer is asked for in the year ahead at most.
fn must_be_near(today: Date, effective: Date) -> Result<(), Failure> {
    let mut check = Violations::default();
    let near = today.checked_add(1.year()).is_ok_and(|last| effective <= last);
    check.check("effective_date", near, "must not lie more than a year ahead");
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}
