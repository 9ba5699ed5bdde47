use crate::{
    domain::competency::{CompetencyCode, LevelText, Technical},
    error::{CompetencyError, Error},
    store::competencies,
};
use platform::Work;
use uuid::Uuid;

/// A technical competency to be taken into a dictionary.
pub struct CreateCompetency {
    /// Dictionary and code.
    pub code: CompetencyCode,
    /// Name.
    pub name: String,
    /// What it is.
    pub definition: String,
    /// Its levels.
    pub levels: [LevelText; 5],
}

/// Takes a technical competency into a dictionary.
pub async fn create_competency(work: &mut Work<'_>, input: CreateCompetency) -> Result<Technical, Error> {
    let competency = Technical {
        id: Uuid::now_v7(),
        code: input.code,
        name: input.name,
        definition: input.definition,
        levels: input.levels,
        create_time: work.now,
    };
    if !competencies::insert(work.connection, &competency).await? {
        return Err(CompetencyError::Exists.into());
    }
    Ok(competency)
}
