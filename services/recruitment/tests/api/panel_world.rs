//! An open selection as its committee, its panel and the public drive it.

use crate::{AUTHORITY, Answer, COMMITTEE, GATEWAY, Recruitment};
use contracts::{
    google::r#type::Date,
    recruitment::v1::{
        self as pb, open_selection_service_client::OpenSelectionServiceClient,
        panel_service_client::PanelServiceClient, public_input_service_client::PublicInputServiceClient,
    },
};
use jiff::SignedDuration;
use platform::{dates, testing::TENANT};
use sqlx::AssertSqlSafe;
use tonic::{Status, transport::Channel};

pub const MEMBERS: &[&str] = &["panel_member"];
pub const AUDITOR: &[&str] = &["auditor"];
/// Candidates of the selections here.
pub const CODES: usize = 5;
const PARENT: &str = "instansi/6571";
const START: &str = "2024-09-06T08:00:00Z";

pub struct Selter {
    pub world: Recruitment,
    pub selections: OpenSelectionServiceClient<Channel>,
    pub panels: PanelServiceClient<Channel>,
    pub inputs: PublicInputServiceClient<Channel>,
}

/// Subject of a member.
pub fn member(number: usize) -> String {
    format!("panel-{number}")
}

pub fn after(hours: i64) -> Option<prost_types::Timestamp> {
    Some(dates::render_time(START.parse::<jiff::Timestamp>().unwrap() + SignedDuration::from_hours(hours)))
}

fn instrument(code: &str, kind: pb::instrument::Kind, weight: i32, highest: i32) -> pb::Instrument {
    let competency = format!("Kompetensi {code}");
    pb::Instrument { code: code.into(), competency, kind: kind.into(), weight, lowest: 0, highest }
}

/// A leading post with a paper of 60 % and an interview of 40 %.
pub fn plan() -> pb::SelectionPlan {
    use pb::instrument::Kind;
    pb::SelectionPlan {
        position: format!("{PARENT}/positions/01890000-0000-7000-8000-000000000001"),
        position_title: "Kepala Dinas Kesehatan".into(),
        level: pb::LeadingLevel::Pratama.into(),
        ruleset: String::new(),
        appointment_date: Some(Date { year: 2026, month: 3, day: 2 }),
        close_time: after(24),
        score_time: after(72),
        input_close_time: after(96),
        instruments: vec![
            instrument("MAKALAH", Kind::Technical, 60, 100),
            instrument("WAWANCARA", Kind::NonTechnical, 40, 5),
        ],
    }
}

/// Three of seven from inside, and one each of the community and of a professional organisation.
pub fn panel() -> Vec<pb::PanelSeat> {
    use pb::panel_seat::Group;
    let groups = [
        Group::Official,
        Group::Official,
        Group::Official,
        Group::Community,
        Group::ProfessionalBody,
        Group::Academic,
        Group::Expert,
    ];
    (1..).zip(groups).map(|(number, group)| seat(number, group)).collect()
}

pub fn seat(number: usize, group: pb::panel_seat::Group) -> pb::PanelSeat {
    pb::PanelSeat {
        subject: member(number),
        full_name: format!("Anggota {number}"),
        group: group.into(),
        organisation: "Universitas Airlangga".into(),
        outside: group != pb::panel_seat::Group::Official,
    }
}

pub fn step(selection: &pb::OpenSelection) -> pb::OpenSelectionRequest {
    let (name, etag) = (selection.name.clone(), selection.etag.clone());
    pb::OpenSelectionRequest { name, etag, request_id: String::new() }
}

/// Calls a step that asks for nothing but the selection as it was read.
macro_rules! step {
    ($method:ident, $request:ident, $roles:expr) => {
        pub async fn $method(&mut self, selection: &pb::OpenSelection) -> Answer<pb::OpenSelection> {
            let (name, etag) = (selection.name.clone(), selection.etag.clone());
            let request = pb::$request { name, etag, request_id: String::new() };
            self.selections.$method(self.world.harness.request($roles, request)).await
        }
    };
}

