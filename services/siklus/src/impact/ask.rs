//! The questions to the four services.

use super::chain::{Impact, Parts};
use crate::calls::{Caller, Credentials};
use anyhow::Context;
use contracts::{
    career::v1::{self as career, impact_service_client::ImpactServiceClient as CareerImpactClient},
    evaluation::v1::{self as evaluation, impact_service_client::ImpactServiceClient as EvaluationImpactClient},
    needs::v1::{
        self as needs, proposal_service_client::ProposalServiceClient,
        reassessment_service_client::ReassessmentServiceClient,
    },
    recruitment::v1::{self as recruitment, vacancy_service_client::VacancyServiceClient},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use platform::dates;
use tonic::{
    service::interceptor::InterceptedService,
    transport::{Channel, Endpoint},
};

/// Somebody who may ask all four services.
pub struct Asker {
    proposals: ProposalServiceClient<Caller>,
    reassessments: ReassessmentServiceClient<Caller>,
    vacancies: VacancyServiceClient<Caller>,
    careers: CareerImpactClient<Caller>,
    services: EvaluationImpactClient<Caller>,
}

/// Where the services are.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// Base URL of the needs service.
    pub needs: String,
    /// Base URL of the recruitment service.
    pub recruitment: String,
    /// Base URL of the career service.
    pub career: String,
    /// Base URL of the evaluation service.
    pub evaluation: String,
}

impl Asker {
    /// Asks with this token.
    pub fn connect(addresses: &Addresses, token: &str) -> anyhow::Result<Self> {
        let credentials = Credentials::new(token)?;
        let caller = |address: &str| -> anyhow::Result<Caller> {
            let channel: Channel = Endpoint::from_shared(address.to_owned())?.connect_lazy();
            Ok(InterceptedService::new(channel, credentials.clone()))
        };
        let needs = caller(&addresses.needs).context("address of needs")?;
        let recruitment = caller(&addresses.recruitment).context("address of recruitment")?;
        let career = caller(&addresses.career).context("address of career")?;
        let evaluation = caller(&addresses.evaluation).context("address of evaluation")?;
        Ok(Self::through(needs, recruitment, career, evaluation))
    }

    /// Asks through these.
    pub fn through(needs: Caller, recruitment: Caller, career: Caller, evaluation: Caller) -> Self {
        Self {
            proposals: ProposalServiceClient::new(needs.clone()),
            reassessments: ReassessmentServiceClient::new(needs),
            vacancies: VacancyServiceClient::new(recruitment),
            careers: CareerImpactClient::new(career),
            services: EvaluationImpactClient::new(evaluation),
        }
    }

    /// What became of a need, from the complaint to the effect.
    pub async fn ask(&mut self, need: &str) -> anyhow::Result<Impact> {
        let name = need.to_owned();
        let need = self.proposals.get_need(needs::GetNeedRequest { name }).await.context("asking needs")?.into_inner();
        let request = needs::GetProposalRequest { name: need.proposal.clone() };
        let proposal = self.proposals.get_proposal(request).await.context("asking needs")?.into_inner();
        let reassessment = self.reassessment(&proposal.reassessment).await?;
        let steps = self.steps(&need.name).await?;
        let vacancies = self.vacancies_of(&need).await?;
        let request = career::GetNeedCareersRequest { need: need.name.clone() };
        let careers = self.careers.get_need_careers(request).await.context("asking career")?.into_inner();
        let service = match &reassessment {
            Some(question) if !question.service.is_empty() => Some(self.service(&question.service, &careers).await?),
            _ => None,
        };
        Ok(Impact::of(Parts { need, proposal, reassessment, steps, vacancies, careers, service }))
    }

    /// The question that led to the proposal, if one did.
    async fn reassessment(&mut self, name: &str) -> anyhow::Result<Option<needs::Reassessment>> {
        if name.is_empty() {
            return Ok(None);
        }
        let request = needs::GetReassessmentRequest { name: name.to_owned() };
        Ok(Some(self.reassessments.get_reassessment(request).await.context("asking needs")?.into_inner()))
    }

    /// Every step of the need's position.
    async fn steps(&mut self, need: &str) -> anyhow::Result<Vec<needs::Step>> {
        let (mut steps, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = needs::ExplainRequest { name: need.to_owned(), page_size: 1000, page_token };
            let page = self.reassessments.explain(request).await.context("asking needs")?.into_inner();
            steps.extend(page.steps);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(steps);
            }
        }
    }

    /// The vacancies that were drafted from the need, as far as they are public.
    async fn vacancies_of(&mut self, need: &needs::Need) -> anyhow::Result<Vec<recruitment::Vacancy>> {
        let tenant = need.name.split('/').nth(1).context("the need has no instansi")?;
        let request = recruitment::ListVacanciesRequest {
            parent: format!("instansi/{tenant}"),
            need: need.name.clone(),
            page_size: 1000,
            ..Default::default()
        };
        Ok(self.vacancies.list_vacancies(request).await.context("asking recruitment")?.into_inner().vacancies)
    }

    /// What was noticed of the service, and how it did since the first of those who came.
    async fn service(
        &mut self,
        name: &str,
        careers: &career::NeedCareers,
    ) -> anyhow::Result<evaluation::ServiceImpact> {
        let change_date = first_day(careers).map(dates::render);
        let request = evaluation::GetServiceImpactRequest { name: name.to_owned(), change_date };
        Ok(self.services.get_service_impact(request).await.context("asking evaluation")?.into_inner())
    }
}

/// The first day of the first who came, if it has come everywhere.
fn first_day(careers: &career::NeedCareers) -> Option<Date> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let days = careers.servants.iter().filter_map(|one| dates::parse(one.appointment_date.as_ref()).ok());
    days.min().filter(|day| *day <= today)
}
