//! The services as a deployment runs them: a process each, told everything by its environment, and killed when it suits.

use super::{ROOM, checks, delete_streams, office::Office, site, superuser, until};
use platform::testing::Ground;
use siklus::{
    calls::Calls,
    servers::ports,
    system::{SERVICES, Site},
};
use sqlx::PgPool;
use std::{
    collections::BTreeMap,
    fs::File,
    net::SocketAddr,
    path::PathBuf,
    process::{ExitStatus, Output, Stdio},
    sync::Mutex,
};
use tokio::{
    net::TcpStream,
    process::{Child, Command},
    sync::SemaphorePermit,
};

/// Processes of the four services on one database.
pub struct Fleet {
    /// Where they run.
    pub site: Site,
    /// The people who call them.
    pub office: Office,
    /// The database as superuser.
    pub pool: PgPool,
    running: BTreeMap<&'static str, Child>,
    _ground: Ground,
    _room: SemaphorePermit<'static>,
}

impl Fleet {
    /// An empty database, keys and free ports; nothing is migrated and nothing runs.
    pub async fn prepare(change: impl FnOnce(&mut Site)) -> Self {
        let room = ROOM.acquire().await.unwrap();
        let ground = Ground::prepare(&[]).await.unwrap();
        let mut site = site(&ground);
        site.ports = SERVICES.iter().map(|service| (service.name, ports::free().unwrap())).collect();
        change(&mut site);
        std::fs::write(site.folder.join("jwks.json"), site.issuer.jwks()).unwrap();
        let token = site.issuer.token("service", &["service"], &["-"], 3600).unwrap();
        std::fs::write(site.folder.join("service.token"), token).unwrap();
        site.write_rulesets().unwrap();
        site.write_signing_key().unwrap();
        let addresses =
            site.ports.iter().map(|(name, port)| (*name, SocketAddr::from(([127, 0, 0, 1], *port)))).collect();
        let office = Office::new(Calls::to_addresses(&addresses, site.issuer.clone()).unwrap());
        let pool = superuser(&ground).await;
        Self { site, office, pool, running: BTreeMap::new(), _ground: ground, _room: room }
    }

    /// All four migrated and serving.
    pub async fn start(change: impl FnOnce(&mut Site)) -> Self {
        let mut fleet = Self::prepare(change).await;
        for service in SERVICES {
            let migrated = fleet.run(service.name, &["migrate"]).await;
            assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
        }
        for service in SERVICES {
            fleet.serve(service.name).await;
        }
        fleet
    }

    /// The service's own program, told where it is by its environment only.
    pub fn command(&self, service: &'static str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program(service));
        command.args(arguments).current_dir(&self.site.folder).kill_on_drop(true).envs(self.environment(service));
        command
    }

    fn environment(&self, service: &'static str) -> BTreeMap<String, String> {
        let site = &self.site;
        let file = |name: &str| site.folder.join(name).display().to_string();
        let mut set = BTreeMap::from([
            ("SERVER__LISTEN".to_owned(), format!("127.0.0.1:{}", site.ports[service])),
            ("DATABASE__URL".to_owned(), site.url(service)),
            ("DATABASE__MIGRATE_URL".to_owned(), site.url("postgres")),
            ("NATS__URL".to_owned(), site.nats.clone()),
            ("NATS__PREFIX".to_owned(), site.prefix.clone()),
            ("NATS__MAX_BYTES".to_owned(), site.stream_bytes.to_string()),
            ("OUTBOX__PARTITIONS".to_owned(), site.partitions.to_string()),
            ("AUTH__JWKS_FILE".to_owned(), file("jwks.json")),
            ("AUTH__TOKEN_FILE".to_owned(), file("service.token")),
            ("TELEMETRY__ENDPOINT".to_owned(), site.telemetry.clone()),
            ("TELEMETRY__LOG".to_owned(), "info".to_owned()),
            ("SECRETS__DATA_KEY".to_owned(), site.data_key.clone()),
        ]);
        if service == "recruitment" {
            set.insert("SECRETS__SIGNING_KEY".to_owned(), file("signing.pem"));
            set.insert("RULES__FOLDER".to_owned(), file("rulesets"));
        }
        for (peer, port) in &site.ports {
            set.insert(format!("PEERS__{}", peer.to_uppercase()), format!("http://127.0.0.1:{port}"));
        }
        set.into_iter().map(|(key, value)| (format!("SIKLUS__{key}"), value)).collect()
    }

    /// Runs a verb to its end.
    pub async fn run(&self, service: &'static str, arguments: &[&str]) -> Output {
        self.command(service, arguments).output().await.unwrap()
    }

    /// Starts a service, again perhaps, and waits until it takes connections.
    pub async fn serve(&mut self, service: &'static str) {
        let log = File::options().append(true).create(true).open(self.log(service)).unwrap();
        let mut command = self.command(service, &["serve"]);
        command.stdout(Stdio::null()).stderr(log);
        let child = Mutex::new(command.spawn().unwrap());
        until(&format!("{service} serves"), async || {
            let ended = child.lock().unwrap().try_wait().unwrap();
            assert_eq!(ended, None, "{service} ended:\n{}", std::fs::read_to_string(self.log(service)).unwrap());
            self.listens(service).await.then_some(())
        })
        .await;
        self.running.insert(service, child.into_inner().unwrap());
    }

    /// What a service wrote to standard error so far.
    pub fn log(&self, service: &str) -> PathBuf {
        self.site.folder.join(format!("{service}.log"))
    }

    /// Whether a service takes connections.
    pub async fn listens(&self, service: &str) -> bool {
        TcpStream::connect(("127.0.0.1", self.site.ports[service])).await.is_ok()
    }

    /// Kills a service without notice.
    pub async fn kill(&mut self, service: &'static str) {
        self.running.remove(service).unwrap().kill().await.unwrap();
    }

    /// Asks a service to end.
    pub async fn terminate(&mut self, service: &'static str) -> Child {
        let child = self.running.remove(service).unwrap();
        let id = child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        child
    }

    /// Everything has arrived, every promise holds, and every service ends by itself.
    pub async fn end(self) {
        checks::hold(&self.pool, &self.office.client).await;
        self.abandon().await;
    }

    /// Every service ends by itself, whatever became of the promises.
    pub async fn abandon(mut self) {
        let mut ending = Vec::new();
        for service in SERVICES {
            ending.push(self.terminate(service.name).await);
        }
        for child in ending {
            assert!(ended(child).await.success(), "a service did not end well");
        }
        delete_streams(&self.site).await;
    }
}

/// How a process that was asked to end has ended, within the grace that an orchestrator gives.
pub async fn ended(mut child: Child) -> ExitStatus {
    tokio::time::timeout(super::PATIENCE, child.wait()).await.expect("the process did not end by itself").unwrap()
}

/// The program beside this test's own: `target/debug/<service>`.
fn program(service: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join(service);
    assert!(program.is_file(), "{} is missing: run `cargo build --workspace --bins`", program.display());
    program
}
