//! `siklus import complaints`: a CSV file, as SP4N-LAPOR! or a provincial portal exports reports, into the evaluation service
//! over the public API.

use super::{Outcome, TOLD, request_id};
use crate::calls::Credentials;
use anyhow::{Context, bail};
use contracts::evaluation::v1::{
    self as pb, complaint::Channel, complaint::Kind, complaint_service_client::ComplaintServiceClient,
    import_complaints_request::Part,
};
use csv::StringRecord;
use futures::{StreamExt, stream};
use jiff::{
    civil::{Date, DateTime},
    tz::TimeZone,
};
use std::{collections::BTreeSet, fmt::Write as _, path::PathBuf};
use tonic::{service::interceptor::InterceptedService, transport::Endpoint};
use uuid::Uuid;

/// Whose reports, and what the file does not say.
pub struct Complaints {
    /// `instansi/{instansi}`
    pub parent: String,
    /// Nothing is taken when one row is bad.
    pub strict: bool,
    /// The file.
    pub file: PathBuf,
    /// Zone of the times in the file.
    pub zone: TimeZone,
    /// Day of receipt of rows that tell none.
    pub received: Option<Date>,
    /// Service of rows that tell none; without it, routes lead to one.
    pub public_service: String,
    /// They are handled here from now on, not only counted.
    pub handled_here: bool,
    /// Every row is looked at again, though the same file was sent before.
    pub again: bool,
}

/// A line before zone and usual day are known.
#[derive(Default)]
struct Line {
    row: pb::ComplaintRow,
    title: String,
    received: Option<DateTime>,
    status: Status,
}

/// Where the other system says that a report stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Status {
    /// Somebody works on it, or will.
    #[default]
    Open,
    /// *Selesai*.
    Over,
    /// *Ditolak*, *arsip*: it was no report.
    None,
}

/// What a file holds: reports to send, each with the number of its row, and how many the other system rejected or put away.
struct Reports {
    rows: Vec<(i64, pb::ComplaintRow)>,
    left_out: usize,
}

/// Column of the file, as its exporter names it, and what it says of a report.
type Column = (&'static str, fn(&mut Line, &str) -> Result<(), &'static str>);

/// All columns that are read; capitals do not count, nor whether words are parted by a blank, a dash or `_`.
const COLUMNS: [Column; 33] = [
    ("id", id),
    ("tracking id", id),
    ("nomor laporan", id),
    ("no laporan", id),
    ("complaints", words),
    ("isi laporan", words),
    ("isi aduan", words),
    ("aduan", words),
    ("judul laporan", |line, cell| text(&mut line.title, cell)),
    ("judul", |line, cell| text(&mut line.title, cell)),
    ("tanggal laporan masuk", received),
    ("tanggal laporan", received),
    ("tanggal masuk", received),
    ("tanggal aduan", received),
    ("category", |line, cell| text(&mut line.row.category, cell)),
    ("kategori", |line, cell| text(&mut line.row.category, cell)),
    ("klasifikasi laporan", kind),
    ("klasifikasi", kind),
    ("kanal", channel),
    ("sumber laporan", channel),
    ("anonim", |line, cell| yes(&mut line.row.anonymous, cell)),
    ("rahasia", |line, cell| yes(&mut line.row.secret, cell)),
    ("nama pelapor", |line, cell| text(&mut line.row.reporter_name, cell)),
    ("kontak pelapor", |line, cell| text(&mut line.row.reporter_contact, cell)),
    ("kode wilayah", |line, cell| text(&mut line.row.region, cell)),
    ("batas waktu", |line, cell| date(&mut line.row.due_date, cell)),
    ("tanggal selesai", |line, cell| date(&mut line.row.close_date, cell)),
    ("tanggal tutup", |line, cell| date(&mut line.row.close_date, cell)),
    ("status", status),
    ("status laporan", status),
    ("layanan", |line, cell| text(&mut line.row.public_service, cell)),
    ("pengawasan", |line, cell| yes(&mut line.row.supervision, cell)),
    ("pemeriksaan lapangan", |line, cell| yes(&mut line.row.inspection, cell)),
];

/// Columns that such files have, and that say nothing here.
const IGNORED: [&str; 7] = [
    "predicted category",
    "instansi",
    "instansi terdisposisi",
    "lokasi",
    "lokasi kejadian",
    "tanggal kejadian",
    "tindak lanjut",
];

