use crate::{
    domain::consultation::Consultation,
    error::{ConsultationError, Error},
    store::consultations,
};
use platform::{AsRead, Work};

/// Opens a consultation to the public.
pub async fn open_consultation(work: &mut Work<'_>, read: AsRead) -> Result<Consultation, Error> {
    let found = consultations::lock(work.connection, read.id).await?;
    let mut consultation = found.ok_or(ConsultationError::NotFound)?;
    read.must_be(consultation.version)?;
    consultation.open(work.now).map_err(ConsultationError::from)?;
    consultation.update_time = work.now;
    consultations::update(work.connection, &mut consultation).await?;
    Ok(consultation)
}
