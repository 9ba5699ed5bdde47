//! `VacancyService`.

use super::{requests, vacancy_messages::render};
use crate::{
    commands,
    domain::vacancy::{State, Vacancy},
    error::Error,
    names,
    rulesets::Rulebook,
    store::vacancies,
};
use contracts::recruitment::v1 as pb;
use platform::{AsRead, Kit, Scope, Violations, names::asked};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves vacancies and the steps of their selection.
pub struct Vacancies {
    pub(crate) kit: Kit,
    pub(crate) rulebook: Arc<Rulebook>,
}

#[tonic::async_trait]
impl pb::vacancy_service_server::VacancyService for Vacancies {
    async fn get_vacancy(&self, request: Request<pb::GetVacancyRequest>) -> Result<Response<pb::Vacancy>, Status> {
        let parse = |message: &pb::GetVacancyRequest| asked(names::VACANCY.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let vacancy = vacancies::get(view.connection, id).await?;
                let vacancy = vacancy.filter(|vacancy| vacancy.state != State::Draft).ok_or(Error::VacancyNotFound)?;
                Ok::<_, Error>(render(&view.tenant, vacancy))
            })
            .await
    }

    async fn list_vacancies(
        &self,
        request: Request<pb::ListVacanciesRequest>,
    ) -> Result<Response<pb::ListVacanciesResponse>, Status> {
        self.kit
            .read(request, requests::list, async |view, (search, page)| {
                let mut found = vacancies::list(view.connection, &search, &page).await?;
                let next_page_token = page.cut(&mut found, place);
                let vacancies = found.into_iter().map(|vacancy| render(&view.tenant, vacancy)).collect();
                Ok::<_, Error>(pb::ListVacanciesResponse { vacancies, next_page_token })
            })
            .await
    }

    async fn get_draft(&self, request: Request<pb::GetDraftRequest>) -> Result<Response<pb::Vacancy>, Status> {
        let parse = |message: &pb::GetDraftRequest| asked(names::VACANCY.parse(&message.name));
        self.kit
            .read(request, parse, async |view, id| {
                let vacancy = vacancies::get(view.connection, id).await?.ok_or(Error::VacancyNotFound)?;
                Ok::<_, Error>(render(&view.tenant, vacancy))
            })
            .await
    }

    async fn list_drafts(
        &self,
        request: Request<pb::ListDraftsRequest>,
    ) -> Result<Response<pb::ListDraftsResponse>, Status> {
        self.kit
            .read(request, requests::drafts, async |view, (need, page)| {
                let mut found = vacancies::drafts(view.connection, &need, &page).await?;
                let next_page_token = page.cut(&mut found, place);
                let vacancies = found.into_iter().map(|vacancy| render(&view.tenant, vacancy)).collect();
                Ok::<_, Error>(pb::ListDraftsResponse { vacancies, next_page_token })
            })
            .await
    }

    async fn open_vacancy(&self, request: Request<pb::OpenVacancyRequest>) -> Result<Response<pb::Vacancy>, Status> {
        self.kit
            .write(
                request,
                |message| requests::open(message, &self.rulebook),
                async |work, input| {
                    let vacancy = commands::open_vacancy(work, input).await?;
                    Ok::<_, Error>(render(&work.tenant, vacancy))
                },
            )
            .await
    }

    async fn extend_vacancy(
        &self,
        request: Request<pb::ExtendVacancyRequest>,
    ) -> Result<Response<pb::Vacancy>, Status> {
        self.kit
            .write(request, requests::extend, async |work, input| {
                let vacancy = commands::extend_vacancy(work, input).await?;
                Ok::<_, Error>(render(&work.tenant, vacancy))
            })
            .await
    }

    async fn accept_alternative_evidence(
        &self,
        request: Request<pb::AcceptAlternativeEvidenceRequest>,
    ) -> Result<Response<pb::Vacancy>, Status> {
        self.kit
            .write(request, requests::evidence, async |work, input| {
                let vacancy = commands::accept_alternative_evidence(work, input, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, vacancy))
            })
            .await
    }

    async fn close_vacancy(&self, request: Request<pb::CloseVacancyRequest>) -> Result<Response<pb::Vacancy>, Status> {
        let parse = |message: &pb::CloseVacancyRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let vacancy = commands::close_vacancy(work, vacancy, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, vacancy))
            })
            .await
    }

    async fn announce_administration(
        &self,
        request: Request<pb::AnnounceAdministrationRequest>,
    ) -> Result<Response<pb::Vacancy>, Status> {
        let parse =
            |message: &pb::AnnounceAdministrationRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let vacancy = commands::announce_administration(work, vacancy, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, vacancy))
            })
            .await
    }

    async fn rank_skd(&self, request: Request<pb::RankSkdRequest>) -> Result<Response<pb::Vacancy>, Status> {
        let parse = |message: &pb::RankSkdRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let vacancy = commands::rank_skd(work, vacancy, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, vacancy))
            })
            .await
    }

    async fn rank_final(&self, request: Request<pb::RankFinalRequest>) -> Result<Response<pb::Vacancy>, Status> {
        let parse = |message: &pb::RankFinalRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let vacancy = commands::rank_final(work, vacancy, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, vacancy))
            })
            .await
    }

    async fn publish_result(
        &self,
        request: Request<pb::PublishResultRequest>,
    ) -> Result<Response<pb::Vacancy>, Status> {
        let parse = |message: &pb::PublishResultRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let vacancy = commands::publish_result(work, vacancy, &self.rulebook).await?;
                Ok::<_, Error>(render(&work.tenant, vacancy))
            })
            .await
    }
}

/// Where a vacancy stands in a list.
fn place(vacancy: &Vacancy) -> (i64, Uuid) {
    (vacancy.create_time.as_microsecond(), vacancy.id)
}

/// The steps of a selection ask for nothing but the vacancy as it was read.
pub(crate) fn parse_step(name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    check.as_read(name, names::VACANCY.parse(name), etag, request_id).ok_or(check)
}
