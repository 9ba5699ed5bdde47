//! What people do with drafts from files and at the ministry, in one line each.

use crate::{ANALYST, AUTHORITY, MINISTRY, Needs, PARENT, PUSKESMAS, VERIFIER};
use contracts::{
    google::r#type::Date,
    needs::v1::{
        self as pb, determination_service_client::DeterminationServiceClient, draft_service_client::DraftServiceClient,
        opinion::Finding,
    },
};
use tonic::{Response, Status, transport::Channel};

/// A day before the last one.
pub const DAY: Option<Date> = Some(Date { year: 2024, month: 3, day: 20 });

/// A row of a file about the puskesmas.
pub fn row(title: &str, kind: pb::NeedKind, seats: i32) -> pb::FormationRow {
    pb::FormationRow {
        unit_path: PUSKESMAS.into(),
        title: title.into(),
        kind: kind.into(),
        seats,
        education: vec!["D-III KEBIDANAN".into(), "D-IV KEBIDANAN".into()],
        pay_min: 0,
        pay_max: 0,
    }
}

/// What heads rows about a proposal.
pub fn about(proposal: &pb::Proposal) -> pb::FormationHeader {
    pb::FormationHeader {
        parent: PARENT.into(),
        proposal: proposal.name.clone(),
        etag: proposal.etag.clone(),
        ..Default::default()
    }
}

/// A letter with a finding.
pub fn opinion(finding: Finding) -> Option<pb::Opinion> {
    Some(pb::Opinion { number: "B/7".into(), date: DAY, finding: finding.into() })
}

/// A decision about the totals.
pub fn decide_totals(proposal: &pb::Proposal, totals: &[(pb::NeedKind, i64)]) -> pb::DetermineTotalsRequest {
    let seats = |(kind, seats): &(pb::NeedKind, i64)| pb::KindSeats { kind: (*kind).into(), seats: *seats };
    pb::DetermineTotalsRequest {
        name: proposal.name.clone(),
        etag: proposal.etag.clone(),
        decision_number: "KEP 320/2024".into(),
        decision_date: DAY,
        totals: totals.iter().map(seats).collect(),
        request_id: String::new(),
    }
}

impl Needs {
    pub fn drafts(&self) -> DraftServiceClient<Channel> {
        DraftServiceClient::new(self.harness.channel.clone())
    }

    pub fn determinations(&self) -> DeterminationServiceClient<Channel> {
        DeterminationServiceClient::new(self.harness.channel.clone())
    }

    /// A draft without items.
    pub async fn empty_draft(&self, year: i32) -> pb::Proposal {
        let request = pb::DraftProposalRequest { parent: PARENT.into(), year, ..Default::default() };
        self.drafts().draft_proposal(self.harness.request(ANALYST, request)).await.unwrap().into_inner()
    }

    pub async fn import_items(
        &self,
        header: pb::FormationHeader,
        rows: &[pb::FormationRow],
    ) -> Result<pb::ImportProposalItemsResponse, Status> {
        use pb::import_proposal_items_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ImportProposalItemsRequest { part: Some(part) }).collect();
        let request = self.harness.request(ANALYST, tokio_stream::iter(messages));
        Ok(self.drafts().import_proposal_items(request).await?.into_inner())
    }

    pub async fn sign(&self, proposal: &pb::Proposal) -> Result<pb::Proposal, Status> {
        let statement = pb::Statement { number: "SPTJM/1".into(), date: DAY, sha256: "aB".repeat(32) };
        let request = pb::SignStatementRequest {
            name: proposal.name.clone(),
            etag: proposal.etag.clone(),
            statement: Some(statement),
            request_id: String::new(),
        };
        let request = self.harness.request(AUTHORITY, request);
        self.determinations().sign_statement(request).await.map(Response::into_inner)
    }

    pub async fn note_ministry(&self, proposal: &pb::Proposal, finding: Finding) -> Result<pb::Proposal, Status> {
        let (name, etag) = (proposal.name.clone(), proposal.etag.clone());
        let request =
            pb::NoteMinistryVerificationRequest { name, etag, opinion: opinion(finding), ..Default::default() };
        let request = self.harness.request(MINISTRY, request);
        self.determinations().note_ministry_verification(request).await.map(Response::into_inner)
    }

    pub async fn note_bkn(&self, proposal: &pb::Proposal, finding: Finding) -> Result<pb::Proposal, Status> {
        let (name, etag) = (proposal.name.clone(), proposal.etag.clone());
        let opinion = opinion(finding);
        let request = pb::NoteTechnicalConsiderationRequest { name, etag, opinion, ..Default::default() };
        let request = self.harness.request(MINISTRY, request);
        self.determinations().note_technical_consideration(request).await.map(Response::into_inner)
    }

    pub async fn determine_totals(&self, request: pb::DetermineTotalsRequest) -> Result<pb::Proposal, Status> {
        let request = self.harness.request(MINISTRY, request);
        self.determinations().determine_totals(request).await.map(Response::into_inner)
    }

    pub async fn break_down(
        &self,
        header: pb::FormationHeader,
        rows: &[pb::FormationRow],
    ) -> Result<pb::ProposeBreakdownResponse, Status> {
        use pb::propose_breakdown_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::ProposeBreakdownRequest { part: Some(part) }).collect();
        let request = self.harness.request(ANALYST, tokio_stream::iter(messages));
        Ok(self.determinations().propose_breakdown(request).await?.into_inner())
    }

    pub async fn determine_breakdown(&self, proposal: &pb::Proposal) -> Result<pb::Proposal, Status> {
        let request = pb::DetermineBreakdownRequest {
            name: proposal.name.clone(),
            etag: proposal.etag.clone(),
            decision_number: "KEP 344/2024".into(),
            decision_date: DAY,
            request_id: String::new(),
        };
        let request = self.harness.request(MINISTRY, request);
        self.determinations().determine_breakdown(request).await.map(Response::into_inner)
    }

    pub async fn publish(
        &self,
        header: pb::FormationHeader,
        rows: &[pb::FormationRow],
    ) -> Result<pb::PublishProposalResponse, Status> {
        use pb::publish_proposal_request::Part;
        let parts = [Part::Header(header)].into_iter().chain(rows.iter().cloned().map(Part::Row));
        let messages: Vec<_> = parts.map(|part| pb::PublishProposalRequest { part: Some(part) }).collect();
        let request = self.harness.request(VERIFIER, tokio_stream::iter(messages));
        Ok(self.determinations().publish_proposal(request).await?.into_inner())
    }

    pub async fn finish(&self, proposal: &pb::Proposal) -> Result<pb::Proposal, Status> {
        let (name, etag) = (proposal.name.clone(), proposal.etag.clone());
        let request = self.harness.request(VERIFIER, pb::FinishProposalRequest { name, etag, ..Default::default() });
        self.determinations().finish_proposal(request).await.map(Response::into_inner)
    }
}