impl Selter {
    pub async fn start() -> Self {
        Self::of(Recruitment::start().await)
    }

    pub fn of(world: Recruitment) -> Self {
        let selections = OpenSelectionServiceClient::new(world.harness.channel.clone());
        let panels = PanelServiceClient::new(world.harness.channel.clone());
        let inputs = PublicInputServiceClient::new(world.harness.channel.clone());
        Self { world, selections, panels, inputs }
    }

    step!(start_assessment, StartAssessmentRequest, COMMITTEE);
    step!(seal_scores, SealScoresRequest, COMMITTEE);
    step!(reveal_scores, RevealScoresRequest, COMMITTEE);
    step!(announce_selection, AnnounceSelectionRequest, COMMITTEE);

    pub async fn seal(&mut self, selection: &pb::OpenSelection) -> Answer<pb::OpenSelection> {
        let now = self.get(selection).await;
        self.seal_scores(&now).await
    }

    pub async fn reveal(&mut self, selection: &pb::OpenSelection) -> Answer<pb::OpenSelection> {
        self.reveal_scores(selection).await
    }

    pub async fn announce(&mut self, selection: &pb::OpenSelection) -> Answer<pb::OpenSelection> {
        self.announce_selection(selection).await
    }

    pub async fn create(&mut self, plan: pb::SelectionPlan) -> Answer<pb::OpenSelection> {
        let parent = format!("instansi/{TENANT}");
        let request = pb::CreateOpenSelectionRequest { parent, plan: Some(plan), request_id: String::new() };
        self.selections.create_open_selection(self.world.harness.request(COMMITTEE, request)).await
    }

    pub async fn created(&mut self) -> pb::OpenSelection {
        self.create(plan()).await.unwrap().into_inner()
    }

    pub async fn revise(
        &mut self,
        selection: &pb::OpenSelection,
        plan: pb::SelectionPlan,
    ) -> Answer<pb::OpenSelection> {
        let (name, etag) = (selection.name.clone(), selection.etag.clone());
        let request = pb::ReviseOpenSelectionRequest { name, etag, plan: Some(plan), request_id: String::new() };
        self.selections.revise_open_selection(self.world.harness.request(COMMITTEE, request)).await
    }

    pub async fn set_panel(
        &mut self,
        selection: &pb::OpenSelection,
        seats: Vec<pb::PanelSeat>,
    ) -> Answer<pb::SetPanelResponse> {
        let (name, etag) = (selection.name.clone(), selection.etag.clone());
        let request = pb::SetPanelRequest { name, etag, seats, request_id: String::new() };
        self.panels.set_panel(self.world.harness.request(COMMITTEE, request)).await
    }

    pub async fn open(&mut self, selection: &pb::OpenSelection) -> Answer<pb::OpenSelection> {
        self.selections.open_selection(self.world.harness.request(COMMITTEE, step(selection))).await
    }

    pub async fn get(&mut self, selection: &pb::OpenSelection) -> pb::OpenSelection {
        let request = pb::GetOpenSelectionRequest { name: selection.name.clone() };
        self.selections.get_open_selection(request).await.unwrap().into_inner()
    }

    pub async fn opened_without_candidates(&mut self) -> (pb::OpenSelection, Vec<pb::PanelMember>) {
        let draft = self.created().await;
        let named = self.set_panel(&draft, panel()).await.unwrap().into_inner();
        let opened = self.open(&pb::OpenSelection { etag: named.etag, ..draft }).await.unwrap().into_inner();
        (opened, named.members)
    }

    /// A selection that has its candidates: their names and codes.
    pub async fn opened(&mut self) -> (pb::OpenSelection, Vec<(String, String)>) {
        let (opened, _) = self.opened_without_candidates().await;
        let mut codes = Vec::new();
        for person in 0..CODES as u32 {
            let taken = self.register(&opened, person).await.unwrap().into_inner();
            codes.push((taken.candidate, taken.code));
        }
        (opened, codes)
    }

