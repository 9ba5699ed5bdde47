//! `TransferService`.

use super::transfer_messages::{self as messages, ListInput};
use crate::{
    commands::{self, TalentBook},
    domain::{talent_condition::open, transfer::Transfer, transfer_rules::TransferWish},
    error::{Error, TalentError},
    names,
    store::{servants, transfers},
};
use contracts::career::v1 as pb;
use platform::{Kit, Scope, Tenant, Violations, names::asked};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves transfers.
pub struct Transfers {
    pub(crate) kit: Kit,
    pub(crate) book: Arc<TalentBook>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl pb::transfer_service_server::TransferService for Transfers {
    /// Opens punishments and birth dates, so the reading is audited like a write.
    async fn check_transfer(&self, request: Request<pb::CheckTransferRequest>) -> Answer<pb::CheckTransferResponse> {
        self.kit
            .write(request, messages::parse_look, async |work, (servant, wish): (Uuid, TransferWish)| {
                let servant = servants::get(work.connection, servant).await?.ok_or(Error::ServantNotFound)?;
                let found = commands::look_at_transfer(work, &servant, &wish, &self.book).await?;
                let rule = self.book.transfers.kind(wish.kind);
                Ok::<_, Error>(pb::CheckTransferResponse {
                    possible: open(&found).is_empty(),
                    conditions: found.into_iter().map(messages::render_condition).collect(),
                    documents: rule.map(|rule| rule.documents.clone()).unwrap_or_default(),
                    ruleset: self.book.transfers.id.clone(),
                })
            })
            .await
    }

    async fn request_transfer(&self, request: Request<pb::RequestTransferRequest>) -> Answer<pb::Transfer> {
        self.kit
            .write(request, messages::parse_request, async |work, input| {
                let transfer = commands::request_transfer(work, input, &self.book).await?;
                Ok::<_, Error>(self.with_missing(&work.tenant, transfer))
            })
            .await
    }

    async fn check_documents(&self, request: Request<pb::CheckDocumentsRequest>) -> Answer<pb::Transfer> {
        self.kit
            .write(request, messages::parse_documents, async |work, input| {
                let transfer = commands::check_documents(work, input, &self.book).await?;
                Ok::<_, Error>(self.with_missing(&work.tenant, transfer))
            })
            .await
    }

    async fn decide_transfer(&self, request: Request<pb::DecideTransferRequest>) -> Answer<pb::Transfer> {
        self.kit
            .write(request, messages::parse_decision, async |work, input| {
                let transfer = commands::decide_transfer(work, input, &self.book).await?;
                Ok::<_, Error>(messages::render_transfer(&work.tenant, transfer))
            })
            .await
    }

    async fn reject_transfer(&self, request: Request<pb::RejectTransferRequest>) -> Answer<pb::Transfer> {
        self.kit
            .write(request, messages::parse_rejection, async |work, input| {
                let transfer = commands::reject_transfer(work, input).await?;
                Ok::<_, Error>(messages::render_transfer(&work.tenant, transfer))
            })
            .await
    }

    /// Shows reasons about a person, so the reading is audited like a write.
    async fn get_transfer(&self, request: Request<pb::GetTransferRequest>) -> Answer<pb::Transfer> {
        let parse = |message: &pb::GetTransferRequest| {
            let (tenant, id) = asked(names::TRANSFER.parse(&message.name))?;
            Ok::<_, Violations>((Scope::of(tenant, &message.name), id))
        };
        self.kit
            .write(request, parse, async |work, id: Uuid| {
                let transfer = transfers::get(work.connection, id).await?.ok_or(TalentError::TransferNotFound)?;
                let (reason, rejected) = transfers::reasons(work.connection, &work.vault, id).await?;
                let mut message = self.with_missing(&work.tenant, transfer);
                message.reason.clone_from(reason.reveal());
                message.reject_reason = rejected.map_or(String::new(), |reason| reason.reveal().clone());
                Ok::<_, Error>(message)
            })
            .await
    }

    /// Audited like a write, as every reading of one servant's transfers is.
    async fn list_transfers(&self, request: Request<pb::ListTransfersRequest>) -> Answer<pb::ListTransfersResponse> {
        self.kit
            .write(request, messages::parse_list, async |work, (servant, state, page): ListInput| {
                let mut found = transfers::list(work.connection, servant, state, &page).await?;
                let next_page_token = page.cut(&mut found, |one| (one.create_time.as_microsecond(), one.id));
                let transfers = found.into_iter().map(|one| messages::render_transfer(&work.tenant, one)).collect();
                Ok::<_, Error>(pb::ListTransfersResponse { transfers, next_page_token })
            })
            .await
    }
}

impl Transfers {
    /// A transfer with the codes of the documents that are missing.
    fn with_missing(&self, tenant: &Tenant, transfer: Transfer) -> pb::Transfer {
        let missing = self.book.transfers.missing(transfer.wish.kind, &transfer.documents);
        let mut message = messages::render_transfer(tenant, transfer);
        message.missing_documents = missing;
        message
    }
}
