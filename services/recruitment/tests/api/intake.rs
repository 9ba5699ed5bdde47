use crate::{Answer, GATEWAY, Recruitment, application, eligible, need, refusal, strict};
use contracts::{
    google::r#type::Date,
    recruitment::v1::{self as pb, application_status::State},
};
use platform::testing::{TENANT, bad_fields};
use tonic::Code;
use uuid::Uuid;

impl Recruitment {
    async fn submit(&mut self, request: pb::SubmitApplicationRequest) -> Answer<pb::Application> {
        self.applications.submit_application(self.harness.request(GATEWAY, request)).await
    }

    pub async fn take_back(&mut self, subject: &str, application: &pb::Application) -> Answer<pb::Application> {
        let (name, etag) = (application.name.clone(), application.etag.clone());
        let request = pb::WithdrawApplicationRequest { name, etag, request_id: String::new() };
        let request = self.harness.request_as(subject, GATEWAY, &[TENANT], request);
        self.applications.withdraw_application(request).await
    }
}

#[tokio::test]
async fn a_number_that_tells_something_else_is_a_warning_and_no_refusal() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let request = pb::SubmitApplicationRequest {
        birth_date: Some(Date { year: 1999, month: 5, day: 21 }),
        sex: pb::Sex::Female.into(),
        ..application(&open, 1)
    };
    let taken = recruitment.submit(request).await.unwrap().into_inner();
    let warnings = [pb::ApplicationWarning::BirthDateDiffers, pb::ApplicationWarning::SexDiffers];
    assert_eq!(taken.warnings().collect::<Vec<_>>(), warnings);
    assert!(recruitment.submit(application(&open, 2)).await.unwrap().into_inner().warnings.is_empty());
}

#[tokio::test]
async fn a_special_need_asks_for_its_fact() {
    let mut recruitment = Recruitment::start().await;
    let draft =
        contracts::needs::events::v1::NeedDetermined { kind: pb::NeedKind::Disability.into(), ..need(TENANT, 1, 1) };
    let draft = recruitment.drafted(1, &draft).await;
    let request = recruitment.harness.request(crate::COMMITTEE, recruitment.open(&draft));
    let open = recruitment.vacancies.open_vacancy(request).await.unwrap().into_inner();
    let silent = pb::SubmitApplicationRequest { facts: vec![1], ..application(&open, 1) };
    let refused = recruitment.submit(silent.clone()).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "CONDITION_NOT_DECLARED".into()));
    let declared = pb::SubmitApplicationRequest { facts: vec![pb::DeclaredFact::Disability.into()], ..silent };
    let taken = recruitment.submit(declared).await.unwrap().into_inner();
    let status = recruitment.status(&taken).await;
    assert!(status.missing().any(|kind| kind == pb::DocumentKind::DisabilityCertificate));
}

#[tokio::test]
async fn what_is_declared_is_coded_for_statistics_and_nothing_else() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let declared = pb::SubmitApplicationRequest {
        facts: vec![pb::DeclaredFact::Disability.into()],
        sex: pb::Sex::Male.into(),
        region_of_origin: "3578".into(),
        ..application(&open, 1)
    };
    recruitment.submit(declared).await.unwrap();
    recruitment.submit(pb::SubmitApplicationRequest { facts: vec![], ..application(&open, 2) }).await.unwrap();
    let rows: Vec<(String, bool, i16, String)> =
        sqlx::query_as("SELECT sex, disability, age, region FROM recruitment.applications ORDER BY application_id")
            .fetch_all(&recruitment.harness.pool)
            .await
            .unwrap();
    assert_eq!(rows, [("male".into(), true, 25, "3578".into()), ("male".into(), false, 25, "9900".into())]);
}

