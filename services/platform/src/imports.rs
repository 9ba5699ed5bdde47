//! Imports: a header, then rows, streamed. Bad rows are reported by number; a strict import takes all or nothing. An import
//! may have any number of rows: it lasts as long as they come, up to `server.import_seconds`, and what came before is
//! remembered by the database.

use crate::{
    actor::Tenant,
    error::{Failure, ServiceError},
    grpc::Call,
    kit::{Claim, Kit, Scope, stored},
    names,
    patience::Patience,
    violations::Violations,
    work::Work,
};
use aws_lc_rs::digest::{Context, SHA256};
use sqlx::PgConnection;
use std::collections::HashSet;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// Takes a message of an import apart; `None` when it is neither header nor row. [`import_message!`](crate::import_message)
/// writes one.
pub type Split<M, R> = fn(M) -> Option<Part<R>>;

/// One message of an import, taken apart.
pub enum Part<R> {
    /// First message.
    Header(Header),
    /// Every other message.
    Row(R),
}

/// What the first message says.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// `instansi/{instansi}`
    pub parent: String,
    /// All or nothing.
    pub strict: bool,
    /// Optional UUID.
    pub request_id: String,
    /// Ruleset, where the import computes with one.
    pub ruleset: String,
    /// Name of the one resource that all rows belong to, where they do.
    pub resource: String,
    /// The version of it that was read.
    pub etag: String,
    /// Only tell what is wrong, change nothing; for the import to keep.
    pub validate_only: bool,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Number of the row, from 1.
    pub row: i64,
    /// Column.
    pub field: String,
    /// What is wrong.
    pub reason: String,
}

/// What became of the rows.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Rows read.
    pub rows: i64,
    /// Rows refused.
    pub rejected: i64,
    /// The first 1,000 reasons.
    pub errors: Vec<BadRow>,
}

impl Report {
    /// Refuses a row for all that is wrong with it.
    pub fn reject(&mut self, row: i64, violations: Violations) {
        self.rejected += 1;
        for violation in violations.0 {
            if self.errors.len() < 1000 {
                self.errors.push(BadRow { row, field: violation.field, reason: violation.reason });
            }
        }
    }

    /// Refuses a row for one reason.
    pub fn reject_field(&mut self, row: i64, field: &str, reason: impl std::fmt::Display) {
        let mut violations = Violations::default();
        violations.add(field, reason);
        self.reject(row, violations);
    }

    /// Rows taken.
    pub fn accepted(&self) -> i64 {
        self.rows - self.rejected
    }

    /// The reasons in the order of rows, each as the service's own message.
    pub fn render<T>(&self, render: impl Fn(&BadRow) -> T) -> Vec<T> {
        let mut errors: Vec<&BadRow> = self.errors.iter().collect();
        errors.sort_by_key(|bad| bad.row);
        errors.into_iter().map(render).collect()
    }

    fn as_violations(&self) -> Violations {
        let mut violations = Violations::default();
        for bad in &self.errors {
            violations.add(format!("rows[{}].{}", bad.row, bad.field), &bad.reason);
        }
        violations
    }
}

/// Most bytes of rows held at once.
const CHUNK_BYTES: usize = 4 << 20;

/// The rows of one import as they arrive.
pub struct Rows<M, R> {
    stream: Streaming<M>,
    patience: Option<Patience>,
    split: Split<M, R>,
    hash: Context,
    /// The header.
    pub header: Header,
    /// What became of the rows so far.
    pub report: Report,
}

impl<M: prost::Message, R> Rows<M, R> {
    /// The next rows with their numbers, at most `most`; `None` at the end.
    pub async fn next(&mut self, most: usize) -> Result<Option<Vec<(i64, R)>>, Failure> {
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while rows.len() < most && bytes < CHUNK_BYTES {
            let Some(message) = self.message().await? else { break };
            let encoded = message.encode_to_vec();
            bytes += encoded.len();
            self.hash.update(&encoded);
            self.report.rows += 1;
            match (self.split)(message) {
                Some(Part::Row(row)) => rows.push((self.report.rows, row)),
                _ => self.report.reject_field(self.report.rows, "row", "must be set; the header comes once, first"),
            }
        }
        Ok((!rows.is_empty()).then_some(rows))
    }

    /// The next message; whoever goes on sending is waited for.
    async fn message(&mut self) -> Result<Option<M>, Failure> {
        let message = self.stream.message().await.map_err(broken)?;
        if let Some(patience) = &self.patience {
            patience.renew();
        }
        Ok(message)
    }

    async fn drain(&mut self) -> Result<Vec<u8>, Failure> {
        while let Some(message) = self.message().await? {
            self.hash.update(&message.encode_to_vec());
        }
        Ok(self.hash.clone().finish().as_ref().to_vec())
    }
}

