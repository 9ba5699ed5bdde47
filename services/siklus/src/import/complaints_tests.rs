use super::*;
use jiff::civil::date;

fn wanted() -> Complaints {
    Complaints {
        parent: "instansi/3578".into(),
        strict: false,
        file: PathBuf::new(),
        zone: TimeZone::get("Asia/Jakarta").unwrap(),
        received: None,
        public_service: String::new(),
        handled_here: false,
        again: false,
    }
}

#[test]
fn a_line_is_read_by_its_header_and_its_times_are_of_the_zone() {
    let file = "\u{feff}Tracking ID,Judul_Laporan,Isi Laporan,Tanggal Laporan Masuk,Klasifikasi,Anonim,Kanal,Tanggal Selesai\n\
                168054.0,Jalan,rusak,2025-01-24 06:30:00,PERMINTAAN INFORMASI,ya,SMS,30/01/2025\n";
    let found = rows(file.as_bytes(), &wanted()).unwrap().rows.remove(0).1;
    let time = jiff::Timestamp::from_second(found.receive_time.unwrap().seconds).unwrap();
    assert_eq!((found.external_id.as_str(), found.text.as_str()), ("168054", "Jalan\n\nrusak"));
    assert_eq!(time.to_string(), "2025-01-23T23:30:00Z");
    let expected = pb::ComplaintRow {
        kind: Kind::InformationRequest.into(),
        channel: Channel::Message.into(),
        anonymous: true,
        close_date: Some(platform::dates::render(date(2025, 1, 30))),
        ..Default::default()
    };
    let kept = (found.kind, found.channel, found.anonymous, found.close_date);
    assert_eq!(kept, (expected.kind, expected.channel, expected.anonymous, expected.close_date));
}

#[test]
fn a_file_without_times_needs_a_day() {
    let file =
        "id,complaints,category,predicted_category\n168057.0,\"['lampu', 'mati']\",infrastruktur,infrastruktur\n";
    let refused = rows(file.as_bytes(), &wanted()).err().unwrap().to_string();
    assert!(refused.ends_with("row 1, tanggal laporan: is not told; say --received for rows without it"), "{refused}");
    let told = Complaints { received: Some(date(2025, 3, 24)), ..wanted() };
    let found = rows(file.as_bytes(), &told).unwrap().rows.remove(0).1;
    assert_eq!((found.text.as_str(), found.category.as_str()), ("lampu mati", "infrastruktur"));
}

#[test]
fn every_cell_that_cannot_be_read_is_told() {
    let file = "id,aduan,tanggal_laporan,klasifikasi,rahasia,batas_waktu\n1,x,2025-13-01,LAIN,mungkin,31/02/2025\n";
    let told = Complaints { received: Some(date(2025, 3, 24)), ..wanted() };
    let refused = rows(file.as_bytes(), &told).err().unwrap().to_string();
    for column in ["tanggal laporan", "klasifikasi", "rahasia", "batas waktu"] {
        assert!(refused.contains(&format!("row 1, {column}: must be")), "{refused}");
    }
    let unknown = rows(b"id,isi\n1,x\n", &told).err().unwrap().to_string();
    assert!(unknown.starts_with("unknown columns isi; known are id, "), "{unknown}");
    assert_eq!(rows(b"id,ID\n1,2\n", &told).err().unwrap().to_string(), "column id is there twice");
}

#[test]
fn whatever_decides_what_is_sent_decides_the_request() {
    let usual = digest(b"x", &wanted());
    assert_eq!(digest(b"x", &wanted()), usual);
    assert_ne!(digest(b"y", &wanted()), usual);
    assert_ne!(digest(b"x", &Complaints { handled_here: true, ..wanted() }), usual);
    assert_ne!(digest(b"x", &Complaints { received: Some(date(2025, 3, 24)), ..wanted() }), usual);
}

#[test]
fn what_was_rejected_there_is_no_report_and_what_is_over_is_not_late() {
    let file = "id,aduan,tanggal laporan,status,batas waktu,tanggal selesai\n\
                1,x,2025-01-24,Ditolak,2025-01-30,\n\
                2,x,2025-01-24,Selesai,2025-01-30,\n\
                3,x,2025-01-24,Arsip,,\n\
                4,x,2025-01-24,SELESAI,2025-01-30,2025-02-01\n\
                5,x,2025-01-24,Sedang Diproses,2025-01-30,\n";
    let found = rows(file.as_bytes(), &Complaints { handled_here: true, ..wanted() }).unwrap();
    let kept = |(number, row): &(i64, pb::ComplaintRow)| {
        (*number, row.handled_here, row.due_date.is_some(), row.close_date.is_some())
    };
    let expected = [(2, false, false, false), (4, true, true, true), (5, true, true, false)];
    assert_eq!((found.left_out, found.rows.iter().map(kept).collect::<Vec<_>>()), (2, expected.to_vec()));
}

#[test]
fn a_refusal_names_the_row_of_the_file_and_how_to_send_it_again() {
    let error = pb::RowError { row: 2, field: "public_service".into(), reason: "no route".into() };
    let response = pb::ImportComplaintsResponse { accepted: 1, rejected: 1, errors: vec![error], ..Default::default() };
    let told = told(&response, &[2, 4], 2);
    assert!(!told.clean && told.text.contains("row 4, public_service: refused: no route"), "{}", told.text);
    assert!(told.text.contains("2 rows left out") && told.text.contains("--again"), "{}", told.text);
}

#[test]
fn a_file_is_looked_at_again_only_when_somebody_asks() {
    assert_eq!(id_of(b"x", &wanted()), id_of(b"x", &wanted()));
    let again = Complaints { again: true, ..wanted() };
    assert_ne!(id_of(b"x", &again), id_of(b"x", &again));
}
