use crate::{
    domain::cost_per_post::ProgrammeCost,
    error::{Error, ProgrammeError},
    store::programme_costs,
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// A cost, as a document says it.
pub struct RecordProgrammeCost {
    /// Programme of the selection, as it is stored.
    pub programme: String,
    /// Period of the selection.
    pub period: String,
    /// What was paid for.
    pub item: String,
    /// Rupiah.
    pub rupiah: i64,
    /// Number of the document.
    pub document_number: String,
    /// Day of the document.
    pub document_date: Date,
}

/// Enters a cost of a selection.
pub async fn record_programme_cost(work: &mut Work<'_>, input: RecordProgrammeCost) -> Result<ProgrammeCost, Error> {
    let cost = ProgrammeCost {
        id: Uuid::now_v7(),
        programme: input.programme,
        period: input.period,
        item: input.item,
        rupiah: input.rupiah,
        document_number: input.document_number,
        document_date: input.document_date,
        create_time: work.now,
    };
    programme_costs::insert(work.connection, &cost).await.map_err(ProgrammeError::of_cost)?;
    Ok(cost)
}
