use super::{WhichSelection, keep};
use crate::{
    domain::{
        cost_per_post::cost_per_post,
        programme_report::{ProgrammeKind, ProgrammeReport},
        programme_rules::ProgrammeRules,
    },
    error::Error,
    store::{programme_costs, programme_scores},
};
use platform::Work;

/// Counts what each filled post of a selection cost.
pub async fn measure_cost(
    work: &mut Work<'_>,
    which: WhichSelection,
    rules: &ProgrammeRules,
) -> Result<ProgrammeReport, Error> {
    let WhichSelection { programme, period } = which;
    let (documents, rupiah) = programme_costs::sum(work.connection, &programme, &period).await?;
    let posts = programme_scores::filled_posts(work.connection, &programme, &period).await?;
    let finding = cost_per_post(documents.unsigned_abs(), rupiah, posts.unsigned_abs());
    let report = keep(work, ProgrammeKind::Cost, format!("{programme} {period}"), vec![finding], rules).await?;
    Ok(report.release())
}
