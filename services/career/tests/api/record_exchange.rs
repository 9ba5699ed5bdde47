//! Records in and out in the national system's shape.

use crate::{Career, HR, record::date};
use contracts::{
    career::{
        events::v1::{PositionFilled, ServantAppointed},
        v1::{self as pb, record_exchange_service_client::RecordExchangeServiceClient},
    },
    needs::events::v1::PositionDefined,
};
use pb::{export_servants_request::Listing, import_servants_request::Part};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields, reason};
use tonic::{Code, Status, transport::Channel};
use uuid::Uuid;

const PATH: &str = "KOTA SURABAYA | DINAS KESEHATAN | PUSKESMAS ASEMROWO";

impl Career {
    pub fn exchange_client(&self) -> RecordExchangeServiceClient<Channel> {
        RecordExchangeServiceClient::new(self.harness.channel.clone())
    }

    pub async fn import_rows(
        &self,
        header: pb::ServantImportHeader,
        rows: &[pb::ServantRow],
    ) -> Result<pb::ImportServantsResponse, Status> {
        let instansi = header.parent.trim_start_matches("instansi/").to_owned();
        let message = tokio_stream::iter(messages(header, rows));
        let request = self.harness.request_as("tester", HR, &[&instansi], message);
        Ok(self.exchange_client().import_servants(request).await?.into_inner())
    }

    /// Needs tells of the position that the rows mean.
    async fn bidan(&self) {
        let event = PositionDefined {
            position: position(),
            version: 1,
            title: "Bidan".into(),
            unit: format!("instansi/{TENANT}/units/{}", Uuid::from_u128(3)),
            unit_path: PATH.into(),
            sector: "health".into(),
            job_type: "fungsional".into(),
            job_level: "ahli_pertama".into(),
            job_class: 8,
        };
        self.harness.deliver("needs", 1, &event.position, &event).await.unwrap();
        self.harness.applied("needs", 1).await;
    }

    pub async fn exported(&self, listing: Listing) -> Vec<String> {
        let (parent, listing) = (format!("instansi/{TENANT}"), listing.into());
        let request = pb::ExportServantsRequest { parent, listing, ..Default::default() };
        let answer = self.exchange_client().export_servants(self.harness.request(HR, request)).await.unwrap();
        let answer = answer.into_inner();
        let header = answer.columns.join(",");
        [header].into_iter().chain(answer.csv.lines().map(str::to_owned)).collect()
    }
}

pub fn messages(header: pb::ServantImportHeader, rows: &[pb::ServantRow]) -> Vec<pb::ImportServantsRequest> {
    let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
    parts.map(|part| pb::ImportServantsRequest { part: Some(part) }).collect()
}

pub fn header() -> pb::ServantImportHeader {
    pb::ServantImportHeader { parent: format!("instansi/{TENANT}"), ..Default::default() }
}

fn position() -> String {
    format!("instansi/{TENANT}/positions/{}", Uuid::from_u128(7))
}

/// A midwife, in service since 2010; the numbers differ in their last digits.
pub fn row(number: u32) -> pb::ServantRow {
    pb::ServantRow {
        nip: format!("198609262010011{number:03}"),
        nik: format!("990000260986{number:04}"),
        full_name: format!("Bidan {number}"),
        birth_date: date(1986, 9, 26),
        birth_place: "Surabaya".into(),
        employment: "PNS".into(),
        appointment_date: date(2010, 1, 1),
        rank: "III/b".into(),
        rank_start_date: date(2022, 4, 1),
        rank_kind: "101".into(),
        service_years: 12,
        service_months: 3,
        education: "S1".into(),
        program: "Kebidanan".into(),
        graduation_year: 2009,
        unit_path: PATH.into(),
        title: "Bidan".into(),
        post_start_date: date(2015, 3, 1),
        ..Default::default()
    }
}

pub fn places(notes: &[pb::ServantRowNote]) -> Vec<(i64, &str)> {
    notes.iter().map(|note| (note.row, note.field.as_str())).collect()
}

