//! The `siklus` command.

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use contracts::recruitment::v1::log_service_client::LogServiceClient;
use siklus::{
    delivery::Operator,
    demo,
    embedded::{Embedded, Options},
    evidence::{self, Asked, Bundle, ShownDocuments},
    impact::{Addresses, Asker},
    import::command::Imported,
    servers, traces,
};
use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
};
use tonic::transport::Endpoint;

/// Siklus: the life cycle of Indonesia's civil servants, for regional governments.
///
/// Needs analysis, recruitment, career and evaluation as four services that tell each other what happened. This command
/// runs all of them on one machine and looks after them.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the whole system here: a private PostgreSQL and NATS, and all services
    Up(Place),
    /// Run the system with empty data and drive the loop through it, on real formations of four cities
    Demo {
        #[command(flatten)]
        place: Place,
        /// End after the table; the exit code tells whether every step worked
        #[arg(long)]
        exit: bool,
    },
    /// Draw one trace of the embedded system as a tree
    Trace {
        /// Trace id, or at least its first 4 characters
        id: String,
        /// Folder of the system that was traced
        #[arg(long, default_value = ".siklus/demo")]
        folder: PathBuf,
        /// Plain ASCII instead of lines and blocks
        #[arg(long)]
        ascii: bool,
    },
    /// See and mend events that a service could not apply
    #[command(subcommand)]
    DeadLetters(DeadLetters),
    /// Show how far a service has published its events and applied those of others
    Delivery(Peer),
    /// Fetch everything about a published vacancy, or an announced open selection, into one file, to be checked offline
    Bundle {
        /// Name: instansi/{instansi}/vacancies/{vacancy} or instansi/{instansi}/selections/{selection}
        vacancy: String,
        /// File to write
        #[arg(short, long)]
        output: PathBuf,
        /// Only the signed head of the log, there from the opening on: keep it, and `verify --head` it later
        #[arg(long)]
        head: bool,
        /// Address of the recruitment service
        #[arg(long, default_value = "http://127.0.0.1:50052")]
        address: String,
    },
    /// Tell what became of a need, from the complaint to the effect, joined by ids from all four services
    Impact {
        /// Name: instansi/{instansi}/needs/{need}
        need: String,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        services: Services,
    },
    /// Count a published selection again, from a bundle alone; the exit code tells whether everything holds
    Verify {
        /// File of the bundle
        bundle: PathBuf,
        /// Also show that the leaves of this participant, or candidate of an open selection, are in the log
        #[arg(long)]
        participant: Option<String>,
        /// Also show what this participant handed in: the salt of the receipt, 64 hex digits
        #[arg(long, requires = "participant")]
        salt: Option<String>,
        /// One of all documents that were handed in: DIPLOMA= and the SHA-256 of its file; may be given again
        #[arg(long, requires = "salt")]
        document: Vec<String>,
        /// Also show that this is the birth date the receipt commits to, as 1994-05-03
        #[arg(long, requires = "salt")]
        birth_date: Option<jiff::civil::Date>,
        /// Believe this public key (PEM) instead of the bundle's own; more than once where it was replaced, and then with the
        /// moment from which on the old one counts no more: old.pem@2025-02-01T00:00:00Z
        #[arg(long)]
        key: Vec<String>,
        /// Also check that the log only grew since this earlier head, or earlier bundle
        #[arg(long)]
        head: Option<PathBuf>,
    },
    /// Take the rows of a CSV file; the exit code tells whether every row was taken or known
    #[command(subcommand)]
    Import(Imported),
    /// Run a command with a throwaway PostgreSQL and NATS (SIKLUS_TEST_POSTGRES, SIKLUS_TEST_NATS)
    Servers {
        /// Write through to the disk, as in production
        #[arg(long)]
        durable: bool,
        /// The command and its arguments
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
}

#[derive(Args)]
struct Place {
    /// Folder of all data [default: .siklus/up, or .siklus/demo]
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Port of the needs service; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    needs_port: u16,
    /// Port of the recruitment service; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    recruitment_port: u16,
    /// Port of the career service; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    career_port: u16,
    /// Port of the evaluation service; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    evaluation_port: u16,
    /// Log lines on standard error, as RUST_LOG has it
    #[arg(long, default_value = "warn")]
    log: String,
}

#[derive(Args)]
struct Peer {
    /// Address of the service, for example http://127.0.0.1:50053
    #[arg(long)]
    address: String,
    /// File with an operator's token
    #[arg(long, default_value = ".siklus/up/tokens/operator")]
    token_file: PathBuf,
}

#[derive(Args)]
struct Services {
    /// Address of the needs service
    #[arg(long, default_value = "http://127.0.0.1:50051")]
    needs: String,
    /// Address of the recruitment service
    #[arg(long, default_value = "http://127.0.0.1:50052")]
    recruitment: String,
    /// Address of the career service
    #[arg(long, default_value = "http://127.0.0.1:50053")]
    career: String,
    /// Address of the evaluation service
    #[arg(long, default_value = "http://127.0.0.1:50054")]
    evaluation: String,
    /// File with an analyst's or auditor's token
    #[arg(long, default_value = ".siklus/up/tokens/analyst")]
    token_file: PathBuf,
}

