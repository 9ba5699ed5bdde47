//! The demo's input: real CPNS 2024 formations of four cities, and sheets and complaints made for the demo (demo/SOURCE.md
//! says which is which).

use anyhow::Context;
use contracts::needs::v1::NeedKind;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// One city.
pub struct Region {
    /// Tenant code.
    pub tenant: &'static str,
    /// Position map.
    pub positions: Vec<PositionRow>,
    /// Workload sheets.
    pub tasks: Vec<TaskRow>,
    /// Formations.
    pub formations: Vec<Formation>,
}

/// A row of the position map.
#[derive(Deserialize)]
pub struct PositionRow {
    #[serde(deserialize_with = "path")]
    pub unit_path: String,
    pub jabatan: String,
    pub incumbents: i32,
    pub kelas: Option<i32>,
}

/// A row of a workload sheet.
#[derive(Clone, Deserialize)]
pub struct TaskRow {
    #[serde(deserialize_with = "path")]
    pub unit_path: String,
    pub jabatan: String,
    pub task: String,
    pub result_unit: String,
    pub volume: String,
    pub period: String,
    pub minutes_per_unit: String,
}

/// A formation as the national portal published it.
#[derive(Deserialize)]
pub struct Formation {
    pub jenis_formasi: String,
    pub jabatan: String,
    #[serde(deserialize_with = "path")]
    pub unit_path: String,
    pub seats: i32,
    pub education: String,
}

/// A complaint made for the demo.
#[derive(Deserialize)]
pub struct Complaint {
    pub received_at: jiff::Timestamp,
    pub service: String,
    pub text: String,
}

/// Use of a service in a month.
#[derive(Deserialize)]
pub struct Volume {
    pub month: String,
    pub service: String,
    pub transactions: i64,
}

impl Formation {
    /// Kind of need of the portal's name.
    pub fn kind(&self) -> anyhow::Result<NeedKind> {
        Ok(match self.jenis_formasi.as_str() {
            "UMUM" => NeedKind::General,
            "LULUSAN TERBAIK" => NeedKind::CumLaude,
            "PENYANDANG DISABILITAS" => NeedKind::Disability,
            other => anyhow::bail!("unknown kind of formation {other}"),
        })
    }

    /// Accepted education.
    pub fn education(&self) -> Vec<String> {
        self.education.split(" | ").map(str::to_owned).collect()
    }
}

macro_rules! region {
    ($tenant:literal) => {
        Region {
            tenant: $tenant,
            positions: read(include_str!(concat!("../../demo/positions-", $tenant, ".csv")))?,
            tasks: read(include_str!(concat!("../../demo/abk-", $tenant, ".csv")))?,
            formations: read(include_str!(concat!("../../demo/formasi-", $tenant, ".csv")))?,
        }
    };
}

/// Surabaya, Sawahlunto, Palangka Raya and Binjai.
pub fn regions() -> anyhow::Result<Vec<Region>> {
    Ok(vec![region!("6571"), region!("5473"), region!("6771"), region!("5273")])
}

/// Complaints about services of Puskesmas Asemrowo.
pub fn complaints() -> anyhow::Result<Vec<Complaint>> {
    read(include_str!("../../demo/complaints-asemrowo.csv"))
}

/// How often those services were used.
pub fn volumes() -> anyhow::Result<Vec<Volume>> {
    read(include_str!("../../demo/service-volumes-asemrowo.csv"))
}

/// A path as the needs service keeps it: the published ones double blanks here and there.
fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn read<T: DeserializeOwned>(text: &str) -> anyhow::Result<Vec<T>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().context("demo data")
}