#[tokio::test]
async fn people_in_service_are_taken_with_seat_rank_and_education() {
    let career = Career::start().await;
    career.bidan().await;
    let report = career.import_rows(header(), &[row(1), row(2)]).await.unwrap();
    assert_eq!((report.accepted, report.known, report.rejected), (2, 0, 0));
    assert_eq!((report.errors, report.warnings), (vec![], vec![]));
    let events = career.harness.published(4).await;
    let appointed: ServantAppointed = events[0].as_message().unwrap().unwrap();
    let filled: PositionFilled = events[3].as_message().unwrap().unwrap();
    assert_eq!((appointed.position, appointed.appointment_date), (position(), date(2010, 1, 1)));
    // Needs counted incumbents for a day after this one, so it does not count the person again.
    assert_eq!((filled.seat, filled.need.as_str(), filled.start_date), (2, "", date(2015, 3, 1)));
    let request = career.harness.request(HR, pb::GetServantRequest { name: appointed.servant });
    let shown = career.client.clone().get_servant(request).await.unwrap().into_inner();
    assert_eq!((shown.state(), shown.nip.as_str()), (pb::servant::State::InService, "198609262010011001"));
    assert_eq!((shown.full_name.as_str(), shown.placement.unwrap().title.as_str()), ("Bidan 1", "Bidan"));
    let plain = "SELECT count(*) FROM career.servants WHERE servants::text LIKE '%9900002609860001%'";
    assert_eq!(career.harness.number(plain).await, 0);
}

#[tokio::test]
async fn who_is_known_stays_as_known() {
    let career = Career::start().await;
    career.bidan().await;
    career.import_rows(header(), &[row(1)]).await.unwrap();
    let changed = pb::ServantRow { rank: "III/c".into(), ..row(1) };
    let other_nik = pb::ServantRow { nik: row(9).nik, ..row(1) };
    let other_nip = pb::ServantRow { nip: row(9).nip, ..row(1) };
    let report = career.import_rows(header(), &[changed, other_nik, other_nip, row(2), row(2)]).await.unwrap();
    assert_eq!((report.accepted, report.known, report.rejected), (1, 2, 2));
    assert_eq!(places(&report.errors), [(2, "nik"), (3, "nip")]);
    assert_eq!(career.harness.published(4).await.len(), 4);
    assert_eq!(career.harness.number("SELECT count(*) FROM career.ranks WHERE rank = 'III/c'").await, 0);
}

#[tokio::test]
async fn a_number_of_another_instansi_is_refused() {
    let career = Career::start().await;
    career.import_rows(header(), &[row(1)]).await.unwrap();
    let foreign = pb::ServantImportHeader { parent: format!("instansi/{OTHER_TENANT}"), ..Default::default() };
    let stream = tokio_stream::iter(messages(foreign, &[row(1)]));
    let request = career.harness.request_as("other", HR, &[OTHER_TENANT], stream);
    let report = career.exchange_client().import_servants(request).await.unwrap().into_inner();
    assert_eq!((report.rejected, places(&report.errors)), (1, vec![(1, "nip")]));
    assert!(!report.errors[0].reason.contains("1986"));
}

#[tokio::test]
async fn all_that_is_wrong_with_a_row_is_told_and_the_others_are_taken() {
    let career = Career::start().await;
    career.bidan().await;
    let wrong = pb::ServantRow {
        nip: "199002302015051001".into(),
        nik: "3515147208680002".into(),
        full_name: String::new(),
        birth_date: date(2025, 2, 30),
        sex: 7,
        employment: "HONORER".into(),
        appointment_date: date(2030, 1, 1),
        standing_code: "99".into(),
        rank: "V/a".into(),
        rank_kind: "7".into(),
        rank_start_date: None,
        service_years: 61,
        service_months: 12,
        education: "S9".into(),
        graduation_year: 1800,
        unit_path: "A||B".into(),
        seat: -1,
        post_start_date: date(2026, 1, 1),
        ..row(1)
    };
    let report = career.import_rows(header(), &[wrong, row(2)]).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (1, 1));
    let fields: Vec<_> = report.errors.iter().map(|error| error.field.as_str()).collect();
    let expected = [
        "nip",
        "nik",
        "full_name",
        "birth_date",
        "sex",
        "employment",
        "appointment_date",
        "standing_code",
        "education",
        "graduation_year",
        "rank",
        "rank_kind",
        "rank_start_date",
        "service_years",
        "service_months",
        "unit_path",
        "seat",
        "post_start_date",
    ];
    assert_eq!(fields, expected);
}