fn broken(status: Status) -> Failure {
    Failure::BrokenStream(Box::new(status))
}

/// The edge ends an import whose rows stop coming or that lasts too long, so its transaction has no other end; and a place for
/// what was read.
const PREPARE: &str = "SET LOCAL transaction_timeout = 0;
                       CREATE TEMP TABLE import_keys (key text PRIMARY KEY) ON COMMIT DROP";

/// Which of these keys come for the first time in the import that this connection runs. Memory holds those of one chunk,
/// whatever the length of the import.
pub async fn first_seen(connection: &mut PgConnection, keys: &[String]) -> sqlx::Result<HashSet<String>> {
    let fresh: Vec<String> = sqlx::query_scalar(
        "INSERT INTO import_keys SELECT DISTINCT key FROM unnest($1::text[]) AS key ON CONFLICT DO NOTHING RETURNING key",
    )
    .bind(keys)
    .fetch_all(connection)
    .await?;
    Ok(fresh.into_iter().collect())
}

impl Kit {
    /// Runs an import in one transaction. `run` takes the rows and returns the answer.
    pub async fn import<M, R, A, E>(
        &self,
        request: Request<Streaming<M>>,
        split: Split<M, R>,
        run: impl AsyncFnOnce(&mut Work<'_>, &mut Rows<M, R>) -> Result<A, E>,
    ) -> Result<Response<A>, Status>
    where
        M: prost::Message,
        A: prost::Message + Default,
        E: ServiceError + From<Failure>,
    {
        let call = Call::of(&request);
        let patience = request.extensions().get().cloned();
        let work = async {
            let (scope, mut rows) = open(request.into_inner(), split, patience).await?;
            let mut tx = self.begin(&call, &scope).await?;
            sqlx::raw_sql(PREPARE).execute(&mut *tx).await.map_err(Failure::from)?;
            if let Claim::Answered { content, response } = self.claim(&mut tx, &call, &scope, &[]).await? {
                return Ok(stored(&content, &self.vault.fingerprint(&rows.drain().await?), &response)?);
            }
            let mut work = self.work(&mut tx, &call, &scope, Vec::new());
            let answer = run(&mut work, &mut rows).await?;
            work.entry.content = self.vault.fingerprint(&rows.drain().await?);
            if rows.header.strict && rows.report.rejected > 0 {
                let (rows, violations) = (rows.report.rejected, rows.report.as_violations());
                return Err(Failure::ImportRefused { rows, violations }.into());
            }
            let events = work.close(&answer.encode_to_vec()).await.map_err(Failure::from)?;
            tx.commit().await.map_err(Failure::from)?;
            if events {
                self.wake.notify_one();
            }
            Ok(answer)
        };
        work.await.map(Response::new).map_err(|error: E| self.refuse(&error))
    }
}

async fn open<M: prost::Message, R>(
    mut stream: Streaming<M>,
    split: Split<M, R>,
    patience: Option<Patience>,
) -> Result<(Scope, Rows<M, R>), Failure> {
    let mut hash = Context::new(&SHA256);
    let first = stream.message().await.map_err(broken)?;
    if let Some(message) = &first {
        hash.update(&message.encode_to_vec());
    }
    let mut check = Violations::default();
    let Some(Part::Header(header)) = first.and_then(split) else {
        check.add("header", "must be the first message");
        return Err(check.into());
    };
    let tenant: Option<Tenant> = check.take("header.parent", names::parse_parent(&header.parent));
    let request_id: Option<Option<Uuid>> = check.request_id_at("header.request_id", &header.request_id);
    let (Some(tenant), Some(request_id)) = (tenant, request_id) else { return Err(check.into()) };
    let scope = Scope::once(tenant, &header.parent, request_id);
    Ok((scope, Rows { stream, patience, split, hash, header, report: Report::default() }))
}

/// The [`Split`](crate::imports::Split) of a generated message whose oneof `part` is a header or a row. Neither message nor
/// kit belongs to a service, so a trait of theirs could not be implemented there.
#[macro_export]
macro_rules! import_message {
    ($message:ty, $part:path, $row:ty) => {
        $crate::import_message!($message, $part, $row, |header| String::new())
    };
    ($message:ty, $part:path, $row:ty, |$header:ident| $ruleset:expr) => {
        |message: $message| -> Option<$crate::imports::Part<$row>> {
            use $part as PartOf;
            Some(match message.part? {
                PartOf::Header($header) => $crate::imports::Part::Header($crate::imports::Header {
                    ruleset: $ruleset,
                    parent: $header.parent,
                    strict: $header.strict,
                    request_id: $header.request_id,
                    ..Default::default()
                }),
                PartOf::Row(row) => $crate::imports::Part::Row(row),
            })
        }
    };
}
