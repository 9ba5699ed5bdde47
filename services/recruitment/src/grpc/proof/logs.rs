//! `LogService`.

use super::{
    proofs::{render_hashes, render_head, render_key},
    tree_cache::TreeCache,
};
use crate::grpc::selection_answers::{must_be_public, opened};
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
use ::proof::{Hash, Receipt, SignedHead, Tree, leaf_hash};
use contracts::recruitment::v1 as pb;
use platform::{
    Kit, Tenant, View, Violations, dates,
    names::{Name, NotAName, parse_parent},
    page::Page,
};
use std::sync::Arc;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// Serves the logs of vacancies and of open selections.
pub struct Logs {
    pub(crate) kit: Kit,
    pub(crate) trees: TreeCache,
}

/// Whose log is asked for.
#[derive(Clone, Copy)]
struct Log {
    id: Uuid,
    of_selection: bool,
}

impl Log {
    /// Reads the name of a vacancy or of an open selection.
    fn parse(text: &str) -> Result<(Tenant, Self), NotAName> {
        if let Ok(name) = names::SELECTION.parse(text) {
            return Ok((name.tenant, Self { id: name.id, of_selection: true }));
        }
        let name = names::VACANCY.parse(text)?;
        Ok((name.tenant, Self { id: name.id, of_selection: false }))
    }

    fn name(self, tenant: &Tenant) -> String {
        if self.of_selection { names::SELECTION.name(tenant, self.id) } else { names::VACANCY.name(tenant, self.id) }
    }

    /// Refuses what nobody may know of; else tells whether leaves may be read. Those of a selection are written when what
    /// they say becomes public.
    async fn is_readable(self, view: &mut View<'_>) -> Result<bool, Error> {
        if self.of_selection {
            opened(view.connection, self.id).await?;
            return Ok(true);
        }
        let found = vacancies::get_public(view.connection, self.id).await?.ok_or(Error::VacancyNotFound)?;
        Ok(found.state == State::Published)
    }

