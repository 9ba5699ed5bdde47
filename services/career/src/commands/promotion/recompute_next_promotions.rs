use super::PromotionBook;
use crate::{
    domain::{promotion_view::PromotionWish, servant::day_of},
    error::Error,
    store::{
        next_promotions::{self, NextRow},
        passes, promotion_facts,
    },
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

/// Computes the next promotions of the servants after one, in the order of their ids, and keeps those that are other than
/// before. What a command keeps meanwhile is of a later time and stays.
pub async fn recompute_next_promotions(
    work: &mut Work<'_>,
    input: RecomputeNextPromotions,
    book: &PromotionBook,
) -> Result<PromotionPass, Error> {
    let mut done = PromotionPass::default();
    let mut after = input.after;
    passes::plan_afresh(work.connection).await?;
    while done.computed < input.most {
        let most = CHUNK.min(input.most - done.computed);
        let ids = passes::ids_after(work.connection, after, most).await?;
        let Some(last) = ids.last() else { return Ok(PromotionPass { last: None, ..done }) };
        after = *last;
        done.waiting_for_time += recompute(work, &ids, book).await?;
        done.computed += ids.len() as i64;
        done.last = Some(after);
    }
    Ok(done)
}

/// Looks at these servants, and then once more at those of whom something else is kept: what is written over is held first, so
/// that whoever marks it meanwhile waits. Returns for how many nothing is lacking but time.
async fn recompute(work: &mut Work<'_>, ids: &[Uuid], book: &PromotionBook) -> Result<i64, Error> {
    let kept = next_promotions::of_all(work.connection, ids).await?;
    let (mut rows, waiting) = look(work, ids, book).await?;
    rows.retain(|row| kept.get(&row.servant).is_none_or(|kept| kept.stale || kept.row != *row));
    let (others, new): (Vec<NextRow>, Vec<NextRow>) = rows.into_iter().partition(|row| kept.contains_key(&row.servant));
    next_promotions::save_all(work.connection, &new, work.now).await?;
    if !others.is_empty() {
        let ids: Vec<Uuid> = others.iter().map(|row| row.servant).collect();
        next_promotions::hold(work.connection, &ids).await?;
        let (rows, _) = look(work, &ids, book).await?;
        next_promotions::save_all(work.connection, &rows, work.now).await?;
    }
    Ok(waiting)
}

/// What is to be kept of these servants, and for how many of them nothing is lacking but time.
async fn look(work: &mut Work<'_>, ids: &[Uuid], book: &PromotionBook) -> Result<(Vec<NextRow>, i64), Error> {
    let (today, wish) = (day_of(work.now), PromotionWish::default());
    let (mut rows, mut waiting) = (Vec::with_capacity(ids.len()), 0);
    for facts in promotion_facts::of_all(work.connection, ids, today).await? {
        let next = book.rules.next_promotion(&book.credit, &facts, &wish, today);
        waiting += i64::from(next.date.is_some() && next.open_rules().is_empty());
        rows.push(NextRow::of(&facts, &next, &book.rules.id));
    }
    Ok((rows, waiting))
}
