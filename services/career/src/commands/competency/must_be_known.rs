use crate::{
    domain::{competency_rules::CompetencyRules, evidence::CompetencyCode},
    error::Error,
    store::published_standards,
};
use platform::{Failure, Violations, Work};

/// Whether the dictionary in use or a published standard holds a competency.
pub(in crate::commands) async fn is_known(
    work: &mut Work<'_>,
    code: &CompetencyCode,
    rules: &CompetencyRules,
) -> Result<bool, Error> {
    Ok(rules.generic(code).is_some() || published_standards::ask_for(work.connection, code).await?)
}

/// Refuses what is to be taught where nobody knows the competency: no gap would ever lead to it.
pub(in crate::commands) async fn must_be_known(
    work: &mut Work<'_>,
    code: &CompetencyCode,
    rules: &CompetencyRules,
) -> Result<(), Error> {
    let mut check = Violations::default();
    let reason = "no dictionary in use and no published standard holds this competency";
    check.check("teaching.code", is_known(work, code, rules).await?, reason);
    if check.is_empty() { Ok(()) } else { Err(Failure::from(check).into()) }
}
