//! A position that asks for level 3 of communication (M3), people on it who were assessed, and courses for them.

use crate::{Career, HR, appointment};
use contracts::{
    career::v1::{
        self as pb, competency_evidence::Kind, competency_evidence_service_client::CompetencyEvidenceServiceClient,
        course_service_client::CourseServiceClient, training_hours_service_client::TrainingHoursServiceClient,
        training_plan_service_client::TrainingPlanServiceClient,
        training_session_service_client::TrainingSessionServiceClient,
    },
    google::r#type::Date,
    needs::events::v1::PositionDefined,
    recruitment::events::v1::{CandidateAppointed, candidate_appointed::Employment},
};
use platform::testing::{TENANT, reason};
use tonic::{Code, Response, Status, transport::Channel};
use uuid::Uuid;

pub(crate) const DICTIONARY: &str = "competencies-permenpanrb-38-2017";
pub(crate) const TRAINER: &[&str] = &["trainer"];
pub(crate) const AUTHORITY: &[&str] = &["appointing_authority"];

pub(crate) type Answer<T> = Result<Response<T>, Status>;

/// Code and reason of a refusal.
pub(crate) fn refusal<T>(answer: Answer<T>) -> (Code, String) {
    let status = answer.map(drop).unwrap_err();
    (status.code(), reason(&status))
}

pub(crate) fn day(month: i32, day: i32) -> Option<Date> {
    Some(Date { year: 2025, month, day })
}

pub(crate) fn parent() -> String {
    format!("instansi/{TENANT}")
}

pub(crate) fn unit() -> String {
    format!("{}/units/{}", parent(), Uuid::from_u128(5))
}

/// The service and its training.
pub(crate) struct School {
    pub(crate) career: Career,
    pub(crate) courses: CourseServiceClient<Channel>,
    pub(crate) sessions: TrainingSessionServiceClient<Channel>,
    pub(crate) hours: TrainingHoursServiceClient<Channel>,
    pub(crate) plans: TrainingPlanServiceClient<Channel>,
    evidence: CompetencyEvidenceServiceClient<Channel>,
    people: i64,
}

