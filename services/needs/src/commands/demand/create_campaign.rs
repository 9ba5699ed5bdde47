use crate::{
    domain::campaign::{Audience, Campaign, Question, State},
    error::Error,
    store::campaigns,
};
use jiff::Timestamp;
use platform::{Violations, Work};
use uuid::Uuid;

/// A campaign to be written.
pub struct CreateCampaign {
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// Who is asked.
    pub audience: Audience,
    /// Units that are asked, each once; none means all.
    pub units: Vec<Uuid>,
    /// What is asked.
    pub questions: Vec<Question>,
    /// First moment of answers.
    pub open_time: Timestamp,
    /// Deadline.
    pub close_time: Timestamp,
}

/// Writes a draft.
pub async fn create_campaign(work: &mut Work<'_>, input: CreateCampaign) -> Result<(Campaign, Vec<Question>), Error> {
    if input.close_time <= work.now {
        let mut check = Violations::default();
        check.add("close_time", "must be in the future");
        return Err(Error::Failure(check.into()));
    }
    let mut campaign = Campaign {
        id: Uuid::now_v7(),
        title: input.title,
        description: input.description,
        audience: input.audience,
        state: State::Draft,
        open_time: input.open_time,
        close_time: input.close_time,
        units_asked: 0,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    };
    campaigns::insert(work.connection, &campaign).await?;
    for (n, question) in (0..).zip(&input.questions) {
        campaigns::insert_question(work.connection, campaign.id, n, question).await?;
    }
    if campaign.audience == Audience::Units {
        campaign.units_asked = campaigns::ask_units(work.connection, &campaign, &input.units).await?;
        if campaign.units_asked < input.units.len() as i64 {
            return Err(Error::UnitNotFound);
        }
    }
    Ok((campaign, input.questions))
}
