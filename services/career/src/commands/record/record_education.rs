use crate::commands::record::{Correcting, correct, lock_as_read, refused, touch};
use crate::{
    domain::{
        correction::History,
        education::{Education, TOO_YOUNG},
    },
    error::Error,
    store::{educations, identities},
};
use platform::{AsRead, Work};

/// An education of a servant.
pub struct RecordEducation {
    /// Servant.
    pub servant: AsRead,
    /// The row.
    pub education: Education,
    /// What it corrects.
    pub correction: Option<Correcting>,
}

/// Adds an education to the record. One that ended before anybody leaves school is refused, where the birth date is known.
pub async fn record_education(work: &mut Work<'_>, input: RecordEducation) -> Result<Education, Error> {
    let mut servant = lock_as_read(work, input.servant).await?;
    let education = Education { record_time: work.now, ..input.education };
    let births = identities::birth_dates(work.connection, &work.vault, &[servant.id]).await?;
    if births.get(&servant.id).is_some_and(|birth_date| !education.is_after_school_age(*birth_date)) {
        return Err(refused("education.graduation_year", TOO_YOUNG));
    }
    if let Some(correcting) = input.correction {
        correct(work, servant.id, History::Educations, correcting, Some(education.id)).await?;
    }
    educations::insert(work.connection, &education).await?;
    touch(work, &mut servant).await?;
    Ok(education)
}