impl School {
    /// A look at the tables, as the service sees them.
    pub(crate) async fn tx(&self) -> sqlx::Transaction<'static, sqlx::Postgres> {
        let mut tx = self.career.harness.pool.begin().await.unwrap();
        let tenant = format!("SET LOCAL app.instansi = '{TENANT}'");
        sqlx::raw_sql(sqlx::AssertSqlSafe(tenant)).execute(&mut *tx).await.unwrap();
        tx
    }

    /// What a course did, of however few people.
    pub(crate) async fn effect(&self, course: &pb::Course) -> career::store::training_effects::Effect {
        let id = course.name.rsplit('/').next().unwrap().parse().unwrap();
        career::store::training_effects::of_course(&mut *self.tx().await, id).await.unwrap()
    }

    /// On 2025-05-02, a Friday.
    pub(crate) async fn start() -> Self {
        let career = Career::start().await;
        let channel = career.harness.channel.clone();
        let position = PositionDefined {
            position: format!("{}/positions/{}", parent(), Uuid::from_u128(7)),
            version: 1,
            title: "Kepala Bidang Pelayanan".into(),
            unit: unit(),
            unit_path: "Dinas Kesehatan | Bidang Pelayanan".into(),
            sector: "health".into(),
            job_type: "administrator".into(),
            job_level: String::new(),
            job_class: 11,
        };
        career.harness.deliver("needs", 1, &position.position, &position).await.unwrap();
        career.harness.applied("needs", 1).await;
        Self {
            courses: CourseServiceClient::new(channel.clone()),
            sessions: TrainingSessionServiceClient::new(channel.clone()),
            hours: TrainingHoursServiceClient::new(channel.clone()),
            plans: TrainingPlanServiceClient::new(channel.clone()),
            evidence: CompetencyEvidenceServiceClient::new(channel),
            career,
            people: 0,
        }
    }

    pub(crate) fn at(&self, time: &str) {
        self.career.harness.clock.set(time.parse().unwrap());
    }

    /// A civil servant assessed at a level; below 3 there is a gap.
    pub(crate) async fn servant(&mut self, level: i32) -> String {
        let event = appointment(self.people + 1);
        self.person(event, level).await
    }

    /// The same under a work agreement.
    pub(crate) async fn employee(&mut self, level: i32) -> String {
        let event = CandidateAppointed { employment: Employment::Pppk.into(), ..appointment(self.people + 1) };
        self.person(event, level).await
    }

    async fn person(&mut self, event: CandidateAppointed, level: i32) -> String {
        self.people += 1;
        let harness = &self.career.harness;
        harness.deliver("recruitment", self.people, &event.application, &event).await.unwrap();
        harness.applied("recruitment", self.people).await;
        let servant = self.career.by_application(&event.application).await.remove(0).name;
        self.assess(&servant, level).await;
        servant
    }

    async fn assess(&mut self, servant: &str, level: i32) {
        let request = pb::RecordEvidenceRequest {
            parent: parent(),
            servant: servant.into(),
            kind: Kind::Assessment.into(),
            dictionary: DICTIONARY.into(),
            code: "M3".into(),
            level,
            assessor: "Pusat Penilaian".into(),
            instrument: "Asesmen 2025".into(),
            date: day(5, 1),
            ..Default::default()
        };
        self.evidence.record_evidence(self.career.harness.request(HR, request)).await.unwrap();
    }

    /// Links the servant with an account, as the office does.
    pub(crate) async fn link(&self, servant: &str, account: &str) {
        let id: Uuid = servant.rsplit('/').next().unwrap().parse().unwrap();
        let linked =
            sqlx::query("UPDATE career.servants SET account = $2 WHERE servant_id = $1").bind(id).bind(account);
        linked.execute(&self.career.harness.pool).await.unwrap();
    }

    pub(crate) fn course_request(code: &str, level: i32) -> pb::CreateCourseRequest {
        pb::CreateCourseRequest {
            parent: parent(),
            code: code.into(),
            title: "Komunikasi efektif".into(),
            kind: pb::course::Kind::Managerial.into(),
            activity: 5,
            teaching: Some(pb::Teaching { dictionary: DICTIONARY.into(), code: "M3".into(), level }),
            hours: 8,
            cost_rupiah: 1_500_000,
            provider: "BPSDM".into(),
            mode: pb::course::Mode::Classical.into(),
            request_id: String::new(),
        }
    }

    pub(crate) async fn create_course(&mut self, request: pb::CreateCourseRequest) -> Answer<pb::Course> {
        self.courses.create_course(self.career.harness.request(HR, request)).await
    }

    pub(crate) async fn course(&mut self, code: &str) -> pb::Course {
        self.create_course(Self::course_request(code, 3)).await.unwrap().into_inner()
    }

    /// A session on 5 and 6 May.
    pub(crate) fn session_request(course: &pb::Course, capacity: i32) -> pb::CreateTrainingSessionRequest {
        pb::CreateTrainingSessionRequest {
            parent: course.name.clone(),
            start_date: day(5, 5),
            end_date: day(5, 6),
            capacity,
            venue: "Aula".into(),
            request_id: String::new(),
        }
    }

    pub(crate) async fn session(&mut self, course: &pb::Course, capacity: i32) -> pb::TrainingSession {
        let request = self.career.harness.request(HR, Self::session_request(course, capacity));
        self.sessions.create_training_session(request).await.unwrap().into_inner()
    }

    /// The session as it is now.
    pub(crate) async fn again(&mut self, session: &pb::TrainingSession) -> pb::TrainingSession {
        let request = pb::GetTrainingSessionRequest { name: session.name.clone() };
        let request = self.career.harness.request(HR, request);
        self.sessions.get_training_session(request).await.unwrap().into_inner()
    }

    pub(crate) async fn nominate(&mut self, session: &pb::TrainingSession) -> Answer<pb::NominationRun> {
        let request = pb::NominateParticipantsRequest { parent: session.name.clone(), ..Default::default() };
        self.sessions.nominate_participants(self.career.harness.request(HR, request)).await
    }

    pub(crate) async fn nominations(&mut self, run: &pb::NominationRun) -> Vec<pb::Nomination> {
        let request = pb::ListNominationsRequest { parent: run.name.clone(), ..Default::default() };
        let request = self.career.harness.request(HR, request);
        self.sessions.list_nominations(request).await.unwrap().into_inner().nominations
    }

    pub(crate) async fn confirm(
        &mut self,
        run: &pb::NominationRun,
        left_out: Vec<pb::LeftOut>,
    ) -> Answer<pb::NominationRun> {
        let (name, etag) = (run.name.clone(), run.etag.clone());
        let request = pb::ConfirmNominationsRequest { name, etag, left_out, request_id: String::new() };
        self.sessions.confirm_nominations(self.career.harness.request(HR, request)).await
    }

    pub(crate) async fn enrol(
        &mut self,
        session: &pb::TrainingSession,
        servant: &str,
    ) -> Answer<pb::TrainingParticipant> {
        let request = pb::EnrolParticipantRequest {
            parent: session.name.clone(),
            servant: servant.into(),
            reason: "penugasan pimpinan".into(),
            request_id: String::new(),
        };
        self.sessions.enrol_participant(self.career.harness.request(HR, request)).await
    }

    pub(crate) async fn participants(&mut self, session: &pb::TrainingSession) -> Vec<pb::TrainingParticipant> {
        let request = pb::ListTrainingParticipantsRequest { parent: session.name.clone(), ..Default::default() };
        let request = self.career.harness.request(HR, request);
        self.sessions.list_training_participants(request).await.unwrap().into_inner().participants
    }

    pub(crate) async fn attend(
        &mut self,
        session: &pb::TrainingSession,
        date: Option<Date>,
        presences: &[(&pb::TrainingParticipant, bool)],
    ) -> Answer<pb::TrainingSession> {
        let etag = self.again(session).await.etag;
        let presence = |(one, present): &(&pb::TrainingParticipant, bool)| pb::Presence {
            participant: one.name.clone(),
            present: *present,
        };
        let request = pb::RecordAttendanceRequest {
            name: session.name.clone(),
            etag,
            day: date,
            presences: presences.iter().map(presence).collect(),
            request_id: String::new(),
        };
        self.sessions.record_attendance(self.career.harness.request(TRAINER, request)).await
    }

    pub(crate) fn passed(one: &pb::TrainingParticipant, certificate: &str) -> pb::TrainingResult {
        pb::TrainingResult {
            participant: one.name.clone(),
            passed: true,
            score: "87.5".into(),
            certificate_number: certificate.into(),
        }
    }

    pub(crate) fn failed(one: &pb::TrainingParticipant) -> pb::TrainingResult {
        pb::TrainingResult { participant: one.name.clone(), score: "40".into(), ..Default::default() }
    }

    pub(crate) async fn results(
        &mut self,
        session: &pb::TrainingSession,
        results: Vec<pb::TrainingResult>,
    ) -> Answer<pb::TrainingSession> {
        let etag = self.again(session).await.etag;
        let name = session.name.clone();
        let request = pb::RecordTrainingResultsRequest { name, etag, results, request_id: String::new() };
        self.sessions.record_training_results(self.career.harness.request(TRAINER, request)).await
    }

    pub(crate) async fn complete(&mut self, session: &pb::TrainingSession) -> Answer<pb::TrainingSession> {
        let etag = self.again(session).await.etag;
        let name = session.name.clone();
        let request = pb::CompleteTrainingSessionRequest { name, etag, request_id: String::new() };
        self.sessions.complete_training_session(self.career.harness.request(TRAINER, request)).await
    }

    /// People were there on both days and passed, as of 6 May.
    pub(crate) async fn held(&mut self, session: &pb::TrainingSession, people: &[&pb::TrainingParticipant]) {
        self.at("2025-05-06T08:00:00Z");
        let present: Vec<_> = people.iter().map(|one| (*one, true)).collect();
        self.attend(session, day(5, 5), &present).await.unwrap();
        self.attend(session, day(5, 6), &present).await.unwrap();
        let passed = people.iter().map(|one| Self::passed(one, &format!("S-{}", one.place))).collect();
        self.results(session, passed).await.unwrap();
    }

    pub(crate) async fn year(&mut self, servant: &str) -> pb::ServantHours {
        let request = pb::GetHoursRequest { name: servant.into(), year: 2025 };
        self.hours.get_hours(self.career.harness.request(HR, request)).await.unwrap().into_inner()
    }

    /// A seminar (9) or an e-learning (16) of so many hours on 2 May.
    pub(crate) fn external_request(servant: &str, activity: i32, hours: i64) -> pb::RecordExternalTrainingRequest {
        pb::RecordExternalTrainingRequest {
            parent: servant.into(),
            title: "Seminar pelayanan publik".into(),
            activity,
            provider: "Universitas Contoh".into(),
            start_date: day(5, 2),
            end_date: day(5, 2),
            hours,
            minutes: 0,
            certificate_number: format!("X-{activity}-{hours}"),
            teaching: None,
            request_id: String::new(),
        }
    }

    pub(crate) async fn record(&mut self, request: pb::RecordExternalTrainingRequest) -> Answer<pb::ExternalTraining> {
        self.hours.record_external_training(self.career.harness.request(HR, request)).await
    }

    /// Accepted by another officer.
    pub(crate) async fn accept(&mut self, one: &pb::ExternalTraining) -> Answer<pb::ExternalTraining> {
        let (name, etag) = (one.name.clone(), one.etag.clone());
        let request = pb::AcceptExternalTrainingRequest { name, etag, request_id: String::new() };
        let request = self.career.harness.request_as("reviewer", HR, &[TENANT], request);
        self.hours.accept_external_training(request).await
    }

    pub(crate) async fn learned(&mut self, servant: &str, activity: i32, hours: i64) -> Answer<pb::ExternalTraining> {
        let one = self.record(Self::external_request(servant, activity, hours)).await.unwrap().into_inner();
        self.accept(&one).await
    }
}
