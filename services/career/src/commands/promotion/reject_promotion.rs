use super::lock_promotion;
use crate::{commands::seal_text, domain::rank_promotion::RankPromotion, error::Error, store::promotions};
use platform::{AsRead, Work, sensitive::Sensitive};

/// The end of a promotion without a decree.
pub struct RejectPromotion {
    /// Promotion as it was read.
    pub promotion: AsRead,
    /// Why.
    pub reason: Sensitive<String>,
}

/// Rejects a promotion that is under way. Another can be proposed from then on.
pub async fn reject_promotion(work: &mut Work<'_>, input: RejectPromotion) -> Result<RankPromotion, Error> {
    let (_servant, mut promotion) = lock_promotion(work, input.promotion).await?;
    promotion.reject(work.now)?;
    promotions::update(work.connection, &mut promotion).await?;
    let sealed = seal_text(work, promotion.id, &input.reason)?;
    promotions::save_rejection(work.connection, promotion.id, &sealed).await?;
    Ok(promotion)
}
