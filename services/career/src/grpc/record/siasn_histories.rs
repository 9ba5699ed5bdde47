//! Lines of histories that other groups keep, of punishments and of the family, in the national system's shape.

use crate::{
    domain::{
        credit::Rating,
        credit_row::{CreditKind, CreditRow, show_parts},
        punishment::Punishment,
        rating::YearRating,
        record_rules::RecordRules,
        relative::Relative,
    },
    grpc::siasn_lines::{day, line, text},
    store::national_lists::Learned,
};

/// Columns of *rw-skp22*.
pub(crate) const RW_SKP22: [&str; 3] = ["nipBaru", "tahun", "kuadranKinerja"];

/// Columns of *rw-angkakredit*, spelled as the national system spells them.
pub(crate) const RW_ANGKAKREDIT: [&str; 11] = [
    "nipBaru",
    "nomorSk",
    "tanggalSk",
    "bulanMulaiPenailan",
    "tahunMulaiPenailan",
    "bulanSelesaiPenailan",
    "tahunSelesaiPenailan",
    "kreditBaruTotal",
    "isAngkaKreditPertama",
    "isIntegrasi",
    "isKonversi",
];

/// Columns of *rw-kursus*.
pub(crate) const RW_KURSUS: [&str; 9] = [
    "nipBaru",
    "jenisDiklatId",
    "namaKursus",
    "institusiPenyelenggara",
    "jumlahJam",
    "nomorSertipikat",
    "tahun",
    "tanggal",
    "tanggalSelesai",
];

/// Columns of *rw-hukdis*.
pub(crate) const RW_HUKDIS: [&str; 8] = [
    "nipBaru",
    "jenisHukuman",
    "jenisHukumanNama",
    "skNomor",
    "skTanggal",
    "hukumanTanggal",
    "akhirHukumanTanggal",
    "alasanHukumanDisiplin",
];

/// Columns of *data-pasangan*; the national system's own names of them are not published.
pub(crate) const DATA_PASANGAN: [&str; 7] =
    ["nipBaru", "nama", "nik", "tglLahir", "pekerjaan", "tglMenikah", "tglBerakhir"];

/// Columns of *data-anak*, the same.
pub(crate) const DATA_ANAK: [&str; 6] = ["nipBaru", "nama", "nik", "tglLahir", "pekerjaan", "tunjangan"];

/// A line of *rw-skp22*.
pub(crate) fn rw_skp22(nip: &str, rating: YearRating) -> String {
    let printed = match rating.rating {
        Rating::SangatBaik => "SANGAT BAIK",
        Rating::Baik => "BAIK",
        Rating::ButuhPerbaikan => "BUTUH PERBAIKAN",
        Rating::Kurang => "KURANG",
        Rating::SangatKurang => "SANGAT KURANG",
    };
    line(&[nip.to_owned(), rating.year.to_string(), printed.to_owned()])
}

/// A line of *rw-angkakredit*. Points are rounded as its document shows them.
pub(crate) fn rw_angkakredit(nip: &str, row: &CreditRow) -> String {
    let mark = |kind: CreditKind| if row.kind == kind { "1" } else { "0" }.to_owned();
    line(&[
        nip.to_owned(),
        text(&row.document_number),
        day(Some(row.document_date)),
        row.first.month().to_string(),
        row.first.year().to_string(),
        row.last.month().to_string(),
        row.last.year().to_string(),
        show_parts(row.parts),
        mark(CreditKind::First),
        mark(CreditKind::Integration),
        mark(CreditKind::Conversion),
    ])
}

/// A line of *rw-kursus*.
pub(crate) fn rw_kursus(nip: &str, one: &Learned) -> String {
    line(&[
        nip.to_owned(),
        one.activity.to_string(),
        text(&one.title),
        text(&one.provider),
        one.hours.to_string(),
        text(&one.certificate),
        one.end.year().to_string(),
        day(Some(one.start)),
        day(Some(one.end)),
    ])
}

/// A line of *rw-hukdis*.
pub(crate) fn rw_hukdis(nip: &str, one: &Punishment, rules: &RecordRules) -> String {
    let title = rules.punishment(&one.detail.code).map_or("", |code| code.title.as_str());
    line(&[
        nip.to_owned(),
        one.detail.code.clone(),
        text(title),
        text(&one.detail.decree_number),
        day(one.detail.decree_date),
        day(Some(one.start)),
        day(one.end),
        text(&one.detail.reason),
    ])
}

/// A line of *data-pasangan*.
pub(crate) fn data_pasangan(nip: &str, one: &Relative) -> String {
    let detail = &one.detail;
    line(&[
        nip.to_owned(),
        text(&detail.full_name),
        detail.nik.clone(),
        day(Some(detail.birth_date)),
        text(&detail.occupation),
        day(detail.start),
        day(detail.end),
    ])
}

/// A line of *data-anak*.
pub(crate) fn data_anak(nip: &str, one: &Relative) -> String {
    let detail = &one.detail;
    line(&[
        nip.to_owned(),
        text(&detail.full_name),
        detail.nik.clone(),
        day(Some(detail.birth_date)),
        text(&detail.occupation),
        if detail.allowance { "1" } else { "0" }.to_owned(),
    ])
}
