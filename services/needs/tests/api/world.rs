//! What people do with the service, in one line each: position maps, sheets, proposals and their way.

use crate::{ANALYST, AUTHORITY, MINISTRY, Needs, PARENT, PUSKESMAS, VERIFIER, anonymous};
use contracts::{google::r#type::Date, needs::v1 as pb};
use tonic::Status;

/// The steps that only move a proposal on.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Submit,
    Verify,
    Approve,
    Send,
}

/// All of them, in order.
pub const STEPS: [Step; 4] = [Step::Submit, Step::Verify, Step::Approve, Step::Send];

/// What heads an import; not strict, no request id.
pub fn header() -> pb::ImportHeader {
    pb::ImportHeader { parent: PARENT.into(), ..Default::default() }
}

/// A row of the position map of the puskesmas.
pub fn position_row(title: &str, incumbents: i32) -> pb::PositionRow {
    pb::PositionRow { unit_path: PUSKESMAS.into(), title: title.into(), incumbents, job_class: 7, ..Default::default() }
}

/// A row of a sheet: `volume` results a year, `minutes` each.
pub fn workload_row(title: &str, volume: &str, minutes: &str) -> pb::WorkloadRow {
    let task = pb::WorkloadTask {
        description: "verifikasi cuti".into(),
        result_unit: "berkas".into(),
        volume: volume.into(),
        period: "year".into(),
        minutes_per_unit: minutes.into(),
        ..Default::default()
    };
    pb::WorkloadRow { unit_path: PUSKESMAS.into(), title: title.into(), task: Some(task) }
}

/// Seats of the general kind.
pub fn item(position: &pb::Position, seats: i32) -> pb::ProposalItem {
    pb::ProposalItem {
        position: position.name.clone(),
        kind: pb::NeedKind::General.into(),
        seats,
        education: vec!["D-III KEBIDANAN".into(), "D-IV KEBIDANAN".into()],
        seats_determined: 0,
    }
}

/// A draft for 2025.
pub fn create(items: &[pb::ProposalItem]) -> pb::CreateProposalRequest {
    pb::CreateProposalRequest { parent: PARENT.into(), year: 2025, items: items.to_vec(), ..Default::default() }
}

/// The minister's decision that gives all that was asked for.
pub fn determine(proposal: &pb::Proposal) -> pb::DetermineProposalRequest {
    pb::DetermineProposalRequest {
        name: proposal.name.clone(),
        etag: proposal.etag.clone(),
        decision_number: "KEP 350/2024".into(),
        decision_date: Some(Date { year: 2024, month: 8, day: 1 }),
        total_seats: proposal.seats,
        item_seats: Vec::new(),
        request_id: String::new(),
    }
}