    pub fn registration(&self, selection: &pb::OpenSelection, person: u32) -> pb::RegisterCandidateRequest {
        pb::RegisterCandidateRequest {
            parent: selection.name.clone(),
            nip: format!("19750512{:010}", 2_001_011_001 + person),
            full_name: format!("Siti Rahasia {person}"),
            birth_date: Some(Date { year: 1975, month: 5, day: 12 }),
            degree: true,
            experience_months: 60,
            grade_months: 24,
            clean_record: true,
            request_id: String::new(),
        }
    }

    /// Registers somebody whose papers are in order.
    pub async fn register(
        &mut self,
        selection: &pb::OpenSelection,
        person: u32,
    ) -> Answer<pb::RegisterCandidateResponse> {
        let request = self.registration(selection, person);
        let registered = self.register_as(request).await?;
        self.screen(&registered.get_ref().candidate, &[]).await?;
        Ok(registered)
    }

    pub async fn register_as(
        &mut self,
        request: pb::RegisterCandidateRequest,
    ) -> Answer<pb::RegisterCandidateResponse> {
        self.selections.register_candidate(self.world.harness.request(GATEWAY, request)).await
    }

    pub fn to(&self, hours: i64) {
        let start: jiff::Timestamp = START.parse().unwrap();
        self.world.harness.clock.set(start + SignedDuration::from_hours(hours));
    }

    pub fn after_close(&self) {
        self.to(25);
    }

    pub fn after_score_time(&self) {
        self.to(73);
    }

    pub fn after_inputs(&self) {
        self.to(97);
    }

    pub async fn declare(
        &mut self,
        selection: &pb::OpenSelection,
        number: usize,
        conflicts: &[&str],
    ) -> Answer<pb::DeclareConflictsResponse> {
        let conflict = |candidate: &&str| pb::ConflictOfInterest {
            candidate: (*candidate).to_owned(),
            reason: "saudara kandung".into(),
        };
        let conflicts = conflicts.iter().map(conflict).collect();
        let selection = selection.name.clone();
        let request = pb::DeclareConflictsRequest { selection, conflicts, request_id: String::new() };
        let request = self.world.harness.request_as(&member(number), MEMBERS, &[TENANT], request);
        self.panels.declare_conflicts(request).await
    }

    /// The assessment of an open selection in which nobody has a conflict of interest.
    pub async fn started(&mut self, opened: &pb::OpenSelection) -> pb::OpenSelection {
        self.after_close();
        for number in 1..=7 {
            self.declare(opened, number, &[]).await.unwrap();
        }
        self.start_assessment(opened).await.unwrap().into_inner()
    }

    pub async fn score(
        &mut self,
        number: usize,
        candidate: &str,
        [paper, interview]: [i32; 2],
    ) -> Answer<pb::SubmitScoresResponse> {
        let line = |instrument: &str, score| pb::ScoreLine {
            instrument: instrument.to_owned(),
            score,
            reason: format!("alasan {number}"),
        };
        let lines = vec![line("MAKALAH", paper), line("WAWANCARA", interview)];
        let request = pb::SubmitScoresRequest { candidate: candidate.into(), lines, request_id: String::new() };
        let request = self.world.harness.request_as(&member(number), MEMBERS, &[TENANT], request);
        self.panels.submit_scores(request).await
    }

    /// Scores by member and candidate, both from 0.
    pub async fn score_all(&mut self, codes: &[(String, String)], marks: &dyn Fn(usize, usize) -> [i32; 2]) {
        for number in 1..=7 {
            for (place, (candidate, _)) in codes.iter().enumerate() {
                self.score(number, candidate, marks(number - 1, place)).await.unwrap();
            }
        }
    }

    pub async fn revealed(
        &mut self,
        opened: &pb::OpenSelection,
        codes: &[(String, String)],
        marks: &dyn Fn(usize, usize) -> [i32; 2],
    ) -> pb::OpenSelection {
        let started = self.started(opened).await;
        self.score_all(codes, marks).await;
        let sealed = self.seal(&started).await.unwrap().into_inner();
        self.reveal(&sealed).await.unwrap().into_inner()
    }

