//! Units and services in which nothing happens, beside those that a test is about.

use super::{Office, parent};
use contracts::{evaluation::v1 as pb, needs::v1 as needs};
use jiff::{ToSpan, civil::Date};
use platform::dates;

impl Office {
    /// A unit beside that of the counter, with two who work there.
    pub async fn other_unit(&self, title: &str, job: &str) -> String {
        let row = needs::PositionRow {
            unit_path: format!("PEMERINTAH KOTA CONTOH | {title}"),
            title: job.to_owned(),
            incumbents: 2,
            job_class: 8,
            incumbents_date: Some(contracts::google::r#type::Date { year: 2023, month: 12, day: 31 }),
            ..Default::default()
        };
        let header = needs::ImportHeader { parent: parent(), strict: true, ..Default::default() };
        let parts =
            [needs::import_positions_request::Part::Header(header), needs::import_positions_request::Part::Row(row)];
        let messages = parts.into_iter().map(|part| needs::ImportPositionsRequest { part: Some(part) });
        let messages = tokio_stream::iter(messages.collect::<Vec<_>>());
        let taken = self.calls.positions("analyst").import_positions(messages).await.unwrap().into_inner();
        assert_eq!(taken.accepted, 1);
        self.positions().await[job].unit.clone()
    }

    /// The unit offers a service about which three people complain in each of so many months.
    pub async fn offer_quietly(&self, unit: &str, title: &str, first: Date, months: i64) {
        let request = pb::CreatePublicServiceRequest {
            parent: parent(),
            display_name: title.to_owned(),
            unit: unit.to_owned(),
            request_id: String::new(),
        };
        let service = self.calls.complaints("analyst").create_public_service(request).await.unwrap().into_inner().name;
        let header = || pb::ImportHeader { parent: parent(), strict: true, ..Default::default() };
        let month = |nth: i64| first.saturating_add(nth.months());
        let mut parts = vec![pb::import_complaints_request::Part::Header(header())];
        for (nth, one) in (0..months).flat_map(|nth| (0..3).map(move |one| (nth, one))) {
            let noon = month(nth).at(12, 0, 0, 0).in_tz("Asia/Jakarta").unwrap().timestamp();
            parts.push(pb::import_complaints_request::Part::Row(pb::ComplaintRow {
                external_id: format!("{title}-{nth}-{one}"),
                public_service: service.clone(),
                receive_time: Some(dates::render_time(noon)),
                text: "Obat habis.".to_owned(),
                ..Default::default()
            }));
        }
        let messages = parts.into_iter().map(|part| pb::ImportComplaintsRequest { part: Some(part) });
        self.calls.complaints("integration").import_complaints(tokio_stream::iter(messages)).await.unwrap();
        let mut parts = vec![pb::import_service_volumes_request::Part::Header(header())];
        parts.extend((0..months).map(|nth| {
            pb::import_service_volumes_request::Part::Row(pb::ServiceVolumeRow {
                public_service: service.clone(),
                month: month(nth).strftime("%Y-%m").to_string(),
                transactions: 1000,
            })
        }));
        let messages = parts.into_iter().map(|part| pb::ImportServiceVolumesRequest { part: Some(part) });
        let taken =
            self.calls.complaints("analyst").import_service_volumes(tokio_stream::iter(messages)).await.unwrap();
        assert_eq!((taken.get_ref().accepted, taken.get_ref().services_fell), (months, 0));
    }
}