#[tokio::test]
async fn bad_declarations_are_told_with_their_fields() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let request = pb::SubmitApplicationRequest {
        facts: vec![3, 3, 99],
        sex: 9,
        region_of_origin: "Surabaya".into(),
        experience_months: -1,
        upload: open.name.clone(),
        ..application(&open, 1)
    };
    let refused = recruitment.submit(request).await.unwrap_err();
    let fields = ["facts[1]", "facts[2]", "sex", "region_of_origin", "experience_months", "upload"];
    assert_eq!(bad_fields(&refused), fields);
    let many = pb::SubmitApplicationRequest { facts: vec![1; 100_000], ..application(&open, 1) };
    let refused = recruitment.submit(many).await.unwrap_err();
    let fields = ["facts", "facts[1]", "facts[2]", "facts[3]", "facts[4]", "facts[5]"];
    assert_eq!(bad_fields(&refused), fields, "no more are read than there are");
}

#[tokio::test]
async fn an_application_is_withdrawn_while_others_are_taken_and_still_counts_as_the_one() {
    let mut recruitment = Recruitment::start().await;
    let (open, other) = (recruitment.opened(1, 1).await, recruitment.opened(2, 1).await);
    let taken = recruitment.apply(&open, 1).await;
    let stranger = recruitment.take_back("kios", &taken).await;
    assert_eq!(refusal(stranger), (Code::NotFound, "APPLICATION_NOT_FOUND".into()));
    let withdrawn = recruitment.take_back("tester", &taken).await.unwrap().into_inner();
    assert!(withdrawn.withdrawn && withdrawn.etag != taken.etag);
    assert_eq!(recruitment.application(&taken.name).await, withdrawn);
    let again = recruitment.take_back("tester", &withdrawn).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "APPLICATION_WITHDRAWN".into()));
    let stale = recruitment.take_back("tester", &taken).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    assert_eq!(recruitment.status(&taken).await.state(), State::Withdrawn);
    let anew = recruitment.submit(application(&other, 1)).await;
    assert_eq!(refusal(anew), (Code::AlreadyExists, "ALREADY_APPLIED".into()));
    let document = recruitment.upload(&taken.name, pb::DocumentKind::Diploma, b"%PDF-1.7").await;
    assert_eq!(refusal(document), (Code::FailedPrecondition, "APPLICATION_WITHDRAWN".into()));
}

#[tokio::test]
async fn a_withdrawn_application_takes_no_verdict_and_waits_for_none() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let (one, two) = (recruitment.apply(&open, 1).await, recruitment.apply(&open, 2).await);
    recruitment.take_back("tester", &two).await.unwrap();
    let closed = recruitment.close(&open).await;
    let late = recruitment.take_back("tester", &one).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "NOT_ACCEPTING".into()));
    let refused = recruitment.import_verdicts(strict(), &[eligible(&two)]).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "IMPORT_REFUSED".into()));
    recruitment.import_verdicts(strict(), &[eligible(&one)]).await.unwrap();
    assert_eq!(recruitment.status(&one).await.state(), State::Submitted);
    recruitment.announce(&closed).await.unwrap();
    assert_eq!(recruitment.status(&one).await.state(), State::Eligible);
    assert_eq!(recruitment.status(&two).await.state(), State::Withdrawn);
}

#[tokio::test]
async fn a_status_is_told_to_the_machine_that_applied() {
    let mut recruitment = Recruitment::start().await;
    let open = recruitment.opened(1, 1).await;
    let taken = recruitment.apply(&open, 1).await;
    let ask = async |subject: &str, name: String| {
        let request = pb::GetApplicationStatusRequest { name };
        let request = recruitment.harness.request_as(subject, GATEWAY, &[TENANT], request);
        recruitment.applications.clone().get_application_status(request).await
    };
    assert_eq!(ask("tester", taken.name.clone()).await.unwrap().into_inner().state(), State::Submitted);
    let not_found = (Code::NotFound, "APPLICATION_NOT_FOUND".to_owned());
    assert_eq!(refusal(ask("kios", taken.name.clone()).await), not_found);
    let nobody = format!("{}/applications/{}", open.name, Uuid::now_v7());
    assert_eq!(refusal(ask("tester", nobody).await), not_found);
}
