//! `ServantService`.

use crate::grpc::record_views::employment_shown;
use crate::{
    commands::{self, AssignNip, EndPlacement},
    domain::{
        competency_rules::CompetencyRules,
        nip::Nip,
        placement::Placement,
        servant::{Servant, State},
    },
    error::Error,
    names,
    store::{
        placements,
        servants::{self, Wanted},
    },
};
use contracts::career::v1 as pb;
use platform::{Kit, Scope, Tenant, Violations, dates, etag, page::Page};
use sqlx::PgConnection;
use std::{fmt::Display, sync::Arc};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves servants' records.
pub struct Servants {
    pub(crate) kit: Kit,
    pub(crate) competency: Arc<CompetencyRules>,
}

#[tonic::async_trait]
impl pb::servant_service_server::ServantService for Servants {
    /// Shows the national number, so the reading is audited like a write.
    async fn get_servant(&self, request: Request<pb::GetServantRequest>) -> Result<Response<pb::Servant>, Status> {
        let parse = |message: &pb::GetServantRequest| {
            let mut check = Violations::default();
            let name = check.take("name", names::SERVANT.parse(&message.name));
            name.map(|name| (Scope::of(name.tenant, &message.name), name.id)).ok_or(check)
        };
        self.kit
            .write(request, parse, async |work, id| {
                let servant = servants::get(work.connection, id).await?.ok_or(Error::ServantNotFound)?;
                let nip = match servants::sealed_nip(work.connection, id).await? {
                    Some(sealed) => work.vault.open(id.as_bytes(), &sealed)?,
                    None => Vec::new(),
                };
                let shown = render(work.connection, &work.tenant, servant).await?;
                Ok::<_, Error>(pb::Servant { nip: String::from_utf8_lossy(&nip).into_owned(), ..shown })
            })
            .await
    }

    async fn list_servants(
        &self,
        request: Request<pb::ListServantsRequest>,
    ) -> Result<Response<pb::ListServantsResponse>, Status> {
        self.kit
            .write(request, parse_list, async |work, (wanted, nip, page): ListInput| {
                let nip_index = nip.map(|nip| work.vault.blind_index(nip.expose()));
                let mut found = servants::search(work.connection, &Wanted { nip_index, ..wanted }, &page).await?;
                let next_page_token =
                    page.cut(&mut found, |servant| (servant.create_time.as_microsecond(), servant.id));
                let ids: Vec<Uuid> = found.iter().map(|servant| servant.id).collect();
                let mut held = placements::current_of(work.connection, &ids).await?;
                let shown = found.into_iter().map(|servant| {
                    let placement = held.remove(&servant.id);
                    render_with(&work.tenant, servant, placement)
                });
                let servants = shown.collect();
                Ok::<_, Error>(pb::ListServantsResponse { servants, next_page_token })
            })
            .await
    }

    async fn assign_nip(&self, request: Request<pb::AssignNipRequest>) -> Result<Response<pb::Servant>, Status> {
        self.kit
            .write(request, parse_assign_nip, async |work, input| {
                let servant = commands::assign_nip(work, input).await?;
                render(work.connection, &work.tenant, servant).await
            })
            .await
    }

    async fn end_placement(&self, request: Request<pb::EndPlacementRequest>) -> Result<Response<pb::Servant>, Status> {
        self.kit
            .write(request, parse_end_placement, async |work, input| {
                let servant = commands::end_placement(work, input, &self.competency).await?;
                render(work.connection, &work.tenant, servant).await
            })
            .await
    }
}

type ListInput = (Wanted, Option<Nip>, Page);

fn parse_list(message: &pb::ListServantsRequest) -> Result<(Scope, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let filters: [&dyn Display; 4] = [&message.position, &message.application, &message.nip, &message.name_prefix];
    let (tenant, page) = check.list(&message.parent, size, token, &filters);
    let position = check.own_or_none("position", &message.position, names::POSITION, tenant.as_ref());
    if !message.application.is_empty() {
        check.take("application", names::parse_application(&message.application));
    }
    let nip = if message.nip.is_empty() { None } else { check.take("nip", Nip::parse(&message.nip)) };
    let name_prefix = check.search("name_prefix", &message.name_prefix);
    let (Some(tenant), Some(page), Some(_), Some(name_prefix)) = (tenant, page, position, name_prefix) else {
        return Err(check);
    };
    if !check.is_empty() {
        return Err(check);
    }
    let (position, application) = (message.position.clone(), message.application.clone());
    Ok((
        Scope::of(tenant, &message.parent),
        (Wanted { position, application, nip_index: None, name_prefix }, nip, page),
    ))
}

fn parse_assign_nip(message: &pb::AssignNipRequest) -> Result<(Scope, AssignNip), Violations> {
    let mut check = Violations::default();
    let name = names::SERVANT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let nip = check.take("nip", Nip::parse(&message.nip));
    let (Some((scope, servant)), Some(nip)) = (read, nip) else { return Err(check) };
    Ok((scope, AssignNip { servant, nip }))
}

fn parse_end_placement(message: &pb::EndPlacementRequest) -> Result<(Scope, EndPlacement), Violations> {
    let mut check = Violations::default();
    let name = names::SERVANT.parse(&message.name);
    let read = check.as_read(&message.name, name, &message.etag, &message.request_id);
    let last_day = check.take("end_date", dates::parse(message.end_date.as_ref()));
    let reason = check.text("reason", &message.reason, 1000);
    let (Some((scope, servant)), Some(last_day), Some(reason)) = (read, last_day, reason) else { return Err(check) };
    Ok((scope, EndPlacement { servant, last_day, reason }))
}

/// A servant as callers see it, without the national number.
pub(crate) async fn render(
    connection: &mut PgConnection,
    tenant: &Tenant,
    servant: Servant,
) -> Result<pb::Servant, Error> {
    let placement = placements::current(connection, servant.id).await?;
    Ok(render_with(tenant, servant, placement))
}

fn render_with(tenant: &Tenant, servant: Servant, placement: Option<Placement>) -> pb::Servant {
    let state = match servant.state {
        State::AwaitingNip => pb::servant::State::AwaitingNip,
        State::Probation => pb::servant::State::Probation,
        State::InService => pb::servant::State::InService,
        State::Left => pb::servant::State::Left,
    };
    pb::Servant {
        name: names::SERVANT.name(tenant, servant.id),
        state: state.into(),
        nip: String::new(),
        appointment_date: Some(dates::render(servant.appointment_date)),
        application: servant.application,
        need: servant.need,
        placement: placement.map(render_placement),
        rating: servant.rating,
        rating_year: servant.rating_year,
        etag: etag::render(servant.version),
        create_time: Some(dates::render_time(servant.create_time)),
        update_time: Some(dates::render_time(servant.update_time)),
        employment: employment_shown(servant.employment).into(),
        standing: servant.standing,
        full_name: servant.name.name,
        front_titles: servant.name.front_titles,
        back_titles: servant.name.back_titles,
        last_day: servant.last_day.map(dates::render),
    }
}

fn render_placement(placement: Placement) -> pb::Placement {
    pb::Placement {
        position: placement.position,
        seat: placement.seat,
        start_date: Some(dates::render(placement.start)),
        end_date: placement.end.map(dates::render),
        title: placement.title,
        unit_path: placement.unit_path,
    }
}
