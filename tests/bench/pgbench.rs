//! The same transactions by pgbench: prepared statements, the same round trips, a connection for each client.

use crate::{capture::Statement, ground::Ground, load::VACANCIES};
use anyhow::{Context, ensure};
use regex::{Captures, Regex};
use siklus::servers::Binaries;
use std::{fmt::Write, path::PathBuf, time::Duration};
use tokio::process::Command;

/// pgbench with a script on a database.
pub struct Pgbench {
    program: PathBuf,
    script: PathBuf,
    database: String,
    port: u16,
}

impl Pgbench {
    /// Writes the script of these statements.
    pub fn new(ground: &Ground, database: &str, statements: &[Statement]) -> anyhow::Result<Self> {
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
fn script(statements: &[Statement]) -> anyhow::Result<String> {
    let mut script = format!(
        "\\set request random(1, 9223372036854775807)\n\\set person random(1, 9223372036854775807)\n\
         \\set vacancy random(1, {VACANCIES})\n"
    );
    let fresh = fresh(statements)?;
    let number = Regex::new(r"\$(\d+)")?;
    for Statement { sql, values } in statements {
        let parts: Vec<&str> = sql.split("; ").collect();
        if values.is_empty() && parts.len() > 1 {
            writeln!(script, "\\startpipeline\n{};\n\\endpipeline", parts.join(";\n"))?;
            continue;
        }
        let fill = |found: &Captures| -> String {
            let value = found[1].parse::<usize>().ok().and_then(|nth| values.get(nth.checked_sub(1)?)?.as_deref());
            let own = fresh.iter().find(|(captured, _)| Some(*captured) == value).map(|(_, own)| (*own).to_owned());
            own.unwrap_or_else(|| value.map(literal).unwrap_or_else(|| "NULL".to_owned()))
        };
        writeln!(script, "{};", number.replace_all(sql, fill))?;
    }
    Ok(script)
}

/// What is new in each application, by what it was in the captured one. Wherever one of these values is bound, in whichever
/// statement, pgbench makes up its own.
fn fresh(statements: &[Statement]) -> anyhow::Result<Vec<(&str, &'static str)>> {
    let bound = |table: &str, nth: usize| {
        let insert = statements.iter().find(|one| one.sql.starts_with(&format!("INSERT INTO {table} (")));
        let value = insert.and_then(|insert| insert.values.get(nth - 1)?.as_deref());
        value.with_context(|| format!("no value ${nth} into {table} was captured"))
    };
    Ok(vec![
        (bound("requests", 3)?, "lpad(to_hex(:request::bigint), 32, '0')::uuid"),
        (bound("recruitment.applications", 1)?, "uuidv7()"),
        (bound("recruitment.applications", 2)?, "lpad(to_hex(:vacancy::bigint), 32, '0')::uuid"),
        (bound("recruitment.applications", 3)?, "lpad(:person, 20, '2')"),
        (bound("recruitment.applications", 4)?, "sha256(int8send(:person::bigint))"),
        (bound("recruitment.applications", 9)?, "now()"),
    ])
}

/// The value as the service bound it. A colon would be a variable to pgbench.
fn literal(value: &str) -> String {
    let escaped = value.replace('\\', r"\\").replace('\'', "''").replace(':', r"\072").replace('\n', r"\n");
    format!("E'{escaped}'")
}
