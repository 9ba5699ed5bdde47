use super::keep;
use crate::{
    domain::{
        gap_pairs::gap_pairs,
        programme_report::{ProgrammeKind, ProgrammeReport},
        programme_rules::ProgrammeRules,
        training_effect::training_effect,
    },
    error::Error,
    store::competency_measures,
};
use platform::Work;

/// Measures whether training closed gaps of a competency, or of all where both texts are empty.
pub async fn measure_training(
    work: &mut Work<'_>,
    (dictionary, code): (String, String),
    rules: &ProgrammeRules,
) -> Result<ProgrammeReport, Error> {
    let competency = (dictionary.as_str(), code.as_str());
    // Figures name nobody, and rest on what is kept of everybody.
    work.show_everybody();
    let histories = competency_measures::histories(work.connection, competency).await?;
    let finding = training_effect(&gap_pairs(&histories, rules.pair_days), rules);
    let subject = if code.is_empty() { "all competencies".to_owned() } else { format!("{dictionary} {code}") };
    let report = keep(work, ProgrammeKind::Training, subject, vec![finding], rules).await?;
    Ok(report.release())
}
