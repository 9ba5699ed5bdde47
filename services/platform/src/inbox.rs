//! Broker to effects. A consumer is a fold over a gap-free log: watermark and effects move in one transaction, so
//! duplicates, disorder and loss by the broker are one comparison with the watermark.

use crate::{
    BoxError,
    actor::{Actor, Tenant},
    dead_letters,
    delivery::Producer,
    envelope,
    error::chain,
    event::Event,
    kit::Kit,
    lease,
    streams::Streams,
    telemetry,
    watermark::{Stopped, Watermark},
    work::{Entry, Left, Work, write_all},
};
use anyhow::{Context, bail, ensure};
use async_nats::jetstream::{Message, consumer::pull};
use futures::{FutureExt, StreamExt};
use sqlx::{AssertSqlSafe, Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use tokio::time::{Instant, timeout, timeout_at};
use tracing::Instrument;
use uuid::Uuid;

/// Events applied in one transaction.
const CHUNK: usize = 50;
/// Events held in memory behind a hole.
const AHEAD: usize = 5_000;
/// How long a hole may last before the producer is asked for it.
const PATIENCE: Duration = Duration::from_millis(200);
/// How long silence may last before the producer is asked for the end: a lost tail shows no hole.
const SILENCE: Duration = Duration::from_secs(1);

/// Longest wait for a producer's answer: shorter than the session may be silent.
const ANSWER: Duration = Duration::from_secs(2);

/// What a service does with the events of others.
pub trait Subscriber: Send + Sync + 'static {
    /// Applies one event inside the transaction that moves the watermark. Events it does not know it lets pass.
    fn apply(&self, work: &mut Work<'_>, event: &Event) -> impl Future<Output = Result<(), BoxError>> + Send;
}

/// Folds one partition of one producer.
pub struct Inbox<S> {
    pub(crate) kit: Kit,
    pub(crate) sessions: PgConnectOptions,
    pub(crate) streams: Streams,
    pub(crate) producer: Producer,
    pub(crate) partition: i16,
    pub(crate) subscriber: Arc<S>,
}

impl<S: Subscriber> Inbox<S> {
    /// Pulls until something fails; the caller starts again. Standbys wait for the lease.
    pub async fn lead(&self) -> anyhow::Result<()> {
        let role = format!("{}-inbox-{}", self.kit.service.name, self.producer.name());
        let mut session = lease::acquire(&self.sessions, &role, self.partition).await?;
        let mut mark = self.watermark(&mut session).await?;
        let durable = self.streams.consumer(self.kit.service.name, self.producer.name(), self.partition).await;
        let durable =
            durable.with_context(|| format!("stream or consumer is gone: run `{} migrate`", self.kit.service.name))?;
        let mut pipe = durable.stream().max_messages_per_batch(CHUNK * 4).messages().await?;
        let mut ahead = BTreeMap::<i64, Event>::new();
        let mut last: Option<Message> = None;
        // A failed run is folded again one by one; who fails alone is set aside.
        let mut alone_until = 0;
        // A new leader asks first: what its predecessor held comes again only after the broker's patience.
        let mut deadline = Instant::now();
        loop {
            while !ahead.contains_key(&(mark.sequence + 1)) {
                let Ok(next) = timeout_at(deadline, pipe.next()).await else {
                    self.fetch(&mark, &mut ahead).await?;
                    deadline = Instant::now() + SILENCE;
                    // Also keeps the session alive: a leader that stops doing this is frozen and loses it.
                    ensure!(self.watermark(&mut session).await? == mark, "another consumer moved the watermark");
                    continue;
                };
                last = Some(self.take(next.context("consumer gone")??, &mark, &mut ahead)?);
                self.take_waiting(&mut pipe, &mark, &mut ahead, &mut last)?;
                if ahead.is_empty() {
                    // Duplicates alone move nothing, but unacknowledged they fill the broker's patience and come again.
                    acknowledge(&mut last).await?;
                } else {
                    deadline = deadline.min(Instant::now() + PATIENCE);
                }
            }
            self.take_waiting(&mut pipe, &mark, &mut ahead, &mut last)?;
            let size = if mark.sequence < alone_until { 1 } else { CHUNK };
            let run = contiguous(&ahead, mark.sequence, size);
            match self.fold(&mut session, &mark, &run, None).await? {
                Ok(moved) => mark = moved,
                Err(_) if mark.sequence >= alone_until && run.len() > 1 => {
                    alone_until = mark.sequence + run.len() as i64;
                    continue;
                }
                Err(poison) => mark = self.set_aside(&mut session, &mark, &run, poison).await?,
            }
            ahead = ahead.split_off(&(mark.sequence + 1));
            deadline = Instant::now() + if ahead.is_empty() { SILENCE } else { PATIENCE };
            if ahead.is_empty() {
                acknowledge(&mut last).await?;
            }
        }
    }

    /// Takes what has arrived already, without waiting.
    fn take_waiting(
        &self,
        pipe: &mut pull::Stream,
        mark: &Watermark,
        ahead: &mut BTreeMap<i64, Event>,
        last: &mut Option<Message>,
    ) -> anyhow::Result<()> {
        while ahead.len() < CHUNK
            && let Some(Some(next)) = pipe.next().now_or_never()
        {
            *last = Some(self.take(next?, mark, ahead)?);
        }
        Ok(())
    }

    /// Sorts a message into what is ahead; what is behind the watermark is a duplicate, however late.
    fn take(&self, message: Message, mark: &Watermark, ahead: &mut BTreeMap<i64, Event>) -> anyhow::Result<Message> {
        match envelope::decode(&message) {
            Ok(event) => self.sort(event, mark, ahead)?,
            // Not of our making, or damaged: whatever it was to tell, the ledger has it.
            Err(error) => {
                tracing::error!(%error, subject = %message.subject, "a message that is no event was passed over");
                telemetry::count(
                    "inbox.unreadable",
                    self.kit.service.name,
                    1,
                    ("producer", self.producer.name().to_owned()),
                );
            }
        }
        Ok(message)
    }

    fn sort(&self, event: Event, mark: &Watermark, ahead: &mut BTreeMap<i64, Event>) -> anyhow::Result<()> {
        let producer = self.producer.name();
        mark.must_meet(self.kit.service.name, producer, &event)?;
        if event.epoch < mark.epoch {
            return Ok(()); // said before the restore that has been reconciled
        }
        let known = match event.sequence == mark.sequence {
            true => mark.event_id,
            false => ahead.get(&event.sequence).map(|other| other.id),
        };
        if let Some(known) = known
            && known != event.id
        {
            let why = format!("divergence of {producer} at {}: {} is not {known}", event.sequence, event.id);
            return Err(Stopped(why).into());
        }
        if event.sequence <= mark.sequence {
            let label = ("producer", producer.to_owned());
            telemetry::count("inbox.duplicates", self.kit.service.name, 1, label);
            return Ok(());
        }
        ahead.insert(event.sequence, event);
        if ahead.len() > AHEAD {
            ahead.pop_last(); // far beyond a hole: the ledger still has it
        }
        Ok(())
    }

    /// Whatever the broker owes, the producer's ledger has.
    async fn fetch(&self, mark: &Watermark, ahead: &mut BTreeMap<i64, Event>) -> anyhow::Result<()> {
        // The producer may be away, or hang: the broker's messages still count, and this session must not fall silent.
        let asked = timeout(ANSWER, self.producer.replay(self.partition, (mark.sequence - 1).max(0))).await;
        let mut events = match asked.map_err(anyhow::Error::from).flatten() {
            Ok(events) => events,
            Err(error) => {
                tracing::debug!(%error, producer = self.producer.name(), "replay was not answered");
                return Ok(());
            }
        };
        let oldest = match events.is_empty() && mark.sequence > 0 {
            true => {
                timeout(ANSWER, self.producer.replay(self.partition, 0)).await.map_err(anyhow::Error::from).flatten()
            }
            false => Ok(Vec::new()),
        };
        let oldest = oldest.unwrap_or_default().into_iter().next();
        mark.must_continue(self.kit.service.name, self.producer.name(), &mut events, oldest.as_ref())?;
        let label = ("producer", self.producer.name().to_owned());
        telemetry::count("inbox.replayed", self.kit.service.name, events.len() as u64, label);
        for event in events {
            self.sort(event, mark, ahead)?;
        }
        Ok(())
    }

    async fn watermark(&self, session: &mut PgConnection) -> sqlx::Result<Watermark> {
        let found =
            sqlx::query_as("SELECT epoch, sequence, event_id FROM inbox WHERE producer = $1 AND partition = $2")
                .bind(self.producer.name())
                .bind(self.partition)
                .fetch_optional(&mut *session)
                .await?;
        if let Some((epoch, sequence, event_id)) = found {
            return Ok(Watermark { epoch, sequence, event_id });
        }
        sqlx::query("INSERT INTO inbox (producer, partition) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(self.producer.name())
            .bind(self.partition)
            .execute(session)
            .await?;
        Ok(Watermark { epoch: Uuid::nil(), sequence: 0, event_id: None })
    }

    /// One transaction: the effects of a contiguous run, and the watermark behind it. The outer error is ours (database
    /// gone, leadership lost), the inner one a handler's.
    async fn fold(
        &self,
        session: &mut PgConnection,
        mark: &Watermark,
        run: &[Event],
        poison: Option<&str>,
    ) -> anyhow::Result<Result<Watermark, String>> {
        let last = run.last().context("nothing to fold")?;
        // Neighbours are often of one tenant, and binding costs as much as a small effect.
        let mut tenant = run.first().and_then(|first| first.tenant.parse::<Tenant>().ok());
        let begin =
            tenant.as_ref().map_or("BEGIN".to_owned(), |tenant| format!("BEGIN; SET LOCAL app.instansi = '{tenant}'"));
        let mut tx = session.begin_with(AssertSqlSafe(begin)).await?;
        let moved = sqlx::query(
            "UPDATE inbox SET sequence = $1, event_id = $2, epoch = $3
             WHERE producer = $4 AND partition = $5 AND sequence = $6 AND epoch = $7",
        )
        .bind(last.sequence)
        .bind(last.id)
        .bind(last.epoch)
        .bind(self.producer.name())
        .bind(self.partition)
        .bind(mark.sequence)
        .bind(mark.epoch)
        .execute(&mut *tx)
        .await?;
        ensure!(moved.rows_affected() == 1, "another consumer moved the watermark");
        let parked = dead_letters::parked(&mut tx, self.producer.name(), self.partition, run).await?;
        let mut units = Vec::with_capacity(run.len());
        for event in run {
            if poison.is_some() || parked.contains(&event.aggregate) {
                dead_letters::insert(&mut tx, self.producer.name(), event, poison).await?;
                continue;
            }
            if tenant.as_ref().is_none_or(|tenant| tenant.as_str() != event.tenant) {
                bind(&mut tx, &event.tenant).await?;
                tenant = event.tenant.parse().ok();
            }
            match apply(&self.kit, &*self.subscriber, &mut tx, self.producer.name(), event).await {
                Ok(unit) => units.push(unit),
                Err(error) => {
                    tx.rollback().await?;
                    return Ok(Err(chain(&*error)));
                }
            }
        }
        let told = write_all(&mut tx, &units).await?;
        tx.commit().await?;
        if told {
            self.kit.wake.notify_one();
        }
        let label = ("producer", self.producer.name().to_owned());
        telemetry::count("inbox.applied", self.kit.service.name, run.len() as u64, label);
        Ok(Ok(Watermark { epoch: last.epoch, sequence: last.sequence, event_id: Some(last.id) }))
    }

    async fn set_aside(
        &self,
        session: &mut PgConnection,
        mark: &Watermark,
        run: &[Event],
        poison: String,
    ) -> anyhow::Result<Watermark> {
        let event = run.first().context("nothing to set aside")?;
        tracing::error!(
            service.name = self.kit.service.name, event.id = %event.id, event.kind, error = poison,
            "event set aside: see dead letters"
        );
        match self.fold(session, mark, run, Some(&poison)).await? {
            Ok(moved) => Ok(moved),
            Err(error) => bail!("a dead letter could not be written: {error}"),
        }
    }

    /// Tries set-aside aggregates again with growing delay, beside the pipe and not in it.
    pub async fn mend(&self) -> anyhow::Result<()> {
        loop {
            let due = dead_letters::due(&self.kit.pool, self.producer.name(), self.partition).await?;
            for aggregate in due {
                let tried =
                    dead_letters::retry(&self.kit, &*self.subscriber, self.producer.name(), self.partition, &aggregate);
                if let Err(error) = tried.await {
                    tracing::debug!(%error, aggregate, "a dead letter failed again");
                }
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Everything received is folded: one ack for all of it. It only saves the broker work.
async fn acknowledge(last: &mut Option<Message>) -> anyhow::Result<()> {
    match last.take() {
        Some(message) => message.ack().await.map_err(anyhow::Error::from_boxed),
        None => Ok(()),
    }
}

/// The run of events that follows the watermark without a gap.
fn contiguous(ahead: &BTreeMap<i64, Event>, watermark: i64, size: usize) -> Vec<Event> {
    let numbered = ahead.values().zip(watermark + 1..).take(size);
    numbered.take_while(|(event, expected)| event.sequence == *expected).map(|(event, _)| event.clone()).collect()
}

/// Binds the transaction to a tenant: from here on it sees and writes rows of this one only.
pub(crate) async fn bind(connection: &mut PgConnection, tenant: &str) -> sqlx::Result<()> {
    sqlx::query("SELECT set_config('app.instansi', $1, true)").bind(tenant).execute(connection).await?;
    Ok(())
}

/// Applies one event as a unit of work inside `connection`'s transaction, which is bound to the event's tenant. The caller
/// writes what it leaves: audit row and the events it causes.
pub(crate) async fn apply<S: Subscriber>(
    kit: &Kit,
    subscriber: &S,
    connection: &mut PgConnection,
    producer: &str,
    event: &Event,
) -> Result<Left, BoxError> {
    let span = tracing::info_span!(
        target: "siklus::delivery",
        "process",
        otel.name = format!("process {}", event.kind),
        otel.kind = "consumer",
        service.name = kit.service.name,
        messaging.system = "nats",
        messaging.operation.type = "process",
        messaging.message.id = %event.id,
    );
    telemetry::set_parent(&span, &event.traceparent);
    let apply = async {
        let tenant = event.tenant.parse()?;
        let mut work = Work {
            connection,
            now: kit.clock.now(),
            actor: Arc::new(Actor::event_of(producer)),
            tenant,
            vault: kit.vault.clone(),
            signer: kit.signer.clone(),
            caused_by: Some(event.id),
            entry: Entry { action: event.kind.clone(), target: event.aggregate.clone(), ..Entry::default() },
            persons: None,
            shown: BTreeSet::new(),
            partitions: kit.partitions,
            outgoing: Vec::new(),
        };
        subscriber.apply(&mut work, event).await?;
        Ok(work.leave())
    };
    apply.instrument(span).await
}
