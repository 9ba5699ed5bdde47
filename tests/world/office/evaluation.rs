//! evaluation: the year's rating, and what the public complains about.

use super::{Office, parent, planning::UNIT};
use contracts::{
    evaluation::v1::{self as pb, Rating},
    needs::v1::ListUnitsRequest,
};
use jiff::civil::date;
use platform::dates;

/// Complaints in each of fourteen months: twelve as usual, then two of trouble.
const COMPLAINTS: [u16; 14] = [2, 3, 1, 2, 4, 2, 3, 1, 2, 3, 2, 3, 14, 17];

impl Office {
    /// A year of a servant's work, rated and final.
    pub async fn appraise(&self, servant: &str, result: Rating) {
        self.appraise_year(servant, 2025, result).await;
    }

    /// The same of a known year.
    pub async fn appraise_year(&self, servant: &str, year: i32, result: Rating) {
        let planned = self.write("evaluation", async |request_id| {
            let servant = servant.to_owned();
            let request = pb::CreateAppraisalRequest { parent: parent(), servant, year, request_id };
            self.calls.appraisals("rater").create_appraisal(request).await
        });
        let planned = planned.await.unwrap();
        let rated = self.write("evaluation", async |request_id| {
            let request = pb::RateAppraisalRequest {
                name: planned.name.clone(),
                etag: planned.etag.clone(),
                result: result.into(),
                behaviour: Rating::Meets.into(),
                request_id,
            };
            self.calls.appraisals("rater").rate_appraisal(request).await
        });
        let rated = rated.await.unwrap();
        let finalised = self.write("evaluation", async |request_id| {
            let (name, etag) = (rated.name.clone(), rated.etag.clone());
            let request = pb::FinaliseAppraisalRequest { name, etag, request_id };
            self.calls.appraisals("rater").finalise_appraisal(request).await
        });
        assert_eq!(finalised.await.unwrap().state(), pb::appraisal::State::Final);
    }

    /// The unit offers a service, and after a quiet year people complain. Returns the service.
    pub async fn complain(&self) -> String {
        let service = self.offer_service("Pendaftaran pasien").await;
        let month = |nth: usize| date(2024, 9, 1).saturating_add(jiff::Span::new().months(nth as i64));
        let of_month = |(nth, count): (usize, &u16)| (0..*count).map(move |one| (nth, one)).collect::<Vec<_>>();
        let row = |(nth, one): (usize, u16)| pb::ComplaintRow {
            external_id: format!("{nth}-{one}"),
            public_service: service.clone(),
            receive_time: Some(dates::render_time(
                month(nth).at(12, 0, 0, 0).in_tz("Asia/Jakarta").unwrap().timestamp(),
            )),
            text: "Antrean terlalu panjang.".to_owned(),
        };
        let imported = self.write("evaluation", async |request_id| {
            let header = pb::ImportHeader { parent: parent(), strict: true, request_id };
            let mut parts = vec![pb::import_complaints_request::Part::Header(header)];
            let rows = COMPLAINTS.iter().enumerate().flat_map(of_month).map(row);
            parts.extend(rows.map(pb::import_complaints_request::Part::Row));
            let messages = parts.into_iter().map(|part| pb::ImportComplaintsRequest { part: Some(part) });
            self.calls.complaints("integration").import_complaints(tokio_stream::iter(messages)).await
        });
        assert_eq!(imported.await.unwrap().accepted, i64::from(COMPLAINTS.iter().sum::<u16>()));
        let row = |nth: usize| pb::ServiceVolumeRow {
            public_service: service.clone(),
            month: month(nth).strftime("%Y-%m").to_string(),
            transactions: 1000,
        };
        let counted = self.write("evaluation", async |request_id| {
            let header = pb::ImportHeader { parent: parent(), strict: true, request_id };
            let mut parts = vec![pb::import_service_volumes_request::Part::Header(header)];
            parts.extend((0..COMPLAINTS.len()).map(row).map(pb::import_service_volumes_request::Part::Row));
            let messages = parts.into_iter().map(|part| pb::ImportServiceVolumesRequest { part: Some(part) });
            self.calls.complaints("analyst").import_service_volumes(tokio_stream::iter(messages)).await
        });
        assert_eq!(counted.await.unwrap().services_fell, 1);
        service
    }

    async fn offer_service(&self, title: &str) -> String {
        let request = ListUnitsRequest { parent: parent(), path_contains: UNIT.to_owned(), ..Default::default() };
        let units = self.calls.positions("analyst").list_units(request).await.unwrap().into_inner().units;
        let offered = self.write("evaluation", async |request_id| {
            let (display_name, unit) = (title.to_owned(), units[0].name.clone());
            let request = pb::CreatePublicServiceRequest { parent: parent(), display_name, unit, request_id };
            self.calls.complaints("analyst").create_public_service(request).await
        });
        offered.await.unwrap().name
    }
}
