//! `TalentBoxService`.

use super::talent_messages::{self as messages, ListInput, RowsInput};
use crate::{
    commands::{self, ProposeBoxes, TalentBook},
    domain::talent_box::TalentBox,
    error::{Error, TalentError},
    grpc::token_after,
    names,
    store::{box_decisions, boxes, potentials, servants},
};
use contracts::career::v1 as pb;
use platform::{Kit, Scope, Violations, Work, names::asked, page::Page};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves recorded potential and boxes.
pub struct TalentBoxes {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<TalentBook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::talent_box_service_server::TalentBoxService for TalentBoxes {
    async fn record_potential(&self, request: Request<pb::RecordPotentialRequest>) -> Answer<pb::Potential> {
        self.kit
            .write(request, messages::parse_potential, async |work, input| {
                let potential = commands::record_potential(work, input, &self.book).await?;
                Ok::<_, Error>(messages::render_potential(&work.tenant, potential))
            })
            .await
    }

    /// Audited like a write, as every reading of one servant's potential is.
    async fn list_potentials(&self, request: Request<pb::ListPotentialsRequest>) -> Answer<pb::ListPotentialsResponse> {
        self.kit
            .write(request, messages::parse_rows, async |work, (servant, superseded, page): RowsInput| {
                servants::get(work.connection, servant).await?.ok_or(Error::ServantNotFound)?;
                let mut found = potentials::list(work.connection, servant, superseded, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let potentials = found.into_iter().map(|one| messages::render_potential(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListPotentialsResponse { potentials, next_page_token })
            })
            .await
    }

    async fn propose_boxes(&self, request: Request<pb::ProposeBoxesRequest>) -> Answer<pb::ProposeBoxesResponse> {
        self.kit
            .write(request, messages::parse_propose, async |work, (input, page): (ProposeBoxes, Page)| {
                let done = commands::propose_boxes(work, input, &self.book).await?;
                Ok::<_, Error>(pb::ProposeBoxesResponse {
                    computed: done.computed,
                    proposed: done.proposed,
                    needs_review: done.needs_review,
                    kept: done.kept,
                    next_page_token: token_after(&page, done.last),
                    ruleset: self.book.rules.id.clone(),
                })
            })
            .await
    }

    async fn decide_box(&self, request: Request<pb::DecideBoxRequest>) -> Answer<pb::TalentBox> {
        self.kit
            .write(request, messages::parse_decision, async |work, input| {
                let seen = commands::decide_box(work, input).await?;
                self.with_decisions(work, seen).await
            })
            .await
    }

    /// Shows reasons about a person, so the reading is audited like a write.
    async fn get_box(&self, request: Request<pb::GetBoxRequest>) -> Answer<pb::TalentBox> {
        let parse = |message: &pb::GetBoxRequest| {
            let (tenant, id) = asked(names::TALENT_BOX.parse(&message.name))?;
            Ok::<_, Violations>((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let seen = boxes::get(work.connection, id).await?.ok_or(TalentError::BoxNotFound)?;
                self.with_decisions(work, seen).await
            })
            .await
    }

    /// Audited like a write: a box judges a person.
    async fn list_boxes(&self, request: Request<pb::ListBoxesRequest>) -> Answer<pb::ListBoxesResponse> {
        self.kit
            .write(request, messages::parse_list, async |work, (wanted, page): ListInput| {
                let mut found = boxes::list(work.connection, &wanted, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (0, one.id));
                let rules = &self.book.rules;
                let render = |one| messages::render_box(&work.tenant, rules, one);
                let talent_boxes = found.into_iter().map(render).collect();
                Ok::<_, Error>(pb::ListBoxesResponse { talent_boxes, next_page_token })
            })
            .await
    }
}

impl TalentBoxes {
    async fn with_decisions(&self, work: &mut Work<'_>, seen: TalentBox) -> Result<pb::TalentBox, Error> {
        let decisions = box_decisions::of(work.connection, &work.vault, seen.id).await?;
        let mut message = messages::render_box(&work.tenant, &self.book.rules, seen);
        message.decisions = decisions.into_iter().map(messages::render_decision).collect();
        Ok(message)
    }
}
