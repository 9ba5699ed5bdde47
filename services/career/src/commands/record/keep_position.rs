use crate::{
    domain::position::Position,
    error::Error,
    store::{next_promotions, placements, positions, retirements, seats},
};
use platform::Work;

/// Keeps what needs told of a position, and writes it into posts that began before it was told.
pub async fn keep_position(work: &mut Work<'_>, position: &Position) -> Result<(), Error> {
    // Whoever begins a post here meanwhile has looked already: their post would stay without what is told now.
    seats::lock_position(work.connection, &position.name).await?;
    if positions::keep(work.connection, position).await? {
        placements::fill_in(work.connection, &position.name).await?;
        // What follows from the post is looked at again by its pass.
        let holders = placements::holders(work.connection, &position.name).await?;
        next_promotions::mark_stale(work.connection, &holders).await?;
        retirements::mark_stale(work.connection, &holders).await?;
    }
    Ok(())
}
