use crate::{
    domain::reassessment::Reassessment,
    error::Error,
    events, names,
    store::{
        reassessments,
        steps::{self, NewStep},
    },
};
use platform::{AsRead, Work};

/// What a person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The workload is to be counted again.
    Accept,
    /// There is no reason.
    Reject,
}

/// A person's answer.
pub struct DecideReassessment {
    /// Reassessment.
    pub reassessment: AsRead,
    /// Answer.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
}

/// Takes a person's answer to a reassessment.
pub async fn decide_reassessment(work: &mut Work<'_>, input: DecideReassessment) -> Result<Reassessment, Error> {
    let found = reassessments::lock(work.connection, input.reassessment.id).await?;
    let mut reassessment = found.ok_or(Error::ReassessmentNotFound)?;
    input.reassessment.must_be(reassessment.version)?;
    let kind = match input.verdict {
        Verdict::Accept => {
            reassessment.accept(input.reason.clone())?;
            "reassessment.accepted"
        }
        Verdict::Reject => {
            reassessment.reject(input.reason.clone())?;
            "reassessment.rejected"
        }
    };
    reassessment.update_time = work.now;
    reassessments::update(work.connection, &mut reassessment).await?;
    let mut event_id = None;
    if input.verdict == Verdict::Reject {
        let closed = events::closed(&work.tenant, &reassessment);
        event_id = Some(work.record(&reassessment, &closed));
    }
    let resource = names::REASSESSMENT.name(&work.tenant, input.reassessment.id);
    let step = NewStep { kind, resource, summary: input.reason, event_id, ruleset: "" };
    steps::record_for_unit(work, reassessment.unit, step).await?;
    Ok(reassessment.release())
}
