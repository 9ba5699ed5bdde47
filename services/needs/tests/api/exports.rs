//! The file for e-Formasi.

use crate::{
    ANALYST, Needs, PARENT, PUSKESMAS,
    world::{header, item},
};
use contracts::needs::v1::{self as pb, e_formasi_service_client::EFormasiServiceClient};
use jiff::civil::date;
use needs::store::e_formasi;
use platform::{page::Page, testing::bad_fields};
use tonic::{Code, Response, Status, transport::Channel};

impl Needs {
    fn e_formasi(&self) -> EFormasiServiceClient<Channel> {
        EFormasiServiceClient::new(self.harness.channel.clone())
    }

    async fn export(&self, request: pb::ExportEFormasiRequest) -> Result<pb::ExportEFormasiResponse, Status> {
        self.e_formasi().export_e_formasi(self.harness.request(ANALYST, request)).await.map(Response::into_inner)
    }

    async fn csv(&self, year: i32) -> String {
        let request = pb::ExportEFormasiCsvRequest { parent: PARENT.into(), year };
        let request = self.harness.request(ANALYST, request);
        let mut stream = self.e_formasi().export_e_formasi_csv(request).await.unwrap().into_inner();
        let mut bytes = Vec::new();
        while let Some(piece) = stream.message().await.unwrap() {
            bytes.extend(piece.chunk);
        }
        String::from_utf8(bytes).unwrap()
    }
}

fn export(year: i32) -> pb::ExportEFormasiRequest {
    pb::ExportEFormasiRequest { parent: PARENT.into(), year, ..Default::default() }
}

/// A midwife's position with a shortage of nine and known retirements (vector P1), a nurse's with a surplus of four (P2).
async fn ground() -> Needs {
    let needs = Needs::start().await;
    let midwife = needs.lacking("Bidan", 31, 40).await;
    needs.lacking("Perawat", 34, 30).await;
    let retirements = "INSERT INTO needs.retirements (position_id, year, seat, instansi, people, create_time)
         SELECT position_id, 2024 + nth, 0, '6571', people, now()
         FROM needs.positions,
              unnest(CASE title WHEN 'Bidan' THEN '{2,3,1,4,2}' ELSE '{1,1,1,1,1}' END::int[])
                  WITH ORDINALITY AS retiring (people, nth)";
    sqlx::query(retirements).execute(&needs.harness.pool).await.unwrap();
    let papua = pb::ProposalItem { kind: pb::NeedKind::Papua.into(), ..item(&midwife, 1) };
    needs.draft(&[item(&midwife, 7), papua]).await;
    needs
}

#[tokio::test]
async fn the_file_tells_need_people_retirements_and_what_is_proposed() {
    let needs = ground().await;
    let first = needs.export(pb::ExportEFormasiRequest { page_size: 1, ..export(2025) }).await.unwrap();
    let next = pb::ExportEFormasiRequest { page_size: 1, page_token: first.next_page_token, ..export(2025) };
    let second = needs.export(next.clone()).await.unwrap();
    let (midwife, nurse) = (&first.rows[0], &second.rows[0]);
    assert_eq!((midwife.title.as_str(), midwife.unit_path.as_str(), midwife.job_class), ("Bidan", PUSKESMAS, 7));
    assert_eq!((midwife.required, midwife.incumbents, midwife.difference), (40, 31, -9));
    assert_eq!((&midwife.retirements, &midwife.needs), (&vec![2, 3, 1, 4, 2], &vec![11, 3, 1, 4, 2]));
    let proposed: Vec<_> = midwife.proposed.iter().map(|one| (one.kind(), one.seats)).collect();
    assert_eq!(proposed, [(pb::NeedKind::General, 7), (pb::NeedKind::Papua, 1)]);
    assert_eq!((nurse.difference, &nurse.needs, nurse.proposed.len()), (4, &vec![0, 0, 0, 0, 1], 0));
    assert_eq!(second.next_page_token, "");
    let other_year = needs.export(pb::ExportEFormasiRequest { year: 2026, ..next }).await.unwrap_err();
    assert_eq!(bad_fields(&other_year), ["page_token"]);
    let later = needs.export(export(2026)).await.unwrap().rows;
    assert_eq!((&later[0].retirements, later[0].proposed.len()), (&vec![3, 1, 4, 2, 0], 0));
    let bad = pb::ExportEFormasiRequest { parent: "x".into(), page_size: -1, ..export(1) };
    assert_eq!(bad_fields(&needs.export(bad).await.unwrap_err()), ["parent", "page_size", "year"]);
}

