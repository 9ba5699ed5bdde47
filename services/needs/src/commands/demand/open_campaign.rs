use crate::{
    domain::campaign::{Campaign, Question},
    error::{Error, SignalError},
    store::campaigns,
};
use platform::{AsRead, Work};

/// Lets answers come in.
pub async fn open_campaign(work: &mut Work<'_>, read: AsRead) -> Result<(Campaign, Vec<Question>), Error> {
    let mut campaign = campaigns::lock(work.connection, read.id).await?.ok_or(SignalError::CampaignNotFound)?;
    read.must_be(campaign.version)?;
    campaign.open(work.now)?;
    campaign.update_time = work.now;
    campaigns::update(work.connection, &mut campaign).await?;
    let questions = campaigns::questions(work.connection, campaign.id).await?;
    Ok((campaign, questions))
}
