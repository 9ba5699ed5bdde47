//! `ReassessmentService`.

use crate::{
    commands::{self, DecideReassessment, Verdict},
    domain::{
        reassessment::{Reassessment, State},
        signal::{Cause, Evidence},
        step::Step,
    },
    error::Error,
    names,
    store::{needs, positions, reassessments, steps},
};
use contracts::needs::v1 as pb;
use platform::{
    Kit, Scope, Tenant, Violations, dates, etag,
    names::{NotAName, asked},
    page::Page,
};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves reassessments and explanations.
pub struct Reassessments {
    pub(crate) kit: Kit,
}

#[tonic::async_trait]
impl pb::reassessment_service_server::ReassessmentService for Reassessments {
    async fn get_reassessment(
        &self,
        request: Request<pb::GetReassessmentRequest>,
    ) -> Result<Response<pb::Reassessment>, Status> {
        let parse = |message: &pb::GetReassessmentRequest| asked(names::REASSESSMENT.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let found = reassessments::get(view.connection, id).await?.ok_or(Error::ReassessmentNotFound)?;
                Ok::<_, Error>(render(&view.tenant, found))
            })
            .await
    }

    async fn list_reassessments(
        &self,
        request: Request<pb::ListReassessmentsRequest>,
    ) -> Result<Response<pb::ListReassessmentsResponse>, Status> {
        let parse = |message: &pb::ListReassessmentsRequest| {
            let mut check = Violations::default();
            let (size, token) = (message.page_size, &message.page_token);
            let (Some(tenant), Some(page)) = check.list(&message.parent, size, token, &[&message.open]) else {
                return Err(check);
            };
            Ok((tenant, (message.open, page)))
        };
        self.kit
            .read(request, parse, async |view, (open, page): (bool, Page)| {
                let mut found = reassessments::list(view.connection, open, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let reassessments = found.into_iter().map(|one| render(&view.tenant, one)).collect();
                Ok::<_, Error>(pb::ListReassessmentsResponse { reassessments, next_page_token })
            })
            .await
    }

    async fn accept_reassessment(
        &self,
        request: Request<pb::AcceptReassessmentRequest>,
    ) -> Result<Response<pb::Reassessment>, Status> {
        let parse = |message: &pb::AcceptReassessmentRequest| {
            parse_decision(&message.name, &message.etag, &message.reason, &message.request_id, Verdict::Accept)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let decided = commands::decide_reassessment(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, decided))
            })
            .await
    }

    async fn reject_reassessment(
        &self,
        request: Request<pb::RejectReassessmentRequest>,
    ) -> Result<Response<pb::Reassessment>, Status> {
        let parse = |message: &pb::RejectReassessmentRequest| {
            parse_decision(&message.name, &message.etag, &message.reason, &message.request_id, Verdict::Reject)
        };
        self.kit
            .write(request, parse, async |work, input| {
                let decided = commands::decide_reassessment(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, decided))
            })
            .await
    }

    async fn explain(&self, request: Request<pb::ExplainRequest>) -> Result<Response<pb::ExplainResponse>, Status> {
        self.kit
            .read(request, parse_explain, async |view, (of, page): (Explained, Page)| {
                let position = match of {
                    Explained::Position(id) => id,
                    Explained::Need(id) => needs::get(view.connection, id).await?.ok_or(Error::NeedNotFound)?.position,
                };
                positions::get(view.connection, position).await?.ok_or(Error::PositionNotFound)?;
                let mut found = steps::list(view.connection, position, &page).await?;
                let next_page_token = page.cut(&mut found, |step| (step.time.as_microsecond(), step.id));
                let steps = found.into_iter().map(render_step).collect();
                Ok::<_, Error>(pb::ExplainResponse {
                    position: names::POSITION.name(&view.tenant, position),
                    steps,
                    next_page_token,
                })
            })
            .await
    }
}

enum Explained {
    Position(Uuid),
    Need(Uuid),
}

fn parse_explain(message: &pb::ExplainRequest) -> Result<(Tenant, (Explained, Page)), Violations> {
    let mut check = Violations::default();
    let of = match names::POSITION.parse(&message.name) {
        Ok(name) => Some((name.tenant, Explained::Position(name.id))),
        Err(_) => check
            .take("name", names::NEED.parse(&message.name).map_err(|_| NotAName::of(&[names::POSITION, names::NEED])))
            .map(|name| (name.tenant, Explained::Need(name.id))),
    };
    let page = check.page(message.page_size, &message.page_token, &message.name);
    let (Some((tenant, of)), Some(page)) = (of, page) else {
        return Err(check);
    };
    Ok((tenant, (of, page)))
}

fn parse_decision(
    name: &str,
    etag: &str,
    reason: &str,
    request_id: &str,
    verdict: Verdict,
) -> Result<(Scope, DecideReassessment), Violations> {
    let mut check = Violations::default();
    let read = check.as_read(name, names::REASSESSMENT.parse(name), etag, request_id);
    let reason = check.text("reason", reason, 1000);
    let (Some((scope, reassessment)), Some(reason)) = (read, reason) else { return Err(check) };
    Ok((scope, DecideReassessment { reassessment, verdict, reason }))
}

fn render(tenant: &Tenant, reassessment: Reassessment) -> pb::Reassessment {
    let state = match reassessment.state {
        State::Open => pb::reassessment::State::Open,
        State::Accepted => pb::reassessment::State::Accepted,
        State::Rejected => pb::reassessment::State::Rejected,
        State::Closed => pb::reassessment::State::Closed,
    };
    pb::Reassessment {
        name: names::REASSESSMENT.name(tenant, reassessment.id),
        state: state.into(),
        unit: names::UNIT.name(tenant, reassessment.unit),
        reason: reassessment.reason,
        service: reassessment.service,
        ruleset: reassessment.ruleset,
        cause_event_id: reassessment.caused_by.map(|id| id.to_string()).unwrap_or_default(),
        decision_reason: reassessment.decision_reason,
        recover_time: reassessment.recover_time.map(dates::render_time),
        dismiss_time: reassessment.dismiss_time.map(dates::render_time),
        signal: reassessment.signal,
        etag: etag::render(reassessment.version),
        create_time: Some(dates::render_time(reassessment.create_time)),
        update_time: Some(dates::render_time(reassessment.update_time)),
        cause: render_cause(reassessment.cause).into(),
        evidence: reassessment.evidence.into_iter().map(render_evidence).collect(),
    }
}

/// A cause as the caller sees it.
pub(crate) fn render_cause(cause: Cause) -> pb::reassessment::Cause {
    match cause {
        Cause::Complaints => pb::reassessment::Cause::Complaints,
        Cause::Population => pb::reassessment::Cause::Population,
        Cause::Volume => pb::reassessment::Cause::Volume,
        Cause::Survey => pb::reassessment::Cause::Survey,
        Cause::OverdueComplaints => pb::reassessment::Cause::OverdueComplaints,
        Cause::Exits => pb::reassessment::Cause::Exits,
        Cause::Structure => pb::reassessment::Cause::Structure,
    }
}

fn render_evidence(evidence: Evidence) -> pb::Evidence {
    pb::Evidence { name: evidence.name, value: evidence.value }
}

fn render_step(step: Step) -> pb::Step {
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    pb::Step {
        time: Some(dates::render_time(step.time)),
        kind: step.kind,
        resource: step.resource,
        summary: step.summary,
        event_id: id(step.event_id),
        caused_by: id(step.caused_by),
        trace_id: step.trace_id,
        ruleset: step.ruleset,
    }
}
