//! `RetentionService`.

use crate::grpc::application_copy;
use crate::{
    commands,
    error::Error,
    rulesets::{Rulebook, Selterbook},
};
use contracts::recruitment::v1 as pb;
use platform::{Kit, Scope, Violations, names::parse_parent};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves copies of what is kept about applicants, and erases it.
pub struct Retention {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
    pub(crate) selections: Arc<Selterbook>,
}

#[tonic::async_trait]
impl pb::retention_service_server::RetentionService for Retention {
    async fn export_my_application(
        &self,
        request: Request<pb::ExportMyApplicationRequest>,
    ) -> Result<Response<pb::ApplicationCopy>, Status> {
        self.kit
            .write(request, application_copy::parse, async |work, name| {
                application_copy::export(work, name, &self.rulebook).await
            })
            .await
    }

    async fn sweep_applications(
        &self,
        request: Request<pb::SweepApplicationsRequest>,
    ) -> Result<Response<pb::SweepApplicationsResponse>, Status> {
        let parse = |message: &pb::SweepApplicationsRequest| parse_sweep(&message.parent, &message.request_id);
        self.kit
            .write(request, parse, async |work, ()| {
                let swept = commands::sweep_applications(work, &self.rulebook).await?;
                let commands::SweptApplications { erased, remaining } = swept;
                Ok::<_, Error>(pb::SweepApplicationsResponse { erased, remaining })
            })
            .await
    }

    async fn sweep_selections(
        &self,
        request: Request<pb::SweepSelectionsRequest>,
    ) -> Result<Response<pb::SweepSelectionsResponse>, Status> {
        let parse = |message: &pb::SweepSelectionsRequest| parse_sweep(&message.parent, &message.request_id);
        self.kit
            .write(request, parse, async |work, ()| {
                let swept = commands::sweep_selections(work, &self.selections).await?;
                let commands::SweptSelections { erased, remaining } = swept;
                Ok::<_, Error>(pb::SweepSelectionsResponse { erased, remaining })
            })
            .await
    }
}

fn parse_sweep(parent: &str, request_id: &str) -> Result<(Scope, ()), Violations> {
    let mut check = Violations::default();
    let tenant = check.take("parent", parse_parent(parent));
    let request_id = check.request_id(request_id);
    let (Some(tenant), Some(request_id)) = (tenant, request_id) else { return Err(check) };
    Ok((Scope::once(tenant, parent, request_id), ()))
}
