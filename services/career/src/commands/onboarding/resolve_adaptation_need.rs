use crate::commands::{is_actor, seal_text};
use crate::{
    domain::{
        adaptation::{AdaptationNeed, AdaptationRefusal},
        servant::day_of,
    },
    error::{Error, OnboardingError},
    store::{adaptation_needs, development_items, servants},
};
use platform::{AsRead, Work, sensitive::Sensitive};

/// What came of a need.
pub struct ResolveAdaptationNeed {
    /// Need as it was read.
    pub need: AsRead,
    /// What came of it.
    pub outcome: Sensitive<String>,
}

/// Notes that nothing more is to be done about somebody else's need; its item of the plan is done with it.
pub async fn resolve_adaptation_need(
    work: &mut Work<'_>,
    input: ResolveAdaptationNeed,
) -> Result<AdaptationNeed, Error> {
    let owner = adaptation_needs::servant_of(work.connection, input.need.id).await?;
    let owner = owner.ok_or(OnboardingError::NeedNotFound)?;
    let servant = servants::lock(work.connection, owner).await?.ok_or(Error::ServantNotFound)?;
    let need = adaptation_needs::lock(work.connection, input.need.id).await?;
    let mut need = need.ok_or(OnboardingError::NeedNotFound)?;
    input.need.must_be(need.version)?;
    if is_actor(work, &servant) {
        return Err(OnboardingError::from(AdaptationRefusal::Own).into());
    }
    need.resolve(work.now).map_err(OnboardingError::from)?;
    let outcome = seal_text(work, need.id, &input.outcome)?;
    adaptation_needs::update(work.connection, &mut need, &outcome).await?;
    development_items::achieve_of_need(work.connection, need.id, day_of(work.now)).await?;
    Ok(need)
}
