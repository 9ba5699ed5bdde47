//! The kit's whole way of an event: unit of work, outbox, relay, JetStream, inbox. Only the aggregate and what is done with
//! an event are made up: a producer in the schema `recruitment` and a consumer in the schema `career`, in this process.

use crate::ground::Ground;
use contracts::{Access, recruitment::events::v1::VacancyOpened};
use platform::{Aggregate, App, BoxError, Clock, Event, Kit, Locked, Scope, Subscriber, Tenant, Work, grpc::Call};
use recruitment::error::Error;
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tonic::{Request, service::Routes};
use uuid::Uuid;

/// Aggregates that events are told of.
pub const AGGREGATES: i64 = 1_000;

/// Both ends and the database between them. Nothing runs yet.
pub struct Pipe {
    /// The producer.
    pub producer: App<Deaf>,
    /// The consumer.
    pub consumer: App<Notes>,
    /// The database as superuser.
    pub pool: PgPool,
    /// Stops what runs.
    pub stop: CancellationToken,
}

/// A subscriber that does nothing.
pub struct Deaf;

impl Subscriber for Deaf {
    async fn apply(&self, _: &mut Work<'_>, _: &Event) -> Result<(), BoxError> {
        Ok(())
    }
}

/// A subscriber with one row for each event: the least that a real one does.
pub struct Notes;

impl Subscriber for Notes {
    async fn apply(&self, work: &mut Work<'_>, event: &Event) -> Result<(), BoxError> {
        let note = sqlx::query("INSERT INTO career.bench_applied (event_id) VALUES ($1)").bind(event.id);
        note.execute(&mut *work.connection).await?;
        Ok(())
    }
}

/// Something that changes and says so.
struct Counter {
    id: Uuid,
    version: i64,
}

impl Aggregate for Counter {
    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn name(&self, tenant: &Tenant) -> String {
        format!("instansi/{tenant}/vacancies/{}", self.id)
    }
}

impl Pipe {
    /// A fresh database with both ends.
    pub async fn lay(ground: &Ground, database: &str) -> anyhow::Result<Self> {
        let pool = ground.database(database, &[&recruitment::SERVICE, &career::SERVICE]).await?;
        sqlx::raw_sql(
            "CREATE TABLE recruitment.bench_counters (id uuid PRIMARY KEY, version bigint NOT NULL) WITH (fillfactor = 50);
             CREATE TABLE career.bench_applied (event_id uuid PRIMARY KEY);
             GRANT ALL ON recruitment.bench_counters TO recruitment;
             GRANT ALL ON career.bench_applied TO career",
        )
        .execute(&pool)
        .await?;
        sqlx::query("INSERT INTO recruitment.bench_counters SELECT lpad(to_hex(n), 32, '0')::uuid, 0 FROM generate_series(1, $1) n")
            .bind(AGGREGATES)
            .execute(&pool)
            .await?;
        let settings = ground.settings(&recruitment::SERVICE, database)?;
        let routes = |_: &Kit| Routes::default();
        let producer = App::build(&recruitment::SERVICE, &settings, Clock::System, Deaf, routes).await?;
        let mut settings = ground.settings(&career::SERVICE, database)?;
        settings.peers.clear();
        settings.peers.insert("recruitment".to_owned(), format!("http://{}", producer.address()?));
        let consumer = App::build(&career::SERVICE, &settings, Clock::System, Notes, routes).await?;
        Ok(Self { producer, consumer, pool, stop: CancellationToken::new() })
    }

    /// Fills the outbox without its writers.
    pub async fn preload(&self, events: i64) -> anyhow::Result<()> {
        sqlx::query(
            "INSERT INTO recruitment.outbox (partition, event_id, type, instansi, aggregate, aggregate_version, payload,
                                             traceparent, written_at)
             SELECT 0, uuidv7(), 'asn.recruitment.events.v1.VacancyOpened', '6571',
                    'instansi/6571/vacancies/' || lpad(to_hex(1 + n % $2), 32, '0')::uuid, n / $2,
                    decode(repeat('07', 220), 'hex'), '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', now()
             FROM generate_series(1, $1) AS n",
        )
        .bind(events)
        .bind(AGGREGATES)
        .execute(&self.pool)
        .await?;
        sqlx::raw_sql("VACUUM ANALYZE recruitment.outbox").execute(&self.pool).await?;
        Ok(())
    }
}

/// One unit of work: an aggregate changes and one event is told, as after any command.
pub async fn tell(kit: Kit, n: i64) -> anyhow::Result<()> {
    let mut request = Request::new(VacancyOpened::default());
    let actor = platform::Actor { subject: "bench".into(), roles: Vec::new(), tenants: vec!["-".to_owned()] };
    let access = Access::Permission("bench");
    request.extensions_mut().insert(Call { method: "/bench/Tell", access, actor: Arc::new(actor) });
    let tenant: Tenant = crate::ground::TENANT.parse()?;
    let id = Uuid::from_u128(u128::try_from(1 + n % AGGREGATES)?);
    let parse = |_: &VacancyOpened| Ok((Scope::of(tenant, "bench"), id));
    let command = async |work: &mut Work<'_>, id: Uuid| {
        let version = sqlx::query_scalar(
            "UPDATE recruitment.bench_counters SET version = version + 1 WHERE id = $1 RETURNING version",
        );
        let version = version.bind(id).fetch_one(&mut *work.connection).await?;
        let opened =
            VacancyOpened { vacancy: id.to_string(), version, need: "p".repeat(160), seats: 2, close_time: None };
        work.record(&Locked::held(Counter { id, version }), &opened);
        Ok::<_, Error>(VacancyOpened::default())
    };
    kit.write(request, parse, command).await?;
    Ok(())
}

/// Looks every few milliseconds until the number is reached; returns how long that took.
pub async fn until(pool: &PgPool, sql: &'static str, goal: i64) -> anyhow::Result<Duration> {
    let (began, mut ticks) = (Instant::now(), interval(Duration::from_millis(5)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let reached: i64 = sqlx::query_scalar(sql).fetch_one(pool).await?;
        if reached >= goal {
            return Ok(began.elapsed());
        }
        anyhow::ensure!(began.elapsed() < Duration::from_secs(180), "stuck at {reached} of {goal}: {sql}");
        ticks.tick().await;
    }
}
