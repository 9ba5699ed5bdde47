use crate::{
    commands::must_be_known,
    domain::{
        competency_rules::CompetencyRules,
        course::Teaching,
        external_training::{ExternalState, ExternalTraining},
        servant::day_of,
    },
    error::{Error, TrainingError},
    rulesets,
    store::{external_trainings, servants},
};
use jiff::civil::Date;
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// How much was learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Lesson hours as the certificate says.
    Hours(i64),
    /// Minutes, where no hours are certified.
    Minutes(i64),
}

/// Something learned outside the catalogue.
pub struct RecordExternalTraining {
    /// Whose.
    pub servant: Uuid,
    /// Whether only the servant may record it.
    pub own: bool,
    /// Title.
    pub title: String,
    /// Kind of activity by BKN's id.
    pub activity: i32,
    /// Who gave it.
    pub provider: String,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// How much.
    pub length: Length,
    /// Number of the certificate.
    pub certificate: String,
    /// What the certificate proves.
    pub teaching: Option<Teaching>,
}

/// Records something learned elsewhere, for another person to review. The record of somebody else does not exist for whoever
/// records their own.
pub async fn record_external_training(
    work: &mut Work<'_>,
    input: RecordExternalTraining,
    competency: &CompetencyRules,
) -> Result<ExternalTraining, Error> {
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    if input.own && servant.account != *work.actor.subject {
        return Err(Error::ServantNotFound);
    }
    let hours = full_hours(work, &input)?;
    if let Some(teaching) = &input.teaching {
        must_be_known(work, &teaching.competency(), competency).await?;
    }
    let training = ExternalTraining {
        id: Uuid::now_v7(),
        servant: servant.id,
        state: ExternalState::Submitted,
        submitted_by: work.actor.subject.to_string(),
        title: input.title,
        activity: input.activity,
        provider: input.provider,
        start: input.start,
        end: input.end,
        hours,
        certificate: input.certificate,
        teaching: input.teaching,
        version: 1,
        create_time: work.now,
    };
    external_trainings::insert(work.connection, &training).await.map_err(TrainingError::of)?;
    Ok(training)
}

/// The full hours of what is over, by the rules of its last day.
fn full_hours(work: &Work<'_>, input: &RecordExternalTraining) -> Result<i64, Error> {
    let mut check = Violations::default();
    check.check("end_date", input.end <= day_of(work.now), "must not lie ahead");
    let rules = rulesets::training::in_force(input.end)?;
    let hours = match input.length {
        Length::Hours(hours) => hours,
        Length::Minutes(minutes) => rules.hours_of(minutes),
    };
    check.check("minutes", hours > 0, format!("must be {} or more: a full hour", rules.minutes_per_hour));
    if check.is_empty() { Ok(hours) } else { Err(Failure::from(check).into()) }
}
