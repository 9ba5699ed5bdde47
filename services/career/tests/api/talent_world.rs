//! What tests of boxes, pools and transfers stand on. It is 2 May 2025.

use crate::{Career, HR, promotions::id_of};
use contracts::{
    career::v1::{
        self as pb, succession_service_client::SuccessionServiceClient,
        talent_box_service_client::TalentBoxServiceClient, transfer_service_client::TransferServiceClient,
    },
    google::r#type::Date,
};
use platform::testing::TENANT;
use tonic::{Request, Response, Status, transport::Channel};
use uuid::Uuid;

pub(crate) const PPK: &[&str] = &["appointing_authority"];

pub(crate) type Answer<T> = Result<Response<T>, Status>;

/// A service with desks for boxes, succession and transfers.
pub(crate) struct Talent {
    pub(crate) career: Career,
    pub(crate) boxes: TalentBoxServiceClient<Channel>,
    pub(crate) successions: SuccessionServiceClient<Channel>,
    pub(crate) transfers: TransferServiceClient<Channel>,
}

pub(crate) fn on(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

pub(crate) fn parent() -> String {
    format!("instansi/{TENANT}")
}

pub(crate) fn position(number: u128) -> String {
    format!("{}/positions/{}", parent(), Uuid::from_u128(number))
}

pub(crate) fn unit() -> String {
    format!("{}/units/{}", parent(), Uuid::from_u128(9))
}

impl Talent {
    pub(crate) async fn start() -> Self {
        let career = Career::start().await;
        let channel = career.harness.channel.clone();
        let boxes = TalentBoxServiceClient::new(channel.clone());
        let successions = SuccessionServiceClient::new(channel.clone());
        Self { career, boxes, successions, transfers: TransferServiceClient::new(channel) }
    }

    pub(crate) fn asks<M>(&self, roles: &[&str], message: M) -> Request<M> {
        self.career.harness.request(roles, message)
    }

    /// Changes the record of one servant beside the service.
    pub(crate) async fn change(&self, sql: &'static str, servant: &pb::Servant) {
        sqlx::query(sql).bind(id_of(&servant.name)).execute(&self.career.harness.pool).await.unwrap();
    }

    /// A position that needs told of.
    pub(crate) async fn told(&self, number: u128, job: &str) {
        let told = "INSERT INTO career.positions (position, instansi, version, title, unit, unit_path, job_type)
                    VALUES ($1, $2, 1, 'Jabatan', $3, 'KOTA', $4)";
        let query = sqlx::query(told).bind(position(number)).bind(TENANT).bind(unit()).bind(job);
        query.execute(&self.career.harness.pool).await.unwrap();
    }

    /// A civil servant in service since 2010 with a first degree, rated well in 2023 and 2024, who holds a post of this kind on
    /// position 7 since 2020.
    pub(crate) async fn servant(&mut self, number: i64, job: &str) -> pb::Servant {
        let servant = self.career.appointed(number).await;
        let id = id_of(&servant.name);
        let pool = &self.career.harness.pool;
        let held = "UPDATE career.placements SET job_type = $2, title = 'x', valid = daterange('2020-01-01', NULL)
                    WHERE servant_id = $1";
        sqlx::query(held).bind(id).bind(job).execute(pool).await.unwrap();
        for sql in [
            "INSERT INTO career.ratings (servant_id, year, instansi, rating)
             SELECT $1, year, '6571', 'baik' FROM unnest(ARRAY[2023, 2024]) AS year",
            "INSERT INTO career.educations (education_id, servant_id, instansi, level, program, institution, graduation_year,
                                            certificate_number, recognised, record_time)
             VALUES (uuidv7(), $1, '6571', 's1', 'Hukum', 'Universitas Contoh', 2009, '1', true, now())",
            "UPDATE career.servants SET state = 'in_service', appointment_date = '2010-03-01' WHERE servant_id = $1",
        ] {
            self.change(sql, &servant).await;
        }
        servant
    }

    /// The same with a match of 80 and a potential of 82.50: an X of 81.25 and, with a good rating, box 9.
    pub(crate) async fn talented(&mut self, number: i64, job: &str) -> pb::Servant {
        let servant = self.servant(number, job).await;
        let matched = "INSERT INTO career.competency_profiles (servant_id, instansi, position, asked, assessed,
                                                               match_numerator, match_denominator, ruleset, compute_date)
                       SELECT $1, '6571', position, 9, 9, 80, 1, 'x', '2025-05-01' FROM career.placements
                       WHERE servant_id = $1
                       ON CONFLICT (servant_id) DO UPDATE SET (position, asked, assessed, match_numerator, match_denominator,
                                                               ruleset, compute_date)
                           = (excluded.position, 9, 9, 80, 1, excluded.ruleset, excluded.compute_date)";
        self.change(matched, &servant).await;
        let message = potential(&servant, "82.5");
        self.boxes.record_potential(self.career.harness.request(HR, message)).await.unwrap();
        servant
    }

    pub(crate) async fn propose(&mut self, token: &str, most: i32) -> pb::ProposeBoxesResponse {
        let (parent, page_token) = (parent(), token.to_owned());
        let message = pb::ProposeBoxesRequest { parent, page_token, most, request_id: String::new() };
        self.boxes.propose_boxes(self.career.harness.request(HR, message)).await.unwrap().into_inner()
    }

    pub(crate) async fn boxes_of(&mut self, message: pb::ListBoxesRequest) -> pb::ListBoxesResponse {
        let message = pb::ListBoxesRequest { parent: parent(), ..message };
        self.boxes.list_boxes(self.career.harness.request(HR, message)).await.unwrap().into_inner()
    }

    /// The one box of a servant.
    pub(crate) async fn box_of(&mut self, servant: &pb::Servant) -> pb::TalentBox {
        let of = pb::ListBoxesRequest { servant: servant.name.clone(), ..Default::default() };
        self.boxes_of(of).await.talent_boxes.remove(0)
    }

    pub(crate) async fn decide(&mut self, message: pb::DecideBoxRequest) -> Answer<pb::TalentBox> {
        self.boxes.decide_box(self.career.harness.request(PPK, message)).await
    }

    /// A servant in a decided box 9.
    pub(crate) async fn successor(&mut self, number: i64, job: &str) -> pb::Servant {
        let servant = self.talented(number, job).await;
        self.propose("", 0).await;
        let seen = self.box_of(&servant).await;
        self.decide(decision(&seen, 0, "")).await.unwrap();
        servant
    }
}

pub(crate) fn potential(servant: &pb::Servant, score: &str) -> pb::RecordPotentialRequest {
    pb::RecordPotentialRequest {
        parent: servant.name.clone(),
        part: "potential_test".into(),
        score: score.into(),
        assessed_date: on(2024, 3, 1),
        assessor: "Pusat Penilaian".into(),
        reference: "UP/1".into(),
        ..Default::default()
    }
}

pub(crate) fn decision(seen: &pb::TalentBox, number: i32, reason: &str) -> pb::DecideBoxRequest {
    pb::DecideBoxRequest {
        name: seen.name.clone(),
        etag: seen.etag.clone(),
        box_number: number,
        reason: reason.into(),
        request_id: String::new(),
    }
}
