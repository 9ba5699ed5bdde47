//! The records of people who are in service already, and the reports of another portal, come from a file, by the command that an
//! office would use.

use contracts::evaluation::v1::{self as pb, complaint_route_service_client::ComplaintRouteServiceClient};
use flate2::read::GzDecoder;
use jiff::{civil::date, tz::TimeZone};
use platform::testing::TENANT;
use siklus::{
    calls::{Caller, Credentials},
    import::{
        Outcome, Servants,
        complaints::{Complaints, complaints},
        servants,
    },
};
use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};
use system_tests::world::{World, people::Person};
use tonic::transport::Endpoint;
use uuid::Uuid;

const HEADER: &str = "nipBaru;nik;nama;tglLahir;statusPegawai;tmtCpns;golRuangAkhir;tmtGolAkhir";

/// Writes the file and sends it.
async fn import(world: &World, strict: bool, text: &str) -> anyhow::Result<Outcome> {
    let file: PathBuf = world.site.folder.join("servants.csv");
    std::fs::write(&file, text.replace(';', ",")).unwrap();
    let token = world.site.issuer.token("hr", &["hr_officer"], &[TENANT], 3600).unwrap();
    let address = format!("http://127.0.0.1:{}", world.site.ports["career"]);
    servants(&address, &token, &Servants { parent: format!("instansi/{TENANT}"), strict, file }).await
}

fn line(person: Person) -> String {
    let (nip, nik, name, born) = (person.nip(), person.nik(), person.full_name(), person.birth_date());
    format!("{nip};{nik};{name};{born};PNS;01-06-2025;III/a;2025-06-01\n")
}

#[tokio::test]
async fn records_come_from_a_file_and_the_same_file_gets_the_same_answer() {
    let world = World::start().await;
    let bad = line(Person(3)).replace("III/a", "V/z");
    let text = format!("\u{feff}{HEADER}\n{}{bad}{}", line(Person(1)), line(Person(2)));
    let first = import(&world, false, &text).await.unwrap();
    assert!(first.text.starts_with("2 records began, 0 were known, 1 rows refused\n"), "{}", first.text);
    assert!(first.text.contains("row 2, rank: refused: "), "{}", first.text);
    assert!(!first.clean);
    assert_eq!(world.office.servants().await.len(), 2);
    assert_eq!(import(&world, false, &text).await.unwrap().text, first.text);
    let known = import(&world, false, &format!("{HEADER}\n{}{}", line(Person(1)), line(Person(2)))).await.unwrap();
    assert!(known.text.starts_with("0 records began, 2 were known, 0 rows refused\n"), "{}", known.text);
    assert!(known.clean);
    assert!(import(&world, true, &format!("{HEADER}\n{bad}{}", line(Person(4)))).await.is_err());
    assert_eq!(world.office.servants().await.len(), 2);
}

#[tokio::test]
async fn nothing_is_sent_of_a_file_that_cannot_be_read() {
    let world = World::start().await;
    let unread = line(Person(2)).replace("01-06-2025", "1 Juni 2025").replace("2025-06-01", "2025-02-30");
    let refused = import(&world, false, &format!("{HEADER}\n{}{unread}", line(Person(1)))).await.err().unwrap();
    let told = "nothing was sent: 2 cells cannot be read\nrow 2, tmtCpns: must be a date: dd-mm-yyyy or yyyy-mm-dd\n\
                row 2, tmtGolAkhir: must be a date: dd-mm-yyyy or yyyy-mm-dd";
    assert_eq!(refused.to_string(), told);
    let refused = import(&world, false, "nip;nama\n1;2\n").await.err().unwrap();
    assert!(refused.to_string().starts_with("unknown columns nip; known are nipBaru, nik, nama"));
    let refused = import(&world, false, "nama;nama\n1;2\n").await.err().unwrap();
    assert_eq!(refused.to_string(), "column nama is there twice");
    assert!(world.office.servants().await.is_empty());
}

/// A service of some unit.
async fn offered(world: &World, title: &str) -> String {
    let request = pb::CreatePublicServiceRequest {
        parent: format!("instansi/{TENANT}"),
        display_name: title.to_owned(),
        unit: format!("instansi/{TENANT}/units/{}", Uuid::from_u128(7)),
        request_id: String::new(),
    };
    world.office.calls.complaints("analyst").create_public_service(request).await.unwrap().into_inner().name
}

/// Sends a file of reports; rows that tell no day came on 24 March 2025.
async fn import_reports(world: &World, public_service: &str, content: &[u8]) -> anyhow::Result<Outcome> {
    send_reports(world, public_service, content, false).await
}

/// The same; every row may be looked at again.
async fn send_reports(world: &World, public_service: &str, content: &[u8], again: bool) -> anyhow::Result<Outcome> {
    let file: PathBuf = world.site.folder.join("reports.csv");
    std::fs::write(&file, content).unwrap();
    let token = world.site.issuer.token("desk", &["public_desk"], &[TENANT], 3600).unwrap();
    let address = format!("http://127.0.0.1:{}", world.site.ports["evaluation"]);
    let wanted = Complaints {
        parent: format!("instansi/{TENANT}"),
        strict: false,
        file,
        zone: TimeZone::get("Asia/Jakarta").unwrap(),
        received: Some(date(2025, 3, 24)),
        public_service: public_service.to_owned(),
        handled_here: false,
        again,
    };
    complaints(&address, &token, &wanted).await
}

