use crate::{
    domain::internship_agreement::{Agreement, Period},
    error::{Error, InternshipError},
    store::internship_agreements,
};
use platform::Work;
use uuid::Uuid;

/// A signed agreement.
pub struct CreateInternshipAgreement {
    /// Number of the paper.
    pub number: String,
    /// The university's code.
    pub institution_code: String,
    /// The university's title.
    pub institution_title: String,
    /// Subject of the tokens that speak for it.
    pub subject: String,
    /// When it is in force.
    pub period: Period,
    /// Interns at most.
    pub quota: i32,
    /// Fields of study.
    pub fields: Vec<String>,
}

/// Records an agreement, one a number.
pub async fn create_internship_agreement(
    work: &mut Work<'_>,
    input: CreateInternshipAgreement,
) -> Result<Agreement, Error> {
    let agreement = Agreement {
        id: Uuid::now_v7(),
        number: input.number,
        institution_code: input.institution_code,
        institution_title: input.institution_title,
        institution_subject: input.subject,
        period: input.period,
        quota: input.quota,
        fields: input.fields,
        taken: 0,
        end_time: None,
        version: 1,
        create_time: work.now,
    };
    internship_agreements::insert(work.connection, &agreement).await.map_err(InternshipError::of)?;
    Ok(agreement)
}
