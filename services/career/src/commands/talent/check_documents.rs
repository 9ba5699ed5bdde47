use super::{TalentBook, lock_transfer};
use crate::{
    domain::{
        servant::day_of,
        transfer::{Document, Transfer},
    },
    error::Error,
    store::transfers,
};
use platform::{AsRead, Failure, Violations, Work};

/// Documents of a transfer.
pub struct CheckDocuments {
    /// Transfer as it was read.
    pub transfer: AsRead,
    /// All that are there, in the place of what was noted before.
    pub documents: Vec<Document>,
}

/// Notes which documents are there. The transfer can be decided when none is missing.
pub async fn check_documents(work: &mut Work<'_>, input: CheckDocuments, book: &TalentBook) -> Result<Transfer, Error> {
    let (_, mut transfer) = lock_transfer(work, input.transfer).await?;
    transfer.must_be_open()?;
    let mut check = Violations::default();
    for (place, document) in input.documents.iter().enumerate() {
        let known = book.transfers.document(&document.code).is_some();
        check.check(format!("documents[{place}].code"), known, "must be a document of the rules");
        let past = document.date <= day_of(work.now);
        check.check(format!("documents[{place}].date"), past, "must not lie ahead");
    }
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    let found = book.transfers.look_at_documents(transfer.wish.kind, &input.documents);
    transfer.check(input.documents, !found.is_open(), &book.transfers.id, work.now)?;
    transfers::update(work.connection, &mut transfer).await?;
    Ok(transfer)
}
