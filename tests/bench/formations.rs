//! Rows of competition, real or made up, and the made-up people who apply for them.

use anyhow::Context;
use flate2::read::GzDecoder;
use jiff::civil::{Date, date};
use recruitment::domain::{ranking::SkdOutcome, skd::NeedKind, skd::SkdScore, thousandths::Thousandths};
use std::{collections::HashMap, fs::File, ops::Range, path::Path};
use uuid::Uuid;

/// Formations of the CPNS selection of 2024, as far as they were collected, and their instansi.
const FORMATIONS: u64 = 94_476;
const INSTANSI: u64 = 531;
/// Applicants of a formation where such numbers were published: half had no more than the first, one had the second.
const MEDIAN: f64 = 9.0;
const MOST: f64 = 9_732.0;
/// Degrees that the jobs of one title ask for.
const DEGREES: u64 = 7;

/// A row of competition.
pub struct Formation {
    /// Vacancy.
    pub id: Uuid,
    /// Instansi.
    pub tenant: String,
    /// Title of the job.
    pub title: String,
    /// Path of the unit.
    pub unit: String,
    /// Kind of need.
    pub kind: NeedKind,
    /// Seats.
    pub seats: i32,
    /// Accepted education.
    pub education: Vec<String>,
    /// Numbers of the people who apply.
    pub people: Range<u64>,
}

/// The formations of a file, or as many made-up ones, an instansi after the other; `applicants` people apply.
pub fn all(file: Option<&Path>, most: usize, applicants: u64) -> anyhow::Result<Vec<Formation>> {
    let mut formations = match file {
        Some(file) => read(file)?,
        None => (1..=FORMATIONS).map(made_up).collect(),
    };
    formations.truncate(most);
    formations.sort_by(|left, right| popularity(left).total_cmp(&popularity(right)));
    let shares = shares(formations.len(), applicants);
    for (formation, share) in formations.iter_mut().zip(shares) {
        formation.people = 0..share;
    }
    formations.sort_by(|left, right| (&left.tenant, left.id).cmp(&(&right.tenant, right.id)));
    let mut next = 1;
    for formation in &mut formations {
        formation.people = next..next + formation.people.end;
        next = formation.people.end;
    }
    Ok(formations)
}

/// A row with more seats is likelier to be one that many want.
fn popularity(formation: &Formation) -> f64 {
    let (high, low) = formation.id.as_u64_pair();
    (lot(high ^ low, 0) as f64 / u64::MAX as f64).powf(1.0 / f64::from(formation.seats))
}

fn read(file: &Path) -> anyhow::Result<Vec<Formation>> {
    let file = File::open(file).with_context(|| format!("opening {}", file.display()))?;
    let mut rows = csv::Reader::from_reader(GzDecoder::new(file));
    let header = rows.headers()?.clone();
    let column =
        |name: &str| header.iter().position(|other| other == name).with_context(|| format!("no column {name}"));
    let (id, instansi, kind) = (column("formasi_id")?, column("ins_nm")?, column("formasi_nm")?);
    let (title, unit, seats) = (column("jabatan_nm")?, column("lokasi_nm")?, column("jumlah_formasi")?);
    let mut tenants: HashMap<String, usize> = HashMap::new();
    let mut formation = |row: csv::StringRecord| {
        let next = tenants.len();
        let tenant = *tenants.entry(row[instansi].to_owned()).or_insert(next);
        let id: Uuid = row[id].parse()?;
        Ok(Formation {
            id,
            tenant: (1000 + tenant).to_string(),
            title: row[title].to_owned(),
            unit: row[unit].to_owned(),
            kind: NeedKind::parse(&row[kind])?,
            seats: row[seats].parse::<i32>()?.max(1),
            education: education(id.as_u64_pair().1),
            people: 0..0,
        })
    };
    rows.records().map(|row| formation(row?)).collect()
}

/// As many titles, units and seats as there were, and as many of each kind.
fn made_up(n: u64) -> Formation {
    let (whose, special) = (lot(n, 1) % INSTANSI, lot(n, 2) % 100);
    // Few instansi have most of the rows.
    let tenant = whose * whose / INSTANSI;
    Formation {
        id: Uuid::from_u128(n.into()),
        tenant: (1000 + tenant).to_string(),
        title: format!("Jabatan {}", lot(n, 3) % 634),
        unit: format!("Instansi {tenant} | Unit {}", lot(n, 4) % 90),
        kind: match special {
            0..2 => NeedKind::Cumlaude,
            2..5 => NeedKind::Disabilitas,
            5..11 => NeedKind::OrangAsliPapua,
            _ => NeedKind::Umum,
        },
        seats: if n.is_multiple_of(9) { 11 } else { 1 },
        education: education(n),
        people: 0..0,
    }
}

fn education(n: u64) -> Vec<String> {
    let mut degrees = vec![lot(n, 5) % DEGREES, lot(n, 6) % DEGREES];
    degrees.dedup();
    degrees.into_iter().map(|degree| format!("S-1 Program Studi {degree}")).collect()
}

/// How many apply for each of `rows` rows, the least wanted first: log-logistic about the median, no more than the most, with
/// the tail that makes the sum right.
pub fn shares(rows: usize, applicants: u64) -> Vec<u64> {
    let at = |spread: f64, row: usize| {
        let below = (row as f64 + 0.5) / rows as f64;
        (MEDIAN * (below / (1.0 - below)).powf(spread)).min(MOST).round() as u64
    };
    let sum = |spread: f64| (0..rows).map(|row| at(spread, row)).sum::<u64>();
    let (mut low, mut high) = (0.0, 4.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if sum(middle) <= applicants { low = middle } else { high = middle }
    }
    let mut shares: Vec<u64> = (0..rows).map(|row| at(low, row)).collect();
    let mut missing = applicants.saturating_sub(shares.iter().sum());
    for share in shares.iter_mut().filter(|share| (**share as f64) < MOST) {
        let more = missing.min(1);
        *share += more;
        missing -= more;
    }
    shares
}

/// What decides about somebody. Everything follows from the person's number, so that no side has to ask the other.
pub struct Person {
    /// Application: in the order of the ids people came, whatever they applied for.
    pub id: Uuid,
    /// Result of the basic test.
    pub outcome: SkdOutcome,
    /// Mark of the field test.
    pub skb: Thousandths,
    /// Grade point average.
    pub gpa: Thousandths,
    /// Date of birth.
    pub birth_date: Date,
    /// Which of the accepted degrees.
    pub degree: usize,
}

/// Makes up somebody: one in 33 stays away, about three in eight of the others reach the general mark.
pub fn person(n: u64) -> Person {
    let among = |salt: u64, many: u64| lot(n, salt) % many;
    let score = SkdScore {
        twk: 5 * (8 + among(10, 23)) as u16,
        tiu: 5 * (10 + among(11, 26)) as u16,
        tkp: 130 + among(12, 96) as u16,
    };
    Person {
        id: Uuid::from_u64_pair(lot(n, 30), n),
        outcome: if n.is_multiple_of(33) { SkdOutcome::Absent } else { SkdOutcome::Scored(score) },
        skb: Thousandths(5_000 * (50 + among(13, 51)) as u32),
        gpa: Thousandths(2_750 + among(14, 1_251) as u32),
        birth_date: date(1990 + among(15, 12) as i16, 1 + among(16, 12) as i8, 1 + among(17, 28) as i8),
        degree: among(18, 2) as usize,
    }
}

/// The same number for the same arguments, spread evenly (splitmix64).
pub fn lot(n: u64, salt: u64) -> u64 {
    let mut mixed = n.wrapping_mul(31).wrapping_add(salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
