use crate::{
    domain::{
        intern::day_of,
        internship_agreement::{Period, Place},
    },
    error::{Error, InternshipError},
    store::{internship_agreements, internship_places},
};
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// Places of a unit.
pub struct CreateInternshipPlace {
    /// Agreement.
    pub agreement_id: Uuid,
    /// Unit in the needs service.
    pub unit: String,
    /// Title of the unit.
    pub unit_title: String,
    /// From when to when.
    pub period: Period,
    /// Interns at most.
    pub seats: i32,
    /// Fields of study.
    pub fields: Vec<String>,
    /// What is learned.
    pub goals: String,
}

/// Offers places inside an agreement that is in force.
pub async fn create_internship_place(work: &mut Work<'_>, input: CreateInternshipPlace) -> Result<Place, Error> {
    let found = internship_agreements::lock(work.connection, input.agreement_id).await?;
    let agreement = found.ok_or(InternshipError::AgreementNotFound)?;
    agreement.must_be_in_force(day_of(work.now)).map_err(InternshipError::from)?;
    let mut check = Violations::default();
    for (field, reason) in agreement.against(input.period, input.seats, &input.fields) {
        check.add(field, reason);
    }
    if !check.is_empty() {
        return Err(Failure::from(check).into());
    }
    let place = Place {
        id: Uuid::now_v7(),
        agreement_id: agreement.id,
        unit: input.unit,
        unit_title: input.unit_title,
        period: input.period,
        seats: input.seats,
        fields: input.fields,
        goals: input.goals,
        taken: 0,
        version: 1,
        create_time: work.now,
    };
    internship_places::insert(work.connection, &place).await?;
    Ok(place)
}
