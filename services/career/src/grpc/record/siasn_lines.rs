//! Lines of CSV (RFC 4180) in the national system's shape: its column names, dates as `dd-mm-yyyy`, an empty cell for what is
//! not known.

use crate::{
    domain::{
        education::Education,
        identity::{Identity, Sex},
        job::JobType,
        placement::{Assignment, Placement},
        rank::{RANK_KINDS, RankHeld},
        record_rules::RecordRules,
        servant::{Employment, Servant, State},
    },
    grpc::servant_rows::PRINTED_LEVELS,
};
use jiff::civil::Date;

/// Columns of *data-utama*.
pub(crate) const DATA_UTAMA: [&str; 27] = [
    "nipBaru",
    "nama",
    "gelarDepan",
    "gelarBelakang",
    "jenisKelamin",
    "statusPegawai",
    "kedudukanPnsId",
    "kedudukanPnsNama",
    "tmtCpns",
    "golRuangAkhir",
    "tmtGolAkhir",
    "mkTahun",
    "mkBulan",
    "tkPendidikanTerakhir",
    "pendidikanTerakhirNama",
    "tahunLulus",
    "jabatanNama",
    "unorNama",
    "tmtJabatan",
    "kelas_jabatan",
    "nik",
    "tempatLahir",
    "tglLahir",
    "pangkatAkhir",
    "tmtPns",
    "nomorSkPns",
    "tmtPensiun",
];

/// Columns of *rw-jabatan*.
pub(crate) const RW_JABATAN: [&str; 10] = [
    "nipBaru",
    "jenisPenugasanId",
    "jenisJabatan",
    "namaJabatan",
    "namaUnor",
    "tmtJabatan",
    "jenisMutasiId",
    "nomorSk",
    "tanggalSk",
    "kelas_jabatan",
];

/// Columns of *rw-golongan*.
pub(crate) const RW_GOLONGAN: [&str; 10] = [
    "nipBaru",
    "golonganId",
    "golongan",
    "tmtGolongan",
    "jenisKPId",
    "jenisKPNama",
    "masaKerjaGolonganTahun",
    "masaKerjaGolonganBulan",
    "skNomor",
    "skTanggal",
];

/// Columns of *rw-pendidikan*.
pub(crate) const RW_PENDIDIKAN: [&str; 6] =
    ["nipBaru", "tkPendidikanNama", "pendidikanNama", "namaSekolah", "tahunLulus", "nomorIjasah"];

/// What a line of *data-utama* is made from.
pub(crate) struct MainData<'d> {
    pub nip: &'d str,
    pub servant: &'d Servant,
    pub rank: Option<&'d RankHeld>,
    pub education: Option<&'d Education>,
    pub post: Option<&'d Placement>,
    pub identity: Option<&'d Identity>,
    /// First day as a civil servant and number of its decree, where probation ended here.
    pub permanent: Option<&'d (Date, String)>,
    pub retirement: Option<Date>,
}

/// A line of *data-utama*.
pub(crate) fn data_utama(data: &MainData<'_>, rules: &RecordRules) -> String {
    let servant = data.servant;
    let sex = match servant.sex {
        Some(Sex::Male) => "M",
        Some(Sex::Female) => "F",
        None => "",
    };
    let status = match (servant.employment, servant.state) {
        (Employment::Pns, State::AwaitingNip | State::Probation) => "CPNS",
        (Employment::Pns, _) => "PNS",
        (Employment::Pppk, _) => "PPPK",
        (Employment::PppkPartTime, _) => "PPPK PARUH WAKTU",
    };
    let standing = rules.standing(&servant.standing).map_or("", |code| code.title.as_str());
    let (rank, education, post) = (data.rank, data.education, data.post);
    line(&[
        data.nip.to_owned(),
        text(&servant.name.name),
        text(&servant.name.front_titles),
        text(&servant.name.back_titles),
        sex.to_owned(),
        status.to_owned(),
        servant.standing.clone(),
        text(standing),
        day(Some(servant.appointment_date)),
        rank.map(|rank| rank.rank.as_str().to_owned()).unwrap_or_default(),
        day(rank.map(|rank| rank.start)),
        rank.map(|rank| rank.service_years.to_string()).unwrap_or_default(),
        rank.map(|rank| rank.service_months.to_string()).unwrap_or_default(),
        education.map(|education| level(education).to_owned()).unwrap_or_default(),
        education.map(|education| text(&education.program)).unwrap_or_default(),
        education.map(|education| education.graduation_year.to_string()).unwrap_or_default(),
        post.map(|post| text(&post.title)).unwrap_or_default(),
        post.map(|post| text(&post.unit_path)).unwrap_or_default(),
        day(post.map(|post| post.start)),
        post.map(class).unwrap_or_default(),
        data.identity.map(|identity| identity.nik.clone()).unwrap_or_default(),
        data.identity.map(|identity| text(&identity.birth_place)).unwrap_or_default(),
        day(data.identity.map(|identity| identity.birth_date)),
        rank.and_then(|rank| rank.rank.grade()).map(|grade| grade.title().to_owned()).unwrap_or_default(),
        day(data.permanent.map(|(start, _)| *start)),
        data.permanent.map(|(_, decree)| text(decree)).unwrap_or_default(),
        day(data.retirement),
    ])
}

