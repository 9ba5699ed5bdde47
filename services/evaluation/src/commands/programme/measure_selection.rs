use super::{WhichSelection, keep};
use crate::{
    domain::{
        appraisal::Ratings,
        programme_report::{ProgrammeKind, ProgrammeReport},
        programme_rules::ProgrammeRules,
        rating::predikat,
        selection_validity::validities,
    },
    error::{Error, ProgrammeError},
    events,
    store::programme_scores,
};
use platform::Work;

/// Measures whether a selection predicted ratings, keeps and tells it.
pub async fn measure_selection(
    work: &mut Work<'_>,
    which: WhichSelection,
    rules: &ProgrammeRules,
) -> Result<ProgrammeReport, Error> {
    let WhichSelection { programme, period } = which;
    let selection = (programme.as_str(), period.as_str());
    let points = |ratings: Ratings| rules.points_of(predikat(ratings.result, ratings.behaviour));
    // Figures name nobody, and rest on what is kept of everybody.
    work.show_everybody();
    let scores = programme_scores::of_selection(work.connection, selection, rules.rating_after_years, points).await?;
    if scores.criteria.is_empty() {
        return Err(ProgrammeError::NotScored.into());
    }
    let findings = validities(&scores, rules);
    let report = keep(work, ProgrammeKind::Selection, format!("{programme} {period}"), findings, rules).await?;
    let measured = events::validity_measured(&work.tenant, &report, selection);
    work.record(&report, &measured);
    Ok(report.release())
}
