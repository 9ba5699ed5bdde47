use crate::{
    domain::{onboarding_rules::OnboardingRules, servant::day_of},
    error::Error,
    store::onboarding_warnings,
};
use platform::Work;

/// Most warnings of a kind in one call.
const MOST: i64 = 10_000;

/// What a sweep recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweptWarnings {
    /// Those on probation whose pre-service training is not registered.
    pub pre_services: u64,
    /// Agreements that end.
    pub agreements: u64,
    /// Whether another call may find more.
    pub more: bool,
}

/// Records whoever is to be warned of today and was not recorded before: each warning once. Called again while there is more.
pub async fn sweep_onboarding_warnings(work: &mut Work<'_>, rules: &OnboardingRules) -> Result<SweptWarnings, Error> {
    let (today, now, id) = (day_of(work.now), work.now, &rules.id);
    let probation = (today, rules.probation.warn_after_months);
    let pre_services = onboarding_warnings::record_unregistered(work.connection, probation, id, now, MOST).await?;
    let agreement = (today, rules.agreement.warn_before_months);
    let agreements = onboarding_warnings::record_ending(work.connection, agreement, id, now, MOST).await?;
    let full = MOST.unsigned_abs();
    Ok(SweptWarnings { pre_services, agreements, more: pre_services >= full || agreements >= full })
}
