//! The broker is a pipe: it stops, it loses a stream, it loses its disk, and nothing is lost or done twice.

use contracts::recruitment::v1::Application;
use siklus::{
    servers::{Binaries, Nats, NatsOptions, temporary_folder},
    system::SERVICES,
};
use std::path::PathBuf;
use system_tests::world::{World, checks, fleet::Fleet, office::Post, until};

const NURSE: Post = Post { title: "PERAWAT", incumbents: 0, lacking: 6 };

/// A world with a nats-server of its own, and six selected candidates.
struct Broken {
    world: World,
    nats: Nats,
    selected: Vec<Application>,
    folder: PathBuf,
}

impl Broken {
    async fn prepare() -> Self {
        let folder = temporary_folder().unwrap();
        let options = NatsOptions { dir: folder.clone(), port: None, durable: false };
        let nats = Nats::start(&Binaries::find().unwrap(), &options).await.unwrap();
        let world = World::with(|site| site.nats = nats.url()).await;
        let (selected, _) = world.office.select(&[NURSE], 12).await;
        assert_eq!(selected.len(), 6);
        Self { world, nats, selected, folder }
    }

    /// Appoints some of the selected.
    async fn appoint(&self, which: std::ops::Range<usize>) {
        self.world.office.appoint_all(&self.selected[which], || {}).await;
    }

    /// Everything arrived: six servants, six seats, and the streams hold every event of the ledgers.
    async fn end(mut self) {
        self.world.office.filled(6).await;
        assert_eq!(self.world.office.servants().await.len(), 6);
        checks::settle(&self.world.pool).await;
        for service in SERVICES {
            let (told, kept) = (told(&self.world, service.name).await, kept(&self.world, service.name).await);
            assert!(kept >= told, "the stream of {} holds {kept} of {told} events", service.name);
        }
        for service in SERVICES {
            for producer in service.producers() {
                self.is_read_to_the_end(service.name, producer).await;
            }
        }
        self.world.end().await;
        self.nats.stop().await.unwrap();
        std::fs::remove_dir_all(&self.folder).unwrap();
    }

    /// The pipe itself works again: what is in it was read and acknowledged, not only asked for with `Replay`.
    async fn is_read_to_the_end(&self, reader: &str, producer: &str) {
        let streams = self.world.streams().await;
        until(&format!("{reader} reads what {producer} published"), async || {
            let mut consumer = streams.consumer(reader, producer, 0).await.ok()?;
            let state = consumer.info().await.ok()?;
            (state.num_pending == 0 && state.num_ack_pending == 0).then_some(())
        })
        .await;
    }
}

async fn told(world: &World, service: &str) -> u64 {
    let sql = format!("SELECT count(*) FROM {service}.ledger");
    let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&world.pool).await.unwrap();
    count.unsigned_abs()
}

async fn kept(world: &World, service: &str) -> u64 {
    let streams = world.streams().await;
    let stream = streams.context.get_stream(streams.stream_of(service)).await.unwrap();
    stream.get_info().await.unwrap().state.messages
}

#[tokio::test(flavor = "multi_thread")]
async fn writes_go_on_without_the_broker_and_arrive_when_it_is_back() {
    let mut broken = Broken::prepare().await;
    broken.appoint(0..2).await;
    broken.nats.stop().await.unwrap();
    broken.appoint(2..4).await;
    broken.nats.restart().await.unwrap();
    broken.appoint(4..6).await;
    broken.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_broker_is_the_same() {
    let mut broken = Broken::prepare().await;
    broken.appoint(0..2).await;
    broken.nats.kill().await.unwrap();
    broken.appoint(2..4).await;
    broken.nats.restart().await.unwrap();
    broken.appoint(4..6).await;
    broken.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_stream_is_made_anew_from_the_ledger() {
    let broken = Broken::prepare().await;
    broken.appoint(0..2).await;
    broken.world.office.filled(2).await;
    let streams = broken.world.streams().await;
    streams.delete("recruitment").await.unwrap();
    streams.delete("career").await.unwrap();
    broken.appoint(2..4).await;
    broken.world.site.rebuild_streams().await.unwrap();
    broken.appoint(4..6).await;
    broken.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_lost_its_disk_is_filled_again_from_the_ledgers() {
    let mut broken = Broken::prepare().await;
    broken.appoint(0..2).await;
    broken.nats.stop().await.unwrap();
    broken.nats.wipe().unwrap();
    broken.appoint(2..4).await;
    broken.nats.restart().await.unwrap();
    until("the streams are made anew", async || broken.world.site.rebuild_streams().await.ok()).await;
    broken.appoint(4..6).await;
    broken.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_starts_without_the_broker_and_its_events_wait() {
    let folder = temporary_folder().unwrap();
    let options = NatsOptions { dir: folder.clone(), port: None, durable: false };
    let mut nats = Nats::start(&Binaries::find().unwrap(), &options).await.unwrap();
    let mut fleet = Fleet::start(|site| site.nats = nats.url()).await;
    let (selected, _) = fleet.office.select(&[Post { lacking: 2, ..NURSE }], 6).await;
    nats.stop().await.unwrap();
    fleet.kill("recruitment").await;
    fleet.serve("recruitment").await;
    fleet.office.appoint_all(&selected, || {}).await;
    nats.restart().await.unwrap();
    fleet.office.filled(selected.len()).await;
    fleet.end().await;
    nats.stop().await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
}