/// Sends the file. What cannot be read is found before anything is sent, all of it, and then nothing is sent. The same file sent
/// again gets the answer of the first time, refusals too, unless it is sent to be looked at again.
pub async fn complaints(address: &str, token: &str, wanted: &Complaints) -> anyhow::Result<Outcome> {
    let content = std::fs::read(&wanted.file).with_context(|| format!("reading {}", wanted.file.display()))?;
    let Reports { rows, left_out } = rows(&content, wanted)?;
    let (numbers, rows): (Vec<i64>, Vec<pb::ComplaintRow>) = rows.into_iter().unzip();
    let channel = Endpoint::from_shared(address.to_owned()).context("--address")?.connect_lazy();
    let mut client = ComplaintServiceClient::new(InterceptedService::new(channel, Credentials::new(token)?));
    let header = pb::ImportHeader {
        parent: wanted.parent.clone(),
        strict: wanted.strict,
        request_id: id_of(&content, wanted).to_string(),
    };
    let bar = indicatif::ProgressBar::new(rows.len() as u64);
    let parts = stream::iter(rows).map(move |row| {
        bar.inc(1);
        Part::Row(row)
    });
    let parts = stream::once(async move { Part::Header(header) }).chain(parts);
    let sent = client.import_complaints(parts.map(|part| pb::ImportComplaintsRequest { part: Some(part) })).await?;
    Ok(told(&sent.into_inner(), &numbers, left_out))
}

/// One id for one content; a new one where every row is to be looked at again.
fn id_of(content: &[u8], wanted: &Complaints) -> Uuid {
    if wanted.again { Uuid::now_v7() } else { request_id(&digest(content, wanted), &wanted.parent, wanted.strict) }
}

/// Everything that decides what is sent.
fn digest(content: &[u8], wanted: &Complaints) -> [u8; 32] {
    let received = wanted.received.map(|day| day.to_string()).unwrap_or_default();
    let zone = wanted.zone.iana_name().unwrap_or_default();
    let said = [zone, &received, &wanted.public_service, if wanted.handled_here { "here" } else { "" }].join("\n");
    proof::sha256(&[proof::sha256(content), proof::sha256(said.as_bytes())].concat())
}

fn rows(content: &[u8], wanted: &Complaints) -> anyhow::Result<Reports> {
    let mut reader = csv::Reader::from_reader(content);
    let columns = columns(reader.headers().context("first line")?)?;
    let (mut rows, mut faults, mut left_out) = (Vec::new(), Vec::new(), 0);
    for (number, record) in (1..).zip(reader.records()) {
        let record = record.with_context(|| format!("row {number}"))?;
        let (line, bad) = line(&columns, &record);
        faults.extend(bad.into_iter().map(|(column, why)| (number, column, why)));
        match finish(line, wanted) {
            Ok(Some(row)) => rows.push((number, row)),
            Ok(None) => left_out += 1,
            Err(why) => faults.push((number, "tanggal laporan", why)),
        }
        if faults.len() > TOLD {
            break;
        }
    }
    if faults.is_empty() {
        return Ok(Reports { rows, left_out });
    }
    let mut text = format!("nothing was sent: {} cells cannot be read", faults.len().min(TOLD));
    for (row, column, why) in faults.iter().take(TOLD) {
        write!(text, "\nrow {row}, {column}: {why}")?;
    }
    bail!(text)
}

/// What each cell of a line means, by the header; every name that is not known is told, and what would be said twice.
fn columns(header: &StringRecord) -> anyhow::Result<Vec<Option<Column>>> {
    let plain = |name: &str| name.trim_start_matches('\u{feff}').trim().to_lowercase().replace(['_', '-'], " ");
    let names: Vec<String> = header.iter().map(plain).collect();
    let known = |name: &String| COLUMNS.iter().find(|(column, _)| *column == name.as_str()).copied();
    let is_unknown = |name: &&String| known(name).is_none() && !IGNORED.contains(&name.as_str());
    let unknown: Vec<&str> = names.iter().filter(is_unknown).map(String::as_str).collect();
    if !unknown.is_empty() {
        let all: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
        bail!("unknown columns {}; known are {}", unknown.join(", "), all.join(", "));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
        bail!("column {twice} is there twice");
    }
    Ok(names.iter().map(known).collect())
}

/// A line, and which of its cells cannot be read.
fn line(columns: &[Option<Column>], record: &StringRecord) -> (Line, Vec<(&'static str, &'static str)>) {
    let (mut line, mut faults) = (Line::default(), Vec::new());
    for ((name, set), cell) in columns.iter().zip(record).filter_map(|(column, cell)| Some(((*column)?, cell.trim()))) {
        if !cell.is_empty()
            && let Err(why) = set(&mut line, cell)
        {
            faults.push((name, why));
        }
    }
    (line, faults)
}

/// A line as a row; none of what the other system says was no report.
fn finish(line: Line, wanted: &Complaints) -> Result<Option<pb::ComplaintRow>, &'static str> {
    if line.status == Status::None {
        return Ok(None);
    }
    let usual = wanted.received.map(|day| day.at(0, 0, 0, 0));
    let received = line.received.or(usual).ok_or("is not told; say --received for rows without it")?;
    let received = received.to_zoned(wanted.zone.clone()).map_err(|_| "is no time of this zone")?;
    let mut row = line.row;
    row.receive_time = Some(platform::dates::render_time(received.timestamp()));
    if !line.title.is_empty() {
        row.text = format!("{}\n\n{}", line.title, row.text);
    }
    if row.public_service.is_empty() {
        row.public_service.clone_from(&wanted.public_service);
    }
    row.handled_here = wanted.handled_here;
    if line.status == Status::Over && row.close_date.is_none() {
        // It is over, and nobody says since when: it is only counted, without a deadline that it could miss or anybody's name.
        (row.handled_here, row.due_date) = (false, None);
        row.reporter_name.clear();
        row.reporter_contact.clear();
    }
    Ok(Some(row))
}