    pub async fn release(&mut self, selection: &pb::OpenSelection) -> Answer<pb::OpenSelection> {
        let request = pb::ReleaseHoldRequest {
            name: selection.name.clone(),
            etag: selection.etag.clone(),
            reason: "perbedaan yang dijelaskan".into(),
            request_id: String::new(),
        };
        self.selections.release_hold(self.world.harness.request(AUDITOR, request)).await
    }

    pub async fn submit_names(
        &mut self,
        selection: &pb::OpenSelection,
        tied: &[&str],
        reason: &str,
    ) -> Answer<pb::OpenSelection> {
        let request = pb::SubmitNamesRequest {
            name: selection.name.clone(),
            etag: selection.etag.clone(),
            tied: tied.iter().map(|code| (*code).to_owned()).collect(),
            reason: reason.into(),
            request_id: String::new(),
        };
        self.selections.submit_names(self.world.harness.request(COMMITTEE, request)).await
    }

    pub async fn decide(&mut self, selection: &pb::OpenSelection, chosen: &str) -> Answer<pb::OpenSelection> {
        let request = pb::DecideSelectionRequest {
            name: selection.name.clone(),
            etag: selection.etag.clone(),
            chosen: chosen.into(),
            reason: "paling sesuai dengan kebutuhan".into(),
            request_id: String::new(),
        };
        self.selections.decide_selection(self.world.harness.request(AUTHORITY, request)).await
    }

    pub async fn ranks(&mut self, selection: &pb::OpenSelection) -> Result<Vec<pb::SelectionRank>, Status> {
        let request = pb::ListSelectionRanksRequest { parent: selection.name.clone(), ..Default::default() };
        Ok(self.selections.list_selection_ranks(request).await?.into_inner().ranks)
    }

    /// The whole public sheet, in pages.
    pub async fn sheet(&mut self, selection: &pb::OpenSelection) -> Result<Vec<pb::SheetScore>, Status> {
        let (mut scores, mut page_token) = (Vec::new(), String::new());
        loop {
            let parent = selection.name.clone();
            let request = pb::ListScoreSheetRequest { parent, page_size: 30, page_token };
            let page = self.selections.list_score_sheet(request).await?.into_inner();
            scores.extend(page.scores);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(scores);
            }
        }
    }

    pub async fn findings(&mut self, selection: &pb::OpenSelection) -> Vec<pb::PanelFinding> {
        let request = pb::ListPanelFindingsRequest { parent: selection.name.clone(), ..Default::default() };
        let request = self.world.harness.request(AUDITOR, request);
        self.selections.list_panel_findings(request).await.unwrap().into_inner().findings
    }

    pub async fn own_candidates(
        &mut self,
        selection: &pb::OpenSelection,
        number: usize,
    ) -> Result<Vec<pb::SelectionCandidate>, Status> {
        let request = pb::ListOwnCandidatesRequest { parent: selection.name.clone(), ..Default::default() };
        let request = self.world.harness.request_as(&member(number), MEMBERS, &[TENANT], request);
        Ok(self.panels.list_own_candidates(request).await?.into_inner().candidates)
    }

    pub async fn members(&mut self, selection: &pb::OpenSelection) -> Vec<pb::PanelMember> {
        let request = pb::ListPanelMembersRequest { parent: selection.name.clone(), ..Default::default() };
        let request = self.world.harness.request(COMMITTEE, request);
        self.panels.list_panel_members(request).await.unwrap().into_inner().members
    }

    /// Runs SQL as the superuser.
    pub async fn sql(&self, sql: &'static str) -> sqlx::Result<()> {
        sqlx::raw_sql(sql).execute(&self.world.harness.pool).await.map(|_| ())
    }

    /// A whole table as text.
    pub async fn dump(&self, table: &str) -> String {
        let sql = format!("SELECT coalesce(string_agg(one::text, E'\\n'), '') FROM recruitment.{table} AS one");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.world.harness.pool).await.unwrap()
    }
}
