use crate::{COMMITTEE, GATEWAY, Recruitment, eligible, refusal, scored, strict};
use contracts::recruitment::v1::{self as pb, answer_objection_request::Decision, objection::Cause, objection::Effect};
use jiff::SignedDuration;
use platform::testing::{TENANT, bad_fields, reason};
use tonic::Code;
use uuid::Uuid;

const GOOD: [i32; 3] = [100, 130, 190];

async fn counts(recruitment: &Recruitment, vacancy: &pb::Vacancy) -> Vec<pb::ObjectionCount> {
    let request = pb::GetObjectionCountsRequest { parent: vacancy.name.clone() };
    recruitment.objections().get_objection_counts(request).await.unwrap().into_inner().counts
}

#[tokio::test]
async fn an_accepted_objection_makes_eligible_and_is_announced_before_the_test_is_ranked() {
    let mut recruitment = Recruitment::start().await;
    let (announced, applied) = recruitment.announced(&["", "Ijazah tidak terbaca"]).await;
    let filed = recruitment.object(&applied[1], &[1]).await.unwrap().into_inner();
    assert_eq!((filed.round(), filed.state()), (pb::objection::Round::Administration, pb::objection::State::Filed));
    assert_eq!(filed.grounds, "Ijazah saya terbaca di portal");
    assert_eq!(filed.evidence.as_ref().unwrap().reasons, ["IDENTITY_CARD: refused: Ijazah tidak terbaca"]);
    assert_eq!((filed.evidence.as_ref().unwrap().sha256.len(), filed.evidence_changed), (64, false));
    let twice = recruitment.object(&applied[1], &[1]).await;
    assert_eq!(refusal(twice), (Code::AlreadyExists, "ALREADY_OBJECTED".into()));
    recruitment.wait_for_objections();
    recruitment.import_skd(strict(), &[scored(&applied[0], GOOD)]).await.unwrap();
    let refused = recruitment.rank_skd(&announced).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "OBJECTIONS_UNANSWERED".into()));
    let refused = recruitment.announce_after(&announced).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "OBJECTIONS_UNANSWERED".into()));
    let answered = recruitment.answer(&filed, Decision::Accept, Cause::Verifier).await.unwrap().into_inner();
    assert_eq!((answered.effect(), answered.late, answered.evidence_changed), (Effect::Eligible, true, true));
    assert_eq!(answered.evidence.unwrap().verdict(), pb::Verdict::Ineligible, "what stood then is frozen");
    let refused = recruitment.rank_skd(&announced).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "CORRECTION_PENDING".into()));
    let after = recruitment.announce_after(&announced).await.unwrap().into_inner();
    let refused = recruitment.rank_skd(&after).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "RESULTS_MISSING".into()));
    recruitment.import_skd(strict(), &[scored(&applied[1], GOOD)]).await.unwrap();
    recruitment.rank_skd(&after).await.unwrap();
    let again = recruitment.answer(&filed, Decision::Reject, Cause::NoError).await;
    assert_eq!(refusal(again), (Code::Aborted, "ETAG_MISMATCH".into()));
}

#[tokio::test]
async fn a_reason_left_unchallenged_keeps_the_result() {
    let mut recruitment = Recruitment::start().await;
    let (announced, applied) = recruitment.announced(&["IJAZAH: refused; KTP: missing"]).await;
    let filed = recruitment.object(&applied[0], &[1]).await.unwrap().into_inner();
    let answered = recruitment.answer(&filed, Decision::Accept, Cause::System).await.unwrap().into_inner();
    assert_eq!((answered.effect(), answered.late), (Effect::StaysIneligible, false));
    recruitment.wait_for_objections();
    recruitment.announce_after(&announced).await.unwrap();
    let report = recruitment.import_skd(crate::header(), &[scored(&applied[0], GOOD)]).await.unwrap().into_inner();
    assert_eq!(report.errors[0].reason, "does not meet the requirements");
    let nothing = recruitment.announce_after(&announced).await;
    assert_eq!(refusal(nothing), (Code::FailedPrecondition, "NOTHING_TO_ANNOUNCE".into()));
}

