//! `RetirementService`. What tells about persons is audited like a write.

use super::retirement_messages as messages;
use crate::{
    commands::{self, RecomputeRetirements, SweepRetirementNotices},
    domain::servant::day_of,
    error::Error,
    grpc::token_after,
    rulesets,
    store::{retirement_facts, retirement_notices, retirements},
};
use contracts::career::v1 as pb;
use messages::{AgesInput, NoticesInput, PeriodInput};
use platform::{Kit, page::Page};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves retirements.
pub struct Retirements {
    pub(crate) kit: Kit,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::retirement_service_server::RetirementService for Retirements {
    async fn get_retirement(&self, request: Request<pb::GetRetirementRequest>) -> Answer<pb::Retirement> {
        self.kit
            .write(request, messages::parse_get, async |work, servant: Uuid| {
                let today = day_of(work.now);
                let rules = rulesets::departure::in_force(today)?;
                let found = retirement_facts::of_all(work.connection, &work.vault, &[servant], today).await?.pop();
                let found = found.ok_or(Error::ServantNotFound)?;
                let last = retirement_notices::latest(work.connection, servant).await?;
                let last = last.map(|notice| messages::render_notice(&work.tenant, notice));
                let outlook = rules.outlook(&found.facts);
                Ok::<_, Error>(messages::render_retirement(
                    &work.tenant,
                    servant,
                    (found.facts, outlook),
                    &rules.id,
                    last,
                ))
            })
            .await
    }

    async fn list_retirements(
        &self,
        request: Request<pb::ListRetirementsRequest>,
    ) -> Answer<pb::ListRetirementsResponse> {
        self.kit
            .write(request, messages::parse_list, async |work, (period, unit, page): PeriodInput| {
                let today = day_of(work.now);
                let mut found = retirements::list(work.connection, period, &unit, today, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.day, one.servant));
                let retirees = found.into_iter().map(|one| messages::render_retiree(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListRetirementsResponse { retirees, next_page_token })
            })
            .await
    }

    async fn recompute_retirements(
        &self,
        request: Request<pb::RecomputeRetirementsRequest>,
    ) -> Answer<pb::RecomputeRetirementsResponse> {
        self.kit
            .write(request, messages::parse_recompute, async |work, (input, page): (RecomputeRetirements, Page)| {
                let pass = commands::recompute_retirements(work, input).await?;
                Ok::<_, Error>(pb::RecomputeRetirementsResponse {
                    computed: pass.computed,
                    known: pass.known,
                    next_page_token: token_after(&page, pass.last),
                    ruleset: pass.ruleset,
                })
            })
            .await
    }

    async fn sweep_retirement_notices(
        &self,
        request: Request<pb::SweepRetirementNoticesRequest>,
    ) -> Answer<pb::SweepRetirementNoticesResponse> {
        self.kit
            .write(request, messages::parse_sweep, async |work, (input, page): (SweepRetirementNotices, Page)| {
                let pass = commands::sweep_retirement_notices(work, input).await?;
                Ok::<_, Error>(pb::SweepRetirementNoticesResponse {
                    looked: pass.looked,
                    told: pass.told,
                    next_page_token: token_after(&page, pass.last),
                    ruleset: pass.ruleset,
                })
            })
            .await
    }

    async fn list_retirement_notices(
        &self,
        request: Request<pb::ListRetirementNoticesRequest>,
    ) -> Answer<pb::ListRetirementNoticesResponse> {
        self.kit
            .write(request, messages::parse_notices, async |work, (servant, page): NoticesInput| {
                let mut found = retirement_notices::list(work.connection, servant, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let notices = found.into_iter().map(|one| messages::render_notice(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListRetirementNoticesResponse { notices, next_page_token })
            })
            .await
    }

    async fn list_retirement_ages(
        &self,
        request: Request<pb::ListRetirementAgesRequest>,
    ) -> Answer<pb::ListRetirementAgesResponse> {
        self.kit
            .read(request, messages::parse_ages, async |view, (day, page): AgesInput| {
                let rules = rulesets::departure::in_force(messages::day_or_today(day, view.now))?;
                let numbered = (1_i64..).zip(messages::render_ages(&rules));
                let mut found: Vec<(i64, pb::RetirementAge)> =
                    numbered.filter(|(number, _)| *number > page.after.0).collect();
                let next_page_token = page.cut(&mut found, |(number, _)| (*number, Uuid::nil()));
                let ages = found.into_iter().map(|(_, age)| age).collect();
                Ok::<_, Error>(pb::ListRetirementAgesResponse { ages, next_page_token, ruleset: rules.id })
            })
            .await
    }
}
