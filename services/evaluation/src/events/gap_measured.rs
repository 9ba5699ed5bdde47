use crate::{commands::note_competency_gap, names, store::competency_measures::CompetencyMeasure};
use contracts::career::events::v1::CompetencyGapFound;
use platform::{BoxError, Work, dates};

/// Career found a gap: what was measured before anything was done about it.
pub async fn apply(work: &mut Work<'_>, message: CompetencyGapFound) -> Result<(), BoxError> {
    names::SERVANT.parse_of(&message.servant, &work.tenant)?;
    let found = CompetencyMeasure {
        servant: message.servant,
        dictionary: message.dictionary,
        code: message.code,
        day: dates::parse(message.date.as_ref())?,
        standard: message.standard,
        achieved: message.achieved,
    };
    Ok(note_competency_gap(work, found).await?)
}
