//! Where an office decides, nobody decides about themselves.

use crate::{
    HR,
    competency_evidence::assessed,
    first_year::{FirstYear, date},
    mentorships::Pairs,
    training_world::{School, day, parent, refusal},
};
use contracts::career::v1::{
    self as pb, competency_evidence_service_client::CompetencyEvidenceServiceClient,
    development_item_service_client::DevelopmentItemServiceClient,
};
use platform::testing::TENANT;
use tonic::Code;

fn refused(reason: &str) -> (Code, String) {
    (Code::FailedPrecondition, reason.to_owned())
}

#[tokio::test]
async fn nobody_withdraws_the_own_evidence_or_gives_up_the_own_plan() {
    let mut year = FirstYear::start().await;
    year.career.position_defined(1, "administrator").await;
    let servant = year.civil_servant().await;
    let evidence = year.career.evidence_recorded(assessed(&servant, 1)).await.unwrap();
    year.link(&servant, "tester").await;
    let harness = &year.career.harness;
    let mut evidences = CompetencyEvidenceServiceClient::new(harness.channel.clone());
    let (name, etag, reason) = (evidence.name, evidence.etag, "x".to_owned());
    let request = pb::WithdrawEvidenceRequest { name, etag, reason, request_id: String::new() };
    let own = evidences.withdraw_evidence(harness.request(HR, request)).await;
    assert_eq!(refusal(own), refused("OWN_EVIDENCE"));
    let mut plans = DevelopmentItemServiceClient::new(harness.channel.clone());
    let list = pb::ListDevelopmentItemsRequest { parent: parent(), ..Default::default() };
    let item = plans.list_development_items(harness.request(HR, list)).await.unwrap().into_inner().items.remove(0);
    let (name, etag, reason) = (item.name, item.etag, "x".to_owned());
    let request = pb::DropDevelopmentRequest { name, etag, reason, request_id: String::new() };
    let own = plans.drop_development(harness.request(HR, request)).await;
    assert_eq!(refusal(own), refused("OWN_DEVELOPMENT"));
}

#[tokio::test]
async fn nobody_decides_about_the_own_first_year() {
    let mut year = FirstYear::start().await;
    let servant = year.employee().await;
    let agreement = pb::RecordWorkAgreementRequest {
        name: servant.name.clone(),
        etag: servant.etag.clone(),
        number: "810/1/PK/2025".into(),
        signed_date: date(2025, 4, 20),
        start_date: date(2025, 5, 1),
        end_date: date(2026, 4, 30),
        request_id: String::new(),
    };
    let kept = year.agreements.record_work_agreement(year.career.harness.request(HR, agreement.clone())).await;
    let kept = kept.unwrap().into_inner();
    year.link(&servant, "tester").await;
    let etag = year.again(&servant).await.etag;
    let own = pb::RecordWorkAgreementRequest { etag, ..agreement };
    let own = year.agreements.record_work_agreement(year.career.harness.request(HR, own)).await;
    assert_eq!(refusal(own), refused("OWN_PROBATION"));
    let extension = pb::ExtendWorkAgreementRequest {
        name: kept.name,
        etag: kept.etag,
        number: "810/2/PK/2026".into(),
        signed_date: date(2026, 4, 1),
        end_date: date(2027, 4, 30),
        request_id: String::new(),
    };
    let own = year.agreements.extend_work_agreement(year.career.harness.request(HR, extension)).await;
    assert_eq!(refusal(own), refused("OWN_PROBATION"));
    let list = pb::ListOnboardingTasksRequest { parent: parent(), servant: servant.name, ..Default::default() };
    let tasks = year.onboardings.list_onboarding_tasks(year.career.harness.request(HR, list)).await;
    let tasks = tasks.unwrap().into_inner().tasks;
    let theirs = tasks.iter().find(|task| task.owner() == pb::onboarding_task::Owner::Hr).unwrap();
    let (name, etag) = (theirs.name.clone(), theirs.etag.clone());
    let request = pb::CompleteOnboardingTaskRequest { name, etag, ..Default::default() };
    let own = year.onboardings.complete_onboarding_task(year.career.harness.request(HR, request)).await;
    assert_eq!(refusal(own), refused("OWN_PROBATION"));
}

#[tokio::test]
async fn nobody_brings_themselves_into_a_course_or_out_of_it() {
    let mut school = School::start().await;
    let servant = school.servant(2).await;
    let course = school.course("K-1").await;
    let session = school.session(&course, 1).await;
    school.link(&servant, "tester").await;
    assert_eq!(refusal(school.enrol(&session, &servant).await), refused("OWN_REVIEW"));
    let run = school.nominate(&session).await.unwrap().into_inner();
    assert_eq!(refusal(school.confirm(&run, vec![]).await), refused("OWN_REVIEW"));
    let left_out = vec![pb::LeftOut { servant: servant.clone(), reason: "diri sendiri".into() }];
    school.confirm(&run, left_out).await.unwrap();
    school.link(&servant, "siti").await;
    let one = school.enrol(&session, &servant).await.unwrap().into_inner();
    school.link(&servant, "tester").await;
    let (name, etag) = (one.name.clone(), one.etag.clone());
    let request = pb::WithdrawParticipantRequest { name, etag, reason: "x".into(), request_id: String::new() };
    let own = school.sessions.withdraw_participant(school.career.harness.request(HR, request)).await;
    assert_eq!(refusal(own), refused("OWN_REVIEW"));
    school.at("2025-05-05T08:00:00Z");
    assert_eq!(refusal(school.attend(&session, day(5, 5), &[(&one, true)]).await), refused("OWN_REVIEW"));
    school.link(&servant, "siti").await;
    let one = school.record(School::external_request(&servant, 9, 8)).await.unwrap().into_inner();
    school.link(&servant, "reviewer").await;
    let (name, etag) = (one.name, one.etag);
    let request = pb::DeclineExternalTrainingRequest { name, etag, reason: "x".into(), request_id: String::new() };
    let request = school.career.harness.request_as("reviewer", HR, &[TENANT], request);
    assert_eq!(refusal(school.hours.decline_external_training(request).await), refused("OWN_REVIEW"));
}

#[tokio::test]
async fn nobody_declines_or_stops_the_own_pair() {
    let mut pairs = Pairs::start().await;
    pairs.mentee(2, "siti").await;
    pairs.mentor(5, "budi").await;
    let pair = pairs.proposed().await;
    for account in ["siti", "budi"] {
        let (name, etag, reason) = (pair.name.clone(), pair.etag.clone(), "x".to_owned());
        let decline = pb::DeclinePairRequest { name, etag, reason, request_id: String::new() };
        let own = pairs.school.career.harness.request_as(account, HR, &[TENANT], decline);
        assert_eq!(refusal(pairs.client.decline_pair(own).await), refused("NOT_THE_MENTOR"), "{account}");
    }
    let pair = pairs.confirm(Pairs::confirmation(&pair)).await.unwrap().into_inner();
    let (name, etag, reason) = (pair.name, pair.etag, "x".to_owned());
    let stop = pb::StopPairRequest { name, etag, reason, request_id: String::new() };
    let own = pairs.school.career.harness.request_as("budi", HR, &[TENANT], stop);
    assert_eq!(refusal(pairs.client.stop_pair(own).await), refused("NOT_THE_MENTOR"));
}
