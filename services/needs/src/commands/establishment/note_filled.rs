use crate::{
    error::Error,
    names,
    store::{
        needs, positions,
        steps::{self, NewStep},
    },
};
use jiff::civil::Date;
use platform::Work;
use uuid::Uuid;

/// A seat that career filled.
pub struct Filling {
    /// Position.
    pub position: Uuid,
    /// Need that made the seat; none where a servant who was there before holds it.
    pub need: Option<Uuid>,
    /// Servant in the career service.
    pub servant: String,
    /// Application in the recruitment service; empty in the same case.
    pub application: String,
    /// Event of recruitment that made career fill it.
    pub appointed_by: Option<Uuid>,
    /// Seat of the position.
    pub seat: i32,
    /// First day.
    pub day: Date,
}

/// A person holds the position now: one more incumbent, one seat of the need filled where one made it. A need of another
/// position is none.
pub async fn note_filled(work: &mut Work<'_>, filling: Filling) -> Result<(), Error> {
    let mut summary = format!("seat {} filled", filling.seat);
    if let Some(need) = filling.need {
        let need = needs::lock(work.connection, need).await?;
        let mut need = need.filter(|need| need.position == filling.position).ok_or(Error::NeedNotFound)?;
        need.fill()?;
        needs::save_filled(work.connection, &mut need).await?;
        summary = format!("{summary} for {}", names::NEED.name(&work.tenant, need.id));
    }
    if !positions::change_incumbents(work.connection, filling.position, filling.day, 1, work.now).await? {
        return Err(Error::PositionNotFound);
    }
    let filled = NewStep { kind: "position.filled", resource: filling.servant, summary, event_id: None, ruleset: "" };
    // Career's event stands behind this step, and recruitment's behind career's: the chain names both.
    let appointed = filling.appointed_by.filter(|_| filling.need.is_some()).map(|event_id| NewStep {
        kind: "candidate.appointed",
        resource: filling.application,
        summary: "selected, and appointed as a servant".to_owned(),
        event_id: Some(event_id),
        ruleset: "",
    });
    let steps: Vec<NewStep<'_>> = appointed.into_iter().chain([filled]).collect();
    Ok(steps::record_all(work, &vec![filling.position; steps.len()], &steps).await?)
}