    /// Refuses a bundle of what has no public result.
    async fn must_be_published(self, view: &mut View<'_>) -> Result<(), Error> {
        if self.of_selection {
            return must_be_public(view.connection, self.id).await;
        }
        let found = vacancies::get_public(view.connection, self.id).await?.ok_or(Error::VacancyNotFound)?;
        Ok(found.must_be(State::Published)?)
    }
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
            let log = check.take("name", Log::parse(&message.name));
            let size = check_size(&mut check, "size", message.size);
            let Some(((tenant, log), size)) = log.zip(size) else { return Err(check) };
            Ok((tenant, (log, size)))
        };
        self.kit
            .read(request, parse, async |view, (log, size): (Log, i64)| {
                Ok::<_, Error>(render_head(public_head(view, log, size).await?))
            })
            .await
    }

    async fn list_log_leaves(
        &self,
        request: Request<pb::ListLogLeavesRequest>,
    ) -> Result<Response<pb::ListLogLeavesResponse>, Status> {
        let parse = |message: &pb::ListLogLeavesRequest| {
            let mut check = Violations::default();
            let log = check.take("parent", Log::parse(&message.parent));
            let page = check.page(message.page_size, &message.page_token, &message.parent);
            let Some(((tenant, log), page)) = log.zip(page) else { return Err(check) };
            Ok((tenant, (log, page)))
        };
        self.kit
            .read(request, parse, async |view, (log, page): (Log, Page)| {
                let is_public = log.is_readable(view).await?;
                let size = head(view, log, 0).await?.head.size.cast_signed();
                let mut leaves = leaves::list(view.connection, log.id, size, &page).await?;
                let next_page_token = page.cut(&mut leaves, |leaf| (leaf.position, Uuid::nil()));
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
            .read(request, parse_inclusion, async |view, (log, leaf, size): (Log, Hash, i64)| {
                let signed = public_head(view, log, size).await?;
                let tree = tree(view, &self.trees, log.id, signed.head.size).await?;
                let position = tree.leaves().iter().position(|hash| *hash == leaf).ok_or(ProofError::LeafNotFound)?;
                let hashes = tree.inclusion(position).ok_or(ProofError::LeafNotFound)?;
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
            .read(request, parse_consistency, async |view, (log, from, to): (Log, i64, i64)| {
                let signed = public_head(view, log, to).await?;
                let tree = tree(view, &self.trees, log.id, signed.head.size).await?;
                let hashes = usize::try_from(from).ok().and_then(|from| tree.consistency(from));
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
            .read(request, parse_export, async |view, (log, size, page): (Log, i64, Page)| {
                log.must_be_published(view).await?;
                let signed = head(view, log, size).await?;
                let mut leaves = leaves::list(view.connection, log.id, signed.head.size.cast_signed(), &page).await?;
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
        self.kit
            .read(request, parse, async |view, (vacancy, id): (Name, Uuid)| {
                receipt(view, &self.trees, &vacancy, id).await
            })
            .await
    }
}

/// The head of a log with this many leaves; the latest for 0. Whoever calls this has found whose log it is.
async fn head(view: &mut View<'_>, log: Log, size: i64) -> Result<SignedHead, Error> {
    let name = log.name(&view.tenant);
    let signed = logs::head(view.connection, log.id, name, size).await?;
    signed.ok_or_else(|| if size == 0 { ProofError::Empty } else { ProofError::HeadNotFound }.into())
}

/// The same, if everybody may know whose log it is: one that is asked for under another's kind of name does not exist.
async fn public_head(view: &mut View<'_>, log: Log, size: i64) -> Result<SignedHead, Error> {
    log.is_readable(view).await?;
    head(view, log, size).await
}

/// The tree over the first `size` leaves of a log. Whoever asks for many proofs has it built once.
async fn tree(view: &mut View<'_>, trees: &TreeCache, log: Uuid, size: u64) -> Result<Arc<Tree>, Error> {
    let count = usize::try_from(size).map_err(Error::internal)?;
    if let Some(tree) = trees.get(log, count) {
        return Ok(tree);
    }
    let tree = Arc::new(Tree::new(leaves::hashes(view.connection, log, size.cast_signed()).await?));
    trees.put(log, tree.clone());
    Ok(tree)
}

/// The receipt of an application, signed by the key of today over what was signed when it was taken.
async fn receipt(view: &mut View<'_>, trees: &TreeCache, vacancy: &Name, id: Uuid) -> Result<pb::Receipt, Error> {
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
    let signed = head(view, Log { id: vacancy.id, of_selection: false }, 0).await?;
    let tree = tree(view, trees, vacancy.id, signed.head.size).await?;
    let path = usize::try_from(position).ok().and_then(|position| tree.inclusion(position));
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

fn parse_inclusion(message: &pb::GetInclusionProofRequest) -> Result<(Tenant, (Log, Hash, i64)), Violations> {
    let mut check = Violations::default();
    let log = check.take("name", Log::parse(&message.name));
    let leaf: Result<Hash, _> = message.leaf_hash.as_slice().try_into();
    let leaf = check.take("leaf_hash", leaf.map_err(|_| "must be 32 bytes"));
    let size = check_size(&mut check, "size", message.size);
    let (Some((tenant, log)), Some(leaf), Some(size)) = (log, leaf, size) else { return Err(check) };
    Ok((tenant, (log, leaf, size)))
}

fn parse_consistency(message: &pb::GetConsistencyProofRequest) -> Result<(Tenant, (Log, i64, i64)), Violations> {
    let mut check = Violations::default();
    let log = check.take("name", Log::parse(&message.name));
    check.check("from_size", message.from_size > 0, "must be at least 1");
    let later = message.to_size == 0 || message.to_size >= message.from_size;
    check.check("to_size", later && message.to_size >= 0, "must be 0 or at least from_size");
    let (Some((tenant, log)), true) = (log, check.is_empty()) else { return Err(check) };
    Ok((tenant, (log, message.from_size, message.to_size)))
}

fn parse_export(message: &pb::ExportBundleRequest) -> Result<(Tenant, (Log, i64, Page)), Violations> {
    let mut check = Violations::default();
    let log = check.take("name", Log::parse(&message.name));
    let size = check_size(&mut check, "size", message.size);
    let page = check.page(message.page_size, &message.page_token, &message.name);
    let (Some((tenant, log)), Some(size), Some(page)) = (log, size, page) else { return Err(check) };
    Ok((tenant, (log, size, page)))
}
