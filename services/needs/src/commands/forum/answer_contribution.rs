use crate::{
    domain::consultation::{Answer, Contribution, Verdict},
    error::{ConsultationError, Error},
    names,
    store::{consultations, contributions, priorities, proposals, reassessments},
};
use jiff::Timestamp;
use platform::{AsRead, Work};
use uuid::Uuid;

/// Something that changed because of a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A weight.
    Priority(Uuid),
    /// A proposal.
    Proposal(Uuid),
    /// A reassessment.
    Reassessment(Uuid),
}

/// The answer to a contribution.
pub struct AnswerContribution {
    /// Consultation it belongs to.
    pub consultation: Uuid,
    /// Contribution.
    pub contribution: AsRead,
    /// What became of it.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// What was said, in the words of staff.
    pub summary: String,
    /// What changed.
    pub changes: Vec<Change>,
}

/// Answers a contribution, once, while its consultation is open; what it says has changed must have done so since that began.
pub async fn answer_contribution(work: &mut Work<'_>, input: AnswerContribution) -> Result<Contribution, Error> {
    let consultation = consultations::hold(work.connection, input.consultation).await?;
    let consultation = consultation.ok_or(ConsultationError::ContributionNotFound)?;
    let found = contributions::lock(work.connection, input.contribution.id).await?;
    let found = found.filter(|contribution| contribution.consultation == consultation.id);
    let mut contribution = found.ok_or(ConsultationError::ContributionNotFound)?;
    input.contribution.must_be(contribution.version)?;
    consultation.may_answer().map_err(ConsultationError::from)?;
    let mut changes = Vec::new();
    for change in input.changes {
        changes.push(changed_since(work, change, consultation.began()).await?);
    }
    let answer = Answer { verdict: input.verdict, reason: input.reason, summary: input.summary, changes };
    contribution.give(answer, work.now).map_err(ConsultationError::from)?;
    contributions::update(work.connection, &mut contribution).await?;
    Ok(contribution)
}

/// The name of something that changed since the consultation began. Nothing older can have changed because of it.
async fn changed_since(work: &mut Work<'_>, change: Change, began: Timestamp) -> Result<String, Error> {
    let (changed, name) = match change {
        Change::Priority(id) => {
            (priorities::changed(work.connection, id).await?, names::PRIORITY.name(&work.tenant, id))
        }
        Change::Proposal(id) => {
            let found = proposals::get(work.connection, id).await?;
            (found.map(|one| one.update_time), names::PROPOSAL.name(&work.tenant, id))
        }
        Change::Reassessment(id) => {
            let found = reassessments::get(work.connection, id).await?;
            (found.map(|one| one.update_time), names::REASSESSMENT.name(&work.tenant, id))
        }
    };
    match changed {
        None => Err(ConsultationError::ChangeNotFound(name).into()),
        Some(changed) if changed < began => Err(ConsultationError::ChangeTooOld(name).into()),
        Some(_) => Ok(name),
    }
}
