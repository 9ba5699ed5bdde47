//! What comes after an announcement, for the tests: objections, files, numbers.

use crate::{AUTHORITY, Answer, COMMITTEE, GATEWAY, Recruitment, eligible, ineligible, strict};
use contracts::recruitment::v1::{
    self as pb, answer_objection_request::Decision, appointment_service_client::AppointmentServiceClient,
    objection::Cause, objection_service_client::ObjectionServiceClient,
};
use jiff::SignedDuration;
use platform::dates;
use tonic::transport::Channel;

pub const OFFICER: &[&str] = &["hr_officer"];

impl Recruitment {
    pub fn objections(&self) -> ObjectionServiceClient<Channel> {
        ObjectionServiceClient::new(self.harness.channel.clone())
    }

    pub fn appointments(&self) -> AppointmentServiceClient<Channel> {
        AppointmentServiceClient::new(self.harness.channel.clone())
    }

    /// The first hour in which the latest announcement can be objected to.
    pub fn go_to_window(&self, vacancy: &pb::Vacancy) {
        let window = vacancy.objections.clone().unwrap();
        let open = dates::parse_time(window.open_time.as_ref()).unwrap();
        self.harness.clock.set(open + SignedDuration::from_hours(1));
    }

    /// A vacancy whose administrative result can be objected to: one applicant for each verdict, empty for eligible; a reason
    /// a kind of document between semicolons.
    pub async fn announced(&mut self, verdicts: &[&str]) -> (pb::Vacancy, Vec<pb::Application>) {
        let open = self.opened(1, 1).await;
        let (mut rows, mut applied) = (Vec::new(), Vec::new());
        for (person, reason) in (0..).zip(verdicts) {
            let application = self.apply(&open, person).await;
            let texts: Vec<&str> = reason.split("; ").filter(|text| !text.is_empty()).collect();
            rows.push(if texts.is_empty() { eligible(&application) } else { ineligible(&application, &texts) });
            applied.push(application);
        }
        let closed = self.close(&open).await;
        self.import_verdicts(strict(), &rows).await.unwrap();
        let announced = self.announce(&closed).await.unwrap().into_inner();
        self.go_to_window(&announced);
        (announced, applied)
    }

    pub async fn object(&self, application: &pb::Application, challenged: &[i32]) -> Answer<pb::Objection> {
        let request = pb::FileObjectionRequest {
            parent: application.name.clone(),
            grounds: "Ijazah saya terbaca di portal".into(),
            challenged_reasons: challenged.to_vec(),
            request_id: String::new(),
        };
        self.objections().file_objection(self.harness.request(GATEWAY, request)).await
    }

    pub async fn answer(&self, objection: &pb::Objection, decision: Decision, cause: Cause) -> Answer<pb::Objection> {
        let request = pb::AnswerObjectionRequest {
            name: objection.name.clone(),
            etag: objection.etag.clone(),
            decision: decision.into(),
            cause: cause.into(),
            answer: "Telah diperiksa kembali".into(),
            request_id: String::new(),
        };
        self.objections().answer_objection(self.harness.request(COMMITTEE, request)).await
    }

    pub async fn announce_after(&mut self, vacancy: &pb::Vacancy) -> Answer<pb::Vacancy> {
        let vacancy = self.get(vacancy).await;
        let request =
            pb::AnnounceAfterObjectionsRequest { name: vacancy.name, etag: vacancy.etag, request_id: String::new() };
        self.objections().announce_after_objections(self.harness.request(COMMITTEE, request)).await
    }

    pub async fn open_filing(&mut self, vacancy: &pb::Vacancy) -> Answer<pb::OpenFilingResponse> {
        let vacancy = self.get(vacancy).await;
        let request = pb::OpenFilingRequest { name: vacancy.name, etag: vacancy.etag, request_id: String::new() };
        self.appointments().open_filing(self.harness.request(OFFICER, request)).await
    }

