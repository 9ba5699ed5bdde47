//! `RecordRulesService`.

use crate::{domain::record_rules::RecordRules, error::Error, grpc::record_views::render_rules};
use contracts::career::v1 as pb;
use platform::{Kit, Violations, names::parse_parent};
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves what the record is checked by.
pub struct RecordBooks {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<RecordRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::record_rules_service_server::RecordRulesService for RecordBooks {
    async fn find_absence_punishment(
        &self,
        request: Request<pb::FindAbsencePunishmentRequest>,
    ) -> Answer<pb::FindAbsencePunishmentResponse> {
        let parse = |message: &pb::FindAbsencePunishmentRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            let (days, in_a_row) = (message.days, message.days_in_a_row);
            check.check("days", (0..=366).contains(&days), "must be 0 to 366");
            check.check("days_in_a_row", (0..=days).contains(&in_a_row), "must be 0 to the days of the year");
            tenant.filter(|_| check.is_empty()).map(|tenant| (tenant, (days, in_a_row))).ok_or(check)
        };
        self.kit
            .read(request, parse, async |_, (days, in_a_row): (i32, i32)| {
                let proposed = self.rules.for_absence(days, in_a_row);
                let (code, title) = proposed.map(|one| (one.code.clone(), one.title.clone())).unwrap_or_default();
                let ruleset = self.rules.id.clone();
                Ok::<_, Error>(pb::FindAbsencePunishmentResponse { punishment_code: code, title, ruleset })
            })
            .await
    }

    async fn get_record_rules(&self, request: Request<pb::GetRecordRulesRequest>) -> Answer<pb::RecordRules> {
        let parse = |message: &pb::GetRecordRulesRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            tenant.map(|tenant| (tenant, ())).ok_or(check)
        };
        self.kit.read(request, parse, async |_, ()| Ok::<_, Error>(render_rules(&self.rules))).await
    }
}
