//! Talent (*manajemen talenta*), succession (*rencana suksesi*) and transfer (*mutasi*). The servant's row is locked before
//! everything else of the person.

mod check_documents;
mod decide_box;
mod decide_transfer;
mod draw_pool;
mod look_at_transfer;
mod mark_key_post;
mod nominate_successor;
mod propose_boxes;
mod record_potential;
mod reject_transfer;
mod request_transfer;
mod unmark_key_post;
mod withdraw_successor;

pub use check_documents::{CheckDocuments, check_documents};
pub use decide_box::{DecideBox, decide_box};
pub use decide_transfer::{DecideTransfer, decide_transfer};
pub use draw_pool::{DrawPool, Drawn, draw_pool};
pub use look_at_transfer::look_at_transfer;
pub use mark_key_post::{MarkKeyPost, mark_key_post};
pub use nominate_successor::{NominateSuccessor, nominate_successor};
pub use propose_boxes::{BoxPass, ProposeBoxes, propose_boxes};
pub use record_potential::{RecordPotential, record_potential};
pub use reject_transfer::{RejectTransfer, reject_transfer};
pub use request_transfer::{RequestTransfer, request_transfer};
pub use unmark_key_post::unmark_key_post;
pub use withdraw_successor::{WithdrawSuccessor, withdraw_successor};

use super::is_actor;
use crate::{
    domain::{
        competency_rules::CompetencyRules,
        professionalism::ProfessionalismRules,
        promotion_rules::PromotionRules,
        servant::Servant,
        talent_rules::TalentRules,
        transfer::{Transfer, TransferRefusal},
        transfer_rules::TransferRules,
    },
    error::{Error, TalentError},
    store::{servants, transfers},
};
use platform::{AsRead, Locked, Work};
use std::sync::Arc;

/// The rules in use.
pub struct TalentBook {
    /// Of boxes, pools and key posts.
    pub rules: TalentRules,
    /// Of transfers.
    pub transfers: TransferRules,
    /// Ranks and tests of functional levels.
    pub promotions: PromotionRules,
    /// Levels of punishments.
    pub levels: ProfessionalismRules,
    /// Of profiles, which a new post changes.
    pub competency: Arc<CompetencyRules>,
}

/// Locks the servant and then the transfer, which nobody has changed since it was read. Nobody decides about themselves.
async fn lock_transfer(work: &mut Work<'_>, read: AsRead) -> Result<(Locked<Servant>, Transfer), Error> {
    let known = transfers::get(work.connection, read.id).await?.ok_or(TalentError::TransferNotFound)?;
    let servant = servants::lock(work.connection, known.servant).await?.ok_or(Error::ServantNotFound)?;
    let transfer = transfers::lock(work.connection, read.id).await?.ok_or(TalentError::TransferNotFound)?;
    read.must_be(transfer.version)?;
    if is_actor(work, &servant) {
        return Err(TransferRefusal::Own.into());
    }
    Ok((servant, transfer))
}