#[tokio::test]
async fn objections_are_taken_in_their_days_only() {
    let mut recruitment = Recruitment::start().await;
    let (announced, applied) = recruitment.announced(&["", "Ijazah tidak terbaca"]).await;
    let window = announced.objections.clone().unwrap();
    let shown = (window.local_open_time.as_str(), window.local_close_time.as_str(), window.local_answer_time.as_str());
    // Announced on 7 September, when the vacancy had closed.
    assert_eq!(shown, ("2024-09-08 00:00:00 WIB", "2024-09-11 00:00:00 WIB", "2024-09-18 00:00:00 WIB"));
    let edge = |time: Option<prost_types::Timestamp>| platform::dates::parse_time(time.as_ref()).unwrap();
    for now in [edge(window.open_time) - SignedDuration::from_micros(1), edge(window.close_time)] {
        recruitment.harness.clock.set(now);
        let refused = recruitment.object(&applied[1], &[1]).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "OBJECTIONS_CLOSED".into()));
    }
    recruitment.harness.clock.set(edge(window.close_time) - SignedDuration::from_micros(1));
    let refused = recruitment.object(&applied[0], &[]).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOTHING_TO_OBJECT".into()));
    for wrong in [&[][..], &[2], &[1, 1]] {
        let refused = recruitment.object(&applied[1], wrong).await.unwrap_err();
        assert_eq!(bad_fields(&refused), ["challenged_reasons"]);
    }
    recruitment.object(&applied[1], &[1]).await.unwrap();
}

#[tokio::test]
async fn an_own_error_cannot_be_accepted() {
    let mut recruitment = Recruitment::start().await;
    let (_, applied) = recruitment.announced(&["Ijazah tidak terbaca"]).await;
    let filed = recruitment.object(&applied[0], &[1]).await.unwrap().into_inner();
    for cause in [Cause::ApplicantsOwn, Cause::NoError, Cause::Unspecified] {
        let refused = recruitment.answer(&filed, Decision::Accept, cause).await.unwrap_err();
        assert_eq!(bad_fields(&refused), ["cause"]);
    }
    let refused = recruitment.answer(&filed, Decision::Reject, Cause::Verifier).await.unwrap_err();
    assert_eq!(bad_fields(&refused), ["cause"]);
    let rejected = recruitment.answer(&filed, Decision::Reject, Cause::ApplicantsOwn).await.unwrap().into_inner();
    assert_eq!((rejected.effect(), rejected.answer.as_str()), (Effect::None, "Telah diperiksa kembali"));
    let again = recruitment.answer(&rejected, Decision::Reject, Cause::ApplicantsOwn).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "OBJECTION_ANSWERED".into()));
}

#[tokio::test]
async fn the_overdue_are_listed_and_everybody_may_count() {
    let mut recruitment = Recruitment::start().await;
    let (announced, applied) = recruitment.announced(&["Satu", "Dua", "Tiga"]).await;
    let mut filed = Vec::new();
    for application in &applied {
        filed.push(recruitment.object(application, &[1]).await.unwrap().into_inner());
    }
    recruitment.answer(&filed[0], Decision::Reject, Cause::NoError).await.unwrap();
    recruitment.wait_for_objections();
    recruitment.answer(&filed[1], Decision::Reject, Cause::NoError).await.unwrap();
    let mut request =
        pb::ListObjectionsRequest { parent: format!("instansi/{TENANT}"), overdue: true, ..Default::default() };
    let mut client = recruitment.objections();
    let listed = client.list_objections(recruitment.harness.request(COMMITTEE, request.clone()));
    let listed = listed.await.unwrap().into_inner().objections;
    assert_eq!((listed.len(), &listed[0].name, listed[0].late), (1, &filed[2].name, true));
    assert_eq!((listed[0].grounds.as_str(), &listed[0].evidence), ("", &None), "lists hold no text about a person");
    (request.overdue, request.page_size) = (false, 2);
    let page = client.list_objections(recruitment.harness.request(COMMITTEE, request.clone()));
    let page = page.await.unwrap().into_inner();
    assert_eq!(page.objections.len(), 2);
    request.page_token = page.next_page_token;
    let page = client.list_objections(recruitment.harness.request(COMMITTEE, request));
    assert_eq!(page.await.unwrap().into_inner().objections.len(), 1);
    let count = counts(&recruitment, &announced).await.remove(0);
    assert_eq!((count.filed, count.rejected, count.waiting, count.overdue, count.answered_late), (3, 2, 1, 1, 1));
}

