//! `VacancyService`.

use crate::{
    commands::{self, OpenVacancy},
    domain::{
        skd::NeedKind,
        vacancy::{State, Vacancy},
        window::ObjectionWindow,
    },
    error::Error,
    names,
    rulesets::Rulebook,
    store::vacancies,
};
use contracts::recruitment::v1 as pb;
use platform::{AsRead, Kit, Scope, Tenant, Violations, dates, etag, names::asked, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};

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
                let vacancy = vacancies::get(view.connection, id).await?.ok_or(Error::VacancyNotFound)?;
                Ok::<_, Error>(render(&view.tenant, vacancy))
            })
            .await
    }

    async fn list_vacancies(
        &self,
        request: Request<pb::ListVacanciesRequest>,
    ) -> Result<Response<pb::ListVacanciesResponse>, Status> {
        self.kit
            .read(request, parse_list, async |view, (state, need, page): ListInput| {
                let mut found = vacancies::list(view.connection, state, &need, &page).await?;
                let next_page_token =
                    page.cut(&mut found, |vacancy| (vacancy.create_time.as_microsecond(), vacancy.id));
                let vacancies = found.into_iter().map(|vacancy| render(&view.tenant, vacancy)).collect();
                Ok::<_, Error>(pb::ListVacanciesResponse { vacancies, next_page_token })
            })
            .await
    }

    async fn open_vacancy(&self, request: Request<pb::OpenVacancyRequest>) -> Result<Response<pb::Vacancy>, Status> {
        self.kit
            .write(
                request,
                |message| parse_open(message, &self.rulebook),
                async |work, input| {
                    let vacancy = commands::open_vacancy(work, input).await?;
                    Ok::<_, Error>(render(&work.tenant, vacancy))
                },
            )
            .await
    }

    async fn close_vacancy(&self, request: Request<pb::CloseVacancyRequest>) -> Result<Response<pb::Vacancy>, Status> {
        let parse = |message: &pb::CloseVacancyRequest| parse_step(&message.name, &message.etag, &message.request_id);
        self.kit
            .write(request, parse, async |work, vacancy| {
                let vacancy = commands::close_vacancy(work, vacancy).await?;
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

type ListInput = (Option<State>, String, Page);

fn parse_list(message: &pb::ListVacanciesRequest) -> Result<(Tenant, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.state, &message.need]);
    let state = check.take("state", parse_state(message.state));
    let need = check.own_or_none("need", &message.need, names::NEED, tenant.as_ref());
    let (Some(tenant), Some(state), Some(page), Some(_)) = (tenant, state, page, need) else {
        return Err(check);
    };
    Ok((tenant, (state, message.need.clone(), page)))
}

fn parse_open(message: &pb::OpenVacancyRequest, rulebook: &Rulebook) -> Result<(Scope, OpenVacancy), Violations> {
    let mut check = Violations::default();
    let name = names::VACANCY.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let ruleset = check.take("ruleset", rulebook.selection(&message.ruleset).cloned());
    let close_time = check.take("close_time", dates::parse_time(message.close_time.as_ref()));
    let (Some((scope, vacancy)), Some(ruleset), Some(close_time)) = (read, ruleset, close_time) else {
        return Err(check);
    };
    Ok((scope, OpenVacancy { vacancy, ruleset, close_time }))
}

/// The steps of a selection ask for nothing but the vacancy as it was read.
fn parse_step(name: &str, etag: &str, request_id: &str) -> Result<(Scope, AsRead), Violations> {
    let mut check = Violations::default();
    check.as_read(name, names::VACANCY.parse(name), etag, request_id).ok_or(check)
}

fn parse_state(state: i32) -> Result<Option<State>, &'static str> {
    use pb::vacancy::State as Wire;
    Ok(match Wire::try_from(state).map_err(|_| "must be a state")? {
        Wire::Unspecified => None,
        Wire::Draft => Some(State::Draft),
        Wire::Open => Some(State::Open),
        Wire::Closed => Some(State::Closed),
        Wire::AdministrationAnnounced => Some(State::AdministrationAnnounced),
        Wire::SkdRanked => Some(State::SkdRanked),
        Wire::FinalRanked => Some(State::FinalRanked),
        Wire::Published => Some(State::Published),
    })
}

fn render(tenant: &Tenant, vacancy: Vacancy) -> pb::Vacancy {
    pb::Vacancy {
        name: names::VACANCY.name(tenant, vacancy.id),
        state: render_state(vacancy.state).into(),
        need: vacancy.need,
        position: vacancy.position,
        position_title: vacancy.position_title,
        unit_path: vacancy.unit_path,
        kind: render_kind(vacancy.kind).into(),
        seats: vacancy.seats,
        education: vacancy.education,
        period: vacancy.period,
        ruleset: vacancy.ruleset,
        open_time: vacancy.open_time.map(dates::render_time),
        close_time: vacancy.close_time.map(dates::render_time),
        applications: vacancy.applications,
        appointed: vacancy.appointed,
        etag: etag::render(vacancy.version),
        create_time: Some(dates::render_time(vacancy.create_time)),
        update_time: Some(dates::render_time(vacancy.update_time)),
        objections: vacancy.objections.map(render_window),
    }
}

fn render_window(window: ObjectionWindow) -> pb::ObjectionWindow {
    pb::ObjectionWindow {
        open_time: Some(dates::render_time(window.open)),
        close_time: Some(dates::render_time(window.close)),
        answer_time: Some(dates::render_time(window.answers_until)),
    }
}

fn render_state(state: State) -> pb::vacancy::State {
    match state {
        State::Draft => pb::vacancy::State::Draft,
        State::Open => pb::vacancy::State::Open,
        State::Closed => pb::vacancy::State::Closed,
        State::AdministrationAnnounced => pb::vacancy::State::AdministrationAnnounced,
        State::SkdRanked => pb::vacancy::State::SkdRanked,
        State::FinalRanked => pb::vacancy::State::FinalRanked,
        State::Published => pb::vacancy::State::Published,
    }
}

fn render_kind(kind: NeedKind) -> pb::NeedKind {
    match kind {
        NeedKind::Umum => pb::NeedKind::General,
        NeedKind::UmumNonOap => pb::NeedKind::GeneralNonPapuan,
        NeedKind::Cumlaude => pb::NeedKind::CumLaude,
        NeedKind::Diaspora => pb::NeedKind::Diaspora,
        NeedKind::Disabilitas => pb::NeedKind::Disability,
        NeedKind::OrangAsliPapua => pb::NeedKind::IndigenousPapuan,
        NeedKind::PutraPutriPapua => pb::NeedKind::Papua,
        NeedKind::PutraPutriDaerahTertinggal => pb::NeedKind::DisadvantagedRegion,
        NeedKind::PutraPutriKalimantan => pb::NeedKind::Kalimantan,
    }
}
