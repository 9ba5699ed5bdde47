//! What the service can be asked to do: one file, one function, one short story. Edges begin and commit.

mod competency;
mod departure;
mod mentoring;
mod onboarding;
mod own;
mod promotion;
mod record;
mod talent;
mod training;
mod welfare;

pub use competency::*;
pub use departure::*;
pub use mentoring::*;
pub use onboarding::*;
pub use own::*;
pub use promotion::*;
pub use record::*;
pub use talent::*;
pub use training::*;
pub use welfare::*;

use crate::{domain::servant::Servant, error::Error};
use platform::{
    Work,
    sensitive::{Sealed, Sensitive, Vault},
};
use uuid::Uuid;

/// Seals free text about a person, with the resource or the person that it belongs to as its owner.
fn seal_text(work: &Work<'_>, owner: Uuid, text: &Sensitive<String>) -> Result<Sealed, Error> {
    Ok(work.vault.seal(owner.as_bytes(), text.reveal().as_bytes())?)
}

/// Opens such a text of the same owner; empty where there is none. Whoever calls sees to it that the reading is audited.
pub(crate) fn open_text(vault: &Vault, owner: Uuid, sealed: Option<&Sealed>) -> Result<String, Error> {
    let Some(sealed) = sealed else { return Ok(String::new()) };
    String::from_utf8(vault.open(owner.as_bytes(), sealed)?).map_err(Error::internal)
}

/// Whether the one who acts is this servant: nobody decides about themselves.
fn is_actor(work: &Work<'_>, servant: &Servant) -> bool {
    servant.account == *work.actor.subject
}
