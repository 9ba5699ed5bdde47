use crate::{
    domain::{
        intern::{Internship, InternshipState, Student, day_of},
        internship_rules::InternshipRules,
    },
    error::{Error, InternshipError},
    rulesets::Book,
    store::{internship_agreements, internship_places, internships},
};
use platform::{Failure, Violations, Work};
use uuid::Uuid;

/// Purpose of the students' blind index: its key is not the one of applicants, so that the two cannot be joined.
const PURPOSE: &str = "internships";

/// A student whom a university sends.
pub struct SubmitInternship {
    /// Place.
    pub place_id: Uuid,
    /// Who.
    pub student: Student,
    /// Field of study.
    pub field: String,
    /// Credits.
    pub credits: i32,
    /// Whether a talent note may be kept.
    pub consent: bool,
}

/// Takes an application for a place of the caller's own university, the student sealed.
pub async fn submit_internship(
    work: &mut Work<'_>,
    input: SubmitInternship,
    book: &Book<InternshipRules>,
) -> Result<Internship, Error> {
    let place = internship_places::get(work.connection, input.place_id).await?;
    let place = place.ok_or(InternshipError::PlaceNotFound)?;
    let agreement = internship_agreements::get(work.connection, place.agreement_id).await?;
    let own = agreement.filter(|agreement| *agreement.institution_subject == *work.actor.subject);
    let agreement = own.ok_or(InternshipError::PlaceNotFound)?;
    let today = day_of(work.now);
    agreement.must_be_in_force(today).map_err(InternshipError::from)?;
    place.must_take(&input.field, today).map_err(InternshipError::from)?;
    let rules = book.in_force(today)?;
    if input.credits > rules.credits_maximum {
        let mut check = Violations::default();
        check.add("credits", format_args!("must not be more than {}", rules.credits_maximum));
        return Err(Failure::from(check).into());
    }
    let internship = Internship {
        id: Uuid::now_v7(),
        agreement_id: agreement.id,
        place_id: place.id,
        state: InternshipState::Applied,
        institution_subject: agreement.institution_subject,
        ruleset: rules.id.clone(),
        field: input.field,
        credits: input.credits,
        consent_time: input.consent.then_some(work.now),
        mentor: None,
        period: place.period,
        marks: Vec::new(),
        certificate: None,
        erased: false,
        logbook_weeks: 0,
        countersigned_weeks: 0,
        version: 1,
        create_time: work.now,
    };
    let index = work.vault.blind_index_for(PURPOSE, &input.student.nik);
    let identity = work.vault.seal(internship.id.as_bytes(), input.student.to_record().as_bytes())?;
    let inserted = internships::insert(work.connection, &internship, &index, &identity).await;
    inserted.map_err(InternshipError::of)?;
    Ok(internship)
}
