use crate::{
    commands::{proof::signer, sequence_log},
    domain::selection_leaf::SelectionLeaf,
    error::Error,
    names,
    store::leaves::{self, NewLeaf},
};
use platform::Work;
use uuid::Uuid;

/// Adds leaves to the log of a selection, which the caller holds, and signs its head, all in the transaction of what they
/// tell: no leaf of a selection ever waits for the sequencer.
pub(super) async fn log_selection(work: &mut Work<'_>, selection: Uuid, leaves: &[SelectionLeaf]) -> Result<(), Error> {
    let signer = signer(work)?;
    // Ids that are made one after the other stand in this order, and so do the leaves.
    let added = leaves.iter().map(|leaf| NewLeaf::of_selection(Uuid::now_v7(), selection, leaf));
    leaves::insert(work.connection, &added.collect::<Vec<_>>()).await?;
    let log = names::SELECTION.name(&work.tenant, selection);
    sequence_log(work.connection, selection, log, work.now, &signer).await
}
