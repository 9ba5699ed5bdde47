//! Results and minutes that were recorded wrongly are put right, and what they had brought is booked back.

use crate::{
    HR,
    mentorships::Pairs,
    training_world::{Answer, DICTIONARY, School, TRAINER, day, parent, refusal},
};
use contracts::career::v1::{
    self as pb, competency_evidence_service_client::CompetencyEvidenceServiceClient, mentorship::State as PairState,
    training_participant::State,
};
use platform::testing::{OTHER_TENANT, TENANT, bad_fields};
use tonic::{Code, Request};
use uuid::Uuid;

/// The other way round: it was failed.
fn failed(one: &pb::TrainingParticipant) -> pb::CorrectTrainingResultRequest {
    pb::CorrectTrainingResultRequest {
        name: one.name.clone(),
        etag: one.etag.clone(),
        passed: false,
        score: "40".into(),
        certificate_number: String::new(),
        reason: "tertukar dengan peserta lain".into(),
        request_id: String::new(),
    }
}

impl School {
    async fn correct(&mut self, request: pb::CorrectTrainingResultRequest) -> Answer<pb::TrainingParticipant> {
        self.sessions.correct_training_result(self.career.harness.request(HR, request)).await
    }
}

#[tokio::test]
async fn a_wrong_pass_is_booked_back_and_a_wrong_fail_booked() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let one = school.enrol(&session, &servant).await.unwrap().into_inner();
    school.held(&session, &[&one]).await;
    let open = "SELECT count(*) FROM career.competency_gaps WHERE close_date IS NULL";
    assert_eq!((school.year(&servant).await.hours, school.career.harness.number(open).await), (8, 0));
    let passed = school.participants(&session).await.remove(0);
    let message = pb::CorrectTrainingResultRequest { request_id: Uuid::now_v7().to_string(), ..failed(&passed) };
    let corrected = school.correct(message.clone()).await.unwrap().into_inner();
    assert_eq!(school.correct(message).await.unwrap().into_inner(), corrected, "a replay answers the same");
    assert_eq!((corrected.state(), corrected.hours, corrected.score.as_str()), (State::Failed, 0, "40"));
    let [was] = corrected.corrections.as_slice() else { panic!("{corrected:?}") };
    assert_eq!((was.passed, was.score.as_str(), was.hours), (true, "87.5", 8));
    assert_eq!((was.corrected_by.as_str(), was.reason.as_str()), ("tester", "tertukar dengan peserta lain"));
    let year = school.year(&servant).await;
    assert_eq!((year.hours, year.bookings.iter().map(|one| one.hours).collect::<Vec<_>>()), (0, vec![8, -8]));
    assert_eq!(school.career.harness.number(open).await, 1, "the gap is open again");
    let withdrawn =
        "SELECT count(*) FROM career.competency_evidence WHERE kind = 'training' AND withdrawn_time IS NOT NULL";
    assert_eq!(school.career.harness.number(withdrawn).await, 1);
    assert_eq!(refusal(school.correct(failed(&passed)).await), (Code::Aborted, "ETAG_MISMATCH".into()));
    let again = pb::CorrectTrainingResultRequest {
        passed: true,
        score: "70".into(),
        certificate_number: "S-9".into(),
        ..failed(&corrected)
    };
    let again = school.correct(again).await.unwrap().into_inner();
    assert_eq!((again.state(), again.hours, again.corrections.len()), (State::Passed, 8, 2));
    assert_eq!((school.year(&servant).await.hours, school.career.harness.number(open).await), (8, 0));
    let sealed = "SELECT count(*) FROM career.training_result_corrections AS one WHERE one::text LIKE '%tertukar%'";
    assert_eq!(school.career.harness.number(sealed).await, 0);
}

