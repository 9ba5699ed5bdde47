use crate::{AUTHORITY, Answer, COMMITTEE, Recruitment, refusal};
use contracts::recruitment::{
    events::v1::ResultPublished,
    v1::{
        self as pb, answer_objection_request::Decision, correct_result_request::Correction, objection::Cause,
        objection::Effect, result_change::Reason, skd_row::Attendance,
    },
};
use platform::testing::bad_fields;
use tonic::Code;

/// Second, first and third.
const MARKS: [([i32; 3], i64); 3] = [([90, 130, 200], 380), ([90, 130, 200], 400), ([90, 130, 200], 360)];

impl Recruitment {
    /// The final result can be objected to, and one participant does.
    pub async fn disputed(&mut self, objector: usize) -> (pb::Vacancy, Vec<pb::Application>, pb::Objection) {
        let (published, applications) = self.published(1, 1, &MARKS).await;
        self.go_to_window(&published);
        let filed = self.object(&applications[objector], &[]).await.unwrap().into_inner();
        (published, applications, filed)
    }

    pub async fn correct(
        &self,
        application: &pb::Application,
        objection: &pb::Objection,
        correction: Correction,
    ) -> Answer<pb::CorrectResultResponse> {
        let request = pb::CorrectResultRequest {
            name: application.name.clone(),
            etag: application.etag.clone(),
            objection: objection.name.clone(),
            correction: Some(correction),
            request_id: String::new(),
        };
        self.objections().correct_result(self.harness.request(COMMITTEE, request)).await
    }

    pub async fn rank_again(&mut self, vacancy: &pb::Vacancy) -> Answer<pb::RankAgainResponse> {
        let vacancy = self.get(vacancy).await;
        let request = pb::RankAgainRequest { name: vacancy.name, etag: vacancy.etag, request_id: String::new() };
        self.objections().rank_again(self.harness.request(COMMITTEE, request)).await
    }

    pub async fn publish_correction(&mut self, vacancy: &pb::Vacancy) -> Answer<pb::Vacancy> {
        let (name, etag) = (vacancy.name.clone(), vacancy.etag.clone());
        let request = pb::PublishCorrectionRequest { name, etag, request_id: String::new() };
        self.objections().publish_correction(self.harness.request(AUTHORITY, request)).await
    }

    pub async fn result(&self, vacancy: &pb::Vacancy) -> Vec<(String, String)> {
        let request = pb::ListResultsRequest { parent: vacancy.name.clone(), ..Default::default() };
        let results = self.applications.clone().list_results(request).await.unwrap().into_inner().results;
        results.into_iter().map(|one| (one.participant_number, one.decision)).collect()
    }
}

#[tokio::test]
async fn the_difference_is_published_with_who_moved_and_why() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications, filed) = recruitment.disputed(0).await;
    let evidence = filed.evidence.as_ref().unwrap();
    assert_eq!((evidence.place, evidence.cat_thousandths), (2, 380_000));
    assert_eq!((evidence.field_test(), evidence.additional_thousandths.len()), (pb::skb_row::Outcome::Present, 0));
    let answered = recruitment.answer(&filed, Decision::Accept, Cause::Scoring).await.unwrap().into_inner();
    assert_eq!(answered.effect(), Effect::Correction);
    let refused = recruitment.rank_again(&published).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "OBJECTIONS_OPEN".into()));
    recruitment.wait_for_objections();
    let refused = recruitment.rank_again(&published).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "CORRECTIONS_MISSING".into()));
    let refused = recruitment.announce_after(&published).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "CORRECTION_PENDING".into()));
    recruitment.correct(&applications[0], &filed, Correction::CatThousandths(420_000)).await.unwrap();
    let before = recruitment.result(&published).await;
    let ranked = recruitment.rank_again(&published).await.unwrap().into_inner();
    assert_eq!((ranked.moved, ranked.selected), (2, 1));
    assert_eq!(recruitment.result(&published).await, before, "nothing is public yet");
    assert!(recruitment.changes(&published).await.is_empty());
    let corrected = recruitment.publish_correction(&ranked.vacancy.unwrap()).await.unwrap().into_inner();
    let number = |index: usize| applications[index].participant_number.clone();
    let expected = [(number(0), "SELECTED"), (number(1), "NOT_SELECTED"), (number(2), "NOT_SELECTED")];
    assert_eq!(recruitment.result(&published).await, expected.map(|(number, end)| (number, end.to_owned())));
    let changes = recruitment.changes(&published).await;
    let told: Vec<_> = changes.iter().map(|one| (one.participant_number.clone(), one.reason())).collect();
    assert_eq!(told, [(number(0), Reason::Corrected), (number(1), Reason::Displaced)]);
    assert!(changes.iter().all(|one| one.because_of == [number(0)] && one.publish_time.is_some()));
    let places = |one: &pb::ResultChange| (one.from.clone().unwrap().place, one.to.clone().unwrap().place);
    assert_eq!((places(&changes[0]), places(&changes[1])), ((2, 1), (1, 2)));
    assert_eq!(changes[1].from.as_ref().unwrap().final_points, changes[1].to.as_ref().unwrap().final_points);
    let events = recruitment.harness.published(3).await; // opened, published, published again; no seat is free
    let again: ResultPublished = events[2].as_message().unwrap().unwrap();
    assert_eq!((again.selected, format!("\"{}\"", again.version)), (1, corrected.etag.clone()));
    let refused = recruitment.rank_again(&corrected).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOTHING_TO_ANNOUNCE".into()));
}

