use crate::{
    domain::{correction_leaf::CorrectionLeaf, leaf::Leaf, objections::Round},
    error::Error,
    names,
    store::{
        leaves::{self, NewLeaf},
        made_corrections::{self, Made},
    },
};
use ::proof::{Salt, commitment, to_hex};
use platform::Work;
use uuid::Uuid;

/// Adds to the log why a published result is corrected: a leaf for each participant and part, before the corrected scores and
/// rows. Who objected can show that it was for the own objection; nobody else can tell for whose.
pub async fn log_grounds(work: &mut Work<'_>, vacancy: Uuid) -> Result<(), Error> {
    let mut added = Vec::new();
    for made in made_corrections::list(work.connection, vacancy).await? {
        let Made { participant, of, error, objection_id, replaces } = made;
        // The random part of the objection's id, which only who objected and the committee know, is salt enough.
        let objection = names::OBJECTION.name(&work.tenant, objection_id);
        let basis = to_hex(&commitment("objection", &Salt([0; 32]), objection.as_bytes()));
        let round = Round::Final;
        let leaf = CorrectionLeaf { participant, time: work.now, round, of, error, basis, replaces };
        added.push(NewLeaf::new(Uuid::now_v7(), vacancy, &Leaf::Correction(leaf)));
    }
    Ok(leaves::insert(work.connection, &added).await?)
}