    pub async fn filings(&self, vacancy: &pb::Vacancy) -> Vec<pb::Filing> {
        let parent = vacancy.name.split("/vacancies/").next().unwrap().to_owned();
        let vacancy = vacancy.name.clone();
        let request = pb::ListFilingsRequest { parent, vacancy, ..Default::default() };
        self.appointments().list_filings(self.harness.request(OFFICER, request)).await.unwrap().into_inner().filings
    }

    pub async fn complete(&self, filing: &pb::Filing) -> Answer<pb::Filing> {
        let kinds = ["DRH", "IJAZAH", "SKCK", "SURAT_SEHAT", "SURAT_PERNYATAAN"];
        let document = |kind: &str| pb::FiledDocument { kind: kind.into(), sha256: "0A".repeat(32) };
        let request = pb::CompleteFilingRequest {
            name: filing.name.clone(),
            etag: filing.etag.clone(),
            documents: kinds.map(document).to_vec(),
            request_id: String::new(),
        };
        self.appointments().complete_filing(self.harness.request(OFFICER, request)).await
    }

    pub async fn propose_nip(&mut self, vacancy: &pb::Vacancy) -> Answer<pb::NipProposal> {
        let vacancy = self.get(vacancy).await;
        let request = pb::ProposeNipRequest { name: vacancy.name, etag: vacancy.etag, request_id: String::new() };
        self.appointments().propose_nip(self.harness.request(OFFICER, request)).await
    }

    pub async fn record_nip(&self, filing: &pb::Filing, nip: &str) -> Answer<pb::Filing> {
        let (name, etag) = (filing.name.clone(), filing.etag.clone());
        let request = pb::RecordNipRequest { name, etag, nip: nip.into(), request_id: String::new() };
        self.appointments().record_nip(self.harness.request(OFFICER, request)).await
    }

    /// Everything between the published result and the appointment: papers and numbers of all who are selected. `first` is
    /// the sequence in the first number.
    pub async fn number(&mut self, vacancy: &pb::Vacancy, first: u32) {
        self.open_filing(vacancy).await.unwrap();
        for filing in self.filings(vacancy).await.iter().filter(|one| one.state() == pb::filing::State::Open) {
            self.complete(filing).await.unwrap();
        }
        self.propose_nip(vacancy).await.unwrap();
        let waits = |one: &pb::Filing| one.state() == pb::filing::State::Proposed;
        for (sequence, filing) in (first..).zip(self.filings(vacancy).await.into_iter().filter(waits)) {
            self.record_nip(&filing, &format!("199905122025051{sequence:03}")).await.unwrap();
        }
    }

    pub async fn withdraw(&self, application: &pb::Application, cause: pb::WithdrawalCause) -> Answer<pb::Withdrawal> {
        let request = pb::WithdrawCandidateRequest {
            name: application.name.clone(),
            etag: application.etag.clone(),
            cause: cause.into(),
            reason: "Diterima di tempat lain".into(),
            request_id: String::new(),
        };
        self.appointments().withdraw_candidate(self.harness.request(OFFICER, request)).await
    }

    pub async fn replacements(&self, vacancy: &pb::Vacancy) -> Vec<pb::Replacement> {
        let parent = vacancy.name.split("/vacancies/").next().unwrap().to_owned();
        let vacancy = vacancy.name.clone();
        let request = pb::ListReplacementsRequest { parent, vacancy, ..Default::default() };
        let answer = self.appointments().list_replacements(self.harness.request(OFFICER, request)).await;
        answer.unwrap().into_inner().replacements
    }

    pub async fn confirm(&self, one: &pb::Replacement, candidate: &str, decision: &str) -> Answer<pb::Replacement> {
        let request = pb::ConfirmReplacementRequest {
            name: one.name.clone(),
            etag: one.etag.clone(),
            candidate: candidate.into(),
            decision: decision.into(),
            request_id: String::new(),
        };
        self.appointments().confirm_replacement(self.harness.request(AUTHORITY, request)).await
    }

    pub async fn changes(&self, vacancy: &pb::Vacancy) -> Vec<pb::ResultChange> {
        let request = pb::ListResultChangesRequest { parent: vacancy.name.clone(), ..Default::default() };
        self.objections().list_result_changes(request).await.unwrap().into_inner().changes
    }
}