#[tokio::test]
async fn the_csv_is_the_same_in_lines() {
    let needs = ground().await;
    let csv = needs.csv(2025).await;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns = reader.headers().unwrap().clone();
    assert_eq!(
        (columns.len(), &columns[0], &columns[8], &columns[13], &columns[26]),
        (27, "unit_organisasi", "pensiun_1", "kebutuhan_1", "usul_general_non_papuan")
    );
    let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(lines.len(), 2);
    let numbers: Vec<&str> = lines[0].iter().skip(4).collect();
    let expected = "7 40 31 -9 2 3 1 4 2 11 3 1 4 2 7 0 0 0 1 0 0 0 0";
    assert_eq!((&lines[0][0], &lines[0][1], numbers.join(" ").as_str()), (PUSKESMAS, "Bidan", expected));
    assert!(csv.ends_with("\r\n") && csv.matches("\r\n").count() == 3);
}

#[tokio::test]
async fn a_spreadsheet_runs_nothing_of_the_file() {
    let needs = Needs::start().await;
    let titles = ["=1+1", "+62", "-9", "@SUM(A1)", "Bidan, \"senior\"", "Bidan;=1+1"];
    for title in titles {
        needs.position(title, 1).await;
    }
    let csv = needs.csv(2025).await;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let found: Vec<String> = reader.records().map(|line| line.unwrap()[1].to_owned()).collect();
    assert_eq!(found, ["'=1+1", "'+62", "'-9", "'@SUM(A1)", "Bidan, \"senior\"", "Bidan;'=1+1"]);
}

#[tokio::test]
async fn more_positions_than_a_statement_reads_are_all_there() {
    let needs = Needs::start().await;
    let rows: Vec<_> = (0..2500).map(|n| crate::world::position_row(&format!("Jabatan {n}"), 1)).collect();
    needs.import_positions(header(), &rows).await.unwrap();
    let csv = needs.csv(2025).await;
    let titles: std::collections::BTreeSet<String> =
        csv::Reader::from_reader(csv.as_bytes()).records().map(|line| line.unwrap()[1].to_owned()).collect();
    assert_eq!(titles.len(), 2500);
}

#[tokio::test]
async fn only_who_may_read_proposals_gets_the_file() {
    let needs = Needs::start().await;
    let request = pb::ExportEFormasiCsvRequest { parent: "instansi/5473".into(), year: 2025 };
    let foreign = needs.e_formasi().export_e_formasi_csv(needs.harness.request(ANALYST, request.clone())).await;
    assert_eq!(foreign.unwrap_err().code(), Code::PermissionDenied);
    let nobody = needs.e_formasi().export_e_formasi_csv(tonic::Request::new(request)).await;
    assert_eq!(nobody.unwrap_err().code(), Code::Unauthenticated);
    let bad = pb::ExportEFormasiCsvRequest { parent: "x".into(), year: 1 };
    let refused = needs.e_formasi().export_e_formasi_csv(needs.harness.request(ANALYST, bad)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "year"]);
}

#[tokio::test]
async fn the_file_tells_of_one_instant() {
    let needs = ground().await;
    let (mut reads, page) = (needs.harness.pool.begin().await.unwrap(), Page::parse(1000, "", "").unwrap());
    sqlx::query("SET LOCAL app.instansi = '6571'").execute(&mut *reads).await.unwrap();
    e_formasi::hold_still(&mut reads).await.unwrap();
    let mut incumbents = async || {
        let lines = e_formasi::list(&mut reads, 2025, date(2024, 3, 4), &page).await.unwrap();
        lines.iter().map(|line| line.incumbents).collect::<Vec<_>>()
    };
    assert_eq!(incumbents().await, [31, 34]);
    sqlx::query("UPDATE needs.positions SET incumbents = 1").execute(&needs.harness.pool).await.unwrap();
    assert_eq!(incumbents().await, [31, 34]);
}

#[tokio::test]
async fn a_unit_that_is_closed_asks_for_nobody() {
    let needs = ground().await;
    let close = "UPDATE needs.units SET valid_until = '2024-03-03' WHERE display_name = 'PUSKESMAS ASEMROWO'";
    sqlx::query(close).execute(&needs.harness.pool).await.unwrap();
    assert!(needs.export(export(2025)).await.unwrap().rows.is_empty());
    assert_eq!(needs.csv(2025).await.matches("\r\n").count(), 1);
}
