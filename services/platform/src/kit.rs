//! What a handler holds: it opens a unit of work for each call, closes it, and turns errors into answers.

use crate::{
    actor::{Actor, Tenant},
    clock::Clock,
    error::{Failure, ServiceError, status},
    grpc::Call,
    sensitive::Vault,
    service::Service,
    violations::Violations,
    work::{Entry, Work},
};
use contracts::Access;
use jiff::Timestamp;
use proof::Signer;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};
use std::{collections::BTreeSet, sync::Arc};
use tokio::sync::Notify;
use tonic::{Request, Response, Status};
use uuid::Uuid;

/// The service's pool, clock and secrets. Cheap to clone.
#[derive(Clone)]
pub struct Kit {
    /// The service this is.
    pub service: &'static Service,
    /// Connections as the service's role.
    pub pool: PgPool,
    /// The time.
    pub clock: Clock,
    /// Seals personal data.
    pub vault: Arc<Vault>,
    /// Signs what everybody may check; none in a service without such a key.
    pub signer: Option<Arc<Signer>>,
    /// Wakes the relay after a commit with events.
    pub wake: Arc<Notify>,
    pub(crate) domain: Arc<str>,
    pub(crate) partitions: i16,
}

/// What a query may know: a [`Work`] that writes nothing.
pub struct View<'t> {
    /// The transaction, read-only.
    pub connection: &'t mut PgConnection,
    /// The time.
    pub now: Timestamp,
    /// Who asks.
    pub actor: Arc<Actor>,
    /// For which tenant; row-level security is set to it.
    pub tenant: Tenant,
    /// Opens personal data.
    pub vault: Arc<Vault>,
    /// Signs what everybody may check; none in a service without such a key.
    pub signer: Option<Arc<Signer>>,
}

/// What a request is about, read before anything is touched.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Tenant of the resource.
    pub tenant: Tenant,
    /// Name of the resource or its parent, for the audit trail.
    pub target: String,
    /// Makes a write happen once.
    pub request_id: Option<Uuid>,
    /// Nothing that the call leaves says who made it.
    is_unnamed: bool,
}

impl Scope {
    /// A scope without a request id.
    pub fn of(tenant: Tenant, target: &str) -> Self {
        Self::once(tenant, target, None)
    }

    /// The same with a request id.
    pub fn once(tenant: Tenant, target: &str, request_id: Option<Uuid>) -> Self {
        Self { tenant, target: target.to_owned(), request_id, is_unnamed: false }
    }

    /// The same, where whoever calls shall not be known afterwards: neither the audit trail nor the request's key names the
    /// token. Its roles still count while the call lasts.
    pub fn unnamed(self) -> Self {
        Self { is_unnamed: true, ..self }
    }
}

/// Whether a request with an id is new.
pub(crate) enum Claim {
    Fresh,
    Answered { content: Vec<u8>, response: Vec<u8> },
}

