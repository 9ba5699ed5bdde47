use crate::{
    domain::filing::Stated,
    error::{AppointmentError, Error},
    store::filings::{self, Proposed},
};
use platform::Work;
use uuid::Uuid;

/// A candidate of a batch, opened for BKN.
pub struct ProposedCandidate {
    /// The file and the post.
    pub proposed: Proposed,
    /// What the candidate stated.
    pub stated: Stated,
}

/// Opens a batch for BKN. It is a unit of work, so that the audit trail says who saw it.
pub async fn export_nip_proposal(work: &mut Work<'_>, id: Uuid) -> Result<Vec<ProposedCandidate>, Error> {
    let proposed = filings::proposed(work.connection, id).await?.ok_or(AppointmentError::ProposalNotFound)?;
    let mut candidates = Vec::with_capacity(proposed.len());
    for one in proposed {
        let record = work.vault.open(one.application_id.as_bytes(), &one.identity)?;
        let stated = Stated::of_record(&String::from_utf8_lossy(&record));
        let stated = stated.ok_or_else(|| Error::internal("a sealed identity that cannot be read"))?;
        candidates.push(ProposedCandidate { proposed: one, stated });
    }
    Ok(candidates)
}
