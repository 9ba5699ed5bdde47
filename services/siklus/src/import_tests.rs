use super::*;

#[test]
fn a_line_is_read_by_its_header() {
    let header = StringRecord::from(vec!["tmtCpns", "nipBaru", "kelas_jabatan", "jenisKelamin", "mkTahun"]);
    let columns = columns(&header).unwrap();
    let (read, faults) = row(&columns, &StringRecord::from(vec!["01-03-2019", " 199405032019032001 ", "8", "P", "2"]));
    let date = contracts::google::r#type::Date { year: 2019, month: 3, day: 1 };
    let expected = pb::ServantRow {
        nip: "199405032019032001".into(),
        appointment_date: Some(date),
        sex: Sex::Female.into(),
        service_years: 2,
        ..Default::default()
    };
    assert_eq!((read, faults), (expected, vec![]));
}

#[test]
fn every_cell_that_cannot_be_read_is_told() {
    let columns = columns(&StringRecord::from(vec!["tmtCpns", "jenisKelamin", "mkTahun", "mkBulan"])).unwrap();
    let (_, faults) = row(&columns, &StringRecord::from(vec!["2019", "X", "1.5", ""]));
    assert_eq!(faults.iter().map(|(column, _)| *column).collect::<Vec<_>>(), ["tmtCpns", "jenisKelamin", "mkTahun"]);
}

#[test]
fn one_content_has_one_request_id() {
    let id = |parent: &str, strict| request_id(&[7; 32], parent, strict);
    assert_eq!(id("instansi/3578", false), id("instansi/3578", false));
    assert_ne!(id("instansi/3578", false), id("instansi/3578", true));
    assert_ne!(id("instansi/3578", false), id("instansi/3374", false));
}