impl Kit {
    /// Runs `command` in one transaction: everything it did, its audit row, its answer and its events, or nothing.
    /// The same request id with the same content gets the first answer again.
    pub async fn write<M, I, R, E>(
        &self,
        request: Request<M>,
        parse: impl FnOnce(&M) -> Result<(Scope, I), Violations>,
        command: impl AsyncFnOnce(&mut Work<'_>, I) -> Result<R, E>,
    ) -> Result<Response<R>, Status>
    where
        M: prost::Message,
        R: prost::Message + Default,
        E: ServiceError + From<Failure>,
    {
        let call = Call::of(&request);
        let message = request.into_inner();
        let (scope, input) = parse(&message).map_err(|violations| self.refuse(&Failure::from(violations)))?;
        let call = if scope.is_unnamed { call.unnamed() } else { call };
        let content = scope.request_id.map(|_| self.vault.fingerprint(&message.encode_to_vec())).unwrap_or_default();
        let run = async {
            let mut tx = self.begin(&call, &scope).await?;
            if let Claim::Answered { content: before, response } = self.claim(&mut tx, &call, &scope, &content).await? {
                return Ok(stored(&before, &content, &response)?);
            }
            let mut work = self.work(&mut tx, &call, &scope, content);
            let answer = command(&mut work, input).await?;
            let events = work.close(&answer.encode_to_vec()).await.map_err(Failure::from)?;
            tx.commit().await.map_err(Failure::from)?;
            if events {
                self.wake.notify_one();
            }
            Ok(answer)
        };
        run.await.map(Response::new).map_err(|error: E| self.refuse(&error))
    }

    /// Runs `query` on a [`View`]: a read-only transaction of the tenant.
    pub async fn read<M, I, R, E>(
        &self,
        request: Request<M>,
        parse: impl FnOnce(&M) -> Result<(Tenant, I), Violations>,
        query: impl AsyncFnOnce(&mut View<'_>, I) -> Result<R, E>,
    ) -> Result<Response<R>, Status>
    where
        E: ServiceError + From<Failure>,
    {
        let call = Call::of(&request);
        let message = request.into_inner();
        let (tenant, input) = parse(&message).map_err(|violations| self.refuse(&Failure::from(violations)))?;
        let run = async {
            call.must_act_for(&tenant)?;
            let begin = format!("BEGIN READ ONLY; SET LOCAL app.instansi = '{tenant}'");
            let mut tx = self.pool.begin_with(AssertSqlSafe(begin)).await.map_err(Failure::from)?;
            let mut view = View {
                connection: &mut tx,
                now: self.clock.now(),
                actor: call.actor,
                tenant,
                vault: self.vault.clone(),
                signer: self.signer.clone(),
            };
            let answer = query(&mut view, input).await?;
            tx.commit().await.map_err(Failure::from)?;
            Ok(answer)
        };
        run.await.map(Response::new).map_err(|error: E| self.refuse(&error))
    }

    /// The answer of a call that failed.
    pub fn refuse<E: ServiceError>(&self, error: &E) -> Status {
        status(error, self.service.name, &self.domain)
    }

    /// Begins a transaction whose first statement binds it to the tenant.
    pub(crate) async fn begin(&self, call: &Call, scope: &Scope) -> Result<Transaction<'static, Postgres>, Failure> {
        call.must_act_for(&scope.tenant)?;
        let begin = format!("BEGIN; SET LOCAL app.instansi = '{}'", scope.tenant);
        Ok(self.pool.begin_with(AssertSqlSafe(begin)).await?)
    }

    /// Inserts the request's key first: a second call with the same key waits here for the first to end.
    pub(crate) async fn claim(
        &self,
        connection: &mut PgConnection,
        call: &Call,
        scope: &Scope,
        content: &[u8],
    ) -> Result<Claim, Failure> {
        let Some(request_id) = scope.request_id else { return Ok(Claim::Fresh) };
        let subject = &*call.actor.subject;
        let fresh = sqlx::query(
            "INSERT INTO requests (subject, method, request_id, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(subject)
        .bind(call.method)
        .bind(request_id)
        .bind(content)
        .execute(&mut *connection)
        .await?;
        if fresh.rows_affected() == 1 {
            return Ok(Claim::Fresh);
        }
        let (content, sealed): (Vec<u8>, Vec<u8>) = sqlx::query_as(
            "SELECT content, response FROM requests WHERE subject = $1 AND method = $2 AND request_id = $3",
        )
        .bind(subject)
        .bind(call.method)
        .bind(request_id)
        .fetch_one(connection)
        .await?;
        let response = self.vault.open_answer(request_id.as_bytes(), &sealed);
        Ok(Claim::Answered { content, response: response.map_err(|error| Failure::Internal(error.into()))? })
    }

    pub(crate) fn work<'t>(
        &self,
        connection: &'t mut PgConnection,
        call: &Call,
        scope: &Scope,
        content: Vec<u8>,
    ) -> Work<'t> {
        let permission = match call.access {
            Access::Public => String::new(),
            Access::Permission(permission) => permission.to_owned(),
        };
        Work {
            connection,
            now: self.clock.now(),
            actor: call.actor.clone(),
            tenant: scope.tenant.clone(),
            vault: self.vault.clone(),
            signer: self.signer.clone(),
            caused_by: None,
            entry: Entry {
                action: call.method.to_owned(),
                permission,
                target: scope.target.clone(),
                request_id: scope.request_id,
                content,
            },
            persons: self.service.persons,
            shown: BTreeSet::new(),
            partitions: self.partitions,
            outgoing: Vec::new(),
        }
    }
}

/// The answer given before, if the content is the same.
pub(crate) fn stored<R: prost::Message + Default>(before: &[u8], now: &[u8], response: &[u8]) -> Result<R, Failure> {
    if before != now {
        return Err(Failure::RequestIdReused);
    }
    R::decode(response).map_err(|error| Failure::Internal(error.into()))
}
