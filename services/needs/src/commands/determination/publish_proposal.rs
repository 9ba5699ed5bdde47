use crate::commands::{
    note_end::record_end,
    propose_breakdown::{ProposalRows, as_failure, reject},
};
use crate::{
    domain::{breakdown::differences, procedure::Verb, proposal::Proposal},
    error::Error,
    store::{breakdowns, proposals},
};
use platform::{Work, imports::Report};

/// Notes that the needs are published, if every published row equals the determination and none is missing: BKN and the
/// instansi answer for that.
pub async fn publish_proposal(
    work: &mut Work<'_>,
    input: ProposalRows,
    report: &mut Report,
) -> Result<Proposal, Error> {
    let mut proposal = proposals::lock(work.connection, input.proposal.id).await?.ok_or(Error::ProposalNotFound)?;
    input.proposal.must_be(proposal.version)?;
    proposal.after(Verb::Publish)?;
    let determined = breakdowns::determined(work.connection, proposal.id).await?;
    reject(report, differences(&input.rows, &determined));
    if input.validate_only {
        return Ok(proposal);
    }
    if report.rejected > 0 {
        return Err(Error::PublicationDiffers(as_failure(report)));
    }
    proposal.publish(work.now)?;
    proposal.update_time = work.now;
    proposals::update(work.connection, &mut proposal).await?;
    record_end(work, &proposal, "proposal.published", "published at SSCASN as determined".to_owned()).await?;
    Ok(proposal)
}
