//! `ServantService`.

use crate::{
    commands::{self, AssignNip, EndPlacement},
    domain::{
        nip::Nip,
        servant::{Placement, Servant, State},
    },
    error::Error,
    names,
    store::{placements, servants},
};
use contracts::career::v1 as pb;
use platform::{Kit, Scope, Tenant, Violations, dates, etag, page::Page};
use sqlx::PgConnection;
use tonic::{Request, Response, Status};

/// Serves servants' records.
pub struct Servants {
    pub(crate) kit: Kit,
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
            .read(request, parse_list, async |view, (position, application, page): ListInput| {
                let mut found = servants::list(view.connection, &position, &application, &page).await?;
                let next_page_token =
                    page.cut(&mut found, |servant| (servant.create_time.as_microsecond(), servant.id));
                let mut servants = Vec::new();
                for servant in found {
                    servants.push(render(view.connection, &view.tenant, servant).await?);
                }
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
                let servant = commands::end_placement(work, input).await?;
                render(work.connection, &work.tenant, servant).await
            })
            .await
    }
}

type ListInput = (String, String, Page);

fn parse_list(message: &pb::ListServantsRequest) -> Result<(Tenant, ListInput), Violations> {
    let mut check = Violations::default();
    let (size, token) = (message.page_size, &message.page_token);
    let (tenant, page) = check.list(&message.parent, size, token, &[&message.position, &message.application]);
    let position = check.own_or_none("position", &message.position, names::POSITION, tenant.as_ref());
    if !message.application.is_empty() {
        check.take("application", names::parse_application(&message.application));
    }
    let (Some(tenant), Some(page), Some(_), true) = (tenant, page, position, check.is_empty()) else {
        return Err(check);
    };
    Ok((tenant, (message.position.clone(), message.application.clone(), page)))
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

async fn render(connection: &mut PgConnection, tenant: &Tenant, servant: Servant) -> Result<pb::Servant, Error> {
    let placement = placements::current(connection, servant.id).await?;
    let state = match servant.state {
        State::AwaitingNip => pb::servant::State::AwaitingNip,
        State::Probation => pb::servant::State::Probation,
    };
    Ok(pb::Servant {
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
    })
}

fn render_placement(placement: Placement) -> pb::Placement {
    pb::Placement {
        position: placement.position,
        seat: placement.seat,
        start_date: Some(dates::render(placement.start)),
        end_date: placement.end.map(dates::render),
    }
}
