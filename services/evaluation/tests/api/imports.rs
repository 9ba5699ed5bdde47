use crate::{ANALYST, DESK, Evaluation, PARENT, absent, assert_refused, at_once};
use contracts::evaluation::v1::{self as pb, import_complaints_request, import_service_volumes_request};
use platform::testing::{OTHER_TENANT, bad_fields};
use tonic::{Code, Status};
use uuid::Uuid;

/// What heads an import; not strict, no request id.
pub fn header() -> pb::ImportHeader {
    pb::ImportHeader { parent: PARENT.into(), ..Default::default() }
}

/// A complaint of another system, received at `time` such as `2025-10-03T02:00:00Z`.
pub fn complaint(external_id: &str, service: &pb::PublicService, time: &str) -> pb::ComplaintRow {
    let time: jiff::Timestamp = time.parse().unwrap();
    pb::ComplaintRow {
        external_id: external_id.into(),
        public_service: service.name.clone(),
        receive_time: Some(prost_types::Timestamp { seconds: time.as_second(), nanos: 0 }),
        text: "Antrean Ibu Siti sejak pukul 05.00".into(),
        ..Default::default()
    }
}

/// How often a service was used in a month.
pub fn volume(service: &pb::PublicService, month: &str, transactions: i64) -> pb::ServiceVolumeRow {
    pb::ServiceVolumeRow { public_service: service.name.clone(), month: month.into(), transactions }
}

impl Evaluation {
    /// Imports complaints as the public desk.
    pub async fn import_complaints(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::ComplaintRow],
    ) -> Result<pb::ImportComplaintsResponse, Status> {
        use import_complaints_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportComplaintsRequest { part: Some(part) }).collect();
        let request = self.harness.request(DESK, tokio_stream::iter(messages));
        Ok(self.complaints.clone().import_complaints(request).await?.into_inner())
    }

    /// Imports volumes as an analyst.
    pub async fn import_volumes(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::ServiceVolumeRow],
    ) -> Result<pb::ImportServiceVolumesResponse, Status> {
        use import_service_volumes_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportServiceVolumesRequest { part: Some(part) }).collect();
        let request = self.harness.request(ANALYST, tokio_stream::iter(messages));
        Ok(self.complaints.clone().import_service_volumes(request).await?.into_inner())
    }
}

const COMPLAINTS: &str = "SELECT count(*) FROM evaluation.complaints";
const MONTHS: &str = "SELECT count(*) FROM evaluation.service_months";

fn places(errors: &[pb::RowError]) -> Vec<(i64, &str)> {
    errors.iter().map(|error| (error.row, error.field.as_str())).collect()
}

#[tokio::test]
async fn bad_complaints_are_told_by_row_and_the_others_taken() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let unknown = pb::PublicService { name: absent(&service.name), ..service.clone() };
    let foreign = pb::PublicService { name: service.name.replace("6571", OTHER_TENANT), ..service.clone() };
    let good = complaint("lapor-1", &service, "2025-10-03T02:00:00Z");
    let rows = [
        good.clone(),
        complaint("lapor-2", &unknown, "2025-10-03T02:00:00Z"),
        complaint("lapor-3", &foreign, "2025-10-03T02:00:00Z"),
        complaint("lapor-4", &service, "2025-11-05T08:00:01Z"),
        good.clone(),
        pb::ComplaintRow { external_id: "x".repeat(101), receive_time: None, text: " ".into(), ..good },
        complaint("lapor-7", &service, "2025-11-05T08:00:00Z"),
    ];
    let report = evaluation.import_complaints(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (2, 5));
    let found = places(&report.errors);
    let expected = [
        (2, "public_service"),
        (3, "public_service"),
        (4, "receive_time"),
        (5, "external_id"),
        (6, "external_id"),
        (6, "receive_time"),
        (6, "text"),
    ];
    assert_eq!(found, expected);
    assert_eq!(evaluation.harness.number(COMPLAINTS).await, 2);
    assert!(!format!("{report:?}").contains("Siti"));
}

#[tokio::test]
async fn a_complaint_known_by_its_id_is_accepted_without_effect() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let rows = [complaint("lapor-1", &service, "2025-10-03T02:00:00Z")];
    for _ in 0..2 {
        let report = evaluation.import_complaints(header(), &rows).await.unwrap();
        assert_eq!((report.accepted, report.rejected), (1, 0));
    }
    assert_eq!(evaluation.harness.number(COMPLAINTS).await, 1);
}