#[tokio::test]
async fn parts_that_cannot_go_together_are_refused_and_strange_ones_told() {
    let career = Career::start().await;
    career.bidan().await;
    let rows = [
        pb::ServantRow { employment: "PPPK".into(), ..row(1) },
        pb::ServantRow { rank_start_date: date(2009, 12, 1), ..row(2) },
        pb::ServantRow { rank: "IV/a".into(), ..row(3) },
        pb::ServantRow { rank: "IV/a".into(), rank_kind: "202".into(), ..row(4) },
        pb::ServantRow { birth_date: date(1986, 9, 27), ..row(5) },
        pb::ServantRow { birth_date: date(1995, 1, 1), ..row(6) },
        pb::ServantRow { appointment_date: date(2010, 3, 1), ..row(7) },
        pb::ServantRow { graduation_year: 1995, ..row(8) },
    ];
    let report = career.import_rows(header(), &rows).await.unwrap();
    let refused =
        [(1, "nip"), (1, "rank"), (2, "rank_start_date"), (3, "rank"), (6, "birth_date"), (8, "graduation_year")];
    assert_eq!(places(&report.errors), refused);
    assert_eq!(places(&report.warnings), [(4, "rank"), (5, "nik"), (5, "nip"), (7, "nip")]);
    assert_eq!((report.accepted, report.rejected), (3, 5));
}

#[tokio::test]
async fn a_seat_is_taken_once_and_a_post_that_is_no_position_has_none() {
    let mut career = Career::start().await;
    career.bidan().await;
    let holder = career.appointed(1).await.placement.unwrap();
    assert_eq!(holder.seat, 1);
    let rows = [
        pb::ServantRow { seat: 1, ..row(1) },
        pb::ServantRow { seat: 5, ..row(2) },
        row(3),
        pb::ServantRow { title: "Juru Masak".into(), ..row(4) },
        pb::ServantRow { title: "Juru Masak".into(), seat: 1, ..row(5) },
        pb::ServantRow { title: String::new(), unit_path: String::new(), employment: "CPNS".into(), ..row(6) },
        pb::ServantRow { position: position(), title: String::new(), unit_path: String::new(), ..row(7) },
        pb::ServantRow { position: position(), ..row(8) },
    ];
    let report = career.import_rows(header(), &rows).await.unwrap();
    let refused = [(1, "seat"), (5, "seat"), (8, "title"), (8, "unit_path")];
    assert_eq!(places(&report.errors), refused);
    assert_eq!(places(&report.warnings), [(4, "title")]);
    let seats = "SELECT sum(seat)::bigint FROM career.placements WHERE position <> ''";
    assert_eq!(career.harness.number(seats).await, 1 + 5 + 2 + 3);
    assert_eq!(career.harness.number("SELECT count(*) FROM career.servants WHERE state = 'probation'").await, 1);
    assert_eq!(career.harness.published(8).await.len(), 8);
}

#[tokio::test]
async fn whoever_came_without_a_seat_is_told_of_with_the_first_one() {
    let mut career = Career::start().await;
    let postless = pb::ServantRow { title: String::new(), unit_path: String::new(), ..row(1) };
    career.import_rows(header(), &[postless, row(2)]).await.unwrap();
    let list = pb::ListServantsRequest { parent: header().parent, ..Default::default() };
    let mut found = career.client.list_servants(career.harness.request(HR, list)).await.unwrap().into_inner().servants;
    found.sort_by(|one, other| one.full_name.cmp(&other.full_name));
    let end = crate::placements::end(&found[1], 1);
    career.client.end_placement(career.harness.request(HR, end)).await.unwrap();
    let post = pb::HeldPost {
        assignment: pb::held_post::Assignment::Definitive.into(),
        position: position(),
        seat: 1,
        title: "Bidan".into(),
        start_date: date(2025, 5, 2),
        ..Default::default()
    };
    let pb::Servant { name, etag, .. } = found[0].clone();
    let request = pb::RecordPostRequest { name: name.clone(), etag, post: Some(post), ..Default::default() };
    career.record_client().record_post(career.harness.request(HR, request)).await.unwrap();
    let events = career.harness.published(2).await;
    let appointed: ServantAppointed = events[0].as_message().unwrap().unwrap();
    let filled: PositionFilled = events[1].as_message().unwrap().unwrap();
    assert_eq!((events.len(), &appointed.servant, &filled.servant), (2, &name, &name));
}