/// What became of the rows, by their numbers in the file.
fn told(response: &pb::ImportComplaintsResponse, numbers: &[i64], left_out: usize) -> Outcome {
    let new = response.accepted - response.ended - response.known;
    let mut text = format!(
        "{new} reports taken, {} ended since, {} were known, {} rows refused\n",
        response.ended, response.known, response.rejected
    );
    for error in &response.errors {
        let sent = usize::try_from(error.row - 1).ok();
        let number = sent.and_then(|sent| numbers.get(sent)).unwrap_or(&error.row);
        text += &format!("row {number}, {}: refused: {}\n", error.field, error.reason);
    }
    if left_out > 0 {
        text += &format!("{left_out} rows left out: rejected or put away there\n");
    }
    if response.rejected > 0 {
        text += "once what they were refused for is mended here, send the file with --again\n";
    }
    Outcome { text, clean: response.rejected == 0 }
}

fn text(field: &mut String, cell: &str) -> Result<(), &'static str> {
    cell.clone_into(field);
    Ok(())
}

/// The id in the other system; spreadsheets make `168054.0` of a number.
fn id(line: &mut Line, cell: &str) -> Result<(), &'static str> {
    let number = cell.strip_suffix(".0").filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    text(&mut line.row.external_id, number.unwrap_or(cell))
}

/// What happened; some files hold a list of words, `['jalan', 'rusak']`.
fn words(line: &mut Line, cell: &str) -> Result<(), &'static str> {
    let list = cell.strip_prefix("['").and_then(|rest| rest.strip_suffix("']"));
    text(&mut line.row.text, &list.map_or_else(|| cell.to_owned(), |list| list.replace("', '", " ")))
}

/// Day and time of receipt; of a day alone its first moment.
fn received(line: &mut Line, cell: &str) -> Result<(), &'static str> {
    let timed = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"];
    let timed = timed.iter().find_map(|form| DateTime::strptime(form, cell).ok());
    let found = timed.or_else(|| day(cell).map(|day| day.at(0, 0, 0, 0)));
    line.received = Some(found.ok_or("must be a day, and may have a time: yyyy-mm-dd hh:mm:ss or dd/mm/yyyy hh:mm")?);
    Ok(())
}

/// Where it stands there; what is not known to be an end is none.
fn status(line: &mut Line, cell: &str) -> Result<(), &'static str> {
    line.status = match cell.to_lowercase().as_str() {
        "selesai" | "tutup" | "ditutup" => Status::Over,
        "ditolak" | "arsip" | "diarsipkan" => Status::None,
        _ => Status::Open,
    };
    Ok(())
}

fn date(field: &mut Option<contracts::google::r#type::Date>, cell: &str) -> Result<(), &'static str> {
    let day = day(cell).ok_or("must be a date: yyyy-mm-dd, dd-mm-yyyy or dd/mm/yyyy")?;
    *field = Some(platform::dates::render(day));
    Ok(())
}

fn day(cell: &str) -> Option<Date> {
    ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"].iter().find_map(|form| Date::strptime(form, cell).ok())
}

fn kind(line: &mut Line, cell: &str) -> Result<(), &'static str> {
    let kind = match cell.to_lowercase().replace('_', " ").as_str() {
        "pengaduan" => Kind::Complaint,
        "aspirasi" => Kind::Aspiration,
        "permintaan informasi" => Kind::InformationRequest,
        _ => return Err("must be PENGADUAN, ASPIRASI or PERMINTAAN INFORMASI"),
    };
    line.row.kind = kind.into();
    Ok(())
}

fn channel(line: &mut Line, cell: &str) -> Result<(), &'static str> {
    let channel = match cell.to_lowercase().as_str() {
        "web" | "website" | "situs" => Channel::Web,
        "tatap muka" | "loket" => Channel::Counter,
        "surat" | "kotak saran" => Channel::Letter,
        "telepon" | "telp" => Channel::Telephone,
        "sms" | "whatsapp" | "wa" => Channel::Message,
        "media sosial" | "twitter" | "x" | "facebook" | "instagram" => Channel::SocialMedia,
        "email" | "e-mail" | "surel" => Channel::Email,
        _ => Channel::OtherSystem,
    };
    line.row.channel = channel.into();
    Ok(())
}

fn yes(field: &mut bool, cell: &str) -> Result<(), &'static str> {
    *field = match cell.to_lowercase().as_str() {
        "ya" | "y" | "yes" | "true" | "1" => true,
        "tidak" | "t" | "n" | "no" | "false" | "0" | "-" => false,
        _ => return Err("must be ya or tidak"),
    };
    Ok(())
}

#[cfg(test)]
#[path = "complaints_tests.rs"]
mod tests;
