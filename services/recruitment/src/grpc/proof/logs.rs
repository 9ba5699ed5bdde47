//! `LogService`.

use super::proofs::{render_hashes, render_head, render_key};
use crate::{
    domain::{leaf::Leaf, vacancy::State},
    error::{Error, ProofError},
    names,
    store::{
        keys,
        leaves::{self, LoggedLeaf},
        logs, vacancies,
    },
};
use ::proof::{Hash, Receipt, SignedHead, consistency, inclusion, leaf_hash};
use contracts::recruitment::v1 as pb;
use platform::{
    Kit, Tenant, View, Violations, dates,
    names::{Name, parse_parent},
    page::Page,
};
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves the logs of vacancies.
pub struct Logs {
    pub(crate) kit: Kit,
}

#[tonic::async_trait]
impl pb::log_service_server::LogService for Logs {
    async fn get_log_keys(
        &self,
        request: Request<pb::GetLogKeysRequest>,
    ) -> Result<Response<pb::GetLogKeysResponse>, Status> {
        let parse = |message: &pb::GetLogKeysRequest| {
            let mut check = Violations::default();
            let tenant = check.take("parent", parse_parent(&message.parent));
            tenant.map(|tenant| (tenant, ())).ok_or(check)
        };
        self.kit
            .read(request, parse, async |view, ()| {
                let keys = keys::list(view.connection).await?.into_iter().map(render_key).collect();
                Ok::<_, Error>(pb::GetLogKeysResponse { keys })
            })
            .await
    }

    async fn get_log_head(&self, request: Request<pb::GetLogHeadRequest>) -> Result<Response<pb::LogHead>, Status> {
        let parse = |message: &pb::GetLogHeadRequest| {
            let mut check = Violations::default();
            let name = check.take("name", names::VACANCY.parse(&message.name));
            let size = check_size(&mut check, "size", message.size);
            let Some((name, size)) = name.zip(size) else { return Err(check) };
            Ok((name.tenant, (name.id, size)))
        };
        self.kit
            .read(request, parse, async |view, (vacancy, size): (Uuid, i64)| {
                Ok::<_, Error>(render_head(head(view, vacancy, size).await?))
            })
            .await
    }

    async fn list_log_leaves(
        &self,
        request: Request<pb::ListLogLeavesRequest>,
    ) -> Result<Response<pb::ListLogLeavesResponse>, Status> {
        let parse = |message: &pb::ListLogLeavesRequest| {
            let mut check = Violations::default();
            let name = check.take("parent", names::VACANCY.parse(&message.parent));
            let page = check.page(message.page_size, &message.page_token, &message.parent);
            let Some((name, page)) = name.zip(page) else { return Err(check) };
            Ok((name.tenant, (name.id, page)))
        };
        self.kit
            .read(request, parse, async |view, (vacancy, page): (Uuid, Page)| {
                let size = head(view, vacancy, 0).await?.head.size.cast_signed();
                let found = vacancies::get_public(view.connection, vacancy).await?.ok_or(Error::VacancyNotFound)?;
                let mut leaves = leaves::list(view.connection, vacancy, size, &page).await?;
                let next_page_token = page.cut(&mut leaves, |leaf| (leaf.position, Uuid::nil()));
                let is_public = found.state == State::Published;
                let leaves = leaves.into_iter().map(|leaf| render_leaf(leaf, is_public)).collect();
                Ok::<_, Error>(pb::ListLogLeavesResponse { leaves, next_page_token })
            })
            .await
    }

    async fn get_inclusion_proof(
        &self,
        request: Request<pb::GetInclusionProofRequest>,
    ) -> Result<Response<pb::GetInclusionProofResponse>, Status> {
        self.kit
            .read(request, parse_inclusion, async |view, (vacancy, leaf, size): (Uuid, Hash, i64)| {
                let signed = head(view, vacancy, size).await?;
                let leaves = leaves::hashes(view.connection, vacancy, signed.head.size.cast_signed()).await?;
                let position = leaves.iter().position(|hash| *hash == leaf).ok_or(ProofError::LeafNotFound)?;
                let hashes = inclusion(&leaves, position).ok_or(ProofError::LeafNotFound)?;
                Ok::<_, Error>(pb::GetInclusionProofResponse {
                    position: i64::try_from(position).unwrap_or(i64::MAX),
                    hashes: render_hashes(hashes),
                    head: Some(render_head(signed)),
                })
            })
            .await
    }

    async fn get_consistency_proof(
        &self,
        request: Request<pb::GetConsistencyProofRequest>,
    ) -> Result<Response<pb::GetConsistencyProofResponse>, Status> {
        self.kit
            .read(request, parse_consistency, async |view, (vacancy, from, to): (Uuid, i64, i64)| {
                let signed = head(view, vacancy, to).await?;
                let leaves = leaves::hashes(view.connection, vacancy, signed.head.size.cast_signed()).await?;
                let hashes = usize::try_from(from).ok().and_then(|from| consistency(&leaves, from));
                let hashes = render_hashes(hashes.ok_or(ProofError::HeadNotFound)?);
                Ok::<_, Error>(pb::GetConsistencyProofResponse { hashes, head: Some(render_head(signed)) })
            })
            .await
    }

