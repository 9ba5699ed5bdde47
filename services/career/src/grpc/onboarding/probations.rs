//! `ProbationService`. What is about one person is audited when it is read.

use crate::grpc::{
    first_year_fields::as_of,
    probation_messages::{
        parse_appoint, parse_dismiss, parse_get, parse_health, parse_sweep, render_probation, render_warning,
    },
    servants::render,
};
use crate::{
    commands::{self, probation_facts},
    domain::{
        competency_rules::CompetencyRules, onboarding_rules::OnboardingRules, probation::ProbationRefusal,
        servant::Employment,
    },
    error::{Error, OnboardingError},
    store::{onboarding_warnings, probation_decisions, servants},
};
use contracts::career::v1 as pb;
use jiff::civil::Date;
use platform::{Kit, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves probation.
pub struct Probations {
    pub(crate) kit: Kit,
    pub(crate) rules: Arc<OnboardingRules>,
    pub(crate) competency: Arc<CompetencyRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::probation_service_server::ProbationService for Probations {
    async fn get_probation(&self, request: Request<pb::GetProbationRequest>) -> Answer<pb::Probation> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::GetProbationRequest| parse_get(message, now);
        self.kit
            .write(request, parse, async |work, (id, day): (Uuid, Date)| {
                let servant = servants::get(work.connection, id).await?.ok_or(Error::ServantNotFound)?;
                if servant.employment != Employment::Pns {
                    return Err(Error::from(OnboardingError::from(ProbationRefusal::NotOnProbation)));
                }
                let facts = probation_facts(work, &servant, day).await?;
                let decision = probation_decisions::get(work.connection, id).await?;
                let conditions = self.rules.conditions(&facts, day);
                Ok::<_, Error>(render_probation(&work.tenant, &servant, &self.rules, (day, conditions), decision))
            })
            .await
    }

    async fn record_health_statement(&self, request: Request<pb::RecordHealthStatementRequest>) -> Answer<pb::Servant> {
        self.kit
            .write(request, parse_health, async |work, input| {
                let servant = commands::record_health_statement(work, input).await?;
                render(work.connection, &work.tenant, servant).await
            })
            .await
    }

    async fn appoint_permanent(&self, request: Request<pb::AppointPermanentRequest>) -> Answer<pb::Servant> {
        self.kit
            .write(request, parse_appoint, async |work, input| {
                let servant = commands::appoint_permanent(work, input, &self.rules).await?;
                render(work.connection, &work.tenant, servant).await
            })
            .await
    }

    async fn dismiss_on_probation(&self, request: Request<pb::DismissOnProbationRequest>) -> Answer<pb::Servant> {
        self.kit
            .write(request, parse_dismiss, async |work, input| {
                let servant = commands::dismiss_on_probation(work, input, &self.rules, &self.competency).await?;
                render(work.connection, &work.tenant, servant).await
            })
            .await
    }

    async fn list_probation_warnings(
        &self,
        request: Request<pb::ListProbationWarningsRequest>,
    ) -> Answer<pb::ListProbationWarningsResponse> {
        let now = self.kit.clock.now();
        let parse = |message: &pb::ListProbationWarningsRequest| {
            as_of((&message.parent, message.page_size, &message.page_token), message.day.as_ref(), now)
        };
        self.kit
            .write(request, parse, async |work, (day, page): (Date, Page)| {
                let clock = &self.rules.probation;
                let months = clock.warn_after_months;
                let mut found = onboarding_warnings::unregistered(work.connection, day, months, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.servant));
                let warnings = found.into_iter().map(|one| render_warning(&work.tenant, clock, one)).collect();
                let ruleset = self.rules.id.clone();
                Ok::<_, Error>(pb::ListProbationWarningsResponse { warnings, next_page_token, ruleset })
            })
            .await
    }

    async fn sweep_onboarding_warnings(
        &self,
        request: Request<pb::SweepOnboardingWarningsRequest>,
    ) -> Answer<pb::SweepOnboardingWarningsResponse> {
        self.kit
            .write(request, parse_sweep, async |work, ()| {
                let swept = commands::sweep_onboarding_warnings(work, &self.rules).await?;
                Ok::<_, Error>(pb::SweepOnboardingWarningsResponse {
                    pre_services: i64::try_from(swept.pre_services).map_err(Error::internal)?,
                    agreements: i64::try_from(swept.agreements).map_err(Error::internal)?,
                    more: swept.more,
                })
            })
            .await
    }
}
