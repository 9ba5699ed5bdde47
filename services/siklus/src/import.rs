//! `siklus import`; here `siklus import servants`: a CSV file, as a regional personnel system exports it, into the career service
//! over the public API.

pub mod command;
pub mod complaints;

use crate::calls::Credentials;
use anyhow::{Context, bail};
use contracts::career::v1::{
    self as pb, import_servants_request::Part, record_exchange_service_client::RecordExchangeServiceClient,
    servant_row::Sex,
};
use csv::StringRecord;
use futures::{Stream, StreamExt, stream};
use jiff::civil::Date;
use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};
use tonic::{service::interceptor::InterceptedService, transport::Endpoint};
use uuid::Uuid;

/// Column of the file, by the national system's name where it has one, and what it says of a row.
type Column = (&'static str, fn(&mut pb::ServantRow, &str) -> Result<(), &'static str>);

/// All columns that are read.
const COLUMNS: [Column; 25] = [
    ("nipBaru", |row, cell| text(&mut row.nip, cell)),
    ("nik", |row, cell| text(&mut row.nik, cell)),
    ("nama", |row, cell| text(&mut row.full_name, cell)),
    ("gelarDepan", |row, cell| text(&mut row.front_titles, cell)),
    ("gelarBelakang", |row, cell| text(&mut row.back_titles, cell)),
    ("tglLahir", |row, cell| date(&mut row.birth_date, cell)),
    ("tempatLahir", |row, cell| text(&mut row.birth_place, cell)),
    ("jenisKelamin", sex),
    ("statusPegawai", |row, cell| text(&mut row.employment, cell)),
    ("tmtCpns", |row, cell| date(&mut row.appointment_date, cell)),
    ("kedudukanPnsId", |row, cell| text(&mut row.standing_code, cell)),
    ("golRuangAkhir", |row, cell| text(&mut row.rank, cell)),
    ("tmtGolAkhir", |row, cell| date(&mut row.rank_start_date, cell)),
    ("jenisKPId", |row, cell| text(&mut row.rank_kind, cell)),
    ("mkTahun", |row, cell| number(&mut row.service_years, cell)),
    ("mkBulan", |row, cell| number(&mut row.service_months, cell)),
    ("tkPendidikanTerakhir", |row, cell| text(&mut row.education, cell)),
    ("pendidikanTerakhirNama", |row, cell| text(&mut row.program, cell)),
    ("namaSekolah", |row, cell| text(&mut row.institution, cell)),
    ("tahunLulus", |row, cell| number(&mut row.graduation_year, cell)),
    ("position", |row, cell| text(&mut row.position, cell)),
    ("unorNama", |row, cell| text(&mut row.unit_path, cell)),
    ("jabatanNama", |row, cell| text(&mut row.title, cell)),
    ("seat", |row, cell| number(&mut row.seat, cell)),
    ("tmtJabatan", |row, cell| date(&mut row.post_start_date, cell)),
];

/// Columns that other lists of the national system have, and that say nothing here.
const IGNORED: [&str; 2] = ["kedudukanPnsNama", "kelas_jabatan"];

/// Most cells that are told of when a file cannot be read.
const TOLD: usize = 1_000;

/// Whose servants, and how a bad row is taken.
pub struct Servants {
    /// `instansi/{instansi}`
    pub parent: String,
    /// Nothing is taken when one row is bad.
    pub strict: bool,
    /// The file.
    pub file: PathBuf,
}

/// What came of an import, in words; whether every row was taken or known.
pub struct Outcome {
    /// Lines for people.
    pub text: String,
    /// No row was refused.
    pub clean: bool,
}

/// Sends the file. What cannot be read as a date or a number is found before anything is sent, all of it, and then nothing is
/// sent. The same file sent again gets the answer of the first time.
pub async fn servants(address: &str, token: &str, wanted: &Servants) -> anyhow::Result<Outcome> {
    let (rows, hash) = look_through(&wanted.file)?;
    let channel = Endpoint::from_shared(address.to_owned()).context("--address")?.connect_lazy();
    let mut client = RecordExchangeServiceClient::new(InterceptedService::new(channel, Credentials::new(token)?));
    let request_id = request_id(&hash, &wanted.parent, wanted.strict).to_string();
    let header = pb::ServantImportHeader { parent: wanted.parent.clone(), strict: wanted.strict, request_id };
    let broken = Arc::new(Mutex::new(None));
    let sent = client.import_servants(messages(header, &wanted.file, rows, Arc::clone(&broken))?).await;
    if let Some(cause) = broken.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
        bail!("the file changed while it was sent: {cause}");
    }
    Ok(told(&sent?.into_inner()))
}

fn reader(file: &Path) -> anyhow::Result<csv::Reader<File>> {
    csv::Reader::from_path(file).with_context(|| format!("reading {}", file.display()))
}

