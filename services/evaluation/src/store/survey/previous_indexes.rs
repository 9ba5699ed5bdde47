//! The index of the period before, from a survey of this system or from before it.

use super::{past_indexes, surveys};
use crate::domain::{
    satisfaction_survey::Survey,
    survey_result::{PreviousIndex, Source},
    survey_rules::SurveyBook,
};
use sqlx::PgConnection;

/// The last index of the same service whose period ended before that of this survey.
pub async fn before(
    connection: &mut PgConnection,
    survey: &Survey,
    book: &SurveyBook,
) -> sqlx::Result<Option<PreviousIndex>> {
    let here = surveys::previous(connection, survey.service, survey.period_start).await?.and_then(|previous| {
        let scheme = book.of(&previous.ruleset)?.scheme.id.clone();
        let (source, period_end) = (Source::Survey(previous.id), previous.period_end);
        Some(PreviousIndex { source, period_end, index: previous.index?, scheme })
    });
    let past = past_indexes::previous(connection, survey.service, survey.period_start).await?;
    let past = past.map(|past| {
        let (source, period_end) = (Source::Past(past.id), past.period_end);
        PreviousIndex { source, period_end, index: past.index, scheme: past.scheme }
    });
    // A survey of this system wins where both end on the same day.
    Ok(past.into_iter().chain(here).max_by_key(|previous| previous.period_end))
}
