use crate::{
    error::Error,
    store::competency_measures::{self, CompetencyMeasure},
};
use platform::Work;

/// Notes a gap that career found: the measure before a training, or without one.
pub async fn note_competency_gap(work: &mut Work<'_>, found: CompetencyMeasure) -> Result<(), Error> {
    Ok(competency_measures::keep(work.connection, &[found], work.caused_by).await?)
}