#[tokio::test]
async fn a_result_is_corrected_by_others_where_there_is_one() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    let one = school.enrol(&session, &servant).await.unwrap().into_inner();
    let early = school.correct(failed(&one)).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "PARTICIPANT_STATE".into()));
    school.at("2025-05-06T08:00:00Z");
    school.results(&session, vec![School::failed(&one)]).await.unwrap();
    let one = school.participants(&session).await.remove(0);
    let unseen = pb::CorrectTrainingResultRequest { passed: true, certificate_number: "S-1".into(), ..failed(&one) };
    assert_eq!(refusal(school.correct(unseen).await).1, "ATTENDANCE_INCOMPLETE");
    school.link(&servant, "tester").await;
    assert_eq!(refusal(school.correct(failed(&one)).await), (Code::FailedPrecondition, "OWN_REVIEW".into()));
    let nobody = pb::CorrectTrainingResultRequest {
        name: one.name.replace(one.name.rsplit('/').next().unwrap(), &Uuid::from_u128(1).to_string()),
        ..failed(&one)
    };
    assert_eq!(refusal(school.correct(nobody).await), (Code::NotFound, "PARTICIPANT_NOT_FOUND".into()));
    let wrong = pb::CorrectTrainingResultRequest { passed: true, score: "x".into(), ..Default::default() };
    let fields = bad_fields(&school.correct(wrong).await.unwrap_err());
    assert_eq!(fields, ["name", "etag", "score", "certificate_number", "reason"]);
    let anonymous = school.sessions.correct_training_result(Request::new(failed(&one))).await;
    assert_eq!(anonymous.unwrap_err().code(), Code::Unauthenticated);
    let trainer = school.career.harness.request(TRAINER, failed(&one));
    assert_eq!(school.sessions.correct_training_result(trainer).await.unwrap_err().code(), Code::PermissionDenied);
    let foreign = school.career.harness.request_as("other", HR, &[OTHER_TENANT], failed(&one));
    assert_eq!(school.sessions.correct_training_result(foreign).await.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn an_e_learning_is_booked_in_the_year_that_was_reserved() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let request = pb::CreateCourseRequest {
        mode: pb::course::Mode::ELearning.into(),
        activity: 16,
        ..School::course_request("E-1", 3)
    };
    let course = school.create_course(request).await.unwrap().into_inner();
    let date = |year, month| Some(contracts::google::r#type::Date { year, month, day: 1 });
    let winter = pb::CreateTrainingSessionRequest {
        start_date: date(2025, 11),
        end_date: date(2026, 2),
        ..School::session_request(&course, 5)
    };
    let session = school.sessions.create_training_session(school.career.harness.request(HR, winter)).await;
    let session = session.unwrap().into_inner();
    let one = school.enrol(&session, &servant).await.unwrap().into_inner();
    school.at("2025-12-03T08:00:00Z");
    school.results(&session, vec![School::passed(&one, "E-1")]).await.unwrap();
    assert_eq!(school.year(&servant).await.hours, 0);
    let next = "SELECT count(*) FROM career.training_hours WHERE year = 2026 AND earned_date = '2025-12-03'";
    assert_eq!(school.career.harness.number(next).await, 1);
}

impl Pairs {
    async fn withdraw(&mut self, account: &str, session: &pb::MentoringSession) -> Answer<pb::MentoringSession> {
        let etag = self.list(pb::ListMentorshipsRequest::default()).await.remove(0).etag;
        let request = pb::WithdrawMentoringSessionRequest {
            name: session.name.clone(),
            etag,
            reason: "salah tanggal".into(),
            request_id: String::new(),
        };
        let request = self.school.career.harness.request_as(account, &["servant"], &[TENANT], request);
        self.client.withdraw_mentoring_session(request).await
    }
}

#[tokio::test]
async fn minutes_that_were_written_down_wrongly_are_taken_back() {
    let mut pairs = Pairs::start().await;
    let mentee = pairs.mentee(2, "siti").await;
    pairs.mentor(5, "budi").await;
    let pair = pairs.active().await;
    let wrong = pairs.meet("budi", Pairs::meeting(&pair, 60)).await.unwrap().into_inner();
    let second = pairs.meet("budi", Pairs::meeting(&pair, 90)).await.unwrap().into_inner();
    assert_eq!(refusal(pairs.withdraw("siti", &wrong).await), (Code::FailedPrecondition, "NOT_THE_MENTOR".into()));
    assert_eq!(refusal(pairs.withdraw("ani", &wrong).await), (Code::NotFound, "MENTORSHIP_NOT_FOUND".into()));
    let withdrawn = pairs.withdraw("budi", &wrong).await.unwrap().into_inner();
    assert!(withdrawn.withdraw_time.is_some());
    assert_eq!((withdrawn.withdraw_reason.as_str(), withdrawn.notes.as_str()), ("salah tanggal", "Bahas notula"));
    assert_eq!(refusal(pairs.withdraw("budi", &wrong).await), (Code::FailedPrecondition, "MENTORSHIP_STATE".into()));
    let listed = pairs.sessions("siti", &pair).await.unwrap().into_inner().sessions;
    let reasons: Vec<_> = listed.iter().map(|one| one.withdraw_reason.as_str()).collect();
    assert_eq!(reasons, ["salah tanggal", ""], "both stay");
    let now = pairs.list(pb::ListMentorshipsRequest::default()).await.remove(0);
    assert_eq!((now.sessions, now.minutes), (1, 90));
    let ended = pairs.end("budi", &now, 0).await.unwrap().into_inner();
    assert_eq!((ended.state(), ended.hours), (PairState::Ended, 2));
    pairs.withdraw("budi", &second).await.unwrap();
    let year = pairs.school.year(&mentee).await;
    assert_eq!((year.hours, year.bookings.iter().map(|one| one.hours).collect::<Vec<_>>()), (0, vec![2, -2]));
    let now = pairs.list(pb::ListMentorshipsRequest::default()).await.remove(0);
    assert_eq!((now.hours, now.minutes), (0, 0));
    let plain = "SELECT count(*) FROM career.mentoring_sessions AS one WHERE one::text LIKE '%salah%'";
    assert_eq!(pairs.school.career.harness.number(plain).await, 0);
    let request = pairs.school.career.harness.request(&["servant"], pb::WithdrawMentoringSessionRequest::default());
    let fields = bad_fields(&pairs.client.withdraw_mentoring_session(request).await.unwrap_err());
    assert_eq!(fields, ["name", "etag", "reason"]);
}

#[tokio::test]
async fn a_course_closes_what_it_closed_and_an_assessment_confirms_it() {
    let mut school = School::start().await;
    let (good, gone) = (school.servant(2).await, school.servant(2).await);
    let course = school.course("K-1").await;
    let session = school.session(&course, 2).await;
    let one = school.enrol(&session, &good).await.unwrap().into_inner();
    let two = school.enrol(&session, &gone).await.unwrap().into_inner();
    school.held(&session, &[&one]).await;
    school.results(&session, vec![School::failed(&two)]).await.unwrap();
    let effect = school.effect(&course).await;
    assert_eq!((effect.with_gap, effect.closed, effect.confirmed), (2, 1, 0), "the pass itself closed it");
    school.at("2025-06-02T08:00:00Z");
    let mut client = CompetencyEvidenceServiceClient::new(school.career.harness.channel.clone());
    let list = pb::ListEvidenceRequest { parent: gone, ..Default::default() };
    let list = client.list_evidence(school.career.harness.request(HR, list)).await.unwrap().into_inner();
    let wrong = &list.evidence[0];
    let (name, etag) = (wrong.name.clone(), wrong.etag.clone());
    let request = pb::WithdrawEvidenceRequest { name, etag, reason: "x".into(), request_id: String::new() };
    client.withdraw_evidence(school.career.harness.request(HR, request)).await.unwrap();
    let effect = school.effect(&course).await;
    assert_eq!(
        (effect.ended, effect.with_gap, effect.closed),
        (2, 1, 1),
        "a gap without evidence is none of the course's"
    );
    let later = pb::RecordEvidenceRequest {
        parent: parent(),
        servant: good,
        kind: pb::competency_evidence::Kind::Assessment.into(),
        dictionary: DICTIONARY.into(),
        code: "M3".into(),
        level: 3,
        assessor: "Pusat Penilaian".into(),
        instrument: "Asesmen ulang".into(),
        date: day(6, 1),
        ..Default::default()
    };
    client.record_evidence(school.career.harness.request(HR, later)).await.unwrap();
    assert_eq!(school.effect(&course).await.confirmed, 1);
}
