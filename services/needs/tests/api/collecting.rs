//! What people do with campaigns of data collection, in one line each.

use crate::{
    ANALYST, Needs, PARENT, anonymous,
    world::{header, position_row},
};
use contracts::needs::v1::{
    self as pb, campaign::Audience, campaign_service_client::CampaignServiceClient, question::Kind,
};
use prost_types::Timestamp;
use tonic::{Response, Status, transport::Channel};

impl Needs {
    pub fn campaigns(&self) -> CampaignServiceClient<Channel> {
        CampaignServiceClient::new(self.harness.channel.clone())
    }

    pub async fn write_campaign(&self, request: pb::CreateCampaignRequest) -> Result<pb::Campaign, Status> {
        self.campaigns().create_campaign(self.harness.request(ANALYST, request)).await.map(Response::into_inner)
    }

    pub async fn open_campaign(&self, campaign: &pb::Campaign) -> Result<pb::Campaign, Status> {
        let (name, etag) = (campaign.name.clone(), campaign.etag.clone());
        let request = self.harness.request(ANALYST, pb::OpenCampaignRequest { name, etag, ..Default::default() });
        self.campaigns().open_campaign(request).await.map(Response::into_inner)
    }

    pub async fn close_campaign(&self, campaign: &pb::Campaign) -> Result<pb::Campaign, Status> {
        let (name, etag) = (campaign.name.clone(), campaign.etag.clone());
        let request = self.harness.request(ANALYST, pb::CloseCampaignRequest { name, etag, ..Default::default() });
        self.campaigns().close_campaign(request).await.map(Response::into_inner)
    }

    pub async fn opened_campaign(&self, request: pb::CreateCampaignRequest) -> pb::Campaign {
        let draft = self.write_campaign(request).await.unwrap();
        self.open_campaign(&draft).await.unwrap()
    }

    pub async fn read_campaign(&self, name: &str) -> Result<pb::Campaign, Status> {
        let request = anonymous(pb::GetCampaignRequest { name: name.into() });
        self.campaigns().get_campaign(request).await.map(Response::into_inner)
    }

    pub async fn answer_freely(
        &self,
        request: pb::SubmitResponseRequest,
    ) -> Result<pb::SubmitResponseResponse, Status> {
        self.campaigns().submit_response(anonymous(request)).await.map(Response::into_inner)
    }

    pub async fn submit_unit(
        &self,
        campaign: &pb::Campaign,
        unit: &str,
        answers: &[(&str, &str)],
    ) -> Result<pb::CampaignResponse, Status> {
        let (campaign, unit, answers) = (campaign.name.clone(), unit.to_owned(), given(answers));
        let request = pb::SubmitUnitResponseRequest { campaign, unit, answers, ..Default::default() };
        let request = self.harness.request(&["hr_officer"], request);
        self.campaigns().submit_unit_response(request).await.map(Response::into_inner)
    }

    pub async fn responses(&self, campaign: &pb::Campaign) -> Vec<pb::CampaignResponse> {
        let request = pb::ListResponsesRequest { campaign: campaign.name.clone(), ..Default::default() };
        let listed = self.campaigns().list_responses(self.harness.request(ANALYST, request)).await;
        listed.unwrap().into_inner().responses
    }

    pub async fn completeness(&self, campaign: &pb::Campaign, missing: bool) -> pb::Completeness {
        let request = pb::GetCompletenessRequest { campaign: campaign.name.clone(), missing, ..Default::default() };
        self.campaigns().get_completeness(self.harness.request(ANALYST, request)).await.unwrap().into_inner()
    }

    /// Three units with a position each; their names, in the order of their paths.
    pub async fn three_units(&self) -> Vec<String> {
        let rows = ["A", "B", "C"].map(|path| pb::PositionRow { unit_path: path.into(), ..position_row("Bidan", 1) });
        self.import_positions(header(), &rows).await.unwrap();
        self.list_positions().await.into_iter().map(|position| position.unit).collect()
    }
}

pub fn at(text: &str) -> Option<Timestamp> {
    let time: jiff::Timestamp = text.parse().unwrap();
    Some(Timestamp { seconds: time.as_second(), nanos: 0 })
}

pub fn question(code: &str, required: bool, kind: Kind) -> pb::Question {
    pb::Question { code: code.into(), wording: "Berapa?".into(), required, kind: Some(kind) }
}

pub fn visits(service_volume: bool) -> pb::Question {
    let (least, most, unit) = ("0".into(), "1000000".into(), "pasien per tahun".into());
    question("visits", true, Kind::Number(pb::NumberKind { least, most, unit, service_volume }))
}

/// A campaign of March 2024 with a question of each kind.
pub fn campaign(audience: Audience) -> pb::CreateCampaignRequest {
    let options = vec!["baik".into(), "rusak".into()];
    pb::CreateCampaignRequest {
        parent: PARENT.into(),
        title: "Beban layanan puskesmas".into(),
        description: "Dasar ABK 2025".into(),
        audience: audience.into(),
        units: Vec::new(),
        questions: vec![
            visits(audience == Audience::Units),
            question("building", false, Kind::Choice(pb::ChoiceKind { options })),
            question("note", false, Kind::Text(pb::TextKind { longest: 20 })),
        ],
        open_time: at("2024-03-04T00:00:00Z"),
        close_time: at("2024-03-31T17:00:00Z"),
        request_id: String::new(),
    }
}

pub fn given(answers: &[(&str, &str)]) -> Vec<pb::Answer> {
    let given = |(question, value): &(&str, &str)| pb::Answer { question: (*question).into(), value: (*value).into() };
    answers.iter().map(given).collect()
}

pub fn submit(campaign: &pb::Campaign, code: &str, answers: &[(&str, &str)]) -> pb::SubmitResponseRequest {
    let (campaign, follow_up_code) = (campaign.name.clone(), code.to_owned());
    pb::SubmitResponseRequest { campaign, answers: given(answers), follow_up_code, request_id: String::new() }
}
