//! A running service: its gRPC server, its relay and its inboxes.

use crate::{
    access::AccessTable,
    auth::Verifier,
    clock::Clock,
    config::{self, Settings},
    delivery::{Delivery, Producer},
    error::chain,
    grpc::Edge,
    inbox::{Inbox, Subscriber},
    kit::Kit,
    migrate,
    relay::Relay,
    restore,
    sensitive::Vault,
    service::Service,
    streams::Streams,
    telemetry,
    watermark::Stopped,
};
use anyhow::Context;
use futures::future::BoxFuture;
use proof::Signer;
use serde::de::DeserializeOwned;
use sqlx::{
    Connection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{net::SocketAddr, path::Path, str::FromStr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{service::Routes, transport::server::TcpIncoming};

/// A service that is built but does not serve yet: its port is bound.
pub struct App<S> {
    kit: Kit,
    edge: Edge,
    server: config::Server,
    listener: TcpListener,
    routes: Routes,
    relays: Vec<Relay>,
    inboxes: Vec<Arc<Inbox<S>>>,
    tasks: Vec<(&'static str, Task)>,
}

/// What a service does beside answering calls, again and again.
type Task = Box<dyn Fn() -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;

/// A connection that rested longer is asked whether it is still there. sqlx would ask before every use, and it asks after
/// every use as it is: a round trip that each call would wait for.
const FRESH: Duration = Duration::from_secs(1);
/// Longest time that calls in flight may take after a stop.
const GRACE: Duration = Duration::from_secs(20);

impl<S: Subscriber> App<S> {
    /// Connects, checks that `migrate` has run, and binds the port.
    pub async fn build<R>(
        service: &'static Service,
        settings: &Settings<R>,
        clock: Clock,
        subscriber: S,
        routes: impl FnOnce(&Kit) -> Routes,
    ) -> anyhow::Result<Self> {
        let access = AccessTable::new(service.name, service.roles)?;
        let edge = Edge::new(service.name, &settings.server, access, Verifier::new(&settings.auth));
        let options = connect_options(service.name, &settings.database.url)?;
        let pool = PgPoolOptions::new()
            .max_connections(settings.database.pool)
            .acquire_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            .before_acquire(|connection, rest| {
                Box::pin(async move {
                    if rest.idle_for > FRESH {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(options.clone())
            .await
            .with_context(|| format!("database.url; on a new database run `{} migrate` first", service.name))?;
        let streams = Streams::connect(&settings.nats, service.name).await?;
        migrate::check(service, settings, &pool, &streams).await?;
        let kit = Kit {
            service,
            pool,
            clock,
            vault: Arc::new(Vault::new(&settings.secrets.data_key)?),
            signer: signer(&settings.secrets.signing_key)?.map(Arc::new),
            wake: Arc::new(Notify::new()),
            domain: settings.server.domain.as_str().into(),
            partitions: settings.outbox.partitions,
        };
        let subscriber = Arc::new(subscriber);
        let relays = (0..settings.outbox.partitions).map(|partition| Relay {
            kit: kit.clone(),
            sessions: options.clone(),
            streams: streams.clone(),
            partition,
            retention_days: settings.outbox.retention_days,
            request_hours: settings.outbox.request_hours,
        });
        let relays = relays.collect();
        let mut inboxes = Vec::new();
        for producer in service.producers() {
            let url = settings.peers.get(producer).map(String::as_str);
            for partition in 0..settings.outbox.partitions {
                inboxes.push(Arc::new(Inbox {
                    kit: kit.clone(),
                    sessions: options.clone(),
                    streams: streams.clone(),
                    producer: Producer::new(producer, url, settings.auth.token_file.clone())?,
                    partition,
                    subscriber: subscriber.clone(),
                }));
            }
        }
        let delivery = Delivery { kit: kit.clone(), subscriber, partitions: settings.outbox.partitions };
        let routes = with_reflection(routes(&kit).add_service(delivery.server()))?;
        let listener = TcpListener::bind(settings.server.listen).await.context("server.listen")?;
        Ok(Self { kit, edge, server: settings.server.clone(), listener, routes, relays, inboxes, tasks: Vec::new() })
    }

    /// Address the server listens on.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// What handlers hold; tests look through it.
    pub fn kit(&self) -> &Kit {
        &self.kit
    }

    /// Adds something that runs beside the calls: `task` leads until something fails, and is begun again.
    pub fn with_task(
        mut self,
        what: &'static str,
        task: impl Fn() -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync + 'static,
    ) -> Self {
        self.tasks.push((what, Box::new(task)));
        self
    }

    /// Serves until `stop`, then lets calls in flight end.
    pub async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let (tasks, service) = (TaskTracker::new(), self.kit.service.name);
        for relay in self.relays {
            tasks.spawn(forever(service, "relay", stop.clone(), async move || relay.lead().await));
        }
        for inbox in self.inboxes {
            let mender = inbox.clone();
            tasks.spawn(forever(service, "inbox", stop.clone(), async move || inbox.lead().await));
            tasks.spawn(forever(service, "mender", stop.clone(), async move || mender.mend().await));
        }
        for (what, task) in self.tasks {
            tasks.spawn(forever(service, what, stop.clone(), async move || task().await));
        }
        let (health, health_service) = tonic_health::server::health_reporter();
        health.set_service_status("ready", tonic_health::ServingStatus::Serving).await;
        tracing::info!(service.name = self.kit.service.name, address = %self.listener.local_addr()?, "serving");
        let routes = self.routes.add_service(health_service);
        let serve = self
            .edge
            .server(&self.server)
            .add_routes(routes)
            // The server's own setting only holds for listeners that it opens itself.
            .serve_with_incoming_shutdown(
                TcpIncoming::from(self.listener).with_nodelay(Some(true)),
                stop.clone().cancelled_owned(),
            );
        let drain = async {
            stop.cancelled().await;
            health.set_service_status("ready", tonic_health::ServingStatus::NotServing).await;
            tokio::time::sleep(GRACE).await;
        };
        let ended = tokio::select! {
            ended = serve => ended,
            () = drain => Ok(()),
        };
        stop.cancel();
        tasks.close();
        tasks.wait().await;
        self.kit.pool.close().await;
        Ok(ended?)
    }
}

/// The key of a file; none where the setting is empty.
fn signer(file: &Path) -> anyhow::Result<Option<Signer>> {
    if file == Path::new("") {
        return Ok(None);
    }
    let text = std::fs::read_to_string(file);
    let text = text.with_context(|| format!("secrets.signing_key: reading {}", file.display()))?;
    Ok(Some(Signer::from_pem(&text).context("secrets.signing_key")?))
}

/// The service's role, its schema first, and no statement or transaction without an end.
fn connect_options(name: &str, url: &str) -> anyhow::Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url).context("database.url")?.application_name(name).options([
        ("search_path", name),
        ("statement_timeout", "60s"),
        ("lock_timeout", "10s"),
        ("transaction_timeout", "120s"),
    ]))
}

fn with_reflection(routes: Routes) -> anyhow::Result<Routes> {
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(contracts::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()?;
    Ok(routes.add_service(reflection))
}

/// Leads again and again until `stop`, waiting longer after each failure.
async fn forever(
    service: &'static str,
    what: &'static str,
    stop: CancellationToken,
    lead: impl AsyncFn() -> anyhow::Result<()>,
) {
    let mut pause = Duration::from_millis(100);
    loop {
        let began = tokio::time::Instant::now();
        let ended = tokio::select! {
            ended = lead() => ended,
            () = stop.cancelled() => return,
        };
        match ended {
            Err(error) if error.is::<Stopped>() => {
                tracing::error!(service.name = service, what, error = chain(&*error), "stopped until somebody acts");
                telemetry::count("inbox.stopped", service, 1, ("what", what.to_owned()));
            }
            Err(error) => tracing::warn!(service.name = service, what, error = chain(&*error), "starts again"),
            Ok(()) => {}
        }
        pause = if began.elapsed() > Duration::from_secs(10) { Duration::from_millis(100) } else { pause };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => return,
        }
        pause = (pause * 2).min(Duration::from_secs(5));
    }
}

/// The whole of a service's `main`.
pub async fn main<R, S>(
    service: &'static Service,
    build: impl AsyncFnOnce(Settings<R>) -> anyhow::Result<App<S>>,
) -> anyhow::Result<()>
where
    R: DeserializeOwned,
    S: Subscriber,
{
    let settings: Settings<R> = config::load(service.defaults)?;
    match std::env::args().nth(1).as_deref() {
        Some("migrate") => {
            migrate::migrate(service, &settings).await?;
            println!("{}: schema and streams are ready", service.name);
            Ok(())
        }
        Some("republish") => {
            migrate::republish(service, &settings).await?;
            println!("{}: the whole kept ledger is published again", service.name);
            Ok(())
        }
        Some("restored") => {
            restore::restored(service, &settings).await?;
            let name = service.name;
            println!(
                "{name}: a new epoch has begun and the stream is empty. Start `{name} serve`; then for each of its readers \
                 `<reader> migrate`, `<reader> reconcile {name}`"
            );
            Ok(())
        }
        Some("reconcile") => {
            let (producer, accept) = (std::env::args().nth(2), std::env::args().nth(3));
            let producer = producer.context("reconcile needs the producer that was restored")?;
            let accept = match accept.as_deref() {
                None => false,
                Some("--accept") => true,
                Some(other) => anyhow::bail!("reconcile does not know {other}"),
            };
            print!("{}", restore::reconcile(service, &settings, &producer, accept).await?);
            println!("{}", if accept { "accepted: the fold goes on" } else { "nothing was changed: --accept goes on" });
            Ok(())
        }
        Some("serve") => {
            let guard = telemetry::start(service.name, &settings.telemetry)?;
            let app = build(settings).await?;
            println!("{} listens on {}", service.name, app.address()?);
            let ended = app.run(stopped_by_signal()?).await;
            guard.shutdown().await;
            ended
        }
        _ => anyhow::bail!(
            "usage: {name} serve       serve until SIGTERM
       {name} migrate     make or update the schema, streams and consumers; may be repeated
       {name} republish   publish the kept ledger again, after `migrate` made a lost stream anew
       {name} restored    after this database was restored to an earlier point, and before serving
       {name} reconcile <producer> [--accept]
                          show what a restored producer has forgotten, and go on behind it
Settings: config.default.toml < siklus.toml < SIKLUS__…",
            name = service.name
        ),
    }
}

/// Cancelled by SIGTERM or Ctrl-C.
pub fn stopped_by_signal() -> anyhow::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let token = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        token.cancel();
    });
    Ok(stop)
}