#[derive(Subcommand)]
enum DeadLetters {
    /// List them, oldest first
    List(Peer),
    /// Apply the letters of one aggregate again, in order
    Retry {
        #[command(flatten)]
        peer: Peer,
        /// Producing service
        producer: String,
        /// Aggregate, as `list` shows it
        aggregate: String,
        /// Partition of the producer
        #[arg(long, default_value_t = 0)]
        partition: i32,
    },
    /// Give one letter up for ever
    Discard {
        #[command(flatten)]
        peer: Peer,
        /// Producing service
        producer: String,
        /// Number of the event, as `list` shows it
        sequence: i64,
        /// Why; kept in the audit trail
        #[arg(long)]
        reason: String,
        /// Partition of the producer
        #[arg(long, default_value_t = 0)]
        partition: i32,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("siklus: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Up(place) => up(place.options(".siklus/up", false)).await?,
        Command::Demo { place, exit } => run_demo(place.options(".siklus/demo", true), exit).await?,
        Command::Trace { id, folder, ascii } => {
            let spans = traces::find(&folder.join("traces"), &id)?;
            print!("{}", traces::draw(&spans, width(), ascii));
        }
        Command::DeadLetters(command) => dead_letters(command).await?,
        Command::Delivery(peer) => print!("{}", peer.operator()?.status().await?),
        Command::Impact { need, json, services } => tell_impact(&need, json, services).await?,
        Command::Bundle { vacancy, output, head, address } => bundle(&vacancy, &output, head, address).await?,
        Command::Verify { bundle, participant, salt, document, birth_date, key, head } => {
            let mut asked = Asked::read(participant, &key, head.as_deref())?;
            let shown = salt.map(|salt| ShownDocuments::read(&salt, &document)).transpose()?;
            asked.documents = shown.map(|shown| shown.with_birth_date(birth_date));
            let checked = evidence::check(&Bundle::open(&bundle)?, &asked);
            print!("{}", checked.to_text());
            return Ok(if checked.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Import(what) => {
            let outcome = what.run().await?;
            print!("{}", outcome.text);
            return Ok(if outcome.clean { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Servers { durable, command } => {
            let status = servers::run_with(durable, None, command).await?;
            return Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Place {
    fn options(self, folder: &str, fresh: bool) -> Options {
        let ports = BTreeMap::from([
            ("needs", self.needs_port),
            ("recruitment", self.recruitment_port),
            ("career", self.career_port),
            ("evaluation", self.evaluation_port),
        ]);
        Options { folder: self.folder.unwrap_or_else(|| folder.into()), ports, fresh, log: self.log }
    }
}

impl Peer {
    fn operator(&self) -> anyhow::Result<Operator> {
        Operator::connect(&self.address, &token(&self.token_file)?)
    }
}

fn token(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
}

async fn up(options: Options) -> anyhow::Result<()> {
    let stop = platform::app::stopped_by_signal()?;
    let embedded = Embedded::start(&options).await?;
    introduce(&embedded)?;
    stop.cancelled().await;
    embedded.stop().await
}

async fn run_demo(options: Options, exit: bool) -> anyhow::Result<()> {
    let stop = platform::app::stopped_by_signal()?;
    let embedded = Embedded::start(&options).await?;
    let outcome = tokio::select! {
        outcome = demo::run(&embedded.system) => outcome,
        () = stop.cancelled() => Err(anyhow::anyhow!("stopped")),
    };
    match &outcome {
        Ok(table) => println!("{table}"),
        Err(error) => eprintln!("siklus: the demo failed: {error:#}"),
    }
    if outcome.is_ok() && !exit {
        introduce(&embedded)?;
        stop.cancelled().await;
    }
    embedded.stop().await?;
    outcome.map(|_| ())
}

/// Says where everything is.
fn introduce(embedded: &Embedded) -> anyhow::Result<()> {
    for (name, address) in &embedded.system.addresses {
        println!("{name:<12} http://{address}");
    }
    println!(
        "\nDevelopment tokens, good for 30 days (also in {}):",
        embedded.system.site.folder.join("tokens").display()
    );
    for (role, token) in embedded.tokens()? {
        println!("{role:<22} {token}");
    }
    println!("\nCtrl-C stops everything.");
    Ok(())
}

async fn bundle(vacancy: &str, output: &Path, head: bool, address: String) -> anyhow::Result<()> {
    let channel = Endpoint::from_shared(address).context("--address")?.connect_lazy();
    let client = LogServiceClient::new(channel);
    let (text, size) = if head {
        let head = evidence::fetch_head(client, vacancy).await?;
        (head.to_text()?, head.size)
    } else {
        let bundle = evidence::fetch(client, vacancy).await?;
        (bundle.to_text()?, bundle.head.size)
    };
    std::fs::write(output, text).with_context(|| format!("writing {}", output.display()))?;
    println!("{vacancy}: {size} leaves, {}", output.display());
    Ok(())
}

async fn tell_impact(need: &str, json: bool, services: Services) -> anyhow::Result<()> {
    let Services { needs, recruitment, career, evaluation, token_file } = services;
    let token = std::fs::read_to_string(&token_file);
    let token = token.with_context(|| format!("reading {}", token_file.display()))?;
    let mut asker = Asker::connect(&Addresses { needs, recruitment, career, evaluation }, &token)?;
    let impact = asker.ask(need).await?;
    if json {
        println!("{}", serde_json::to_string_pretty(&impact)?);
    } else {
        print!("{impact}");
    }
    Ok(())
}

async fn dead_letters(command: DeadLetters) -> anyhow::Result<()> {
    match command {
        DeadLetters::List(peer) => {
            for letter in peer.operator()?.list().await? {
                let why = if letter.error.is_empty() { "waits behind another" } else { &letter.error };
                println!("{}/{} {} {}: {why}", letter.producer, letter.sequence, letter.r#type, letter.aggregate);
            }
        }
        DeadLetters::Retry { peer, producer, aggregate, partition } => {
            println!("{} applied", peer.operator()?.retry(&producer, partition, &aggregate).await?);
        }
        DeadLetters::Discard { peer, producer, sequence, reason, partition } => {
            peer.operator()?.discard(&producer, partition, sequence, &reason).await?;
        }
    }
    Ok(())
}

/// Columns of the terminal; 100 where nobody says.
fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(100)
}
