use crate::commands::onboarding::{lock_pre_service, template_of};
use crate::{
    domain::{
        onboarding_rules::PreServiceTemplate,
        pre_service::{PreService, PreServicePart},
        servant::day_of,
    },
    error::{Error, OnboardingError},
    store::pre_services,
};
use jiff::civil::Date;
use platform::{AsRead, Failure, Violations, Work};

/// A part that somebody went through.
pub struct RecordPreServicePart {
    /// Pre-service training as it was read.
    pub training: AsRead,
    /// The part.
    pub part: PreServicePart,
}

/// Notes a part of a pre-service training, or notes it anew while there is no result.
pub async fn record_pre_service_part(work: &mut Work<'_>, input: RecordPreServicePart) -> Result<PreService, Error> {
    let (servant, mut training) = lock_pre_service(work, input.training).await?;
    let template = template_of(&servant, &training.ruleset)?;
    must_fit(&template, &training, &input.part, day_of(work.now))?;
    training.note_part(input.part.clone()).map_err(OnboardingError::from)?;
    pre_services::save_part(work.connection, training.id, &input.part).await?;
    pre_services::update(work.connection, &mut training).await?;
    Ok(training)
}

fn must_fit(
    template: &PreServiceTemplate,
    training: &PreService,
    part: &PreServicePart,
    today: Date,
) -> Result<(), Failure> {
    let mut check = Violations::default();
    match template.parts.iter().find(|known| known.code == part.code) {
        None => check.add("part.code", "must be a part of the ruleset"),
        Some(known) => {
            let told = known.project != part.project.is_empty();
            let reason = if known.project { "must tell the title of the aktualisasi" } else { "must be empty" };
            check.check("part.project", told, reason);
        }
    }
    check.check("part.start_date", part.start >= training.start, "must not lie before the first day of the training");
    check.check("part.end_date", part.end <= today, "must not lie ahead");
    if check.is_empty() { Ok(()) } else { Err(check.into()) }
}