/// Reads the whole file once: every cell must be one of its kind. Returns the number of rows and a hash of the content.
fn look_through(file: &Path) -> anyhow::Result<(u64, [u8; 32])> {
    let mut reader = reader(file)?;
    let columns = columns(reader.headers().context("first line")?)?;
    let (mut faults, mut rows) = (Vec::new(), 0);
    for record in reader.records() {
        rows += 1;
        match record {
            Ok(record) => faults.extend(row(&columns, &record).1.into_iter().map(|(column, why)| (rows, column, why))),
            Err(error) => bail!("row {rows}: {error}"),
        }
        if faults.len() > TOLD {
            break;
        }
    }
    if faults.is_empty() {
        return Ok((rows, proof::sha256(&std::fs::read(file)?)));
    }
    let mut text = format!("nothing was sent: {} cells cannot be read", faults.len().min(TOLD));
    for (row, column, why) in faults.iter().take(TOLD) {
        write!(text, "\nrow {row}, {column}: {why}")?;
    }
    bail!(text)
}

/// What each cell of a line means, by the header; every name that is not known, and every one that is there twice, is told.
fn columns(header: &StringRecord) -> anyhow::Result<Vec<Option<Column>>> {
    let names: Vec<&str> = header.iter().map(|name| name.trim_start_matches('\u{feff}').trim()).collect();
    let known = |name: &str| COLUMNS.iter().find(|(column, _)| *column == name).copied();
    let unknown: Vec<&str> =
        names.iter().copied().filter(|name| known(name).is_none() && !IGNORED.contains(name)).collect();
    if !unknown.is_empty() {
        let all: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
        bail!("unknown columns {}; known are {}", unknown.join(", "), all.join(", "));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(**name)) {
        bail!("column {twice} is there twice");
    }
    Ok(names.into_iter().map(known).collect())
}

/// A line as a row, and which of its cells cannot be read.
fn row(columns: &[Option<Column>], record: &StringRecord) -> (pb::ServantRow, Vec<(&'static str, &'static str)>) {
    let (mut row, mut faults) = (pb::ServantRow::default(), Vec::new());
    for ((name, set), cell) in columns.iter().zip(record).filter_map(|(column, cell)| Some(((*column)?, cell.trim()))) {
        if !cell.is_empty()
            && let Err(why) = set(&mut row, cell)
        {
            faults.push((name, why));
        }
    }
    (row, faults)
}

/// The header and each line, read as the service takes them; a bar on the terminal tells how far it is.
fn messages(
    header: pb::ServantImportHeader,
    file: &Path,
    rows: u64,
    broken: Arc<Mutex<Option<String>>>,
) -> anyhow::Result<impl Stream<Item = pb::ImportServantsRequest> + Send + 'static> {
    let mut reader = reader(file)?;
    let columns = columns(reader.headers()?)?;
    let bar = indicatif::ProgressBar::new(rows);
    let read = move |record: csv::Result<StringRecord>| {
        bar.inc(1);
        match record {
            Ok(record) => Some(Part::Row(row(&columns, &record).0)),
            Err(error) => {
                *broken.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error.to_string());
                None
            }
        }
    };
    let rows = stream::iter(reader.into_records().map_while(read));
    let parts = stream::once(async move { Part::Header(header) }).chain(rows);
    Ok(parts.map(|part| pb::ImportServantsRequest { part: Some(part) }))
}

/// One id for one content, so that the same file is taken once however often it is sent.
fn request_id(hash: &[u8; 32], parent: &str, strict: bool) -> Uuid {
    let hash = proof::sha256(&[hash.as_slice(), parent.as_bytes(), &[u8::from(strict)]].concat());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn told(response: &pb::ImportServantsResponse) -> Outcome {
    let mut text = format!(
        "{} records began, {} were known, {} rows refused\n",
        response.accepted, response.known, response.rejected
    );
    for (notes, what) in [(&response.errors, "refused"), (&response.warnings, "taken, but")] {
        for note in notes {
            text += &format!("row {}, {}: {what}: {}\n", note.row, note.field, note.reason);
        }
    }
    Outcome { text, clean: response.rejected == 0 }
}

fn text(field: &mut String, cell: &str) -> Result<(), &'static str> {
    cell.clone_into(field);
    Ok(())
}

fn number(field: &mut i32, cell: &str) -> Result<(), &'static str> {
    *field = cell.parse().map_err(|_| "must be a whole number")?;
    Ok(())
}

/// `dd-mm-yyyy` as the national system writes it, or `yyyy-mm-dd`.
fn date(field: &mut Option<contracts::google::r#type::Date>, cell: &str) -> Result<(), &'static str> {
    let date = Date::strptime("%d-%m-%Y", cell).or_else(|_| Date::strptime("%Y-%m-%d", cell));
    *field = Some(platform::dates::render(date.map_err(|_| "must be a date: dd-mm-yyyy or yyyy-mm-dd")?));
    Ok(())
}

fn sex(row: &mut pb::ServantRow, cell: &str) -> Result<(), &'static str> {
    let sex = match cell {
        "M" | "L" | "Pria" | "Laki-laki" => Sex::Male,
        "F" | "P" | "Wanita" | "Perempuan" => Sex::Female,
        _ => return Err("must be M or F, or L or P"),
    };
    row.sex = sex.into();
    Ok(())
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
