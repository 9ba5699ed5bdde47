use super::{Promotable, PromotionBook, must_promote};
use crate::{
    domain::{
        promotion_view::PromotionWish,
        rank_promotion::{PromotionState, RankPromotion},
        servant::day_of,
    },
    error::{Error, PromotionError},
    store::{promotions, servants},
};
use jiff::{ToSpan, civil::Date};
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// A promotion to propose.
pub struct ProposePromotion {
    /// Servant.
    pub servant: Uuid,
    /// What is asked for beyond what follows from the post.
    pub wish: PromotionWish,
    /// Day on which it takes effect.
    pub effective: Date,
}

/// Proposes a promotion whose conditions hold as far as they can be known today.
pub async fn propose_promotion(
    work: &mut Work<'_>,
    input: ProposePromotion,
    book: &PromotionBook,
) -> Result<RankPromotion, Error> {
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    must_be_near(day_of(work.now), input.effective)?;
    let found = must_promote(work, servant.id, &input.wish, input.effective, book).await?;
    let Promotable { kind, from, to, grounds, .. } = found;
    let promotion = RankPromotion {
        id: Uuid::now_v7(),
        servant: servant.id,
        kind,
        echelon: input.wish.echelon,
        from,
        to,
        effective: input.effective,
        state: PromotionState::Proposed,
        ruleset: book.rules.id.clone(),
        grounds,
        approval: None,
        decree: None,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    promotions::insert(work.connection, &promotion).await.map_err(PromotionError::of)?;
    Ok(promotion)
}

/// Nobody knows today what holds in years: a promotion is proposed for the year ahead at most.
fn must_be_near(today: Date, effective: Date) -> Result<(), Failure> {
    let mut check = Violations::default();
    let near = today.checked_add(1.year()).is_ok_and(|last| effective <= last);
    check.check("effective_date", near, "must not lie more than a year ahead");
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}
