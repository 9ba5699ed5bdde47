use crate::{
    domain::competency_standard::{Content, Scope, Standard},
    error::Error,
    store::{competency_jobs, competency_revisions, competency_standards},
};
use platform::{Failure, Work};
use uuid::Uuid;

/// A draft to be written.
pub struct SetCompetencyStandard {
    /// What it is written for.
    pub scope: Scope,
    /// What it says.
    pub content: Content,
    /// Version that was read; 0 for none.
    pub version: i64,
}

/// Writes the draft of a standard, the first or in the place of the one before. What is in force stays so.
pub async fn set_competency_standard(
    work: &mut Work<'_>,
    input: SetCompetencyStandard,
) -> Result<(Standard, Content), Error> {
    if let Scope::Position(position) = input.scope {
        competency_jobs::get(work.connection, position).await?.ok_or(Error::PositionNotFound)?;
    }
    let standard = match competency_standards::lock_scope(work.connection, &input.scope).await? {
        Some(mut standard) => {
            if standard.version != input.version {
                return Err(Failure::EtagMismatch.into());
            }
            (standard.drafted, standard.update_time) = (true, work.now);
            competency_standards::update(work.connection, &mut standard).await?;
            standard
        }
        // Somebody who writes the first draft at the same time wins at the insert.
        None if input.version == 0 => {
            let fresh = first(input.scope, work);
            competency_standards::insert(work.connection, fresh).await?.ok_or(Failure::EtagMismatch)?
        }
        None => return Err(Failure::EtagMismatch.into()),
    };
    let revision = (standard.id, standard.draft_revision());
    competency_revisions::replace(work.connection, revision, &input.content).await?;
    Ok((standard.release(), input.content))
}

fn first(scope: Scope, work: &Work<'_>) -> Standard {
    Standard {
        id: Uuid::now_v7(),
        scope,
        published: 0,
        drafted: true,
        version: 1,
        create_time: work.now,
        update_time: work.now,
    }
}
