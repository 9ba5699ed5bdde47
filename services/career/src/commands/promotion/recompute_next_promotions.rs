use super::PromotionBook;
use crate::{
    domain::{
        promotion_facts::PromotionFacts,
        promotion_view::{NextPromotion, PromotionWish},
        servant::day_of,
    },
    error::Error,
    store::{next_promotions, promotion_facts},
};
use platform::Work;
use uuid::Uuid;

/// Servants whose facts are held at once.
const CHUNK: i64 = 5_000;

/// Where a pass over all servants goes on.
pub struct RecomputeNextPromotions {
    /// Last servant of the part before.
    pub after: Uuid,
    /// Most servants of this part.
    pub most: i64,
}

/// How far it came.
#[derive(Debug, Default)]
pub struct PromotionPass {
    /// Servants computed.
    pub computed: i64,
    /// Of them, those for whom nothing is lacking but time.
    pub waiting_for_time: i64,
    /// Last of them, if there may be more.
    pub last: Option<Uuid>,
}

/// Computes the next promotions of the servants after one, in the order of their ids, and keeps them. What a command
/// keeps meanwhile is of a later time and stays.
pub async fn recompute_next_promotions(
    work: &mut Work<'_>,
    input: RecomputeNextPromotions,
    book: &PromotionBook,
) -> Result<PromotionPass, Error> {
    let (today, wish) = (day_of(work.now), PromotionWish::default());
    let mut done = PromotionPass::default();
    let mut after = input.after;
    while done.computed < input.most {
        let most = CHUNK.min(input.most - done.computed);
        let ids = promotion_facts::ids_after(work.connection, after, most).await?;
        let Some(last) = ids.last() else { return Ok(PromotionPass { last: None, ..done }) };
        after = *last;
        next_promotions::hold(work.connection, &ids).await?;
        let facts = promotion_facts::of_all(work.connection, &ids, today).await?;
        let computed: Vec<(PromotionFacts, NextPromotion)> = facts
            .into_iter()
            .map(|facts| {
                let next = book.rules.next_promotion(&book.credit, &facts, &wish, today);
                (facts, next)
            })
            .collect();
        let waiting = computed.iter().filter(|(_, next)| next.date.is_some() && next.open_rules().is_empty());
        done.waiting_for_time += waiting.count() as i64;
        done.computed += ids.len() as i64;
        done.last = Some(after);
        next_promotions::save_all(work.connection, &computed, &book.rules.id, work.now).await?;
    }
    Ok(done)
}
