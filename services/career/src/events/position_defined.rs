use crate::{
    commands::keep_position,
    domain::{job::Job, position::Position},
    names,
};
use contracts::needs::events::v1::PositionDefined;
use platform::{BoxError, Work};

/// Needs tells what a position is.
pub async fn apply(work: &mut Work<'_>, message: PositionDefined) -> Result<(), BoxError> {
    names::POSITION.parse_of(&message.position, &work.tenant)?;
    names::UNIT.parse_of(&message.unit, &work.tenant)?;
    let position = Position {
        name: message.position,
        version: message.version,
        title: message.title,
        unit: message.unit,
        unit_path: message.unit_path,
        sector: message.sector,
        job: Job::parse(&message.job_type, &message.job_level),
        job_class: message.job_class,
    };
    Ok(keep_position(work, &position).await?)
}
