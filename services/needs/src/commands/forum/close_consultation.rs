use crate::{
    domain::consultation::Consultation,
    error::{ConsultationError, Error},
    names,
    store::{consultations, contributions},
};
use platform::{AsRead, Work};

/// Most names of unanswered contributions that are told at once: they travel in a header.
const MOST_NAMES: i64 = 20;

/// The end of a consultation.
pub struct CloseConsultation {
    /// Consultation.
    pub consultation: AsRead,
    /// What was agreed.
    pub minutes: String,
}

/// Ends a consultation: its time is over, and everything that was said is answered.
pub async fn close_consultation(work: &mut Work<'_>, input: CloseConsultation) -> Result<Consultation, Error> {
    let found = consultations::lock(work.connection, input.consultation.id).await?;
    let mut consultation = found.ok_or(ConsultationError::NotFound)?;
    input.consultation.must_be(consultation.version)?;
    consultation.close(input.minutes, work.now).map_err(ConsultationError::from)?;
    let (waiting, count) = contributions::unanswered(work.connection, consultation.id, MOST_NAMES).await?;
    if count > 0 {
        let name = |id| names::contribution(&work.tenant, consultation.id, id);
        return Err(ConsultationError::Unanswered { count, names: waiting.into_iter().map(name).collect() }.into());
    }
    consultation.update_time = work.now;
    consultations::update(work.connection, &mut consultation).await?;
    Ok(consultation)
}
