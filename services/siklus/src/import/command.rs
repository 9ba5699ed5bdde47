//! `siklus import …` as it is typed.

use super::{
    Outcome, Servants,
    complaints::{Complaints, complaints},
    servants,
};
use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::{civil::Date, tz::TimeZone};
use std::path::{Path, PathBuf};

/// What a file of an import holds.
#[derive(Subcommand)]
pub enum Imported {
    /// People in service, a line each
    Servants {
        /// CSV file, its first line the columns: nipBaru, nama, tmtCpns, … as the national system names them
        file: PathBuf,
        #[command(flatten)]
        whole: Whole,
        /// Address of the career service
        #[arg(long, default_value = "http://127.0.0.1:50053")]
        address: String,
        /// File with the token of an HR officer
        #[arg(long, default_value = ".siklus/up/tokens/hr_officer")]
        token_file: PathBuf,
    },
    /// Reports of the public from SP4N-LAPOR! or another portal, a line each
    Complaints {
        /// CSV file, its first line the columns: Tracking ID, Isi Laporan, Tanggal Laporan Masuk, … or id, complaints, category
        file: PathBuf,
        #[command(flatten)]
        whole: Whole,
        /// Time zone of the times in the file
        #[arg(long, default_value = "Asia/Jakarta")]
        zone: String,
        /// Day of receipt of rows that tell none, as 2025-01-24
        #[arg(long)]
        received: Option<Date>,
        /// Service of rows that name none; without it, category or words and a route lead to one
        #[arg(long, default_value = "")]
        public_service: String,
        /// They are handled here from now on; without it, they are only counted
        #[arg(long)]
        handled_here: bool,
        /// Look at every row again, though the same file was sent before: after a route was added, for example
        #[arg(long)]
        again: bool,
        /// Address of the evaluation service
        #[arg(long, default_value = "http://127.0.0.1:50054")]
        address: String,
        /// File with the token of the public desk
        #[arg(long, default_value = ".siklus/up/tokens/public_desk")]
        token_file: PathBuf,
    },
}

/// What every import is told.
#[derive(Args)]
pub struct Whole {
    /// Instansi: instansi/{instansi}
    #[arg(long)]
    parent: String,
    /// Take nothing when one row is bad
    #[arg(long)]
    strict: bool,
}

impl Imported {
    /// Sends the file.
    pub async fn run(self) -> anyhow::Result<Outcome> {
        match self {
            Self::Servants { file, whole: Whole { parent, strict }, address, token_file } => {
                servants(&address, &token(&token_file)?, &Servants { parent, strict, file }).await
            }
            Self::Complaints {
                file,
                whole: Whole { parent, strict },
                zone,
                received,
                public_service,
                handled_here,
                again,
                address,
                token_file,
            } => {
                let zone = TimeZone::get(&zone).context("--zone")?;
                let wanted = Complaints { parent, strict, file, zone, received, public_service, handled_here, again };
                complaints(&address, &token(&token_file)?, &wanted).await
            }
        }
    }
}

fn token(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
}