#[tokio::test]
async fn an_objection_sent_twice_is_one_and_its_texts_are_sealed() {
    let mut recruitment = Recruitment::start().await;
    let (_, applied) = recruitment.announced(&["Ijazah tidak terbaca"]).await;
    let request = pb::FileObjectionRequest {
        parent: applied[0].name.clone(),
        grounds: "Rahasia sekali".into(),
        challenged_reasons: vec![1],
        request_id: Uuid::now_v7().to_string(),
    };
    let mut client = recruitment.objections();
    let first = client.file_objection(recruitment.harness.request(crate::GATEWAY, request.clone())).await.unwrap();
    let second = client.file_objection(recruitment.harness.request(crate::GATEWAY, request.clone())).await.unwrap();
    assert_eq!(first.into_inner(), second.into_inner());
    let reused = pb::FileObjectionRequest { grounds: "Lain".into(), ..request };
    let refused = client.file_objection(recruitment.harness.request(crate::GATEWAY, reused)).await.unwrap_err();
    assert_eq!(reason(&refused), "REQUEST_ID_REUSED");
    let plain = "SELECT count(*) FROM recruitment.objections
                 WHERE objections::text LIKE '%' || encode('Rahasia', 'hex') || '%' OR objections::text LIKE '%terbaca%'";
    assert_eq!(recruitment.harness.number(plain).await, 0);
}

#[tokio::test]
async fn only_the_machine_that_applied_objects_and_reads_the_answer() {
    let mut recruitment = Recruitment::start().await;
    let (_, applied) = recruitment.announced(&["Ijazah tidak terbaca"]).await;
    let mut client = recruitment.objections();
    let file = pb::FileObjectionRequest {
        parent: applied[0].name.clone(),
        grounds: "Bukan saya".into(),
        challenged_reasons: vec![1],
        request_id: String::new(),
    };
    let stranger = recruitment.harness.request_as("portal lain", GATEWAY, &[TENANT], file);
    let refused = client.file_objection(stranger).await;
    assert_eq!(refusal(refused), (Code::NotFound, "APPLICATION_NOT_FOUND".into()));
    let filed = recruitment.object(&applied[0], &[1]).await.unwrap().into_inner();
    let get = pb::GetMyObjectionRequest { name: filed.name.clone() };
    let own = client.get_my_objection(recruitment.harness.request(GATEWAY, get.clone())).await.unwrap().into_inner();
    assert_eq!(own, filed);
    let stranger = recruitment.harness.request_as("portal lain", GATEWAY, &[TENANT], get.clone());
    let refused = client.get_my_objection(stranger).await;
    assert_eq!(refusal(refused), (Code::NotFound, "OBJECTION_NOT_FOUND".into()));
    let refused = client
        .get_objection(recruitment.harness.request(GATEWAY, pb::GetObjectionRequest { name: filed.name }))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
}

#[tokio::test]
async fn who_withdrew_does_not_come_back_by_an_objection() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let gone = recruitment.apply(&open, 1).await;
    let stays = recruitment.apply(&open, 2).await;
    recruitment.take_back("tester", &gone).await.unwrap();
    let closed = recruitment.close(&open).await;
    recruitment.import_verdicts(strict(), &[eligible(&stays)]).await.unwrap();
    let announced = recruitment.announce(&closed).await.unwrap().into_inner();
    recruitment.go_to_window(&announced);
    for reasons in [&[][..], &[1]] {
        let refused = recruitment.object(&gone, reasons).await;
        assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOTHING_TO_OBJECT".into()));
    }
}

#[tokio::test]
async fn applicants_are_told_the_numbers_of_the_reasons_that_they_can_challenge() {
    let mut recruitment = Recruitment::start().await;
    let (_, applied) = recruitment.announced(&["Ijazah tidak terbaca; KTP kedaluwarsa; Foto buram"]).await;
    let told = recruitment.status(&applied[0]).await.reasons;
    let told: Vec<_> = told.iter().map(|reason| (reason.number, reason.text.as_str())).collect();
    assert_eq!(told, [(1, "Ijazah tidak terbaca"), (2, "KTP kedaluwarsa"), (3, "Foto buram")]);
    let filed = recruitment.object(&applied[0], &[1, 2, 3]).await.unwrap().into_inner();
    let answered = recruitment.answer(&filed, Decision::Accept, Cause::Verifier).await.unwrap().into_inner();
    assert_eq!(answered.effect(), Effect::Eligible);
    assert!(recruitment.status(&applied[0]).await.reasons.is_empty());
}
