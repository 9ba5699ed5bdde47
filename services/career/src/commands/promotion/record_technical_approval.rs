use super::{lock_promotion, must_not_lie_ahead};
use crate::{
    domain::{
        rank_promotion::{Paper, RankPromotion},
        servant::day_of,
    },
    error::Error,
    store::promotions,
};
use platform::{AsRead, Work};

/// The national agency's approval.
pub struct RecordTechnicalApproval {
    /// Promotion as it was read.
    pub promotion: AsRead,
    /// Number and day.
    pub paper: Paper,
}

/// Records the technical approval (*pertimbangan teknis*) of a proposed promotion.
pub async fn record_technical_approval(
    work: &mut Work<'_>,
    input: RecordTechnicalApproval,
) -> Result<RankPromotion, Error> {
    let (_servant, mut promotion) = lock_promotion(work, input.promotion).await?;
    must_not_lie_ahead(day_of(work.now), &[("date", input.paper.date)])?;
    promotion.approve(input.paper, work.now)?;
    promotions::update(work.connection, &mut promotion).await?;
    Ok(promotion)
}
