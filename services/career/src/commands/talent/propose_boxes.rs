use super::TalentBook;
use crate::{
    domain::{
        nine_box::{BoxProposal, TalentFacts},
        servant::day_of,
    },
    error::Error,
    store::{boxes, passes, talent_facts},
};
use platform::Work;
use uuid::Uuid;

/// Servants whose facts are held at once.
const CHUNK: i64 = 5_000;

/// Where a pass over all servants goes on.
pub struct ProposeBoxes {
    /// Last servant of the part before.
    pub after: Uuid,
    /// Most servants of this part.
    pub most: i64,
}

/// How far it came.
#[derive(Debug, Default)]
pub struct BoxPass {
    /// Servants looked at.
    pub computed: i64,
    /// Of them, those for whom a box is proposed.
    pub proposed: i64,
    /// Of them, those of whom something is unknown or has expired.
    pub needs_review: i64,
    /// Of them, those about whom somebody decided before: that stays.
    pub kept: i64,
    /// Last of them, if there may be more.
    pub last: Option<Uuid>,
}

/// Proposes this year's boxes of the servants after one, in the order of their ids. Reads without locks: what somebody decides
/// meanwhile stays.
pub async fn propose_boxes(work: &mut Work<'_>, input: ProposeBoxes, book: &TalentBook) -> Result<BoxPass, Error> {
    let today = day_of(work.now);
    let of = (i32::from(today.year()), book.rules.id.as_str());
    let mut done = BoxPass::default();
    let mut after = input.after;
    passes::plan_afresh(work.connection).await?;
    while done.computed < input.most {
        let most = CHUNK.min(input.most - done.computed);
        let ids = passes::ids_after(work.connection, after, most).await?;
        let Some(last) = ids.last() else { return Ok(BoxPass { last: None, ..done }) };
        after = *last;
        let mut kept = boxes::of_year(work.connection, &ids, of.0).await?;
        let mut changed: Vec<(TalentFacts, BoxProposal)> = Vec::new();
        for facts in talent_facts::of_all(work.connection, &ids, today).await? {
            let found = book.rules.propose(&facts, today);
            let known = i64::from(found.number.is_some());
            done.proposed += known;
            done.needs_review += 1 - known;
            match kept.remove(&facts.servant) {
                Some(kept) if kept.is_decided() => done.kept += 1,
                Some(kept) if kept.proposes(&facts, &found, of.1) => {}
                _ => changed.push((facts, found)),
            }
        }
        let saved = boxes::save_all(work.connection, &changed, of, work.now).await?;
        done.kept += count(changed.len()) - i64::try_from(saved).unwrap_or_default();
        done.computed += count(ids.len());
        done.last = Some(after);
    }
    Ok(done)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