#[tokio::test]
async fn a_strict_import_takes_all_or_nothing_and_is_replayed() {
    let career = Career::start().await;
    career.bidan().await;
    let strict = pb::ServantImportHeader { strict: true, ..header() };
    let wrong = pb::ServantRow { nip: "1".into(), ..row(2) };
    let refused = career.import_rows(strict, &[row(1), wrong]).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::InvalidArgument, "IMPORT_REFUSED"));
    assert_eq!(career.harness.number("SELECT count(*) FROM career.servants").await, 0);
    let once = pb::ServantImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let first = career.import_rows(once.clone(), &[row(1)]).await.unwrap();
    assert_eq!(career.import_rows(once.clone(), &[row(1)]).await.unwrap(), first);
    let reused = career.import_rows(once, &[row(2)]).await.unwrap_err();
    assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
    let nowhere = pb::ServantImportHeader { request_id: "x".into(), ..Default::default() };
    let refused = career.import_rows(nowhere, &[]).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["header.parent", "header.request_id"]);
}

#[tokio::test]
async fn histories_leave_in_the_national_shape() {
    let career = Career::start().await;
    career.bidan().await;
    let named = pb::ServantRow { full_name: "=Siti, A".into(), standing_code: "03".into(), ..row(1) };
    career.import_rows(header(), &[named]).await.unwrap();
    let nip = row(1).nip;
    let main = career.exported(Listing::DataUtama).await;
    assert!(main[0].starts_with("nipBaru,nama,gelarDepan"));
    let expected = format!(
        "{nip},\"'=Siti, A\",,,M,PNS,03,Tugas Belajar,01-01-2010,III/b,01-04-2022,12,3,S1,Kebidanan,2009,Bidan,{PATH},\
         01-03-2015,8,{},Surabaya,26-09-1986,Penata Muda Tingkat I,,,",
        row(1).nik
    );
    assert_eq!(main[1], expected);
    let posts = career.exported(Listing::RwJabatan).await;
    assert_eq!(posts[1], format!("{nip},D,2,Bidan,{PATH},01-03-2015,,,,8"));
    let ranks = career.exported(Listing::RwGolongan).await;
    assert_eq!(ranks[1], format!("{nip},32,III/b,01-04-2022,101,reguler,12,3,,"));
    let educations = career.exported(Listing::RwPendidikan).await;
    assert_eq!(educations[1], format!("{nip},S1,Kebidanan,,2009,"));
    assert_eq!([main, posts, ranks, educations].map(|lines| lines.len()), [2; 4]);
}

#[tokio::test]
async fn servants_are_found_by_number_or_name() {
    let career = Career::start().await;
    let other = pb::ServantRow { full_name: "Siti 100%".into(), ..row(3) };
    career.import_rows(header(), &[row(1), row(2), other]).await.unwrap();
    let list = |nip: &str, prefix: &str| {
        let (parent, nip, name_prefix) = (header().parent, nip.to_owned(), prefix.to_owned());
        career.harness.request(HR, pb::ListServantsRequest { parent, nip, name_prefix, ..Default::default() })
    };
    for (nip, prefix, names) in [
        ("19860926 201001 1 002", "", vec!["Bidan 2"]),
        ("198609262010011009", "", vec![]),
        ("", "bidan", vec!["Bidan 1", "Bidan 2"]),
        ("", "%", vec![]),
        ("198609262010011003", "SITI", vec!["Siti 100%"]),
    ] {
        let found = career.client.clone().list_servants(list(nip, prefix)).await.unwrap().into_inner().servants;
        let mut found: Vec<_> = found.iter().map(|servant| servant.full_name.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, names, "{nip}{prefix}");
    }
    let refused = career.client.clone().list_servants(list("1", "\u{7}")).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["nip", "name_prefix"]);
}

#[tokio::test]
async fn an_export_is_paged_and_names_its_list() {
    let career = Career::start().await;
    career.import_rows(header(), &[row(1), row(2), row(3)]).await.unwrap();
    let listing = Listing::RwGolongan.into();
    let mut request =
        pb::ExportServantsRequest { parent: header().parent, listing, page_size: 2, ..Default::default() };
    let mut client = career.exchange_client();
    let first = client.export_servants(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let second = client.export_servants(career.harness.request(HR, request.clone())).await.unwrap().into_inner();
    assert_eq!((first.csv.lines().count(), second.csv.lines().count()), (2, 1));
    assert_eq!(second.next_page_token, "");
    let wrong = pb::ExportServantsRequest { page_size: -1, listing: 99, ..Default::default() };
    let refused = client.export_servants(career.harness.request(HR, wrong)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["parent", "page_size", "listing"]);
}