#[tokio::test]
async fn reports_of_a_portal_come_from_a_file_and_a_later_file_ends_them() {
    let world = World::start().await;
    let service = offered(&world, "Pendaftaran pasien").await;
    let header = "Tracking ID,Isi Laporan,Tanggal Laporan Masuk,Klasifikasi,Tanggal Selesai";
    let file = format!(
        "{header}\n1,Antrean panjang,2025-01-24 08:00:00,PENGADUAN,\n2,Jam buka?,,PERMINTAAN INFORMASI,\n1,x,,,\n"
    );
    let first = import_reports(&world, &service, file.as_bytes()).await.unwrap();
    let told = "2 reports taken, 0 ended since, 0 were known, 1 rows refused\nrow 3, external_id: refused: stands in an earlier row\n\
                once what they were refused for is mended here, send the file with --again\n";
    assert_eq!((first.text.as_str(), first.clean), (told, false));
    assert_eq!(import_reports(&world, &service, file.as_bytes()).await.unwrap().text, told, "the same answer");
    let later = format!("{header}\n1,Antrean panjang,2025-01-24 08:00:00,PENGADUAN,2025-02-10\n2,Jam buka?,,,\n");
    let later = import_reports(&world, &service, later.as_bytes()).await.unwrap();
    assert_eq!(later.text, "0 reports taken, 1 ended since, 1 were known, 0 rows refused\n");
    let refused = import_reports(&world, &service, b"id,aduan,anonim\n1,x,mungkin\n").await.err().unwrap();
    assert_eq!(refused.to_string(), "nothing was sent: 1 cells cannot be read\nrow 1, anonim: must be ya or tidak");
}

/// The stored answer of the first time would go on saying that no route leads anywhere.
#[tokio::test]
async fn a_file_is_looked_at_again_after_a_route_was_added() {
    let world = World::start().await;
    let service = offered(&world, "Pemeliharaan jalan").await;
    let file = b"id,aduan,kategori,status\n1,mohon ditindaklanjuti,Infrastruktur,Ditolak\n\
                 2,mohon ditindaklanjuti,Infrastruktur,\n";
    let first = import_reports(&world, "", file).await.unwrap();
    assert!(!first.clean && first.text.contains("row 2, public_service: refused"), "{}", first.text);
    let request = pb::CreateComplaintRouteRequest {
        parent: format!("instansi/{TENANT}"),
        sector: "infrastructure".to_owned(),
        public_service: service,
        ..Default::default()
    };
    routes(&world).create_complaint_route(request).await.unwrap();
    assert_eq!(import_reports(&world, "", file).await.unwrap().text, first.text, "the same answer");
    let again = send_reports(&world, "", file, true).await.unwrap();
    let told =
        "1 reports taken, 0 ended since, 0 were known, 0 rows refused\n1 rows left out: rejected or put away there\n";
    assert_eq!((again.text.as_str(), again.clean), (told, true));
}

/// Where the public desk says which service answers for a sector.
fn routes(world: &World) -> ComplaintRouteServiceClient<Caller> {
    let token = world.site.issuer.token("desk", &["public_desk"], &[TENANT], 3600).unwrap();
    let address = format!("http://127.0.0.1:{}", world.site.ports["evaluation"]);
    let channel = Endpoint::from_shared(address).unwrap().connect_lazy();
    ComplaintRouteServiceClient::with_interceptor(channel, Credentials::new(&token).unwrap())
}

/// The real reports of a provincial portal, where the set is there: every row is taken, or refused with a reason.
#[tokio::test]
async fn ten_thousand_reports_of_a_province_come_in() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/laporgub-jateng-2024-2025/aduan.csv.gz");
    let Ok(file) = File::open(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    let mut content = Vec::new();
    GzDecoder::new(file).read_to_end(&mut content).unwrap();
    let world = World::start().await;
    let service = offered(&world, "Layanan umum").await;
    let mut routes = routes(&world);
    let rules = evaluation::rulesets::grievance::routing_rules("routing-siklus-1").unwrap();
    for sector in rules.sectors {
        let request = pb::CreateComplaintRouteRequest {
            parent: format!("instansi/{TENANT}"),
            sector: sector.code,
            public_service: service.clone(),
            ..Default::default()
        };
        routes.create_complaint_route(request).await.unwrap();
    }
    let outcome = import_reports(&world, "", &content).await.unwrap();
    let counts: Vec<u32> =
        outcome.text.lines().next().unwrap().split(' ').filter_map(|word| word.parse().ok()).collect();
    let [taken, ended, known, refused] = counts[..] else { panic!("{}", outcome.text) };
    assert_eq!((taken + refused, ended, known), (10_048, 0, 0));
    assert!(refused < 400, "{refused} rows were refused");
    let told = ["no route leads from the likeliest sector", "send the file with --again"];
    let reasons = outcome.text.lines().skip(1).filter(|line| !told.iter().any(|known| line.contains(known)));
    assert_eq!(reasons.count(), 0, "{}", outcome.text);
}
