use super::{TalentBook, is_actor};
use crate::{
    domain::{potential::Potential, servant::day_of, talent_box::BoxRefusal},
    error::{Error, TalentError},
    store::{potentials, servants},
};
use jiff::civil::Date;
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// A score of one part of a servant's potential.
pub struct RecordPotential {
    /// Who was assessed.
    pub servant: Uuid,
    /// Part of the ruleset.
    pub part: String,
    /// Hundredths.
    pub score: i64,
    /// Day of the assessment.
    pub date: Date,
    /// Who assessed.
    pub assessor: String,
    /// Number of the report.
    pub reference: String,
    /// The row that this one corrects.
    pub replaces: Option<Uuid>,
}

/// Records a score, or corrects one by a new row. Nobody records their own.
pub async fn record_potential(
    work: &mut Work<'_>,
    input: RecordPotential,
    book: &TalentBook,
) -> Result<Potential, Error> {
    let servant = servants::lock(work.connection, input.servant).await?.ok_or(Error::ServantNotFound)?;
    if is_actor(work, &servant) {
        return Err(BoxRefusal::Own.into());
    }
    let mut check = Violations::default();
    check.check("part", book.rules.is_assessed(&input.part), "must be a part that assessors record");
    check.check("assessed_date", input.date <= day_of(work.now), "must not lie ahead");
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    if let Some(old) = input.replaces
        && !potentials::supersede(work.connection, servant.id, old, work.now).await?
    {
        return Err(TalentError::PotentialNotFound.into());
    }
    let potential = Potential {
        id: Uuid::now_v7(),
        servant: servant.id,
        part: input.part,
        score: input.score,
        date: input.date,
        assessor: input.assessor,
        reference: input.reference,
        recorded_by: work.actor.subject.to_string(),
        record_time: work.now,
        superseded_time: None,
    };
    potentials::insert(work.connection, &potential).await?;
    Ok(potential)
}
