//! evaluation: the year's rating, and what the public complains about.

use super::{Office, parent, planning::UNIT, until};
use contracts::{
    evaluation::v1::{self as pb, Rating},
    needs::v1::ListUnitsRequest,
};
use jiff::civil::{Date, date};
use platform::dates;

/// A machine that carries ratings given elsewhere.
const MACHINE: &str = "integration";

/// Complaints in each of fourteen months: twelve as usual, then two of trouble.
const COMPLAINTS: [u16; 14] = [2, 3, 1, 2, 4, 2, 3, 1, 2, 3, 2, 3, 14, 17];

impl Office {
    /// A year of a servant's work, rated and final.
    pub async fn appraise(&self, servant: &str, result: Rating) {
        self.appraise_year(servant, 2025, result).await;
    }

    /// The same of a known year: recorded without a plan, accepted by the servant.
    pub async fn appraise_year(&self, servant: &str, year: i32, result: Rating) {
        let planned = self.write("evaluation", async |request_id| {
            let servant = servant.to_owned();
            let request = pb::CreateAppraisalRequest { parent: parent(), servant, year, request_id };
            self.calls.appraisals(MACHINE).create_appraisal(request).await
        });
        let planned = planned.await.unwrap();
        let superior = self.superior_of(servant).await;
        let unit = self.unit().await;
        let rate = async || {
            let rated = self.write("evaluation", async |request_id| {
                let request = pb::RateAppraisalRequest {
                    name: planned.name.clone(),
                    etag: planned.etag.clone(),
                    result: result.into(),
                    behaviour: Rating::Meets.into(),
                    superior: superior.clone(),
                    unit: unit.clone(),
                    note: "Dinilai di luar sistem".into(),
                    request_id,
                    ..Default::default()
                };
                self.calls.appraisals(MACHINE).rate_appraisal(request).await
            });
            rated.await.ok()
        };
        let rated = until("evaluation has heard of the superior", rate).await;
        let etag = self.accept_rating(servant, year).await;
        let finalised = self.write("evaluation", async |request_id| {
            let request = pb::FinaliseAppraisalRequest {
                name: rated.name.clone(),
                etag: etag.clone(),
                request_id,
                ..Default::default()
            };
            self.calls.appraisals(MACHINE).finalise_appraisal(request).await
        });
        assert_eq!(finalised.await.unwrap().state(), pb::appraisal::State::Final);
    }

    /// A colleague of a servant.
    async fn superior_of(&self, servant: &str) -> String {
        self.servants().await.into_iter().map(|one| one.name).rfind(|name| name != servant).expect("a colleague")
    }

    /// The servant reads the rating and accepts it, by an account of the same name. Returns the version since.
    async fn accept_rating(&self, servant: &str, year: i32) -> String {
        let linked = self.write("evaluation", async |request_id| {
            let (servant, account) = (servant.to_owned(), servant.to_owned());
            let request = pb::LinkServantAccountRequest { parent: parent(), servant, account, request_id };
            self.calls.servant_accounts("hr_officer").link_servant_account(request).await
        });
        assert!(linked.await.unwrap().linked);
        let mine = pb::GetMySkpPlanRequest { parent: parent(), year };
        let seen = until("the rating is read", async || {
            Some(self.calls.own_views(servant).get_my_skp_plan(mine.clone()).await.ok()?.into_inner())
        });
        let seen = seen.await;
        let accepted = self.write("evaluation", async |request_id| {
            let (name, etag) = (seen.name.clone(), seen.etag.clone());
            let request = pb::AcceptSkpRatingRequest { name, etag, request_id };
            self.calls.own_plans(servant).accept_skp_rating(request).await
        });
        accepted.await.unwrap().etag
    }

    /// The unit offers a service, and after a quiet year people complain. Returns the service.
    pub async fn complain(&self) -> String {
        let service = self.offer_service("Pendaftaran pasien").await;
        assert_eq!(self.report(&service, date(2024, 9, 1), &COMPLAINTS).await.services_fell, 1);
        service
    }

    /// From a month on, so many complain about a service each month, and a thousand use it.
    pub async fn report(&self, service: &str, first: Date, complaints: &[u16]) -> pb::ImportServiceVolumesResponse {
        let month = |nth: usize| first.saturating_add(jiff::Span::new().months(nth as i64));
        let of_month = |(nth, count): (usize, &u16)| (0..*count).map(move |one| (nth, one)).collect::<Vec<_>>();
        let row = |(nth, one): (usize, u16)| pb::ComplaintRow {
            external_id: format!("{}-{one}", month(nth)),
            public_service: service.to_owned(),
            receive_time: Some(dates::render_time(
                month(nth).at(12, 0, 0, 0).in_tz("Asia/Jakarta").unwrap().timestamp(),
            )),
            text: "Antrean terlalu panjang.".to_owned(),
            ..Default::default()
        };
        let imported = self.write("evaluation", async |request_id| {
            let header = pb::ImportHeader { parent: parent(), strict: true, request_id };
            let mut parts = vec![pb::import_complaints_request::Part::Header(header)];
            let rows = complaints.iter().enumerate().flat_map(of_month).map(row);
            parts.extend(rows.map(pb::import_complaints_request::Part::Row));
            let messages = parts.into_iter().map(|part| pb::ImportComplaintsRequest { part: Some(part) });
            self.calls.complaints("integration").import_complaints(tokio_stream::iter(messages)).await
        });
        assert_eq!(imported.await.unwrap().accepted, complaints.iter().copied().map(i64::from).sum::<i64>());
        let row = |nth: usize| pb::ServiceVolumeRow {
            public_service: service.to_owned(),
            month: month(nth).strftime("%Y-%m").to_string(),
            transactions: 1000,
        };
        let counted = self.write("evaluation", async |request_id| {
            let header = pb::ImportHeader { parent: parent(), strict: true, request_id };
            let mut parts = vec![pb::import_service_volumes_request::Part::Header(header)];
            parts.extend((0..complaints.len()).map(row).map(pb::import_service_volumes_request::Part::Row));
            let messages = parts.into_iter().map(|part| pb::ImportServiceVolumesRequest { part: Some(part) });
            self.calls.complaints("analyst").import_service_volumes(tokio_stream::iter(messages)).await
        });
        counted.await.unwrap()
    }

    async fn unit(&self) -> String {
        let request = ListUnitsRequest { parent: parent(), path_contains: UNIT.to_owned(), ..Default::default() };
        let units = until("units are read", async || {
            Some(self.calls.positions("analyst").list_units(request.clone()).await.ok()?.into_inner().units)
        });
        units.await[0].name.clone()
    }

    pub async fn offer_service(&self, title: &str) -> String {
        let unit = self.unit().await;
        let offered = self.write("evaluation", async |request_id| {
            let (display_name, unit) = (title.to_owned(), unit.clone());
            let request = pb::CreatePublicServiceRequest { parent: parent(), display_name, unit, request_id };
            self.calls.complaints("analyst").create_public_service(request).await
        });
        offered.await.unwrap().name
    }
}
