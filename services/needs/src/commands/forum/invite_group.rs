use crate::{
    domain::consultation::{Consultation, Group},
    error::{ConsultationError, Error},
    store::consultations,
};
use platform::Work;
use uuid::Uuid;

/// An invitation.
pub struct InviteGroup {
    /// Consultation.
    pub consultation: Uuid,
    /// Group.
    pub group: Group,
    /// Organisation, never a person.
    pub organisation: String,
}

/// Notes that an organisation was invited. A second time changes nothing.
pub async fn invite_group(work: &mut Work<'_>, input: InviteGroup) -> Result<Consultation, Error> {
    let found = consultations::lock(work.connection, input.consultation).await?;
    let mut consultation = found.ok_or(ConsultationError::NotFound)?;
    consultation.may_invite().map_err(ConsultationError::from)?;
    let invited = (input.group, input.organisation.as_str());
    if consultations::invite(work.connection, consultation.id, invited, work.now).await? {
        consultation.update_time = work.now;
        consultations::update(work.connection, &mut consultation).await?;
    }
    Ok(consultation)
}
