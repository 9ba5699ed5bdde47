use crate::{
    domain::consultation::{Answer, Contribution, Verdict},
    error::{ConsultationError, Error},
    names,
    store::{consultations, contributions, priorities, proposals, reassessments},
};
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

/// Answers a contribution, once, while its consultation is open; what changed has to exist.
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
        changes.push(existing(work, change).await?);
    }
    let answer = Answer { verdict: input.verdict, reason: input.reason, summary: input.summary, changes };
    contribution.give(answer, work.now).map_err(ConsultationError::from)?;
    contributions::update(work.connection, &mut contribution).await?;
    Ok(contribution)
}

/// The name of something that exists.
async fn existing(work: &mut Work<'_>, change: Change) -> Result<String, Error> {
    let (exists, name) = match change {
        Change::Priority(id) => {
            (priorities::exists(work.connection, id).await?, names::PRIORITY.name(&work.tenant, id))
        }
        Change::Proposal(id) => {
            (proposals::get(work.connection, id).await?.is_some(), names::PROPOSAL.name(&work.tenant, id))
        }
        Change::Reassessment(id) => {
            (reassessments::get(work.connection, id).await?.is_some(), names::REASSESSMENT.name(&work.tenant, id))
        }
    };
    if exists { Ok(name) } else { Err(ConsultationError::ChangeNotFound(name).into()) }
}
