//! `WelfareReportService`. Both reports are audited like a write.

use super::welfare_report_messages::{RisksInput, parse_equity, parse_risks, render_equity, render_risk};
use crate::{
    commands::{self, ReportEquity, WelfareBook},
    error::Error,
    grpc::token_after,
};
use contracts::career::v1 as pb;
use platform::Kit;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves reports of welfare.
pub struct WelfareReports {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<WelfareBook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::welfare_report_service_server::WelfareReportService for WelfareReports {
    async fn report_equity(&self, request: Request<pb::ReportEquityRequest>) -> Answer<pb::EquityReport> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::ReportEquityRequest| parse_equity(message, now);
        self.kit
            .write(request, parse, async |work, input: ReportEquity| {
                let day = input.day;
                work.show_everybody();
                let report = commands::report_equity(work, input, &self.book).await?;
                Ok::<_, Error>(render_equity(day, &self.book.rules, report))
            })
            .await
    }

    async fn list_retention_risks(
        &self,
        request: Request<pb::ListRetentionRisksRequest>,
    ) -> Answer<pb::ListRetentionRisksResponse> {
        self.kit
            .write(request, parse_risks, async |work, (unit, page): RisksInput| {
                let pass = commands::list_retention_risks(work, (unit, page.clone()), &self.book).await?;
                let rules = &self.book.rules;
                Ok::<_, Error>(pb::ListRetentionRisksResponse {
                    risks: pass.found.into_iter().map(|one| render_risk(&work.tenant, one)).collect(),
                    next_page_token: token_after(&page, pass.last),
                    ruleset: rules.id.clone(),
                    least_reasons: i32::try_from(rules.retention.least_reasons).unwrap_or(i32::MAX),
                })
            })
            .await
    }
}
