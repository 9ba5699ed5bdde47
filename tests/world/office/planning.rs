//! needs: the position map, the workload, the proposal and the minister's decision; the question that complaints raise.

use super::{Office, parent, until};
use contracts::{google::r#type::Date, needs::v1 as pb};
use jiff::ToSpan;
use platform::dates;
use std::collections::BTreeMap;
use tonic::Status;

/// The unit of every position here.
pub const UNIT: &str = "PEMERINTAH KOTA CONTOH | PUSKESMAS CONTOH";
/// What every vacancy accepts.
pub const EDUCATION: &str = "S-1 CONTOH";

/// A job in the unit: how many people do it, and how many more it needs.
#[derive(Clone, Copy)]
pub struct Post {
    /// Title of the job.
    pub title: &'static str,
    /// People who do it.
    pub incumbents: i32,
    /// People it lacks.
    pub lacking: i32,
}

/// A row of the position map.
fn row_of(post: &Post) -> pb::PositionRow {
    pb::PositionRow {
        unit_path: UNIT.to_owned(),
        title: post.title.to_owned(),
        incumbents: post.incumbents,
        job_class: 8,
        // Before everybody's first day, whatever the day of the test.
        incumbents_date: Some(Date { year: 2023, month: 12, day: 31 }),
        ..Default::default()
    }
}

impl Office {
    /// Imports the position map.
    pub async fn import_positions(&self, posts: &[Post]) {
        self.import_position_rows(posts.iter().map(row_of).collect()).await;
    }

    /// Imports it again: now the jobs are told to be functional ones of this level.
    pub async fn define_jobs(&self, posts: &[Post], level: pb::position::JobLevel) {
        let functional = pb::position::JobType::Fungsional;
        let row =
            |post: &Post| pb::PositionRow { job_type: functional.into(), job_level: level.into(), ..row_of(post) };
        self.import_position_rows(posts.iter().map(row).collect()).await;
    }

    async fn import_position_rows(&self, rows: Vec<pb::PositionRow>) {
        let imported = self.write("needs", async |request_id| {
            let header = pb::ImportHeader { parent: parent(), strict: true, request_id, ..Default::default() };
            let mut parts = vec![pb::import_positions_request::Part::Header(header)];
            parts.extend(rows.iter().cloned().map(pb::import_positions_request::Part::Row));
            let messages = parts.into_iter().map(|part| pb::ImportPositionsRequest { part: Some(part) });
            self.calls.positions("analyst").import_positions(tokio_stream::iter(messages)).await
        });
        assert_eq!(imported.await.unwrap().accepted, rows.len() as i64);
    }

    /// Counts the workload: a year's work of as many people as are there and lacking.
    pub async fn import_workload(&self, posts: &[Post]) {
        let row = |post: &Post| pb::WorkloadRow {
            unit_path: UNIT.to_owned(),
            title: post.title.to_owned(),
            task: Some(pb::WorkloadTask {
                description: "Melayani pasien".to_owned(),
                result_unit: "pasien".to_owned(),
                volume: ((post.incumbents + post.lacking) * 1000).to_string(),
                period: "year".to_owned(),
                minutes_per_unit: "75".to_owned(),
                ..Default::default()
            }),
        };
        let imported = self.write("needs", async |request_id| {
            let header = pb::ImportHeader { parent: parent(), strict: true, request_id, ..Default::default() };
            let mut parts = vec![pb::import_workload_request::Part::Header(header)];
            parts.extend(posts.iter().map(row).map(pb::import_workload_request::Part::Row));
            let messages = parts.into_iter().map(|part| pb::ImportWorkloadRequest { part: Some(part) });
            self.calls.positions("analyst").import_workload(tokio_stream::iter(messages)).await
        });
        assert_eq!(imported.await.unwrap().positions_computed, posts.len() as i64);
    }

    /// Takes what the posts lack from a draft to the minister's decision. Returns the names of the needs that are new.
    pub async fn determine(&self, posts: &[Post], reassessment: &str) -> Vec<String> {
        let before = self.needs().await;
        self.decide(self.propose(posts, reassessment).await.unwrap()).await;
        let after = self.needs().await.into_iter().map(|need| need.name);
        after.filter(|name| before.iter().all(|need| need.name != *name)).collect()
    }

    /// Drafts a proposal of what the posts lack.
    pub async fn propose(&self, posts: &[Post], reassessment: &str) -> Result<pb::Proposal, Status> {
        let positions = self.positions().await;
        let item = |post: &Post| pb::ProposalItem {
            position: positions[post.title].name.clone(),
            kind: pb::NeedKind::General.into(),
            seats: post.lacking,
            education: vec![EDUCATION.to_owned()],
            seats_determined: 0,
        };
        let items: Vec<_> = posts.iter().map(item).collect();
        let draft = self.write("needs", async |request_id| {
            let (items, reassessment) = (items.clone(), reassessment.to_owned());
            let request = pb::CreateProposalRequest { parent: parent(), year: 2025, items, reassessment, request_id };
            self.calls.proposals("analyst").create_proposal(request).await
        });
        draft.await
    }

    /// The proposals that a question led to.
    pub async fn proposals_for(&self, question: &str) -> Vec<pb::Proposal> {
        let request = pb::ListProposalsRequest { parent: parent(), page_size: 1000, ..Default::default() };
        let mut listed = self.calls.proposals("analyst").list_proposals(request).await.unwrap().into_inner().proposals;
        listed.retain(|proposal| proposal.reassessment == question);
        listed
    }

    /// A question as it stands now.
    pub async fn question(&self, name: &str) -> pb::Reassessment {
        let request = pb::GetReassessmentRequest { name: name.to_owned() };
        self.calls.reassessments("analyst").get_reassessment(request).await.unwrap().into_inner()
    }

    /// A draft goes through every hand up to the minister's.
    async fn decide(&self, draft: pb::Proposal) {
        let (name, calls) = (draft.name.clone(), &self.calls);
        let submitted = self.write("needs", async |request_id| {
            let request = pb::SubmitProposalRequest { name: name.clone(), etag: draft.etag.clone(), request_id };
            calls.proposals("analyst").submit_proposal(request).await
        });
        let etag = submitted.await.unwrap().etag;
        let verified = self.write("needs", async |request_id| {
            let request = pb::VerifyProposalRequest { name: name.clone(), etag: etag.clone(), request_id };
            calls.proposals("verifier").verify_proposal(request).await
        });
        let etag = verified.await.unwrap().etag;
        let approved = self.write("needs", async |request_id| {
            let request = pb::ApproveProposalRequest { name: name.clone(), etag: etag.clone(), request_id };
            calls.proposals("appointing_authority").approve_proposal(request).await
        });
        let etag = approved.await.unwrap().etag;
        self.extend_deadline(draft.year).await;
        let sent = self.write("needs", async |request_id| {
            let request = pb::SendProposalRequest { name: name.clone(), etag: etag.clone(), request_id };
            calls.proposals("verifier").send_proposal(request).await
        });
        let etag = sent.await.unwrap().etag;
        let determined = self.write("needs", async |request_id| {
            let decision = pb::DetermineProposalRequest {
                name: name.clone(),
                etag: etag.clone(),
                decision_number: "KEP-CONTOH/2025".to_owned(),
                decision_date: Some(Date { year: 2024, month: 8, day: 1 }),
                total_seats: draft.seats,
                item_seats: Vec::new(),
                request_id,
            };
            calls.proposals("integration").determine_proposal(decision).await
        });
        assert_eq!(determined.await.unwrap().state(), pb::proposal::State::Determined);
    }

    /// The ministry lets proposals of a past year in: the system's clock is not set back.
    async fn extend_deadline(&self, year: i32) {
        let later = jiff::Zoned::now().date().saturating_add(30.days());
        let extended = self.write("needs", async |request_id| {
            let request = pb::ExtendDeadlineRequest {
                parent: parent(),
                year,
                last_day: Some(dates::render(later)),
                reason: "surat Menteri CONTOH/2025".to_owned(),
                request_id,
            };
            self.calls.proposals("integration").extend_deadline(request).await
        });
        // Refused when a proposal before this one asked for it.
        let _ = extended.await;
    }

    /// The positions by title.
    pub async fn positions(&self) -> BTreeMap<String, pb::Position> {
        let request = pb::ListPositionsRequest { parent: parent(), page_size: 1000, ..Default::default() };
        let listed = self.calls.positions("analyst").list_positions(request).await.unwrap().into_inner();
        listed.positions.into_iter().map(|position| (position.title.clone(), position)).collect()
    }

    /// Every determined need.
    pub async fn needs(&self) -> Vec<pb::Need> {
        let request = pb::ListNeedsRequest { parent: parent(), page_size: 1000, ..Default::default() };
        self.calls.proposals("analyst").list_needs(request).await.unwrap().into_inner().needs
    }

    /// Waits until needs counts so many people on seats that it had asked for.
    pub async fn filled(&self, seats: usize) {
        until(&format!("needs counts {seats} filled seats"), async || {
            let filled: i32 = self.needs().await.iter().map(|need| need.filled).sum();
            (filled == i32::try_from(seats).unwrap()).then_some(())
        })
        .await
    }

    /// The question that waits for a person's answer.
    pub async fn open_question(&self) -> pb::Reassessment {
        let request = pb::ListReassessmentsRequest { parent: parent(), open: true, ..Default::default() };
        until("a question to a person", async || {
            let found = self.calls.reassessments("analyst").list_reassessments(request.clone()).await.unwrap();
            found.into_inner().reassessments.into_iter().next()
        })
        .await
    }

    /// A person says that the workload is to be counted again.
    pub async fn accept(&self, question: &pb::Reassessment) {
        let accepted = self.write("needs", async |request_id| {
            let request = pb::AcceptReassessmentRequest {
                name: question.name.clone(),
                etag: question.etag.clone(),
                reason: "the queue is real".to_owned(),
                request_id,
            };
            self.calls.reassessments("appointing_authority").accept_reassessment(request).await
        });
        assert_eq!(accepted.await.unwrap().state(), pb::reassessment::State::Accepted);
    }

    /// Everything that led to a position's present state, oldest first.
    pub async fn explain(&self, title: &str) -> Vec<pb::Step> {
        let name = self.positions().await[title].name.clone();
        let request = pb::ExplainRequest { name, page_size: 1000, ..Default::default() };
        self.calls.reassessments("analyst").explain(request).await.unwrap().into_inner().steps
    }
}
