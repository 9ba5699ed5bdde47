//! `VerificationService`.

use crate::{
    commands::{VerdictLine, import_verdicts},
    domain::verdict::Verdict,
    error::Error,
    grpc::imports::{parse_all, reject, render_errors},
};
use contracts::recruitment::v1 as pb;
use platform::{
    Kit, Violations, Work, import_message,
    imports::{Rows, Split},
};
use std::collections::HashSet;
use tonic::{Request, Response, Status, Streaming};

/// Rows checked and written by one statement each.
const CHUNK: usize = 1000;
/// Longest reason of a verdict, in characters.
const LONGEST_REASON: usize = 1000;

const VERDICTS: Split<pb::ImportVerdictsRequest, pb::VerdictRow> =
    import_message!(pb::ImportVerdictsRequest, pb::import_verdicts_request::Part, pb::VerdictRow);

/// Serves the administrative selection.
pub struct Verifications {
    pub(crate) kit: Kit,
}

#[tonic::async_trait]
impl pb::verification_service_server::VerificationService for Verifications {
    async fn import_verdicts(
        &self,
        request: Request<Streaming<pb::ImportVerdictsRequest>>,
    ) -> Result<Response<pb::ImportVerdictsResponse>, Status> {
        self.kit.import(request, VERDICTS, take_verdicts).await
    }
}

async fn take_verdicts(
    work: &mut Work<'_>,
    rows: &mut Rows<pb::ImportVerdictsRequest, pb::VerdictRow>,
) -> Result<pb::ImportVerdictsResponse, Error> {
    let mut seen = HashSet::new();
    while let Some(chunk) = rows.next(CHUNK).await? {
        let (parsed, mut refused) = parse_all(chunk, parse_verdict);
        refused.extend(import_verdicts(work, &mut seen, parsed).await?);
        reject(&mut rows.report, refused);
    }
    let report = &rows.report;
    Ok(pb::ImportVerdictsResponse {
        accepted: report.accepted(),
        rejected: report.rejected,
        errors: render_errors(report),
    })
}

fn parse_verdict(row: pb::VerdictRow) -> Result<VerdictLine, Violations> {
    let mut check = Violations::default();
    let participant_number = check.text("participant_number", &row.participant_number, 40);
    let verdict = match row.verdict() {
        pb::Verdict::Unspecified => check.take("verdict", Err("must be given")),
        pb::Verdict::Eligible => {
            check.check("reason", row.reason.is_empty(), "must be empty for who is eligible");
            Some(Verdict::Eligible)
        }
        pb::Verdict::Ineligible => {
            check.text("reason", &row.reason, LONGEST_REASON).map(|reason| Verdict::Ineligible { reason })
        }
    };
    match (participant_number, verdict) {
        (Some(participant_number), Some(verdict)) if check.is_empty() => {
            Ok(VerdictLine { participant_number, verdict })
        }
        _ => Err(check),
    }
}
