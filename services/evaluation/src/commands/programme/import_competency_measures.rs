use crate::{
    error::Error,
    store::competency_measures::{self, CompetencyMeasure},
};
use platform::Work;

/// Takes measures; no servant, competency and day twice.
pub async fn import_competency_measures(work: &mut Work<'_>, measures: &[CompetencyMeasure]) -> Result<(), Error> {
    Ok(competency_measures::keep(work.connection, measures, None).await?)
}
