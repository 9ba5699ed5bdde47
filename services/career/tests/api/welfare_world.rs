//! Civil servants in a post of class 8 in one unit, and everything of welfare that can be asked about them.

use crate::{Career, HR, promotions::id_of, record::date};
use contracts::{
    career::v1::{
        self as pb, allowance_service_client::AllowanceServiceClient, award_service_client::AwardServiceClient,
        facility_service_client::FacilityServiceClient, pay_service_client::PayServiceClient,
        welfare_report_service_client::WelfareReportServiceClient,
    },
    needs::events::v1::PositionDefined,
};
use platform::testing::{TENANT, reason};
use tonic::{Code, Response, Status, transport::Channel};
use uuid::Uuid;

pub(crate) const PPK: &[&str] = &["appointing_authority"];

pub(crate) type Answer<T> = Result<Response<T>, Status>;

/// Code and reason of a refusal.
pub(crate) fn refusal<T>(answer: Answer<T>) -> (Code, String) {
    let status = answer.map(drop).unwrap_err();
    (status.code(), reason(&status))
}

pub(crate) fn parent() -> String {
    format!("instansi/{TENANT}")
}

pub(crate) fn unit() -> String {
    format!("{}/units/{}", parent(), Uuid::from_u128(5))
}

/// The service and its welfare. It is 2 May 2025.
pub(crate) struct Office {
    pub(crate) career: Career,
    pub(crate) pays: PayServiceClient<Channel>,
    pub(crate) allowances: AllowanceServiceClient<Channel>,
    pub(crate) facilities: FacilityServiceClient<Channel>,
    pub(crate) awards: AwardServiceClient<Channel>,
    pub(crate) reports: WelfareReportServiceClient<Channel>,
    people: i64,
}

impl Office {
    pub(crate) async fn start() -> Self {
        let career = Career::start().await;
        let position = PositionDefined {
            position: format!("{}/positions/{}", parent(), Uuid::from_u128(7)),
            version: 1,
            title: "Analis Kebijakan".into(),
            unit: unit(),
            unit_path: "Dinas Kesehatan | Bidang Pelayanan".into(),
            sector: "health".into(),
            job_type: "pelaksana".into(),
            job_level: String::new(),
            job_class: 8,
        };
        career.harness.deliver("needs", 1, &position.position, &position).await.unwrap();
        career.harness.applied("needs", 1).await;
        let channel = career.harness.channel.clone();
        Self {
            pays: PayServiceClient::new(channel.clone()),
            allowances: AllowanceServiceClient::new(channel.clone()),
            facilities: FacilityServiceClient::new(channel.clone()),
            awards: AwardServiceClient::new(channel.clone()),
            reports: WelfareReportServiceClient::new(channel),
            career,
            people: 0,
        }
    }

