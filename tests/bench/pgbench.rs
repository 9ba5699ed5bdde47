//! The same transactions by pgbench: prepared statements, the same round trips, a connection for each client.

use crate::{
    ground::{Ground, TENANT},
    load::{EDUCATION, VACANCIES},
};
use anyhow::{Context, ensure};
use siklus::servers::Binaries;
use std::{fmt::Write, path::PathBuf, time::Duration};
use tokio::process::Command;

const METHOD: &str = "'/asn.recruitment.v1.ApplicationService/SubmitApplication'";
const REQUEST: &str = "lpad(to_hex(:request::bigint), 32, '0')::uuid";
const VACANCY: &str = "lpad(to_hex(:vacancy::bigint), 32, '0')::uuid";
const PARTICIPANT: &str = "lpad(:person, 20, '2')";
const PERSON: &str = "sha256(int8send(:person::bigint))";

/// pgbench with a script on a database.
pub struct Pgbench {
    program: PathBuf,
    script: PathBuf,
    database: String,
    port: u16,
}

impl Pgbench {
    /// Writes the script of these statements.
    pub fn new(ground: &Ground, database: &str, statements: &[String]) -> anyhow::Result<Self> {
        let file = ground.folder.join("submit.sql");
        std::fs::write(&file, script(statements)?)?;
        Ok(Self {
            program: Binaries::find()?.postgres("pgbench"),
            script: file,
            database: database.to_owned(),
            port: ground.port(),
        })
    }

    /// Transactions a second.
    pub async fn run(&self, clients: u64, time: Duration) -> anyhow::Result<f64> {
        let threads = clients.min(2);
        let output = Command::new(&self.program)
            .args(["--no-vacuum", "--protocol=prepared", "--username=recruitment", "--host=127.0.0.1"])
            .arg(format!("--port={}", self.port))
            .arg(format!("--client={clients}"))
            .arg(format!("--jobs={threads}"))
            .arg(format!("--time={}", time.as_secs().max(1)))
            .arg("--file")
            .arg(&self.script)
            .arg(&self.database)
            .env("PGOPTIONS", "-c search_path=recruitment -c statement_timeout=60s -c lock_timeout=10s")
            .output()
            .await?;
        let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(output.status.success() && !errors.contains("aborted"), "pgbench failed:\n{errors}");
        let line = text.lines().find_map(|line| line.strip_prefix("tps = ")).context("pgbench tells no rate")?;
        Ok(line.split(' ').next().unwrap_or_default().parse()?)
    }
}

/// A round trip a statement. What one simple query holds goes as one pipeline, for that is one round trip too.
fn script(statements: &[String]) -> anyhow::Result<String> {
    let mut script = format!(
        "\\set request random(1, 9223372036854775807)\n\\set person random(1, 9223372036854775807)\n\
         \\set vacancy random(1, {VACANCIES})\n"
    );
    for statement in statements {
        let parts: Vec<&str> = statement.split("; ").collect();
        if parts.len() > 1 {
            writeln!(script, "\\startpipeline\n{};\n\\endpipeline", parts.join(";\n"))?;
        } else {
            writeln!(script, "{};", fill(statement)?)?;
        }
    }
    Ok(script)
}

/// Puts values where the service binds parameters: as long as the service's, and as many of them new in each transaction.
fn fill(statement: &str) -> anyhow::Result<String> {
    let values = values(statement)?;
    let mut filled = statement.to_owned();
    // From the last, so that $1 is not found in $12.
    for (nth, value) in values.iter().enumerate().rev() {
        filled = filled.replace(&format!("${}", nth + 1), value);
    }
    ensure!(!filled.contains('$'), "more parameters than the benchmark knows:\n{statement}");
    Ok(filled)
}

fn values(statement: &str) -> anyhow::Result<Vec<String>> {
    let bytes = |count: usize| format!("'\\x{}'::bytea", "5a".repeat(count));
    let text = |text: &str| format!("'{text}'::text");
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    if statement == "COMMIT" {
        return Ok(Vec::new());
    }
    if statement.starts_with("INSERT INTO requests") {
        return Ok([owned(&["'bench'", METHOD, REQUEST]), vec![bytes(32)]].concat());
    }
    if statement.starts_with("SELECT vacancy_id") {
        return Ok(owned(&[VACANCY]));
    }
    if statement.starts_with("INSERT INTO recruitment.applications") {
        let sealed = [bytes(60), bytes(74), text(EDUCATION)];
        return Ok([
            owned(&["uuidv7()", VACANCY, PARTICIPANT, PERSON]),
            sealed.to_vec(),
            owned(&[
                "3450",
                "now()",
                "1",
                "'bench'::text",
                "'{}'::text[]",
                "0",
                "'male'::text",
                "false",
                "26::smallint",
            ]),
            vec![text("9900")],
        ]
        .concat());
    }
    if statement.starts_with("INSERT INTO recruitment.log_leaves") {
        let data = text(&"x".repeat(280));
        return Ok([owned(&["uuidv7()", VACANCY, "'receipt'", PARTICIPANT]), vec![data, bytes(32)]].concat());
    }
    ensure!(statement.trim_start().starts_with("WITH audited"), "the benchmark does not know:\n{statement}");
    let target = text(&format!("instansi/{TENANT}/vacancies/00000000-0000-0000-0000-000000000001"));
    let permission = text("recruitment.applications.submit");
    Ok([
        vec!["now()".to_owned(), "'bench'".to_owned(), METHOD.to_owned(), permission, text(TENANT), target],
        owned(&[REQUEST, "''", "NULL::uuid"]),
        vec![bytes(32), bytes(190)],
        owned(&["'{}'"; 6]),
    ]
    .concat())
}