    async fn export_bundle(
        &self,
        request: Request<pb::ExportBundleRequest>,
    ) -> Result<Response<pb::ExportBundleResponse>, Status> {
        self.kit
            .read(request, parse_export, async |view, (vacancy, size, page): (Uuid, i64, Page)| {
                let found = vacancies::get_public(view.connection, vacancy).await?.ok_or(Error::VacancyNotFound)?;
                found.must_be(State::Published)?;
                let signed = head(view, vacancy, size).await?;
                let mut leaves = leaves::list(view.connection, vacancy, signed.head.size.cast_signed(), &page).await?;
                let next_page_token = page.cut(&mut leaves, |leaf| (leaf.position, Uuid::nil()));
                let keys = keys::list(view.connection).await?.into_iter().map(render_key).collect();
                let leaves = leaves.into_iter().map(|leaf| render_leaf(leaf, true)).collect();
                Ok::<_, Error>(pb::ExportBundleResponse {
                    head: Some(render_head(signed)),
                    keys,
                    leaves,
                    next_page_token,
                })
            })
            .await
    }

    async fn get_receipt(&self, request: Request<pb::GetReceiptRequest>) -> Result<Response<pb::Receipt>, Status> {
        let parse = |message: &pb::GetReceiptRequest| {
            let mut check = Violations::default();
            let name = check.take("name", names::parse_application(&message.name));
            name.map(|(vacancy, id)| (vacancy.tenant.clone(), (vacancy, id))).ok_or(check)
        };
        self.kit.read(request, parse, async |view, (vacancy, id): (Name, Uuid)| receipt(view, &vacancy, id).await).await
    }
}

/// The head of a vacancy's log with this many leaves; the latest for 0.
async fn head(view: &mut View<'_>, vacancy: Uuid, size: i64) -> Result<SignedHead, Error> {
    let log = names::VACANCY.name(&view.tenant, vacancy);
    if let Some(signed) = logs::head(view.connection, vacancy, log, size).await? {
        return Ok(signed);
    }
    vacancies::get_public(view.connection, vacancy).await?.ok_or(Error::VacancyNotFound)?;
    Err(if size == 0 { ProofError::Empty } else { ProofError::HeadNotFound }.into())
}

/// The receipt of an application, signed by the key of today over what was signed when it was taken.
async fn receipt(view: &mut View<'_>, vacancy: &Name, id: Uuid) -> Result<pb::Receipt, Error> {
    let logged = leaves::of_application(view.connection, vacancy.id, id).await?;
    let (data, position) = logged.ok_or(Error::ApplicationNotFound)?;
    let Leaf::Receipt(leaf) = Leaf::parse(&data).map_err(Error::internal)? else {
        return Err(Error::internal("the leaf of an application is no receipt"));
    };
    let signer = view.signer.clone().ok_or_else(|| Error::internal("secrets.signing_key is not set"))?;
    let receipt = Receipt {
        application: names::application(&vacancy.tenant, vacancy.id, id),
        participant_number: leaf.participant.clone(),
        time: leaf.time,
        leaf: leaf_hash(data.as_bytes()),
        key_id: signer.key_id().to_owned(),
    };
    let mut shown = pb::Receipt {
        application: receipt.application.clone(),
        participant_number: receipt.participant_number.clone(),
        submit_time: Some(dates::render_time(receipt.time)),
        leaf: data,
        leaf_hash: receipt.leaf.to_vec(),
        signature: signer.sign(&receipt.text()),
        key_id: receipt.key_id,
        ..Default::default()
    };
    let Some(position) = position else { return Ok(shown) };
    let signed = head(view, vacancy.id, 0).await?;
    let leaves = leaves::hashes(view.connection, vacancy.id, signed.head.size.cast_signed()).await?;
    let path = usize::try_from(position).ok().and_then(|position| inclusion(&leaves, position));
    shown.inclusion = render_hashes(path.ok_or(ProofError::LeafNotFound)?);
    (shown.logged, shown.position, shown.head) = (true, position, Some(render_head(signed)));
    Ok(shown)
}

/// Before the result is public a leaf is its hash only: scores are not to be read here first.
fn render_leaf(leaf: LoggedLeaf, is_public: bool) -> pb::LogLeaf {
    let data = if is_public || leaf.kind == "criteria" { leaf.data } else { String::new() };
    pb::LogLeaf { position: leaf.position, kind: leaf.kind, hash: leaf.hash, data }
}

fn check_size(check: &mut Violations, field: &str, size: i64) -> Option<i64> {
    check.check(field, size >= 0, "must not be negative");
    (size >= 0).then_some(size)
}

fn parse_inclusion(message: &pb::GetInclusionProofRequest) -> Result<(Tenant, (Uuid, Hash, i64)), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::VACANCY.parse(&message.name));
    let leaf: Result<Hash, _> = message.leaf_hash.as_slice().try_into();
    let leaf = check.take("leaf_hash", leaf.map_err(|_| "must be 32 bytes"));
    let size = check_size(&mut check, "size", message.size);
    let (Some(name), Some(leaf), Some(size)) = (name, leaf, size) else { return Err(check) };
    Ok((name.tenant, (name.id, leaf, size)))
}

fn parse_consistency(message: &pb::GetConsistencyProofRequest) -> Result<(Tenant, (Uuid, i64, i64)), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::VACANCY.parse(&message.name));
    check.check("from_size", message.from_size > 0, "must be at least 1");
    let later = message.to_size == 0 || message.to_size >= message.from_size;
    check.check("to_size", later && message.to_size >= 0, "must be 0 or at least from_size");
    let (Some(name), true) = (name, check.is_empty()) else { return Err(check) };
    Ok((name.tenant, (name.id, message.from_size, message.to_size)))
}

fn parse_export(message: &pb::ExportBundleRequest) -> Result<(Tenant, (Uuid, i64, Page)), Violations> {
    let mut check = Violations::default();
    let name = check.take("name", names::VACANCY.parse(&message.name));
    let size = check_size(&mut check, "size", message.size);
    let page = check.page(message.page_size, &message.page_token, &message.name);
    let (Some(name), Some(size), Some(page)) = (name, size, page) else { return Err(check) };
    Ok((name.tenant, (name.id, size, page)))
}