    /// A civil servant since 2015, rated well in 2023 and 2024, in a rank since a day with no years in it.
    pub(crate) async fn servant(&mut self, rank: &str, since: &str) -> String {
        self.people += 1;
        let servant = self.career.appointed(self.people).await.name;
        let pool = &self.career.harness.pool;
        let held =
            "INSERT INTO career.ranks (rank_id, servant_id, instansi, rank, kind, valid, service_years, service_months,
                                       decree_number, record_time)
             VALUES (uuidv7(), $1, $2, $3, '211', daterange($4::date, NULL), 0, 0, '1/SK', now())";
        sqlx::query(held).bind(id_of(&servant)).bind(TENANT).bind(rank).bind(since).execute(pool).await.unwrap();
        let rated = "INSERT INTO career.ratings (servant_id, year, instansi, rating)
                     SELECT $1, year, $2, 'baik' FROM unnest(ARRAY[2023, 2024]) AS year";
        sqlx::query(rated).bind(id_of(&servant)).bind(TENANT).execute(pool).await.unwrap();
        self.change(
            "UPDATE career.servants SET state = 'in_service', appointment_date = '2015-05-01' WHERE servant_id = $1",
            &servant,
        )
        .await;
        let placed = "UPDATE career.placements SET valid = daterange('2023-01-01', NULL) WHERE servant_id = $1";
        self.change(placed, &servant).await;
        servant
    }

    /// A servant whose raise from 0 to 2 years is due since 1 February 2025.
    pub(crate) async fn due(&mut self) -> String {
        self.servant("III/a", "2023-02-01").await
    }

    /// Changes the record of one servant beside the service.
    pub(crate) async fn change(&self, sql: &'static str, servant: &str) {
        sqlx::query(sql).bind(id_of(servant)).execute(&self.career.harness.pool).await.unwrap();
    }

    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        self.career.harness.number(sql).await
    }

    pub(crate) async fn salary(&mut self, servant: &str, day: Option<(i32, i32, i32)>) -> Answer<pb::Salary> {
        let day = day.and_then(|(year, month, day)| date(year, month, day));
        let request = pb::GetSalaryRequest { servant: servant.into(), day };
        self.pays.get_salary(self.career.harness.request(HR, request)).await
    }

    pub(crate) async fn grant(&mut self, request: pb::GrantRaiseRequest) -> Answer<pb::Raise> {
        self.pays.grant_raise(self.career.harness.request(HR, request)).await
    }

    pub(crate) async fn withdraw(&mut self, request: pb::WithdrawRaiseRequest) -> Answer<pb::Raise> {
        self.pays.withdraw_raise(self.career.harness.request(HR, request)).await
    }

    pub(crate) async fn record_allowance(&mut self, request: pb::RecordAllowanceRequest) -> Answer<pb::Allowance> {
        self.allowances.record_allowance(self.career.harness.request(HR, request)).await
    }

    pub(crate) async fn grant_facility(&mut self, request: pb::GrantFacilityRequest) -> Answer<pb::Facility> {
        self.facilities.grant_facility(self.career.harness.request(HR, request)).await
    }

    pub(crate) async fn compute_awards(&mut self, request: pb::ComputeAwardsRequest) -> Answer<pb::AwardRun> {
        self.awards.compute_awards(self.career.harness.request(HR, request)).await
    }

    pub(crate) async fn approve(&mut self, run: &pb::AwardRun) -> Answer<pb::AwardRun> {
        let request =
            pb::ApproveAwardRunRequest { name: run.name.clone(), etag: run.etag.clone(), request_id: String::new() };
        self.awards.approve_award_run(self.career.harness.request(PPK, request)).await
    }
}

/// The raise of `Office::due`, three months late.
pub(crate) fn raise(servant: &str) -> pb::GrantRaiseRequest {
    pb::GrantRaiseRequest {
        parent: servant.into(),
        effective_date: date(2025, 2, 1),
        paid_from: date(2025, 5, 1),
        decree_number: "822/1/KGB".into(),
        decree_date: date(2025, 4, 20),
        request_id: String::new(),
    }
}

/// April 2025, rated well, with two unexcused days.
pub(crate) fn april(servant: &str) -> pb::RecordAllowanceRequest {
    pb::RecordAllowanceRequest {
        parent: servant.into(),
        month: date(2025, 4, 1),
        rating: "baik".into(),
        absences: vec![pb::AllowanceAbsence { code: "unexcused_day".into(), count: 2 }],
        request_id: String::new(),
        replaces: String::new(),
    }
}

pub(crate) fn car(servant: &str) -> pb::GrantFacilityRequest {
    pb::GrantFacilityRequest {
        parent: servant.into(),
        kind: pb::facility::Kind::Vehicle.into(),
        display_name: "Mobil dinas".into(),
        inventory_number: "02.03.01.01".into(),
        start_date: date(2025, 1, 10),
        decree_number: "028/7".into(),
        ..Default::default()
    }
}

pub(crate) fn awards_of_2024(budget_rupiah: i64) -> pb::ComputeAwardsRequest {
    pb::ComputeAwardsRequest {
        parent: parent(),
        year: 2024,
        award_rupiah: 1_000_000,
        budget_rupiah,
        request_id: String::new(),
    }
}