impl Needs {
    /// Imports a position map as an analyst.
    pub async fn import_positions(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::PositionRow],
    ) -> Result<pb::ImportPositionsResponse, Status> {
        use pb::import_positions_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportPositionsRequest { part: Some(part) }).collect();
        let request = self.harness.request(ANALYST, tokio_stream::iter(messages));
        Ok(self.positions.clone().import_positions(request).await?.into_inner())
    }

    /// Imports sheets as an analyst.
    pub async fn import_workload(
        &self,
        header: pb::ImportHeader,
        rows: &[pb::WorkloadRow],
    ) -> Result<pb::ImportWorkloadResponse, Status> {
        use pb::import_workload_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportWorkloadRequest { part: Some(part) }).collect();
        let request = self.harness.request(ANALYST, tokio_stream::iter(messages));
        Ok(self.positions.clone().import_workload(request).await?.into_inner())
    }

    /// A position of the puskesmas without a workload.
    pub async fn position(&self, title: &str, incumbents: i32) -> pb::Position {
        self.import_positions(header(), &[position_row(title, incumbents)]).await.unwrap();
        self.list_positions().await.into_iter().find(|position| position.title == title).unwrap()
    }

    /// A position of the puskesmas that needs `required` people.
    pub async fn lacking(&self, title: &str, incumbents: i32, required: i32) -> pb::Position {
        let position = self.position(title, incumbents).await;
        let rows = [workload_row(title, &required.to_string(), "75000")];
        self.import_workload(header(), &rows).await.unwrap();
        self.get(&position).await
    }

    pub async fn list_positions(&self) -> Vec<pb::Position> {
        let request = pb::ListPositionsRequest { parent: PARENT.into(), page_size: 1000, ..Default::default() };
        self.positions.clone().list_positions(anonymous(request)).await.unwrap().into_inner().positions
    }

    pub async fn get(&self, position: &pb::Position) -> pb::Position {
        let request = pb::GetPositionRequest { name: position.name.clone() };
        self.positions.clone().get_position(anonymous(request)).await.unwrap().into_inner()
    }

    pub async fn create(&self, request: pb::CreateProposalRequest) -> Result<pb::Proposal, Status> {
        let request = self.harness.request(ANALYST, request);
        Ok(self.proposals.clone().create_proposal(request).await?.into_inner())
    }

    pub async fn draft(&self, items: &[pb::ProposalItem]) -> pb::Proposal {
        self.create(create(items)).await.unwrap()
    }

    pub async fn read(&self, proposal: &pb::Proposal) -> pb::Proposal {
        let request = self.harness.request(ANALYST, pb::GetProposalRequest { name: proposal.name.clone() });
        self.proposals.clone().get_proposal(request).await.unwrap().into_inner()
    }

    /// One step, as whoever may take it.
    pub async fn step(&self, step: Step, proposal: &pb::Proposal) -> Result<pb::Proposal, Status> {
        self.step_once(step, proposal, "").await
    }

    /// The same with a request id.
    pub async fn step_once(
        &self,
        step: Step,
        proposal: &pb::Proposal,
        request_id: &str,
    ) -> Result<pb::Proposal, Status> {
        let (harness, mut client) = (&self.harness, self.proposals.clone());
        let (name, etag, request_id) = (proposal.name.clone(), proposal.etag.clone(), request_id.to_owned());
        let answer = match step {
            Step::Submit => {
                let request = pb::SubmitProposalRequest { name, etag, request_id };
                client.submit_proposal(harness.request(ANALYST, request)).await
            }
            Step::Verify => {
                let request = pb::VerifyProposalRequest { name, etag, request_id };
                client.verify_proposal(harness.request(VERIFIER, request)).await
            }
            Step::Approve => {
                let request = pb::ApproveProposalRequest { name, etag, request_id };
                client.approve_proposal(harness.request(AUTHORITY, request)).await
            }
            Step::Send => {
                let request = pb::SendProposalRequest { name, etag, request_id };
                client.send_proposal(harness.request(VERIFIER, request)).await
            }
        };
        Ok(answer?.into_inner())
    }

    /// The verifier sends a proposal back.
    pub async fn give_back(&self, proposal: &pb::Proposal, reason: &str) -> Result<pb::Proposal, Status> {
        let (name, etag) = (proposal.name.clone(), proposal.etag.clone());
        let request = pb::ReturnProposalRequest { name, etag, reason: reason.into(), request_id: String::new() };
        let request = self.harness.request(VERIFIER, request);
        Ok(self.proposals.clone().return_proposal(request).await?.into_inner())
    }

    pub async fn determine(&self, request: pb::DetermineProposalRequest) -> Result<pb::Proposal, Status> {
        let request = self.harness.request(MINISTRY, request);
        Ok(self.proposals.clone().determine_proposal(request).await?.into_inner())
    }

    /// A proposal that went all the way to the ministry.
    pub async fn sent(&self, request: pb::CreateProposalRequest) -> pb::Proposal {
        let mut proposal = self.create(request).await.unwrap();
        for step in STEPS {
            proposal = self.step(step, &proposal).await.unwrap();
        }
        proposal
    }

    /// Needs of these items, determined as proposed, in their order.
    pub async fn determined(&self, items: &[pb::ProposalItem]) -> Vec<pb::Need> {
        let sent = self.sent(create(items)).await;
        self.determine(determine(&sent)).await.unwrap();
        let needs = self.list_needs().await;
        needs.into_iter().filter(|need| need.proposal == sent.name).collect()
    }

    pub async fn list_needs(&self) -> Vec<pb::Need> {
        let request = pb::ListNeedsRequest { parent: PARENT.into(), ..Default::default() };
        self.proposals.clone().list_needs(anonymous(request)).await.unwrap().into_inner().needs
    }
}
