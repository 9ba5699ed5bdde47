//! `ExitService`. What tells about persons is audited like a write.

use super::exit_messages as messages;
use crate::{
    commands,
    domain::{
        competency_rules::CompetencyRules,
        exit::{Exit, ExitState},
    },
    error::{DepartureError, Error},
    names, rulesets,
    store::{exits, placements},
};
use contracts::career::v1 as pb;
use messages::ListInput;
use platform::{Kit, Work};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves exits.
pub struct Exits {
    pub(crate) kit: Kit,
    pub(crate) competency: Arc<CompetencyRules>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::exit_service_server::ExitService for Exits {
    async fn record_exit(&self, request: Request<pb::RecordExitRequest>) -> Answer<pb::Exit> {
        self.kit
            .write(request, messages::parse_record, async |work, input| {
                let exit = commands::record_exit(work, input, &self.competency).await?;
                shown_one(work, exit).await
            })
            .await
    }

    async fn revoke_exit(&self, request: Request<pb::RevokeExitRequest>) -> Answer<pb::Exit> {
        self.kit
            .write(request, messages::parse_revoke, async |work, input| {
                let exit = commands::revoke_exit(work, input).await?;
                shown_one(work, exit).await
            })
            .await
    }

    async fn get_exit(&self, request: Request<pb::GetExitRequest>) -> Answer<pb::Exit> {
        self.kit
            .write(request, messages::parse_get, async |work, id: Uuid| {
                let found = exits::get(work.connection, &work.vault, id).await?;
                shown_one(work, found.ok_or(DepartureError::ExitNotFound)?).await
            })
            .await
    }

    async fn list_exits(&self, request: Request<pb::ListExitsRequest>) -> Answer<pb::ListExitsResponse> {
        self.kit
            .write(request, messages::parse_list, async |work, (servant, state, kind, page): ListInput| {
                let wanted = (state, kind.as_str());
                let mut found = exits::list(work.connection, &work.vault, servant, wanted, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                Ok::<_, Error>(pb::ListExitsResponse { exits: shown(work, found).await?, next_page_token })
            })
            .await
    }

    async fn sweep_exits(&self, request: Request<pb::SweepExitsRequest>) -> Answer<pb::SweepExitsResponse> {
        self.kit
            .write(request, messages::parse_sweep, async |work, ()| {
                let sweep = commands::sweep_exits(work, &self.competency).await?;
                let stuck = sweep.stuck.into_iter().map(|id| names::EXIT.name(&work.tenant, id)).collect();
                Ok::<_, Error>(pb::SweepExitsResponse { applied: sweep.applied, stuck, left: sweep.left })
            })
            .await
    }
}

async fn shown_one(work: &mut Work<'_>, exit: Exit) -> Result<pb::Exit, Error> {
    Ok(shown(work, vec![exit]).await?.pop().unwrap_or_default())
}

/// Exits with what they do to the need: by the seat that is held now, until they take effect.
async fn shown(work: &mut Work<'_>, exits: Vec<Exit>) -> Result<Vec<pb::Exit>, Error> {
    let rules = rulesets::departure::all()?;
    let open = exits.iter().filter(|exit| exit.state == ExitState::Recorded);
    let open: Vec<Uuid> = open.map(|exit| exit.servant).collect();
    let held = placements::current_of(work.connection, &open).await?;
    let mut rendered = Vec::new();
    for exit in exits {
        let rules = rulesets::departure::of_day(&rules, exit.last_day)?;
        let seat = match held.get(&exit.servant).filter(|post| post.seat > 0) {
            Some(post) if exit.state == ExitState::Recorded => (post.position.clone(), post.seat),
            _ => (exit.position.clone(), exit.seat),
        };
        rendered.push(messages::render_exit(&work.tenant, exit, seat, rules));
    }
    Ok(rendered)
}
