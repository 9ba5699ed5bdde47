//! The private servers, for real: they start, answer, keep data, refuse a second owner and survive their owner's death.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use async_nats::jetstream::{self, stream};
use siklus::servers::{
    Binaries, Nats, NatsOptions, Postgres, PostgresOptions, Servers, TEST_NATS, TEST_POSTGRES, ports, run_with,
    temporary_folder,
};
use sqlx::{Connection, PgConnection};

type Outcome = anyhow::Result<()>;

/// Deleted at the end of the test, whichever way it ends. Declared before the servers, so dropped after them.
struct Folder(PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Self> {
        temporary_folder().map(Self)
    }

    fn postgres(&self) -> PostgresOptions {
        PostgresOptions { dir: self.0.clone(), ..Default::default() }
    }

    fn nats(&self, durable: bool) -> NatsOptions {
        NatsOptions { dir: self.0.clone(), port: None, durable }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn ask(url: &str, query: &'static str) -> anyhow::Result<i32> {
    let mut connection = PgConnection::connect(url).await?;
    let answer = sqlx::query_scalar(query).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(answer)
}

async fn tell(url: &str, statements: &'static str) -> Outcome {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(statements).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

async fn jetstream(nats: &Nats) -> anyhow::Result<jetstream::Context> {
    Ok(jetstream::new(async_nats::connect(nats.url()).await?))
}

async fn make_stream(nats: &Nats) -> Outcome {
    let config = stream::Config { name: "facts".into(), subjects: vec!["facts.>".into()], ..Default::default() };
    let jetstream = jetstream(nats).await?;
    jetstream.create_stream(config).await?;
    jetstream.publish("facts.one", "1".into()).await?.await?;
    Ok(())
}

async fn count_messages(nats: &Nats) -> anyhow::Result<u64> {
    Ok(jetstream(nats).await?.get_stream("facts").await?.get_info().await?.state.messages)
}

#[tokio::test]
async fn both_start_in_an_empty_folder_and_answer() -> Outcome {
    let folder = Folder::new()?;
    let mut servers = Servers::start(&folder.0, false).await?;
    assert_eq!(ask(&servers.postgres.url("postgres"), "SELECT 1").await?, 1);
    make_stream(&servers.nats).await?;
    assert_eq!(count_messages(&servers.nats).await?, 1);
    servers.stop().await
}

#[tokio::test]
async fn postgres_is_set_up_as_promised() -> Outcome {
    let folder = Folder::new()?;
    let extra = vec![("work_mem".to_owned(), "7MB".to_owned())];
    let options = PostgresOptions { durable: true, extra, ..folder.postgres() };
    let postgres = Postgres::start(&Binaries::find()?, &options).await?;
    let mut connection = PgConnection::connect(&postgres.url("postgres")).await?;
    for (name, value) in [
        ("fsync", "on"),
        ("listen_addresses", "127.0.0.1"),
        ("unix_socket_directories", ""),
        ("track_commit_timestamp", "on"),
        ("max_connections", "200"),
        ("server_encoding", "UTF8"),
        ("work_mem", "7MB"),
    ] {
        let found: String =
            sqlx::query_scalar("SELECT current_setting($1)").bind(name).fetch_one(&mut connection).await?;
        assert_eq!(found, value, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn a_folder_has_one_owner_at_a_time() -> Outcome {
    let folder = Folder::new()?;
    let first = Servers::start(&folder.0, false).await?;
    let refused = Servers::start(&folder.0, false).await.expect_err("the folder is taken").to_string();
    assert!(refused.contains("already in use by a running siklus"), "{refused}");
    assert!(refused.contains(&std::process::id().to_string()), "{refused}");
    drop(first);
    Servers::start(&folder.0, false).await?.stop().await
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() -> Outcome {
    let folder = Folder::new()?;
    let listener = std::net::TcpListener::bind(("127.0.0.1", ports::free()?))?;
    let port = listener.local_addr()?.port();
    let options = NatsOptions { port: Some(port), ..folder.nats(false) };
    let refused = Nats::start(&Binaries::find()?, &options).await.expect_err("the port is taken").to_string();
    assert!(refused.contains(&port.to_string()), "{refused}");
    Ok(())
}

#[tokio::test]
async fn postgres_keeps_its_data_and_port_over_a_restart_and_a_kill() -> Outcome {
    let folder = Folder::new()?;
    let options = PostgresOptions { durable: true, ..folder.postgres() };
    let mut postgres = Postgres::start(&Binaries::find()?, &options).await?;
    let url = postgres.url("postgres");
    tell(&url, "CREATE TABLE fact (id int); INSERT INTO fact VALUES (1)").await?;

    postgres.restart().await?;
    assert_eq!(ask(&url, "SELECT count(*)::int FROM fact").await?, 1);

    tell(&url, "INSERT INTO fact VALUES (2)").await?;
    postgres.kill().await?;
    assert!(ask(&url, "SELECT 1").await.is_err());
    postgres.restart().await?;
    assert_eq!(ask(&url, "SELECT count(*)::int FROM fact").await?, 2);

    postgres.kill().await?;
    drop(postgres);
    let again = Postgres::start(&Binaries::find()?, &options).await?;
    assert_eq!(ask(&again.url("postgres"), "SELECT count(*)::int FROM fact").await?, 2);
    Ok(())
}

#[tokio::test]
async fn nats_keeps_its_streams_over_a_restart_and_a_kill_until_it_is_wiped() -> Outcome {
    let folder = Folder::new()?;
    let mut nats = Nats::start(&Binaries::find()?, &folder.nats(true)).await?;
    make_stream(&nats).await?;
    assert!(nats.wipe().is_err(), "a running server is not wiped");

    nats.restart().await?;
    assert_eq!(count_messages(&nats).await?, 1);
    nats.kill().await?;
    nats.restart().await?;
    assert_eq!(count_messages(&nats).await?, 1);

    nats.stop().await?;
    nats.wipe()?;
    nats.restart().await?;
    assert!(count_messages(&nats).await.is_err());
    Ok(())
}

#[tokio::test]
async fn no_server_outlives_an_owner_that_was_killed() -> Outcome {
    let folder = Folder::new()?;
    let mut owner = Command::new(std::env::current_exe()?)
        .args(["--exact", "an_owner_that_waits_to_be_killed", "--ignored", "--nocapture"])
        .env("SIKLUS_OWNED_FOLDER", &folder.0)
        .stdout(Stdio::piped())
        .spawn()?;
    let output = BufReader::new(owner.stdout.take().expect("its output is piped"));
    let said = output.lines().map_while(Result::ok).find_map(|line| Some(line.split_once("ports ")?.1.to_owned()));
    owner.kill()?;
    owner.wait()?;

    let said = said.expect("the owner names the ports");
    for port in said.split_whitespace() {
        let port: u16 = port.parse()?;
        until(|| ports::is_free(port)).await;
    }
    Servers::start(&folder.0, false).await?.stop().await
}

/// Not a test of its own: the process that the test above kills.
#[tokio::test]
#[ignore = "started by no_server_outlives_an_owner_that_was_killed"]
async fn an_owner_that_waits_to_be_killed() -> Outcome {
    let Some(folder) = std::env::var_os("SIKLUS_OWNED_FOLDER") else {
        return Ok(());
    };
    let servers = Servers::start(Path::new(&folder), false).await?;
    println!("ports {} {}", servers.postgres.port(), servers.nats.port());
    std::future::pending().await
}

#[tokio::test]
async fn a_server_left_running_is_stopped_at_the_next_start() -> Outcome {
    let folder = Folder::new()?;
    let binaries = Binaries::find()?;
    let mut first = Nats::start(&binaries, &folder.nats(false)).await?;
    make_stream(&first).await?;
    let port = first.port();
    first.stop().await?;
    drop(first);

    // As if the owner and the guard had both been killed.
    let mut stray = Command::new(binaries.nats_server())
        .arg("-c")
        .arg(folder.0.canonicalize()?.join("nats.conf"))
        .stderr(Stdio::null())
        .spawn()?;
    std::fs::write(folder.0.join("server.pid"), stray.id().to_string())?;
    until(|| !ports::is_free(port)).await;

    let reaper = std::thread::spawn(move || stray.wait());
    let second = Nats::start(&binaries, &folder.nats(false)).await?;
    assert_eq!(count_messages(&second).await?, 1);
    assert!(reaper.join().expect("the reaper does not panic")?.code().is_some());
    Ok(())
}

#[tokio::test]
async fn a_command_finds_both_servers_and_its_status_comes_back() -> Outcome {
    let script = format!("test -n \"${TEST_POSTGRES}\" && test -n \"${TEST_NATS}\" && exit 7");
    let ended = run_with(false, None, vec!["sh".into(), "-c".into(), script.into()]).await?;
    assert_eq!(ended.code(), Some(7));
    Ok(())
}

async fn until(is_so: impl Fn() -> bool) {
    platform::testing::eventually(async || is_so().then_some(())).await;
}