#[tokio::test]
async fn a_strict_import_with_a_bad_row_takes_nothing() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let strict = pb::ImportHeader { strict: true, ..header() };
    let good = complaint("lapor-1", &service, "2025-10-03T02:00:00Z");
    let rows = [good.clone(), pb::ComplaintRow { text: String::new(), external_id: "lapor-2".into(), ..good }];
    let refused = evaluation.import_complaints(strict.clone(), &rows).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows[2].text"]);
    assert_refused(Err::<(), _>(refused), Code::InvalidArgument, "IMPORT_REFUSED");
    let rows = [volume(&service, "2025-10", 1), volume(&service, "2025-09", -1)];
    let refused = evaluation.import_volumes(strict, &rows).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["rows[2].transactions"]);
    assert_eq!((evaluation.harness.number(COMPLAINTS).await, evaluation.harness.number(MONTHS).await), (0, 0));
}

#[tokio::test]
async fn an_import_is_replayed_by_its_request_id() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let once = pb::ImportHeader { request_id: Uuid::now_v7().to_string(), ..header() };
    let mut rows = vec![complaint("lapor-1", &service, "2025-10-03T02:00:00Z")];
    let first = evaluation.import_complaints(once.clone(), &rows).await.unwrap();
    assert_eq!(evaluation.import_complaints(once.clone(), &rows).await.unwrap(), first);
    rows.push(complaint("lapor-2", &service, "2025-10-03T02:00:00Z"));
    let reused = evaluation.import_complaints(once.clone(), &rows).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
    let mut rows = vec![volume(&service, "2025-10", 7)];
    let first = evaluation.import_volumes(once.clone(), &rows).await.unwrap();
    assert_eq!(evaluation.import_volumes(once.clone(), &rows).await.unwrap(), first);
    rows.push(volume(&service, "2025-09", 7));
    let reused = evaluation.import_volumes(once, &rows).await;
    assert_refused(reused, Code::InvalidArgument, "REQUEST_ID_REUSED");
}

#[tokio::test]
async fn bad_volumes_are_told_by_row_and_the_others_taken() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let unknown = pb::PublicService { name: absent(&service.name), ..service.clone() };
    let rows = [
        volume(&service, "2025-10", 100),
        volume(&service, "2025-13", 100),
        volume(&service, "2025-12", 100),
        volume(&service, "2025-09", -1),
        volume(&unknown, "2025-10", 100),
        volume(&service, "2025-10", 200),
        volume(&service, "2025-11", 0),
    ];
    let report = evaluation.import_volumes(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, report.rejected), (2, 5));
    let found = places(&report.errors);
    let expected = [(2, "month"), (3, "month"), (4, "transactions"), (5, "public_service"), (6, "month")];
    assert_eq!(found, expected);
    assert_eq!(evaluation.harness.number(MONTHS).await, 2);
}

#[tokio::test]
async fn a_later_figure_of_a_month_replaces_the_earlier() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    for transactions in [100, 200] {
        evaluation.import_volumes(header(), &[volume(&service, "2025-10", transactions)]).await.unwrap();
    }
    assert_eq!(evaluation.harness.number("SELECT transactions FROM evaluation.service_months").await, 200);
}

#[tokio::test]
async fn an_import_begins_with_its_header() {
    let evaluation = Evaluation::start().await;
    let refused = evaluation.import_complaints(pb::ImportHeader::default(), &[]).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["header.parent"]);
    let request = evaluation.harness.request(ANALYST, tokio_stream::iter([pb::ImportServiceVolumesRequest::default()]));
    let refused = evaluation.complaints.clone().import_service_volumes(request).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["header"]);
}

#[tokio::test]
async fn many_rows_are_taken_in_chunks() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let mut rows: Vec<_> =
        (0..2_500).map(|n| complaint(&format!("lapor-{n}"), &service, "2025-10-03T02:00:00Z")).collect();
    rows.push(rows[0].clone());
    let report = evaluation.import_complaints(header(), &rows).await.unwrap();
    assert_eq!((report.accepted, places(&report.errors)), (2_500, vec![(2_501, "external_id")]));
    assert_eq!(evaluation.harness.number(COMPLAINTS).await, 2_500);
}

#[tokio::test]
async fn two_imports_at_once_take_each_complaint_once() {
    let mut evaluation = Evaluation::start().await;
    let service = evaluation.service("Pendaftaran pasien").await;
    let rows: Vec<_> = (0..500).map(|n| complaint(&format!("lapor-{n}"), &service, "2025-10-03T02:00:00Z")).collect();
    let evaluation = std::sync::Arc::new(evaluation);
    let calls = (0..4).map(|n| {
        let (evaluation, mut rows) = (evaluation.clone(), rows.clone());
        rows.rotate_left(n * 100);
        tokio::spawn(async move { evaluation.import_complaints(header(), &rows).await })
    });
    let (good, bad) = at_once(calls.collect()).await;
    assert!(bad.is_empty(), "{bad:?}");
    assert!(good.iter().all(|report| report.accepted == 500));
    assert_eq!(evaluation.harness.number(COMPLAINTS).await, 500);
}
