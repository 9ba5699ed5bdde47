//! The part about competence: what is lacking, the course, and what it closed.

use super::{AUTHORITY, Career, HR, day, parent};
use contracts::{
    career::v1::{self as pb, competency_evidence::Kind, training_participant, training_session},
    needs::v1 as needs,
};
use system_tests::world::checks;

const TRAINER: &str = "trainer";
const DICTIONARY: &str = "competencies-permenpanrb-38-2017";
/// Communication.
const COMPETENCY: &str = "M3";

impl Career {
    /// Needs publishes what such jobs ask for, and an assessment stays below it.
    pub(super) async fn gap_found(&self) {
        self.publish_standard().await;
        let request = pb::RecordEvidenceRequest {
            parent: parent(),
            servant: self.servant.clone(),
            kind: Kind::Assessment.into(),
            dictionary: DICTIONARY.into(),
            code: COMPETENCY.into(),
            level: 1,
            assessor: "UPT Penilaian Kompetensi".into(),
            instrument: "Assessment center".into(),
            date: day(2028, 1, 5),
            ..Default::default()
        };
        self.office().calls.competency_evidence("assessor").record_evidence(request).await.unwrap();
        let gaps = self.gaps(false).await;
        let [gap] = gaps.as_slice() else { panic!("not one gap: {gaps:?}") };
        assert_eq!((gap.code.as_str(), gap.standard, gap.achieved), (COMPETENCY, 3, 1));
        assert_eq!(self.told("CompetencyGapFound").await, 1);
    }

    async fn publish_standard(&self) {
        let calls = &self.office().calls;
        let grade = needs::JobGrade { job_type: "fungsional".into(), job_level: "ahli_pertama".into() };
        let line = needs::CompetencyStandardLine { code: COMPETENCY.into(), level: 3, ..Default::default() };
        let standard = needs::CompetencyStandard {
            scope: Some(needs::competency_standard::Scope::JobGrade(grade)),
            lines: vec![line],
            regulation: "Perwali Contoh 12/2024".into(),
            ..Default::default()
        };
        let (parent, standard) = (parent(), Some(standard));
        let request = needs::SetCompetencyStandardRequest { parent, standard, ..Default::default() };
        let draft = calls.competencies("analyst").set_competency_standard(request).await.unwrap().into_inner();
        let (name, etag) = (draft.name, draft.etag);
        let request = needs::PublishCompetencyStandardRequest { name, etag, ..Default::default() };
        calls.competencies(AUTHORITY).publish_competency_standard(request).await.unwrap();
        checks::settle(&self.world.pool).await;
    }

    async fn gaps(&self, closed: bool) -> Vec<pb::CompetencyGap> {
        let (parent, servant) = (parent(), self.servant.clone());
        let request = pb::ListGapsRequest { parent, servant, closed, ..Default::default() };
        self.office().calls.competency_profiles(HR).list_gaps(request).await.unwrap().into_inner().gaps
    }

    /// The gap leads to a nomination, the nomination to a seat, and the course to a result.
    pub(super) async fn trained(&self) {
        let session = self.session().await;
        let mut office = self.office().calls.training_sessions(HR);
        let mut trainer = self.office().calls.training_sessions(TRAINER);
        let request = pb::NominateParticipantsRequest { parent: session.clone(), ..Default::default() };
        let run = office.nominate_participants(request).await.unwrap().into_inner();
        assert_eq!((run.candidates, run.nominated, run.waiting), (1, 1, 0));
        let request = pb::ConfirmNominationsRequest { name: run.name, etag: run.etag, ..Default::default() };
        office.confirm_nominations(request).await.unwrap();
        let one = self.participant(&session).await;
        assert_eq!((one.servant.as_str(), one.state()), (self.servant.as_str(), training_participant::State::Enrolled));
        self.on("2028-02-08");
        for date in [day(2028, 2, 7), day(2028, 2, 8)] {
            let request = pb::RecordAttendanceRequest {
                name: session.clone(),
                etag: self.session_etag(&session).await,
                day: date,
                presences: vec![pb::Presence { participant: one.name.clone(), present: true }],
                ..Default::default()
            };
            trainer.record_attendance(request).await.unwrap();
        }
        let result = pb::TrainingResult {
            participant: one.name,
            passed: true,
            score: "87.5".into(),
            certificate_number: "S-1".into(),
        };
        let (name, etag) = (session.clone(), self.session_etag(&session).await);
        let request = pb::RecordTrainingResultsRequest { name, etag, results: vec![result], ..Default::default() };
        trainer.record_training_results(request).await.unwrap();
        let (name, etag) = (session.clone(), self.session_etag(&session).await);
        let request = pb::CompleteTrainingSessionRequest { name, etag, ..Default::default() };
        let completed = trainer.complete_training_session(request).await.unwrap().into_inner();
        assert_eq!(completed.state(), training_session::State::Completed);
        assert_eq!(self.participant(&session).await.state(), training_participant::State::Passed);
        assert_eq!(self.told("TrainingCompleted").await, 1);
    }

    /// A course that teaches what is lacking, on two days of February 2028. Returns its session.
    async fn session(&self) -> String {
        let teaching = pb::Teaching { dictionary: DICTIONARY.into(), code: COMPETENCY.into(), level: 3 };
        let request = pb::CreateCourseRequest {
            parent: parent(),
            code: "K-1".into(),
            title: "Komunikasi efektif".into(),
            kind: pb::course::Kind::Managerial.into(),
            activity: 5,
            teaching: Some(teaching),
            hours: 8,
            cost_rupiah: 1_500_000,
            provider: "BPSDM".into(),
            mode: pb::course::Mode::Classical.into(),
            ..Default::default()
        };
        let course = self.office().calls.courses(HR).create_course(request).await.unwrap().into_inner();
        let request = pb::CreateTrainingSessionRequest {
            parent: course.name,
            start_date: day(2028, 2, 7),
            end_date: day(2028, 2, 8),
            capacity: 1,
            venue: "Aula".into(),
            ..Default::default()
        };
        let mut sessions = self.office().calls.training_sessions(HR);
        sessions.create_training_session(request).await.unwrap().into_inner().name
    }

    async fn session_etag(&self, session: &str) -> String {
        let request = pb::GetTrainingSessionRequest { name: session.to_owned() };
        self.office().calls.training_sessions(HR).get_training_session(request).await.unwrap().into_inner().etag
    }

    async fn participant(&self, session: &str) -> pb::TrainingParticipant {
        let request = pb::ListTrainingParticipantsRequest { parent: session.to_owned(), ..Default::default() };
        let listed = self.office().calls.training_sessions(HR).list_training_participants(request).await.unwrap();
        let mut participants = listed.into_inner().participants;
        assert_eq!(participants.len(), 1);
        participants.remove(0)
    }

    /// What was taught counts as evidence and as lesson hours.
    pub(super) async fn gap_closed(&self) {
        assert!(self.gaps(false).await.is_empty(), "the gap is still open");
        let closed = self.gaps(true).await;
        let gap = closed.iter().find(|gap| gap.code == COMPETENCY).unwrap();
        assert_eq!((gap.close_date, gap.close_reason.as_str()), (day(2028, 2, 8), "MET"));
        let request = pb::GetHoursRequest { name: self.servant.clone(), year: 2028 };
        let hours = self.office().calls.training_hours(HR).get_hours(request).await.unwrap().into_inner();
        assert_eq!((hours.hours, hours.required), (8, 20));
    }
}
