use super::{PromotionBook, keep_next, lock_promotion, must_be_of_another, must_not_lie_ahead, must_promote};
use crate::{
    domain::{
        promotion_view::PromotionWish,
        rank_promotion::{Paper, PromotionRefusal, RankPromotion},
        servant::day_of,
    },
    error::{Error, PromotionError},
    events,
    store::{promotions, ranks, servants},
};
use jiff::ToSpan;
use platform::{AsRead, Work};
use uuid::Uuid;

/// The decree of a promotion.
pub struct DecidePromotion {
    /// Promotion as it was read.
    pub promotion: AsRead,
    /// Number and day of the decree.
    pub paper: Paper,
}

/// Decides an approved promotion: what was expected has to hold by now; the rank held ends, and the one above begins.
pub async fn decide_promotion(
    work: &mut Work<'_>,
    input: DecidePromotion,
    book: &PromotionBook,
) -> Result<RankPromotion, Error> {
    let (mut servant, mut promotion) = lock_promotion(work, input.promotion).await?;
    must_be_of_another(work, &servant)?;
    must_not_lie_ahead(day_of(work.now), &[("date", input.paper.date)])?;
    promotion.must_be_approved()?;
    let wish = PromotionWish { kind: Some(promotion.kind), echelon: promotion.echelon.clone() };
    let found = must_promote(work, servant.id, &wish, promotion.effective, book).await?;
    if (found.from, found.to) != (promotion.from, promotion.to) {
        return Err(PromotionRefusal::RankChanged.into());
    }
    if let Some(year) = found.expected.first() {
        return Err(PromotionRefusal::NoRating(i16::try_from(*year).map_err(Error::internal)?).into());
    }
    let before = promotion.effective.checked_sub(1.day()).map_err(|_| PromotionRefusal::RankChanged)?;
    let held = ranks::on(work.connection, servant.id, before).await?.ok_or(PromotionRefusal::RankChanged)?;
    let rank = promotion.grant(&book.rules, &held, Uuid::now_v7(), input.paper, work.now)?;
    if !ranks::end(work.connection, servant.id, before, work.now).await? {
        return Err(PromotionRefusal::RankChanged.into());
    }
    ranks::insert(work.connection, &rank).await.map_err(PromotionError::of)?;
    promotions::update(work.connection, &mut promotion).await?;
    servant.update_time = work.now;
    servants::update(work.connection, &mut servant).await?;
    keep_next(work, servant.id, book).await?;
    let promoted = events::promoted(&work.tenant, &servant, &rank);
    work.record(&servant, &promoted);
    Ok(promotion)
}