#[tokio::test]
async fn a_correction_after_the_ranking_asks_for_another() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications, filed) = recruitment.disputed(0).await;
    let early = recruitment.correct(&applications[1], &filed, Correction::CatThousandths(1_000)).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "NOT_CORRECTABLE".into()));
    recruitment.answer(&filed, Decision::Accept, Cause::Scoring).await.unwrap();
    recruitment.wait_for_objections();
    // Somebody else's result may be what was wrong.
    recruitment.correct(&applications[1], &filed, Correction::IneligibleReason("Ijazah palsu".into())).await.unwrap();
    let ranked = recruitment.rank_again(&published).await.unwrap().into_inner().vacancy.unwrap();
    let skd = pb::CorrectedSkd { attendance: Attendance::Present.into(), twk: 90, tiu: 130, tkp: 210 };
    recruitment.correct(&applications[2], &filed, Correction::Skd(skd)).await.unwrap();
    let refused = recruitment.publish_correction(&ranked).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_RANKED_AGAIN".into()));
    let ranked = recruitment.rank_again(&published).await.unwrap().into_inner();
    recruitment.publish_correction(&ranked.vacancy.unwrap()).await.unwrap();
    let number = |index: usize| applications[index].participant_number.clone();
    let result = recruitment.result(&published).await;
    assert_eq!(result, [(number(0), "SELECTED".into()), (number(2), "NOT_SELECTED".into())]);
    let left = recruitment.changes(&published).await.into_iter().find(|one| one.participant_number == number(1));
    assert_eq!(left.unwrap().to.unwrap().skd_code, "");
    let stored = recruitment.application(&applications[2].name).await.result.unwrap();
    assert_eq!((stored.tkp, stored.final_points.as_str()), (210, "74.473"));
}

#[tokio::test]
async fn impossible_scores_are_refused_and_the_rejected_need_no_ranking() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications, filed) = recruitment.disputed(2).await;
    let rejected = recruitment.answer(&filed, Decision::Reject, Cause::NoError).await.unwrap().into_inner();
    let refused = recruitment.correct(&applications[2], &rejected, Correction::CatThousandths(1)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_CORRECTABLE".into()));
    recruitment.go_to_window(&published);
    let second = recruitment.object(&applications[0], &[]).await.unwrap().into_inner();
    recruitment.answer(&second, Decision::Accept, Cause::System).await.unwrap();
    let skd = |twk| pb::CorrectedSkd { attendance: Attendance::Present.into(), twk, tiu: 130, tkp: 190 };
    let refused = recruitment.correct(&applications[0], &second, Correction::Skd(skd(91))).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["skd.twk"]);
    let refused = recruitment.correct(&applications[0], &second, Correction::CatThousandths(500_001)).await;
    assert_eq!(bad_fields(&refused.unwrap_err()), ["cat_thousandths"]);
    let absent = pb::CorrectedSkd { attendance: Attendance::Absent.into(), ..skd(90) };
    let refused = recruitment.correct(&applications[0], &second, Correction::Skd(absent)).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["skd.attendance"]);
}

#[tokio::test]
async fn nobody_is_appointed_before_the_objections_are_settled() {
    let mut recruitment = Recruitment::start().await;
    let (published, applications, filed) = recruitment.disputed(2).await;
    recruitment.wait_for_objections();
    let refused = recruitment.open_filing(&published).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "OBJECTIONS_UNANSWERED".into()));
    let request = pb::AppointCandidateRequest {
        name: applications[1].name.clone(),
        etag: applications[1].etag.clone(),
        appointment_date: Some(contracts::google::r#type::Date { year: 2025, month: 5, day: 1 }),
        request_id: String::new(),
    };
    let request = recruitment.harness.request(AUTHORITY, request);
    let refused = recruitment.applications.appoint_candidate(request).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "OBJECTIONS_UNANSWERED".into()));
    recruitment.answer(&filed, Decision::Reject, Cause::NoError).await.unwrap();
    recruitment.announce_after(&published).await.unwrap();
    assert_eq!(recruitment.open_filing(&published).await.unwrap().into_inner().opened, 1);
}