/// A line of *rw-jabatan*.
pub(crate) fn rw_jabatan(nip: &str, post: &Placement) -> String {
    let assignment = match post.assignment {
        Assignment::Definitive => "D",
        Assignment::Acting => "PLT",
        Assignment::Daily => "PLH",
        Assignment::Caretaker => "PJ",
        Assignment::Additional => "TT",
    };
    // 1 structural, 2 functional, 4 operational; 3 is both at once, which the record has as two posts.
    let kind = match post.job.map(|job| job.kind) {
        None => "",
        Some(JobType::Fungsional) => "2",
        Some(JobType::Pelaksana) => "4",
        Some(_) => "1",
    };
    line(&[
        nip.to_owned(),
        assignment.to_owned(),
        kind.to_owned(),
        text(&post.title),
        text(&post.unit_path),
        day(Some(post.start)),
        text(&post.mutation),
        text(&post.decree_number),
        day(post.decree_date),
        class(post),
    ])
}

/// A line of *rw-golongan*.
pub(crate) fn rw_golongan(nip: &str, rank: &RankHeld) -> String {
    let kind = RANK_KINDS.iter().find(|(code, _)| *code == rank.kind).map_or("", |(_, title)| *title);
    line(&[
        nip.to_owned(),
        rank.rank.grade().map(|grade| grade.bkn_id().to_string()).unwrap_or_default(),
        rank.rank.as_str().to_owned(),
        day(Some(rank.start)),
        rank.kind.clone(),
        kind.to_owned(),
        rank.service_years.to_string(),
        rank.service_months.to_string(),
        text(&rank.decree_number),
        day(rank.decree_date),
    ])
}

/// A line of *rw-pendidikan*.
pub(crate) fn rw_pendidikan(nip: &str, education: &Education) -> String {
    line(&[
        nip.to_owned(),
        level(education).to_owned(),
        text(&education.program),
        text(&education.institution),
        education.graduation_year.to_string(),
        text(&education.certificate_number),
    ])
}

fn level(education: &Education) -> &'static str {
    PRINTED_LEVELS.iter().find(|(_, level)| *level == education.level).map_or("", |(text, _)| *text)
}

fn class(post: &Placement) -> String {
    if post.job_class == 0 { String::new() } else { post.job_class.to_string() }
}

pub(crate) fn day(day: Option<Date>) -> String {
    day.map(|day| format!("{:02}-{:02}-{:04}", day.day(), day.month(), day.year())).unwrap_or_default()
}

/// A cell of text from people: quoted, and with an apostrophe where a spreadsheet could see a formula in it, also behind a
/// separator or a new line.
pub(crate) fn text(cell: &str) -> String {
    let mut harmless = String::with_capacity(cell.len() + 2);
    let mut begins = true;
    for sign in cell.chars() {
        if begins && matches!(sign, '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}') {
            harmless.push('\'');
        }
        begins = matches!(sign, ';' | '\t' | '\r' | '\n') || begins && sign == '"';
        harmless.push(sign);
    }
    if harmless.contains([',', '"', ';', '\t', '\r', '\n']) {
        format!("\"{}\"", harmless.replace('"', "\"\""))
    } else {
        harmless
    }
}

pub(crate) fn line(cells: &[String]) -> String {
    format!("{}\r\n", cells.join(","))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::{education::EducationLevel, rank::Rank};
    use jiff::{Timestamp, civil::date};
    use uuid::Uuid;

    #[test]
    fn cells_are_quoted_and_hold_no_formula() {
        for (cell, expected) in [
            ("BIDAN", "BIDAN"),
            ("DINAS, KOTA", "\"DINAS, KOTA\""),
            ("=1+1", "'=1+1"),
            ("A;=1", "\"A;'=1\""),
            ("\"A\"", "\"\"\"A\"\"\""),
            ("-9", "'-9"),
        ] {
            assert_eq!(text(cell), expected);
        }
    }

    #[test]
    fn a_rank_is_a_line_of_the_national_shape() {
        let rank = RankHeld {
            id: Uuid::nil(),
            servant: Uuid::nil(),
            rank: Rank::parse("III/a").unwrap(),
            kind: "101".into(),
            start: date(2021, 4, 1),
            end: None,
            service_years: 4,
            service_months: 0,
            decree_number: "823.3/1".into(),
            decree_date: None,
            record_time: Timestamp::UNIX_EPOCH,
            superseded_time: None,
        };
        assert_eq!(rw_golongan("1", &rank), "1,31,III/a,01-04-2021,101,reguler,4,0,823.3/1,\r\n");
        assert_eq!(rw_golongan("1", &rank).split(',').count(), RW_GOLONGAN.len());
    }

    #[test]
    fn an_education_is_a_line_of_the_national_shape() {
        let education = Education {
            id: Uuid::nil(),
            servant: Uuid::nil(),
            level: EducationLevel::S1,
            program: "Hukum".into(),
            institution: "USU".into(),
            graduation_year: 2010,
            certificate_number: String::new(),
            recognised: true,
            record_time: Timestamp::UNIX_EPOCH,
            superseded_time: None,
        };
        assert_eq!(rw_pendidikan("1", &education), "1,S1,Hukum,USU,2010,\r\n");
    }
}
